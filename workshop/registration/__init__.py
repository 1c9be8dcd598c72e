"""Registration: the public page, the seat, the personal page."""

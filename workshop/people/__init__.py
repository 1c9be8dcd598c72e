"""People: the list, one person, importing and exporting."""

"""What organisers set up before the day, and what they watch while it runs."""

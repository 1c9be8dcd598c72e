"""Who sits in which group: solving, moving by hand, publishing."""

"""Printed pages: set by typst, and their text put right. Runs in a process of its own."""

"""Measurements; run by hand, each prints one table."""

"""Splits people over groups: provably best, checked, explained.

Frozen dataclasses in, a frozen `Result` out; no clock, database or request.  See `problem` for the
exact definition of what is best.
"""

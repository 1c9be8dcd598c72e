"""When a form that closes by itself is over, and until when it takes what is under way."""

import datetime as dt

GRACE = dt.timedelta(seconds=5)
"""How long after its time a form still takes what was sent before it; told on the form."""


def is_over(closes_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether its time has come: pages show it closed."""
    return closes_at is not None and closes_at <= now


def takes_no_more(closes_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether what was under way is in as well: nothing is stored any more."""
    return is_over(closes_at, now - GRACE)

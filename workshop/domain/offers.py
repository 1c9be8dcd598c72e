"""How long a seat is held for somebody on the waiting list, and what is left of it."""

import datetime as dt

LAST_DAY = dt.timedelta(hours=24)
LAST_DAY_HOURS = 2
SHORTEST = dt.timedelta(minutes=30)


def offer_ends(now: dt.datetime, *, hours: int, starts_at: dt.datetime) -> dt.datetime:
    """When an offer made `now` ends.

    hours: how long offers usually last.  starts_at: when the workshop begins. In the 24 hours
    before that, and once it has begun, an offer lasts at most two hours. It ends when the workshop
    begins at the latest, unless less than half an hour would be left to answer.
    """
    near = now >= starts_at - LAST_DAY
    lasts = dt.timedelta(hours=min(hours, LAST_DAY_HOURS) if near else hours)
    if now + SHORTEST <= starts_at:
        return min(now + lasts, starts_at)
    return now + lasts


def time_left(until: dt.datetime, now: dt.datetime) -> tuple[int, int]:
    """Whole hours and minutes that are left, rounded up to the minute; (0, 0) when it is over."""
    minutes = max(0, -int((now - until).total_seconds() // 60))
    return divmod(minutes, 60)

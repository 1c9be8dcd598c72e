"""How much time is left, in words."""

import datetime as dt

from workshop.domain.offers import time_left
from workshop.i18n import _, ngettext


def left_in_words(until: dt.datetime, now: dt.datetime) -> str:
    """Days and hours, hours and minutes, or minutes; empty once the time is over."""
    hours, minutes = time_left(until, now)
    if not hours and not minutes:
        return ""
    if hours >= 48:
        return str(ngettext("%(num)s day", "%(num)s days", hours // 24))
    if not hours:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    whole = str(ngettext("%(num)s hour", "%(num)s hours", hours))
    if not minutes or hours >= 12:
        return whole
    rest = str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    return str(_("%(hours)s %(minutes)s", hours=whole, minutes=rest))

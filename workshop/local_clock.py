"""A workshop's own clock: in its zone, and moved for a rehearsal."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Flask

from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.models import Workshop

LONGEST = 600
"""Minutes that anything may count down."""


def local_time(workshop: Workshop, now: dt.datetime) -> dt.datetime:
    """The time on the workshop's clock: in its zone, moved for a rehearsal."""
    shifted = now + dt.timedelta(seconds=workshop.clock_shift)
    return shifted.astimezone(ZoneInfo(workshop.timezone))


def whole_minute(workshop: Workshop, moment: dt.datetime) -> dt.datetime:
    """The moment, or the next one at which the workshop's clock shows a whole minute."""
    local = local_time(workshop, moment)
    over = dt.timedelta(seconds=local.second, microseconds=local.microsecond)
    return moment + (dt.timedelta(minutes=1) - over if over else dt.timedelta())


def later_today(workshop: Workshop, time: dt.time, *, now: dt.datetime) -> dt.datetime:
    """The moment at which the workshop's clock shows this time today.

    Raises WorkshopError (field `until`) when that has passed, or is LONGEST minutes away.
    """
    local = local_time(workshop, now)
    end = dt.datetime.combine(local.date(), time, local.tzinfo)
    left = end.astimezone(dt.UTC) - local.astimezone(dt.UTC)
    if left <= dt.timedelta():
        raise WorkshopError(_l("That time has passed. Enter a later one."), field="until")
    if left > dt.timedelta(minutes=LONGEST):
        raise WorkshopError(_l("That is too far away. Enter an earlier time."), field="until")
    return now + left


def init_app(app: Flask) -> None:
    """For templates: `moment|on_clock(workshop)` is what `local_time` gives."""
    app.jinja_env.filters["on_clock"] = lambda moment, workshop: local_time(workshop, moment)

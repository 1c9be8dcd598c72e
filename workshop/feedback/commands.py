"""`workshop forms W [N] [--open|--close|--minutes M|--until HH:MM] [--group G]`."""

import datetime as dt
import sys
from typing import Any

from workshop import db
from workshop.clock import now
from workshop.domain.terms import OVERALL
from workshop.errors import NotFoundError
from workshop.feedback import opening
from workshop.feedback.openings import Cell, forms_by_group
from workshop.i18n import _, clock, plain
from workshop.local_clock import later_today, whole_minute
from workshop.models import Workshop

ACTOR = "command line"


def forms(
    workshop: Workshop, *, number: str | None, group: str | None, is_open: bool | None,
    ends: int | dt.time | None = None,
) -> int:  # fmt: skip
    """Sets what is open unless `is_open` is None, then shows one line per form and group.

    number: a strategy's, or `overall`; None for all forms.  ends: what is opened closes by itself
    after so many minutes, or at that time of the workshop's clock.  Raises NotFoundError, and
    WorkshopError for a time that has passed.
    """
    wanted, moment = _number(number), now()
    asked: dict[str, Any] = {"form": wanted, "group": group, "actor": ACTOR, "now": moment}
    if ends is not None:
        closes = _closing(workshop, ends, moment)
        with db.transaction() as session:
            opening.open_until(session, workshop, closes, **asked)
    elif is_open is not None:
        with db.transaction() as session:
            opening.set_open(session, workshop, is_open=is_open, **asked)
    opening.check(db.session(), workshop, form=wanted, group=group)
    for form, cells in forms_by_group(db.session(), workshop, now=now()).rows:
        if wanted not in (None, form.number):
            continue
        title = (
            _("Overall questions") if form.is_overall else f"{form.number}  {plain(form, 'title')}"
        )
        shown = [cell for cell in cells if cell and group in (None, cell.group.code)]
        sys.stdout.write(
            "\n".join((title, *(_line(cell, workshop.timezone) for cell in shown))) + "\n"
        )
    return 0


def _closing(workshop: Workshop, ends: int | dt.time, moment: dt.datetime) -> dt.datetime:
    if isinstance(ends, dt.time):
        return later_today(workshop, ends, now=moment)
    return whole_minute(workshop, moment + dt.timedelta(minutes=ends))


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "overall":
        return OVERALL
    if not (text.isdecimal() and len(text) < 7):
        raise NotFoundError(_("Give the number of a strategy, or overall."))
    return int(text)


def _line(cell: Cell, timezone: str) -> str:
    state = _("open") if cell.is_open else _("closed") if cell.closings else _("not open yet")
    if cell.closes:
        state = _("open until %(time)s", time=clock(cell.closes, timezone))
    answered = _("%(answered)s of %(people)s", answered=cell.answered, people=cell.people)
    return f"   {cell.group.code:<16} {state:<14} {answered}"

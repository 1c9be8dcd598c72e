"""`workshop forms W [N] [--open|--close] [--group G]`."""

import sys

from workshop import db
from workshop.clock import now
from workshop.domain.terms import OVERALL
from workshop.errors import NotFoundError
from workshop.feedback import opening
from workshop.feedback.openings import Cell, forms_by_group
from workshop.i18n import _, clock, plain
from workshop.models import Workshop


def forms(
    workshop: Workshop, *, number: str | None, group: str | None, is_open: bool | None
) -> int:
    """Sets what is open unless `is_open` is None, then shows one line per form and group.

    number: a strategy's, or `overall`; None for all forms.  Raises NotFoundError.
    """
    wanted = _number(number)
    if is_open is not None:
        with db.transaction() as session:
            opening.set_open(
                session,
                workshop,
                form=wanted,
                group=group,
                is_open=is_open,
                actor="command line",
                now=now(),
            )
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

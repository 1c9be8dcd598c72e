"""`workshop forms W [N] [--open|--close] [--group G]`."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from workshop.feedback import opening
from workshop.feedback.opening import Cell
from workshop.i18n import _, plain
from workshop.models import Workshop


def forms(
    session: Session,
    workshop: Workshop,
    *,
    number: int | None,
    group: str | None,
    is_open: bool | None,
    now: dt.datetime,
) -> Iterator[str]:
    """Sets what is open unless `is_open` is None, then gives one line per form and group.

    Call inside a writing transaction. Raises NotFoundError for an unknown form or group.
    """
    if is_open is not None:
        opening.set_open(
            session,
            workshop,
            form=number,
            group=group,
            is_open=is_open,
            actor="command line",
            now=now,
        )
    for form, cells in opening.table(session, workshop).rows:
        if number not in (None, form.number):
            continue
        title = _("Overall") if form.is_overall else f"{form.number}  {plain(form, 'title')}"
        yield title
        shown = [cell for cell in cells if cell and group in (None, cell.group.code)]
        yield from (_line(cell) for cell in shown)


def _line(cell: Cell) -> str:
    answered = _("%(answered)s of %(people)s", answered=cell.answered, people=cell.people)
    return f"  {cell.group.code:<16} {_('open') if cell.is_open else _('closed'):<8} {answered}"

"""The parts of the day."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import AgendaItem, Workshop
from workshop.planning import editing
from workshop.planning.editing import By

NAMES = (
    "starts", "ends", "kind", "title_th", "title_en", "detail_th", "detail_en",
    "place_th", "place_en",
)  # fmt: skip


def items(session: Session, workshop: Workshop) -> list[AgendaItem]:
    """In the order of the day."""
    return list(
        session.scalars(
            sa.select(AgendaItem)
            .where(AgendaItem.workshop_id == workshop.id)
            .order_by(AgendaItem.starts, AgendaItem.id)
        )
    )


def outside(workshop: Workshop, row: AgendaItem) -> bool:
    """Whether it begins before the workshop's day or goes on behind it."""
    return row.starts < workshop.starts or (row.ends or row.starts) > workshop.ends


def overlapping(row: AgendaItem, rows: Iterable[AgendaItem]) -> AgendaItem | None:
    """The first other one that goes on at the same time; one without an end is a moment."""
    return next((one for one in rows if one is not row and _overlap(one, row)), None)


def _overlap(one: AgendaItem, other: AgendaItem) -> bool:
    if one.starts == other.starts:
        return True
    first, second = sorted((one, other), key=lambda row: row.starts)
    return first.ends is not None and second.starts < first.ends


def item(session: Session, workshop: Workshop, number: int) -> AgendaItem:
    return editing.find(session, AgendaItem, workshop, number)


def values(row: AgendaItem) -> dict[str, Any]:
    return editing.read(row, *NAMES)


def add(session: Session, workshop: Workshop, new: Mapping[str, Any], *, by: By) -> None:
    editing.hold(session, workshop)
    row = AgendaItem(workshop_id=workshop.id, **new)
    session.add(row)
    by.record(session, workshop, "agenda.added", _subject(row))


def change(
    session: Session, workshop: Workshop, number: int, new: Mapping[str, Any], *,
    version: int | None, by: By,
) -> None:  # fmt: skip
    """Raises ChangedMeanwhileError when somebody stored a change after `version`."""
    editing.hold(session, workshop)
    row = item(session, workshop, number)
    editing.seen(version, row.version, values(row))
    editing.fill(row, new)
    row.version += 1
    by.record(session, workshop, "agenda.changed", _subject(row))


def delete(
    session: Session, workshop: Workshop, number: int, *, version: int | None, by: By
) -> None:
    editing.hold(session, workshop)
    row = item(session, workshop, number)
    editing.seen(version, row.version, values(row))
    session.delete(row)
    by.record(session, workshop, "agenda.deleted", _subject(row))


def _subject(row: AgendaItem) -> str:
    return f"{row.starts:%H:%M} {row.title_th or row.title_en}"

"""The programme of the day with what is on now and what is next, by the workshop's own clock."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from workshop.domain.terms import AgendaKind
from workshop.i18n import _, clock, language, local
from workshop.local_clock import local_time
from workshop.models import AgendaItem, Workshop


class When(StrEnum):
    """Where a part stands to the workshop's clock; the style sheet's words for it."""

    PAST = "past"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Part:
    """A part of the day; `ends` is worked out where the agenda leaves it open."""

    item: AgendaItem
    ends: dt.time
    when: When


@dataclass(frozen=True)
class Day:
    """The parts in order. `local` is the workshop's own time, an aware moment in its zone."""

    parts: tuple[Part, ...]
    local: dt.datetime
    is_today: bool

    @property
    def now(self) -> Part | None:
        """What is on; None before, between and after the parts."""
        return next((part for part in self.parts if part.when is When.NOW), None)

    @property
    def next(self) -> Part | None:
        """What comes next today."""
        return next((part for part in self.parts if part.when is When.LATER), None)

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes until what is on ends, rounded up; None when nothing is on."""
        if self.now is None:
            return None
        end = dt.datetime.combine(self.local.date(), self.now.ends, self.local.tzinfo)
        return -int((self.local - end).total_seconds() // 60)


def programme(session: Session, workshop_id: int) -> list[AgendaItem]:
    """The parts of the day in order."""
    return list(
        session.scalars(
            sa.select(AgendaItem)
            .where(AgendaItem.workshop_id == workshop_id)
            .order_by(AgendaItem.starts, AgendaItem.id)
        )
    )


def day_of(workshop: Workshop, items: Sequence[AgendaItem], *, now: dt.datetime) -> Day:
    """The day at this moment. A part without an end lasts until the next, the last until closing.

    Of two parts at the same time both are on; `Day.now` is the first of them.
    """
    local = local_time(workshop, now)
    parts = tuple(
        Part(item, ends := _end(workshop, items, place), _when(workshop, item, ends, local))
        for place, item in enumerate(items)
    )
    return Day(parts, local, is_today=local.date() == workshop.date)


def _end(workshop: Workshop, items: Sequence[AgendaItem], place: int) -> dt.time:
    item = items[place]
    if item.ends is not None:
        return item.ends
    later = (one.starts for one in items[place + 1 :] if one.starts > item.starts)
    return next(later, max(workshop.ends, item.starts))


def _when(workshop: Workshop, item: AgendaItem, ends: dt.time, local: dt.datetime) -> When:
    if local.date() != workshop.date:
        return When.PAST if local.date() > workshop.date else When.LATER
    time = local.time()
    if time < item.starts:
        return When.LATER
    return When.NOW if time < ends else When.PAST


@dataclass(frozen=True)
class Row:
    """A part as a line of the timeline; `state` is empty on any day but the workshop's own."""

    time: str
    title: Markup
    note: Markup
    state: str


def public_rows(day: Day) -> list[Row]:
    """The programme for everybody: what each part is about."""
    return [_row(day, part, [local(part.item, "detail")]) for part in day.parts]


def own_rows(day: Day, *, room: Markup | None) -> list[Row]:
    """The programme for one person: until when, and where; `room` is that of the person's group."""
    rows = []
    for part in day.parts:
        in_group = part.item.kind is AgendaKind.GROUPS and room
        place = room if in_group else local(part.item, "place")
        until = _("until %(time)s", time=clock(part.ends)) if part.when is When.NOW else ""
        rows.append(_row(day, part, [until, place or ""]))
    return rows


def _row(day: Day, part: Part, notes: Sequence[str]) -> Row:
    time = part.item.starts
    return Row(
        time=f"{time:%H.%M}" if language() == "th" else f"{time:%H:%M}",
        title=local(part.item, "title"),
        note=Markup(" · ").join(escape(note) for note in notes if note),
        state=str(part.when) if day.is_today else "",
    )

"""The day at a glance: what is on, who is there, how many answered where."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import MessageState
from workshop.feedback import attendance
from workshop.feedback.attendance import Room
from workshop.i18n import plain
from workshop.models import FocusGroup, Message, Workshop
from workshop.planning import groups_service
from workshop.registration import day, seats
from workshop.registration.day import Day
from workshop.registration.seats import Seats
from workshop.summary import standing
from workshop.summary.standing import Standing


@dataclass(frozen=True, slots=True)
class Count:
    """Answers of one group on one form: `answered` of `expected` people."""

    answered: int
    expected: int
    is_open: bool

    @property
    def is_complete(self) -> bool:
        return 0 < self.expected <= self.answered


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its people and its counts in the order of the forms; None: not asked."""

    group: FocusGroup
    room: Room
    counts: tuple[Count | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A form in the table of answers."""

    number: int
    answered: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of the page but what needs care.

    `arrived` are all with a seat who came, in a group or not. `shut` are the numbers of forms
    nobody may answer and nobody has answered yet.
    """

    workshop: Workshop
    day: Day
    seats: Seats
    columns: tuple[Column, ...]
    rows: tuple[GroupRow, ...]
    shut: tuple[int, ...]
    standings: tuple[Standing, ...]
    mails_waiting: int
    arrived: int

    @property
    def placed(self) -> int:
        """People with a group in the published plan."""
        return sum(row.room.placed for row in self.rows)

    @property
    def arrived_without_group(self) -> int:
        return max(self.arrived - sum(row.room.arrived for row in self.rows), 0)

    @property
    def without_group(self) -> int:
        """People with a seat whom the published plan leaves out, or everybody without one."""
        return max(self.seats.confirmed - self.placed, 0)

    @property
    def free(self) -> int:
        return self.seats.empty

    @property
    def flower(self) -> list[tuple[str, int, int]]:
        """Once somebody arrived, filled is there; before, filled is registered and hollow free."""
        if self.arrived:
            marks = [
                (row.group.letter, row.room.arrived, row.room.placed - row.room.arrived)
                for row in self.rows
            ]
            here = self.arrived_without_group
            return [*marks, ("", here, max(self.without_group - here, 0))]
        marks = [(row.group.letter, row.room.placed, 0) for row in self.rows]
        return [*marks, ("", self.without_group, self.free)]

    @property
    def days_to_go(self) -> int:
        """Until the day of the workshop; not above 0 on it and afterwards."""
        return (self.workshop.date - self.day.local.date()).days

    @property
    def minute(self) -> str:
        return f"{self.day.local:%Y-%m-%d %H:%M}"

    @property
    def stamp(self) -> tuple[Any, ...]:
        """Changes exactly when what is shown does."""
        parts = tuple((part.item.id, part.item.version, part.when) for part in self.day.parts)
        groups = tuple((row.group.id, row.group.version, row.room) for row in self.rows)
        own = (self.workshop.id, self.workshop.version, self.minute)
        return own, self.seats, self.arrived, parts, groups, self.standings, self.mails_waiting


def overview(session: Session, workshop: Workshop, *, now: dt.datetime) -> Overview:
    """The same number of queries however many people and answers there are."""
    found = standing.standings(session, workshop_id=workshop.id)
    rooms = attendance.rooms(session, workshop_id=workshop.id)
    groups = groups_service.groups(session, workshop)
    numbers = list(dict.fromkeys(one.number for one in found))
    live = {one.number for one in found if one.is_open or one.answered}
    cells = {(one.number, one.group_id): one for one in found}
    shown = [number for number in numbers if number in live]
    return Overview(
        workshop=workshop,
        day=day.day_of(workshop, day.programme(session, workshop.id), now=now),
        seats=seats.count(session, workshop.id),
        columns=tuple(_column(number, found) for number in shown),
        rows=tuple(
            GroupRow(group, room, tuple(_count(cells.get((n, group.id)), room) for n in shown))
            for group in groups
            for room in [rooms.get(group.id, Room())]
        ),
        shut=tuple(number for number in numbers if number not in live),
        standings=tuple(found),
        mails_waiting=_mails_waiting(session, workshop),
        arrived=attendance.arrived(session, workshop_id=workshop.id),
    )


def _mails_waiting(session: Session, workshop: Workshop) -> int:
    waiting = sa.select(sa.func.count()).where(
        Message.workshop_id == workshop.id, Message.state == MessageState.WAITING
    )
    return session.scalar(waiting) or 0


def _column(number: int, found: list[Standing]) -> Column:
    own = [one for one in found if one.number == number]
    return Column(number, sum(one.answered for one in own), any(one.is_open for one in own))


def _count(one: Standing | None, room: Room) -> Count | None:
    if one is None:
        return None
    return Count(one.answered, room.expected(one.answered), one.is_open)


def short_name(group: FocusGroup) -> str:
    """The group's short name, or its name."""
    return plain(group, "short_name") or plain(group, "name")

"""What a picture on the screen is made of: no more is read than the picture shows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.agreement import results as agreement
from workshop.domain.terms import Role, ScreenView
from workshop.feedback import attendance
from workshop.feedback.attendance import Room, rooms
from workshop.models import FocusGroup, Membership, Workshop
from workshop.planning import groups_service
from workshop.registration import seats
from workshop.registration.day import Day, Part, day_of, programme
from workshop.registration.seats import Seats
from workshop.report.service import Overview, Results
from workshop.screen.service import State
from workshop.summary.disclosed import disclose
from workshop.summary.released import cells
from workshop.summary.report_backs_service import Approved, approved
from workshop.summary.standing import Standing, standings
from workshop.summary.strands import Strand, strands

COUNTS = frozenset({ScreenView.PROGRESS, ScreenView.FIGURES})
NEEDS_SOME = COUNTS | {ScreenView.REPORT_BACK}
"""Pictures in whose place now and next stand while there is nothing to show."""
AGREEMENT = frozenset({ScreenView.SHARED, ScreenView.DIVIDES})


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything that a picture depends on but the answers themselves.

    standings: of the form that is shown or counted down to, in every group it is put to. seats,
    arrived: for the welcome, of everybody with a seat. agreed: what came of the voting on
    statements. told: a report-back.
    """

    workshop: Workshop
    state: State
    day: Day
    groups: tuple[FocusGroup, ...] = ()
    standings: tuple[Standing, ...] = ()
    rooms: Mapping[int, Room] = field(default_factory=dict)
    seats: Seats | None = None
    arrived: int = 0
    agreed: agreement.Results | None = None
    told: Approved | None = None

    @property
    def version(self) -> tuple[object, ...]:
        """Changes exactly when the picture does; the clock and the countdown run by themselves."""
        parts = tuple(_mark(part) for part in (self.day.now, self.day.next))
        groups = tuple((group.id, group.version, group.letter) for group in self.groups)
        people = tuple(sorted(self.rooms.items()))
        own = (self.workshop.id, self.workshop.version, self.day.is_today, self.workshop.state)
        told = self.told and [(line.key, line.text) for line in self.told.lines]
        here = (self.seats, self.arrived, self.agreed and self.agreed.stamp, told)
        return own, self.state, parts, groups, self.standings, people, here

    @property
    def flower(self) -> list[tuple[str, int, int]]:
        """Filled is there, hollow missing; before the first arrival filled is a seat taken."""
        if self.seats is None:
            return []
        found = [(group.letter, self.rooms.get(group.id, Room())) for group in self.groups]
        others = max(self.seats.confirmed - sum(room.placed for _, room in found), 0)
        if self.arrived:
            marks = [(letter, one.arrived, one.placed - one.arrived) for letter, one in found]
            here = max(self.arrived - sum(one.arrived for _, one in found), 0)
            return [*marks, ("", here, max(others - here, 0))]
        return [*((letter, one.placed, 0) for letter, one in found), ("", others, self.seats.empty)]

    @property
    def overview(self) -> Overview:
        """As the report's figures want it, of the form that is shown alone."""
        return Overview(self.standings, self.rooms, self.groups)


def _mark(part: Part | None) -> tuple[object, ...]:
    return (part.item.id, part.item.version, part.ends) if part else ()


def sight(session: Session, workshop: Workshop, state: State, *, now: dt.datetime) -> Sight:
    """Two queries for most pictures, four more at most."""
    day = day_of(workshop, programme(session, workshop.id), now=now)
    view = state.shown.view
    if view is ScreenView.WELCOME:
        return Sight(
            workshop, state, day,
            groups=tuple(groups_service.groups(session, workshop)),
            rooms=rooms(session, workshop_id=workshop.id),
            seats=seats.count(session, workshop.id),
            arrived=attendance.arrived(session, workshop_id=workshop.id),
        )  # fmt: skip
    if view in COUNTS or state.shown.counts_to_closing:
        found = standings(session, workshop_id=workshop.id)
        return Sight(
            workshop, state, day,
            groups=tuple(groups_service.groups(session, workshop)),
            standings=tuple(one for one in found if one.number == state.shown.form_number),
            rooms=rooms(session, workshop_id=workshop.id),
        )  # fmt: skip
    if view in AGREEMENT:
        return Sight(workshop, state, day, agreed=agreed(session, workshop))
    if view is ScreenView.REPORT_BACK:
        return Sight(workshop, state, day, told=told(session, workshop, state))
    return Sight(workshop, state, day)


def told(session: Session, workshop: Workshop, state: State) -> Approved | None:
    """The report-back that is asked for while it is approved, as a whole room may see it."""
    every = standings(session, workshop_id=workshop.id)
    groups = groups_service.groups(session, workshop)
    here = [one for one in every if one.number == state.shown.form_number]
    found = approved(session, workshop, here, groups, k=workshop.disclosure_k)
    return next((one for one in found if one.group.id == state.shown.group_id), None)


def agreed(session: Session, workshop: Workshop) -> agreement.Results:
    """The votes on statements, as a whole room may see them: see `results`."""
    return agreement.results(session, workshop, k=workshop.disclosure_k)


def results(session: Session, workshop: Workshop, seen: Overview) -> Results:
    """What may be shown to a whole room: the workshop's k holds also where answers carry names."""
    asked = strands(session, [form.form_id for form in seen.forms])
    found = cells(session, workshop_id=workshop.id, standings=seen.standings, strands=asked)
    return Results(seen, disclose(found, asked, k=workshop.disclosure_k), found)


def shown_strand(found: Results, question: int | None) -> Strand | None:
    """The question whose version is asked for, while it stands on outputs and is counted."""
    return next((one for one in countable(found) if question in one.versions), None)


def countable(found: Results) -> list[Strand]:
    """Questions with a figure."""
    return [strand for strand in found.strands if not strand.is_text]


def may_preview(session: Session, workshop: Workshop, account_id: int | None) -> bool:
    """Whether this account is an organiser of the workshop."""
    wanted = sa.select(Membership.id).where(
        Membership.workshop_id == workshop.id,
        Membership.account_id == account_id,
        Membership.role == Role.ORGANISER,
    )
    return account_id is not None and session.scalar(wanted) is not None

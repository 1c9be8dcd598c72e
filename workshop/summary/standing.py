"""How far a group is: which forms are open to it, how many answered, how many may."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import OVERALL, PersonStatus, PlanState
from workshop.models import (
    FeedbackForm,
    FocusGroup,
    FormOpening,
    Person,
    Placement,
    Plan,
    Question,
    Response,
    Strategy,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One form in one group, now.

    answered: people who answered, always live.  waiting: those of them who are new or have
    revised since their last release.  released: people of whom something is released.
    serial and total_released change with everything that outputs may use of the answers.
    """

    form_id: int
    group_id: int
    number: int
    version: int
    strategy_version: int
    title_th: str
    title_en: str
    short_title_th: str
    short_title_en: str
    is_open: bool
    closings: int
    serial: int
    asked: bool
    answered: int
    waiting: int
    released: int
    total_released: int

    @property
    def is_overall(self) -> bool:
        return self.number == OVERALL

    @property
    def held_back(self) -> int:
        """People whose newest answers no output uses."""
        return self.waiting

    @property
    def stamp(self) -> tuple[int, int, int]:
        """The same exactly while the released answers are the same."""
        return self.serial, self.released, self.total_released


@dataclass(frozen=True, slots=True)
class Room:
    """People of a group in the published plan, and how many of them came."""

    placed: int = 0
    arrived: int = 0

    def expected(self, answered: int) -> int:
        """Of how many people `answered` is said: who came, or before arrivals who is placed.

        Never less than answered: somebody may answer without having been checked in, and after
        a move to another group.
        """
        return max(self.arrived or self.placed, answered)


def standings(session: Session, *, workshop_id: int, group_id: int | None = None) -> list[Standing]:
    """Every form that is put to a group, strategies by number and the overall one last.

    group_id: that group alone; None for all groups, by letter within each form.
    """
    statement = _ALL_STANDINGS if group_id is None else _GROUP_STANDINGS
    rows: Iterable[Any] = session.execute(statement, {"workshop": workshop_id, "group": group_id})
    found = [Standing(*row) for row in rows]
    return [standing for standing in found if standing.asked or standing.answered]


def room(session: Session, *, workshop_id: int, group_id: int) -> Room:
    """See Room; nobody without a published plan."""
    return rooms(session, workshop_id=workshop_id).get(group_id, Room())


def rooms(session: Session, *, workshop_id: int) -> dict[int, Room]:
    """By group id."""
    rows = session.execute(_ROOMS, {"workshop": workshop_id})
    return {group_id: Room(placed, arrived) for group_id, placed, arrived in rows}


def _standings(*conditions: Any) -> Any:
    """The forms of a workshop in the groups that meet the conditions (on Response and FocusGroup).

    Responses are counted from their index alone, so their number hardly matters.
    """
    forms = sa.select(FeedbackForm.id).where(FeedbackForm.workshop_id == _WORKSHOP)
    counts = (
        sa.select(
            Response.form_id,
            Response.group_id,
            sa.func.count().label("answered"),
            sa.func.count().filter(Response.released < Response.revision).label("waiting"),
            sa.func.count().filter(Response.released > 0).label("released"),
            sa.func.sum(Response.released).label("total"),
        )
        .where(Response.form_id.in_(forms), *(one(Response.group_id) for one in conditions))
        .group_by(Response.form_id, Response.group_id)
        .subquery()
    )
    return (
        sa.select(
            FeedbackForm.id,
            FocusGroup.id,
            FeedbackForm.number,
            FeedbackForm.version,
            sa.func.coalesce(Strategy.version, 0),
            sa.func.coalesce(Strategy.title_th, ""),
            sa.func.coalesce(Strategy.title_en, ""),
            sa.func.coalesce(Strategy.short_title_th, ""),
            sa.func.coalesce(Strategy.short_title_en, ""),
            sa.func.coalesce(FormOpening.is_open, sa.false()),
            sa.func.coalesce(FormOpening.closings, 0),
            sa.func.coalesce(FormOpening.release_serial, 0),
            _ASKED,
            sa.func.coalesce(counts.c.answered, 0),
            sa.func.coalesce(counts.c.waiting, 0),
            sa.func.coalesce(counts.c.released, 0),
            sa.func.coalesce(counts.c.total, 0),
        )
        .join(FocusGroup, FocusGroup.workshop_id == FeedbackForm.workshop_id)
        .outerjoin(Strategy, Strategy.id == FeedbackForm.strategy_id)
        .outerjoin(FormOpening, _both(FormOpening))
        .outerjoin(counts, _both(counts.c))
        .where(FeedbackForm.workshop_id == _WORKSHOP, *(one(FocusGroup.id) for one in conditions))
        .order_by(FeedbackForm.number == OVERALL, FeedbackForm.number, FocusGroup.letter)
    )


def _both(columns: Any) -> sa.ColumnElement[bool]:
    """Of this form and this group."""
    return sa.and_(columns.form_id == FeedbackForm.id, columns.group_id == FocusGroup.id)


_WORKSHOP = sa.bindparam("workshop", type_=sa.Integer)
_GROUP = sa.bindparam("group", type_=sa.Integer)

_ASKED = (
    sa.select(Question.id)
    .where(
        Question.form_id == FeedbackForm.id,
        Question.retired.is_(False),
        sa.or_(Question.group_id.is_(None), Question.group_id == FocusGroup.id),
    )
    .exists()
)

_ALL_STANDINGS = _standings()
_GROUP_STANDINGS = _standings(lambda column: column == _GROUP)

_ROOMS = (
    sa.select(
        Placement.group_id,
        sa.func.count(),
        sa.func.count().filter(Person.checked_in_at.is_not(None)),
    )
    .join(Plan, sa.and_(Plan.id == Placement.plan_id, Plan.state == PlanState.PUBLISHED))
    .join(
        Person,
        sa.and_(Person.id == Placement.person_id, Person.status == PersonStatus.CONFIRMED),
    )
    .where(Plan.workshop_id == _WORKSHOP)
    .group_by(Placement.group_id)
)

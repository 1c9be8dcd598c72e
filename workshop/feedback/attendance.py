"""Of how many people it is said that some of them answered: one rule for every page and command."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import kept
from workshop.domain.terms import PersonStatus, PlanState
from workshop.models import Person, Placement, Plan


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


def room(session: Session, *, workshop_id: int, group_id: int) -> Room:
    """See Room; nobody without a published plan."""
    return rooms(session, workshop_id=workshop_id).get(group_id, Room())


def rooms(session: Session, *, workshop_id: int) -> dict[int, Room]:
    """By group id."""

    def find() -> dict[int, Room]:
        rows = session.execute(_ROOMS, {"workshop": workshop_id})
        return {group_id: Room(placed, arrived) for group_id, placed, arrived in rows}

    return dict(kept.read(session, ("rooms", workshop_id), find))


def arrived(session: Session, *, workshop_id: int) -> int:
    """People with a seat who came, those without a group among them."""
    came = sa.select(sa.func.count()).where(
        Person.workshop_id == workshop_id,
        Person.status == PersonStatus.CONFIRMED,
        Person.checked_in_at.is_not(None),
    )
    return session.scalars(came).one()


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
    .where(Plan.workshop_id == sa.bindparam("workshop", type_=sa.Integer))
    .group_by(Placement.group_id)
)

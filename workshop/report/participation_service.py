"""Who took part, in numbers that no answer stands beside, and how the groups came about."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import PersonStatus, PlanState, SolveStatus
from workshop.feedback import paper_service
from workshop.feedback.attendance import Room
from workshop.feedback.paper_service import Totals
from workshop.models import (
    AgencyRole,
    AgencyRoleLink,
    CommentMark,
    Person,
    PersonRole,
    Placement,
    Plan,
    Workshop,
)
from workshop.people import listing


@dataclass(frozen=True, slots=True)
class Split:
    """The published plan: how many people it seats, and how many of them a hand has pinned.

    proven: as it was worked out, no split by the same rules was better.
    """

    people: int
    pinned: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Participation:
    """Everybody with a seat, and who came of them.

    roles: in their order; somebody with two roles counts in both.  without: people whose agency
    has no role.  answers: by (form, group), as they came in.  starred: comments that staff chose
    for the report.  split: None while no plan is published.
    """

    everybody: Room
    roles: Sequence[tuple[AgencyRole, Room]]
    without: Room
    answers: Mapping[tuple[int, int], Totals]
    starred: frozenset[bytes]
    split: Split | None


def participation(session: Session, workshop: Workshop) -> Participation:
    """Eight queries, whatever the number of people."""
    people = session.execute(
        sa.select(Person.id, Person.agency_id, Person.checked_in_at.is_not(None)).where(
            Person.workshop_id == workshop.id, Person.status == PersonStatus.CONFIRMED
        )
    )
    ticked = _links(session, workshop, PersonRole.person_id, PersonRole)
    agencies = _links(session, workshop, AgencyRoleLink.agency_id, AgencyRoleLink)
    placed, arrived = Counter[int](), Counter[int]()
    for person_id, agency_id, came in people:
        for role in {0, *(ticked[person_id] or agencies[agency_id or 0] or {-1})}:
            placed[role] += 1
            arrived[role] += came
    rooms = {role: Room(placed[role], arrived[role]) for role in placed}
    starred = sa.select(CommentMark.comment).where(
        CommentMark.workshop_id == workshop.id, CommentMark.starred
    )
    return Participation(
        everybody=rooms.get(0, Room()),
        roles=[(one, rooms.get(one.id, Room())) for one in listing.roles(session, workshop)],
        without=rooms.get(-1, Room()),
        answers=paper_service.totals(session, workshop_id=workshop.id),
        starred=frozenset(session.scalars(starred)),
        split=_split(session, workshop),
    )


def _links(
    session: Session,
    workshop: Workshop,
    owner: sa.orm.InstrumentedAttribute[int],
    model: type[PersonRole] | type[AgencyRoleLink],
) -> defaultdict[int, set[int]]:
    """Roles by who has them."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for key, role in session.execute(
        sa.select(owner, model.role_id).where(model.workshop_id == workshop.id)
    ):
        found[key].add(role)
    return found


def _split(session: Session, workshop: Workshop) -> Split | None:
    plan = session.scalar(
        sa.select(Plan).where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    )
    if plan is None:
        return None
    seats, pinned = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(Placement.pinned)).where(
            Placement.plan_id == plan.id
        )
    ).one()
    return Split(seats, pinned, bool(plan.result) and plan.status is SolveStatus.OPTIMAL)

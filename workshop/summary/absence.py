"""Who has not answered yet: worked out when asked, for organisers alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import PlanState
from workshop.feedback import service as feedback
from workshop.models import Person, Placement, Plan, Workshop
from workshop.summary.standing import Standing


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody with a seat, and the numbers of the forms they have not answered."""

    person: Person
    group_id: int
    forms: tuple[int, ...]


def absent(
    session: Session, workshop: Workshop, standings: Sequence[Standing], *, answer_key: bytes
) -> list[Absent]:
    """Who of the published plan has not answered which form that is put to their group."""
    asked = {(one.number, one.group_id) for one in standings if one.asked}
    groups = _groups_of_people(session, workshop)
    left: dict[int, list[int]] = defaultdict(list)
    people: dict[int, Person] = {}
    for missing in feedback.missing(session, workshop_id=workshop.id, answer_key=answer_key):
        for person in missing.people:
            if (missing.number, groups.get(person.id)) in asked:
                people[person.id] = person
                left[person.id].append(missing.number)
    return [
        Absent(people[person_id], groups[person_id], tuple(numbers))
        for person_id, numbers in left.items()
    ]


def _groups_of_people(session: Session, workshop: Workshop) -> dict[int, int]:
    rows = session.execute(
        sa.select(Placement.person_id, Placement.group_id)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    )
    return {row.person_id: row.group_id for row in rows}

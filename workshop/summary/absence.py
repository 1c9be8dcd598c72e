"""Who has not answered yet: worked out when asked, for organisers alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import PlanState
from workshop.feedback import service as feedback
from workshop.models import Agency, Person, Placement, Plan, Workshop
from workshop.summary.standing import Standing


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody with a seat, and the numbers of the forms they have not answered.

    agency_name: of an agency in the list; empty in both languages for one that was typed.
    """

    person: Person
    group_id: int
    agency_name_th: str
    agency_name_en: str
    forms: tuple[int, ...]


def absent(
    session: Session, workshop: Workshop, standings: Sequence[Standing], *, answer_key: bytes
) -> list[Absent]:
    """Who of the published plan has not answered which form that is put to their group."""
    asked = {(one.number, one.group_id) for one in standings if one.asked}
    seats = _seats(session, workshop)
    left: dict[int, list[int]] = defaultdict(list)
    people: dict[int, Person] = {}
    for missing in feedback.missing(session, workshop_id=workshop.id, answer_key=answer_key):
        for person in missing.people:
            if person.id in seats and (missing.number, seats[person.id].group_id) in asked:
                people[person.id] = person
                left[person.id].append(missing.number)
    return [
        Absent(people[seat.id], seat.group_id, seat.name_th, seat.name_en, tuple(left[seat.id]))
        for seat in seats.values()
        if seat.id in left
    ]


def _seats(session: Session, workshop: Workshop) -> dict[int, Any]:
    """By person the published group and the agency's name in both languages."""
    rows = session.execute(
        sa.select(
            Person.id,
            Placement.group_id,
            sa.func.coalesce(Agency.name_th, "").label("name_th"),
            sa.func.coalesce(Agency.name_en, "").label("name_en"),
        )
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Person, Person.id == Placement.person_id)
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
        .order_by(Person.id)
    )
    return {row.id: row for row in rows}

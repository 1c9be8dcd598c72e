"""The people of a workshop: found by what somebody remembers of them, in Thai order, by page."""

import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.domain.contacts import arabic
from workshop.domain.names import fold, in_thai_order
from workshop.domain.terms import PersonStatus, PlanState, Purpose
from workshop.models import (
    AddressFlag,
    Agency,
    AgencyRole,
    AgencyRoleLink,
    Consent,
    FocusGroup,
    Person,
    PersonRole,
    Placement,
    Plan,
    Workshop,
)
from workshop.registration import consents

PAGE = 200
NO_GROUP = "none"
UNREACHED = "unreached"
"""Instead of a standing: whoever has not cancelled and no mail reaches."""
STANDINGS = ("confirmed", "waitlisted", "cancelled", "arrived", "missing")


@dataclass(frozen=True)
class Filters:
    """What is looked for. group: a code or `none`; role: a code; status: one of STANDINGS or
    UNREACHED; photos: `yes` or `no`, whether somebody agreed to photographs; value: one of an
    attribute, see attributes.choices; unanswered: see answering.without_answer, which works out
    whom it leaves.

    Without a status, people who cancelled are left out.
    """

    q: str = ""
    group: str = ""
    role: str = ""
    status: str = ""
    photos: str = ""
    value: str = ""
    unanswered: str = ""

    @property
    def used(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Row:
    """Somebody with what the table shows of them; `waiting` is the place on the waiting list,
    `photos` whether they agreed to photographs, None for who was never asked.
    """

    person: Person
    agency: Agency | None = None
    group: FocusGroup | None = None
    table: int | None = None
    waiting: int | None = None
    photos: bool | None = None


@dataclass(frozen=True)
class Listing:
    """One page of the people found; `total` counts everybody who has not cancelled."""

    rows: list[Row]
    found: int
    total: int
    page: int
    pages: int

    @property
    def has_tables(self) -> bool:
        return any(row.table for row in self.rows)


def list_people(
    session: Session,
    workshop: Workshop,
    filters: Filters,
    page: int = 1,
    *,
    among: Set[int] | None = None,
) -> Listing:
    """Sorted by first and last name as in a Thai dictionary; PAGE people at a time.

    among: ids of those who come into question, None for everybody.
    """
    ids = _found(session, workshop, filters, among)
    pages = max(1, math.ceil(len(ids) / PAGE))
    page = min(max(page, 1), pages)
    shown = ids[(page - 1) * PAGE : page * PAGE]
    total = session.scalar(
        sa.select(sa.func.count(Person.id)).where(
            Person.workshop_id == workshop.id, Person.status != PersonStatus.CANCELLED
        )
    )
    return Listing(rows(session, workshop, shown), len(ids), total or 0, page, pages)


def everybody(
    session: Session, workshop: Workshop, filters: Filters, *, among: Set[int] | None = None
) -> list[Row]:
    """All people found, in the same order; for exports."""
    return rows(session, workshop, _found(session, workshop, filters, among))


def _found(
    session: Session, workshop: Workshop, filters: Filters, among: Set[int] | None
) -> list[int]:
    found = session.execute(
        sa.select(Person.id, Person.first_name, Person.last_name)
        .where(Person.workshop_id == workshop.id, *_conditions(session, workshop, filters))
        .order_by(Person.id)
    ).all()
    left = [row for row in found if among is None or row[0] in among]
    return [row[0] for row in in_thai_order(left, lambda row: f"{row[1]} {row[2]}")]


def rows(session: Session, workshop: Workshop, ids: Sequence[int]) -> list[Row]:
    """People with agency, group and table, in the order of `ids`; a fixed number of queries."""
    found: dict[int, Row] = {}
    for start in range(0, len(ids), 500):
        for person, agency, group, table in session.execute(
            sa.select(Person, Agency, FocusGroup, Placement.table_number)
            .outerjoin(Agency, Agency.id == Person.agency_id)
            .outerjoin(Placement, _placed(workshop))
            .outerjoin(FocusGroup, FocusGroup.id == Placement.group_id)
            .where(Person.workshop_id == workshop.id, Person.id.in_(ids[start : start + 500]))
        ):
            found[person.id] = Row(person, agency, group, table)
    asked = consents.photographs(session, workshop.id)
    found = {key: replace(row, photos=asked.get(key)) for key, row in found.items()}
    if any(row.person.status is PersonStatus.WAITLISTED for row in found.values()):
        for place, person_id in enumerate(waiting(session, workshop.id), start=1):
            if person_id in found:
                found[person_id] = replace(found[person_id], waiting=place)
    return [found[one] for one in ids if one in found]


def waiting(session: Session, workshop_id: int) -> list[int]:
    """Ids of the people on the waiting list, who came first first."""
    return list(
        session.scalars(
            sa.select(Person.id)
            .where(Person.workshop_id == workshop_id, Person.status == PersonStatus.WAITLISTED)
            .order_by(Person.registered_at, Person.id)
        )
    )


def groups(session: Session, workshop: Workshop) -> list[FocusGroup]:
    return list(
        session.scalars(
            sa.select(FocusGroup)
            .where(FocusGroup.workshop_id == workshop.id)
            .order_by(*FocusGroup.by_letter())
        )
    )


def roles(session: Session, workshop: Workshop) -> list[AgencyRole]:
    return list(
        session.scalars(
            sa.select(AgencyRole)
            .where(AgencyRole.workshop_id == workshop.id)
            .order_by(AgencyRole.position, AgencyRole.id)
        )
    )


def _published(workshop: Workshop) -> Any:
    return (
        sa.select(Plan.id)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
        .scalar_subquery()
    )


def _placed(workshop: Workshop) -> Any:
    return sa.and_(Placement.person_id == Person.id, Placement.plan_id == _published(workshop))


def _conditions(session: Session, workshop: Workshop, filters: Filters) -> list[Any]:
    conditions = [_standing(filters.status)]
    if filters.status == UNREACHED:
        conditions.append(_unreached(workshop))
    if filters.group:
        conditions.append(_in_group(workshop, filters.group))
    if filters.role:
        conditions.append(_has_role(workshop, filters.role))
    if filters.photos in ("yes", "no"):
        conditions.append(_pictured(workshop, filters.photos == "yes"))
    if filters.value:
        conditions.append(attributes.having(session, workshop.id, filters.value))
    if words := fold(filters.q[:200]).split():
        joined = "".join(words)
        name = sa.func.replace(Person.name_key, "|", "").contains(joined, autoescape=True)
        agencies = _agencies_called(session, workshop, words)
        each = [sa.or_(*_told_by(word, agencies[word])) for word in words]
        conditions.append(sa.or_(name, sa.and_(*each)))
    return conditions


def _unreached(workshop: Workshop) -> Any:
    bad = sa.select(AddressFlag.address).where(AddressFlag.workshop_id == workshop.id)
    return sa.or_(Person.email == "", Person.email.in_(bad))


def _standing(status: str) -> Any:
    if status == "arrived":
        return Person.checked_in_at.is_not(None)
    if status == "missing":
        return sa.and_(Person.status == PersonStatus.CONFIRMED, Person.checked_in_at.is_(None))
    if status in STANDINGS:
        return Person.status == PersonStatus(status)
    return Person.status != PersonStatus.CANCELLED


def _in_group(workshop: Workshop, code: str) -> Any:
    placed = (
        sa.select(Placement.person_id)
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .where(Placement.plan_id == _published(workshop))
    )
    if code == NO_GROUP:
        return Person.id.not_in(placed)
    return Person.id.in_(placed.where(FocusGroup.code == code))


def _has_role(workshop: Workshop, code: str) -> Any:
    """Ticked by the person, or, where nothing was ticked, a role of their agency."""
    role = (
        sa.select(AgencyRole.id)
        .where(AgencyRole.workshop_id == workshop.id, AgencyRole.code == code)
        .scalar_subquery()
    )
    ticked = sa.select(PersonRole.person_id).where(PersonRole.workshop_id == workshop.id)
    agencies = sa.select(AgencyRoleLink.agency_id).where(AgencyRoleLink.role_id == role)
    return sa.or_(
        Person.id.in_(ticked.where(PersonRole.role_id == role)),
        sa.and_(Person.id.not_in(ticked), Person.agency_id.in_(agencies)),
    )


def _pictured(workshop: Workshop, agreed: bool) -> Any:
    """Who agreed to photographs, or everybody else: not asked is not agreed."""
    these = sa.select(Consent.person_id).where(
        Consent.workshop_id == workshop.id,
        Consent.purpose == Purpose.PHOTOGRAPHS,
        Consent.withdrawn_at.is_(None),
    )
    return Person.id.in_(these) if agreed else Person.id.not_in(these)


def _agencies_called(
    session: Session, workshop: Workshop, words: list[str]
) -> dict[str, list[int]]:
    """For each word the agencies whose name, short form or ministry holds it.

    Spaces and dots are ignored: กพ finds กพ. and สำนักงาน ก.พ.
    """
    known = [
        (
            agency.id,
            " ".join(
                _letters(name)
                for name in (
                    agency.name_th, agency.name_en, agency.ministry_th, agency.ministry_en,
                    *agency.abbreviations,
                )
            ),
        )
        for agency in session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop.id))
    ]  # fmt: skip
    return {
        word: [number for number, names in known if (bare := _letters(word)) and bare in names]
        for word in words
    }


def _letters(text: str) -> str:
    return fold(text).replace(" ", "").replace(".", "")


def _told_by(word: str, agencies: list[int]) -> list[Any]:
    """Where a word may stand: name, agency, position, e-mail, digits of the phone, short code."""
    ways = [
        Person.name_key.contains(word, autoescape=True),
        _bare(Person.agency_name).contains(word, autoescape=True),
        _bare(Person.position).contains(word, autoescape=True),
        Person.email.contains(word, autoescape=True),
        Person.short_code == word.upper(),
    ]
    if agencies:
        ways.append(Person.agency_id.in_(agencies))
    digits = re.sub(r"\D", "", arabic(word))
    if len(digits) >= 3 and len(digits) * 2 > len(word):
        ways.append(Person.phone.contains(digits, autoescape=True))
    return ways


def _bare(column: Any) -> Any:
    return sa.func.replace(sa.func.lower(column), " ", "")

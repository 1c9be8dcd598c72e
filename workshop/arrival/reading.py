"""People as the door sees them: name, group, room, table, meal, and whether they are in."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from workshop.domain.contacts import phone_key
from workshop.domain.finding import PHONE_TAIL, Entry, digits_of
from workshop.domain.terms import ArrivalKind, PersonStatus, PlanState
from workshop.i18n import plain
from workshop.keys import Keys
from workshop.links import token_of
from workshop.models import (
    Agency,
    Arrival,
    FocusGroup,
    Person,
    Placement,
    Plan,
    Substitution,
    Workshop,
)
from workshop.people.wording import telephone
from workshop.presence import chunks
from workshop.registration.details import full_name, with_prefix

MARK_LENGTH = 20
"""Hexadecimal digits of the hash by which a device without network knows a link."""


@dataclass(frozen=True)
class Known:
    """Somebody on the list. by: who checked them in; came_for and instead: of a substitution."""

    person: Person
    agency: Agency | None
    group: FocusGroup | None
    table: int | None
    by: str = ""
    came_for: str = ""
    instead: str = ""

    @property
    def name(self) -> str:
        return full_name(self.person)

    @property
    def first_name(self) -> str:
        """With its prefix, as the whole name begins."""
        return with_prefix(self.person)

    @property
    def telephone(self) -> str:
        """As people read it; empty without a number."""
        return telephone(self.person.phone)

    @property
    def dial(self) -> str:
        """As a telephone dials it."""
        return phone_key(self.person.phone)

    @property
    def agency_name(self) -> str:
        return plain(self.agency, "name") if self.agency else self.person.agency_name

    @property
    def abbreviation(self) -> str:
        """The usual short form of the agency; empty when it has none."""
        return next(iter(self.agency.abbreviations), "") if self.agency else ""

    @property
    def has_seat(self) -> bool:
        return self.person.status is PersonStatus.CONFIRMED

    @property
    def at(self) -> dt.datetime | None:
        """When they came in; None for somebody who is not in."""
        return self.person.checked_in_at

    def entry(self) -> Entry:
        return entry_of(self.person, self.agency)

    def as_json(self, keys: Keys) -> dict[str, Any]:
        """What a device gets; the personal link itself is never among it."""
        person, entry = self.person, self.entry()
        return {
            "id": person.id,
            "name": self.name,
            "first": person.first_name,
            "last": person.last_name,
            "prefix": person.prefix,
            "agency": self.agency_name,
            "abbreviation": self.abbreviation,
            "phone_tail": digits_of(person.phone)[-PHONE_TAIL:],
            "code": person.short_code,
            "token": hashlib.sha256(token_of(keys, person).encode()).hexdigest()[:MARK_LENGTH],
            "key": entry.key,
            "status": person.status.value,
            "group": _group_json(self.group) if self.group else None,
            "table": self.table,
            "dietary": person.dietary,
            "access_needs": person.access_needs,
            "language": person.language,
            "at": self.at.isoformat() if self.at else None,
            "by": self.by,
            "came_for": self.came_for,
            "instead": self.instead,
        }


def entry_of(person: Any, agency: Any) -> Entry:
    """For searching; both may be rows with the columns of a person and of an agency."""
    names: list[str] = [person.agency_name]
    if agency is not None:
        names += [agency.name_th, agency.name_en, *agency.abbreviations]
    return Entry.of(
        person.id, first=person.first_name, last=person.last_name, prefix=person.prefix,
        code=person.short_code, phone=person.phone, agencies=names,
    )  # fmt: skip


def people(session: Session, workshop: Workshop, ids: Collection[int]) -> list[Known]:
    """These people in the order of `ids`; numbers of nobody are left out."""
    found = {one.person.id: one for some in chunks(ids) for one in _read(session, workshop, some)}
    return [found[key] for key in ids if key in found]


def person(session: Session, workshop: Workshop, number: int | None) -> Known | None:
    return next(iter(people(session, workshop, [number])), None) if number else None


def everybody(session: Session, workshop: Workshop) -> list[Known]:
    """The whole list, by number; a fixed number of queries."""
    return list(_read(session, workshop, None))


def _read(session: Session, workshop: Workshop, ids: list[int] | None) -> Iterator[Known]:
    absent = aliased(Person)
    wanted = (
        sa.select(Person, Agency, FocusGroup, Placement.table_number, absent)
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .outerjoin(Placement, placed(workshop))
        .outerjoin(FocusGroup, FocusGroup.id == Placement.group_id)
        .outerjoin(Substitution, Substitution.person_id == Person.id)
        .outerjoin(absent, absent.id == Substitution.absent_id)
        .where(Person.workshop_id == workshop.id)
        .order_by(Person.id)
    )
    checked = sa.select(Arrival.person_id, Arrival.scanned_by).join(
        Person, sa.and_(Person.id == Arrival.person_id, Person.checked_in_at == Arrival.at)
    ).where(Arrival.workshop_id == workshop.id, Arrival.kind == ArrivalKind.IN)  # fmt: skip
    if ids is not None:
        wanted = wanted.where(Person.id.in_(ids))
        checked = checked.where(Arrival.person_id.in_(ids))
    by = {row[0]: row[1] for row in session.execute(checked.order_by(Arrival.scan_id.desc()))}
    instead = _substitutes(session, workshop)
    for one, agency, group, table, came_for in session.execute(wanted):
        yield Known(
            one, agency, group, table, by=by.get(one.id, ""),
            came_for=full_name(came_for) if came_for else "", instead=instead.get(one.id, ""),
        )  # fmt: skip


def _substitutes(session: Session, workshop: Workshop) -> dict[int, str]:
    """Who came, by the number of the absent person; of several the one who came last."""
    rows = session.execute(
        sa.select(Substitution.absent_id, Person)
        .join(Person, Person.id == Substitution.person_id)
        .where(
            Substitution.workshop_id == workshop.id,
            Person.status != PersonStatus.WAITLISTED,  # could not take the seat over, see `kept`
        )
        .order_by(Substitution.at, Substitution.person_id)
    )
    return {absent: full_name(came) for absent, came in rows}


def placed(workshop: Workshop) -> Any:
    """Joins a person to their place in the published plan."""
    published = (
        sa.select(Plan.id)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
        .scalar_subquery()
    )
    return sa.and_(Placement.person_id == Person.id, Placement.plan_id == published)


def _group_json(group: FocusGroup) -> dict[str, str]:
    return {
        name: getattr(group, name)
        for name in ("letter", "name_th", "name_en", "room_th", "room_en", "floor")
    }

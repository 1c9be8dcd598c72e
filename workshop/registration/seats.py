"""The one place where seats are taken: whoever adds a person, by form, list or hand, comes here."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.agencies import AgencyEntry, Directory
from workshop.domain.codes import CODE_LENGTH, CODE_LETTERS
from workshop.domain.names import name_key
from workshop.domain.seniority import DEFAULT_RULES, Rule, seniority_of
from workshop.domain.terms import OfferState, PersonStatus, Seniority
from workshop.models import (
    Agency,
    AgencyAlias,
    AgencyRole,
    AgencyRoleLink,
    Invitee,
    Person,
    ProposedChange,
    SeatOffer,
    SeniorityRule,
    Workshop,
)
from workshop.registration import invited


@dataclass(frozen=True)
class Seats:
    """People counted under the workshop's lock; who is `offered` a seat is `waiting` as well."""

    capacity: int
    confirmed: int
    waiting: int
    offered: int = 0

    @property
    def free(self) -> int:
        """Seats for whoever comes next: those who wait, with an offer or without, are before."""
        return max(0, self.capacity - self.confirmed - self.waiting)

    @property
    def empty(self) -> int:
        """Seats that nobody sits on and that are not held for anybody, whoever may wait."""
        return max(0, self.capacity - self.confirmed - self.offered)

    @property
    def promised(self) -> int:
        """Seats that somebody has or is offered."""
        return self.confirmed + self.offered


def hold(session: Session, workshop_id: int) -> int:
    """Holds the workshop's row until the transaction ends; gives its capacity.

    Two transactions that take seats of one workshop run one after the other, so no seat is given
    twice. (On SQLite the writing transaction itself is that lock.)
    """
    return session.scalars(
        sa.select(Workshop.capacity).where(Workshop.id == workshop_id).with_for_update()
    ).one()


def lock(session: Session, workshop_id: int) -> Seats:
    """The same, and then counts its seats."""
    return _counted(session, workshop_id, hold(session, workshop_id))


def count(session: Session, workshop_id: int) -> Seats:
    """Counts without the lock, for showing; it may be old by the time it is read."""
    capacity = session.scalars(sa.select(Workshop.capacity).where(Workshop.id == workshop_id)).one()
    return _counted(session, workshop_id, capacity)


def _counted(session: Session, workshop_id: int, capacity: int) -> Seats:
    session.flush()
    people = sa.func.count()
    held = sa.select(sa.func.count()).where(
        SeatOffer.workshop_id == workshop_id,
        SeatOffer.state == OfferState.OPEN,
        SeatOffer.person_id.is_not(None),
    )
    confirmed, waiting, offered = session.execute(
        sa.select(
            people.filter(Person.status == PersonStatus.CONFIRMED),
            people.filter(Person.status == PersonStatus.WAITLISTED),
            held.scalar_subquery(),
        ).where(Person.workshop_id == workshop_id)
    ).one()
    return Seats(capacity, confirmed, waiting, offered)


def admit(
    session: Session, workshop: Workshop, person: Person, *, now: dt.datetime
) -> PersonStatus:
    """Give somebody new a seat, or a place at the end of the waiting list when none is free.

    `person` holds what was typed; what is worked out from it (name key, agency, seniority) and the
    short code are set here. Seats are counted under the workshop's row lock: two people racing for
    the last seat never both get it.
    """
    return admit_all(session, workshop, [person], now=now)[0]


def admit_all(
    session: Session, workshop: Workshop, people: Sequence[Person], *, now: dt.datetime
) -> list[PersonStatus]:
    """The same for many, in this order, with one count."""
    free = lock(session, workshop.id).free
    classify(session, workshop.id, people)
    codes = new_codes(session, workshop.id, len(people))
    for place, (person, code) in enumerate(zip(people, codes, strict=True)):
        person.workshop_id = workshop.id
        person.short_code = code
        person.registered_at = now
        person.status = PersonStatus.CONFIRMED if place < free else PersonStatus.WAITLISTED
    number_ahead(session, people)
    session.add_all(people)
    session.flush()
    invited.recognise(session, workshop.id, people, now=now)
    return [person.status for person in people]


def number_ahead(session: Session, rows: Sequence[Any]) -> None:
    """Gives new rows their ids on SQLite, so that they go in together and not one by one.

    Nobody else can take the same ones meanwhile: a writing transaction has SQLite to itself.
    """
    if rows and session.get_bind().dialect.name == "sqlite":
        last = session.scalar(sa.select(sa.func.max(type(rows[0]).id))) or 0
        for number, row in enumerate(rows, last + 1):
            row.id = number


def classify(session: Session, workshop_id: int, people: Sequence[Person]) -> None:
    """Work out what follows from what was typed: name key, agency, seniority.

    An agency that was chosen stays; one that was typed is looked up, and takes the list's name and
    ministry when exactly one fits.
    """
    rules = seniority_rules(session, workshop_id)
    agencies = directory(session, workshop_id)
    levels: dict[str, Seniority] = {}
    for person in people:
        person.name_key = name_key(person.first_name, person.last_name)
        position = person.position or ""
        if position not in levels:
            levels[position] = seniority_of(position, rules)
        person.seniority = levels[position]
        if person.agency_id is None and person.agency_name:
            entry = agencies.match(person.agency_name, person.ministry or "").entry
            if entry:
                person.agency_id, person.agency_name = entry.id, entry.name
                person.ministry = entry.ministry or person.ministry


def seniority_rules(session: Session, workshop_id: int) -> tuple[Rule, ...]:
    """The workshop's table, in its order; the default one where it has none."""
    rows = session.execute(
        sa.select(SeniorityRule.pattern, SeniorityRule.seniority)
        .where(SeniorityRule.workshop_id == workshop_id)
        .order_by(SeniorityRule.position, SeniorityRule.id)
    )
    return tuple((pattern, level) for pattern, level in rows) or DEFAULT_RULES


def directory(session: Session, workshop_id: int) -> Directory:
    """The workshop's agencies with the codes of their roles and their other names."""
    roles: dict[int, list[str]] = {}
    for agency_id, code in session.execute(
        sa.select(AgencyRoleLink.agency_id, AgencyRole.code)
        .join(AgencyRole, AgencyRole.id == AgencyRoleLink.role_id)
        .where(AgencyRoleLink.workshop_id == workshop_id)
        .order_by(AgencyRole.position, AgencyRole.id)
    ):
        roles.setdefault(agency_id, []).append(code)
    aliases: dict[int, list[str]] = {}
    for agency_id, name in session.execute(
        sa.select(AgencyAlias.agency_id, AgencyAlias.name)
        .where(AgencyAlias.workshop_id == workshop_id)
        .order_by(AgencyAlias.id)
    ):
        aliases.setdefault(agency_id, []).append(name)
    agencies = session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop_id))
    return Directory(
        AgencyEntry(
            id=agency.id,
            name_th=agency.name_th,
            name_en=agency.name_en,
            abbreviations=tuple(agency.abbreviations),
            ministry_th=agency.ministry_th,
            ministry_en=agency.ministry_en,
            roles=tuple(roles.get(agency.id, ())),
            aliases=tuple(aliases.get(agency.id, ())),
        )
        for agency in agencies
    )


def new_code(session: Session, workshop_id: int) -> str:
    """One short code that nobody in this workshop has; asked for under the workshop's lock."""
    return new_codes(session, workshop_id, 1)[0]


def new_codes(session: Session, workshop_id: int, count: int) -> list[str]:
    """Random short codes nobody in this workshop has; asked for under the workshop's lock."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {_random_code() for _ in range(count - len(codes))} - codes
        codes |= drawn - _taken(session, workshop_id, drawn)
    return list(codes)


def _random_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _taken(session: Session, workshop_id: int, codes: set[str]) -> set[str]:
    taken: set[str] = set()
    ordered = sorted(codes)
    for start in range(0, len(ordered), 500):
        for table in (Person, ProposedChange, Invitee):
            taken |= set(
                session.scalars(
                    sa.select(table.short_code).where(
                        table.workshop_id == workshop_id,
                        table.short_code.in_(ordered[start : start + 500]),
                    )
                )
            )
    return taken

"""One person: added by hand, changed, cancelled, given a seat, given a new link."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes, audit, presence
from workshop.domain.agencies import AgencyEntry
from workshop.domain.names import name_key
from workshop.domain.terms import OfferState, PersonSource, PersonStatus, PlanState
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _, _l
from workshop.models import Consent, Person, Placement, Plan, Workshop
from workshop.people import listing
from workshop.registration import offers, queue_service, records, seats
from workshop.registration.details import COLUMNS, PersonDetails, differences, full_name
from workshop.registration.letters import Letters

CHANGED = _l(
    "Somebody changed this person in the meantime. The fields show what is stored now; what you"
    " typed stands beside it."
)

NONE: Mapping[int, str] = MappingProxyType({})

ERASED = _l("The details of this person are erased. There is nothing left to change.")


@dataclass(frozen=True)
class By:
    """Who changes something, and when."""

    actor: str
    now: dt.datetime

    def record(self, session: Session, person: Person, what: str, *, subject: str = "") -> None:
        """Notes it in the audit trail, in its transaction; about the person unless said."""
        audit.record(
            session, workshop_id=person.workshop_id, actor=self.actor, what=what,
            subject=subject or full_name(person), now=self.now,
        )  # fmt: skip


def find(session: Session, workshop: Workshop, person_id: int) -> Person:
    """Somebody of this workshop; raises NotFoundError for anybody else."""
    person = session.scalar(
        sa.select(Person).where(Person.workshop_id == workshop.id, Person.id == person_id)
    )
    if person is None:
        raise NotFoundError(_("Nobody with this number is on the list. Search for the name."))
    return person


def find_kept(session: Session, workshop: Workshop, person_id: int) -> Person:
    """Somebody who can be changed; raises ConflictError where the details are erased."""
    person = find(session, workshop, person_id)
    if person.is_erased:
        raise ConflictError(ERASED)
    return person


def row(session: Session, workshop: Workshop, person: Person) -> listing.Row:
    """The person with agency, group, table and place on the waiting list."""
    return listing.rows(session, workshop, [person.id])[0]


def placement(session: Session, person: Person) -> Placement | None:
    """The person's seat in the published plan, with the reason for it."""
    return session.scalar(
        sa.select(Placement)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(Placement.person_id == person.id, Plan.state == PlanState.PUBLISHED)
    )


def nearly(session: Session, person: Person) -> tuple[AgencyEntry, ...]:
    """Agencies of the list that may be meant by what somebody typed and nothing matched."""
    if person.agency_id is not None or not person.agency_name:
        return ()
    directory = seats.directory(session, person.workshop_id)
    several = directory.match(person.agency_name, person.ministry).options
    return several or directory.close(person.agency_name)


def details(session: Session, person: Person) -> PersonDetails:
    """Everything that was said about somebody."""
    return records.details_of(session, person)


def consents(session: Session, person: Person) -> list[Consent]:
    return list(
        session.scalars(
            sa.select(Consent).where(Consent.person_id == person.id).order_by(Consent.given_at)
        )
    )


def namesakes(session: Session, workshop: Workshop, details: PersonDetails) -> list[Person]:
    """People of the same name, whatever their prefix and spelling."""
    key = name_key(details.first_name, details.last_name)
    return list(
        session.scalars(
            sa.select(Person).where(Person.workshop_id == workshop.id, Person.name_key == key)
        )
    )


def add(
    session: Session, workshop: Workshop, details: PersonDetails, *, by: By,
    values: Mapping[int, str] = NONE,
) -> Person:  # fmt: skip
    """Give somebody a seat, or a place on the waiting list when none is free.

    values: what is known of them, by attribute.
    """
    person = Person(**{name: getattr(details, name) for name in COLUMNS})
    person.source = PersonSource.ORGANISER
    seats.admit(session, workshop, person, now=by.now)
    records.set_roles(session, person, details.roles)
    _set_values(session, person, values)
    _record(session, person, "person.added", by)
    return person


def change(
    session: Session,
    workshop: Workshop,
    person_id: int,
    typed: PersonDetails,
    *,
    version: int | None,
    by: By,
    values: Mapping[int, str] = NONE,
) -> Person:
    """Store the fields and, by attribute, the values.

    Raises ConflictError when somebody stored a change after they were opened.
    """
    seats.lock(session, workshop.id)
    person = find_kept(session, workshop, person_id)
    if version != person.version:
        raise ConflictError(CHANGED)
    before = records.details_of(session, person)
    told = _set_values(session, person, values)
    if before == typed and not told:
        return person
    for name in COLUMNS:
        setattr(person, name, getattr(typed, name))
    if before.agency_name != typed.agency_name or before.ministry != typed.ministry:
        person.agency_id = None
    seats.classify(session, workshop.id, [person])
    records.set_roles(session, person, typed.roles)
    person.version += 1
    session.flush()
    changes = differences(before, records.details_of(session, person))
    by.record(
        session,
        person,
        "person.changed",
        subject=f"{full_name(person)} · {'; '.join(filter(None, (changes, *told)))}",
    )
    return person


def _set_values(session: Session, person: Person, values: Mapping[int, str]) -> list[str]:
    """Gives the names of attributes that are others now; the history needs no more."""
    before = attributes.of_person(session, person)
    rows = attributes.defined(session, person.workshop_id)
    others = [one for one in rows if one.id in values and values[one.id] != before.get(one.id, "")]
    attributes.set_values(session, person, {one.id: values[one.id] for one in others})
    return [one.name_th or one.name_en for one in others]


def cancel(
    session: Session, workshop: Workshop, person_id: int, *, letters: Letters, by: By
) -> bool | None:
    """Free the seat for whoever waits longest; the person stays on the list and can be restored.

    Gives whether a mail tells them; None for somebody who was cancelled before.
    """
    seats.lock(session, workshop.id)
    person = find_kept(session, workshop, person_id)
    if person.status is PersonStatus.CANCELLED:
        return None
    presence.leave(session, person, by=by.actor, now=by.now)
    offers.release(session, person, state=OfferState.WITHDRAWN, now=by.now)
    _moved(session, person, PersonStatus.CANCELLED, "person.cancelled", by)
    letters.cancelled(session, workshop, person, by_organiser=True, now=by.now)
    offers.fill_free_seats(session, workshop, letters=letters, now=by.now)
    return is_told(session, workshop, person, letters)


def is_told(session: Session, workshop: Workshop, person: Person, letters: Letters) -> bool:
    """Whether a mail about a change reaches this person."""
    return person.id in letters.reach(session, workshop, [person]).told


def restore(session: Session, workshop: Workshop, person_id: int, *, by: By) -> Person:
    """Back with a seat, or at the end of the waiting list when none is free."""
    counted = seats.lock(session, workshop.id)
    person = find_kept(session, workshop, person_id)
    if person.status is not PersonStatus.CANCELLED:
        return person
    person.registered_at = by.now
    status = PersonStatus.CONFIRMED if counted.free else PersonStatus.WAITLISTED
    return _moved(session, person, status, "person.restored", by)


def confirm(
    session: Session, workshop: Workshop, person_id: int, *, letters: Letters, by: By
) -> Person:
    """A seat for somebody who waits, and a letter; refused when every seat is taken."""
    person = find_kept(session, workshop, person_id)
    queue_service.give_seat(
        session, workshop, person, by=offers.By(by.actor), letters=letters, now=by.now
    )
    return person


def seat_waiting(session: Session, workshop: Workshop, *, letters: Letters, by: By) -> list[Person]:
    """Every empty seat is offered to those who have waited longest, and each is told."""
    return offers.fill_free_seats(session, workshop, letters=letters, now=by.now)


def revoke(session: Session, workshop: Workshop, person_id: int, *, by: By) -> Person:
    """A new personal link; every earlier one is useless from now on, and signs nobody in."""
    seats.lock(session, workshop.id)
    person = find_kept(session, workshop, person_id)
    person.link_version += 1
    person.version += 1
    _record(session, person, "person.link_revoked", by)
    return person


def _moved(session: Session, person: Person, status: PersonStatus, what: str, by: By) -> Person:
    person.status = status
    person.version += 1
    _record(session, person, what, by)
    return person


def _record(session: Session, person: Person, what: str, by: By) -> None:
    session.flush()
    by.record(session, person, what)

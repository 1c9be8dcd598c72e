"""Registering: a seat or a place on the waiting list, once per person and once per form sent."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit, presence
from workshop.domain.names import name_key
from workshop.domain.terms import OfferState, PersonStatus, Purpose, WorkshopState
from workshop.errors import ClosedError, ConflictError
from workshop.i18n import _
from workshop.links import FIRST_VERSION, is_stand_in, stand_in
from workshop.models import Person, ProposedChange, Submission, Workshop
from workshop.registration import consents, offers, proposals, records, seats
from workshop.registration.details import COLUMNS, PersonDetails, full_name, same_person
from workshop.registration.letters import Letters

PHOTOGRAPHS = Purpose.PHOTOGRAPHS


@dataclass(frozen=True)
class Sent:
    """A registration form as it came in; `form_id` is its random number, None without one.

    photographs: whether the box for photographs was ticked.
    """

    details: PersonDetails
    form_id: str | None = None
    photographs: bool = False

    def id_hash(self, workshop_id: int) -> bytes:
        return hashlib.sha256(f"{workshop_id}:{self.form_id}".encode()).digest()

    def fingerprint(self) -> bytes:
        """The same for the same content, 32 bytes."""
        told = self.details.fingerprint()
        return hashlib.sha256(told + b"photographs").digest() if self.photographs else told


@dataclass(frozen=True)
class Registered:
    """Who the form led to; `may_enter`: whether sending it is enough to be signed in as them."""

    person: Person
    may_enter: bool = True


def is_open(workshop: Workshop) -> bool:
    """Whether people may register; set by organisers, no date closes anything."""
    return workshop.registration_open and workshop.state is WorkshopState.OPEN


def require_open(workshop: Workshop, *, invited: bool = False) -> None:
    """Whoever was invited registers as long as the workshop is open."""
    if not (is_open(workshop) or (invited and workshop.state is WorkshopState.OPEN)):
        raise ClosedError(_("Registration is closed. Ask the organiser whether a seat is left."))


def register(
    session: Session,
    workshop: Workshop,
    sent: Sent,
    *,
    here: Person | None,
    letters: Letters,
    now: dt.datetime,
    invited: bool = False,
) -> Registered:
    """Take a seat, or a place on the waiting list when all are taken, and queue the letter.

    Two people racing for the last seat never both get it: seats are counted under a row lock.
    A form sent again leads to the record it made; with other content it changes that record.
    Somebody known by name and address takes no further seat: the details wait until that address
    confirms them, and what comes back looks like a first registration.
    here: who this browser already belongs to; they change their own details in this way.
    invited: through an invitation, which opens the form while public registration is closed.
    """
    offers.lapse(session, workshop, letters=letters, now=now)
    before = _sent_before(session, workshop, sent)
    if before is not None:
        return _again(session, workshop, before, sent, here=here, letters=letters, now=now)
    require_open(workshop, invited=invited)
    if here is not None and same_person(here, sent.details):
        change(session, workshop, here, sent.details, now=now)
        consents.decide(session, here, PHOTOGRAPHS, agrees=sent.photographs, now=now)
        if here.status is PersonStatus.CANCELLED:
            restore(session, workshop, here, letters=letters, now=now, invited=invited)
        _remember(session, workshop, sent, here)
        return Registered(here)
    known = _known(session, workshop.id, sent.details)
    if known is None:
        person = _admit(session, workshop, sent, now=now)
        letters.registered(session, workshop, person, now=now)
    else:
        person = _propose(session, workshop, known, sent, letters=letters, now=now)
    _remember(session, workshop, sent, person)
    return Registered(person)


def change(
    session: Session,
    workshop: Workshop,
    person: Person,
    details: PersonDetails,
    *,
    version: int | None = None,
    now: dt.datetime,
) -> None:
    """Somebody changes what they said about themselves; the audit trail says what changed.

    version: what the form was filled from; ConflictError when somebody else changed it since.
    """
    if workshop.state is WorkshopState.CLOSED:
        raise ClosedError(_("This workshop is over. Nothing can be changed any more."))
    if version is not None and version != person.version:
        raise ConflictError(
            _(
                "Somebody changed these details in the meantime. What you typed is still here; "
                "send it again to put it in their place."
            )
        )
    if is_stand_in(person):
        proposals.revise(session, person, details)
    else:
        records.rewrite(session, person, details, now=now)


def cancel(
    session: Session, workshop: Workshop, person: Person, *, letters: Letters, now: dt.datetime
) -> None:
    """Give the seat back; it is offered to whoever waits longest. Twice changes nothing."""
    seats.lock(session, workshop.id)
    if is_stand_in(person):
        offers.release(session, person, state=OfferState.DECLINED, now=now)
        proposals.cancel(session, person, now=now)
        return
    session.refresh(person)
    if person.status is PersonStatus.CANCELLED:
        return
    offers.release(session, person, state=OfferState.DECLINED, now=now)
    presence.leave(session, person, by=records.PARTICIPANT, now=now)
    person.status = PersonStatus.CANCELLED
    person.version += 1
    _record(session, workshop, person, "person.cancelled", now=now)
    letters.cancelled(session, workshop, person, now=now)
    offers.fill_free_seats(session, workshop, letters=letters, now=now)


def restore(
    session: Session,
    workshop: Workshop,
    person: Person,
    *,
    letters: Letters,
    now: dt.datetime,
    invited: bool = False,
) -> None:
    """Come back after cancelling: a seat when one is free, else the end of the waiting list.

    It means agreeing to the notice anew where that was withdrawn, as is said before.
    """
    require_open(workshop, invited=invited)
    offers.lapse(session, workshop, letters=letters, now=now)
    free = seats.lock(session, workshop.id).free
    status = PersonStatus.CONFIRMED if free else PersonStatus.WAITLISTED
    if not is_stand_in(person):
        session.refresh(person)
    if person.status is not PersonStatus.CANCELLED:
        return
    consents.decide(session, person, Purpose.REGISTRATION, agrees=True, now=now)
    if is_stand_in(person):
        proposals.restore(session, person, status, now=now)
        return
    person.status, person.registered_at = status, now
    person.version += 1
    _record(session, workshop, person, "person.restored", now=now)
    letters.registered(session, workshop, person, now=now)
    session.flush()


def withdraw(
    session: Session, workshop: Workshop, person: Person, *, letters: Letters, now: dt.datetime
) -> None:
    """Take back what was agreed to by registering: the registration ends with it.

    Once the workshop is over nothing is left to cancel; the organiser sees it and erases.
    """
    seats.lock(session, workshop.id)
    if consents.decide(session, person, Purpose.REGISTRATION, agrees=False, now=now):
        consents.record(session, person, Purpose.REGISTRATION, now=now)
    if workshop.state is not WorkshopState.CLOSED:
        cancel(session, workshop, person, letters=letters, now=now)


def decide_photographs(
    session: Session, workshop: Workshop, person: Person, *, agrees: bool, now: dt.datetime
) -> None:
    """Agree to photographs, or take it back; at once, and as often as somebody likes."""
    seats.lock(session, workshop.id)
    if consents.decide(session, person, PHOTOGRAPHS, agrees=agrees, now=now):
        consents.record(session, person, PHOTOGRAPHS, now=now)


def confirm(
    session: Session, workshop: Workshop, token: str, *, letters: Letters, now: dt.datetime
) -> Person:
    """The known address confirms what was sent under its name; somebody cancelled comes back."""
    if workshop.state is WorkshopState.CLOSED:
        raise ClosedError(_("This workshop is over. Nothing can be changed any more."))
    seats.lock(session, workshop.id)
    made, person = proposals.find(session, workshop.id, token)
    fresh = made.applied_at is None
    proposals.apply(session, made, person, now=now)
    if fresh and person.status is PersonStatus.CANCELLED:
        restore(session, workshop, person, letters=letters, now=now)
    return person


def _record(
    session: Session, workshop: Workshop, person: Person, what: str, *, now: dt.datetime
) -> None:
    audit.record(
        session, workshop_id=workshop.id, actor=records.PARTICIPANT, what=what,
        subject=f"{full_name(person)} · {person.status}", now=now,
    )  # fmt: skip


def _admit(session: Session, workshop: Workshop, sent: Sent, *, now: dt.datetime) -> Person:
    details = sent.details
    person = Person(**{name: getattr(details, name) for name in COLUMNS})
    person.link_version = FIRST_VERSION
    seats.admit(session, workshop, person, now=now)
    records.set_roles(session, person, details.roles)
    consents.give(session, person, Purpose.REGISTRATION, now=now)
    if sent.photographs:
        consents.give(session, person, PHOTOGRAPHS, now=now)
    _record(session, workshop, person, "person.registered", now=now)
    session.flush()
    return person


def _propose(
    session: Session, workshop: Workshop, known: Person, sent: Sent,
    *, letters: Letters, now: dt.datetime,
) -> Person:  # fmt: skip
    """What was sent under a known name waits; gives the page that shows it back."""
    made = proposals.propose(session, workshop, known, sent.details, letters=letters, now=now)
    consents.decide(session, stand_in(made), PHOTOGRAPHS, agrees=sent.photographs, now=now)
    return stand_in(made)


def _again(
    session: Session,
    workshop: Workshop,
    before: Submission,
    sent: Sent,
    *,
    here: Person | None,
    letters: Letters,
    now: dt.datetime,
) -> Registered:
    """The same form once more: the same reply, and its newest content counts.

    Only the browser that filled it in knows its number, so it may enter; unless the link was
    revoked since, when new content waits for the known address like anybody's.
    """
    person = _recorded(session, before)
    own = here is not None and here.id == person.id
    may_enter = own or person.link_version == FIRST_VERSION
    if before.content_hash == sent.fingerprint():
        return Registered(person, may_enter=may_enter)
    if may_enter:
        change(session, workshop, person, sent.details, now=now)
        person = _recorded(session, before)
        consents.decide(session, person, PHOTOGRAPHS, agrees=sent.photographs, now=now)
    else:
        _propose(session, workshop, person, sent, letters=letters, now=now)
    before.content_hash = sent.fingerprint()
    session.flush()
    return Registered(person, may_enter=may_enter)


def _recorded(session: Session, before: Submission) -> Person:
    if before.change_id is not None:
        return stand_in(session.get_one(ProposedChange, before.change_id))
    return session.get_one(Person, before.person_id)


def _sent_before(session: Session, workshop: Workshop, sent: Sent) -> Submission | None:
    return session.get(Submission, sent.id_hash(workshop.id)) if sent.form_id else None


def _remember(session: Session, workshop: Workshop, sent: Sent, person: Person) -> None:
    if not sent.form_id:
        return
    waits = is_stand_in(person)
    session.add(
        Submission(
            workshop_id=workshop.id, id_hash=sent.id_hash(workshop.id),
            content_hash=sent.fingerprint(), person_id=None if waits else person.id,
            change_id=-person.id if waits else None,
        )
    )  # fmt: skip
    session.flush()


def _known(session: Session, workshop_id: int, details: PersonDetails) -> Person | None:
    """Who registered under this name and address before; those with a seat first."""
    order = sa.case(
        (Person.status == PersonStatus.CONFIRMED, 0),
        (Person.status == PersonStatus.WAITLISTED, 1),
        else_=2,
    )
    namesakes = session.scalars(
        sa.select(Person)
        .where(
            Person.workshop_id == workshop_id,
            Person.name_key == name_key(details.first_name, details.last_name),
        )
        .order_by(order, Person.id)
    )
    return next((person for person in namesakes if same_person(person, details)), None)

"""Somebody comes in the place of a person with a seat, and takes over seat, group and table.

They are a person of their own: what the absent one agreed to, said and answered stays theirs. The
absent one's registration is cancelled, their link dies, and the record says who came for whom.
"""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.terms import PersonSource, PersonStatus, Purpose, WorkshopState
from workshop.errors import ClosedError, ConflictError
from workshop.i18n import _
from workshop.links import is_stand_in
from workshop.models import Invitee, Person, PersonRole, Substitution, Workshop
from workshop.registration import consents, invited, proposals, records, seats
from workshop.registration.details import COLUMNS, PersonDetails, full_name
from workshop.registration.invited import is_other_name
from workshop.registration.letters import Letters
from workshop.registration.service import PHOTOGRAPHS, Sent, register

TakeOver = Callable[[Session, Workshop, Person, Person], None]
"""Gives what a plan holds for the first person to the second."""


def may_hand_on(workshop: Workshop, person: Person) -> bool:
    """Whether this person has a seat that somebody else could take over before the day."""
    return (
        person.status is PersonStatus.CONFIRMED
        and person.checked_in_at is None
        and workshop.state is WorkshopState.OPEN
    )


def hand_on(
    session: Session, workshop: Workshop, person: Person, sent: Sent, *, take_over: TakeOver,
    letters: Letters, now: dt.datetime,
) -> Person:  # fmt: skip
    """A person with a seat names who comes instead; gives that new person, who gets the letter.

    Raises ClosedError after the workshop, ConflictError when there is no seat to hand on.
    """
    seats.lock(session, workshop.id)
    if workshop.state is WorkshopState.CLOSED:
        raise ClosedError(_("This workshop is over. Nothing can be changed any more."))
    if not is_stand_in(person):
        session.refresh(person)
    if not may_hand_on(workshop, person):
        raise ConflictError(
            _("There is no seat that could be handed on here. Ask at the door desk.")
        )
    if is_stand_in(person):  # what waits for an address to confirm it has no seat in truth
        proposals.cancel(session, person, now=now)
        return register(
            session, workshop, sent, here=None, letters=letters, now=now, invited=True
        ).person
    came = succeed(
        session, workshop, person, _person(sent.details), take_over=take_over,
        actor=records.PARTICIPANT, now=now,
    )  # fmt: skip
    if sent.details.roles:
        records.set_roles(session, came, sent.details.roles)
    consents.give(session, came, Purpose.REGISTRATION, now=now)
    if sent.photographs:
        consents.give(session, came, PHOTOGRAPHS, now=now)
    audit.record(
        session, workshop_id=workshop.id, actor=records.PARTICIPANT, what="person.handed_on",
        subject=f"{full_name(person)} → {full_name(came)}", now=now,
    )  # fmt: skip
    letters.registered(session, workshop, came, now=now)
    session.flush()
    return came


def succeed(
    session: Session, workshop: Workshop, absent: Person, came: Person, *, take_over: TakeOver,
    actor: str, now: dt.datetime,
) -> Person:  # fmt: skip
    """Takes the seat from one and gives it to the other; the caller holds the workshop's seats."""
    absent.status = PersonStatus.CANCELLED
    absent.link_version += 1
    absent.version += 1
    session.flush()
    add(session, workshop, came, PersonStatus.CONFIRMED, absent=absent, actor=actor, now=now)
    take_over(session, workshop, absent, came)
    _invited_instead(session, absent, came, actor=actor, now=now)
    return came


def add(
    session: Session, workshop: Workshop, person: Person, status: PersonStatus, *,
    absent: Person | None, actor: str, now: dt.datetime,
) -> Person:  # fmt: skip
    """Somebody new outside the queue for seats; of the agency of whom they come for, if anybody."""
    if absent is not None:
        person.agency_id, person.agency_name = absent.agency_id, absent.agency_name
        person.ministry = absent.ministry
    seats.classify(session, workshop.id, [person])
    person.workshop_id, person.short_code = workshop.id, seats.new_code(session, workshop.id)
    person.registered_at, person.status = now, status
    session.add(person)
    session.flush()
    if absent is not None:
        _same_roles(session, absent, person)
        session.add(
            Substitution(
                workshop_id=workshop.id, person_id=person.id, absent_id=absent.id, at=now,
                recorded_by=actor,
            )
        )  # fmt: skip
        session.flush()
    return person


def _person(details: PersonDetails) -> Person:
    person = Person(**{name: getattr(details, name) for name in COLUMNS})
    person.source = PersonSource.SELF
    return person


def _same_roles(session: Session, absent: Person, person: Person) -> None:
    """The same agency stands to the host in the same roles."""
    session.add_all(
        PersonRole(workshop_id=person.workshop_id, person_id=person.id, role_id=role_id)
        for role_id in session.scalars(
            sa.select(PersonRole.role_id).where(PersonRole.person_id == absent.id)
        )
    )
    session.flush()


def _invited_instead(
    session: Session, absent: Person, came: Person, *, actor: str, now: dt.datetime
) -> None:
    """The invitations on which the one would have come lead to the other."""
    for invitee in session.scalars(sa.select(Invitee).where(Invitee.person_id == absent.id)):
        substitute = is_other_name(invitee, came)
        invited.answered(invitee, came, substitute=substitute, now=now)
        invited.record(
            session, invitee, "invitation.replied", actor=actor, now=now, more=full_name(came)
        )
    session.flush()

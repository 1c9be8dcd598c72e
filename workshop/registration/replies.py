"""Replies to an invitation: I come, somebody comes in my place, I cannot come."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import InvitationState, WorkshopState
from workshop.errors import ClosedError, ConflictError
from workshop.i18n import _
from workshop.links import is_stand_in
from workshop.models import Invitee, Person, ProposedChange, Submission, Workshop
from workshop.registration import invited, records, seats, service
from workshop.registration.details import full_name
from workshop.registration.invited import state_of
from workshop.registration.letters import Letters

OPEN_STATES = {
    InvitationState.NOT_SENT, InvitationState.SILENT, InvitationState.CANCELLED,
    InvitationState.DECLINED,
}  # fmt: skip
"""A reply is taken in these: nobody comes on the invitation yet, or not any more."""


def state(session: Session, invitee: Invitee) -> InvitationState:
    """What has come of the invitation until now."""
    person = session.get(Person, invitee.person_id) if invitee.person_id else None
    return state_of(invitee, person.status if person else None)


def is_open(workshop: Workshop) -> bool:
    """Invited people may reply as long as the workshop is open, whatever public registration is."""
    return workshop.state is WorkshopState.OPEN


def reply(
    session: Session,
    workshop: Workshop,
    invitee: Invitee,
    sent: service.Sent,
    *,
    substitute: bool,
    here: Person | None,
    letters: Letters,
    now: dt.datetime,
) -> service.Registered:
    """Register whoever comes on this invitation: a seat, or a place on the waiting list.

    The first reply counts, however many people opened the link; the same form sent again leads to
    the record it made. ConflictError when somebody else has replied or it was withdrawn.
    """
    _begin(session, workshop, invitee)
    if not _led_here(session, workshop, invitee, sent):
        _require_unanswered(session, invitee)
    made = service.register(
        session, workshop, sent, here=here, letters=letters, now=now, invited=True
    )
    person = _known_person(session, made.person)
    fresh = invitee.person_id != person.id
    if fresh or invitee.is_substitute != substitute:
        already = invitee.replied_at if not fresh else None
        invited.answered(invitee, person, substitute=substitute, now=already or now)
    if fresh or substitute:
        invited.record(
            session, invitee, "invitation.replied", actor=records.PARTICIPANT, now=now,
            more=full_name(person),
        )  # fmt: skip
    session.flush()
    return made


def decline(
    session: Session, workshop: Workshop, invitee: Invitee, *, reason: str, now: dt.datetime
) -> None:
    """Nobody comes on this invitation; declining again keeps the newest reason."""
    _begin(session, workshop, invitee)
    _require_unanswered(session, invitee)
    first = invitee.declined_at is None
    if not first and invitee.decline_reason == reason:
        return
    invitee.person_id = invitee.replied_at = None
    invitee.is_substitute = False
    invitee.declined_at, invitee.decline_reason = now, reason
    invitee.version += 1
    invited.record(session, invitee, "invitation.declined", actor=records.PARTICIPANT, now=now)
    session.flush()


def take_back(
    session: Session,
    workshop: Workshop,
    invitee: Invitee,
    *,
    now: dt.datetime,
    actor: str = records.PARTICIPANT,
) -> None:
    """They may come after all: the invitation waits for a reply again."""
    _begin(session, workshop, invitee)
    if invitee.declined_at is None:
        return
    invitee.declined_at, invitee.decline_reason = None, ""
    invitee.version += 1
    invited.record(session, invitee, "invitation.reopened", actor=actor, now=now)
    session.flush()


def _begin(session: Session, workshop: Workshop, invitee: Invitee) -> None:
    """Replies to one workshop's invitations come one after the other."""
    seats.lock(session, workshop.id)
    session.refresh(invitee)
    if not is_open(workshop):
        raise ClosedError(_("This workshop is over. No reply is needed any more."))


def _require_unanswered(session: Session, invitee: Invitee) -> None:
    now_is = state(session, invitee)
    if now_is is InvitationState.WITHDRAWN:
        raise ConflictError(
            _("This invitation was withdrawn. Ask the organiser if you have questions.")
        )
    if now_is not in OPEN_STATES:
        raise ConflictError(_("Somebody has replied to this invitation already."))


def _led_here(session: Session, workshop: Workshop, invitee: Invitee, sent: service.Sent) -> bool:
    """Whether this very form made the reply that is stored."""
    if not sent.form_id or invitee.person_id is None:
        return False
    before = session.scalar(
        sa.select(Submission).where(Submission.id_hash == sent.id_hash(workshop.id))
    )
    if before is None:
        return False
    if before.change_id is not None:
        change = session.get_one(ProposedChange, before.change_id)
        return change.person_id == invitee.person_id
    return before.person_id == invitee.person_id


def _known_person(session: Session, person: Person) -> Person:
    """The person of the list, also where details wait to be confirmed."""
    if not is_stand_in(person):
        return person
    change = session.get_one(ProposedChange, -person.id)
    return session.get_one(Person, change.person_id)

"""Seats offered to the waiting list: each is held for one person until a time, and taken once.

A seat that becomes free is offered to whoever waits longest. Declined, or not answered in time, it
goes to the next, and the registration it was offered to ends; its owner may come back at the end
of the list. Everything here happens under the workshop's lock (seats.lock), so whatever races for
a seat comes one after the other.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.terms import OfferState, PersonStatus, WorkshopState
from workshop.errors import ClosedError
from workshop.i18n import _
from workshop.links import is_stand_in, joined_at
from workshop.models import Person, ProposedChange, SeatOffer, Workshop
from workshop.registration import offers_reading, proposals, seats
from workshop.registration.details import full_name
from workshop.registration.letters import Letters

WAITLISTED = PersonStatus.WAITLISTED
OPEN = OfferState.OPEN
QUEUE = "waiting list"
"""Who made an offer that was made in order; in the history."""


class Outcome(StrEnum):
    """What an answer to an offer led to.

    LATE: its time was over. What was settled before, otherwise than this answer asks: TAKEN, the
    person has a seat; LET_GO, by declining or cancelling; WITHDRAWN, by an organiser. GONE: there
    is none.
    """

    SEATED = "seated"
    DECLINED = "declined"
    LATE = "late"
    TAKEN = "taken"
    LET_GO = "let_go"
    WITHDRAWN = "withdrawn"
    GONE = "gone"


@dataclass(frozen=True)
class By:
    """Which member of staff does something, and why where that has to be said."""

    actor: str
    reason: str = ""


def fill_free_seats(
    session: Session, workshop: Workshop, *, letters: Letters, now: dt.datetime
) -> list[Person]:
    """Offer empty seats to whoever waits longest, and tell them; gives who was offered one.

    For every way a seat becomes empty: somebody cancels, an offer ends, the capacity rises. Offers
    whose time is over end first. Nothing is offered of a workshop that is not open.
    """
    seats.hold(session, workshop.id)
    _lapse(session, workshop, letters=letters, now=now)
    empty = seats.lock(session, workshop.id).empty
    if not empty or workshop.state is not WorkshopState.OPEN:
        return []
    called = list(session.scalars(offers_reading.in_order(workshop.id).limit(empty)))
    until = offers_reading.lasts_until(workshop, now=now)
    for person in called:
        _make(session, workshop, person, until, letters=letters, now=now)
    rest = empty > len(called)
    before = None if rest else max(person.registered_at for person in called)
    _offer_to_stand_ins(session, workshop.id, before=before, until=until, now=now)
    session.flush()
    return called


def _make(
    session: Session, workshop: Workshop, person: Person, until: dt.datetime,
    *, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    turn = offers_reading.turn_of(session, person)
    if turn is not None:
        turn.used_at = max(now, turn.made_at)
    session.add(
        SeatOffer(
            workshop_id=workshop.id, person_id=person.id, made_at=now, expires_at=until,
            made_by=turn.made_by if turn else "", reason=turn.reason if turn else "",
        )
    )  # fmt: skip
    session.flush()
    subject = f"{full_name(person)} · {turn.reason}" if turn else full_name(person)
    by = By(turn.made_by) if turn else None
    _record(session, workshop.id, by, "offer.made", subject, now=now)
    letters.offered(session, workshop, person, until=until, now=now)


def _offer_to_stand_ins(
    session: Session, workshop_id: int, *,
    before: dt.datetime | None, until: dt.datetime, now: dt.datetime,
) -> None:  # fmt: skip
    """Pages of those who only seem to wait move on with the list; no seat is held for them.

    before: those who came earlier than this, all when None.
    """
    offered = sa.select(SeatOffer.change_id).where(
        SeatOffer.workshop_id == workshop_id, SeatOffer.state == OPEN,
        SeatOffer.change_id.is_not(None),
    )  # fmt: skip
    waiting = sa.select(ProposedChange).where(
        ProposedChange.workshop_id == workshop_id,
        ProposedChange.status == WAITLISTED,
        ProposedChange.id.not_in(offered),
    )
    for made in session.scalars(waiting).all():
        if before is not None and joined_at(made) >= before:
            continue
        session.add(
            SeatOffer(workshop_id=workshop_id, change_id=made.id, made_at=now, expires_at=until)
        )
        proposals.as_if_told(session, made, "offer", now=now, until=until)


def lapse(
    session: Session, workshop: Workshop, *, letters: Letters, now: dt.datetime
) -> list[Person]:
    """End offers whose time is over and offer those seats to the next; gives whose offers ended.

    Holds the workshop from then on.
    """
    seats.hold(session, workshop.id)
    ended = _lapse(session, workshop, letters=letters, now=now)
    if ended:
        fill_free_seats(session, workshop, letters=letters, now=now)
    return ended


def _lapse(
    session: Session, workshop: Workshop, *, letters: Letters, now: dt.datetime
) -> list[Person]:
    overdue = session.scalars(
        sa.select(SeatOffer)
        .where(
            SeatOffer.workshop_id == workshop.id,
            SeatOffer.state == OPEN,
            SeatOffer.expires_at <= now,
        )
        .order_by(SeatOffer.id)
        .execution_options(populate_existing=True)
    ).all()
    ended = []
    for offer in overdue:
        _settle(offer, OfferState.EXPIRED, now=now)
        person = _end_of(session, offer, now=now)
        if person is not None:
            ended.append(person)
            _record(session, workshop.id, None, "offer.expired", full_name(person), now=now)
            letters.offer_expired(session, workshop, person, now=now)
    session.flush()
    return ended


def _end_of(session: Session, offer: SeatOffer, *, now: dt.datetime) -> Person | None:
    """The registration ends with the offer; of who only seems to wait, the page says so."""
    if offer.person_id is None:
        change = session.get_one(ProposedChange, offer.change_id)
        if change.status is WAITLISTED:
            change.status = PersonStatus.CANCELLED
            proposals.as_if_told(session, change, "offer_expired", now=now)
        return None
    person = session.get_one(Person, offer.person_id)
    session.refresh(person)
    if person.status is not WAITLISTED:
        return None
    _move(person, PersonStatus.CANCELLED)
    return person


def answer(
    session: Session, workshop: Workshop, person: Person, *,
    accepts: bool, letters: Letters, now: dt.datetime,
) -> Outcome:  # fmt: skip
    """Somebody takes the seat that is held for them, or lets it go to the next.

    However often and from wherever it is sent, the seat is taken once. After its time it is the
    next person's: what is told then is true whether or not the timed work has run.
    """
    if workshop.state is WorkshopState.CLOSED:
        raise ClosedError(_("This workshop is over. Nothing can be changed any more."))
    seats.lock(session, workshop.id)
    if not is_stand_in(person):
        session.refresh(person)
    offer = offers_reading.open_offer(session, person)
    if offer is None:
        return _again(session, person, accepts=accepts)
    if offer.expires_at <= now:
        lapse(session, workshop, letters=letters, now=now)
        return Outcome.LATE
    if is_stand_in(person):
        return _answer_for_show(session, offer, accepts=accepts, now=now)
    if accepts:
        seat(session, workshop, person, offer, by=None, letters=letters, now=now)
        return Outcome.SEATED
    _settle(offer, OfferState.DECLINED, now=now)
    _move(person, PersonStatus.CANCELLED)
    _record(session, workshop.id, None, "offer.declined", full_name(person), now=now)
    letters.cancelled(session, workshop, person, now=now)
    fill_free_seats(session, workshop, letters=letters, now=now)
    return Outcome.DECLINED


def _again(session: Session, person: Person, *, accepts: bool) -> Outcome:
    """An answer that was given before is answered alike; any other by how the person stands now."""
    last = offers_reading.newest(session, person)
    state = last.state if last is not None else None
    status = _status_now(session, person)
    if status is PersonStatus.CONFIRMED:
        return Outcome.SEATED if accepts and state is OfferState.ACCEPTED else Outcome.TAKEN
    if state is OfferState.DECLINED and not accepts:
        return Outcome.DECLINED
    return _SETTLED.get(state, Outcome.GONE) if state is not None else Outcome.GONE


_SETTLED = {
    OfferState.EXPIRED: Outcome.LATE,
    OfferState.ACCEPTED: Outcome.LET_GO,  # and cancelled afterwards
    OfferState.DECLINED: Outcome.LET_GO,
    OfferState.WITHDRAWN: Outcome.WITHDRAWN,
}


def _status_now(session: Session, person: Person) -> PersonStatus:
    if not is_stand_in(person):
        return person.status
    return session.get_one(ProposedChange, -person.id, populate_existing=True).status


def _answer_for_show(
    session: Session, offer: SeatOffer, *, accepts: bool, now: dt.datetime
) -> Outcome:
    _settle(offer, OfferState.ACCEPTED if accepts else OfferState.DECLINED, now=now)
    change = session.get_one(ProposedChange, offer.change_id)
    change.status = PersonStatus.CONFIRMED if accepts else PersonStatus.CANCELLED
    proposals.as_if_told(session, change, "promoted" if accepts else "cancelled", now=now)
    session.flush()
    return Outcome.SEATED if accepts else Outcome.DECLINED


def seat(
    session: Session, workshop: Workshop, person: Person, offer: SeatOffer | None,
    *, by: By | None, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    """The seat is theirs, and they are told; call under the lock.  by: None for the person."""
    if offer is not None:
        _settle(offer, OfferState.ACCEPTED, now=now)
    _move(person, PersonStatus.CONFIRMED)
    what = "offer.accepted" if by is None else "person.confirmed"
    _record(session, workshop.id, by, what, full_name(person), now=now)
    letters.promoted(session, workshop, person, now=now)
    session.flush()


def release(session: Session, person: Person, *, state: OfferState, now: dt.datetime) -> None:
    """Lets go of a seat that is held for somebody who cancels; call under the lock."""
    offer = offers_reading.open_offer(session, person)
    if offer is not None:
        _settle(offer, state, now=now)
        session.flush()


def _settle(offer: SeatOffer, state: OfferState, *, now: dt.datetime) -> None:
    offer.state, offer.settled_at = state, max(now, offer.made_at)


def _move(person: Person, status: PersonStatus) -> None:
    person.status = status
    person.version += 1


def _record(
    session: Session, workshop_id: int, by: By | None, what: str, subject: str, *, now: dt.datetime
) -> None:
    answers = {"offer.accepted", "offer.declined"}
    actor = by.actor if by else "participant" if what in answers else QUEUE
    audit.record(session, workshop_id=workshop_id, actor=actor, what=what, subject=subject, now=now)

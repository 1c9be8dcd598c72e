"""The waiting list as organisers see it: who is next, who has an offer, whom to telephone."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from workshop import audit
from workshop.domain.terms import OfferState, PersonStatus
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _
from workshop.models import Agency, Person, QueueTurn, SeatOffer, Workshop
from workshop.registration import offers, offers_reading, seats
from workshop.registration.details import full_name
from workshop.registration.letters import Letters
from workshop.registration.offers import By
from workshop.registration.seats import Seats

OPEN = OfferState.OPEN
MOST_ENDED = 50
"""How many of the offers that led to no seat are shown, the newest first."""
PAGE = 50
"""People on one page: each has forms of their own."""


@dataclass(frozen=True)
class Waiting:
    """Somebody in the queue. `place`: from 1.

    offer: the last one since they joined; one that is open may be over by now (`is_late`).
    turn: an organiser's decision that they get the next seat.  by_phone: no mail can tell them, so
    somebody has to.
    """

    place: int
    person: Person
    agency: Agency | None
    offer: SeatOffer | None
    turn: QueueTurn | None
    is_late: bool
    by_phone: bool

    @property
    def is_offered(self) -> bool:
        return self.offer is not None and self.offer.state is OPEN

    @property
    def is_passed_over(self) -> bool:
        """An organiser withdrew the offer: the next is made by an organiser too."""
        is_withdrawn = self.offer is not None and self.offer.state is OfferState.WITHDRAWN
        return is_withdrawn and self.turn is None


@dataclass(frozen=True)
class Ended:
    """An offer that led to no seat, and who it was made to."""

    offer: SeatOffer
    person: Person


@dataclass(frozen=True)
class Queue:
    """The seats, a page of those who wait in order, and the last offers that led to no seat.

    next_id: who gets the next seat that becomes free.  to_call: how many of all have an offer that
    no mail tells them of.
    """

    seats: Seats
    rows: Sequence[Waiting]
    ended: Sequence[Ended]
    next_id: int | None
    to_call: int
    page: int
    pages: int


def queue(
    session: Session, workshop: Workshop, *, letters: Letters, now: dt.datetime,
    page: int = 1, holding: int | None = None,
) -> Queue:  # fmt: skip
    """A handful of queries, and no more of the queue than is shown, however long it is.

    page: from 1, PAGE people each; holding: somebody whose page is shown instead.
    """
    number = session.scalar(sa.select(sa.func.count()).where(*_waits(workshop.id))) or 0
    pages = max(1, math.ceil(number / PAGE))
    asked = _place(session, workshop.id, holding) or (page - 1) * PAGE + 1
    page = min(max(1, math.ceil(asked / PAGE)), pages)
    start = (page - 1) * PAGE
    called = _offered(session, workshop.id)
    shown = session.execute(
        sa.select(Person, Agency)
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .where(*_waits(workshop.id))
        .order_by(Person.registered_at, Person.id)
        .limit(PAGE)
        .offset(start)
    ).all()
    people = [person for person, _agency in shown]
    told = letters.reach(session, workshop, [*{*people, *called}]).told
    made, turns = _last_offers(session, people), _turns(session, people)
    rows = [
        Waiting(
            place=place, person=person, agency=agency, offer=(offer := made.get(person.id)),
            turn=turns.get(person.id),
            is_late=offer is not None and offer.state is OPEN and offer.expires_at <= now,
            by_phone=person.id not in told,
        )
        for place, (person, agency) in enumerate(shown, start=start + 1)
    ]  # fmt: skip
    first = offers_reading.next_in_order(session, workshop.id)
    return Queue(
        seats.count(session, workshop.id), rows, _ended(session, workshop.id),
        first.id if first else None, sum(one.id not in told for one in called), page, pages,
    )  # fmt: skip


def _waits(workshop_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Person.workshop_id == workshop_id, Person.status == PersonStatus.WAITLISTED


def _place(session: Session, workshop_id: int, person_id: int | None) -> int:
    """Somebody's place in the queue, from 1; 0 for nobody and for who does not wait."""
    one = aliased(Person)
    here = sa.tuple_(Person.registered_at, Person.id) <= sa.tuple_(one.registered_at, one.id)
    count = sa.select(sa.func.count(Person.id)).join(one, here)
    waits = (*_waits(workshop_id), one.id == person_id, one.status == PersonStatus.WAITLISTED)
    return session.scalar(count.where(*waits, one.workshop_id == workshop_id)) or 0


SINCE = sa.and_(SeatOffer.person_id == Person.id, SeatOffer.made_at >= Person.registered_at)
"""An offer since somebody (last) joined the queue."""


def _offered(session: Session, workshop_id: int) -> Sequence[Person]:
    """Everybody for whom a seat is held, on whatever page."""
    held = sa.select(SeatOffer.id).where(SINCE, SeatOffer.state == OPEN).exists()
    return session.scalars(sa.select(Person).where(*_waits(workshop_id), held)).all()


def _last_offers(session: Session, people: Sequence[Person]) -> dict[int, SeatOffer]:
    rows = session.execute(
        sa.select(Person.id, SeatOffer)
        .join(SeatOffer, SINCE)
        .where(Person.id.in_([person.id for person in people]))
        .order_by(SeatOffer.id)
    )
    return {row[0]: row[1] for row in rows}


def _turns(session: Session, people: Sequence[Person]) -> dict[int, QueueTurn]:
    rows = session.scalars(
        sa.select(QueueTurn)
        .join(Person, offers_reading.TURN)
        .where(Person.id.in_([person.id for person in people]))
    )
    return {turn.person_id: turn for turn in rows}


def _ended(session: Session, workshop_id: int) -> list[Ended]:
    rows = session.execute(
        sa.select(SeatOffer, Person)
        .join(Person, Person.id == SeatOffer.person_id)
        .where(
            SeatOffer.workshop_id == workshop_id,
            SeatOffer.state.in_((OfferState.EXPIRED, OfferState.DECLINED)),
        )
        .order_by(SeatOffer.settled_at.desc(), SeatOffer.id.desc())
        .limit(MOST_ENDED)
    )
    return [Ended(offer, person) for offer, person in rows]


def find(session: Session, workshop: Workshop, person_id: int) -> Person:
    """Somebody of this workshop; raises NotFoundError for anybody else."""
    person = session.scalar(
        sa.select(Person).where(Person.workshop_id == workshop.id, Person.id == person_id)
    )
    if person is None:
        raise NotFoundError(_("Nobody with this number is on the list. Search for the name."))
    return person


def put_first(
    session: Session, workshop: Workshop, person: Person,
    *, by: By, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    """Offer somebody a seat out of turn: one that is empty now, else the next that becomes free.

    The reason is recorded and shown. Raises WorkshopError when it is missing, ConflictError when
    the person does not wait any more.
    """
    if not by.reason:
        raise WorkshopError(
            _("Write why this person is offered a seat out of turn"), field="reason"
        )
    seats.lock(session, workshop.id)
    session.refresh(person)
    if person.status is not PersonStatus.WAITLISTED:
        raise ConflictError(_("This person is not on the waiting list any more."))
    if offers_reading.open_offer(session, person) is not None:
        return
    _forget_turns(session, person, now=now)
    session.add(
        QueueTurn(
            workshop_id=workshop.id, person_id=person.id, made_at=now, made_by=by.actor,
            reason=by.reason,
        )
    )  # fmt: skip
    session.flush()
    audit.record(
        session, workshop_id=workshop.id, actor=by.actor, what="offer.moved_ahead",
        subject=f"{full_name(person)} · {by.reason}", now=now,
    )  # fmt: skip
    offers.fill_free_seats(session, workshop, letters=letters, now=now)


def _forget_turns(session: Session, person: Person, *, now: dt.datetime) -> None:
    """One decision at a time: an earlier one that was not used yet makes way."""
    session.execute(
        sa.update(QueueTurn)
        .where(QueueTurn.person_id == person.id, QueueTurn.used_at.is_(None))
        .values(used_at=now)
    )


def withdraw(
    session: Session, workshop: Workshop, person: Person,
    *, by: By, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    """Take an offer back. The person keeps the place but is passed over; the next gets the seat."""
    seats.lock(session, workshop.id)
    offer = offers_reading.open_offer(session, person)
    if offer is None:
        raise ConflictError(_("This person has no open offer any more."))
    offers.release(session, person, state=OfferState.WITHDRAWN, now=now)
    audit.record(
        session, workshop_id=workshop.id, actor=by.actor, what="offer.withdrawn",
        subject=full_name(person), now=now,
    )  # fmt: skip
    letters.offer_withdrawn(session, workshop, person, now=now)
    offers.fill_free_seats(session, workshop, letters=letters, now=now)


def give_seat(
    session: Session, workshop: Workshop, person: Person,
    *, by: By, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    """A seat at once, for instance after a telephone call: the one held for them, or an empty one.

    Somebody who does not wait any more stays as they are.
    """
    counted = seats.lock(session, workshop.id)
    session.refresh(person)
    if person.status is not PersonStatus.WAITLISTED:
        return
    held = offers_reading.open_offer(session, person)
    if held is None and not counted.empty:
        raise _full(counted)
    offers.seat(session, workshop, person, held, by=by, letters=letters, now=now)


def _full(counted: Seats) -> WorkshopError:
    if counted.offered:
        return WorkshopError(
            _(
                "All %(seats)s seats are taken or offered. Withdraw an offer, cancel somebody or "
                "raise the number of seats.",
                seats=counted.capacity,
            )
        )
    return WorkshopError(
        _(
            "All %(seats)s seats are taken. Cancel somebody or raise the number of seats.",
            seats=counted.capacity,
        )
    )

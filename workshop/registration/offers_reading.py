"""Offers of seats as they stand: the last one of somebody, who is next, where one is due.

Reads only; whatever is changed is changed in `offers`, under the workshop's lock.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.offers import offer_ends
from workshop.domain.terms import OfferState, PersonStatus, WorkshopState
from workshop.links import is_stand_in
from workshop.models import Person, QueueTurn, SeatOffer, Workshop
from workshop.registration import seats

WAITLISTED = PersonStatus.WAITLISTED
OPEN = OfferState.OPEN


def starts_at(workshop: Workshop) -> dt.datetime:
    """When the workshop begins, as a moment of the real clock: a rehearsal's shift taken out."""
    local = dt.datetime.combine(workshop.date, workshop.starts, ZoneInfo(workshop.timezone))
    return local.astimezone(dt.UTC) - dt.timedelta(seconds=workshop.clock_shift)


def lasts_until(workshop: Workshop, *, now: dt.datetime) -> dt.datetime:
    """When an offer made now ends."""
    return offer_ends(now, hours=workshop.offer_hours, starts_at=starts_at(workshop))


def newest(session: Session, person: Person) -> SeatOffer | None:
    """The last seat that was offered to somebody since they (last) registered, whatever came of it.

    Read anew from the database, so that what another transaction settled is seen under the lock.
    """
    return session.scalar(
        sa.select(SeatOffer)
        .where(_whose(person), SeatOffer.made_at >= person.registered_at)
        .order_by(SeatOffer.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def _whose(person: Person) -> Any:
    column = SeatOffer.change_id if is_stand_in(person) else SeatOffer.person_id
    return column == abs(person.id)


def open_offer(session: Session, person: Person) -> SeatOffer | None:
    """The seat that is held for somebody, also when its time is over and nobody noted it yet."""
    found = newest(session, person)
    return found if found is not None and found.state is OPEN else None


TURN = sa.and_(
    QueueTurn.person_id == Person.id,
    QueueTurn.used_at.is_(None),
    QueueTurn.made_at >= Person.registered_at,
)
"""An organiser lets this person go before the others."""


def in_order(workshop_id: int) -> sa.Select[Person]:
    """Those who wait for an offer, the next one first: by the time they joined the list.

    Before them, who an organiser put first for a reason. Somebody whose offer an organiser
    withdrew is passed over until an organiser decides so.
    """

    def last(state: OfferState) -> Any:
        made = (SeatOffer.person_id == Person.id, SeatOffer.made_at >= Person.registered_at)
        return sa.select(SeatOffer.id).where(*made, SeatOffer.state == state).exists()

    return (
        sa.select(Person)
        .outerjoin(QueueTurn, TURN)
        .where(
            Person.workshop_id == workshop_id,
            Person.status == WAITLISTED,
            ~last(OPEN),
            sa.or_(QueueTurn.id.is_not(None), ~last(OfferState.WITHDRAWN)),
        )
        .order_by(QueueTurn.id.is_(None), QueueTurn.made_at, Person.registered_at, Person.id)
    )


def next_in_order(session: Session, workshop_id: int) -> Person | None:
    """Who gets the next seat that becomes free."""
    return session.scalar(in_order(workshop_id).limit(1))


def turn_of(session: Session, person: Person) -> QueueTurn | None:
    """Why somebody is offered the next seat before the others; None when they are not."""
    return session.scalar(sa.select(QueueTurn).join(Person, TURN).where(Person.id == person.id))


def due(session: Session, *, now: dt.datetime) -> Iterable[int]:
    """Ids of open workshops where an offer's time is over, or a seat is empty while people wait.

    Reads only; whoever acts on it looks again under the lock.
    """
    overdue = sa.select(SeatOffer.workshop_id).where(
        SeatOffer.state == OPEN, SeatOffer.expires_at <= now
    )
    waiting = (
        sa.select(Person.id)
        .where(Person.workshop_id == Workshop.id, Person.status == WAITLISTED)
        .exists()
    )
    found = session.scalars(
        sa.select(Workshop.id).where(
            Workshop.state == WorkshopState.OPEN, sa.or_(Workshop.id.in_(overdue), waiting)
        )
    ).all()
    late = set(session.scalars(overdue))
    return [
        number
        for number in found
        if number in late
        or (seats.count(session, number).empty and next_in_order(session, number) is not None)
    ]

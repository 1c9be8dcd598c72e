"""The waiting list, and how many seats the public pages show as taken."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import PersonStatus
from workshop.links import is_stand_in, joined_at
from workshop.models import Person, ProposedChange, QueueTurn, Workshop
from workshop.registration import offers_reading, seats
from workshop.registration.proposals import WAITS

WAITLISTED = PersonStatus.WAITLISTED


@dataclass(frozen=True)
class Shown:
    """What the public reads. `taken` of `capacity` seats; `waiting` people are on the list.

    Registering again under a known name moves these figures for some hours, as a first
    registration does: if they stood still, one look before and one after would tell who takes
    part. It moves them by one a person, however often it is done: otherwise anybody could keep
    people away by making the seats look taken. Whoever sends a known name twice within those
    hours can see that the second one moved nothing, at the price of two entries in the trail and
    two letters to the known address; no bound could hide that. The figures fall when the hours
    are over (see proposals.HELD_HOURS), or when the address or an organiser decides earlier. They
    never say that all seats are taken while one is free.
    """

    capacity: int
    taken: int
    waiting: int
    is_full: bool

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    @property
    def next_in_queue(self) -> int:
        """The place that whoever joins the waiting list now would have."""
        return self.waiting + 1


def shown(session: Session, workshop: Workshop, *, now: dt.datetime) -> Shown:
    """The public figures at this moment."""
    counted = seats.count(session, workshop.id)
    held = _held(session, workshop.id, now=now)
    full = counted.free == 0
    most = counted.capacity if full else counted.capacity - 1
    taken = counted.confirmed + held.get(PersonStatus.CONFIRMED, 0)
    return Shown(
        capacity=counted.capacity,
        taken=min(max(taken, 0), max(most, min(counted.confirmed, counted.capacity))),
        waiting=counted.waiting + held.get(WAITLISTED, 0),
        is_full=full,
    )


_EACH_ONCE = sa.func.count(ProposedChange.person_id.distinct())


def _held_at(now: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (ProposedChange.held_until > now, *WAITS)


def _held(session: Session, workshop_id: int, *, now: dt.datetime) -> dict[PersonStatus, int]:
    rows = session.execute(
        sa.select(ProposedChange.status, _EACH_ONCE)
        .where(ProposedChange.workshop_id == workshop_id, *_held_at(now))
        .group_by(ProposedChange.status)
    )
    return dict(rows.all())


def place_in_queue(session: Session, person: Person, *, now: dt.datetime) -> int:
    """How many are before somebody on the waiting list, and one more; 1 is next."""
    since = person.registered_at
    earlier = Person.registered_at < since
    if not is_stand_in(person):
        earlier = earlier | ((Person.registered_at == since) & (Person.id < person.id))
    people = session.scalar(
        sa.select(sa.func.count(Person.id))
        .outerjoin(QueueTurn, offers_reading.TURN)
        .where(
            Person.workshop_id == person.workshop_id,
            Person.status == WAITLISTED,
            Person.id != person.id,
            sa.or_(earlier, QueueTurn.id.is_not(None)),
        )
    )
    held = session.scalars(
        sa.select(ProposedChange).where(
            ProposedChange.workshop_id == person.workshop_id,
            ProposedChange.status == WAITLISTED,
            *_held_at(now),
        )
    )
    return 1 + (people or 0) + len({made.person_id for made in held if joined_at(made) < since})

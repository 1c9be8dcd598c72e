"""Walk-ins, substitutes, and people of the list who come without a seat."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import presence
from workshop.arrival import seating
from workshop.domain.names import name_key
from workshop.domain.terms import PersonSource, PersonStatus, WorkshopState
from workshop.errors import ClosedError, NotFoundError, WorkshopError
from workshop.i18n import _
from workshop.models import Invitee, Person, Placement, Substitution, Workshop
from workshop.people import service as people_service
from workshop.planning.editing import By
from workshop.registration import invited, offers, queue_service, seats, succession
from workshop.registration.details import COLUMNS, PersonDetails, full_name
from workshop.registration.letters import Letters


@dataclass(frozen=True)
class Came:
    """Who came, and where they sit; placement None: no group yet. Without a seat they wait."""

    person: Person
    placement: Placement | None = None

    @property
    def has_seat(self) -> bool:
        return self.person.status is PersonStatus.CONFIRMED


@dataclass(frozen=True)
class Seen:
    """When somebody stood at a desk, and at which device; told later by one without network."""

    at: dt.datetime
    device: str = ""


def find(session: Session, workshop: Workshop, person_id: int | None) -> Person:
    """Somebody of this workshop; raises NotFoundError for anybody else."""
    person = session.scalar(
        sa.select(Person).where(Person.workshop_id == workshop.id, Person.id == (person_id or 0))
    )
    if person is None:
        raise NotFoundError(_("Nobody with this number is on the list. Search for the name."))
    return person


def namesakes(session: Session, workshop: Workshop, details: PersonDetails | Person) -> list[int]:
    """Numbers of the people on the list who have this name, whatever their prefix."""
    key = name_key(details.first_name, details.last_name)
    return list(
        session.scalars(
            sa.select(Person.id)
            .where(Person.workshop_id == workshop.id, Person.name_key == key)
            .order_by(Person.id)
            .limit(5)
        )
    )


def walk_in(
    session: Session, workshop: Workshop, details: PersonDetails, *, by: By,
    seen: Seen | None = None, invitee: int | None = None,
) -> Came:  # fmt: skip
    """Put somebody on the list who just came: with a seat, a group, and checked in.

    Whoever stands at the desk gets a seat that nobody has and no offer holds, also while others
    wait at home: the desk could give it to them in a second step. When there is none they are at
    the end of the waiting list; so are, while others wait, those whom a device sends afterwards.
    Seats are counted under the workshop's lock, so two desks never give the last one twice.
    invitee: whose invitation they showed; it has its reply now.
    """
    require_open(workshop)
    empty = seats.lock(session, workshop.id).empty
    person = _person(details)
    status = seats.admit(session, workshop, person, now=by.now)
    if status is PersonStatus.WAITLISTED and empty and seen is None:
        person.status = status = PersonStatus.CONFIRMED
    _replied(session, invited_by(session, workshop, invitee), person, by)
    by.record(session, workshop, "arrival.walked_in", f"{full_name(person)} · {status}")
    if status is not PersonStatus.CONFIRMED:
        if seen is not None:  # nobody at the desk saw the answer: `kept` lists them
            _check_in(session, person, by, seen)
        return Came(person)
    return _seated(session, workshop, person, by, seen)


def invited_by(session: Session, workshop: Workshop, number: int | None) -> Invitee | None:
    """An invitation of this workshop on which nobody comes yet."""
    return session.scalar(
        sa.select(Invitee).where(
            Invitee.workshop_id == workshop.id, Invitee.id == (number or 0),
            Invitee.person_id.is_(None),
        )
    )  # fmt: skip


def _replied(session: Session, invitee: Invitee | None, person: Person, by: By) -> None:
    """Standing at the desk is a reply; by name and agency it may have been recognised already."""
    if invitee is None or invitee.withdrawn_at is not None:
        return
    other = invited.is_other_name(invitee, person)
    invited.answered(invitee, person, substitute=other, now=by.now)
    invited.record(
        session, invitee, "invitation.replied", actor=by.actor, now=by.now, more=full_name(person)
    )


def substitute(
    session: Session, workshop: Workshop, absent_id: int, details: PersonDetails, *, by: By,
    seen: Seen | None = None,
) -> Came:  # fmt: skip
    """Somebody came in the place of a person with a seat: takes over seat, group and table.

    They are a person of their own: what the absent one said and answered stays theirs. The absent
    one's registration is cancelled, their link dies, and the record says who came for whom.
    Raises WorkshopError when the absent one has no seat or is in the room.
    """
    require_open(workshop)
    seats.lock(session, workshop.id)
    absent = find(session, workshop, absent_id)
    session.refresh(absent)
    _require_absent(absent)
    person = succession.succeed(
        session, workshop, absent, _person(details), take_over=seating.take_over,
        actor=by.actor, now=by.now,
    )  # fmt: skip
    by.record(
        session, workshop, "arrival.substituted", f"{full_name(absent)} → {full_name(person)}"
    )
    _check_in(session, person, by, seen)
    return Came(person)


def keep_apart(
    session: Session, workshop: Workshop, details: PersonDetails, status: PersonStatus, *, by: By,
    seen: Seen, absent: Person | None = None,
) -> Came:  # fmt: skip
    """Somebody who came while the device had no network and cannot be let in by what holds now.

    They are on the list without a seat, with the scan that says when they came: the desk decides.
    """
    person = succession.add(
        session, workshop, _person(details), status, absent=absent, actor=by.actor, now=by.now
    )
    by.record(session, workshop, "arrival.kept_apart", f"{full_name(person)} · {status}")
    _check_in(session, person, by, seen)
    return Came(person)


def let_in(
    session: Session, workshop: Workshop, person_id: int | None, *, letters: Letters, by: By
) -> Came:
    """A seat and a group for somebody on the list who has none, and checked in.

    The seat is the one that is held for them, or an empty one; raises WorkshopError without one.
    """
    require_open(workshop)
    counted = seats.lock(session, workshop.id)
    person = find(session, workshop, person_id)
    session.refresh(person)
    if person.status is PersonStatus.WAITLISTED:
        _forget_absent(session, person)
        queue_service.give_seat(
            session, workshop, person, by=offers.By(by.actor), letters=letters, now=by.now
        )
    elif person.status is PersonStatus.CANCELLED:
        if not counted.empty:
            raise WorkshopError(
                _(
                    "All %(seats)s seats are taken. Cancel somebody or raise the number of seats.",
                    seats=counted.capacity,
                )
            )
        person.status, person.registered_at = PersonStatus.CONFIRMED, by.now
        person.version += 1
    by.record(session, workshop, "arrival.let_in", full_name(person))
    return _seated(session, workshop, person, by)


def drop(
    session: Session, workshop: Workshop, person_id: int | None, *, letters: Letters, by: By
) -> Person:
    """Somebody who was recorded without network and has no seat is the same as another, or left.

    Their scan is taken back, and who waited for a seat does so no longer; the entry stays on the
    list as cancelled. Nothing happens to anybody else without a seat.
    """
    require_open(workshop)
    seats.lock(session, workshop.id)
    person = find(session, workshop, person_id)
    session.refresh(person)
    if person.status is PersonStatus.CONFIRMED:
        raise WorkshopError(_("%(name)s has a seat by now.", name=full_name(person)))
    if not presence.stood_here(session, person):
        return person
    if person.status is PersonStatus.WAITLISTED:
        _forget_absent(session, person)
        people_service.cancel(
            session, workshop, person.id, letters=letters,
            by=people_service.By(by.actor, by.now),
        )  # fmt: skip
    presence.leave(session, person, by=by.actor, now=by.now)
    by.record(session, workshop, "arrival.dropped", full_name(person))
    return person


def _seated(
    session: Session, workshop: Workshop, person: Person, by: By, seen: Seen | None = None
) -> Came:
    session.flush()
    placement = seating.seat(session, workshop, person)
    _check_in(session, person, by, seen)
    return Came(person, placement)


def _check_in(session: Session, person: Person, by: By, seen: Seen | None) -> None:
    seen = seen or Seen(by.now)
    presence.check_in(
        session, person, at=seen.at, by=by.actor, device=seen.device, received_at=by.now
    )


def _forget_absent(session: Session, person: Person) -> None:
    """Who waits has taken over nobody's seat; the trail still says for whom they came."""
    session.execute(sa.delete(Substitution).where(Substitution.person_id == person.id))


def _person(details: PersonDetails) -> Person:
    person = Person(**{name: getattr(details, name) for name in COLUMNS})
    person.source = PersonSource.ORGANISER
    return person


def require_open(workshop: Workshop) -> None:
    """Raises ClosedError after the workshop."""
    if workshop.state is WorkshopState.CLOSED:
        raise ClosedError(_("This workshop is over. Nothing can be changed any more."))


def _require_absent(absent: Person) -> None:
    if absent.status is not PersonStatus.CONFIRMED:
        raise WorkshopError(
            _("%(name)s has no seat that could be taken over.", name=full_name(absent))
        )
    if absent.checked_in_at is not None:
        raise WorkshopError(
            _(
                "%(name)s is checked in. Undo that first if it is somebody else.",
                name=full_name(absent),
            )
        )

"""What devices kept while they had no network: scans, walk-ins and substitutes, as they were made.

Between a device's word and its arrival here a seat may have gone, a colleague may have come after
all, another desk may have added the same person. Then nobody is let in twice and nothing is lost:
who came is on the list without a seat, with the moment they stood there, and the desk decides
(`waiting`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import presence
from workshop.arrival import latecomers_service as latecomers
from workshop.arrival import reading, sending, service
from workshop.arrival.intake import Late, Refused, Typed
from workshop.arrival.latecomers_service import Came, Seen
from workshop.arrival.reading import Known
from workshop.arrival.service import Device, Outcome, Result
from workshop.domain.arrivals import made_at, standing
from workshop.domain.terms import ArrivalKind, PersonStatus
from workshop.errors import ClosedError, WorkshopError
from workshop.i18n import _
from workshop.keys import Keys
from workshop.models import Arrival, Person, Substitution, Workshop
from workshop.planning.editing import By
from workshop.registration.details import full_name

WITHOUT_A_SEAT = (PersonStatus.WAITLISTED, PersonStatus.CANCELLED)


@dataclass(frozen=True)
class Waiting:
    """Somebody who stood at a desk without network and could not be let in; why in a sentence.

    scans: their check-ins. same: people of the same name.
    """

    known: Known
    scans: list[Arrival]
    sentence: str
    same: list[Known]


def receive(
    session: Session,
    workshop: Workshop,
    sent: Sequence[Typed | Late | Refused],
    *,
    keys: Keys,
    device: Device,
) -> list[Result]:
    """Stores all that a device sent, in the order in which it was made there.

    Sent again it is stored once: a scan by its number, a walk-in or substitute by that of its form.
    """
    results: list[Result] = []
    for is_late, some in groupby(sent, key=lambda one: isinstance(one, Late)):
        if is_late:
            results += [
                _take(session, workshop, one, device) for one in some if isinstance(one, Late)
            ]
        else:
            scans = [one for one in some if not isinstance(one, Late)]
            results += service.scan(session, workshop, scans, keys=keys, device=device)
    return results


def waiting(session: Session, workshop: Workshop) -> list[Waiting]:
    """Who was kept without a seat and waits for a decision, the first to come first."""
    scans = _standing(session, workshop)
    people = reading.people(session, workshop, list(scans))
    found = [_waiting(session, workshop, known, scans[known.person.id]) for known in people]
    return sorted(found, key=lambda one: (one.scans[0].at, one.known.person.id))


def count(session: Session, workshop: Workshop) -> int:
    """How many wait so."""
    return len(_standing(session, workshop))


def _standing(session: Session, workshop: Workshop) -> dict[int, list[Arrival]]:
    """The check-ins that stand of people without a seat."""
    scanned = sa.exists().where(Arrival.person_id == Person.id, Arrival.kind == ArrivalKind.IN)
    ids = session.scalars(
        sa.select(Person.id).where(
            Person.workshop_id == workshop.id, Person.status.in_(WITHOUT_A_SEAT), scanned
        )
    ).all()
    found = presence.scans_of(session, ids)
    kept = {key: standing(rows) for key, rows in found.items()}
    return {key: rows for key, rows in kept.items() if rows}


def _take(session: Session, workshop: Workshop, one: Late, device: Device) -> Result:
    try:
        came = sending.once(session, workshop, one.id, lambda: _new(session, workshop, one, device))
    except ClosedError as error:
        return Result(one.id, Outcome.REFUSED, sentence=str(error))
    return _told(session, workshop, one, came.person)


def _new(session: Session, workshop: Workshop, one: Late, device: Device) -> Came:
    by = By(device.by, device.now)
    at = made_at(one.told, received_at=device.now, sent_at=device.sent_at)
    seen = Seen(at, device.name)
    latecomers.require_open(workshop)
    if one.absent is not None:
        return _instead(session, workshop, one, by, seen)
    if set(latecomers.namesakes(session, workshop, one.details)) - one.others:
        return latecomers.keep_apart(
            session, workshop, one.details, PersonStatus.CANCELLED, by=by, seen=seen
        )
    return latecomers.walk_in(session, workshop, one.details, by=by, seen=seen)


def _instead(session: Session, workshop: Workshop, one: Late, by: By, seen: Seen) -> Came:
    """Takes the seat over, unless its owner came, cancelled or was replaced meanwhile."""
    absent = session.get(Person, one.absent)
    if absent is None or absent.workshop_id != workshop.id:
        return latecomers.keep_apart(
            session, workshop, one.details, PersonStatus.WAITLISTED, by=by, seen=seen
        )
    try:
        return latecomers.substitute(session, workshop, absent.id, one.details, by=by, seen=seen)
    except WorkshopError:
        return latecomers.keep_apart(
            session, workshop, one.details, PersonStatus.WAITLISTED, by=by, seen=seen,
            absent=absent,
        )  # fmt: skip


def _told(session: Session, workshop: Workshop, one: Late, person: Person) -> Result:
    """What the form came to, by what holds now."""
    if person.status is PersonStatus.CONFIRMED:
        at = person.checked_in_at
        return Result(one.id, Outcome.IN if at else Outcome.UNDONE, person.id, at)
    known = reading.person(session, workshop, person.id)
    rows = _standing(session, workshop).get(person.id)
    if known is None or rows is None:
        return Result(one.id, Outcome.NOT_CONFIRMED, person.id, sentence=service.why_not(person))
    sentence = _waiting(session, workshop, known, rows).sentence
    return Result(one.id, Outcome.NOT_CONFIRMED, person.id, sentence=sentence)


def _waiting(session: Session, workshop: Workshop, known: Known, rows: list[Arrival]) -> Waiting:
    person = known.person
    absent = _came_for(session, person) if person.status is PersonStatus.WAITLISTED else None
    if absent is not None:
        return Waiting(known, rows, _not_taken_over(session, workshop, absent), [])
    others = latecomers.namesakes(session, workshop, person)
    same = reading.people(session, workshop, [key for key in others if key != person.id])
    if person.status is PersonStatus.CANCELLED:
        return Waiting(known, rows, _("Somebody of this name is on the list already."), same)
    return Waiting(known, rows, _("No seat was left."), [])


def _came_for(session: Session, person: Person) -> Person | None:
    return session.scalar(
        sa.select(Person)
        .join(Substitution, Substitution.absent_id == Person.id)
        .where(Substitution.person_id == person.id)
    )


def _not_taken_over(session: Session, workshop: Workshop, absent: Person) -> str:
    name = full_name(absent)
    if absent.checked_in_at is not None:
        return str(_("Came for %(name)s, who is in by now.", name=name))
    if absent.status is PersonStatus.CONFIRMED:
        return str(_("Came for %(name)s, whose seat was not free when this was sent.", name=name))
    known = reading.person(session, workshop, absent.id)
    if known is not None and known.instead:
        said = _("Came for %(name)s, whose seat %(other)s had taken over.", name=name,
                 other=known.instead)  # fmt: skip
        return str(said)
    return str(_("Came for %(name)s, whose registration was cancelled meanwhile.", name=name))

"""Details sent under a known name that wait for a word: an organiser can give it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.terms import PersonStatus
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _, _l
from workshop.models import Person, ProposedChange, Workshop
from workshop.people import service
from workshop.people.service import By
from workshop.people.wording import FIELDS, LANGUAGE_NAMES, telephone
from workshop.registration import proposals, records, seats
from workshop.registration.details import full_name

CHANGED = _l(
    "Something changed in the meantime. Nothing was taken over or discarded; look at it again."
)


@dataclass(frozen=True)
class Difference:
    """One field, in words: what counts now and what was sent."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Proposed:
    """A change that waits, what it would change, and the versions this was read from."""

    change: ProposedChange
    differences: list[Difference]
    seen: dict[str, int]


def waiting(session: Session, person: Person, roles: dict[str, str]) -> list[Proposed]:
    """All that wait for this person, oldest first; `roles` are names by code."""
    now_stored = records.details_of(session, person).as_json()
    return [
        Proposed(
            change,
            _differences(now_stored, proposals.proposed_details(change).as_json(), roles),
            {"version": person.version, "change_version": proposals.version(change)},
        )
        for change in proposals.waiting(session, person)
    ]


def take_over(
    session: Session,
    workshop: Workshop,
    person_id: int,
    change_id: int,
    seen: tuple[int | None, int | None],
    *,
    by: By,
) -> None:
    """The details count from now on; somebody who had cancelled comes back."""
    person, change = _unchanged(session, workshop, person_id, change_id, seen)
    proposals.apply(session, change, person, now=by.now, actor=by.actor)
    _record(session, person, "person.taken_over", by)
    if person.status is PersonStatus.CANCELLED:
        service.restore(session, workshop, person.id, by=by)


def discard(
    session: Session,
    workshop: Workshop,
    person_id: int,
    change_id: int,
    seen: tuple[int | None, int | None],
    *,
    by: By,
) -> None:
    """What counts stays as it is."""
    person, change = _unchanged(session, workshop, person_id, change_id, seen)
    proposals.discard(session, change, now=by.now)
    _record(session, person, "person.discarded", by)


def _unchanged(
    session: Session,
    workshop: Workshop,
    person_id: int,
    change_id: int,
    seen: tuple[int | None, int | None],
) -> tuple[Person, ProposedChange]:
    """Both as they were looked at, under the workshop's lock; raises ConflictError otherwise."""
    seats.lock(session, workshop.id)
    person = service.find(session, workshop, person_id)
    change = session.get(ProposedChange, change_id)
    if change is None or change.person_id != person.id:
        raise NotFoundError(_("There is no such change. Look at the person again."))
    waits = change.applied_at is None and change.discarded_at is None
    if not waits or seen != (person.version, proposals.version(change)):
        raise ConflictError(CHANGED)
    return person, change


def _differences(
    old: dict[str, object], new: dict[str, object], roles: dict[str, str]
) -> list[Difference]:
    return [
        Difference(
            str(FIELDS["agency" if name == "agency_name" else name]),
            _shown(name, old[name], roles),
            _shown(name, value, roles),
        )
        for name, value in new.items()
        if value != old[name]
    ]


def _shown(name: str, value: Any, roles: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(roles.get(str(code), str(code)) for code in value)
    if name == "phone":
        return telephone(str(value))
    return str(LANGUAGE_NAMES[str(value)]) if name == "language" else str(value)


def _record(session: Session, person: Person, what: str, by: By) -> None:
    audit.record(
        session, workshop_id=person.workshop_id, actor=by.actor, what=what,
        subject=full_name(person), now=by.now,
    )  # fmt: skip

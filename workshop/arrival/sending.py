"""A form of the desk that is sent twice, by a double tap or a lost answer, is one."""

import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from workshop.arrival.latecomers_service import Came
from workshop.keys import fingerprint
from workshop.models import Person, Submission, Workshop
from workshop.registration import seats


def once(
    session: Session, workshop: Workshop, submission_id: str, make: Callable[[], Came]
) -> Came:
    """What the form came to when it was sent first, or now; the workshop's lock makes it one."""
    seats.hold(session, workshop.id)
    before = sent_before(session, workshop, submission_id)
    if before is not None:
        return before
    came = make()
    key = _key(workshop, submission_id)
    session.add(
        Submission(workshop_id=workshop.id, id_hash=key, content_hash=key, person_id=came.person.id)
    )
    return came


def sent_before(session: Session, workshop: Workshop, submission_id: str) -> Came | None:
    row = session.get(Submission, _key(workshop, submission_id))
    return Came(session.get_one(Person, row.person_id)) if row and row.person_id else None


def _key(workshop: Workshop, submission_id: str) -> bytes:
    return fingerprint(f"arrival {workshop.id} {uuid.UUID(submission_id)}")

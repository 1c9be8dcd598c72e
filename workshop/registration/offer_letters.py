"""Mails about seats that are offered to the waiting list."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session

from workshop.i18n import moment
from workshop.models import Person, Workshop
from workshop.registration.letters import Letters, spoken


def offered(
    session: Session, workshop: Workshop, person: Person,
    *, until: dt.datetime, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    """To somebody for whom a seat is held: until when, and where to answer."""
    with spoken(person.language):
        told = moment(until, workshop.timezone)
    draft = letters.draft(workshop, person, "offer", now=now, until=told)
    if draft is not None:
        kept = {**draft.details, "until": until.isoformat()}
        replace(draft, details=kept).put(session, workshop, person, now=now)


def expired(
    session: Session, workshop: Workshop, person: Person, *, letters: Letters, now: dt.datetime
) -> None:
    """To somebody who did not answer in time."""
    _send(session, workshop, person, "offer_expired", letters=letters, now=now)


def withdrawn(
    session: Session, workshop: Workshop, person: Person, *, letters: Letters, now: dt.datetime
) -> None:
    """To somebody whose offer an organiser took back; the place on the list stays."""
    _send(session, workshop, person, "offer_withdrawn", letters=letters, now=now)


def _send(
    session: Session, workshop: Workshop, person: Person, name: str,
    *, letters: Letters, now: dt.datetime,
) -> None:  # fmt: skip
    draft = letters.draft(workshop, person, name, now=now)
    if draft is not None:
        draft.put(session, workshop, person, now=now)

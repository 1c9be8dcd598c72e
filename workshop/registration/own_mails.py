"""Mails to somebody, for their own eyes: what they said, where they went, what became of them.

Who only seems to be on the list sees what somebody of the list would: mails went to the known
address, not to theirs.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import mail
from workshop.domain.terms import LetterKind, MessageState, PersonStatus
from workshop.i18n import moment
from workshop.links import is_stand_in, stand_in
from workshop.models import Message, Person, ProposedChange, Workshop
from workshop.registration import proposals
from workshop.registration.letters import Letters, spoken

SETTLED = dt.timedelta(hours=1)
"""From writing a mail until it is told what became of it. Sooner, somebody who only seems to be on
the list could be told apart: no mail of theirs waits for the server or is refused by it."""
NAMES_OTHERS = f"registration.{LetterKind.LINKS}"
"""The mail with the links and codes of everybody who shares the address. One that was asked for
belongs to the address and to none of them: whom it is noted with would tell who came first."""


class Delivery(StrEnum):
    """What became of a mail, as its reader understands it."""

    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    PERHAPS_SENT = "perhaps_sent"
    FAILED = "failed"
    CAME_BACK = "came_back"
    WITHDRAWN = "withdrawn"


_DELIVERY = {
    MessageState.SENT: Delivery.SENT,
    MessageState.PERHAPS_SENT: Delivery.PERHAPS_SENT,
    MessageState.FAILED: Delivery.FAILED,
    MessageState.BOUNCED: Delivery.CAME_BACK,
    MessageState.WITHDRAWN: Delivery.WITHDRAWN,
}


@dataclass(frozen=True)
class Letter:
    """A mail to somebody. text: without secret links; empty where it names others too."""

    subject: str
    written_at: dt.datetime
    address: str
    text: str
    delivery: Delivery


def letters_to(
    session: Session, workshop: Workshop, person: Person, letters: Letters, *, now: dt.datetime
) -> list[Letter]:
    """Mails to this very person, oldest first; others may share the address."""
    if is_stand_in(person):
        return _as_if_written(session, workshop, person, letters, now=now)
    rows = session.scalars(
        sa.select(Message)
        .where(
            Message.workshop_id == workshop.id, Message.person_id == person.id,
            sa.or_(Message.kind != NAMES_OTHERS, Message.mailing_id.is_not(None)),
        )
        .order_by(Message.id)
    )  # fmt: skip
    return [
        Letter(
            one.subject, one.created_at, one.recipient,
            "" if one.kind == NAMES_OTHERS else _open(one.body),
            _delivery(one.state, one.created_at, now),
        )
        for one in rows
    ]  # fmt: skip


def _open(body: str) -> str:
    """Without the links that sign in, whether or not it was sent."""
    return mail.SECRET.sub(rf"\1{mail.REMOVED}", body)


def _delivery(state: MessageState, at: dt.datetime, now: dt.datetime) -> Delivery:
    if now - at < SETTLED:
        return Delivery.ON_ITS_WAY
    return _DELIVERY.get(state, Delivery.ON_ITS_WAY)


def _as_if_written(
    session: Session, workshop: Workshop, person: Person, letters: Letters, *, now: dt.datetime
) -> list[Letter]:
    made = session.get_one(ProposedChange, -person.id)
    found = []
    for told in made.details.get(proposals.LETTERS, ()):
        at = dt.datetime.fromisoformat(told["at"])
        draft = _draft(workshop, _as_then(made, told), told, letters)
        if draft is not None:
            delivery = _delivery(_state_then(session, made, at), at, now)
            text = _open(mail.several_lines(draft.body))
            found.append(Letter(mail.one_line(draft.subject), at, person.email, text, delivery))
    return found


def _as_then(made: ProposedChange, told: Mapping[str, Any]) -> Person:
    """Whom the mail speaks to: letters to who waits say other things."""
    person = stand_in(made)
    person.status = PersonStatus(told.get("status", made.status))
    return person


def _draft(workshop: Workshop, person: Person, told: Mapping[str, Any], letters: Letters) -> Any:
    values: dict[str, Any] = {}
    if told["until"]:
        with spoken(person.language):
            until = dt.datetime.fromisoformat(told["until"])
            values["until"] = moment(until, workshop.timezone)
    at = dt.datetime.fromisoformat(told["at"])
    return letters.draft(workshop, person, told["name"], now=at, **values)


def _state_then(session: Session, made: ProposedChange, at: dt.datetime) -> MessageState:
    """What became of the last mail that did go to this address: another would have fared alike."""
    found = session.scalar(
        sa.select(Message.state)
        .where(
            Message.workshop_id == made.workshop_id, Message.person_id == made.person_id,
            Message.recipient == made.email, Message.created_at <= at,
        )
        .order_by(Message.id.desc())
        .limit(1)
    )  # fmt: skip
    return found or MessageState.SENT


def as_json(letters: Sequence[Letter], iso: Any) -> list[dict[str, Any]]:
    """iso: how moments are written."""
    return [
        {
            "subject": one.subject, "written_at": iso(one.written_at), "to": one.address,
            "text": one.text, "delivery": str(one.delivery),
        }
        for one in letters
    ]  # fmt: skip

"""Hands over the mails that are due, each exactly once, however many processes do it."""

import datetime as dt
import threading
import time
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import mail
from workshop.db import Database, open_session
from workshop.messages import claims
from workshop.messages.transport import (
    SENT,
    Line,
    Outcome,
    Parcel,
    Result,
    Unreachable,
)
from workshop.models import Document, Message
from workshop.settings import Settings

LONGEST_BATCH = 240.0
"""Seconds after which what is left of a batch is given back, well before its claim ends."""


@dataclass(frozen=True)
class Round:
    """One go through the outbox. `stop` ends it between two mails."""

    database: Database
    settings: Settings
    began: dt.datetime
    stop: threading.Event = field(default_factory=threading.Event)
    _start: float = field(default_factory=time.monotonic)

    def now(self) -> dt.datetime:
        """The moment it began, and as much later as has passed since."""
        return self.began + dt.timedelta(seconds=time.monotonic() - self._start)

    def confirm(self, parcel: Parcel, claim: str) -> bool:
        """Whether this mail may go; afterwards it counts as handed over until it is settled."""
        with open_session(self.database) as session, self.database.writing(session):
            return claims.begin_handing(session, parcel.message_id, claim, now=self.now())

    def settle(self, parcel: Parcel, claim: str, result: Result) -> None:
        if result.outcome is not Outcome.LOST:
            with open_session(self.database) as session, self.database.writing(session):
                claims.settle(session, parcel.message_id, claim, result, now=self.now())


def deliver_due(
    database: Database, settings: Settings, *, now: dt.datetime, stop: threading.Event | None = None
) -> int:
    """Hands over what is due until nothing is left; gives how many mails were taken.

    A server that cannot be reached ends the round: what is due is tried again later.
    """
    going = Round(database, settings, now, stop or threading.Event())
    with open_session(database) as session:
        if claims.in_flight(session):
            with database.writing(session):
                claims.recover(session, now=now)
    sent, go_on = 0, True
    while go_on and not going.stop.is_set():
        with open_session(database) as session, database.writing(session):
            claim = claims.claim_due(session, address=settings.address, now=going.now())
        if claim is None:
            break
        number, go_on = _deliver(going, claim)
        sent += number
    return sent


def _deliver(going: Round, claim: str) -> tuple[int, bool]:
    """One batch; how many were taken, and whether it is worth going on."""
    try:
        with open_session(going.database) as session:
            parcels = [_parcel(session, going.settings, one) for one in _claimed(session, claim)]
        if going.settings.smtp_url is None:
            return _file(going, claim, parcels), True
        return _converse(going, claim, parcels, going.settings.smtp_url)
    finally:
        with open_session(going.database) as session, going.database.writing(session):
            claims.release(session, claim, now=going.now())


def _claimed(session: Session, claim: str) -> list[Message]:
    return claims.claimed(session, claim)


def _parcel(session: Session, settings: Settings, message: Message) -> Parcel:
    sender = mail.sender_of(settings.smtp_url)
    composed = mail.compose(message, sender, _attached(session, message))
    recipient = mail.ascii_address(message.recipient) or ""
    return Parcel(message.id, sender, recipient, bytes(composed))


def _attached(session: Session, message: Message) -> Document | None:
    """The document that goes along; one that was deleted or is too large is left out."""
    number = message.details.get("attach")
    if not isinstance(number, int):
        return None
    return session.scalar(
        sa.select(Document).where(
            Document.id == number,
            Document.workshop_id == message.workshop_id,
            Document.size <= mail.ATTACHED_MAX,
        )
    )


def _file(going: Round, claim: str, parcels: list[Parcel]) -> int:
    """Without a mail server a mail becomes a file; written twice it is the same file."""
    for parcel in parcels:
        if going.stop.is_set():
            break
        try:
            mail.write_file(going.settings.outbox_dir, parcel.message_id, parcel.content)
            result = SENT
        except OSError as error:
            result = Result(Outcome.RETRY, f"{type(error).__name__}: {error}")
        going.settle(parcel, claim, result)
    return len(parcels)


def _converse(
    going: Round, claim: str, parcels: list[Parcel], smtp_url: str
) -> tuple[int, bool]:  # fmt: skip
    """One connection for the batch, a new one after a break. A mail's refusal stops no other."""
    sent, left, until = 0, list(parcels), time.monotonic() + LONGEST_BATCH
    try:
        while left and not going.stop.is_set() and time.monotonic() < until:
            with Line(smtp_url) as line:
                while left and line.is_open and not going.stop.is_set():
                    parcel = left.pop(0)
                    result = _hand_over(going, line, parcel, claim)
                    sent += result.outcome is Outcome.SENT
                    if time.monotonic() >= until:
                        break
    except Unreachable as error:
        for parcel in left:
            going.settle(parcel, claim, Result(Outcome.RETRY, str(error)))
        return sent, False
    return sent, True


def _hand_over(going: Round, line: Line, parcel: Parcel, claim: str) -> Result:
    result = line.send(parcel, lambda: going.confirm(parcel, claim))
    going.settle(parcel, claim, result)
    return result

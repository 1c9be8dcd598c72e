"""Who sends what: each mail is claimed by one process, and what became of it is noted.

A claim is a fence, not only a courtesy: the last step before a server may take a mail is a
conditional update under the claim. Who lost it, because it ended or because the process was taken
for dead, does not send. So a mail that is released was never handed over, and one whose hand-over
began and was not noted is never sent by itself again.
"""

import datetime as dt
import hashlib
import os
import platform
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import getnode

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workshop import mail
from workshop.domain.terms import FlagSource, MessageState
from workshop.messages.transport import Outcome, Result
from workshop.models import AddressFlag, Message

MOST_ATTEMPTS = 12
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
CLAIM = dt.timedelta(minutes=10)
BATCH = 50
NOT_NOTED = "the sending process stopped while the mail server had it"


def claim_due(session: Session, *, address: str, now: dt.datetime, most: int = BATCH) -> str | None:
    """Takes mails that are due, so that no other process takes them; the claim, None without any.

    address: the public address, whose domain the message ids get.
    """
    due = (
        sa.select(Message)
        .where(Message.state == MessageState.WAITING, Message.due_at <= now)
        .order_by(Message.due_at, Message.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    messages = list(session.scalars(due))
    claim = f"{this_process()}:{secrets.token_hex(12)}"
    for message in messages:
        message.state, message.claim, message.due_at = MessageState.SENDING, claim, now + CLAIM
        message.handing_at = None
        message.attempts += 1
        message.message_id = mail.stamped(message.message_id, address)
    return claim if messages else None


def claimed(session: Session, claim: str) -> list[Message]:
    """What was taken under a claim and is not settled yet, oldest first."""
    return list(
        session.scalars(
            sa.select(Message)
            .where(Message.claim == claim, Message.state == MessageState.SENDING)
            .order_by(Message.id)
        )
    )


def begin_handing(session: Session, message_id: int, claim: str, *, now: dt.datetime) -> bool:
    """Notes that from now on a server may have it; False when the claim is lost: do not send."""
    result = session.execute(
        sa.update(Message)
        .where(
            Message.id == message_id,
            Message.claim == claim,
            Message.state == MessageState.SENDING,
        )
        .values(handing_at=now, due_at=now + CLAIM)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


def settle(
    session: Session, message_id: int, claim: str, result: Result, *, now: dt.datetime
) -> None:
    """Notes how a hand-over went.

    A refusal for now is tried again with growing waits, MOST_ATTEMPTS times; one for good is
    final, and marks the address if it is the address that does not exist. Once a mail is on its
    way its secret links are taken out of the database. Nothing happens when the claim was lost,
    unless it was only feared that the mail may have gone out: then it is known now.
    """
    message = session.get(Message, message_id, populate_existing=True)
    known = (MessageState.SENDING, MessageState.PERHAPS_SENT)
    if message is None or message.claim != claim or message.state not in known:
        return
    message.error = result.error[:300]
    if result.outcome is Outcome.SENT:
        message.state, message.sent_at = MessageState.SENT, now
        mail.redact(message)
    elif result.outcome is Outcome.PERHAPS:
        _doubt(message)
    elif (
        result.outcome is Outcome.RETRY
        and message.state is MessageState.SENDING  # of what was in doubt the links are gone
        and message.attempts < MOST_ATTEMPTS
    ):
        wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
        _put_back(message, now + wait)
    else:
        message.state = MessageState.FAILED
    if result.outcome is Outcome.NO_SUCH_ADDRESS and message.workshop_id is not None:
        flag(session, message.workshop_id, message.recipient, FlagSource.HAND_OVER,
             result.error, now=now)  # fmt: skip


def release(session: Session, claim: str, *, now: dt.datetime) -> None:
    """Gives back what was claimed and never begun: others may take it at once."""
    for message in claimed(session, claim):
        if message.handing_at is None:
            message.attempts -= 1
            _put_back(message, now)


def recover(session: Session, *, now: dt.datetime) -> int:
    """Settles claims that ended or whose process is gone; gives how many mails are in doubt.

    What had not reached the last step waits again; what had is perhaps sent.
    """
    left = sa.select(Message).where(Message.state == MessageState.SENDING)
    doubtful = 0
    for message in session.scalars(left.with_for_update(skip_locked=True)):
        if message.due_at > now and not is_gone(message.claim):
            continue
        if message.handing_at is None:
            _put_back(message, now)
        else:
            _doubt(message)
            message.error = NOT_NOTED
            doubtful += 1
    return doubtful


def in_flight(session: Session) -> bool:
    """Whether anything is claimed; cheap, so that nothing is locked where nothing is to do."""
    one = sa.select(Message.id).where(Message.state == MessageState.SENDING).limit(1)
    return session.scalar(one) is not None


def flag(
    session: Session, workshop_id: int, address: str, source: FlagSource, reason: str,
    *, now: dt.datetime,
) -> AddressFlag | None:  # fmt: skip
    """Marks an address as one that mail does not reach; None when it was marked before."""
    address = address.lower()
    if mail.flagged(session, workshop_id, [address]):
        return None
    made = AddressFlag(
        workshop_id=workshop_id, address=address, source=source, reason=reason[:300], flagged_at=now
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process learned of it at the same moment
        return None
    return made


def _put_back(message: Message, due: dt.datetime) -> None:
    message.state, message.due_at = MessageState.WAITING, due
    message.claim, message.handing_at = "", None


def _doubt(message: Message) -> None:
    message.state = MessageState.PERHAPS_SENT
    mail.redact(message)


def this_process() -> str:
    """Where it runs, its number and when it began: enough to know later whether it still runs."""
    return f"{_place()}:{os.getpid()}:{_began(os.getpid())}"


def is_gone(claim: str) -> bool:
    """Whether the process behind a claim is known to be gone; one of elsewhere never is."""
    place, _, rest = claim.partition(":")
    number, _, rest = rest.partition(":")
    if place != _place() or not number.isdecimal():
        return False
    if Path("/proc/self/stat").exists():
        return _began(int(number)) != rest.partition(":")[0]
    if os.name != "posix":
        return False  # asking for a process would end it there
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@cache
def _place() -> str:
    """This start of this machine, and within it the room in which process numbers count."""
    parts = [platform.node(), str(getnode())]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
        parts.append(os.readlink("/proc/self/ns/pid"))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _began(number: int) -> str:
    """When a process began, as Linux counts it; empty where that cannot be asked."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in "ZX" else ""

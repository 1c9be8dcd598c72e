"""The outbox: mail is written in the commit it tells about and handed over afterwards."""

import datetime as dt
import os
import re
import smtplib
import uuid
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import MessageState
from workshop.models import Message

SMTP_SECONDS = 30
MOST_ATTEMPTS = 6
FIRST_WAIT = dt.timedelta(minutes=1)
CLAIM = dt.timedelta(minutes=10)
REMOVED = "\u2026"
SECRET = re.compile(r"(/(?:me|i|link|confirm)/)[\w-]{16,}")


def enqueue(
    session: Session,
    *,
    workshop_id: int | None,
    kind: str,
    recipient: str,
    subject: str,
    body: str,
    language: str,
    now: dt.datetime,
    calendar: bytes | None = None,
) -> Message:
    """Put a mail in the outbox, in the caller's transaction.

    Line breaks in the subject are folded to spaces, so no header can be added through it.
    """
    message = Message(
        workshop_id=workshop_id,
        message_id=f"<{uuid.uuid4()}@workshop.invalid>",
        kind=kind,
        recipient=recipient,
        subject=" ".join(subject.split())[:300],
        body=body,
        language=language,
        calendar=calendar,
        created_at=now,
        due_at=now,
    )
    session.add(message)
    return message


def claim_due(session: Session, *, now: dt.datetime, most: int = 20) -> list[Message]:
    """Take mails that are due, so that no other process takes them for ten minutes."""
    due = (
        sa.select(Message)
        .where(Message.state == MessageState.WAITING, Message.due_at <= now)
        .order_by(Message.due_at, Message.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    messages = list(session.scalars(due))
    for message in messages:
        message.due_at = now + CLAIM
        message.attempts += 1
    return messages


def settle(message: Message, error: str | None, *, now: dt.datetime) -> None:
    """Note how a hand-over went; a failed one is tried again later, six times at most.

    Once a mail is on its way its secret links are taken out of the database, so that a copy of it
    signs nobody in.
    """
    message.error = (error or "")[:300]
    if error is None:
        message.state, message.sent_at = MessageState.SENT, now
        message.body = SECRET.sub(rf"\1{REMOVED}", message.body)
        message.calendar = None
    elif message.attempts >= MOST_ATTEMPTS:
        message.state = MessageState.FAILED
    else:
        message.due_at = now + FIRST_WAIT * 2 ** (message.attempts - 1)


def compose(message: Message, sender: str) -> EmailMessage:
    """The mail as sent."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message.message_id
    mail["Content-Language"] = message.language
    mail.set_content(message.body)
    if message.calendar:
        mail.add_attachment(
            message.calendar, maintype="text", subtype="calendar", filename="workshop.ics"
        )
    return mail


def hand_over(message: Message, *, smtp_url: str | None, outbox: Path) -> str | None:
    """Send by SMTP, or write an .eml file when no server is set; returns an error or None."""
    try:
        if smtp_url is None:
            _write(outbox, message)
        else:
            _send(compose(message, _sender(smtp_url)), smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    return None


def lost_its_link(message: Message) -> bool:
    """Whether a link was taken out of it after sending, so that it cannot be sent as it was."""
    return re.search(rf"/(?:me|i|link|confirm)/{REMOVED}", message.body) is not None


def written(message: Message, outbox: Path) -> str:
    """The text as it went out, where it was written as a file; else what is stored."""
    file = outbox / f"{message.id:06d}.eml"
    if not file.is_file():
        return message.body
    part = message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))
    return str(part.get_content()) if part is not None else message.body


def _write(outbox: Path, message: Message) -> None:
    """A file that only its owner may read: it carries somebody's link."""
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = outbox / f"{message.id:06d}.eml"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(bytes(compose(message, "workshop@localhost")))


def _sender(smtp_url: str) -> str:
    """The address mails come from: the part after `#`, else the user of the SMTP address."""
    parts = urlsplit(smtp_url)
    return unquote(parts.fragment or parts.username or f"workshop@{parts.hostname}")


def _send(mail: EmailMessage, smtp_url: str) -> None:
    parts = urlsplit(smtp_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=SMTP_SECONDS) as server:
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)

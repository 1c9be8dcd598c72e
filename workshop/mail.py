"""The outbox: mail is written in the commit it tells about and handed over afterwards."""

import datetime as dt
import smtplib
import uuid
from email.message import EmailMessage
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
    """Note how a hand-over went; a failed one is tried again later, six times at most."""
    message.error = (error or "")[:300]
    if error is None:
        message.state, message.sent_at = MessageState.SENT, now
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
            outbox.mkdir(parents=True, exist_ok=True)
            mail = compose(message, "workshop@localhost")
            (outbox / f"{message.id:06d}.eml").write_bytes(bytes(mail))
        else:
            _send(compose(message, _sender(smtp_url)), smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    return None


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

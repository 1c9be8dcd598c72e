"""The outbox: mail is written in the commit it tells about and handed over afterwards.

Here: how a mail gets into the outbox and what it looks like on its way. How it is handed over,
exactly once, is `workshop/messages/`.
"""

import datetime as dt
import io
import os
import re
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import segno
import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.names import tidy
from workshop.domain.terms import MessageState
from workshop.models import AddressFlag, Document, Message, Person, Workshop

REMOVED = "\u2026"
SECRET = re.compile(r"(/(?:me|i|link|confirm)/)[\w-]{16,}")
NO_DOMAIN = "workshop.invalid"
NOT_AN_ADDRESS = "not an address that mail can be sent to"
SUBJECT_MAX = 300
ATTACHED_MAX = 5 * 1024 * 1024
"""Bytes of a document that still goes along with every mail; a larger one is linked only."""

_POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=76)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class About:
    """Where a mail belongs, so that it can be composed anew. details: JSON, without any secret.

    qr_link: a link that goes along as a picture too.
    """

    person_id: int | None = None
    mailing_id: int | None = None
    details: dict[str, Any] | None = None
    qr_link: str = ""


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
    about: About = About(),
) -> Message:
    """Put a mail in the outbox, in the caller's transaction.

    Nothing in it can add a header: the subject becomes one line, and an address that is none never
    leaves: such a mail stands in the outbox as failed.
    """
    fine = ascii_address(recipient) is not None
    message = Message(
        workshop_id=workshop_id,
        message_id=f"<{uuid.uuid4()}@{NO_DOMAIN}>",
        kind=kind,
        recipient=tidy(recipient)[:254] or "?",
        subject=one_line(subject),
        body=several_lines(body),
        language=language,
        calendar=calendar,
        state=MessageState.WAITING if fine else MessageState.FAILED,
        error="" if fine else NOT_AN_ADDRESS,
        created_at=now,
        due_at=now,
        reply_to=_contact(session, workshop_id),
        person_id=about.person_id,
        mailing_id=about.mailing_id,
        details=about.details or {},
        qr_link=about.qr_link,
    )
    session.add(message)
    return message


def _contact(session: Session, workshop_id: int | None) -> str:
    """Who answers to a mail reach; usually the workshop is at hand."""
    workshop = session.get(Workshop, workshop_id) if workshop_id is not None else None
    return workshop.contact_email if workshop else ""


def one_line(text: str) -> str:
    """Text for a header: no line breaks of any alphabet, no controls, nothing unencodable."""
    return " ".join(_CONTROLS.sub(" ", tidy(text)).split())[:SUBJECT_MAX]


def several_lines(text: str) -> str:
    """Text for a body: line ends alike, without controls and what no encoding can carry."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = _CONTROLS.sub("", lines).encode("utf-8", "ignore").decode()
    return clean if clean.endswith("\n") else f"{clean}\n"


def ascii_address(address: str) -> str | None:
    """The address as every server understands it; None when it is none.

    A domain in another alphabet is written in the letters of the network; a name before the @
    must be in them already, as most servers take no other.
    """
    local, at, domain = address.rpartition("@")
    try:
        written = f"{local}{at}{domain.encode('idna').decode('ascii')}" if domain else ""
    except UnicodeError:
        return None
    short = len(written) <= 254 and len(local) <= 64
    return written if short and _ADDRESS.fullmatch(written) else None


def compose(message: Message, sender: str, attached: Document | None = None) -> EmailMessage:
    """The mail as sent: text, then the QR code, the calendar entry and a document, if any."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = ascii_address(message.recipient) or ""
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message.message_id
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    if reply_to := ascii_address(message.reply_to):
        mail["Reply-To"] = reply_to
    mail.set_content(several_lines(message.body))
    if message.qr_link:
        mail.add_attachment(
            qr_picture(message.qr_link), maintype="image", subtype="png", filename="qr-code.png",
            disposition="inline", cid=f"<qr.{message.message_id[1:]}",
        )  # fmt: skip
    if message.calendar:
        mail.add_attachment(
            message.calendar, maintype="text", subtype="calendar", filename="workshop.ics",
            params={"charset": "utf-8", "method": "PUBLISH"},
        )  # fmt: skip
    if attached is not None:
        maintype, _, subtype = attached.media_type.partition("/")
        mail.add_attachment(
            attached.content, maintype=maintype, subtype=subtype,
            filename=one_line(attached.filename),
        )  # fmt: skip
    return mail


def qr_picture(link: str) -> bytes:
    """A PNG of about 250 pixels, black on white with the margin that scanners want.

    The mask is set: trying all eight takes ten times as long, and a random token needs none.
    """
    file = io.BytesIO()
    segno.make(link, error="m", micro=False, mask=0).save(file, kind="png", scale=6, border=4)
    return file.getvalue()


def stamped(message_id: str, address: str) -> str:
    """The same message id in the domain of the public address; set once, before the first try."""
    host = urlsplit(address).hostname or NO_DOMAIN
    domain = host if re.fullmatch(r"[A-Za-z0-9.-]+", host) else NO_DOMAIN
    return message_id.replace(f"@{NO_DOMAIN}>", f"@{domain}>")[:120]


def sender_of(smtp_url: str | None) -> str:
    """The address mails come from: the part after `#`, else the user of the SMTP address."""
    if smtp_url is None:
        return "workshop@localhost"
    parts = urlsplit(smtp_url)
    wanted = unquote(parts.fragment or parts.username or "")
    return ascii_address(wanted) or f"workshop@{parts.hostname}"


def redact(message: Message) -> None:
    """Takes the secret links out, so that a copy of the database signs nobody in."""
    message.body = SECRET.sub(rf"\1{REMOVED}", message.body)
    message.calendar = None
    message.qr_link = ""


def lost_its_link(message: Message) -> bool:
    """Whether a link was taken out of it after sending, so that it cannot be sent as it was."""
    return re.search(rf"/(?:me|i|link|confirm)/{REMOVED}", message.body) is not None


def file_away(message: Message, outbox: Path, *, now: dt.datetime) -> None:
    """Writes the mail as a file and counts it as sent; for mail that must never leave."""
    write_file(outbox, message.id, bytes(compose(message, sender_of(None))))
    message.state, message.sent_at = MessageState.SENT, now
    redact(message)


def write_file(outbox: Path, message_id: int, content: bytes) -> None:
    """An .eml file that only its owner may read: it carries somebody's link. Whole or not there."""
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = outbox / f".{message_id}.{secrets.token_hex(6)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
    draft.replace(outbox / f"{message_id:06d}.eml")


def written(message: Message, outbox: Path) -> str:
    """The text as it went out, where it was written as a file; else what is stored."""
    file = outbox / f"{message.id:06d}.eml"
    if not file.is_file():
        return message.body
    part = message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("plain",))
    return str(part.get_content()) if part is not None else message.body


def unreached(session: Session, workshop_id: int, people: Sequence[Person]) -> list[Person]:
    """Those of the people who have no address, or one that mail does not reach."""
    bad = flagged(session, workshop_id, [person.email for person in people])
    return [person for person in people if not person.email or person.email in bad]


def flagged(session: Session, workshop_id: int, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that mail does not reach."""
    asked = sorted({address for address in addresses if address})
    found: set[str] = set()
    for start in range(0, len(asked), 500):
        found.update(
            session.scalars(
                sa.select(AddressFlag.address).where(
                    AddressFlag.workshop_id == workshop_id,
                    AddressFlag.address.in_(asked[start : start + 500]),
                )
            )
        )
    return found

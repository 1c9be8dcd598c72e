"""The outbox and the audit trail as organisers see them, and the timed work."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit, mail
from workshop.db import Database, open_session
from workshop.domain.terms import MessageState
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _
from workshop.models import AuditEntry, Message, Workshop
from workshop.settings import Settings

PAGE = 50


@dataclass(frozen=True)
class Page:
    """A page of rows, newest first; numbers count from 1."""

    rows: list[Message] | list[AuditEntry]
    number: int
    last: int
    total: int


def messages(session: Session, workshop: Workshop, *, page: int) -> Page:
    mine = Message.workshop_id == workshop.id
    total = session.scalar(sa.select(sa.func.count()).select_from(Message).where(mine)) or 0
    rows = session.scalars(
        sa.select(Message).where(mine).order_by(Message.id.desc()).limit(PAGE).offset(_skip(page))
    )
    return Page(list(rows), page, _last(total), total)


def history(session: Session, workshop: Workshop, *, page: int) -> Page:
    mine = AuditEntry.workshop_id == workshop.id
    total = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(mine)) or 0
    rows = session.scalars(
        sa.select(AuditEntry)
        .where(mine)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE)
        .offset(_skip(page))
    )
    return Page(list(rows), page, _last(total), total)


def _skip(page: int) -> int:
    return (max(page, 1) - 1) * PAGE


def _last(total: int) -> int:
    return max(1, -(-total // PAGE))


def send_again(
    session: Session, workshop: Workshop, message_id: int, *, by: str, now: dt.datetime
) -> Message:
    """Put a failed or sent mail back into the outbox, at an organiser's wish."""
    message = session.scalar(
        sa.select(Message).where(Message.id == message_id, Message.workshop_id == workshop.id)
    )
    if message is None:
        raise NotFoundError(_("This message is no longer there. Reload the page."))
    if mail.lost_its_link(message):
        raise ConflictError(
            _(
                "This message carried a personal link, which is not kept after sending. "
                "The link is on the person's page; whoever it belongs to can have it sent again."
            )
        )
    message.state, message.due_at, message.attempts, message.error = (
        MessageState.WAITING, now, 0, "",
    )  # fmt: skip
    audit.record(
        session, workshop_id=workshop.id, actor=by, what="message.sent_again",
        subject=message.subject, now=now,
    )  # fmt: skip
    return message


def deliver_due(database: Database, settings: Settings, *, now: dt.datetime) -> int:
    """Hand over the mails that are due; each is claimed first, so no two processes take one."""
    with open_session(database) as session:
        with database.writing(session):
            claimed = mail.claim_due(session, now=now)
        for message in claimed:
            error = mail.hand_over(message, smtp_url=settings.smtp_url, outbox=settings.outbox_dir)
            with database.writing(session):
                mail.settle(session.get_one(Message, message.id), error, now=now)
    return len(claimed)


def ping(session: Session) -> None:
    """Ask the database for anything; raises when it is away."""
    session.execute(sa.text("SELECT 1"))


def waiting(session: Session) -> int:
    """Mails that wait, over the whole installation."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Message)
            .where(Message.state == MessageState.WAITING)
        )
        or 0
    )

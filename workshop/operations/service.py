"""The audit trail as organisers see it, and what operators ask."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import MessageState
from workshop.models import AuditEntry, Message, Workshop

PAGE = 50


@dataclass(frozen=True)
class Page:
    """A page of rows, newest first; numbers count from 1."""

    rows: list[AuditEntry]
    number: int
    last: int
    total: int


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

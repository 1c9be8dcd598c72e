"""Uploaded lists that wait for a word: which sheets, which columns, store or drop."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.intake.columns import Column
from workshop.domain.intake.preview import Listed
from workshop.domain.intake.sheets import Sheet, pack, unpack
from workshop.domain.names import tidy
from workshop.models import StagedImport, Workshop
from workshop.people import importing, layouts

KEPT = dt.timedelta(days=7)


def stage(
    session: Session,
    workshop: Workshop,
    *,
    account_id: int,
    filename: str,
    sheets: list[Sheet],
    now: dt.datetime,
) -> StagedImport:
    """Keep an upload until it is stored or dropped; one per workshop and account."""
    discard(session, workshop, account_id=account_id)
    session.execute(
        sa.delete(StagedImport).where(
            StagedImport.workshop_id == workshop.id, StagedImport.created_at < now - KEPT
        )
    )
    staged = StagedImport(
        workshop_id=workshop.id, account_id=account_id, filename=tidy(filename)[:200] or "list",
        content=pack(sheets), created_at=now,
    )  # fmt: skip
    session.add(staged)
    session.flush()
    return staged


def staged(session: Session, workshop: Workshop, *, account_id: int) -> StagedImport | None:
    """The upload that waits for this account's word."""
    return session.scalar(
        sa.select(StagedImport)
        .where(
            StagedImport.workshop_id == workshop.id,
            StagedImport.account_id == account_id,
            StagedImport.applied_at.is_(None),
        )
        .order_by(StagedImport.id.desc())
        .limit(1)
    )


def read(
    session: Session, workshop: Workshop, waiting: StagedImport, *, now: dt.datetime
) -> Listed:
    """The upload with the sheets and columns that were chosen for it."""
    return importing.read(
        session, workshop, unpack(waiting.content), now=now, chosen=waiting.sheets,
        corrections=layouts.as_said(waiting.columns),
    )  # fmt: skip


def correct(
    waiting: StagedImport,
    sheets: Iterable[str],
    said: dict[str, dict[int, Column | None]],
) -> None:
    """From now on these sheets are read, and these columns as said; others stay as they were."""
    waiting.sheets = list(sheets)
    waiting.columns = {**waiting.columns, **layouts.as_kept(said)}


def discard(session: Session, workshop: Workshop, *, account_id: int) -> None:
    session.execute(
        sa.delete(StagedImport).where(
            StagedImport.workshop_id == workshop.id,
            StagedImport.account_id == account_id,
            StagedImport.applied_at.is_(None),
        )
    )


def finish(
    session: Session, workshop: Workshop, waiting: StagedImport, *, now: dt.datetime
) -> None:
    """The upload is stored: its content is kept no longer, what was said of its columns is."""
    layouts.remember(session, workshop, waiting.columns, now=now)
    waiting.applied_at = now
    waiting.content = b""

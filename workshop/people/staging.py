"""Uploaded lists that wait for a word: which sheets, which columns, store or drop."""

import datetime as dt
import zlib
from collections.abc import Iterable
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.intake.columns import Column
from workshop.domain.intake.preview import Listed
from workshop.domain.intake.sheets import Sheet, pack, unpack
from workshop.domain.names import tidy
from workshop.models import StagedImport, StagedInvitees, Workshop
from workshop.people import layouts, lists
from workshop.people.lists import ListKind

KEPT = dt.timedelta(days=7)
Staged = StagedImport | StagedInvitees


def stage(
    session: Session,
    workshop: Workshop,
    kind: ListKind,
    *,
    account_id: int,
    filename: str,
    sheets: list[Sheet],
    now: dt.datetime,
) -> None:
    """Keep an upload until it is stored or dropped; one per workshop, account and kind."""
    discard(session, workshop, kind, account_id=account_id)
    session.execute(
        sa.delete(kind.table).where(
            kind.table.workshop_id == workshop.id, kind.table.created_at < now - KEPT
        )
    )
    session.add(
        kind.table(
            workshop_id=workshop.id, account_id=account_id,
            filename=tidy(filename)[:200] or "list", content=pack(sheets), created_at=now,
        )
    )  # fmt: skip
    session.flush()


def staged(
    session: Session, workshop: Workshop, kind: ListKind, *, account_id: int
) -> Staged | None:
    """The upload that waits for this account's word."""
    query = sa.select(kind.table).where(*_waits(workshop, kind, account_id))
    found = session.scalar(query.order_by(kind.table.id.desc()).limit(1))
    return cast("Staged | None", found)  # mypy joins the two tables into their base


def read(
    session: Session, workshop: Workshop, kind: ListKind, waiting: Staged, *, now: dt.datetime
) -> Listed:
    """The upload with the sheets and columns that were chosen for it."""
    return lists.read(
        session, workshop, kind, _sheets(waiting.packed), now=now, chosen=waiting.sheets,
        corrections=layouts.as_said(waiting.columns),
    )  # fmt: skip


def _sheets(content: bytes) -> list[Sheet]:
    try:
        return unpack(content)
    except zlib.error:
        return lists.opened(content)  # kept as it came, by an older version


def correct(
    waiting: Staged,
    sheets: Iterable[str],
    said: dict[str, dict[int, Column | None]],
) -> None:
    """From now on these sheets are read, and these columns as said; others stay as they were."""
    waiting.sheets = list(sheets)
    waiting.columns = {**waiting.columns, **layouts.as_kept(said)}


def discard(session: Session, workshop: Workshop, kind: ListKind, *, account_id: int) -> None:
    session.execute(sa.delete(kind.table).where(*_waits(workshop, kind, account_id)))


def finish(
    session: Session, workshop: Workshop, kind: ListKind, waiting: Staged, *, now: dt.datetime
) -> None:
    """The upload is stored: its content is kept no longer, what was said of its columns is."""
    layouts.remember(session, workshop, kind.name, waiting.columns, now=now)
    if isinstance(waiting, StagedImport):
        waiting.applied_at = now
        waiting.content = b""
    else:
        session.delete(waiting)


def _waits(workshop: Workshop, kind: ListKind, account_id: int) -> Iterable[sa.ColumnElement[bool]]:
    yield kind.table.workshop_id == workshop.id
    yield kind.table.account_id == account_id
    if kind.table is StagedImport:
        yield StagedImport.applied_at.is_(None)

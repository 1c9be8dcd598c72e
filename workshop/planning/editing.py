"""How set-up is changed: one organiser at a time, never over a change that was not seen."""

import datetime as dt
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _l
from workshop.models import Base, Workshop

Row = TypeVar("Row", bound=Base)
Change = Callable[[Session], object]

GONE = _l("This was deleted in the meantime. Go back to the list.")
CHANGED = _l("Somebody changed this in the meantime. Reload the page and look at it again.")


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, and when."""

    actor: str
    now: dt.datetime

    def record(self, session: Session, workshop: Workshop, what: str, subject: str = "") -> None:
        """Notes the change in the audit trail, in its transaction."""
        audit.record(
            session, workshop_id=workshop.id, actor=self.actor, what=what, subject=subject,
            now=self.now,
        )  # fmt: skip


class ChangedMeanwhileError(ConflictError):
    """The thing is not what was looked at; carries what is stored now."""

    def __init__(self, values: Mapping[str, Any], version: int) -> None:
        super().__init__(CHANGED)
        self.values = values
        self.version = version


def hold(session: Session, workshop: Workshop) -> Workshop:
    """The workshop as it is now, locked: changes to one set-up happen one after the other."""
    return session.scalars(
        sa.select(Workshop)
        .where(Workshop.id == workshop.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find(session: Session, model: type[Row], workshop: Workshop, number: int) -> Row:
    """A row of this workshop; raises NotFoundError for any other."""
    columns = model.__table__.columns
    row = session.scalar(
        sa.select(model).where(columns["workshop_id"] == workshop.id, columns["id"] == number)
    )
    if row is None:
        raise NotFoundError(GONE)
    return row


def seen(version: int | None, stored: int, values: Mapping[str, Any]) -> None:
    """Raises ChangedMeanwhileError unless `version` is the one that is stored."""
    if version != stored:
        raise ChangedMeanwhileError(values, stored)


def fill(row: Base, values: Mapping[str, Any]) -> None:
    """Sets the columns that have a value here."""
    for name, value in values.items():
        setattr(row, name, value)


def read(row: Base, *names: str) -> dict[str, Any]:
    """The named columns by name."""
    return {name: getattr(row, name) for name in names}


def checksum(*values: object) -> int:
    """A version for things that carry no counter: other content, other number (31 bits)."""
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass")) & 0x7FFFFFFF

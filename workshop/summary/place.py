"""Where something on the desk belongs, who changes it, and the lock that changes take."""

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workshop import audit
from workshop.models import DeskVersion


@dataclass(frozen=True, slots=True)
class Place:
    """One form in one group, as the person at the desk has it before them.

    code: the group's.  number: the strategy's, 0 for the overall form.
    """

    workshop_id: int
    form_id: int
    group_id: int
    code: str
    number: int

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


@dataclass(frozen=True, slots=True)
class Point:
    """A comment, by its `order`, or a note, by its number (0 for a comment)."""

    note: int = 0
    comment: bytes = b""

    @classmethod
    def read(cls, text: str) -> "Point | None":
        """What stands in addresses: n and a number, or c and 16 hexadecimal digits."""
        if re.fullmatch("n[1-9][0-9]{0,8}", text, re.ASCII):
            return cls(note=int(text[1:]))
        if re.fullmatch("c[0-9a-f]{16}", text):
            return cls(comment=bytes.fromhex(text[1:]))
        return None

    def __str__(self) -> str:
        return f"n{self.note}" if self.note else f"c{self.comment.hex()}"

    @property
    def line(self) -> str:
        """The key of the report-back's line that tells it, see summary.drafting."""
        return f"note.{self.note}" if self.note else f"quote.{self.comment.hex()}"


@dataclass(frozen=True, slots=True)
class By:
    """Who of the staff changes something, and when."""

    actor: str
    now: dt.datetime

    def record(self, session: Session, workshop_id: int, what: str, subject: object = "") -> None:
        """Notes the change in the audit trail, in its transaction."""
        audit.record(
            session, workshop_id=workshop_id, actor=self.actor, what=what, subject=str(subject),
            now=self.now,
        )  # fmt: skip


def hold(session: Session, workshop_id: int) -> None:
    """Every change at the desks of a workshop begins here: they happen one after the other.

    What pages were made of counts as changed from now on.
    """
    risen = (
        sa.update(DeskVersion)
        .where(DeskVersion.workshop_id == workshop_id)
        .values(number=DeskVersion.number + 1)
        .returning(DeskVersion.number)
    )
    if session.scalar(risen) is not None:
        return
    try:
        with session.begin_nested():
            session.add(DeskVersion(workshop_id=workshop_id, number=1))
    except IntegrityError:  # somebody else was first, a moment ago
        session.scalar(risen)


def version(session: Session, workshop_id: int) -> int:
    """The same while no note, theme or mark of the workshop changes."""
    return session.scalar(_VERSION, {"workshop": workshop_id}) or 0


_VERSION = sa.select(DeskVersion.number).where(
    DeskVersion.workshop_id == sa.bindparam("workshop", type_=sa.Integer)
)

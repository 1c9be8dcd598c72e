"""The mails that tell somebody their group, or that they have none any more."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workshop.i18n import plain
from workshop.models import FocusGroup, Person, Placement, Plan, Workshop
from workshop.registration.letters import Draft, Letters, spoken

KIND = "assignment.placed"
KIND_LOST = "assignment.unplaced"


@dataclass(frozen=True)
class Placed:
    """What is told. moved: the person was in another group before, `former` where it is known;
    tables: round by round; former_tables: those of the plan before.
    """

    plan: Plan
    placement: Placement
    group: FocusGroup
    moved: bool
    tables: tuple[int, ...] = ()
    former: FocusGroup | None = None
    former_tables: tuple[int, ...] = ()

    @property
    def table(self) -> str:
        """Where to sit first, then in each later round; empty without tables."""
        return _in_order(self.tables)

    @property
    def lost_table(self) -> str:
        """Where somebody was to sit and does not any more, nor anywhere else; mostly empty."""
        return "" if self.tables else _in_order(self.former_tables)

    @property
    def details(self) -> dict[str, Any]:
        """What tells the same again later, beside what holds then."""
        if not self.moved:
            return {"moved": False}
        former = self.former.id if self.former else None
        return {"moved": True, "former": former, "former_tables": list(self.former_tables)}


def _in_order(tables: Sequence[int]) -> str:
    return " → ".join(str(table) for table in tables)


def draft(
    workshop: Workshop, person: Person, placed: Placed, letters: Letters,
    *, now: dt.datetime,
) -> Draft | None:  # fmt: skip
    """The letter; nothing for people who cannot be reached by mail."""
    thai, old = person.language == "th", placed.former
    with spoken(person.language):
        former = f"{old.letter}, {plain(old, 'name')}" if old else ""
    return letters.draft(
        workshop, person, "placed", now=now, kind=KIND, group=placed.group,
        moved=placed.moved, former=former, lost_table=placed.lost_table,
        table=placed.table, note=placed.plan.note,
        reason=placed.placement.reason_th if thai else placed.placement.reason_en,
        details=placed.details,
    )  # fmt: skip


def tell(
    session: Session, workshop: Workshop, person: Person, placed: Placed, letters: Letters,
    *, now: dt.datetime,
) -> None:  # fmt: skip
    """Puts the mail into the outbox; nothing for people who cannot be reached by mail."""
    letter = draft(workshop, person, placed, letters, now=now)
    if letter is not None:
        letter.put(session, workshop, person, now=now)


def tell_lost(
    session: Session, workshop: Workshop, person: Person, old: FocusGroup, letters: Letters,
    *, now: dt.datetime,
) -> None:  # fmt: skip
    """That the group somebody was told does not hold any more, and no other one is known yet."""
    letter = letters.draft(workshop, person, "unplaced", now=now, kind=KIND_LOST, group=old)
    if letter is not None:
        letter.put(session, workshop, person, now=now)

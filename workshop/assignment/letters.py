"""The mails that tell somebody their group, or that they have none any more."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.models import FocusGroup, Person, Placement, Plan, Workshop
from workshop.registration.letters import Draft, Letters

KIND = "assignment.placed"
KIND_LOST = "assignment.unplaced"


@dataclass(frozen=True)
class Placed:
    """What is told. moved: the person was in another group before; tables: round by round."""

    plan: Plan
    placement: Placement
    group: FocusGroup
    moved: bool
    tables: tuple[int, ...] = ()

    @property
    def table(self) -> str:
        """Where to sit first, then in each later round; empty without tables."""
        return " → ".join(str(table) for table in self.tables)


def draft(
    workshop: Workshop, person: Person, placed: Placed, letters: Letters,
    *, now: dt.datetime,
) -> Draft | None:  # fmt: skip
    """The letter; nothing for people who cannot be reached by mail."""
    thai = person.language == "th"
    return letters.draft(
        workshop, person, "placed", now=now, kind=KIND, group=placed.group,
        moved=placed.moved, table=placed.table, note=placed.plan.note,
        reason=placed.placement.reason_th if thai else placed.placement.reason_en,
        details={"moved": placed.moved},
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

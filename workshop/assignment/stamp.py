"""What changes exactly when the board would, in a few small queries."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import RunState
from workshop.models import (
    Attribute,
    FocusGroup,
    Person,
    Plan,
    SeatPair,
    SolveRun,
    SplitRules,
    Workshop,
)

Counted = type[Plan | FocusGroup | Person | SplitRules | Attribute]
COUNTED: tuple[Counted, ...] = (Plan, FocusGroup, Person, SplitRules, Attribute)


def stamp(session: Session, workshop: Workshop) -> tuple[object, ...]:
    """Of plans, groups, people, rules and attributes: each row's version rises with every change to
    it; and of runs that came to nothing."""
    return (
        workshop.version,
        *(_sums(session, table, workshop) for table in COUNTED),
        *session.execute(
            sa.select(sa.func.count(), sa.func.sum(SeatPair.id)).where(
                SeatPair.workshop_id == workshop.id
            )
        ).one(),
        session.scalar(
            sa.select(sa.func.max(SolveRun.id)).where(
                SolveRun.workshop_id == workshop.id, SolveRun.state == RunState.FAILED
            )
        ),
    )


def _sums(session: Session, table: Counted, workshop: Workshop) -> tuple[int, ...]:
    row = session.execute(
        sa.select(sa.func.count(), sa.func.max(table.id), sa.func.sum(table.version)).where(
            table.workshop_id == workshop.id
        )
    ).one()
    return tuple(row)

"""What changes exactly when the board would, in three small queries."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import FocusGroup, Person, Plan, Workshop


def stamp(session: Session, workshop: Workshop) -> tuple[object, ...]:
    """Of plans, groups and people: each row's version rises with every change to it."""
    return (
        workshop.version,
        *(_sums(session, table, workshop) for table in (Plan, FocusGroup, Person)),
    )


def _sums(
    session: Session, table: type[Plan | FocusGroup | Person], workshop: Workshop
) -> tuple[int, ...]:
    row = session.execute(
        sa.select(sa.func.count(), sa.func.max(table.id), sa.func.sum(table.version)).where(
            table.workshop_id == workshop.id
        )
    ).one()
    return tuple(row)

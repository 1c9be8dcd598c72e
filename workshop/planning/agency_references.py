"""Everything that points to an agency, found through the schema, so that nothing is forgotten."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import Agency, Base

NAME = "agency_name"
"""The column that repeats an agency's name beside the reference to it."""


def references() -> Iterator[tuple[sa.Table, sa.Column[int]]]:
    """Every table with the column that says which agency a row belongs to."""
    agency = Agency.__table__
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is agency:
                yield (
                    table,
                    next(
                        element.parent for element in key.elements if element.column is agency.c.id
                    ),
                )


def belonging() -> Iterator[tuple[sa.Table, sa.Column[int]]]:
    """Those whose rows also exist without an agency of the list, with a name as it was typed."""
    for table, column in references():
        if NAME in table.columns:
            yield table, column


def counts(session: Session, agency_id: int) -> dict[str, int]:
    """How many rows of each such table belong to it, by the table's name."""
    return {
        table.name: session.scalar(
            sa.select(sa.func.count()).select_from(table).where(column == agency_id)
        )
        or 0
        for table, column in belonging()
    }


def take(session: Session, agency: Agency, rows: dict[sa.Table, sa.ColumnElement[bool]]) -> int:
    """Lets these rows belong to the agency under its name; gives how many there were.

    Their version is raised, so that a form that was open before notices.
    """
    taken = 0
    for table, column in belonging():
        values: dict[str, object] = {
            column.name: agency.id, NAME: agency.name_th or agency.name_en,
        }  # fmt: skip
        if ministry := agency.ministry_th or agency.ministry_en:
            values["ministry"] = ministry
        if "version" in table.columns:
            values["version"] = table.c.version + 1
        known = {name: value for name, value in values.items() if name in table.columns}
        theirs = sa.and_(table.c.workshop_id == agency.workshop_id, rows[table])
        taken += session.scalar(sa.select(sa.func.count()).select_from(table).where(theirs)) or 0
        session.execute(sa.update(table).where(theirs).values(known))
    session.expire_all()
    return taken


def move(session: Session, lost: Agency, kept: Agency) -> int:
    """Everything that points to `lost` points to `kept`; gives how many people and invitees moved.

    What `kept` has already (a role that both had) is not doubled.
    """
    moved = take(session, kept, {table: column == lost.id for table, column in belonging()})
    for table, column in references():
        _drop_doubles(session, table, column, lost.id, kept.id)
        session.execute(sa.update(table).where(column == lost.id).values({column.name: kept.id}))
    session.expire_all()
    return moved


def _drop_doubles(
    session: Session, table: sa.Table, column: sa.Column[int], lost: int, kept: int
) -> None:
    """Links that both have; only a table that is nothing but links can hold such."""
    if column.name not in table.primary_key.columns:
        return
    others = [one for one in table.primary_key.columns if one is not column]
    same = table.alias()
    session.execute(
        sa.delete(table).where(
            column == lost,
            sa.exists().where(
                same.c[column.name] == kept, *(same.c[one.name] == one for one in others)
            ),
        )
    )

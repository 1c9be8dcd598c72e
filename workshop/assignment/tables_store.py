"""Who sits at which table in a plan: round 1 in the placement, later rounds beside it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import plans
from workshop.domain.assignment.latecomer import tables_for
from workshop.domain.terms import PersonStatus
from workshop.models import FocusGroup, Person, Placement, Plan, TableDeal, TableSeat
from workshop.presence import chunks

Seated = Mapping[int, tuple[int, ...]]
"""Person's id to their tables, round by round, numbered from 1."""


def deals(session: Session, plan: Plan) -> dict[int, TableDeal]:
    """How tables were dealt, by group."""
    rows = session.scalars(sa.select(TableDeal).where(TableDeal.plan_id == plan.id))
    return {row.group_id: row for row in rows}


def deal_of(session: Session, plan_id: int, group_id: int) -> TableDeal | None:
    return session.scalar(
        sa.select(TableDeal).where(TableDeal.plan_id == plan_id, TableDeal.group_id == group_id)
    )


def seated(session: Session, rows: Collection[Placement]) -> dict[int, tuple[int, ...]]:
    """Tables of those of these people, all of one plan, who have one."""
    first = {row.person_id: row.table_number for row in rows}
    found = {person: [table] for person, table in first.items() if table is not None}
    plan_id = next((row.plan_id for row in rows), None)
    for people in chunks(found):
        later = session.execute(
            sa.select(TableSeat.person_id, TableSeat.table_number)
            .where(TableSeat.plan_id == plan_id, TableSeat.person_id.in_(people))
            .order_by(TableSeat.person_id, TableSeat.round)
        )
        for person, table in later:
            found[person].append(table)
    return {person: tuple(tables) for person, tables in found.items()}


def seat(
    session: Session, rows: Mapping[int, Placement], tables: Mapping[int, Sequence[int]]
) -> None:
    """Gives people of one plan these tables and takes others away; none at all for an empty row."""
    chosen = [rows[person] for person in tables if person in rows]
    if not chosen:
        return
    session.flush()  # seats hang on placements
    for people in chunks([row.person_id for row in chosen]):
        session.execute(
            sa.delete(TableSeat).where(
                TableSeat.plan_id == chosen[0].plan_id, TableSeat.person_id.in_(people)
            )
        )
    later = []
    for row in chosen:
        mine = tables[row.person_id]
        row.table_number = mine[0] if mine else None
        later += [_values(row, number, table) for number, table in enumerate(mine[1:], start=2)]
    if later:
        session.execute(sa.insert(TableSeat), later)


def _values(row: Placement, number: int, table: int) -> dict[str, int]:
    return {
        "workshop_id": row.workshop_id, "plan_id": row.plan_id, "person_id": row.person_id,
        "round": number, "table_number": table,
    }  # fmt: skip


def seat_latecomer(session: Session, row: Placement, person: Person) -> None:
    """Gives somebody who joined a group with tables the emptiest one in each round.

    Nothing for who has a table there already.
    """
    deal = deal_of(session, row.plan_id, row.group_id)
    if deal is None or row.table_number is not None:
        return
    others = session.execute(
        sa.select(Placement, Person.agency_id)
        .join(Person, Person.id == Placement.person_id)
        .where(
            Placement.plan_id == row.plan_id, Placement.group_id == row.group_id,
            Placement.person_id != row.person_id, Person.status == PersonStatus.CONFIRMED,
        )
    ).all()  # fmt: skip
    known = seated(session, [other for other, _agency in others])
    agencies = {other.person_id: agency for other, agency in others}
    mine = emptiest(deal, known, agencies, person.agency_id)
    seat(session, {row.person_id: row}, {row.person_id: mine})


def emptiest(
    deal: TableDeal, others: Seated, agencies: Mapping[int, int | None], agency: int | None
) -> tuple[int, ...]:
    """A table per round for one more person, see `latecomer.tables_for`.

    agencies: of the others; `agency`: that of the person.
    """
    known = [
        (tables, agency is not None and agencies.get(person) == agency)
        for person, tables in others.items()
        if len(tables) == deal.rounds
    ]
    return tables_for(known, count=deal.tables, rounds=deal.rounds)


def without(session: Session, plan: Plan) -> list[tuple[str, str, int]]:
    """Groups with tables in which somebody has none: letter, code, how many people."""
    rows = session.execute(
        sa.select(FocusGroup.letter, FocusGroup.code, sa.func.count())
        .select_from(Placement)
        .join(
            TableDeal,
            sa.and_(
                TableDeal.plan_id == Placement.plan_id, TableDeal.group_id == Placement.group_id
            ),
        )
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .join(Person, Person.id == Placement.person_id)
        .where(
            Placement.plan_id == plan.id,
            Placement.table_number.is_(None),
            Person.status == PersonStatus.CONFIRMED,
        )
        .group_by(FocusGroup.letter, FocusGroup.code)
        .order_by(*FocusGroup.by_letter())
    )
    return [(letter, code, number) for letter, code, number in rows]


def regroup(session: Session, row: Placement, group_id: int) -> None:
    """Seats somebody in another group. Their table is given up, and waits for them in case they
    come back before the group's tables are dealt again.
    """
    if row.group_id == group_id:
        return
    _leave(session, row)
    row.group_id = group_id
    _come_back(session, row)


def _leave(session: Session, row: Placement) -> None:
    deal = deal_of(session, row.plan_id, row.group_id)
    mine = seated(session, [row]).get(row.person_id, ())
    if deal is not None and mine:
        change(deal, left={**deal.result.get("left", {}), str(row.person_id): list(mine)})
    seat(session, {row.person_id: row}, {row.person_id: ()})


def _come_back(session: Session, row: Placement) -> None:
    deal = deal_of(session, row.plan_id, row.group_id)
    if deal is None:
        return
    session.flush()
    _back(session, {row.person_id: row}, {deal.group_id: deal}, row.plan_id)


def carry(session: Session, old: Plan, new: Plan) -> None:
    """Gives a new plan the tables of an old one, for all who are in the same group in both.

    What was done by hand in the old one cannot be undone in the new one.
    """
    session.flush()
    before = plans.placements(session, old)
    rows = plans.placements(session, new)
    staying = {
        person: row for person, row in before.items()
        if person in rows and rows[person].group_id == row.group_id
    }  # fmt: skip
    seat(session, rows, seated(session, list(staying.values())))
    session.add_all(
        TableDeal(
            workshop_id=new.workshop_id, plan_id=new.id, group_id=one.group_id, tables=one.tables,
            rounds=one.rounds, result={**one.result, "moves": []},
        )
        for one in deals(session, old).values()
    )  # fmt: skip
    session.flush()


def give_back(session: Session, plan: Plan) -> None:
    """Whoever is back in a group after drafts between has the table again that waits for them, or
    else the published one, where the group still has as many tables and rounds.
    """
    session.flush()
    _back(session, plans.placements(session, plan), deals(session, plan), plan.id)
    session.flush()


def _back(
    session: Session, rows: Mapping[int, Placement], dealt: Mapping[int, TableDeal], plan_id: int
) -> None:
    """rows: those looked at, all of one plan; dealt: by group."""
    lacking = {
        person: row for person, row in rows.items()
        if row.table_number is None and row.group_id in dealt
    }  # fmt: skip
    if not lacking:
        return
    found = _published(session, lacking, dealt, plan_id)
    for deal in dealt.values():
        left = dict(deal.result.get("left", {}))
        back = [one for one, row in lacking.items() if row.group_id == deal.group_id]
        waiting = {one: tuple(left.pop(str(one))) for one in back if str(one) in left}
        found |= {one: mine for one, mine in waiting.items() if _fits(deal, mine)}
        if waiting:
            change(deal, left=left)
    seat(session, rows, found)


def _published(
    session: Session, rows: Mapping[int, Placement], dealt: Mapping[int, TableDeal], plan_id: int
) -> dict[int, tuple[int, ...]]:
    """Published tables of these people where they are published in the same group, dealt alike."""
    workshop_id = next(iter(rows.values())).workshop_id
    current = plans.published(session, workshop_id)
    if current is None or current.id == plan_id:
        return {}
    then = deals(session, current)
    alike = {
        group for group, deal in dealt.items()
        if group in then and (deal.tables, deal.rounds) == (then[group].tables, then[group].rounds)
    }  # fmt: skip
    before = plans.placements(session, current)
    same = [
        before[person] for person, row in rows.items()
        if row.group_id in alike and person in before and before[person].group_id == row.group_id
    ]  # fmt: skip
    return seated(session, same)


def _fits(deal: TableDeal, mine: Sequence[int]) -> bool:
    """Whether these are tables that the group still has, one for each round."""
    return len(mine) == deal.rounds and all(1 <= table <= deal.tables for table in mine)


def change(deal: TableDeal, **values: Any) -> None:
    """Sets parts of what is kept of a deal."""
    deal.result = {**deal.result, **values}

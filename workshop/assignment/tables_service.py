"""Deals a group's people over tables, and changes who sits where by hand.

Everything happens in the working draft, as moves between groups do: a change to what is published
makes a draft like it, which is published in its turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from workshop.assignment import plans, service, tables_store
from workshop.assignment.setting import Seats, Setting, read_setting
from workshop.domain.assignment.problem import Options
from workshop.domain.assignment.tables import MOST_PEOPLE, TableProblem, TableResult, Tables
from workshop.domain.terms import PlanState
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _l
from workshop.models import FocusGroup, Placement, Plan, TableDeal, Workshop
from workshop.planning.editing import By, hold

MOST_UNDONE = 100
"""Changes that can be undone, one after the other."""


@dataclass(frozen=True)
class TableTask:
    """Read from the database, to be dealt outside of it."""

    group: str
    problem: TableProblem
    plan_id: int
    version: int
    options: Options = Options()  # noqa: RUF009  frozen
    goals: ClassVar[str] = "QOT"

    @property
    def about(self) -> dict[str, Any]:
        """What the figures of a run are read by, and which tables it is about."""
        return {
            "people": len(self.problem.persons), "group": self.group,
            "tables": self.problem.count, "rounds": self.problem.rounds,
            "weighted": sum(one.weight for one in self.problem.attributes if one.weight) > 1,
        }  # fmt: skip

    @property
    def cells(self) -> int:
        return len(self.problem.persons) * self.problem.count * self.problem.rounds


@dataclass(frozen=True)
class Room:
    """A group in the draft that is changed. rows: the placements of its people."""

    plan: Plan
    setting: Setting
    group: FocusGroup
    rows: dict[int, Placement]
    deal: TableDeal | None

    @property
    def dealt(self) -> TableDeal:
        if self.deal is None:
            raise ConflictError(plans.CHANGED)
        return self.deal


def group_of(setting: Setting, code: str) -> FocusGroup:
    """Raises NotFoundError for a group that is not there."""
    found = next((group for group in setting.groups if group.code == code), None)
    if found is None:
        raise NotFoundError(_l("There is no such group. Go back to the board."))
    return found


def people_in(setting: Setting, seats: Seats, group: FocusGroup) -> list[int]:
    """Those who sit in a group, in a fixed order."""
    return [person for person in setting.people if seats.get(person) == group.id]


def problem_of(setting: Setting, people: list[int], *, count: int, rounds: int) -> TableProblem:
    """What is dealt: with the weights and the pairs kept apart of the split itself."""
    whole = setting.problem(pins={}, before={}, only=set(people))
    return TableProblem(whole.persons, whole.attributes, count, rounds, whole.apart)


def prepare(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str, count: int,
    rounds: int,
) -> TableTask:  # fmt: skip
    """What is to be dealt now; raises WorkshopError when that cannot be."""
    plan = plans.unchanged(session, workshop, plan_id, version)
    setting = read_setting(session, workshop)
    chosen = group_of(setting, group)
    seats = plans.seats_in(plans.placements(session, plan), setting)
    people = people_in(setting, seats, chosen)
    if not people:
        raise WorkshopError(_l("Nobody is in this group yet."))
    if len(people) > MOST_PEOPLE:
        raise WorkshopError(
            _l(
                "Tables are dealt in groups of at most %(most)s people, and this one has %(here)s. "
                "Make more groups of it first.",
                most=f"{MOST_PEOPLE:,}",
                here=f"{len(people):,}",
            )
        )
    if count > len(people):
        raise WorkshopError(
            _l("Choose at most %(num)s tables: so many people are in the group.", num=len(people)),
            field="count",
        )
    problem = problem_of(setting, people, count=count, rounds=rounds)
    return TableTask(group, problem, plan.id, plan.version)


def keep(
    session: Session, workshop: Workshop, task: TableTask, result: TableResult, *, by: By
) -> Plan:
    """Stores dealt tables; raises ConflictError when the plan or its people changed meanwhile."""
    room = _room(session, workshop, task.plan_id, task.version, task.group, by)
    count, rounds = task.problem.count, task.problem.rounds
    now = problem_of(room.setting, list(room.rows), count=count, rounds=rounds)
    if now != task.problem:
        raise ConflictError(plans.CHANGED)
    dealt = by_person(result.tables)
    before = _noted(session, room)
    tables_store.seat(session, room.rows, dealt)
    deal = room.deal
    if deal is None:
        deal = TableDeal(workshop_id=workshop.id, plan_id=room.plan.id, group_id=room.group.id)
        session.add(deal)
    else:
        before["deal"] = {"tables": deal.tables, "rounds": deal.rounds,
                          "seats": deal.result.get("seats", {})}  # fmt: skip
    deal.tables, deal.rounds = count, rounds
    deal.result = {
        "seats": _as_json(dealt),
        "moves": [*(deal.result or {}).get("moves", []), before][-MOST_UNDONE:]
        if "deal" in before else [],
    }  # fmt: skip
    return _done(session, workshop, room, "tables.dealt", by)


def by_person(tables: Tables) -> dict[int, tuple[int, ...]]:
    """Everybody's tables round by round, numbered from 1."""
    found: dict[int, tuple[int, ...]] = {}
    for tables_now in tables:
        for number, table in enumerate(tables_now, start=1):
            for person in table:
                found[int(person)] = (*found.get(int(person), ()), number)
    return found


def move(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str,
    person_id: int, turn: int, table: int, by: By,
) -> Plan:  # fmt: skip
    """Seats somebody at another table in one round; all others stay. turn: the round, from 1."""
    room = _room(session, workshop, plan_id, version, group, by)
    mine = _tables_of(session, room, person_id, turn)
    if not 1 <= table <= room.dealt.tables:
        raise ConflictError(plans.CHANGED)
    return _reseat(session, workshop, room, {person_id: _with(mine, turn, table)}, by)


def swap(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str,
    person_id: int, turn: int, other_id: int, by: By,
) -> Plan:  # fmt: skip
    """Two people change places in one round; all others stay."""
    room = _room(session, workshop, plan_id, version, group, by)
    mine = _tables_of(session, room, person_id, turn)
    theirs = _tables_of(session, room, other_id, turn)
    changed = {
        person_id: _with(mine, turn, theirs[turn - 1]),
        other_id: _with(theirs, turn, mine[turn - 1]),
    }
    return _reseat(session, workshop, room, changed, by)


def seat_rest(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str, by: By
) -> Plan:
    """Gives everybody without a table the emptiest one in each round; all others stay."""
    room = _room(session, workshop, plan_id, version, group, by)
    seated = tables_store.seated(session, list(room.rows.values()))
    agencies = {person: room.setting.people[person].agency_id for person in room.rows}
    found: dict[int, tuple[int, ...]] = {}
    for person in room.rows:
        if len(seated.get(person, ())) != room.dealt.rounds:
            others = {**seated, **found}
            found[person] = tables_store.emptiest(room.dealt, others, agencies, agencies[person])
    return _reseat(session, workshop, room, found, by)


def undo(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str, by: By
) -> Plan:
    """Takes the last change of this group's tables back."""
    room = _room(session, workshop, plan_id, version, group, by)
    done = list(room.dealt.result.get("moves", ()))
    if not done:
        raise ConflictError(plans.CHANGED)
    last = done.pop()
    if "deal" in last:
        former = last["deal"]
        room.dealt.tables, room.dealt.rounds = former["tables"], former["rounds"]
        tables_store.change(room.dealt, seats=former["seats"])
    tables_store.change(room.dealt, moves=done)
    tables_store.seat(session, room.rows, _read(last["before"]))
    return _done(session, workshop, room, "tables.undone", by)


def reset(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str, by: By
) -> Plan:
    """Everybody sits again as the tables were dealt; who joined the group since stays."""
    room = _room(session, workshop, plan_id, version, group, by)
    dealt = _read(room.dealt.result.get("seats", {}))
    changed = {person: tables for person, tables in dealt.items() if person in room.rows}
    return _reseat(session, workshop, room, changed, by, what="tables.reset")


def clear(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, group: str, by: By
) -> Plan:
    """The group has no tables any more."""
    room = _room(session, workshop, plan_id, version, group, by)
    session.delete(room.dealt)
    tables_store.seat(session, room.rows, dict.fromkeys(room.rows, ()))
    return _done(session, workshop, room, "tables.cleared", by)


def _room(
    session: Session, workshop: Workshop, plan_id: int, version: int, group: str, by: By
) -> Room:
    """The draft to change: the working plan as it was looked at, or a copy of a published one."""
    hold(session, workshop)
    plan = plans.unchanged(session, workshop, plan_id, version)
    if plan.state is not PlanState.DRAFT:
        plan = service.reopen(session, workshop, plan_id=plan.id, by=by)
    setting = read_setting(session, workshop)
    chosen = group_of(setting, group)
    rows = plans.placements(session, plan)
    people = people_in(setting, plans.seats_in(rows, setting), chosen)
    return Room(
        plan, setting, chosen, {person: rows[person] for person in people},
        tables_store.deal_of(session, plan.id, chosen.id),
    )  # fmt: skip


def _tables_of(session: Session, room: Room, person_id: int, turn: int) -> tuple[int, ...]:
    """The tables of somebody who has one in that round; raises ConflictError otherwise."""
    row = room.rows.get(person_id)
    mine = tables_store.seated(session, [row]).get(person_id, ()) if row else ()
    if not 1 <= turn <= room.dealt.rounds or len(mine) != room.dealt.rounds:
        raise ConflictError(plans.CHANGED)
    return mine


def _with(tables: tuple[int, ...], turn: int, table: int) -> tuple[int, ...]:
    return (*tables[: turn - 1], table, *tables[turn:])


def _reseat(
    session: Session, workshop: Workshop, room: Room, changed: Mapping[int, tuple[int, ...]],
    by: By, *, what: str = "tables.moved",
) -> Plan:  # fmt: skip
    """Seats people at other tables, in a way that can be undone."""
    before = _noted(session, room, only=changed)
    done = [*room.dealt.result.get("moves", ()), before][-MOST_UNDONE:]
    tables_store.change(room.dealt, moves=done)
    tables_store.seat(session, room.rows, changed)
    return _done(session, workshop, room, what, by)


def _noted(
    session: Session, room: Room, only: Mapping[int, object] | None = None
) -> dict[str, Any]:
    """Where these people sit now, or all of the group, as it is kept to be undone."""
    rows = [row for person, row in room.rows.items() if only is None or person in only]
    now = tables_store.seated(session, rows)
    return {"before": _as_json({row.person_id: now.get(row.person_id, ()) for row in rows})}


def _done(session: Session, workshop: Workshop, room: Room, what: str, by: By) -> Plan:
    """Counts the change: who looks at the plan as it was cannot overwrite it."""
    room.plan.version += 1
    session.flush()
    by.record(session, workshop, what, f"{room.plan.number}: {room.group.code}")
    return room.plan


def _as_json(tables: Mapping[int, tuple[int, ...]]) -> dict[str, list[int]]:
    return {str(person): list(mine) for person, mine in tables.items()}


def _read(kept: Mapping[str, list[int]]) -> dict[int, tuple[int, ...]]:
    return {int(person): tuple(mine) for person, mine in kept.items()}

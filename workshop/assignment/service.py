"""Solves a workshop's split into a draft, and changes drafts by hand."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import former, plans, rules_pins, tables_store
from workshop.assignment.plans import Solved
from workshop.assignment.setting import (
    Seats,
    Setting,
    fingerprint,
    published_seats,
    read_setting,
)
from workshop.assignment.solving import Solver, solve_apart
from workshop.domain.assignment import problem as engine
from workshop.domain.assignment.check import violations
from workshop.domain.assignment.reasons import reasons
from workshop.domain.terms import PersonStatus, PlanState, SolveStatus
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _l, language
from workshop.models import FocusGroup, Person, Placement, Plan, PlanMove, Workshop
from workshop.planning.editing import By, hold

COMMAND_LINE = "command line"
NO_SUCH_GROUP = _l("This group does not exist. Choose one of those on the board.")
NO_SUCH_PERSON = _l("This person does not exist or has no seat now. Choose somebody on the board.")


class NoSplitError(WorkshopError):
    """There is no split at all; carries why, in words."""

    def __init__(self, conflicts: tuple[engine.Conflict, ...]) -> None:
        thai = language() == "th"
        said = [one.th if thai else one.en for one in conflicts[:-1]]
        said += [one.told_th if thai else one.told_en for one in conflicts[-1:]]
        super().__init__(" ".join(said) or _l("No split was found in time. Try again."))
        self.conflicts = conflicts


@dataclass(frozen=True)
class Task:
    """A problem read from the database, to be solved outside of it."""

    problem: engine.Problem
    options: engine.Options
    pins: Seats
    before: Seats

    @property
    def goals(self) -> str:
        return "".join(self.options.order)

    @property
    def about(self) -> dict[str, Any]:
        """What the figures of a run are read by."""
        return {"people": len(self.problem.persons), "weighted": self.problem.weighted}

    @property
    def cells(self) -> int:
        return len(self.problem.persons) * len(self.problem.groups)

    @property
    def mark(self) -> dict[str, Any]:
        """Alike exactly for tasks about the same people, groups, rules and pins."""
        pins = {str(person): group for person, group in self.pins.items()}
        return {"base": fingerprint(self.problem), "pins": pins}


def prepare(
    session: Session, workshop: Workshop, *, seed: int = 0, afresh: bool = False,
    effort: engine.Effort = engine.Effort.NORMAL,
) -> Task:  # fmt: skip
    """What is to be solved now: pins hold, and after a publication as few people as possible move.

    afresh: the best split counts more than who sits where already.  Raises WorkshopError when
    there is nobody or nothing to split.
    """
    setting = read_setting(session, workshop)
    if not setting.groups:
        raise WorkshopError(_l("There are no groups yet. Add them in the set-up."))
    if not setting.people:
        raise WorkshopError(_l("Nobody has a confirmed seat yet."))
    pins, authors = _pins(session, workshop, setting)
    before = published_seats(session, workshop)
    before = {person: group for person, group in before.items() if person in setting.people}
    order = setting.order(rerun=bool(before) and not afresh)
    names = rules_pins.names_of(session, authors)
    problem = setting.problem(pins=pins, before=before, pinned_by=names)
    return Task(problem, engine.Options(order=order, seed=seed, effort=effort), pins, before)


def keep(
    session: Session, workshop: Workshop, task: Task, result: engine.Result, *, by: By,
    limit: int | None = None,
) -> Plan:  # fmt: skip
    """Stores a result as a new draft; raises NoSplitError or ConflictError when it cannot be one.

    The people, groups or pins may have changed while it was solved: then nothing is stored.
    limit: see `plans.Solved`.
    """
    if result.assignment is None:
        raise NoSplitError(result.conflicts)
    hold(session, workshop)
    setting = read_setting(session, workshop)
    pins, authors = _pins(session, workshop, setting)
    now = setting.problem(pins=pins, before=task.before)
    if now != task.problem or violations(now, result.assignment):
        raise ConflictError(_l("The list of people changed while the split was solved. Try again."))
    kept = plans.result_of(
        result, task.problem, task.options.order, pins=task.pins, before=task.before
    )
    kept |= {"rules": setting.rules.mark, "limit": limit}
    earlier = plans.working(session, workshop)
    plan = Plan(
        workshop_id=workshop.id, number=plans.next_number(session, workshop.id),
        state=PlanState.DRAFT, status=result.status, seed=task.options.seed, result=kept,
        created_at=by.now,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    groups = {group.code: group.id for group in setting.groups}
    why = {reason.person: reason for reason in result.reasons}
    session.add_all(
        Placement(
            workshop_id=workshop.id, plan_id=plan.id, person_id=int(key),
            group_id=groups[code], pinned=int(key) in task.pins,
            pinned_by=authors.get(int(key), ""),
            reason_th=why[key].th, reason_en=why[key].en,
        )
        for key, code in result.assignment.items()
    )  # fmt: skip
    if earlier is not None:
        tables_store.carry(session, earlier, plan)
        tables_store.give_back(session, plan)
    session.flush()
    by.record(session, workshop, "plan.solved", f"{plan.number} {result.status}")
    return plan


def assign(
    session: Session, workshop: Workshop, *, seed: int, now: dt.datetime,
    solver: Solver = solve_apart, actor: str = COMMAND_LINE,
) -> Plan:  # fmt: skip
    """Reads, solves and stores in one go; for commands, where nobody waits for the database."""
    task = prepare(session, workshop, seed=seed)
    return keep(session, workshop, task, solver(task.problem, task.options), by=By(actor, now))


def move(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, person_id: int,
    group: str, by: By,
) -> Plan:  # fmt: skip
    """Seats somebody in another group by hand, in a draft; the published plan stays as it is.

    Raises ConflictError when somebody changed the plan after `version` was looked at.
    """
    plan, setting = _open(session, workshop, plan_id, version, by)
    target = next((one for one in setting.groups if one.code == group), None)
    if target is None:
        raise NotFoundError(NO_SUCH_GROUP)
    if person_id not in setting.people:
        raise NotFoundError(NO_SUCH_PERSON)
    row = plans.placements(session, plan).get(person_id)
    done = None
    if row is None:
        session.add(
            Placement(
                workshop_id=workshop.id, plan_id=plan.id, person_id=person_id, group_id=target.id
            )
        )
        done = _log(session, plan, person_id, (target.id, target.id), None, pinned=False, by=by)
    elif row.group_id != target.id:
        seats = (row.group_id, target.id)
        done = _log(session, plan, person_id, seats, row, pinned=row.pinned, by=by)
        tables_store.regroup(session, row, target.id)
    by.record(session, workshop, "plan.moved", f"{plan.number}: {person_id} {target.code}")
    return _touch(session, plan, setting, done)


def pin(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, person_id: int,
    pinned: bool, by: By,
) -> Plan:  # fmt: skip
    """Fixes somebody's seat for all later splits, or frees it again."""
    plan, setting = _open(session, workshop, plan_id, version, by)
    row = plans.placements(session, plan).get(person_id)
    if row is None or person_id not in setting.people:
        raise NotFoundError(NO_SUCH_PERSON)
    done = None
    if row.pinned is not pinned:
        seats = (row.group_id, row.group_id)
        done = _log(session, plan, person_id, seats, row, pinned=pinned, by=by)
        row.pinned, row.pinned_by = pinned, by.actor if pinned else ""
    what = "plan.pinned" if pinned else "plan.unpinned"
    by.record(session, workshop, what, f"{plan.number}: {person_id}")
    return _touch(session, plan, setting, done)


def undo(session: Session, workshop: Workshop, *, plan_id: int, version: int, by: By) -> Plan:
    """Takes the last move or pin of this draft back: the plan is exactly what it was before."""
    plan, setting = _open(session, workshop, plan_id, version, by)
    done = plans.moves(session, plan)
    if not done:
        raise ConflictError(plans.CHANGED)
    last = done[-1]
    row = plans.placements(session, plan).get(last.person_id)
    if row is not None:
        if seated_first(last):
            session.delete(row)
        else:
            tables_store.regroup(session, row, last.from_group_id)
            row.pinned, row.pinned_by = last.was_pinned, last.was_pinned_by
    session.delete(last)
    session.flush()
    by.record(session, workshop, _undone(last), f"{plan.number}: {last.person_id}")
    _touch(session, plan, setting)
    former.put_back(plan, plans.placements(session, plan), last.former)
    return plan


def discard(session: Session, workshop: Workshop, *, plan_id: int, version: int, by: By) -> None:
    """Deletes a draft, on the board or not; the board shows the plan before it."""
    hold(session, workshop)
    plan = plans.find(session, workshop, plan_id)
    if plan.state is not PlanState.DRAFT or plan.version != version:
        raise ConflictError(plans.CHANGED)
    by.record(session, workshop, "plan.discarded", str(plan.number))
    session.delete(plan)


def reopen(session: Session, workshop: Workshop, *, plan_id: int, by: By) -> Plan:
    """Makes a draft like an earlier plan, which stays in the history."""
    hold(session, workshop)
    return copy(session, plans.find(session, workshop, plan_id), by)


def hand_moved(moves: list[PlanMove]) -> set[int]:
    """Who was moved by hand."""
    return {move.person_id for move in moves if move.from_group_id != move.to_group_id}


def _pins(session: Session, workshop: Workshop, setting: Setting) -> tuple[Seats, dict[int, str]]:
    """The pins of the working plan, and whose they are."""
    plan = plans.working(session, workshop)
    rows = plans.placements(session, plan) if plan else {}
    return plans.pins_in(rows, setting), rules_pins.authors_in(rows)


def seated_first(move: PlanMove) -> bool:
    """Whether this is not a move or a pin but somebody's first seat in the plan."""
    return move.from_group_id == move.to_group_id and move.was_pinned is move.is_pinned


def _undone(move: PlanMove) -> str:
    """What the history calls taking this back."""
    if seated_first(move):
        return "plan.seat_undone"
    if move.from_group_id != move.to_group_id:
        return "plan.move_undone"
    return "plan.pin_undone" if move.is_pinned else "plan.unpin_undone"


def _open(
    session: Session, workshop: Workshop, plan_id: int, version: int, by: By
) -> tuple[Plan, Setting]:
    """The draft to change: the working plan as it was looked at, or a copy of a published one."""
    hold(session, workshop)
    plan = plans.unchanged(session, workshop, plan_id, version)
    if plan.state is not PlanState.DRAFT:
        plan = copy(session, plan, by)
    return plan, read_setting(session, workshop)


def copy(session: Session, plan: Plan, by: By) -> Plan:
    """A draft like a plan, seat by seat."""
    copied = Plan(
        workshop_id=plan.workshop_id, seed=plan.seed, status=plan.status, result=plan.result,
        state=PlanState.DRAFT, created_at=by.now,
        number=plans.next_number(session, plan.workshop_id),
    )  # fmt: skip
    session.add(copied)
    session.flush()
    session.add_all(
        Placement(
            workshop_id=plan.workshop_id, plan_id=copied.id, person_id=row.person_id,
            group_id=row.group_id, pinned=row.pinned, pinned_by=row.pinned_by,
            reason_th=row.reason_th, reason_en=row.reason_en,
        )
        for row in plans.placements(session, plan).values()
    )  # fmt: skip
    tables_store.carry(session, plan, copied)
    return copied


def _log(
    session: Session, plan: Plan, person_id: int, seats: tuple[int, int], row: Placement | None,
    *, pinned: bool, by: By,
) -> PlanMove:  # fmt: skip
    """Notes a change before it is made. seats: groups before and after; row: as it is before."""
    done = PlanMove(
        workshop_id=plan.workshop_id,
        plan_id=plan.id,
        person_id=person_id,
        from_group_id=seats[0],
        to_group_id=seats[1],
        was_pinned=row.pinned if row else False,
        was_pinned_by=row.pinned_by if row else "",
        is_pinned=pinned,
        moved_at=by.now,
        former=former.kept(plan, by.actor),
    )
    session.add(done)
    return done


def _touch(session: Session, plan: Plan, setting: Setting, done: PlanMove | None = None) -> Plan:
    """Counts the change and says anew why everybody sits where they sit; `done` keeps what that
    replaces."""
    session.flush()
    rows = plans.placements(session, plan)
    said = former.reasons_of(rows)
    seats = plans.seats_in(rows, setting)
    solved = Solved.of(plan)
    pins = plans.pins_in(rows, setting)
    names = rules_pins.names_of(session, rules_pins.authors_in(rows))
    problem = setting.problem(pins=pins, before=solved.before, only=seats, pinned_by=names)
    codes = {group.id: group.code for group in setting.groups}
    placed = {str(key) for key in hand_moved(plans.moves(session, plan))}
    assignment = {str(key): codes[group] for key, group in seats.items()}
    for reason in reasons(problem, assignment, order=solved.order, placed=placed):
        row = rows[int(reason.person)]
        row.reason_th, row.reason_en = reason.th, reason.en
    if done is not None:
        done.former = {**done.former, "reasons": former.replaced(said, rows)}
    plan.status = SolveStatus.FEASIBLE
    plan.version += 1
    session.flush()
    return plan


def what_is_missing(session: Session, workshop: Workshop) -> str | None:
    """`groups` or `people`, when a first split cannot be solved for the lack of them."""
    if not session.scalar(sa.select(sa.exists().where(FocusGroup.workshop_id == workshop.id))):
        return "groups"
    seated = sa.exists().where(
        Person.workshop_id == workshop.id, Person.status == PersonStatus.CONFIRMED
    )
    return None if session.scalar(sa.select(seated)) else "people"

"""On the day: who is missing in which group, and moving a few who are there to even things out.

Whoever is missing keeps the seat; only people who are there and not pinned are moved.
"""

from collections import Counter
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import (
    plans,
    publishing_service,
    rerun_points,
    rerun_service,
    runs_service,
    service,
    tables_store,
)
from workshop.assignment.publishing_service import Announcement
from workshop.assignment.rerun_points import Point, Points
from workshop.assignment.service import Task
from workshop.assignment.setting import Setting, read_setting
from workshop.domain.assignment import problem as engine
from workshop.domain.assignment.attendance import Whole, missing_in, with_seats_kept
from workshop.domain.assignment.words import Words
from workshop.domain.names import in_thai_order
from workshop.domain.terms import PlanState, RunKind
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _l
from workshop.models import FocusGroup, Person, Placement, Plan, Workshop
from workshop.planning.editing import By, hold
from workshop.registration.letters import Letters

ORIGIN = "absences"
MOVED_FOR = Words(
    "ย้ายในวันประชุมเพื่อให้กลุ่มสมดุล เพราะมีผู้ไม่มา",
    "Moved on the day to even the groups out, because people are missing.",
)
NOTHING_PUBLISHED = _l("Nothing is published yet, so nobody has a group to be missing in.")
NOBODY_IN = _l("Nobody is checked in yet. Once people arrive, it shows who is missing.")
CHANGED = _l(
    "Somebody who would move has left, was moved or was pinned in the meantime. "
    "Work it out again."
)  # fmt: skip


@dataclass(frozen=True)
class Attendance:
    """A group and its people. missing: those who are not in, by name."""

    group: FocusGroup
    expected: int
    missing: list[Person]

    @property
    def present(self) -> int:
        return self.expected - len(self.missing)

    @property
    def lacks(self) -> int:
        """How many people fewer are there than the group needs."""
        return max(self.group.seats_min - self.present, 0)


@dataclass(frozen=True)
class Day:
    """groups: in their order; roaming: people who are in and have no group."""

    plan: Plan
    groups: list[Attendance]
    roaming: int

    @property
    def present(self) -> int:
        return sum(one.present for one in self.groups)

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.groups)

    @property
    def evened(self) -> bool:
        """Whether the plan in force came from here, so that it can be undone from here."""
        return (self.plan.result or {}).get("origin") == ORIGIN


@dataclass(frozen=True)
class _Seen:
    """The published plan and its people, as they are now."""

    plan: Plan
    setting: Setting
    rows: dict[int, Placement]
    seats: dict[int, int]

    @property
    def present(self) -> set[int]:
        people = self.setting.people
        return {key for key in self.seats if people[key].checked_in_at is not None}


def read_day(session: Session, workshop: Workshop) -> Day | None:
    """None as long as nothing is published."""
    seen = _see(session, workshop)
    if seen is None:
        return None
    people, present = seen.setting.people, seen.present
    groups = []
    for group in seen.setting.groups:
        mine = [people[key] for key, group_id in seen.seats.items() if group_id == group.id]
        missing = [person for person in mine if person.id not in present]
        ordered = in_thai_order(missing, lambda one: f"{one.first_name} {one.last_name}")
        groups.append(Attendance(group, len(mine), ordered))
    roaming = sum(
        person.checked_in_at is not None and key not in seen.seats
        for key, person in people.items()
    )  # fmt: skip
    return Day(seen.plan, groups, roaming)


def stamp(session: Session, workshop: Workshop) -> tuple[object, ...]:
    """What changes whenever the page would: plans, people, who is in, and what was worked out."""
    people = sa.select(
        sa.func.count(), sa.func.sum(Person.version), sa.func.count(Person.checked_in_at)
    ).where(Person.workshop_id == workshop.id)
    kept = sa.select(sa.func.count(), sa.func.sum(Plan.version)).where(
        Plan.workshop_id == workshop.id
    )
    run = runs_service.latest(session, workshop, RunKind.ABSENCES)
    return (*session.execute(people).one(), *session.execute(kept).one(), run and run.id)


def prepare(session: Session, workshop: Workshop) -> Task:
    """The split of those who are there, from where they sit.

    A group holds as many as it has seats left beside those of its missing people, and gives away
    nobody while others miss fewer. Raises ConflictError when nothing is published or nobody is in.
    """
    seen = _see(session, workshop)
    if seen is None:
        raise ConflictError(NOTHING_PUBLISHED)
    if not seen.present:
        raise ConflictError(NOBODY_IN)
    present = seen.present
    pins = {
        key: group
        for key, group in plans.pins_in(seen.rows, seen.setting).items()
        if key in present
    }
    problem = seen.setting.problem(pins=pins, before=seen.seats, only=present)
    everybody = Counter(seen.seats.values())
    there = Counter(seen.seats[key] for key in present)
    ids = {group.code: group.id for group in seen.setting.groups}
    share = len(present) / len(seen.seats)
    groups = tuple(
        with_seats_kept(group, everybody[ids[group.id]], there[ids[group.id]], share=share)
        for group in problem.groups
    )
    persons = tuple(_may_stay(person) for person in problem.persons)
    problem = replace(problem, groups=groups, persons=persons)
    return Task(problem, engine.Options(order=engine.RERUN), pins, seen.seats)


def offered(session: Session, workshop: Workshop, task: Task, point: Point) -> rerun_service.Listed:
    """Who would move, and why they do not stay: by the seats that missing people keep too."""
    setting = read_setting(session, workshop)
    codes = {group.id: group.code for group in setting.groups}
    expected = Counter(codes[group] for group in task.before.values())
    there = Counter(str(person.current) for person in task.problem.persons)
    groups = {group.id: group for group in setting.problem(pins={}, before={}).groups}
    whole = Whole(groups, missing_in(expected, there))
    return rerun_service.offered(session, workshop, task, point, whole)


def latest(session: Session, workshop: Workshop, day: Day) -> Points | None:
    """What was worked out last, if it is about the plan in force."""
    run = runs_service.latest(session, workshop, RunKind.ABSENCES)
    published_at = day.plan.published_at
    if run is None or (published_at is not None and run.started_at < published_at):
        return None
    return rerun_points.read(run)


def may_apply(session: Session, workshop: Workshop, point: Point) -> bool:
    """Whether everybody who would move is there, not pinned, and sits where they sat."""
    seen = _see(session, workshop)
    return seen is not None and _is_open(seen, point)


def apply(
    session: Session, workshop: Workshop, *, run_id: int, number: int, letters: Letters, by: By
) -> Announcement:
    """Publishes the plan in force with these moves, and tells those who move.

    Who came in since changes nothing: every missing person's seat was kept. Raises ConflictError
    when one of those who would move is not where they were.
    """
    hold(session, workshop)
    run = runs_service.find(session, workshop, run_id)
    points = rerun_points.read(run) if run.kind is RunKind.ABSENCES and run.outcome else None
    point = points.find(number) if points else None
    if point is None:
        raise NotFoundError(_l("There is no such choice. Choose one of the list."))
    seen = _see(session, workshop)
    if seen is None or not point.seats or not _is_open(seen, point):
        raise ConflictError(CHANGED)
    plan = _moved(session, seen, point, by)
    by.record(session, workshop, "plan.evened_out", f"{plan.number}: {len(point.seats)}")
    return publishing_service.publish(
        session, workshop, plan_id=plan.id, version=plan.version,
        effective_on=seen.plan.effective_on or workshop.date, note="", letters=letters, by=by,
    )  # fmt: skip


def undo(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, letters: Letters, by: By
) -> None:
    """The plan before is in force again, exactly as it was; those who moved are told."""
    plan = plans.find(session, workshop, plan_id)
    if (plan.result or {}).get("origin") != ORIGIN:
        raise ConflictError(plans.CHANGED)
    publishing_service.take_back(
        session, workshop, plan_id=plan_id, version=version, letters=letters, by=by
    )
    session.flush()
    if plan.state is PlanState.DRAFT:
        session.delete(plan)
    session.flush()


def _see(session: Session, workshop: Workshop) -> _Seen | None:
    plan = plans.published(session, workshop.id)
    if plan is None:
        return None
    setting = read_setting(session, workshop)
    rows = plans.placements(session, plan)
    return _Seen(plan, setting, rows, plans.seats_in(rows, setting))


def _may_stay(person: engine.Person) -> engine.Person:
    """Somebody seated by hand outside their roles is not moved for that."""
    here = person.current
    if here is None or here in person.levels():
        return person
    first, *later = person.choices or ((),)
    return replace(person, choices=((*first, here), *later))


def _is_open(seen: _Seen, point: Point) -> bool:
    codes = {group.id: group.code for group in seen.setting.groups}
    present = seen.present
    return set(point.seats.values()) <= set(codes.values()) and all(
        key in present and not seen.rows[key].pinned and codes[seen.seats[key]] == point.old[key]
        for key in point.seats
    )


def _moved(session: Session, seen: _Seen, point: Point, by: By) -> Plan:
    """A draft like the plan in force, but with these moves; nobody else's row differs."""
    plan = service.copy(session, seen.plan, by)
    plan.result = {**(plan.result or {}), "origin": ORIGIN}
    groups = {group.code: group.id for group in seen.setting.groups}
    rows = plans.placements(session, plan)
    for key, code in point.seats.items():
        tables_store.regroup(session, rows[key], groups[code])
        tables_store.seat_latecomer(session, rows[key], seen.setting.people[key])
        rows[key].reason_th, rows[key].reason_en = MOVED_FOR.th, MOVED_FOR.en
    session.flush()
    return plan

"""Groups for people who come late, by the rules of the published plan: nobody else is moved."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import plans, tables_store
from workshop.assignment.plans import Solved
from workshop.assignment.setting import Setting, read_setting
from workshop.domain.assignment.latecomer import group_for
from workshop.domain.assignment.reasons import reasons
from workshop.domain.assignment.words import Words
from workshop.domain.terms import PlanState, SolveStatus, WorkshopState
from workshop.models import FocusGroup, Person, Placement, Plan, Workshop
from workshop.presence import chunks

CAME_FOR = Words(
    "มาแทนเพื่อนร่วมงานซึ่งจัดไว้กลุ่ม {a}", "Came in the place of a colleague who was seated in group {a}."
)
MOST_REASON = 400


def seat(session: Session, workshop: Workshop, person: Person) -> Placement | None:
    """A place in the published plan for somebody with a seat; the one they had while it is free.

    Eligibility by the agency's roles, the group's seats and its balance decide, as in the plan
    itself, and the reason is told like everybody's. None without a published plan, or when every
    group open to them is full: an organiser then decides on the board. A draft that is being
    worked on gets the same place. The caller holds the workshop's seats.
    """
    published = _plan(session, workshop, PlanState.PUBLISHED)
    if published is None:
        return None
    return _Seating.read(session, workshop, published).seat(session, workshop, person)


def seat_all(session: Session, workshop: Workshop, people: Collection[Person]) -> None:
    """The same for those of these people who are in and have no place, first come first seated.

    The plan is read once, and only when somebody needs it; nothing without a published plan or
    after the workshop. The caller holds the workshop's seats.
    """
    came = [person for person in people if person.checked_in_at is not None]
    published = _plan(session, workshop, PlanState.PUBLISHED)
    if not came or published is None or workshop.state is WorkshopState.CLOSED:
        return
    placed: set[int] = set()
    for ids in chunks([person.id for person in came]):
        placed.update(
            session.scalars(
                sa.select(Placement.person_id).where(
                    Placement.plan_id == published.id, Placement.person_id.in_(ids)
                )
            )
        )
    waiting = [person for person in came if person.id not in placed]
    if not waiting:
        return
    seating = _Seating.read(session, workshop, published)
    for person in sorted(waiting, key=lambda one: (one.checked_in_at, one.id)):
        seating.seat(session, workshop, person)


@dataclass(frozen=True)
class _Seating:
    """The published plan as it is read once; `rows` follows as people are seated."""

    plan: Plan
    setting: Setting
    rows: dict[int, Placement]

    @classmethod
    def read(cls, session: Session, workshop: Workshop, plan: Plan) -> "_Seating":
        return cls(plan, read_setting(session, workshop), plans.placements(session, plan))

    def seat(self, session: Session, workshop: Workshop, person: Person) -> Placement | None:
        kept = self.rows.get(person.id)
        if kept is not None and _has_room(self.setting, self.rows, kept):
            return kept
        placed = _find(self.setting, self.plan, self.rows, person)
        if kept is not None:
            session.delete(self.rows.pop(person.id))
            session.flush()
            _touch(self.plan)
        if placed is None:
            return None
        group, said = placed
        for plan in _open_plans(session, workshop, self.plan):
            row = _put(session, plan, person, group.id, reason=said)
            if plan is self.plan:
                self.rows[person.id] = row
        return self.rows[person.id]


def take_over(session: Session, workshop: Workshop, absent: Person, came: Person) -> None:
    """Group, table and pin of somebody who does not come go to who came instead.

    Without a place to take over there is a new one, see `seat`.
    """
    published = _plan(session, workshop, PlanState.PUBLISHED)
    if published is None:
        return
    had = session.get(Placement, (published.id, absent.id))
    if had is None:
        seat(session, workshop, came)
    for plan in _open_plans(session, workshop, published):
        row = session.get(Placement, (plan.id, absent.id))
        if row is None:
            continue
        group = session.get_one(FocusGroup, row.group_id)
        said = CAME_FOR.of(a=group.letter)
        place, pinned = row.group_id, row.pinned
        tables = tables_store.seated(session, [row]).get(absent.id, ())
        session.delete(row)
        _put(session, plan, came, place, tables=tables, pinned=pinned, reason=said)


def give(
    session: Session, workshop: Workshop, published: Plan, person: Person, group: FocusGroup, *,
    reason: Words,
) -> None:  # fmt: skip
    """This group for somebody without one, by hand: pinned, so that later splits keep it."""
    for plan in _open_plans(session, workshop, published):
        _put(session, plan, person, group.id, pinned=True, reason=reason)


def _plan(session: Session, workshop: Workshop, state: PlanState) -> Plan | None:
    return session.scalar(
        sa.select(Plan).where(Plan.workshop_id == workshop.id, Plan.state == state)
    )


def _open_plans(session: Session, workshop: Workshop, published: Plan) -> list[Plan]:
    """The published plan, and the draft that organisers work on, if there is a newer one."""
    working = plans.working(session, workshop)
    if working is None or working.id == published.id:
        return [published]
    return [published, working]


def _has_room(setting: Setting, rows: dict[int, Placement], kept: Placement) -> bool:
    """Whether the group somebody sat in still has their seat, and takes them."""
    seats = plans.seats_in(rows, setting)
    group = next((one for one in setting.groups if one.id == kept.group_id), None)
    return group is not None and list(seats.values()).count(group.id) <= group.seats_max


def _find(
    setting: Setting, plan: Plan, rows: dict[int, Placement], person: Person
) -> tuple[FocusGroup, Words] | None:
    seats = plans.seats_in(rows, setting)
    seats.pop(person.id, None)
    pins = plans.pins_in(rows, setting)
    pins.pop(person.id, None)
    solved = Solved.of(plan)
    problem = setting.problem(pins=pins, before=solved.before, only={*seats, person.id})
    codes = {group.id: group.code for group in setting.groups}
    assignment = {str(key): codes[group] for key, group in seats.items()}
    code = group_for(problem, assignment, str(person.id), order=solved.order)
    if code is None:
        return None
    assignment[str(person.id)] = code
    why = reasons(problem, assignment, order=solved.order, only={str(person.id)})[0]
    group = next(group for group in setting.groups if group.code == code)
    return group, Words(why.th, why.en)


def _put(
    session: Session, plan: Plan, person: Person, group_id: int, *, reason: Words,
    tables: tuple[int, ...] | None = None, pinned: bool = False,
) -> Placement:  # fmt: skip
    """tables: those to take over; None for the emptiest ones, where the group has tables."""
    row = session.get(Placement, (plan.id, person.id))
    if row is None:
        row = Placement(
            workshop_id=plan.workshop_id, plan_id=plan.id, person_id=person.id, group_id=group_id
        )
        session.add(row)
    tables_store.regroup(session, row, group_id)
    row.pinned, row.pinned_by = pinned, ""
    row.reason_th, row.reason_en = reason.th[:MOST_REASON], reason.en[:MOST_REASON]
    _touch(plan)
    session.flush()
    if tables is None:
        tables_store.seat_latecomer(session, row, person)
    else:
        tables_store.seat(session, {person.id: row}, {person.id: tables})
    return row


def _touch(plan: Plan) -> None:
    """Whoever looks at the plan sees that it changed; nothing is proven of it any more."""
    plan.status = SolveStatus.FEASIBLE
    plan.version += 1

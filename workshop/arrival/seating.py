"""Groups for people who come late, by the rules of the published plan: nobody else is moved."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import plans
from workshop.assignment.plans import Solved
from workshop.assignment.setting import Setting, read_setting
from workshop.domain.assignment.latecomer import group_for
from workshop.domain.assignment.reasons import reasons
from workshop.domain.assignment.words import Words
from workshop.domain.terms import PlanState, SolveStatus
from workshop.models import FocusGroup, Person, Placement, Plan, Workshop

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
    setting = read_setting(session, workshop)
    rows = plans.placements(session, published)
    kept = rows.get(person.id)
    if kept is not None and _has_room(setting, rows, kept):
        return kept
    placed = _find(setting, published, rows, person)
    if kept is not None:
        session.delete(kept)
        session.flush()
    if placed is None:
        _touch(published)
        return None
    group, said = placed
    for plan in _open_plans(session, workshop, published):
        _put(session, plan, person, group.id, reason=said)
    return session.get(Placement, (published.id, person.id))


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
        place = (row.group_id, row.table_number, row.pinned)
        session.delete(row)
        _put(session, plan, came, place[0], table=place[1], pinned=place[2], reason=said)


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
    table: int | None = None, pinned: bool = False,
) -> None:  # fmt: skip
    row = session.get(Placement, (plan.id, person.id))
    if row is None:
        row = Placement(workshop_id=plan.workshop_id, plan_id=plan.id, person_id=person.id)
        session.add(row)
    row.group_id, row.table_number, row.pinned = group_id, table, pinned
    row.reason_th, row.reason_en = reason.th[:MOST_REASON], reason.en[:MOST_REASON]
    _touch(plan)
    session.flush()


def _touch(plan: Plan) -> None:
    """Whoever looks at the plan sees that it changed; nothing is proven of it any more."""
    plan.status = SolveStatus.FEASIBLE
    plan.version += 1

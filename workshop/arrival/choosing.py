"""A group chosen at the door for somebody whose own groups are full."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.arrival import seating
from workshop.arrival.latecomers_service import find, require_open
from workshop.assignment import plans
from workshop.assignment.setting import Setting, read_setting
from workshop.domain.assignment.words import Words
from workshop.domain.terms import PersonStatus, PlanState
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import FocusGroup, Person, Placement, Plan, Workshop
from workshop.planning.editing import By
from workshop.registration import seats
from workshop.registration.details import full_name

CHOSEN = Words(
    "กลุ่ม {full} เต็มแล้ว จุดลงทะเบียนจึงจัดให้นั่งกลุ่ม {a}",
    "Group {full} was full, so the arrival desk gave a seat in group {a}.",
)
GIVEN = Words("จุดลงทะเบียนจัดให้นั่งกลุ่ม {a}", "The arrival desk gave a seat in group {a}.")


@dataclass(frozen=True)
class Room:
    """A group with `free` seats, at least one."""

    group: FocusGroup
    free: int


@dataclass(frozen=True)
class Rooms:
    """Which of the groups that somebody's roles open are full, and every group that is not."""

    full: list[FocusGroup]
    free: list[Room]

    @property
    def letters(self) -> str:
        """Those of the full groups, in one line."""
        return ", ".join(group.letter for group in self.full)


def rooms(session: Session, workshop: Workshop, person: Person) -> Rooms | None:
    """Where there is room; None without a published plan, a seat, or need of a group."""
    plan = _published(session, workshop)
    if plan is None or person.status is not PersonStatus.CONFIRMED:
        return None
    if session.get(Placement, (plan.id, person.id)) is not None:
        return None
    setting = read_setting(session, workshop)
    return _rooms(setting, plans.placements(session, plan), person)


def choose(
    session: Session, workshop: Workshop, person_id: int | None, group_id: int | None, *, by: By
) -> Person:
    """Seats somebody without a group in this one, whatever their roles, and keeps them there.

    The same choice again changes nothing. Raises WorkshopError when the group is full by now or
    the person sits in another one.
    """
    require_open(workshop)
    seats.lock(session, workshop.id)
    person = find(session, workshop, person_id)
    plan = _published(session, workshop)
    if plan is None or person.status is not PersonStatus.CONFIRMED:
        raise WorkshopError(_("Nobody can be placed at the door now. Ask an organiser."))
    has = session.get(Placement, (plan.id, person.id))
    if has is not None and has.group_id != group_id:
        raise WorkshopError(_("%(name)s already sits in another group.", name=full_name(person)))
    if has is not None:
        return person
    setting = read_setting(session, workshop)
    found = _rooms(setting, plans.placements(session, plan), person)
    room = next((one for one in found.free if one.group.id == group_id), None)
    if room is None:
        raise WorkshopError(_("This group is full by now. Choose another one."))
    said = (CHOSEN if found.full else GIVEN).of(full=found.letters, a=room.group.letter)
    seating.give(session, workshop, plan, person, room.group, reason=said)
    by.record(
        session,
        workshop,
        "arrival.placed",
        f"{full_name(person)} · {room.group.letter} · {found.letters or '-'}",
    )
    return person


def _rooms(setting: Setting, rows: dict[int, Placement], person: Person) -> Rooms:
    taken = Counter(plans.seats_in(rows, setting).values())
    left = {group.id: group.seats_max - taken[group.id] for group in setting.groups}
    return Rooms(
        full=[one for one in setting.groups if left[one.id] <= 0 and setting.fits(person, one)],
        free=[Room(one, left[one.id]) for one in setting.groups if left[one.id] > 0],
    )


def _published(session: Session, workshop: Workshop) -> Plan | None:
    return session.scalar(
        sa.select(Plan).where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    )

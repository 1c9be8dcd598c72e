"""Publishes a plan, tells those whose group changed, and takes a publication back."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import plans, tables_store
from workshop.assignment.letters import Placed, tell
from workshop.assignment.pairs import broken_pairs, name_of
from workshop.assignment.setting import Seats, Setting, published_seats, read_setting
from workshop.domain.terms import PlanState
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _, _l
from workshop.models import FocusGroup, Person, Plan, Workshop
from workshop.planning.editing import By, hold
from workshop.registration.letters import Letters

NOBODY_TOLD = _l("Nobody is told by mail until the public address is set (WORKSHOP_BASE_URL).")


@dataclass(frozen=True)
class Change:
    """Somebody whose group a publication changes; `old` is None for a first group."""

    person: Person
    old: FocusGroup | None
    new: FocusGroup | None


@dataclass(frozen=True)
class Announcement:
    """What publishing would do. unseated: people with a seat in the room but in no group.

    reachable: how many of those who change can be told; nobody unless `may_mail`.  broken: a
    sentence for each rule that the plan does not keep, be it by a hand that wanted it so.
    """

    changes: list[Change]
    reachable: int
    unseated: list[Person]
    may_mail: bool
    broken: list[str]

    @property
    def told(self) -> int:
        return self.reachable if self.may_mail else 0

    @property
    def moved(self) -> list[Change]:
        """Those who had another group."""
        return [change for change in self.changes if change.old]


def announcement(
    session: Session, workshop: Workshop, plan: Plan, letters: Letters
) -> Announcement:
    setting = read_setting(session, workshop)
    rows = plans.placements(session, plan)
    seats = plans.seats_in(rows, setting)
    problem = setting.problem(pins=plans.pins_in(rows, setting), before={}, only=seats)
    found = _changes(setting, published_seats(session, workshop), seats)
    reachable = sum(letters.can_reach(change.person) for change in found)
    unseated = [person for key, person in setting.people.items() if key not in seats]
    broken = [*broken_pairs(setting, problem, seats), *_outside(setting, seats)]
    return Announcement(found, reachable, unseated, letters.settings.may_mail_links, broken)


def publish(
    session: Session, workshop: Workshop, *, plan_id: int, version: int,
    effective_on: dt.date, note: str, letters: Letters, by: By,
) -> Announcement:  # fmt: skip
    """Makes the draft what everybody sees and queues a mail to those whose group is new.

    Raises WorkshopError while a group has too many or too few people.  Other rules may be broken
    by hand: what is returned says which.
    """
    hold(session, workshop)
    plan = plans.unchanged(session, workshop, plan_id, version)
    if plan.state is not PlanState.DRAFT:
        raise ConflictError(plans.CHANGED)
    _check_sizes(session, workshop, plan)
    said = announcement(session, workshop, plan, letters)
    earlier = _published(session, workshop)
    if earlier is not None:
        earlier.state = PlanState.ARCHIVED
        session.flush()
    plan.state, plan.published_at = PlanState.PUBLISHED, by.now
    plan.effective_on, plan.note = effective_on, note
    plan.result = {**(plan.result or {}), "told": said.told}
    plan.version += 1
    session.flush()
    _tell(session, workshop, plan, said, letters, by)
    by.record(session, workshop, "plan.published", f"{plan.number}: {len(said.changes)}")
    return said


def take_back(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, letters: Letters, by: By
) -> Plan | None:
    """Undoes the last publication: the plan before it is published again, exactly as it was.

    Those whose group changes back are told. Returns the plan that is published now, if any.
    """
    hold(session, workshop)
    plan = plans.find(session, workshop, plan_id)
    if plan.state is not PlanState.PUBLISHED or plan.version != version:
        raise ConflictError(plans.CHANGED)
    earlier = session.scalar(
        sa.select(Plan)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.ARCHIVED)
        .order_by(Plan.published_at.desc(), Plan.number.desc())
        .limit(1)
    )
    said = announcement(session, workshop, earlier, letters) if earlier else None
    plan.state = PlanState.DRAFT
    plan.published_at = plan.effective_on = None
    plan.version += 1
    session.flush()
    if earlier is not None and said is not None:
        earlier.state = PlanState.PUBLISHED
        session.flush()
        _tell(session, workshop, earlier, said, letters, by)
    told = said.told if said else 0
    by.record(session, workshop, "plan.taken_back", f"{plan.number}: {told}")
    return earlier


def _outside(setting: Setting, seats: Seats) -> list[str]:
    """One sentence for everybody who sits in a group that no role of theirs opens."""
    groups = {group.id: group for group in setting.groups}
    return [
        _("%(name)s sits in group %(letter)s, outside their roles.",
          name=name_of(setting.people[key]), letter=groups[group].letter)
        for key, group in seats.items()
        if not setting.fits(setting.people[key], groups[group])
    ]  # fmt: skip


def _published(session: Session, workshop: Workshop) -> Plan | None:
    return session.scalar(
        sa.select(Plan).where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    )


def _changes(setting: Setting, old: Seats, new: Seats) -> list[Change]:
    groups = {group.id: group for group in setting.groups}
    return [
        Change(person, groups.get(old.get(key, 0)), groups.get(new.get(key, 0)))
        for key, person in setting.people.items()
        if key in new and old.get(key) != new[key]
    ]


def _check_sizes(session: Session, workshop: Workshop, plan: Plan) -> None:
    setting = read_setting(session, workshop)
    seats = list(plans.seats_in(plans.placements(session, plan), setting).values())
    for group in setting.groups:
        number = seats.count(group.id)
        if not group.seats_min <= number <= group.seats_max:
            raise WorkshopError(
                _l(
                    "Group %(letter)s has %(num)s people, not %(least)s to %(most)s. "
                    "Move somebody, or change the group’s seats in the set-up.",
                    letter=group.letter,
                    num=number,
                    least=group.seats_min,
                    most=group.seats_max,
                )
            )


def _tell(
    session: Session, workshop: Workshop, plan: Plan, said: Announcement, letters: Letters, by: By
) -> None:
    rows = plans.placements(session, plan)
    tables = tables_store.seated(session, list(rows.values()))
    for change in said.changes:
        if change.new is not None:
            key = change.person.id
            placed = Placed(
                plan, rows[key], change.new, change.old is not None, tables.get(key, ())
            )
            tell(session, workshop, change.person, placed, letters, now=by.now)

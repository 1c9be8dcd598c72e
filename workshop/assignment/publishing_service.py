"""Publishes a plan, tells those whose group changed, and takes a publication back."""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import plans, service, tables_store
from workshop.assignment.letters import Placed, tell, tell_lost
from workshop.assignment.pairs import broken_pairs, name_of
from workshop.assignment.proof import outside_roles
from workshop.assignment.setting import Seats, Setting, published_seats, read_setting
from workshop.domain.terms import PlanState, WorkshopState
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _, _l, ngettext
from workshop.models import FocusGroup, Person, Plan, Workshop
from workshop.planning.editing import By, hold
from workshop.registration.letters import Letters, Reach

NOBODY_TOLD = _l("Nobody is told by mail until the public address is set (WORKSHOP_BASE_URL).")
NOT_OPEN = _l("Open the workshop first. People cannot see a draft.")
FURTHEST = dt.timedelta(days=366)
"""From the workshop's day to the one that a plan is valid on: it may have been put off."""
NOT_ACCEPTED = _l("Tick that the plan is published although these rules are not kept.")


@dataclass(frozen=True)
class Change:
    """Somebody whose group a publication changes; `old` is None for a first group, `new` for
    somebody who had one and has none then."""

    person: Person
    old: FocusGroup | None
    new: FocusGroup | None


@dataclass(frozen=True)
class Announcement:
    """What publishing would do. unseated: people with a seat in the room but in no group.

    reachable: how many of those who change can be told; nobody unless `may_mail`.  reach: who of
    all is told, and whom no mail reaches; none is sent to them.  broken: a
    sentence for each rule that the plan does not keep, be it by a hand that wanted it so.
    blocked: a sentence for each reason why publishing is refused: the workshop is not open, so that
    the links in the mails would lead nowhere, or the size of a group does not fit.
    changes: who gets a group, lost: who has none any more.
    """

    changes: list[Change]
    reachable: int
    unseated: list[Person]
    may_mail: bool
    broken: list[str]
    blocked: list[str]
    lost: list[Change]
    lost_reachable: int
    reach: Reach

    @property
    def mark(self) -> str:
        """Stands for exactly these broken rules, as they are named; empty without any."""
        named = "\n".join(sorted(self.broken))
        return hashlib.blake2b(named.encode(), digest_size=16).hexdigest() if named else ""

    @property
    def told(self) -> int:
        return self.reachable + self.lost_reachable if self.may_mail else 0

    @property
    def unreached(self) -> int:
        return len(self.reach.silent)

    @property
    def moved(self) -> list[Change]:
        """Those who had another group."""
        return [change for change in self.changes if change.old]

    @property
    def first(self) -> list[Change]:
        """Those who had no group."""
        return [change for change in self.changes if not change.old]


def announcement(
    session: Session, workshop: Workshop, plan: Plan | None, letters: Letters
) -> Announcement:
    """plan: None for an undone first publication, after which nobody has a group."""
    setting = read_setting(session, workshop)
    rows = plans.placements(session, plan) if plan else {}
    seats = plans.seats_in(rows, setting)
    problem = setting.problem(pins=plans.pins_in(rows, setting), before={}, only=seats)
    before = published_seats(session, workshop)
    found, lost = _changes(setting, before, seats), _lost(setting, before, seats)
    everybody = [change.person for change in (*found, *lost)]
    reach = letters.reach(session, workshop, everybody)
    reachable, lost_reachable = (
        sum(change.person.id in reach.told for change in some) for some in (found, lost)
    )
    unseated = [person for key, person in setting.people.items() if key not in seats]
    broken = [*broken_pairs(setting, problem, seats), *outside_roles(setting, seats)]
    unseen = [str(NOT_OPEN)] if workshop.state is WorkshopState.DRAFT else []
    blocked = [*unseen, *_wrong_sizes(setting, seats)]
    may_mail = letters.settings.may_mail_links
    return Announcement(
        found, reachable, unseated, may_mail, broken, blocked, lost, lost_reachable, reach
    )  # fmt: skip


def publish(
    session: Session, workshop: Workshop, *, plan_id: int, version: int,
    effective_on: dt.date, note: str, letters: Letters, by: By, accepted: str | None = None,
) -> Announcement:  # fmt: skip
    """Makes the draft what everybody sees and queues a mail to those whose group is new.

    Raises WorkshopError in a draft of a workshop, while a group has too many or too few people, and
    while other rules are broken unless `accepted` is the mark of just these, and for a day that is
    more than a year from the workshop's.  accepted: None where nobody is asked, the plan in force
    having been published so, or a solver having made it.
    """
    hold(session, workshop)
    plan = plans.unchanged(session, workshop, plan_id, version)
    if plan.state is not PlanState.DRAFT:
        raise ConflictError(plans.CHANGED)
    said = announcement(session, workshop, plan, letters)
    if said.blocked:
        raise WorkshopError(" ".join(said.blocked))
    if accepted is not None and said.broken and accepted != said.mark:
        raise WorkshopError(NOT_ACCEPTED, field="knowingly")
    if accepted is not None and abs(effective_on - workshop.date) > FURTHEST:
        raise WorkshopError(
            _("Enter a day within a year of the workshop, such as %(day)s", day=workshop.date),
            field="effective_on",
        )  # fmt: skip
    earlier = plans.published(session, workshop.id)
    if earlier is not None:
        earlier.state = PlanState.ARCHIVED
        session.flush()
    plan.state, plan.published_at = PlanState.PUBLISHED, by.now
    plan.effective_on, plan.note = effective_on, note
    plan.result = {**(plan.result or {}), "told": said.told, "broken": len(said.broken)}
    plan.version += 1
    session.flush()
    _tell(session, workshop, (earlier, plan), said, letters, by)
    by.record(session, workshop, "plan.published", f"{plan.number}: {len(said.changes)}")
    return said


def undoing(session: Session, workshop: Workshop, letters: Letters) -> Announcement:
    """What taking back the last publication would do."""
    return announcement(session, workshop, _before(session, workshop), letters)


def take_back(
    session: Session, workshop: Workshop, *, plan_id: int, version: int, letters: Letters, by: By
) -> Announcement:
    """Undoes the last publication: the plan before it is published again, exactly as it was.

    What was undone becomes a draft with a number of its own, so that no two plans that anybody saw
    share one; a record keeps it as it was published.  Those whose group changes back are told, and
    those who have none then.
    """
    hold(session, workshop)
    plan = plans.find(session, workshop, plan_id)
    if plan.state is not PlanState.PUBLISHED or plan.version != version:
        raise ConflictError(plans.CHANGED)
    earlier = _before(session, workshop)
    said = announcement(session, workshop, earlier, letters)
    number = plan.number
    _keep_as_published(session, plan, by)
    if earlier is not None:
        earlier.state = PlanState.PUBLISHED
        session.flush()
    _tell(session, workshop, (plan, earlier), said, letters, by)
    by.record(session, workshop, "plan.taken_back", f"{number}: {said.told}")
    return said


def _before(session: Session, workshop: Workshop) -> Plan | None:
    """The plan that was published before the one in force."""
    return session.scalar(
        sa.select(Plan)
        .where(
            Plan.workshop_id == workshop.id,
            Plan.state == PlanState.ARCHIVED,
            ~plans.UNDONE,
        )
        .order_by(Plan.published_at.desc(), Plan.number.desc())
        .limit(1)
    )


def _keep_as_published(session: Session, plan: Plan, by: By) -> None:
    """A published plan becomes a draft with the next number; a copy stays in the history."""
    record = service.copy(session, plan, by)
    number, plan.number = plan.number, record.number + 1
    session.flush()
    record.number, record.state = number, PlanState.ARCHIVED
    record.created_at, record.published_at = plan.created_at, plan.published_at
    record.effective_on, record.note = plan.effective_on, plan.note
    record.result = {
        **(plan.result or {}),
        plans.UNDONE_BY: by.actor, plans.UNDONE_AT: by.now.isoformat(),
    }  # fmt: skip
    session.flush()
    plan.number, plan.state = plan.number - 1, PlanState.DRAFT
    plan.published_at = plan.effective_on = None
    plan.version += 1
    session.flush()


def _changes(setting: Setting, old: Seats, new: Seats) -> list[Change]:
    groups = {group.id: group for group in setting.groups}
    return [
        Change(person, groups.get(old.get(key, 0)), groups.get(new.get(key, 0)))
        for key, person in setting.people.items()
        if key in new and old.get(key) != new[key]
    ]


def _lost(setting: Setting, old: Seats, new: Seats) -> list[Change]:
    """Those who had a group and are in none."""
    groups = {group.id: group for group in setting.groups}
    return [
        Change(person, groups[old[key]], None)
        for key, person in setting.people.items()
        if key not in new and old.get(key) in groups
    ]


def _wrong_sizes(setting: Setting, seats: Seats) -> list[str]:
    """What to do about each group that has too many or too few people."""
    sizes = Counter(seats.values())
    return [
        ngettext(
            "Group %(letter)s has %(num)s person, not %(least)s to %(most)s. "
            "Move somebody, or change the group’s seats in the set-up.",
            "Group %(letter)s has %(num)s people, not %(least)s to %(most)s. "
            "Move somebody, or change the group’s seats in the set-up.",
            sizes[group.id], letter=group.letter, least=group.seats_min, most=group.seats_max,
        )
        for group in setting.groups
        if not group.seats_min <= sizes[group.id] <= group.seats_max
    ]  # fmt: skip


def what_changed(
    session: Session, workshop: Workshop, plan: Plan | None, *, plan_id: int, version: int
) -> str:
    """What became of the draft that was to be published, now that `plan` is on the board."""
    if plan is None:
        return str(_("The draft was discarded meanwhile. There is nothing to publish."))
    if plan.state is not PlanState.DRAFT:
        return str(_("There is no draft any more; plan %(number)s is published now.",
                     number=plan.number))  # fmt: skip
    if plan.id != plan_id:
        return str(_("Draft %(number)s is on the board now, in place of the one you looked at.",
                     number=plan.number))  # fmt: skip
    times = max(plan.version - version, 1)
    said = ngettext(
        "Draft %(number)s was changed %(num)s time since you opened this page.",
        "Draft %(number)s was changed %(num)s times since you opened this page.",
        times, number=plan.number,
    )  # fmt: skip
    return " ".join((str(said), _latest(session, workshop, plan))).strip()


def _latest(session: Session, workshop: Workshop, plan: Plan) -> str:
    """The last change by hand that holds; empty without one."""
    done, setting = plans.moves(session, plan), read_setting(session, workshop)
    person = setting.people.get(done[-1].person_id) if done else None
    if person is None:
        return ""
    letters = {group.id: group.letter for group in setting.groups}
    return str(_("The latest change by hand: %(name)s, group %(letter)s.",
                 name=name_of(person), letter=letters.get(done[-1].to_group_id, "–")))  # fmt: skip


def _tell(
    session: Session, workshop: Workshop, turn: tuple[Plan | None, Plan | None],
    said: Announcement, letters: Letters, by: By,
) -> None:  # fmt: skip
    """turn: the plan that was in force, and the one that is."""
    plan = turn[1]
    old_rows, rows = (plans.placements(session, one) if one else {} for one in turn)
    old_tables, tables = (
        tables_store.seated(session, list(some.values())) for some in (old_rows, rows)
    )
    for change in said.changes:
        if plan is not None and change.new is not None and change.person.id in said.reach.told:
            key = change.person.id
            placed = Placed(
                plan, rows[key], change.new, change.old is not None, tables.get(key, ()),
                change.old, old_tables.get(key, ()),
            )  # fmt: skip
            tell(session, workshop, change.person, placed, letters, now=by.now)
    for change in said.lost:
        if change.old is not None and change.person.id in said.reach.told:
            tell_lost(session, workshop, change.person, change.old, letters, now=by.now)

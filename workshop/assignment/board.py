"""What the board shows: the groups side by side, the proof on top, the chosen person beside."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.assignment import plans
from workshop.assignment.effects import Option, options
from workshop.assignment.plans import Solved
from workshop.assignment.proof import Proof, prove
from workshop.assignment.service import hand_moved
from workshop.assignment.setting import Seats, Setting, published_seats, read_setting
from workshop.domain.assignment.problem import Problem
from workshop.domain.names import in_thai_order
from workshop.domain.terms import PlanState, Seniority
from workshop.i18n import _, language
from workshop.models import Agency, FocusGroup, Person, Placement, Plan, Workshop

LONG = 32
"""From so many people on, a group stands in two lists."""
MOST_HISTORY = 20


@dataclass(frozen=True)
class Row:
    """Somebody in a group. others: letters of the groups they could also be in."""

    person: Person
    abbreviation: str
    pinned: bool
    others: list[str]
    moved: bool
    conflict: bool


@dataclass(frozen=True)
class Column:
    """A group with its people; `excess` is how many too many, below 0 too few."""

    group: FocusGroup
    rows: list[Row]

    @property
    def excess(self) -> int:
        number = len(self.rows)
        return max(number - self.group.seats_max, 0) - max(self.group.seats_min - number, 0)

    @property
    def long(self) -> bool:
        return len(self.rows) > LONG


@dataclass(frozen=True)
class Chosen:
    """The person of whom the panel tells; placement None: not seated yet.

    at_home: whether the group they sit in takes their roles.
    """

    person: Person
    agency: Agency | None
    placement: Placement | None
    group: FocusGroup | None
    at_home: bool
    options: list[Option]

    @property
    def reason(self) -> str:
        if self.placement is None:
            return ""
        thai = language() == "th"
        return self.placement.reason_th if thai else self.placement.reason_en


@dataclass(frozen=True)
class Count:
    """How many people of one category each group has, in the groups' order."""

    label: str
    groups: list[int]

    @property
    def total(self) -> int:
        return sum(self.groups)


@dataclass(frozen=True)
class Board:
    """history: other plans and the published one, newest first; moves: how many changes can be
    undone; tells: whose published group would be another."""

    plan: Plan
    published: Plan | None
    history: list[Plan]
    columns: list[Column]
    unseated: list[Person]
    chosen: Chosen | None
    proof: Proof
    ministries: list[Count]
    seniority: list[Count]
    moves: int
    people: int
    tells: int

    @property
    def is_draft(self) -> bool:
        return self.plan.state is PlanState.DRAFT

    @property
    def pinned(self) -> int:
        return sum(row.pinned for column in self.columns for row in column.rows)

    @property
    def flexible(self) -> int:
        return sum(bool(row.others) for column in self.columns for row in column.rows)


def read_board(session: Session, workshop: Workshop, plan: Plan, *, person_id: int | None) -> Board:
    """The working plan as it is now, scored afresh."""
    setting = read_setting(session, workshop)
    rows = plans.placements(session, plan)
    seats = plans.seats_in(rows, setting)
    pins = plans.pins_in(rows, setting)
    solved = Solved.of(plan)
    problem = setting.problem(pins=pins, before=solved.before, only=seats)
    history = plans.all_plans(session, workshop)
    moves = plans.moves(session, plan)
    before = published_seats(session, workshop)
    columns = _columns(setting, rows, seats, solved, hand_moved(moves))
    unseated = [person for key, person in setting.people.items() if key not in seats]
    return Board(
        plan=plan,
        published=next((one for one in history if one.state is PlanState.PUBLISHED), None),
        history=[one for one in history if one.published_at or one.id != plan.id][:MOST_HISTORY],
        columns=columns,
        unseated=unseated,
        chosen=_chosen(setting, problem, rows, seats, solved, person_id),
        proof=prove(setting, problem, seats, pins, solved, unseated=len(unseated)),
        ministries=_ministries(setting, seats),
        seniority=_seniority(setting, seats),
        moves=len(moves) if plan.state is PlanState.DRAFT else 0,
        people=len(setting.people),
        tells=sum(before.get(key) != group for key, group in seats.items()),
    )


def abbreviation_of(setting: Setting, person: Person) -> str:
    """The agency's usual short form, else its name."""
    agency = setting.agency_of(person)
    if agency is None:
        return person.agency_name
    return agency.abbreviations[0] if agency.abbreviations else agency.name_th or agency.name_en


def _columns(
    setting: Setting, rows: dict[int, Placement], seats: Seats, solved: Solved, by_hand: set[int]
) -> list[Column]:
    members: dict[int, list[Row]] = {group.id: [] for group in setting.groups}
    for key, group_id in seats.items():
        person = setting.people[key]
        fitting = [group for group in setting.groups if setting.fits(person, group)]
        members[group_id].append(
            Row(
                person=person,
                abbreviation=abbreviation_of(setting, person),
                pinned=rows[key].pinned,
                others=[one.letter for one in fitting if one.id != group_id],
                moved=key in by_hand or solved.before.get(key, group_id) != group_id,
                conflict=all(one.id != group_id for one in fitting),
            )
        )
    return [Column(group, _sorted(members[group.id])) for group in setting.groups]


def _sorted(rows: list[Row]) -> list[Row]:
    """By agency, then by name, as in a Thai dictionary."""
    return in_thai_order(
        rows, lambda row: f"{row.abbreviation} {row.person.first_name} {row.person.last_name}"
    )


def _chosen(
    setting: Setting, problem: Problem, rows: dict[int, Placement], seats: Seats, solved: Solved,
    person_id: int | None,
) -> Chosen | None:  # fmt: skip
    person = setting.people.get(person_id or 0)
    if person is None:
        return None
    placed = rows.get(person.id) if person.id in seats else None
    group = setting.group(placed.group_id) if placed else None
    return Chosen(
        person=person,
        agency=setting.agency_of(person),
        placement=placed,
        group=group,
        at_home=group is not None and setting.fits(person, group),
        options=options(setting, problem, seats, person, solved.order),
    )


def _counts(setting: Setting, seats: Seats, label: dict[int, str], order: list[str]) -> list[Count]:
    cells = Counter((group, label[key]) for key, group in seats.items())
    return [Count(name, [cells[group.id, name] for group in setting.groups]) for name in order]


def _ministries(setting: Setting, seats: Seats) -> list[Count]:
    """The largest ministry first."""
    names = {}
    for key in seats:
        person = setting.people[key]
        agency = setting.agency_of(person)
        english = agency.ministry_en if agency and language() == "en" else ""
        names[key] = english or setting.ministry_of(person) or _("Not known")
    order = [name for name, _number in Counter(names.values()).most_common()]
    return _counts(setting, seats, names, order)


def _seniority(setting: Setting, seats: Seats) -> list[Count]:
    words = {
        Seniority.EXECUTIVE: _("Executives"),
        Seniority.HEAD: _("Heads"),
        Seniority.OFFICER: _("Officers"),
        Seniority.UNKNOWN: _("Not known"),
    }
    names = {key: words[setting.people[key].seniority] for key in seats}
    present = set(names.values())
    return _counts(setting, seats, names, [one for one in words.values() if one in present])

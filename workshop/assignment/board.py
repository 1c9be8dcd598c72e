"""What the board shows: the groups side by side, the proof on top, the chosen person beside."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from workshop.assignment import former, pairs, plans, rules_pins
from workshop.assignment.effects import Option, options
from workshop.assignment.pairs import Pair
from workshop.assignment.plans import Solved
from workshop.assignment.proof import Proof, prove
from workshop.assignment.rows import (
    Around,
    Column,
    Row,
    agency_key,
    agency_name,
    agency_words,
    columns,
    ministry_name,
    value_key,
)
from workshop.assignment.service import hand_moved
from workshop.assignment.setting import Seats, Setting, published_seats, read_setting
from workshop.assignment.sieve import Sieve
from workshop.assignment.taking_back import last_change
from workshop.domain.assignment.problem import Problem
from workshop.domain.names import fold, in_thai_order
from workshop.domain.terms import PlanState, Seniority
from workshop.i18n import _, language, local, plain
from workshop.models import (
    Agency,
    Attribute,
    FocusGroup,
    Person,
    Placement,
    Plan,
    PlanMove,
    Workshop,
)
from workshop.people.wording import SENIORITIES

LARGE = 300
"""From so many people on, names stand alone unless cards are asked for."""
MOST_HISTORY = 20


@dataclass(frozen=True)
class Scene:
    """A plan as it is now, with all that it depends on; read once for a page.

    movers: names of who moved a person's seat by hand, where they are known.
    """

    workshop: Workshop
    plan: Plan
    setting: Setting
    placements: dict[int, Placement]
    seats: Seats
    pins: Seats
    solved: Solved
    moves: list[PlanMove]
    before: Seats
    movers: dict[int, str]

    @cached_property
    def problem(self) -> Problem:
        """Of those who have a group, with the pins of now."""
        return self.setting.problem(pins=self.pins, before=self.solved.before, only=self.seats)

    def freed(self, person: Person) -> Problem:
        """The same where this person is pinned to no group, so that none counts as opened to them
        by the pin: it moves along with them."""
        if person.id not in self.pins:
            return self.problem
        pins = {key: group for key, group in self.pins.items() if key != person.id}
        return self.setting.problem(pins=pins, before=self.solved.before, only=self.seats)

    @cached_property
    def pairs(self) -> dict[int, list[Pair]]:
        return dict(pairs.pairs_of(self.setting, self.seats))

    @property
    def unseated(self) -> list[Person]:
        return [person for key, person in self.setting.people.items() if key not in self.seats]

    @property
    def outdated(self) -> bool:
        """Whether the draft was solved by other pairs, weights or goals than those of now."""
        if self.plan.state is not PlanState.DRAFT or self.solved.rules is None:
            return False
        return self.solved.rules != self.setting.rules.mark

    @property
    def moved(self) -> set[int]:
        """Who sits elsewhere than published; before a publication, whom a hand moved."""
        if not self.before:
            return hand_moved(self.moves)
        return {key for key, group in self.seats.items() if self.before.get(key, group) != group}


def read_scene(session: Session, workshop: Workshop, plan: Plan) -> Scene:
    """A fixed number of queries, however many people."""
    setting = read_setting(session, workshop)
    rows, moves = plans.placements(session, plan), plans.moves(session, plan)
    return Scene(
        workshop=workshop, plan=plan, setting=setting, placements=rows,
        seats=plans.seats_in(rows, setting), pins=plans.pins_in(rows, setting),
        solved=Solved.of(plan), moves=moves,
        before=published_seats(session, workshop),
        movers=rules_pins.names_of(session, former.movers_in(moves)),
    )  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """The person of whom the panel tells; placement None: not seated yet; moved_by: the name of the
    organiser who moved them here by hand and pinned nothing, empty where it is not known; traits:
    name and value of each attribute that counts."""

    plan: Plan
    person: Person
    agency: Agency | None
    ministry: str
    level: str
    placement: Placement | None
    group: FocusGroup | None
    pairs: list[Pair]
    options: list[Option]
    traits: list[tuple[str, str]]
    moved_by: str = ""

    @property
    def reason(self) -> str:
        """As the person reads it, but with the name of who moved the seat."""
        if self.placement is None or self.group is None:
            return ""
        if self.moved_by:
            return str(_("%(name)s, an organiser, moved this seat to group %(letter)s.",
                         name=self.moved_by, letter=self.group.letter))  # fmt: skip
        thai = language() == "th"
        return self.placement.reason_th if thai else self.placement.reason_en


def choose(scene: Scene, person_id: int | None) -> Chosen | None:
    setting = scene.setting
    person = setting.people.get(person_id or 0)
    if person is None:
        return None
    placed = scene.placements.get(person.id) if person.id in scene.seats else None
    by_hand = person.id in hand_moved(scene.moves) and person.id not in scene.pins
    return Chosen(
        moved_by=scene.movers.get(person.id, "") if by_hand else "",
        plan=scene.plan,
        person=person,
        agency=setting.agency_of(person),
        ministry=ministry_name(setting, person),
        level=str(SENIORITIES[person.seniority]),
        placement=placed,
        group=setting.group(placed.group_id) if placed else None,
        pairs=scene.pairs.get(person.id, []),
        traits=[
            (local(one, "name"), setting.value_of(person, one) or str(_("Not known")))
            for one in setting.attributes
        ],
        options=options(
            setting, scene.freed(person), scene.seats, person,
            order=scene.solved.order, pairs=scene.pairs, pinned=person.id in scene.pins,
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Count:
    """How many people of one category each group has, in the groups' order."""

    label: str
    groups: list[int]

    @property
    def total(self) -> int:
        return sum(self.groups)


@dataclass(frozen=True)
class Counts:
    """People counted by one attribute that groups are mixed by; values: what they can be found by,
    value and name, in the rows' order."""

    name: str
    rows: list[Count]
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Pairs:
    """How many pairs there are of each kind, and a sentence for each that is not kept."""

    together: int
    apart: int
    broken: list[str]


@dataclass(frozen=True)
class Board:
    """history: other plans and the published one, newest first; moves: how many changes can be
    undone; tells: whose published group would be another; agencies, ministries, levels: what
    people can be found by, value and name; agency_words: all that an agency goes by; last: what
    undoing takes back, empty where that cannot be said."""

    plan: Plan
    published: Plan | None
    history: list[Plan]
    columns: list[Column]
    unseated: list[Person]
    proof: Proof
    pairs: Pairs
    by_ministry: list[Count]
    by_seniority: list[Count]
    by_attribute: list[Counts]
    agencies: list[tuple[str, str]]
    agency_words: dict[str, str]
    ministries: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    moves: int
    last: str
    people: int
    tells: int

    @property
    def is_draft(self) -> bool:
        return self.plan.state is PlanState.DRAFT

    @property
    def large(self) -> bool:
        return self.people > LARGE

    @cached_property
    def pinned(self) -> int:
        return sum(row.pinned for column in self.columns for row in column.rows)

    @cached_property
    def flexible(self) -> int:
        return sum(bool(row.others) for column in self.columns for row in column.rows)

    @cached_property
    def found(self) -> int:
        return sum(column.found for column in self.columns)

    @property
    def seated(self) -> int:
        return self.people - len(self.unseated)


def read_board(session: Session, scene: Scene, sieve: Sieve) -> Board:
    """The plan scored afresh; every person, shown or not."""
    setting, plan, seats = scene.setting, scene.plan, scene.seats
    history = plans.all_plans(session, scene.workshop)
    around = Around(setting, scene.placements, seats, scene.pairs, scene.moved, sieve.takes)
    shown = columns(around)
    problem, is_draft = scene.problem, plan.state is PlanState.DRAFT
    return Board(
        plan=plan,
        published=next((one for one in history if one.state is PlanState.PUBLISHED), None),
        history=[one for one in history if one.published_at or one.id != plan.id][:MOST_HISTORY],
        columns=shown,
        unseated=scene.unseated,
        proof=prove(scene.setting, problem, seats, scene.pins, scene.solved,
                    unseated=len(scene.unseated), by_hand=bool(scene.moves),
                    moved=len(scene.moved) if scene.before else None),
        pairs=Pairs(len(problem.together), len(problem.apart),
                    pairs.broken_pairs(setting, problem, seats)),
        by_ministry=_ministries(shown),
        by_seniority=_seniority(shown),
        by_attribute=[_attribute(setting, shown, one) for one in setting.attributes],
        agencies=_named(setting, {key: agency_key(setting.people[key]) for key in seats},
                        agency_name),
        agency_words={agency_key(one): agency_words(setting, one)
                      for one in map(setting.people.__getitem__, seats)},
        ministries=in_thai_order(
            {row.traits.ministry: row.ministry for col in shown for row in col.rows}.items(),
            lambda pair: pair[1],
        ),
        levels=_levels(setting, seats),
        moves=len(scene.moves) if is_draft else 0,
        last=last_change(setting, scene.moves) if is_draft else "",
        people=len(setting.people),
        tells=sum(scene.before.get(key) != group for key, group in seats.items()),
    )  # fmt: skip


def _named(
    setting: Setting, keys: dict[int, str], name: Callable[[Setting, Person], str]
) -> list[tuple[str, str]]:
    """Each key once, with what its people call it, by name."""
    one_of = {key: person for person, key in keys.items()}
    pairs = [(key, name(setting, setting.people[person])) for key, person in one_of.items()]
    return in_thai_order(pairs, lambda pair: pair[1])


def _levels(setting: Setting, seats: Seats) -> list[tuple[str, str]]:
    present = {setting.people[key].seniority for key in seats}
    return [(level.value, str(SENIORITIES[level])) for level in Seniority if level in present]


def _counts(found: list[Column], label: Callable[[Row], str], order: list[str]) -> list[Count]:
    cells = [Counter(map(label, column.rows)) for column in found]
    return [Count(name, [cell[name] for cell in cells]) for name in order]


def _ministries(found: list[Column]) -> list[Count]:
    """The largest ministry first."""
    known = Counter(row.ministry for column in found for row in column.rows)
    order = [name for name, _number in known.most_common()]
    return _counts(found, lambda row: row.ministry, order)


def _seniority(found: list[Column]) -> list[Count]:
    words = {
        Seniority.EXECUTIVE: _("Executives"),
        Seniority.HEAD: _("Heads"),
        Seniority.OFFICER: _("Officers"),
        Seniority.UNKNOWN: _("Not known"),
    }
    present = {row.person.seniority for column in found for row in column.rows}
    order = [words[level] for level in words if level in present]
    return _counts(found, lambda row: words[row.person.seniority], order)


def _attribute(setting: Setting, found: list[Column], attribute: Attribute) -> Counts:
    """In the order of a Thai dictionary, those of whom it is not known last."""
    words: dict[str, str] = {}
    keys: dict[str, str] = {}
    for person in setting.people.values():
        value = setting.value_of(person, attribute)
        shown = words.setdefault(fold(value), value)
        keys[shown] = value_key(setting, person, attribute)
    unknown = str(_("Not known"))

    def label(row: Row) -> str:
        return words[fold(setting.value_of(row.person, attribute))] or unknown

    present = {label(row) for column in found for row in column.rows}
    order = [*in_thai_order(present - {unknown}, str), *(present & {unknown})]
    values = [(keys.get(name, keys.get("", "")), name) for name in order]
    return Counts(plain(attribute, "name"), _counts(found, label, order), values)

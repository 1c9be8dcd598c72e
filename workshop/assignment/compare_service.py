"""Two plans held against each other: who sits elsewhere, what each scores, how large groups are."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.assignment import plans
from workshop.assignment.pairs import broken_pairs
from workshop.assignment.plans import Solved
from workshop.assignment.proof import measured, outside_roles, some_of, wrong_sizes
from workshop.assignment.rows import abbreviation_of, agency_name
from workshop.assignment.setting import Seats, Setting, published_seats, read_setting
from workshop.assignment.tables_changed import TablesChanged, tables_changed
from workshop.domain.assignment.check import score
from workshop.domain.assignment.problem import Level, Score
from workshop.domain.assignment.words import digits_apart
from workshop.domain.names import in_thai_order
from workshop.domain.terms import PlanState
from workshop.i18n import _
from workshop.models import FocusGroup, Person, Plan, Workshop

TITLES = {
    Level.PREFERENCE: lambda: _("First choice"),
    Level.BALANCE: lambda: _("Balance"),
    Level.SPREAD: lambda: _("Colleagues together"),
    Level.MOVES: lambda: _("Moves"),
}


@dataclass(frozen=True)
class Goal:
    """One part of the score in both plans, in words; better: "a", "b", or empty when alike."""

    title: str
    a: str
    b: str
    difference: str
    better: str


@dataclass(frozen=True)
class Differs:
    """Somebody who sits elsewhere in the other plan; None: in no group there."""

    person: Person
    abbreviation: str
    agency: str
    a: FocusGroup | None
    b: FocusGroup | None


@dataclass(frozen=True)
class Size:
    group: FocusGroup
    a: int
    b: int


@dataclass(frozen=True)
class Comparison:
    """goals: the weightiest first.  why_not: why neither plan can be called better, in words;
    empty when both seat the same people and were solved by the same rules.  broken: each plan that
    does not keep all sizes, roles and pairs, with which, in words."""

    a: Plan
    b: Plan
    goals: list[Goal]
    differs: list[Differs]
    sizes: list[Size]
    why_not: str
    broken: list[tuple[Plan, str]]
    tables: TablesChanged

    @property
    def deciding(self) -> Goal | None:
        """The first part in which they differ: it decides which is better, if either is."""
        return next((goal for goal in self.goals if goal.better), None)


def pick(found: list[Plan], a: int | None, b: int | None) -> tuple[Plan | None, Plan | None]:
    """The plans with these numbers; where none is named, the published and the newest one."""
    by_number = {plan.number: plan for plan in found}
    shown = [plan for plan in found if plan.published_at or plan.state is PlanState.DRAFT]
    second = by_number.get(b) if b is not None else next(iter(shown), None)
    if a is not None:
        return by_number.get(a), second
    others = [plan for plan in shown if plan is not second]
    others.sort(key=lambda plan: plan.state is not PlanState.PUBLISHED)
    return next(iter(others), None), second


def compare(session: Session, workshop: Workshop, a: Plan, b: Plan) -> Comparison:
    """Both scored afresh with the people, groups and rules of now."""
    setting = read_setting(session, workshop)
    first, second = _seats(session, setting, a), _seats(session, setting, b)
    before = published_seats(session, workshop)
    scores = _score(setting, first, before), _score(setting, second, before)
    sizes = Counter(first.values()), Counter(second.values())
    order = Solved.of(b).order
    people = len(first), len(second)
    why_not = _why_not(setting, (first, second), (Solved.of(a).rules, Solved.of(b).rules))
    weighted = setting.rules.weighted
    goals = [_goal(level, *scores, people, alike=not why_not, weighted=weighted) for level in order]
    return Comparison(
        a=a, b=b, goals=goals,
        differs=_differs(setting, first, second),
        sizes=[Size(one, sizes[0][one.id], sizes[1][one.id]) for one in setting.groups],
        why_not=why_not,
        broken=[(plan, said) for plan, seats in ((a, first), (b, second))
                if (said := _broken(setting, seats, Solved.of(plan).pins))],
        tables=tables_changed(session, setting, a, b),
    )  # fmt: skip


def _broken(setting: Setting, seats: Seats, pins: Seats) -> str:
    """What the board would say of these seats; empty where everything is kept."""
    problem = setting.problem(pins={}, before={}, only=seats)
    return some_of([*wrong_sizes(setting, seats), *outside_roles(setting, seats, pins),
                    *broken_pairs(setting, problem, seats)])  # fmt: skip


def _why_not(setting: Setting, seats: tuple[Seats, Seats], rules: tuple[str | None, ...]) -> str:
    """Why neither plan can be called better; empty when one can."""
    first, second = seats
    if first.keys() != second.keys():
        return str(_(
            "Neither is called better: they do not seat the same people. "
            "Of the %(all)s with a seat the first has %(a)s in a group, the second %(b)s.",
            all=len(setting.people), a=len(first), b=len(second),
        ))  # fmt: skip
    if None not in rules and len(set(rules)) > 1:
        return str(_(
            "Neither is called better: they were solved by different pairs, weights or goals."
        ))  # fmt: skip
    return ""


def _seats(session: Session, setting: Setting, plan: Plan) -> Seats:
    return plans.seats_in(plans.placements(session, plan), setting)


def _score(setting: Setting, seats: Seats, before: Seats) -> Score:
    """Pins open no group here: two plans are measured with one measure."""
    codes = {group.id: group.code for group in setting.groups}
    problem = setting.problem(pins={}, before=before, only=seats)
    return score(problem, {str(key): codes[group] for key, group in seats.items()})


def _goal(
    level: Level, a: Score, b: Score, people: tuple[int, int], *, alike: bool, weighted: bool
) -> Goal:
    """alike: whether the two scores can be held against each other."""
    first, second = a.part(level), b.part(level)
    gap = abs(first - second) if alike else 0
    digits = digits_apart(first, second, max(people)) if alike else None
    return Goal(
        title=str(TITLES[level]()),
        a=measured(level, first, max(people[0], 1), weighted=weighted, digits=digits),
        b=measured(level, second, max(people[1], 1), weighted=weighted, digits=digits),
        difference=measured(level, gap, max(people), weighted=weighted) if gap else "",
        better="" if not gap else "a" if first < second else "b",
    )


def _differs(setting: Setting, a: Seats, b: Seats) -> list[Differs]:
    """By agency and name, as on the board."""
    groups = {group.id: group for group in setting.groups}
    found = [
        Differs(
            person, abbreviation_of(setting, person), agency_name(setting, person),
            groups.get(a.get(key, 0)), groups.get(b.get(key, 0)),
        )
        for key, person in setting.people.items()
        if a.get(key) != b.get(key)
    ]  # fmt: skip
    return in_thai_order(
        found, lambda one: f"{one.abbreviation} {one.person.first_name} {one.person.last_name}"
    )


def differing(session: Session, setting: Setting, a: Plan, b: Plan) -> list[Differs]:
    """Only who sits elsewhere."""
    return _differs(setting, _seats(session, setting, a), _seats(session, setting, b))

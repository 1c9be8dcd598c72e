"""Whether a plan is proven best, how far it can be from the best, and its four figures."""

from dataclasses import dataclass

from workshop.assignment.plans import Solved
from workshop.assignment.setting import Seats, Setting
from workshop.domain.assignment.check import score
from workshop.domain.assignment.problem import Level, Problem, Score
from workshop.domain.assignment.words import people_uneven
from workshop.i18n import _, ngettext


@dataclass(frozen=True)
class Figure:
    """A number with its unit, and what it means."""

    title: str
    number: str
    unit: str
    note: str


@dataclass(frozen=True)
class Proof:
    """state: proven, within, outdated or broken."""

    state: str
    title: str
    sentence: str
    figures: list[Figure]

    @property
    def proven(self) -> bool:
        return self.state == "proven"


def prove(
    setting: Setting, problem: Problem, seats: Seats, pins: Seats, solved: Solved, *, unseated: int
) -> Proof:
    """Compares the plan as it is now with the bounds of the time it was solved.

    problem: of the seated people only, with the pins of now.
    """
    codes = {group.id: group.code for group in setting.groups}
    assignment = {str(key): codes[group] for key, group in seats.items()}
    reached = score(problem, assignment)
    holds = not unseated and solved.still_holds(problem, pins)
    proven = _proven(reached, solved) if holds else ()
    state, title, sentence = _said(setting, seats, reached, solved, proven, holds)
    figures = _figures(problem, assignment, reached, solved, proven)
    return Proof(state, title, sentence, [figures[level] for level in solved.order])


def _proven(reached: Score, solved: Solved) -> tuple[Level, ...]:
    """The leading parts that meet their bound."""
    for number, level in enumerate(solved.order):
        if reached.part(level) != solved.bound[level]:
            return solved.order[:number]
    return solved.order


def _said(
    setting: Setting, seats: Seats, reached: Score, solved: Solved, proven: tuple[Level, ...],
    holds: bool,
) -> tuple[str, str, str]:  # fmt: skip
    wrong = _wrong_sizes(setting, seats)
    if wrong:
        return "broken", _("Sizes do not fit"), " ".join(wrong)
    if not holds:
        return "outdated", _("Not compared with the best"), _(
            "People, groups or pins are not what they were when this was solved. "
            "Solve again to compare."
        )  # fmt: skip
    if proven == solved.order:
        return "proven", _("Proven best"), ngettext(
            "No other split of this %(num)s person scores better on these four, in this order.",
            "No other split of these %(num)s people scores better on these four, in this order.",
            len(seats),
        )  # fmt: skip
    level = solved.order[len(proven)]
    gap = reached.part(level) - (solved.bound[level] or 0)
    return "within", _gap(level, gap, len(seats)), _(
        "The figures before it cannot be better; this one can be better by that much at most."
    ) if proven else _("This is the most that another split could be better by.")  # fmt: skip


def _gap(level: Level, gap: int, people: int) -> str:
    if level is Level.BALANCE:
        number = people_uneven(gap, people)
        return str(_("Within %(number)s people of the best possible", number=number))
    if level is Level.PREFERENCE:
        return str(ngettext(
            "Within %(num)s first choice of the best possible",
            "Within %(num)s first choices of the best possible", gap,
        ))  # fmt: skip
    if level is Level.SPREAD:
        return str(ngettext(
            "Within %(num)s pair of the best possible",
            "Within %(num)s pairs of the best possible", gap,
        ))  # fmt: skip
    return str(ngettext(
        "Within %(num)s move of the best possible",
        "Within %(num)s moves of the best possible", gap,
    ))  # fmt: skip


def _wrong_sizes(setting: Setting, seats: Seats) -> list[str]:
    sizes = list(seats.values())
    found = []
    for group in setting.groups:
        number = sizes.count(group.id)
        if number > group.seats_max:
            over = number - group.seats_max
            found.append(_("Group %(letter)s has %(num)s too many.", letter=group.letter, num=over))
        if number < group.seats_min:
            under = group.seats_min - number
            found.append(_("Group %(letter)s has %(num)s too few.", letter=group.letter, num=under))
    return found


def _figures(
    problem: Problem, assignment: dict[str, str], reached: Score, solved: Solved,
    proven: tuple[Level, ...],
) -> dict[Level, Figure]:  # fmt: skip
    people = len(problem.persons)
    first = sum(one.levels().get(assignment[one.id]) == 0 for one in problem.persons)
    others = people - first
    return {
        Level.PREFERENCE: Figure(
            _("First choice"), str(first), _("of %(all)s", all=people),
            _("all within their roles") if not others else ngettext(
                "%(num)s person outside their roles", "%(num)s people outside their roles", others
            ),
        ),
        Level.BALANCE: Figure(
            _("Balance"), people_uneven(reached.B, max(people, 1)), _("people"),
            _("from an even mix, the least possible") if Level.BALANCE in proven
            else _("from an even mix of ministries and seniority"),
        ),
        Level.SPREAD: Figure(
            _("Colleagues together"), str(reached.S), ngettext("pair", "pairs", reached.S),
            _("the fewest at this balance") if Level.SPREAD in proven
            else _("of one agency in the same group"),
        ),
        Level.MOVES: Figure(
            _("Moves"), str(reached.D), "",
            _("since the published plan") if solved.before else _("nothing published before"),
        ),
    }  # fmt: skip

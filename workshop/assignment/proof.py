"""Whether a plan is proven best, how far it can be from the best, and its four figures."""

from dataclasses import dataclass
from types import MappingProxyType

from workshop.assignment.pairs import broken_pairs, name_of
from workshop.assignment.plans import Solved
from workshop.assignment.setting import Seats, Setting
from workshop.assignment.uneven import uneven
from workshop.domain.assignment.check import score
from workshop.domain.assignment.problem import Level, Problem, Score
from workshop.domain.assignment.words import digits_apart, people_uneven
from workshop.i18n import _, ngettext

EMPTY: Seats = MappingProxyType({})
MOST_SAID = 5
"""So many broken rules are named at once."""


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
    setting: Setting, problem: Problem, seats: Seats, pins: Seats, solved: Solved,
    *, unseated: int, by_hand: bool = False, moved: int | None = None,
) -> Proof:  # fmt: skip
    """Compares the plan as it is now with the bounds of the time it was solved.

    problem: of the seated people only, with the pins of now.  moved: who sits elsewhere than in
    the plan that is published now, if one is.  The bounds hold for every split of
    the same people, groups and rules, so also for one that a hand has changed since.
    """
    codes = {group.id: group.code for group in setting.groups}
    assignment = {str(key): codes[group] for key, group in seats.items()}
    reached = score(problem, assignment)
    accepted = {key: group for key, group in solved.pins.items() if pins.get(key) == group}
    wrong = [*wrong_sizes(setting, seats), *outside_roles(setting, seats, accepted),
             *broken_pairs(setting, problem, seats)]  # fmt: skip
    stale = _stale(setting, problem, pins, solved, unseated)
    proven = () if wrong or stale else _proven(reached, solved)
    figures = _figures(problem, assignment, reached, solved, proven)
    if moved is not None:
        figures[Level.MOVES] = Figure(_("Moves"), str(moved), "", _("since the published plan"))
    if wrong:
        said = "broken", _broken(setting, seats, accepted), some_of(wrong)
    elif stale:
        said = "outdated", _("Not compared with the best"), stale
    else:
        said = _compared(problem, reached, solved, proven, figures, by_hand=by_hand)
    return Proof(*said, [figures[level] for level in solved.order])


def _stale(setting: Setting, problem: Problem, pins: Seats, solved: Solved, unseated: int) -> str:
    """Why the bounds of then say nothing of now; empty when they still hold."""
    if solved.rules not in (None, setting.rules.mark):
        return str(_(
            "The rules changed since this was solved: pairs, weights or goals. "
            "Solve again to compare."
        ))  # fmt: skip
    if unseated or not solved.still_holds(problem, pins):
        return str(_(
            "People, groups, rules or pins are not what they were when this was solved. "
            "Solve again to compare."
        ))  # fmt: skip
    return ""


def _broken(setting: Setting, seats: Seats, accepted: Seats) -> str:
    """The title of a plan that does not keep a rule."""
    if wrong_sizes(setting, seats):
        return str(_("Sizes do not fit"))
    if outside_roles(setting, seats, accepted):
        return str(_("Roles are not kept"))
    return str(_("Pairs are not kept"))


def outside_roles(setting: Setting, seats: Seats, accepted: Seats = EMPTY) -> list[str]:
    """One sentence for everybody who sits in a group that no role of theirs opens.

    accepted: pins that the plan was solved with, by which an organiser opened the group.
    """
    groups = {group.id: group for group in setting.groups}
    return [
        _("%(name)s sits in group %(letter)s, outside their roles.",
          name=name_of(setting.people[key]), letter=groups[group].letter)
        for key, group in seats.items()
        if accepted.get(key) != group and not setting.fits(setting.people[key], groups[group])
    ]  # fmt: skip


def wrong_sizes(setting: Setting, seats: Seats) -> list[str]:
    """One sentence for each group with too many or too few people."""
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


def some_of(sentences: list[str]) -> str:
    """The first of them, and how many more there are."""
    said, more = sentences[:MOST_SAID], len(sentences) - MOST_SAID
    if more > 0:
        said = [*said, ngettext("And %(num)s more.", "And %(num)s more.", more)]
    return " ".join(said)


def _proven(reached: Score, solved: Solved) -> tuple[Level, ...]:
    """The leading parts that meet their bound, or in moves what was chosen."""
    for number, level in enumerate(solved.order):
        chosen = level is Level.MOVES and solved.limit is not None and solved.limit >= reached.D
        if reached.part(level) != solved.bound[level] and not chosen:
            return solved.order[:number]
    return solved.order


def _compared(
    problem: Problem, reached: Score, solved: Solved, proven: tuple[Level, ...],
    figures: dict[Level, Figure], *, by_hand: bool,
) -> tuple[str, str, str]:  # fmt: skip
    """State, title and sentence of a plan that keeps the rules it was solved by."""
    people, weighted = len(problem.persons), problem.weighted
    if proven == solved.order and _beyond(reached, solved):
        return "proven", *_best_within(reached, solved)
    if proven == solved.order:
        return "proven", _("Proven best"), ngettext(
            "No other split of this %(num)s person scores better on these four, in this order.",
            "No other split of these %(num)s people scores better on these four, in this order.",
            people,
        )  # fmt: skip
    level = solved.order[len(proven)]
    here, bound = reached.part(level), solved.bound[level] or 0
    if here < bound:
        return "outdated", _("Not compared with the best"), _(
            "Somebody sits outside their roles. "
            "What is best is known only for splits that keep to the roles."
        )  # fmt: skip
    digits = digits_apart(here, bound, people)
    reads = [
        measured(level, part, people, weighted=weighted, digits=digits) for part in (here, bound)
    ]
    said = _how_far(figures[level].title, reads, bound, first=not proven)
    if by_hand:
        known = _("Known since it was solved; moves by hand do not change what is best.")
        said = f"{said} {known}"
    return "within", _gap(level, here - bound, bound, people, weighted=weighted), said


def _beyond(reached: Score, solved: Solved) -> int:
    """How many moves more than the fewest were chosen."""
    return 0 if solved.limit is None else reached.D - (solved.bound[Level.MOVES] or 0)


def _best_within(reached: Score, solved: Solved) -> tuple[str, str]:
    """Title and sentence where more moves than the fewest were chosen."""
    title = ngettext(
        "Proven best for %(num)s move", "Proven best for %(num)s moves", reached.D
    )  # fmt: skip
    return title, ngettext(
        "%(num)s move more than the fewest was chosen, for more even groups. With no more moves "
        "nothing is more even, or as even with fewer colleagues together.",
        "%(num)s moves more than the fewest were chosen, for more even groups. With no more moves "
        "nothing is more even, or as even with fewer colleagues together.",
        _beyond(reached, solved),
    )  # fmt: skip


def _how_far(title: str, reads: list[str], bound: int, *, first: bool) -> str:
    """What is reached and what is known of the best, as they read; first: no figure stands
    before this one."""
    numbers = {"goal": title, "here": reads[0], "bound": reads[1]}
    if bound == 0:
        return str(_("%(goal)s: %(here)s here; at best there would be none.", **numbers))
    if first:
        return str(_("%(goal)s: %(here)s here. No split gets below %(bound)s.", **numbers))
    return str(
        _("%(goal)s: %(here)s here. No split that is as good in the figures before it "
          "gets below %(bound)s.", **numbers)
    )  # fmt: skip


def measured(
    level: Level, part: int, people: int, *, weighted: bool, digits: int | None = None
) -> str:
    """A part of the score in its own unit; digits: of B, see `people_uneven`."""
    if level is Level.BALANCE:
        number = uneven(part, people, weighted=weighted, digits=digits)
        return str(_("%(number)s people from an even mix", number=number))
    if level is Level.PREFERENCE:
        return str(ngettext("%(num)s seat that is no first choice",
                            "%(num)s seats that are no first choice", part))  # fmt: skip
    if level is Level.SPREAD:
        return str(ngettext("%(num)s pair of colleagues", "%(num)s pairs of colleagues", part))
    return str(ngettext("%(num)s move", "%(num)s moves", part))


def _gap(level: Level, gap: int, bound: int, people: int, *, weighted: bool) -> str:
    """How much better another split can be at most: a share where there is something to share."""
    if bound > 0:
        percent = -(-gap * 1000 // bound)  # tenths, rounded up: at most stays true
        return str(_("At most %(share)s %% from the best", share=f"{percent / 10:.1f}"))
    if level is Level.BALANCE:
        number = uneven(gap, people, weighted=weighted)
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


def _figures(
    problem: Problem, assignment: dict[str, str], reached: Score, solved: Solved,
    proven: tuple[Level, ...],
) -> dict[Level, Figure]:  # fmt: skip
    people = len(problem.persons)
    first = sum(one.levels().get(assignment[one.id]) == 0 for one in problem.persons)
    others = people - first
    beyond = _beyond(reached, solved)
    return {
        Level.PREFERENCE: Figure(
            _("First choice"), str(first), _("of %(all)s", all=people),
            _("all within their roles") if not others else ngettext(
                "%(num)s person outside their roles", "%(num)s people outside their roles", others
            ),
        ),
        Level.BALANCE: Figure(
            _("Balance"), people_uneven(reached.B, max(people, 1)),
            _("weighted people") if problem.weighted else _("people"),
            _("from an even mix") if Level.BALANCE not in proven
            else _("from an even mix, the least with so many moves") if beyond
            else _("from an even mix, the least possible"),
        ),
        Level.SPREAD: Figure(
            _("Colleagues together"), str(reached.S), ngettext("pair", "pairs", reached.S),
            _("of one agency in the same group") if Level.SPREAD not in proven
            else _("the fewest with so many moves") if beyond
            else _("the fewest at this balance"),
        ),
        Level.MOVES: Figure(
            _("Moves"), str(reached.D), "",
            _("since the published plan") if solved.before else _("nothing published before"),
        ),
    }  # fmt: skip

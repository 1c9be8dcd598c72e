"""What moving somebody would do, group by group, in words: before it is done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop.assignment.pairs import Pair, name_of
from workshop.assignment.setting import Seats, Setting
from workshop.assignment.uneven import uneven
from workshop.domain.assignment.problem import Level, Problem, Score
from workshop.domain.assignment.tally import Tally
from workshop.i18n import _, _l, ngettext
from workshop.models import FocusGroup, Person

NO_ROLE = _l("Not one of the agency’s roles.")


@dataclass(frozen=True)
class Option:
    """A group somebody could be moved to.

    changes: what gets better or worse, the weightiest first; empty for somebody not seated yet.
    broken: the rules that the move would break, roles and sizes first.  verdict: better, same or
    worse by the order of the goals, or broken.  note: what else happens.  rank: sizes that do not
    fit weigh most, as they stand in the way of publishing; then roles and pairs, then the goals.
    """

    group: FocusGroup
    fits: bool
    at_home: bool
    changes: list[str]
    broken: list[str]
    verdict: str
    rank: tuple[int, bool, int, tuple[int, ...]]
    note: str = ""

    @property
    def choice(self) -> str:
        """Whether it is a first choice; empty where no role opens the group: `broken` says so."""
        if not self.fits:
            return ""
        return str(_("Still a first choice.") if self.at_home else _("A first choice."))


def options(
    setting: Setting, problem: Problem, seats: Seats, person: Person,
    *, order: tuple[Level, ...], pairs: Mapping[int, list[Pair]], pinned: bool,
) -> list[Option]:  # fmt: skip
    """Every group the person does not sit in, the best to move to first.

    problem: without a pin of this person.
    """
    codes = {group.id: group.code for group in setting.groups}
    sizes = Counter(seats.values())
    here = next((group for group in setting.groups if group.id == seats.get(person.id)), None)
    tally = Tally(problem, {str(key): codes[group] for key, group in seats.items()})
    at_home = here is not None and setting.fits(person, here)
    mine = pairs.get(person.id, ())
    found = []
    for group in setting.groups:
        if group is here:
            continue
        change = None
        if here is not None:
            cost = tally.move_cost(tally.row[str(person.id)], tally.column[group.code])
            change = Score(*cost)
        misfits, split = _sizes(sizes, here, group), _pairs(mine, group)
        key, fits = change.key(order) if change else (), setting.fits(person, group)
        found.append(
            Option(
                group=group,
                fits=fits,
                at_home=at_home,
                changes=_changes(change, order, problem, fits=fits) if change else [],
                broken=[*([] if fits else [str(NO_ROLE)]), *misfits, *split],
                verdict=_verdict(key, whole=fits and not misfits and not split),
                rank=(len(misfits), not fits, len(split), key),
                note=_along(group) if pinned else "",
            )
        )
    return sorted(found, key=lambda option: option.rank)


def _along(group: FocusGroup) -> str:
    return str(_("The pin moves along to group %(letter)s.", letter=group.letter))


def _verdict(key: tuple[int, ...], *, whole: bool) -> str:
    if not whole:
        return "broken"
    nothing = (0,) * len(key)
    return "same" if key == nothing else "better" if key < nothing else "worse"


def _sizes(sizes: Counter[int], here: FocusGroup | None, group: FocusGroup) -> list[str]:
    said = []
    over = sizes[group.id] + 1 - group.seats_max
    if over > 0:
        said.append(_("Group %(letter)s then has %(num)s too many.", letter=group.letter, num=over))
    under = here.seats_min - sizes[here.id] + 1 if here else 0
    if here and under > 0:
        said.append(_("Group %(letter)s then has %(num)s too few.", letter=here.letter, num=under))
    return said


def _pairs(mine: Sequence[Pair], group: FocusGroup) -> list[str]:
    """The pairs that would not be kept in this group."""
    said = []
    for pair in mine:
        if (pair.group.id == group.id) is pair.together:
            continue
        name = name_of(pair.other)
        said.append(
            _(
                "Not together with %(name)s, who sits in %(letter)s.",
                name=name,
                letter=pair.group.letter,
            )
            if pair.together
            else _("Not apart from %(name)s.", name=name)
        )
    return said


def _changes(
    change: Score, order: tuple[Level, ...], problem: Problem, *, fits: bool = True
) -> list[str]:
    """Each part that changes, in words; one sentence when none does.

    fits: whether a role opens the group; where none does, a first choice fewer is no price of the
    move but the rule it breaks.
    """
    words = {
        Level.PREFERENCE: _preference,
        Level.BALANCE: lambda part: _balance(part, problem),
        Level.SPREAD: _spread,
        Level.MOVES: _moves,
    }
    said = [str(words[level](change.part(level))) for level in order
            if change.part(level) and (fits or level is not Level.PREFERENCE)]  # fmt: skip
    return said or ([str(_("Nothing gets better or worse."))] if fits else [])


def _preference(part: int) -> str:
    if part < 0:
        return str(ngettext("%(num)s first choice more.", "%(num)s first choices more.", -part))
    return str(ngettext("%(num)s first choice fewer.", "%(num)s first choices fewer.", part))


def _balance(part: int, problem: Problem) -> str:
    number = uneven(part, len(problem.persons), weighted=problem.weighted)
    if part > 0:
        return str(_("Less even by %(number)s people.", number=number))
    return str(_("More even by %(number)s people.", number=number))


def _spread(part: int) -> str:
    if part > 0:
        return str(ngettext("%(num)s colleague pair more.", "%(num)s colleague pairs more.", part))
    return str(ngettext("%(num)s colleague pair fewer.", "%(num)s colleague pairs fewer.", -part))


def _moves(part: int) -> str:
    return str(_("1 person more is moved.") if part > 0 else _("1 person fewer is moved."))

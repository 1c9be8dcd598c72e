"""What moving the chosen person would do, group by group, in words."""

from dataclasses import dataclass

from workshop.assignment.setting import Seats, Setting
from workshop.domain.assignment.check import plan_effect
from workshop.domain.assignment.problem import Level, Problem, Score
from workshop.domain.assignment.words import people_uneven
from workshop.i18n import _, ngettext
from workshop.models import FocusGroup, Person


@dataclass(frozen=True)
class Option:
    """A group somebody could be moved to. change None: not seated yet, nothing to compare."""

    group: FocusGroup
    fits: bool
    excess: int
    changes: list[str]
    rank: tuple[bool, bool, tuple[int, ...]]


def options(
    setting: Setting, problem: Problem, seats: Seats, person: Person, order: tuple[Level, ...]
) -> list[Option]:
    """Every group the person does not sit in, the best to move to first."""
    codes = {group.id: group.code for group in setting.groups}
    assignment = {str(key): codes[group] for key, group in seats.items()}
    sizes = list(seats.values())
    here = seats.get(person.id)
    found = []
    for group in setting.groups:
        if group.id == here:
            continue
        change = None
        if here is not None:
            change = plan_effect(problem, assignment, {str(person.id): group.code}).change
        fits, size = setting.fits(person, group), sizes.count(group.id)
        found.append(
            Option(
                group=group,
                fits=fits,
                excess=max(size + 1 - group.seats_max, 0),
                changes=_changes(change, len(problem.persons)) if change else [],
                rank=(not fits, size >= group.seats_max, change.key(order) if change else ()),
            )
        )
    return sorted(found, key=lambda option: option.rank)


def _changes(change: Score, people: int) -> list[str]:
    """Each part that changes, in words; one sentence when none does."""
    said = []
    if change.P:
        first = -change.P
        said.append(
            ngettext("%(num)s first choice more.", "%(num)s first choices more.", first)
            if first > 0
            else ngettext("%(num)s first choice fewer.", "%(num)s first choices fewer.", -first)
        )
    if change.B:
        number = people_uneven(change.B, people)
        said.append(
            _("Less even by %(number)s people.", number=number)
            if change.B > 0
            else _("More even by %(number)s people.", number=number)
        )
    if change.S:
        said.append(
            ngettext("%(num)s colleague pair more.", "%(num)s colleague pairs more.", change.S)
            if change.S > 0
            else ngettext("%(num)s colleague pair fewer.", "%(num)s colleague pairs fewer.",
                          -change.S)
        )  # fmt: skip
    if change.D:
        said.append(_("1 person more is moved.") if change.D > 0 else _("1 person fewer is moved."))
    return said or [_("Nothing gets better or worse.")]

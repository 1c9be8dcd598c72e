"""Who is to be kept together or apart, and whether a split does it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from workshop.assignment.setting import Seats, Setting
from workshop.domain.assignment.problem import Problem
from workshop.i18n import _
from workshop.models import FocusGroup, Person


@dataclass(frozen=True)
class Pair:
    """One person's side of a pair; group: where the other one sits.

    kept: of somebody who has no group yet, whether nothing is missing so far.
    """

    other: Person
    together: bool
    group: FocusGroup
    kept: bool

    @property
    def words(self) -> str:
        said = (
            _("Kept together with %(name)s, group %(letter)s.")
            if self.together
            else _("Kept apart from %(name)s, group %(letter)s.")
        )
        if not self.kept:
            said = (
                _("To be together with %(name)s, who sits in group %(letter)s.")
                if self.together
                else _("To be apart from %(name)s, who sits in group %(letter)s too.")
            )
        return str(said) % {"name": name_of(self.other), "letter": self.group.letter}


def name_of(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"


def pairs_of(setting: Setting, seats: Seats) -> Mapping[int, list[Pair]]:
    """By person; only pairs with somebody who has a group."""
    groups = {group.id: group for group in setting.groups}
    found: dict[int, list[Pair]] = defaultdict(list)
    for together, pairs in ((True, setting.rules.together), (False, setting.rules.apart)):
        for pair in pairs:
            for mine, theirs in (pair, pair[::-1]):
                if mine not in setting.people or theirs not in seats:
                    continue
                kept = (seats.get(mine) == seats[theirs]) is together
                person, group = setting.people[theirs], groups[seats[theirs]]
                found[mine].append(Pair(person, together, group, kept))
    return found


def broken_pairs(setting: Setting, problem: Problem, seats: Seats) -> list[str]:
    """One sentence for each pair that the split does not keep."""
    said = []
    for together, pairs in ((True, problem.together), (False, problem.apart)):
        for pair in pairs:
            one, other = int(pair[0]), int(pair[1])
            if (seats.get(one) == seats.get(other)) is together:
                continue
            names = {"one": name_of(setting.people[one]), "other": name_of(setting.people[other])}
            said.append(
                _("%(one)s and %(other)s are to be together.", **names)
                if together
                else _("%(one)s and %(other)s are to be apart.", **names)
            )
    return said

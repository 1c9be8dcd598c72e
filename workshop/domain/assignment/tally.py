"""What single moves and swaps cost, kept up to date while people are moved.

Plain Python on purpose: a server shows costs without loading a numeric library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workshop.domain.assignment.problem import Assignment, Problem

Cost = tuple[int, int, int, int]
"""The changes of P, B, S and D."""


@dataclass(slots=True)
class _Trait:
    """One attribute: everybody's category, how many have it, and how many of each group."""

    weight: int
    codes: list[int]
    totals: list[int]
    cells: list[list[int]]


def _codes(values: Sequence[object]) -> tuple[list[int], int]:
    known: dict[object, int] = {}
    return [known.setdefault(value, len(known)) for value in values], len(known)


class Tally:
    """Counts of an assignment; people and groups are numbered in the problem's order.

    allowed: per person the groups they may sit in, with the level.  seat: per person a group.
    """

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        self.problem = problem
        self.row = {person.id: index for index, person in enumerate(problem.persons)}
        self.column = {group.id: index for index, group in enumerate(problem.groups)}
        self.allowed = [
            {
                self.column[group]: level
                for group, level in person.levels().items()
                if person.pin in (None, group)
            }
            for person in problem.persons
        ]
        self._later = [len(person.choices) for person in problem.persons]
        self.seat = [self.column[assignment[person.id]] for person in problem.persons]
        self.members: list[set[int]] = [set() for _ in problem.groups]
        for person, group in enumerate(self.seat):
            self.members[group].add(person)
        self.current = [
            None if person.current is None else self.column.get(person.current, -1)
            for person in problem.persons
        ]
        self.organisation, number = _codes([person.organisation for person in problem.persons])
        self.colleagues = self._count(self.organisation, number)
        self.traits: list[_Trait] = []
        for index, attribute in enumerate(problem.attributes):
            codes, number = _codes([person.traits[index] for person in problem.persons])
            cells = self._count(codes, number)
            totals = [sum(column) for column in zip(*cells, strict=True)]
            if attribute.weight:
                self.traits.append(_Trait(attribute.weight, codes, totals, cells))

    def _count(self, codes: list[int], number: int) -> list[list[int]]:
        counts = [[0] * number for _ in self.problem.groups]
        for group, code in zip(self.seat, codes, strict=True):
            counts[group][code] += 1
        return counts

    def move_cost(self, person: int, group: int) -> Cost:
        """What moving one person changes; sizes and pairs are not looked at."""
        old = self.seat[person]
        own = self.organisation[person]
        return (
            self._level(person, group) - self._level(person, old),
            sum(self._move_balance(trait, person, group) for trait in self.traits),
            self.colleagues[group][own] - self.colleagues[old][own] + 1,
            self._moved(person, group) - self._moved(person, old),
        )

    def _move_balance(self, trait: _Trait, person: int, group: int) -> int:
        everybody, change = len(self.seat), 0
        for place, step in ((self.seat[person], -1), (group, 1)):
            size = len(self.members[place])
            for code, total in enumerate(trait.totals):
                before = everybody * trait.cells[place][code] - size * total
                after = before - step * total
                if code == trait.codes[person]:
                    after += step * everybody
                change += abs(after) - abs(before)
        return change * trait.weight

    def swap_cost(self, person: int, other: int) -> Cost:
        """What two people who change places change."""
        old, new = self.seat[person], self.seat[other]
        mine, theirs = self.organisation[person], self.organisation[other]
        spread = 0
        if mine != theirs:
            here, there = self.colleagues[old], self.colleagues[new]
            spread = there[mine] - here[mine] + here[theirs] - there[theirs] + 2
        return (
            self._level(person, new) - self._level(person, old)
            + self._level(other, old) - self._level(other, new),
            sum(self._swap_balance(trait, person, other) for trait in self.traits),
            spread,
            self._moved(person, new) - self._moved(person, old)
            + self._moved(other, old) - self._moved(other, new),
        )  # fmt: skip

    def swap_costs(self, person: int, group: int) -> Iterator[tuple[Cost, int]]:
        """What changing places with each member of a group who may come would change.

        The same as `swap_cost`, for all of them at once: what the balance changes by is the same
        for everybody of one category, so it is worked out once for each.
        """
        old, mine = self.seat[person], self.organisation[person]
        here, there = self.colleagues[old], self.colleagues[group]
        level = self._level(person, group) - self._level(person, old)
        moved = self._moved(person, group) - self._moved(person, old)
        parts = [(trait.codes, self._swap_balances(trait, person, group)) for trait in self.traits]
        for other in self.swappable(person, group):
            theirs = self.organisation[other]
            spread = 0
            if mine != theirs:
                spread = there[mine] - here[mine] + here[theirs] - there[theirs] + 2
            yield (
                (
                    level + self._level(other, old) - self._level(other, group),
                    sum(change[codes[other]] for codes, change in parts),
                    spread,
                    moved + self._moved(other, old) - self._moved(other, group),
                ),
                other,
            )

    def _swap_balances(self, trait: _Trait, person: int, group: int) -> list[int]:
        """By category of the other person, what one attribute's part of B changes by."""
        everybody, mine, old = len(self.seat), trait.codes[person], self.seat[person]

        def steps(place: int, step: int) -> list[int]:
            size, cells = len(self.members[place]), trait.cells[place]
            before = [
                everybody * number - size * total
                for number, total in zip(cells, trait.totals, strict=True)
            ]
            return [abs(one + step) - abs(one) for one in before]

        leaves, joins = steps(old, -everybody)[mine], steps(old, everybody)
        gone, come = steps(group, -everybody), steps(group, everybody)[mine]
        return [
            0 if code == mine else trait.weight * (leaves + joins[code] + gone[code] + come)
            for code in range(len(trait.totals))
        ]

    def _swap_balance(self, trait: _Trait, person: int, other: int) -> int:
        mine, theirs = trait.codes[person], trait.codes[other]
        if mine == theirs:
            return 0
        everybody, change = len(self.seat), 0
        for place, leaves, joins in (
            (self.seat[person], mine, theirs),
            (self.seat[other], theirs, mine),
        ):
            size, cells = len(self.members[place]), trait.cells[place]
            for code, step in ((leaves, -everybody), (joins, everybody)):
                before = everybody * cells[code] - size * trait.totals[code]
                change += abs(before + step) - abs(before)
        return change * trait.weight

    def swappable(self, person: int, group: int) -> Iterator[int]:
        """Members of a group who may sit where the person sits, in the problem's order."""
        here = self.seat[person]
        return (other for other in sorted(self.members[group]) if here in self.allowed[other])

    def has_room(self, here: int, group: int) -> bool:
        """Whether one person may leave `here` for `group` as far as sizes go."""
        leaves, joins = self.problem.groups[here], self.problem.groups[group]
        return len(self.members[here]) > leaves.minimum and len(self.members[group]) < joins.maximum

    def seat_person(self, person: int, group: int) -> None:
        old = self.seat[person]
        for codes, cells in (
            (self.organisation, self.colleagues),
            *((trait.codes, trait.cells) for trait in self.traits),
        ):
            cells[old][codes[person]] -= 1
            cells[group][codes[person]] += 1
        self.members[old].remove(person)
        self.members[group].add(person)
        self.seat[person] = group

    def assignment(self) -> dict[str, str]:
        groups = [group.id for group in self.problem.groups]
        return {person: groups[self.seat[index]] for person, index in self.row.items()}

    def _level(self, person: int, group: int) -> int:
        """One level after the last where somebody sits against the rules, as the score has it."""
        return self.allowed[person].get(group, self._later[person])

    def _moved(self, person: int, group: int) -> int:
        return int(self.current[person] not in (None, group))

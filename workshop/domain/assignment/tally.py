"""What single moves and swaps cost, kept up to date while people are moved.

Plain Python on purpose: a server shows costs without loading a numeric library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workshop.domain.assignment.problem import Assignment, Problem

Cost = tuple[int, int, int, int]
"""The changes of P, B, S and D."""
_Change = tuple[int, int, int, int]
"""The attribute, the category of who goes, and the groups they leave and come to."""


@dataclass(slots=True)
class _Trait:
    """One attribute: everybody's category, how many have it, and how many of each group."""

    weight: int
    codes: list[int]
    totals: list[int]
    cells: list[list[int]]


@dataclass(slots=True)
class _Mates:
    """Members of one group who may sit in another, and what each of them adds to a swap's cost.

    codes: by attribute.  met: colleagues there they would meet, less those they leave.
    """

    rows: list[int]
    organisations: list[int]
    codes: list[list[int]]
    levels: list[int]
    moves: list[int]
    met: list[int]


def _codes(values: Sequence[object]) -> tuple[list[int], int]:
    known: dict[object, int] = {}
    return [known.setdefault(value, len(known)) for value in values], len(known)


class Tally:
    """Counts of an assignment; people and groups are numbered in the problem's order.

    allowed: per person the groups they may sit in.  seat: per person a group.  What a pinned person
    costs elsewhere is told as if the pin went along, which is how the score counts it.
    """

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        self.problem = problem
        self.row = {person.id: index for index, person in enumerate(problem.persons)}
        self.column = {group.id: index for index, group in enumerate(problem.groups)}
        self._levels = [
            {self.column[group]: level for group, level in person.levels().items()}
            for person in problem.persons
        ]
        self.allowed = [
            levels.keys() if person.pin is None
            else levels.keys() & {self.column.get(person.pin, -1)}
            for person, levels in zip(problem.persons, self._levels, strict=True)
        ]  # fmt: skip
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
        self._mates: dict[tuple[int, int], _Mates] = {}
        self._moving: dict[_Change, int] = {}
        self._balances: dict[_Change, list[int]] = {}
        self._steps: dict[tuple[int, int], tuple[list[int], list[int]]] = {}

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
            sum(self._move_balance(index, person, group) for index in range(len(self.traits))),
            self.colleagues[group][own] - self.colleagues[old][own] + 1,
            self._moved(person, group) - self._moved(person, old),
        )

    def _move_balance(self, index: int, person: int, group: int) -> int:
        trait, old = self.traits[index], self.seat[person]
        mine = trait.codes[person]
        known = self._moving.get((index, mine, old, group))
        if known is not None:
            return known
        everybody, change = len(self.seat), 0
        for place, step in ((old, -1), (group, 1)):
            size = len(self.members[place])
            for code, total in enumerate(trait.totals):
                before = everybody * trait.cells[place][code] - size * total
                after = before - step * total
                if code == mine:
                    after += step * everybody
                change += abs(after) - abs(before)
        self._moving[index, mine, old, group] = change * trait.weight
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

    def swap_costs(self, person: int, group: int) -> list[tuple[Cost, int]]:
        """What changing places with each member of a group who may come would change.

        The same as `swap_cost`, for all of them at once: what the balance changes by is the same
        for everybody of one category, and what depends on the other alone is kept until one moves.
        """
        old, mine = self.seat[person], self.organisation[person]
        here, there = self.colleagues[old], self.colleagues[group]
        level = self._level(person, group) - self._level(person, old)
        moved = self._moved(person, group) - self._moved(person, old)
        near = there[mine] - here[mine] + 2
        mates = self._mates_of(old, group)
        balance = [0] * len(mates.rows)
        for index, codes in enumerate(mates.codes):
            change = self._swap_balances(index, person, group)
            balance = [so_far + change[code] for so_far, code in zip(balance, codes, strict=True)]
        return [
            (
                (level + later, balanced, 0 if mine == theirs else near + met, moved + moves),
                other,
            )
            for other, theirs, later, moves, balanced, met in zip(
                mates.rows, mates.organisations, mates.levels, mates.moves, balance, mates.met,
                strict=True,
            )
        ]  # fmt: skip

    def _mates_of(self, old: int, group: int) -> _Mates:
        """Those of a group who may come, from where somebody sits."""
        if (old, group) not in self._mates:
            rows = list(self.swappable_from(old, group))
            organisations = [self.organisation[row] for row in rows]
            here, there = self.colleagues[old], self.colleagues[group]
            self._mates[old, group] = _Mates(
                rows=rows,
                organisations=organisations,
                codes=[[trait.codes[row] for row in rows] for trait in self.traits],
                levels=[self._level(row, old) - self._level(row, group) for row in rows],
                moves=[self._moved(row, old) - self._moved(row, group) for row in rows],
                met=[here[theirs] - there[theirs] for theirs in organisations],
            )
        return self._mates[old, group]

    def _swap_balances(self, index: int, person: int, group: int) -> list[int]:
        """By category of the other person, what one attribute's part of B changes by."""
        trait = self.traits[index]
        mine, old = trait.codes[person], self.seat[person]
        known = self._balances.get((index, mine, old, group))
        if known is not None:
            return known
        leaves, joins = self._steps_of(index, old)
        gone, come = self._steps_of(index, group)
        found = [
            0 if code == mine else trait.weight * (leaves[mine] + enters + goes + come[mine])
            for code, (enters, goes) in enumerate(zip(joins, gone, strict=True))
        ]
        self._balances[index, mine, old, group] = found
        return found

    def _steps_of(self, index: int, place: int) -> tuple[list[int], list[int]]:
        """By category, what one person less and one more of it at a place change there."""
        known = self._steps.get((index, place))
        if known is not None:
            return known
        everybody, size, trait = len(self.seat), len(self.members[place]), self.traits[index]
        before = [
            everybody * number - size * total
            for number, total in zip(trait.cells[place], trait.totals, strict=True)
        ]
        found = (
            [abs(one - everybody) - abs(one) for one in before],
            [abs(one + everybody) - abs(one) for one in before],
        )
        self._steps[index, place] = found
        return found

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
        return self.swappable_from(self.seat[person], group)

    def swappable_from(self, here: int, group: int) -> Iterator[int]:
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
        for kept in (self._mates, self._moving, self._balances, self._steps):
            kept.clear()

    def assignment(self) -> dict[str, str]:
        groups = [group.id for group in self.problem.groups]
        return {person: groups[self.seat[index]] for person, index in self.row.items()}

    def _level(self, person: int, group: int) -> int:
        """One level after the last where somebody sits against the rules, as the score has it."""
        return self._levels[person].get(group, self._later[person])

    def _moved(self, person: int, group: int) -> int:
        return int(self.current[person] not in (None, group))

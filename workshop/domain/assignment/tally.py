"""What single moves and swaps cost, kept up to date while people are moved."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.problem import Assignment, Problem

Numbers = NDArray[np.int64]
NOT_ALLOWED = -1


def _codes(values: Sequence[object]) -> tuple[Numbers, int]:
    known: dict[object, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64), len(
        known
    )


class Tally:
    """Counts of an assignment; people and groups are numbered in the problem's order.

    level: (people, groups), NOT_ALLOWED where somebody may not sit.  seat: (people,).
    Costs are rows of four whole numbers, the changes of P, B, S and D.
    """

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        self.problem = problem
        self.row = {person.id: index for index, person in enumerate(problem.persons)}
        self.column = {group.id: index for index, group in enumerate(problem.groups)}
        people, groups = len(self.row), len(self.column)
        self.level = np.full((people, groups), NOT_ALLOWED, dtype=np.int64)
        for index, person in enumerate(problem.persons):
            for group, level in person.levels().items():
                if person.pin in (None, group):
                    self.level[index, self.column[group]] = level
        self.seat = np.array([self.column[assignment[person.id]] for person in problem.persons])
        self.size = np.bincount(self.seat, minlength=groups).astype(np.int64)
        self.current = np.array([self.column.get(p.current or "", -1) for p in problem.persons])
        self.organisation, organisations = _codes([p.organisation for p in problem.persons])
        self.colleagues = np.zeros((groups, organisations), dtype=np.int64)
        np.add.at(self.colleagues, (self.seat, self.organisation), 1)
        self._count_traits(people, groups)

    def _count_traits(self, people: int, groups: int) -> None:
        """Per attribute: codes (people,), totals (categories,), cells (groups, categories)."""
        self.weights = [attribute.weight for attribute in self.problem.attributes]
        self.traits: list[Numbers] = []
        self.totals: list[Numbers] = []
        self.cells: list[Numbers] = []
        for index in range(len(self.weights)):
            codes, categories = _codes([person.traits[index] for person in self.problem.persons])
            cells = np.zeros((groups, categories), dtype=np.int64)
            np.add.at(cells, (self.seat, codes), 1)
            self.traits.append(codes)
            self.totals.append(np.bincount(codes, minlength=categories).astype(np.int64))
            self.cells.append(cells)
        self.everybody = people

    def move_cost(self, person: int, group: int) -> Numbers:
        """What moving one person changes, sizes and pairs not looked at: shape (4,)."""
        old = int(self.seat[person])
        own = self.organisation[person]
        spread = self.colleagues[group, own] - (self.colleagues[old, own] - 1)
        return np.array(
            [
                self.level[person, group] - self.level[person, old],
                self._move_balance(person, group),
                spread,
                self._moved(person, group) - self._moved(person, old),
            ],
            dtype=np.int64,
        )

    def _move_balance(self, person: int, group: int) -> int:
        change = 0
        for codes, totals, cells, weight in self._attributes():
            for place, step in ((int(self.seat[person]), -1), (group, 1)):
                before = self.everybody * cells[place] - self.size[place] * totals
                after = before - step * totals
                after[codes[person]] += step * self.everybody
                change += weight * int(np.abs(after).sum() - np.abs(before).sum())
        return change

    def swap_costs(self, person: int, others: Numbers) -> Numbers:
        """What swapping with each of `others`, who share one other group, changes: (others, 4)."""
        old, new = int(self.seat[person]), int(self.seat[others[0]])
        own, theirs = self.organisation[person], self.organisation[others]
        spread = (
            self.colleagues[new, own]
            - self.colleagues[old, own]
            + self.colleagues[old, theirs]
            - self.colleagues[new, theirs]
            + 2
        )
        cost = np.empty((len(others), 4), dtype=np.int64)
        cost[:, 0] = self.level[person, new] - self.level[person, old]
        cost[:, 0] += self.level[others, old] - self.level[others, new]
        cost[:, 1] = self._swap_balance(person, others, old, new)
        cost[:, 2] = np.where(theirs == own, 0, spread)
        cost[:, 3] = self._moved(person, new) - self._moved(person, old)
        known = self.current[others]
        cost[:, 3] += ((known >= 0) & (known != old)).astype(np.int64)
        cost[:, 3] -= ((known >= 0) & (known != new)).astype(np.int64)
        return cost

    def _swap_balance(self, person: int, others: Numbers, old: int, new: int) -> Numbers:
        change = np.zeros(len(others), dtype=np.int64)
        step = self.everybody
        for codes, totals, cells, weight in self._attributes():
            one, other = codes[person], codes[others]
            leaving = self.everybody * cells[old] - self.size[old] * totals
            joining = self.everybody * cells[new] - self.size[new] * totals
            cost = (
                _grown(leaving[one], -step)
                + _grown(joining[one], step)
                + _grown(leaving[other], step)
                + _grown(joining[other], -step)
            )
            change += weight * np.where(other == one, 0, cost)
        return change

    def seat_person(self, person: int, group: int) -> None:
        old = self.seat[person]
        for codes, cells in zip(self.traits, self.cells, strict=True):
            cells[old, codes[person]] -= 1
            cells[group, codes[person]] += 1
        self.colleagues[old, self.organisation[person]] -= 1
        self.colleagues[group, self.organisation[person]] += 1
        self.size[old] -= 1
        self.size[group] += 1
        self.seat[person] = group

    def assignment(self) -> dict[str, str]:
        groups = [group.id for group in self.problem.groups]
        return {person: groups[self.seat[index]] for person, index in self.row.items()}

    def _moved(self, person: int, group: int) -> int:
        return int(self.current[person] >= 0 and self.current[person] != group)

    def _attributes(self) -> list[tuple[Numbers, Numbers, Numbers, int]]:
        every = zip(self.traits, self.totals, self.cells, self.weights, strict=True)
        return [one for one in every if one[3]]


def _grown(deviation: Numbers, step: int) -> Numbers:
    """How much larger |deviation| is after a step."""
    return np.asarray(np.abs(deviation + step) - np.abs(deviation))

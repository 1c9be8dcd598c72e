"""A split in numbers, for searches that change many seats: who sits where, and every cell.

A cell is one category of one attribute in one group; it holds N n[g, c] - n[g] N[c], whose absolute
value it adds to B.  Nothing here changes the size of a group.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.problem import Assignment, Person, Problem

Numbers = NDArray[np.int64]
FORBIDDEN = -1


class Seating:
    """seat: per person their group's number.  cells: shape (categories of all attributes, groups).

    codes: per person and attribute the cell's row.  weights: per row.  members: per group everybody
    in it.  levels: shape (kinds of choices, groups), FORBIDDEN where a kind may not sit; kind: per
    person.  colleagues: shape (organisations, groups), people counted.
    """

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        persons, groups = problem.persons, problem.groups
        self.problem = problem
        self.column = {group.id: number for number, group in enumerate(groups)}
        self.row = {person.id: number for number, person in enumerate(persons)}
        self.everybody = len(persons)
        self.seat: Numbers = np.array([self.column[assignment[one.id]] for one in persons])
        self.sizes = np.bincount(self.seat, minlength=len(groups))
        self.current = np.array([_current(one, self.column) for one in persons])
        self.organisation, count = _coded([one.organisation for one in persons])
        self.colleagues = np.zeros((count, len(groups)), dtype=np.int64)
        np.add.at(self.colleagues, (self.organisation, self.seat), 1)
        self._count_traits(problem)
        self.levels, self.kind = _kinds(persons, self.column)
        self.members: list[list[int]] = [[] for _ in groups]
        for person, group in enumerate(self.seat.tolist()):
            self.members[group].append(person)

    def _count_traits(self, problem: Problem) -> None:
        """Attributes without weight have no cells."""
        rows, weights, totals, first = [], [], [], 0
        for index, attribute in enumerate(problem.attributes):
            if attribute.weight:
                codes, count = _coded([one.traits[index] for one in problem.persons])
                rows.append(codes + first)
                weights += [attribute.weight] * count
                totals.append(np.bincount(codes, minlength=count))
                first += count
        shape = (self.everybody, len(rows))
        self.codes: Numbers = np.array(rows, dtype=np.int64).reshape(shape[::-1]).T.copy()
        self.weights = np.array(weights, dtype=np.int64)
        self.totals = np.concatenate(totals) if totals else np.zeros(0, dtype=np.int64)
        self.cells = -self.totals[:, None] * self.sizes[None, :]
        np.add.at(self.cells, (self.codes, self.seat[:, None]), self.everybody)

    def balance(self) -> int:
        return int(self.weights @ np.abs(self.cells).sum(axis=1))

    def shift(self, people: Numbers, groups: Numbers, step: int) -> None:
        """Counts each of these people into (1) or out of (-1) the group beside them."""
        np.add.at(self.cells, (self.codes[people], groups[:, None]), step * self.everybody)
        np.add.at(self.colleagues, (self.organisation[people], groups), step)

    def assignment(self) -> dict[str, str]:
        names = [group.id for group in self.problem.groups]
        seats = self.seat.tolist()
        return {one.id: names[seat] for one, seat in zip(self.problem.persons, seats, strict=True)}


def _current(person: Person, column: Mapping[str, int]) -> int:
    """The number of the current group, one too many if it is gone, -1 if there is none."""
    return -1 if person.current is None else column.get(person.current, len(column))


def _coded(values: Sequence[str]) -> tuple[Numbers, int]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(one, len(known)) for one in values], dtype=np.int64), len(
        known
    )


def _kinds(persons: Sequence[Person], column: Mapping[str, int]) -> tuple[Numbers, Numbers]:
    known: dict[tuple[tuple[str, ...], ...], int] = {}
    kind = np.array([known.setdefault(one.choices, len(known)) for one in persons], dtype=np.int64)
    levels = np.full((len(known), len(column)), FORBIDDEN, dtype=np.int64)
    for choices, number in known.items():
        for level in reversed(range(len(choices))):
            levels[number, [column[group] for group in choices[level]]] = level
    return levels, kind

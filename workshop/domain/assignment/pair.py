"""The program of one pair of groups: who of their people sits in the first, who in the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.problem import Level
from workshop.domain.assignment.program import minimum
from workshop.domain.assignment.seating import FORBIDDEN, Numbers, Seating

Matrix = NDArray[np.float64]
SAFE = 1e-6


def pair_costs(
    seating: Seating, group: int, other: int, levels: tuple[Level, ...]
) -> tuple[int, ...]:
    """What the two groups have of each of `levels`."""
    return tuple(_cost(seating, [group, other], level) for level in levels)


def _cost(seating: Seating, both: list[int], level: Level) -> int:
    if level is Level.BALANCE:
        return int(seating.weights @ np.abs(seating.cells[:, both]).sum(axis=1))
    if level is Level.SPREAD:
        people = seating.colleagues[:, both]
        return int((people * (people - 1)).sum()) // 2
    members = np.array(seating.members[both[0]] + seating.members[both[1]], dtype=np.int64)
    return int(_linear(seating, members, seating.seat[members], level).sum())


def _linear(seating: Seating, people: Numbers, groups: Numbers | int, level: Level) -> Numbers:
    """P or D of each of these people in the group beside them."""
    if level is Level.PREFERENCE:
        return np.asarray(seating.levels[seating.kind[people], groups])
    current = seating.current[people]
    return np.asarray(((current >= 0) & (current != groups)).astype(np.int64))


@dataclass(frozen=True, slots=True)
class _Part:
    """A level's cost: constant + linear @ x + the sum of t, with t >= at_least - by_unit @ x.

    x: per unit whether it sits in the first group.  t: as many as `number`, all >= 0; `owner` says
    which of them each row holds up.  now: the cost before anything changes.
    """

    now: float
    constant: float
    linear: Matrix
    number: int
    owner: Numbers
    by_unit: Matrix
    at_least: Matrix


class _Model:
    """Rows over the units, one binary each, and over every part's t."""

    def __init__(self, units: int, width: int) -> None:
        self.units, self.width = units, units + width
        self.cost = np.zeros(self.width)
        self._used = units
        self._blocks: list[Matrix] = []
        self._at_least: list[Matrix] = []
        self._at_most: list[Matrix] = []

    def row(self, row: Matrix, at_least: float, at_most: float) -> None:
        """row: over as many variables as it names."""
        wide = np.zeros((1, self.width))
        wide[0, : len(row)] = row
        self._append(wide, np.array([at_least]), np.array([at_most]))

    def add(self, part: _Part, most: float) -> Matrix:
        """The part's own rows, and `most` as the most that it may cost; its cost as a row."""
        block = np.zeros((len(part.owner), self.width))
        block[:, : self.units] = part.by_unit
        block[np.arange(len(part.owner)), self._used + part.owner] = 1
        self._append(block, part.at_least, np.full(len(part.owner), np.inf))
        cost = np.zeros(self.width)
        cost[: self.units] = part.linear
        cost[self._used : self._used + part.number] = 1
        self._used += part.number
        self.row(cost, -np.inf, most - part.constant)
        return cost

    def _append(self, block: Matrix, at_least: Matrix, at_most: Matrix) -> None:
        self._blocks.append(block)
        self._at_least.append(at_least)
        self._at_most.append(at_most)

    def best(self, nodes: int) -> Matrix | None:
        return minimum(
            self.cost,
            np.vstack(self._blocks),
            np.concatenate(self._at_least),
            np.concatenate(self._at_most),
            whole=self.units,
            nodes=nodes,
        )


class PairProgram:
    """units: per person everybody who must sit with them.  apart: per person who must not."""

    def __init__(
        self,
        seating: Seating,
        group: int,
        other: int,
        units: Sequence[tuple[int, ...]],
        apart: Mapping[int, Sequence[int]],
    ) -> None:
        self.seating, self.group, self.other = seating, group, other
        present = sorted({units[one] for g in (group, other) for one in seating.members[g]})
        self.units = [unit for unit in present if self._may_change(unit)]
        self.people = np.array([one for unit in self.units for one in unit], dtype=np.int64)
        lengths = [len(unit) for unit in self.units]
        self.unit_of = np.repeat(np.arange(len(self.units)), lengths)
        self.sizes = np.array(lengths, dtype=float)
        self.here = np.array([seating.seat[unit[0]] == group for unit in self.units], dtype=float)
        self.kept_apart = self._kept_apart(apart)

    def _may_change(self, unit: tuple[int, ...]) -> bool:
        """Nobody is pinned, and the other group is open to all."""
        seating = self.seating
        into = self.other if seating.seat[unit[0]] == self.group else self.group
        return all(
            not seating.problem.persons[one].pin
            and seating.levels[seating.kind[one], into] != FORBIDDEN
            for one in unit
        )

    def _kept_apart(self, apart: Mapping[int, Sequence[int]]) -> list[tuple[Matrix, float]]:
        """Rows and what they equal: two units on different sides, or one that has to stay."""
        numbers = dict(zip(self.people.tolist(), self.unit_of.tolist(), strict=True))
        both = {*self.seating.members[self.group], *self.seating.members[self.other]}
        rows: list[tuple[Matrix, float]] = []
        for one in apart.keys() & numbers.keys():
            for other in apart[one]:
                if other in both:
                    row = np.zeros(len(self.units))
                    row[[numbers[name] for name in (one, other) if name in numbers]] = 1
                    rows.append((row, float(row @ self.here)))
        return rows

    def best(self, levels: tuple[Level, ...], nodes: int) -> Numbers | None:
        """Who is to change groups so that the last of `levels` gets better; None: nobody."""
        if len(self.units) < 2:
            return None
        found = self._model(levels).best(nodes)
        if found is None:
            return None
        moved = (found[: len(self.units)] > 0.5) != (self.here > 0.5)
        return np.asarray(self.people[moved[self.unit_of]])

    def _model(self, levels: tuple[Level, ...]) -> _Model:
        """The last of `levels` must get better, those before it no worse."""
        parts = [self._part(level) for level in levels]
        model = _Model(len(self.units), sum(part.number for part in parts))
        for row, value in (*self.kept_apart, (self.sizes, float(self.sizes @ self.here))):
            model.row(row, value, value)
        for part in parts[:-1]:
            model.add(part, part.now + SAFE)
        step = 0.9 / self.seating.everybody if levels[-1] is Level.BALANCE else 0.9
        model.cost = model.add(parts[-1], parts[-1].now - step)
        return model

    def _part(self, level: Level) -> _Part:
        seating, group, other = self.seating, self.group, self.other
        if level is Level.BALANCE:
            rows, counts, first, second = self._counted(seating.codes, seating.cells.shape[0])
            everybody, weights = seating.everybody, seating.weights[rows, None]
            start = seating.cells[rows][:, [group]] - everybody * first[:, None]
            rest = seating.cells[rows][:, [other]] - everybody * second[:, None]

            def uneven(number: Numbers, left: Numbers) -> Matrix:
                ways = np.abs(start + everybody * number) + np.abs(rest + everybody * left)
                return np.asarray(weights * ways / everybody)

            return self._convex(counts, first, uneven)
        if level is Level.SPREAD:
            rows, counts, first, second = self._counted(
                seating.organisation[:, None], seating.colleagues.shape[0]
            )
            start = seating.colleagues[rows][:, [group]] - first[:, None]
            rest = seating.colleagues[rows][:, [other]] - second[:, None]

            def pairs(number: Numbers, left: Numbers) -> Matrix:
                here, there = start + number, rest + left
                return np.asarray((here * (here - 1) + there * (there - 1)) / 2)

            return self._convex(counts, first, pairs)
        here = _linear(seating, self.people, group, level)
        there = _linear(seating, self.people, other, level)
        linear = np.bincount(self.unit_of, here - there, len(self.units)).astype(float)
        nobody = np.zeros((0, len(self.units)))
        constant = float(there.sum())
        return _Part(constant + float(linear @ self.here), constant, linear, 0,
                     np.zeros(0, dtype=np.int64), nobody, np.zeros(0))  # fmt: skip

    def _counted(self, codes: Numbers, count: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Rows of those who may change; their number by row and unit, and by row in each group."""
        counts = np.zeros((count, len(self.units)), dtype=np.int64)
        np.add.at(counts, (codes[self.people], self.unit_of[:, None]), 1)
        rows = np.flatnonzero(counts.any(axis=1))
        counts = counts[rows]
        first = counts @ self.here.astype(np.int64)
        return rows, counts, first, counts.sum(axis=1) - first

    def _convex(
        self, counts: Numbers, first: Numbers, cost: Callable[[Numbers, Numbers], Matrix]
    ) -> _Part:
        """The sum of a convex function of each row's number in the first group, by its tangents."""
        people = counts.sum(axis=1)
        number = np.arange(int(people.max(initial=0)) + 1)[None, :]
        values = cost(number, people[:, None] - number)
        values[number > people[:, None]] = np.inf
        lowest = values.min(axis=1)
        with np.errstate(invalid="ignore"):
            slopes = np.diff(values, axis=1)
            bends = np.ones(slopes.shape, dtype=bool)
            bends[:, 1:] = np.diff(slopes, axis=1) > SAFE
        owner, at = np.nonzero(bends & np.isfinite(slopes))
        slope = slopes[owner, at]
        return _Part(
            now=float(values[np.arange(len(first)), first].sum()),
            constant=float(lowest.sum()),
            linear=np.zeros(len(self.units)),
            number=len(lowest),
            owner=owner,
            by_unit=-slope[:, None] * counts[owner],
            at_least=values[owner, at] - slope * at - lowest[owner],
        )

"""Deals people over tables: a start that keeps pairs from meeting twice, bettered by swaps.

The search looks at one round after the other. In each it makes the best swap of two people that
does not touch anybody who has just been moved, even if the swap makes the deal worse: so it leaves
places where no single swap helps. It ends when the deal meets its bound, or after so many steps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.problem import Effort, Person
from workshop.domain.assignment.progress import Listener, TableProgress, nobody
from workshop.domain.assignment.tables import (
    TableProblem,
    TableResult,
    Tables,
    TableScore,
    table_bound,
    table_score,
    table_violations,
)

Numbers = NDArray[np.int64]
Costs = NDArray[np.float64]

STEPS = {Effort.QUICK: 1_000, Effort.NORMAL: 3_000, Effort.THOROUGH: 12_000}
CELLS = {Effort.QUICK: 50_000_000, Effort.NORMAL: 150_000_000, Effort.THOROUGH: 600_000_000}
"""Work limits: steps, and cells of all matrices that these fill, so that large groups end too."""

MET, COLLEAGUES, MIXTURE, APART = 10.0, 10.0, 0.8, 1_000.0
"""What the search takes a second meeting, a pair of colleagues, one misplaced person and a pair
kept apart to weigh. It wanders by these weights and keeps the best deal by the score itself."""
TOLD = 20
"""So often a deal says how far it is."""
REST = 3
"""A moved person rests for so many to twice so many turns of a round."""


def deal_tables(
    problem: TableProblem, *, effort: Effort = Effort.NORMAL, seed: int = 0,
    progress: Listener = nobody,
) -> TableResult:  # fmt: skip
    """The best deal found; the same problem, effort and seed give the same deal.

    The order in which people are named does not matter.
    """
    bound = table_bound(problem)
    persons = sorted(problem.persons, key=lambda one: (one.organisation, one.traits, one.id))
    deal = _Deal(problem, persons)
    best_seat, best = deal.seat.copy(), deal.key()
    chance = np.random.default_rng(abs(seed))
    steps = _steps(problem, effort)
    for step in range(steps):
        if best == (0, *bound.key()):
            break
        if step % max(steps // TOLD, 1) == 0:
            progress(TableProgress(TableScore(*best[1:]), bound))
        deal.swap_best(step, chance)
        if deal.key() < best:
            best_seat, best = deal.seat.copy(), deal.key()
    tables = _named(problem, persons, best_seat)
    wrong = table_violations(problem, tables)
    if wrong:
        raise AssertionError("; ".join(wrong))
    return TableResult(tables, table_score(problem, tables), bound)


def _steps(problem: TableProblem, effort: Effort) -> int:
    """None with one table, where nobody can swap."""
    if problem.count == 1:
        return 0
    cells = len(problem.persons) ** 2 * (3 + len(problem.attributes))
    return min(STEPS[effort], CELLS[effort] // cells + problem.rounds)


def _named(problem: TableProblem, persons: list[Person], seat: Numbers) -> Tables:
    """People in the problem's order; the larger tables first, so that chairs stay in place."""
    row = {person.id: index for index, person in enumerate(persons)}
    rounds = []
    for at in seat:
        tables: dict[int, list[str]] = {}
        for person in problem.persons:
            tables.setdefault(int(at[row[person.id]]), []).append(person.id)
        largest_first = sorted(tables.items(), key=lambda one: (-len(one[1]), one[0]))
        rounds.append(tuple(tuple(table) for _number, table in largest_first))
    return tuple(rounds)


@dataclass(slots=True)
class _Trait:
    """One attribute: everybody's category, and per round the cells N n[t, c] - n[t] N[c]."""

    weight: int
    codes: Numbers
    cells: list[Numbers]


class _Deal:
    """Seats in numbers, `seat[round, person]` a table, with all that a swap changes."""

    def __init__(self, problem: TableProblem, persons: list[Person]) -> None:
        people, self.count, rounds = len(persons), problem.count, problem.rounds
        index = np.arange(people)
        # people in rows of one person per table; each round turns each row by another distance
        self.seat = np.array(
            [(index + turn * (index // self.count)) % self.count for turn in range(rounds)]
        )
        self.people = people
        self.same = [(at[:, None] == at[None, :]).astype(np.int64) for at in self.seat]
        self.meets = np.sum(self.same, axis=0)
        self.colleagues = _alike(_codes([one.organisation for one in persons])[0])
        self.apart = _pairs(persons, problem.apart)
        self.traits = [
            _trait(problem, persons, place, self.seat)
            for place, attribute in enumerate(problem.attributes)
            if attribute.weight
        ]
        self.tabu = np.zeros((rounds, people), dtype=np.int64)
        weights = sum(trait.weight for trait in self.traits)
        self.scale = MIXTURE / (2 * people * weights) if weights else 0.0
        self.fixed = COLLEAGUES * self.colleagues + APART * self.apart

    def key(self) -> tuple[int, int, int, int]:
        """Pairs kept apart that share a table, then the score."""
        return (
            int((self.meets * self.apart).sum()) // 2,
            int((self.meets * (self.meets - 1)).sum() - self._own()) // 4,
            int((self.meets * self.colleagues).sum()) // 2,
            sum(trait.weight * int(np.abs(cells).sum()) for trait in self.traits
                for cells in trait.cells),
        )  # fmt: skip

    def _own(self) -> int:
        """Everybody meets themselves in every round; that counts for nothing."""
        rounds = len(self.seat)
        return self.people * rounds * (rounds - 1)

    def swap_best(self, step: int, chance: np.random.Generator) -> None:
        """Makes the best swap that is allowed now in this step's round."""
        turn = step % len(self.seat)
        costs = self._pair_costs(turn) + self.scale * self._mixture_costs(turn)
        costs += 0.01 * chance.random(costs.shape)  # one of equally good swaps
        resting = self.tabu[turn] > step
        barred = (self.same[turn] > 0) | resting[:, None] | resting[None, :]
        one, other = divmod(int(np.where(barred, np.inf, costs).argmin()), self.people)
        if barred[one, other]:
            return  # everybody rests
        self._swap(turn, one, other)
        rest = REST + chance.integers(REST, size=2)
        self.tabu[turn, [one, other]] = step + len(self.seat) * rest

    def _pair_costs(self, turn: int) -> Costs:
        """What each swap in a round changes in pairs at one table, shape (people, people)."""
        at, weight = self.seat[turn], MET * (self.meets - self.same[turn]) + self.fixed
        np.fill_diagonal(weight, 0)
        tables = np.zeros((self.people, self.count))
        tables[np.arange(self.people), at] = 1
        joins = (weight @ tables)[:, at]  # what each person meets at each other person's table
        own = np.diagonal(joins)
        return np.asarray(joins + joins.T - own[:, None] - own[None, :] - 2 * weight)

    def _mixture_costs(self, turn: int) -> Numbers:
        """What each swap in a round changes in T."""
        at = self.seat[turn]
        found = np.zeros((self.people, self.people), dtype=np.int64)
        for trait in self.traits:
            cells, codes = trait.cells[turn], trait.codes
            now = np.abs(cells)
            joins = (np.abs(cells + self.people) - now)[at][:, codes]
            leaves = (np.abs(cells - self.people) - now)[at, codes]
            change = joins + joins.T + leaves[:, None] + leaves[None, :]
            found += trait.weight * change * (codes[:, None] != codes[None, :])
        return found

    def _swap(self, turn: int, one: int, other: int) -> None:
        at = self.seat[turn]
        for trait in self.traits:
            mine, theirs = trait.codes[one], trait.codes[other]
            for table, leaves, joins in ((at[one], mine, theirs), (at[other], theirs, mine)):
                trait.cells[turn][table, leaves] -= self.people
                trait.cells[turn][table, joins] += self.people
        at[one], at[other] = at[other], at[one]
        self.meets -= self.same[turn]
        self.same[turn] = (at[:, None] == at[None, :]).astype(np.int64)
        self.meets += self.same[turn]


def _trait(problem: TableProblem, persons: list[Person], place: int, seat: Numbers) -> _Trait:
    codes, number = _codes([one.traits[place] for one in persons])
    totals = np.bincount(codes, minlength=number)
    found = []
    for at in seat:
        cells = -np.bincount(at, minlength=problem.count)[:, None] * totals[None, :]
        np.add.at(cells, (at, codes), len(persons))
        found.append(cells)
    return _Trait(problem.attributes[place].weight, codes, found)


def _alike(codes: Numbers) -> Numbers:
    """1 for each two people of one code, 0 for anybody with themselves."""
    found: Numbers = (codes[:, None] == codes[None, :]).astype(np.int64)
    np.fill_diagonal(found, 0)
    return found


def _pairs(persons: list[Person], pairs: tuple[tuple[str, str], ...]) -> Numbers:
    row = {person.id: index for index, person in enumerate(persons)}
    found = np.zeros((len(persons), len(persons)), dtype=np.int64)
    for one, other in pairs:
        if one in row and other in row:
            found[row[one], row[other]] = found[row[other], row[one]] = 1
    return found


def _codes(values: list[str]) -> tuple[Numbers, int]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(one, len(known)) for one in values]), len(known)

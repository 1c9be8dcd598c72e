"""Betters an assignment by single moves and swaps; proves nothing."""

import numpy as np

from workshop.domain.assignment.problem import Assignment, Level, Problem
from workshop.domain.assignment.tally import NOT_ALLOWED, Numbers, Tally

COLUMN = {Level.PREFERENCE: 0, Level.BALANCE: 1, Level.SPREAD: 2, Level.MOVES: 3}


def improved(
    problem: Problem, assignment: Assignment, order: tuple[Level, ...], *, rounds: int
) -> Assignment:
    """Takes the best move or swap of each person in turn until a round finds none.

    Never worse in `order`, and valid if `assignment` is; people in pairs stay where they are.
    """
    tally = Tally(problem, assignment)
    paired = {person for pair in (*problem.together, *problem.apart) for person in pair}
    free = np.array([person.id not in paired for person in problem.persons])
    columns = [COLUMN[level] for level in order]
    for _ in range(rounds):
        if not sum(_step(tally, person, free, columns) for person in np.flatnonzero(free).tolist()):
            break
    return tally.assignment()


def _step(tally: Tally, person: int, free: Numbers, columns: list[int]) -> bool:
    """Does the best change that seats this person elsewhere, if it betters the score."""
    here = int(tally.seat[person])
    best: tuple[list[int], int, int | None] | None = None
    for group in np.flatnonzero(tally.level[person] != NOT_ALLOWED).tolist():
        if group == here:
            continue
        if _room(tally, here, group):
            cost = tally.move_cost(person, group)[columns].tolist()
            best = min(best or (cost, group, None), (cost, group, None), key=lambda way: way[0])
        others = np.flatnonzero(
            (tally.seat == group) & free & (tally.level[:, here] != NOT_ALLOWED)
        )
        if len(others):
            costs = tally.swap_costs(person, others)[:, columns]
            index = int(np.lexsort(costs.T[::-1])[0])
            way = (costs[index].tolist(), group, int(others[index]))
            best = min(best or way, way, key=lambda way: way[0])
    if best is None or best[0] >= [0] * len(columns):
        return False
    tally.seat_person(person, best[1])
    if best[2] is not None:
        tally.seat_person(best[2], here)
    return True


def _room(tally: Tally, here: int, group: int) -> bool:
    groups = tally.problem.groups
    return bool(
        tally.size[here] > groups[here].minimum and tally.size[group] < groups[group].maximum
    )

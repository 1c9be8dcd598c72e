"""Betters an assignment by single moves and swaps; proves nothing."""

from collections.abc import Iterator

from workshop.domain.assignment.problem import Assignment, Level, Problem
from workshop.domain.assignment.tally import Cost, Tally

_PART = {Level.PREFERENCE: 0, Level.BALANCE: 1, Level.SPREAD: 2, Level.MOVES: 3}


def improved(
    problem: Problem,
    assignment: Assignment,
    order: tuple[Level, ...],
    *,
    rounds: int,
    swaps: bool = True,
) -> Assignment:
    """Takes the best move or swap of each person in turn until a round finds none.

    Never worse in `order`, and valid if `assignment` is; people in pairs stay where they are.  A
    round of moves looks at every person and group, one with swaps at every two people too.
    """
    tally = Tally(problem, assignment)
    paired = {person for pair in (*problem.together, *problem.apart) for person in pair}
    free = {tally.row[person.id] for person in problem.persons if person.id not in paired}
    partners = free if swaps else set()
    parts = [_PART[level] for level in order]
    for _ in range(rounds):
        if not sum([_step(tally, person, partners, parts) for person in sorted(free)]):
            break
    return tally.assignment()


def _step(tally: Tally, person: int, partners: set[int], parts: list[int]) -> bool:
    """Does the best change that seats this person elsewhere, if it betters the score."""
    here = tally.seat[person]
    ways = (
        ([cost[part] for part in parts], group, -1 if other is None else other)
        for cost, group, other in _ways(tally, person, partners)
    )
    cost, group, other = min(ways, default=([0], here, -1))
    if cost >= [0] * len(cost):
        return False
    tally.seat_person(person, group)
    if other >= 0:
        tally.seat_person(other, here)
    return True


def _ways(tally: Tally, person: int, partners: set[int]) -> Iterator[tuple[Cost, int, int | None]]:
    here = tally.seat[person]
    for group in tally.allowed[person]:
        if group == here:
            continue
        if tally.has_room(here, group):
            yield tally.move_cost(person, group), group, None
        for other in tally.swappable(person, group) if partners else ():
            if other in partners:
                yield tally.swap_cost(person, other), group, other

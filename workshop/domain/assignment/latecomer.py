"""A group, and tables in it, for one person who comes when all others are seated and stay there."""

from collections import Counter
from collections.abc import Sequence

from workshop.domain.assignment.check import score
from workshop.domain.assignment.problem import FIRST_SPLIT, Assignment, Level, Problem


def group_for(
    problem: Problem,
    assignment: Assignment,
    person_id: str,
    *,
    order: tuple[Level, ...] = FIRST_SPLIT,
) -> str | None:
    """The group that leaves the split best in its own order, among those the person may join.

    assignment: everybody else's group.  A group where a pair of the person is kept comes before one
    where it is not.  Groups with all their seats taken are left out; of equally
    good ones the one with most seats free is taken, then the first of the problem. None: every
    group that the person may join is full.
    """
    person = next(one for one in problem.persons if one.id == person_id)
    sizes = Counter(group for key, group in assignment.items() if key != person_id)
    ways = [
        (
            _broken(problem, assignment, person_id, group.id),
            score(problem, {**assignment, person_id: group.id}).key(order),
            sizes[group.id] - group.maximum,
            place,
            group.id,
        )
        for place, group in enumerate(problem.groups)
        if group.id in person.levels() and sizes[group.id] < group.maximum
    ]
    return min(ways)[-1] if ways else None


def tables_for(
    others: Sequence[tuple[Sequence[int], bool]], *, count: int, rounds: int
) -> tuple[int, ...]:
    """A table per round for somebody who joins a group whose people stay at theirs.

    others: everybody else's tables, round by round and numbered from 1, and whether they are a
    colleague.  The emptiest table; of equally empty ones that with fewest colleagues, then with
    fewest people met in an earlier round, then the first.
    """
    taken: list[int] = []
    for turn in range(rounds):
        sizes = Counter(tables[turn] for tables, _ in others)
        colleagues = Counter(tables[turn] for tables, colleague in others if colleague)
        met = Counter(
            tables[turn]
            for tables, _ in others
            if any(mine == theirs for mine, theirs in zip(taken, tables, strict=False))
        )
        ranks = ((sizes[one], colleagues[one], met[one], one) for one in range(1, count + 1))
        taken.append(min(ranks)[-1])
    return tuple(taken)


def _broken(problem: Problem, assignment: Assignment, person_id: str, group: str) -> int:
    """How many of the person's pairs would not be kept in a group."""
    return sum(
        other in assignment and (assignment[other] == group) is not together
        for together, pairs in ((True, problem.together), (False, problem.apart))
        for pair in pairs
        if person_id in pair
        for other in pair
        if other != person_id
    )

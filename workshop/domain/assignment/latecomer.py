"""A group for one person who comes when everybody else is seated and stays where they sit."""

from collections import Counter

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

    assignment: everybody else's group.  Groups with all their seats taken are left out; of equally
    good ones the one with most seats free is taken, then the first of the problem. None: every
    group that the person may join is full.
    """
    person = next(one for one in problem.persons if one.id == person_id)
    sizes = Counter(group for key, group in assignment.items() if key != person_id)
    ways = [
        (
            score(problem, {**assignment, person_id: group.id}).key(order),
            sizes[group.id] - group.maximum,
            place,
            group.id,
        )
        for place, group in enumerate(problem.groups)
        if group.id in person.levels() and sizes[group.id] < group.maximum
    ]
    return min(ways)[-1] if ways else None

"""Everybody whose group changes, and what it would mean if they alone stayed where they were.

Plain Python: pages list moves without loading a numeric library.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.assignment.check import score
from workshop.domain.assignment.problem import Assignment, Group, Person, Problem, Score


class Cause(StrEnum):
    """Why somebody does not stay, the first that holds."""

    NEW = "new"  # no group before
    PINNED = "pinned"  # the organiser pinned the new seat
    CLOSED = "closed"  # the former group is not open to them any more
    FULL = "full"  # the former group would have more people than it takes
    EMPTY = "empty"  # the new group would have fewer people than it needs
    PAIR = "pair"  # somebody they are to sit with, or without
    SCORE = "score"  # it would be worse, see `change`
    NONE = "none"  # it would be just as good, for them alone


@dataclass(frozen=True, slots=True)
class Move:
    """number: how many the group would have (FULL, EMPTY).  change: of the score, if this person
    alone sat in the old group: positive parts are what the move gains."""

    person: str
    old: str | None
    new: str
    cause: Cause
    number: int
    change: Score


def moves(problem: Problem, assignment: Assignment) -> tuple[Move, ...]:
    """In the problem's order; who stays is left out."""
    sizes = Counter(assignment.values())
    groups = {group.id: group for group in problem.groups}
    before = score(problem, assignment)
    return tuple(
        _move(problem, assignment, person, before, sizes, groups)
        for person in problem.persons
        if assignment[person.id] != person.current
    )


def _move(
    problem: Problem, assignment: Assignment, person: Person, before: Score,
    sizes: "Counter[str]", groups: dict[str, Group],
) -> Move:  # fmt: skip
    new, old = assignment[person.id], person.current
    if old is None or old not in groups:
        return Move(person.id, None, new, Cause.NEW, 0, Score(0, 0, 0, 0))
    back = {**assignment, person.id: old}
    after = score(problem, back)
    change = Score(
        after.P - before.P, after.B - before.B, after.S - before.S, after.D - before.D
    )  # fmt: skip
    cause, number = _cause(problem, back, person, new, sizes, groups, change)
    return Move(person.id, old, new, cause, number, change)


def _cause(
    problem: Problem, back: Assignment, person: Person, new: str, sizes: "Counter[str]",
    groups: dict[str, Group], change: Score,
) -> tuple[Cause, int]:  # fmt: skip
    old = back[person.id]
    ways = (
        (person.pin == new, Cause.PINNED, 0),
        (old not in person.levels(), Cause.CLOSED, 0),
        (change.P > 0, Cause.SCORE, 0),
        (sizes[old] + 1 > groups[old].maximum, Cause.FULL, sizes[old] + 1),
        (sizes[new] - 1 < groups[new].minimum, Cause.EMPTY, sizes[new] - 1),
        (_breaks_a_pair(problem, back, person.id), Cause.PAIR, 0),
        (change.B > 0 or change.S > 0, Cause.SCORE, 0),
    )
    return next(((cause, number) for holds, cause, number in ways if holds), (Cause.NONE, 0))


def _breaks_a_pair(problem: Problem, back: Assignment, person: str) -> bool:
    parted = any(
        back[one] != back[other] for one, other in problem.together if person in (one, other)
    )
    joined = any(back[one] == back[other] for one, other in problem.apart if person in (one, other))
    return parted or joined

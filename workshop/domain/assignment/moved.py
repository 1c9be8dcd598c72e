"""Everybody whose group changes, and what it would mean if they alone stayed where they were.

Plain Python: pages list moves without loading a numeric library.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.assignment.attendance import Whole
from workshop.domain.assignment.check import score
from workshop.domain.assignment.problem import Assignment, Person, Problem, Score


class Cause(StrEnum):
    """Why somebody does not stay, the first that holds."""

    NEW = "new"  # no group before
    PINNED = "pinned"  # the organiser pinned the new seat
    CLOSED = "closed"  # the former group is not open to them any more
    FULL = "full"  # the former group would have more people than it takes
    EMPTY = "empty"  # the new group would have fewer people than it needs
    SHARE = "share"  # the new group would have fewer of those who are there than it may be left
    PAIR = "pair"  # somebody they are to sit with, or without
    SCORE = "score"  # it would be worse, see `change`
    NONE = "none"  # it would be just as good, for them alone


@dataclass(frozen=True, slots=True)
class Move:
    """number: how many the group would have (FULL, EMPTY, SHARE), beyond or below `limit`.
    missing: how many of the number are not there and keep their seat (FULL).  change: of the score,
    if this person alone sat in the old group: positive parts are what the move gains."""

    person: str
    old: str | None
    new: str
    cause: Cause
    number: int
    change: Score
    limit: int = 0
    missing: int = 0


def moves(
    problem: Problem,
    assignment: Assignment,
    whole: Whole = Whole(),  # noqa: B008  frozen
) -> tuple[Move, ...]:
    """In the problem's order; who stays is left out.

    whole: the groups as they were set up, where the problem is of those who are there only.
    """
    before = score(problem, assignment)
    sizes = _Sizes(problem, assignment, whole)
    return tuple(
        _move(problem, assignment, person, before, sizes)
        for person in problem.persons
        if assignment[person.id] != person.current
    )


@dataclass(frozen=True, slots=True)
class _Against:
    """As in `Move`."""

    cause: Cause
    number: int = 0
    limit: int = 0
    missing: int = 0


class _Sizes:
    """What sizes say against going back."""

    def __init__(self, problem: Problem, assignment: Assignment, whole: Whole) -> None:
        self.groups = {group.id: group for group in problem.groups}
        self._sizes = Counter(assignment.values())
        self._set_up = {**self.groups, **whole.groups}
        self._missing = whole.missing

    def full(self, old: str) -> _Against | None:
        number = self._sizes[old] + 1
        if number <= self.groups[old].maximum:
            return None
        missing = self._missing.get(old, 0)
        return _Against(Cause.FULL, number + missing, self._set_up[old].maximum, missing)

    def empty(self, new: str) -> _Against | None:
        number = self._sizes[new] - 1
        needed, left = self._set_up[new].minimum, self.groups[new].minimum
        if number < needed:
            return _Against(Cause.EMPTY, number, needed)
        return _Against(Cause.SHARE, number, left) if number < left else None


def _move(
    problem: Problem, assignment: Assignment, person: Person, before: Score, sizes: _Sizes
) -> Move:
    new, old = assignment[person.id], person.current
    if old is None or old not in sizes.groups:
        return Move(person.id, None, new, Cause.NEW, 0, Score(0, 0, 0, 0))
    back = {**assignment, person.id: old}
    after = score(problem, back)
    change = Score(
        after.P - before.P, after.B - before.B, after.S - before.S, after.D - before.D
    )  # fmt: skip
    why = _against(problem, back, person, new, sizes, change)
    return Move(person.id, old, new, why.cause, why.number, change, why.limit, why.missing)


def _against(
    problem: Problem, back: Assignment, person: Person, new: str, sizes: _Sizes, change: Score
) -> _Against:
    """The first thing that speaks against going back."""
    old = back[person.id]
    if person.pin == new:
        return _Against(Cause.PINNED)
    if old not in person.levels():
        return _Against(Cause.CLOSED)
    if change.P > 0:
        return _Against(Cause.SCORE)
    by_size = sizes.full(old) or sizes.empty(new)
    if by_size:
        return by_size
    if _breaks_a_pair(problem, back, person.id):
        return _Against(Cause.PAIR)
    return _Against(Cause.SCORE if (change.B, change.S) > (0, 0) else Cause.NONE)


def _breaks_a_pair(problem: Problem, back: Assignment, person: str) -> bool:
    parted = any(
        back[one] != back[other] for one, other in problem.together if person in (one, other)
    )
    joined = any(back[one] == back[other] for one, other in problem.apart if person in (one, other))
    return parted or joined

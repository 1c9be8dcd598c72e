"""Whom pins and together-pairs bring to some groups, or keep from them, besides their choices."""

from collections.abc import Callable
from typing import NamedTuple

from workshop.domain.assignment.contradictions import chains
from workshop.domain.assignment.flow import Misfit
from workshop.domain.assignment.problem import Person, Problem

Open = dict[str, frozenset[str]]
"""Person's id to the groups they can sit in."""


class Held(NamedTuple):
    """persons: with the pins and together-pairs.  by_pin, by_pair: how many differ by these."""

    persons: tuple[Person, ...]
    by_pin: int
    by_pair: int


def held_in(problem: Problem, crowd: Misfit) -> Held:
    """All who can sit in no other groups than those of a crowd."""
    groups = frozenset(group.id for group in crowd.groups)
    return _held(problem, lambda mine: bool(mine) and mine <= groups)


def left_for(problem: Problem, needy: Misfit) -> Held:
    """All who may join some of these groups."""
    groups = frozenset(group.id for group in needy.groups)
    return _held(problem, lambda mine: bool(mine & groups))


def _held(problem: Problem, counts: Callable[[frozenset[str]], bool]) -> Held:
    chosen = {person.id: frozenset(person.levels()) for person in problem.persons}
    pinned = {
        person.id: chosen[person.id] & {person.pin} if person.pin else chosen[person.id]
        for person in problem.persons
    }
    numbers = [sum(map(counts, open_to.values())) for open_to in (chosen, pinned)]
    tied = _tied(problem, pinned)
    persons = tuple(person for person in problem.persons if counts(tied[person.id]))
    return Held(persons, abs(numbers[1] - numbers[0]), abs(len(persons) - numbers[1]))


def _tied(problem: Problem, open_to: Open) -> Open:
    """People of one chain of together-pairs can only sit where all of them can; a chain that can
    sit nowhere is a conflict of its own and counts as if untied."""
    found = dict(open_to)
    for chain in chains(problem):
        common = frozenset.intersection(*(open_to[person.id] for person in chain))
        if common:
            found |= {person.id: common for person in chain}
    return found

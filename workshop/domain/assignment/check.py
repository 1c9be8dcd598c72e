"""Checks and scores an assignment straight from the definition; knows nothing of the solver."""

from collections import Counter
from collections.abc import Mapping

from workshop.domain.assignment.problem import Assignment, Effect, Problem, Score


def violations(problem: Problem, assignment: Assignment) -> tuple[str, ...]:
    """Every hard rule that the assignment breaks, one line each; empty when it is valid."""
    return (*_wrong_seats(problem, assignment), *_wrong_sizes(problem, assignment),
            *_wrong_pairs(problem, assignment))  # fmt: skip


def _wrong_seats(problem: Problem, assignment: Assignment) -> list[str]:
    found = []
    for person in problem.persons:
        group = assignment.get(person.id)
        if group is None:
            found.append(f"{person.id} has no group")
            continue
        if group not in person.levels():
            found.append(f"{person.id} may not join {group}")
        if person.pin and group != person.pin:
            found.append(f"{person.id} is pinned to {person.pin} but sits in {group}")
    return found


def _wrong_sizes(problem: Problem, assignment: Assignment) -> list[str]:
    sizes = Counter(assignment.get(person.id) for person in problem.persons)
    return [
        f"{group.id} has {sizes[group.id]}, not {group.minimum} to {group.maximum}"
        for group in problem.groups
        if not group.minimum <= sizes[group.id] <= group.maximum
    ]


def _wrong_pairs(problem: Problem, assignment: Assignment) -> list[str]:
    split = [
        f"{one} and {other} are not together"
        for one, other in problem.together
        if assignment.get(one) != assignment.get(other)
    ]
    joined = [
        f"{one} and {other} are not apart"
        for one, other in problem.apart
        if assignment.get(one) == assignment.get(other)
    ]
    return [*split, *joined]


def score(problem: Problem, assignment: Assignment) -> Score:
    """The score of an assignment in which everybody has a group.

    A group that a person may not join counts as one level after the last.
    """
    persons = problem.persons
    levels = (person.levels() for person in persons)
    colleagues = Counter((assignment[person.id], person.organisation) for person in persons)
    return Score(
        P=sum(
            known.get(assignment[person.id], len(person.choices))
            for person, known in zip(persons, levels, strict=True)
        ),
        B=sum(
            attribute.weight * _imbalance(problem, assignment, index)
            for index, attribute in enumerate(problem.attributes)
        ),
        S=sum(number * (number - 1) // 2 for number in colleagues.values()),
        D=sum(
            person.current is not None and assignment[person.id] != person.current
            for person in persons
        ),
    )


def _imbalance(problem: Problem, assignment: Assignment, index: int) -> int:
    persons = problem.persons
    everybody = len(persons)
    sizes = Counter(assignment[person.id] for person in persons)
    totals = Counter(person.traits[index] for person in persons)
    cells = Counter((assignment[person.id], person.traits[index]) for person in persons)
    return sum(
        abs(everybody * cells[group.id, category] - sizes[group.id] * total)
        for group in problem.groups
        for category, total in totals.items()
    )


def plan_effect(problem: Problem, assignment: Assignment, moves: Mapping[str, str]) -> Effect:
    """What moving people (person's id to group's id) does to the score and to the hard rules."""
    moved = {**assignment, **moves}
    already = set(violations(problem, assignment))
    broken = tuple(line for line in violations(problem, moved) if line not in already)
    return Effect(score(problem, assignment), score(problem, moved), broken)

"""Evens groups out on the day, with those who are there."""

from collections import Counter
from dataclasses import replace

from workshop.domain.assignment.curve import Curve, curve
from workshop.domain.assignment.formulate import Formulation, formulate
from workshop.domain.assignment.problem import Group, Options, Problem
from workshop.domain.assignment.program import Terms
from workshop.domain.assignment.progress import Listener, nobody

NODES = 200


def even_out(
    problem: Problem,
    options: Options = Options(),  # noqa: B008  frozen
    progress: Listener = nobody,
) -> Curve:
    """Moves among those who are there, from where they sit: the fewest that fill the groups up to
    their minimum as far as these people can, and what further moves would gain.

    problem: of those who are there only; everybody has a current group and may stay there.
    """
    return curve(reachable(problem), options, progress)


def reachable(problem: Problem) -> Problem:
    """The same with minima that these people can fill, as few seats lower as possible.

    A group that has its minimum keeps it, and one below it loses nobody on balance.
    """
    sizes = Counter(person.current for person in problem.persons)
    floor = {group.id: min(group.minimum, sizes[group.id]) for group in problem.groups}
    if all(floor[group.id] == group.minimum for group in problem.groups):
        return problem
    lowered = replace(
        problem, groups=tuple(replace(group, minimum=floor[group.id]) for group in problem.groups)
    )
    found = formulate(lowered, (), 0)
    lacks = {group.id: _lack(found, group) for group in problem.groups}
    cost: Terms = [(variable, 1) for variable in lacks.values()]
    outcome = found.program.minimise(cost, nodes=NODES, seconds=None)
    if outcome.values is None:
        return lowered
    lacking = {group: round(outcome.values[variable]) for group, variable in lacks.items()}
    groups = (replace(one, minimum=one.minimum - lacking[one.id]) for one in problem.groups)
    return replace(problem, groups=tuple(groups))


def _lack(found: Formulation, group: Group) -> int:
    """How many people the group is short of its minimum."""
    lack = found.program.variable(group.minimum)
    members: Terms = [(seat, 1) for (_, into), seat in found.seats.items() if into == group.id]
    found.program.row([(lack, 1), *members], group.minimum, float("inf"))
    return lack

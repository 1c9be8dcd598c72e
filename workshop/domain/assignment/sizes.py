"""Sizes for groups that may be of several: even ones, or those that round best."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from workshop.domain.assignment.formulate import Formulation, formulate, unavoidable
from workshop.domain.assignment.problem import Level, Problem
from workshop.domain.assignment.program import Terms


def fixed_sizes(
    problem: Problem, preference: int, *, seed: int, most: int, nodes: int, seconds: float | None
) -> Iterator[tuple[Problem, int]]:
    """The same with each size fixed, as a split of this P can have them: as near to each other as
    possible; and so that the roundings nobody can avoid add up to the least.  With each a bound
    of B for the problem itself, whatever its sizes.

    Groups of one size then can be dealt as one class.  Nothing where no size is open, and for
    programs of more than `most` columns.
    """
    if all(group.minimum == group.maximum for group in problem.groups):
        return
    formulation = formulate(problem, (Level.PREFERENCE,), seed)
    if formulation.program.columns > most:
        return
    formulation.program.row(formulation.costs[Level.PREFERENCE], 0, preference + 0.5)
    people, groups = len(problem.persons), len(problem.groups)
    even = {
        size: (groups * size - people) ** 2
        for sizes in formulation.sizes.values()
        for size in sizes
    }
    totals = [
        (one.weight, [*Counter(person.traits[number] for person in problem.persons).values()])
        for number, one in enumerate(problem.attributes)
    ]
    rounding = {
        size: sum(weight * unavoidable(people, counts, size) for weight, counts in totals)
        for size in even
    }
    for price in (even, rounding):
        found, least = _cheapest(formulation, price, nodes=nodes, seconds=seconds)
        fixed = tuple(
            replace(one, minimum=found[one.id], maximum=found[one.id])
            for one in problem.groups
            if one.id in found
        )
        if fixed:
            yield replace(problem, groups=fixed), 2 * least if price is rounding else 0


def _cheapest(
    formulation: Formulation, price: dict[int, int], *, nodes: int, seconds: float | None
) -> tuple[dict[str, int], int]:
    """Each group's size so that these prices add up to the least, and what they cannot undercut;
    nothing where none is found."""
    cost: Terms = [
        (chosen, price[size])
        for sizes in formulation.sizes.values()
        for size, chosen in sizes.items()
    ]
    outcome = formulation.program.minimise(cost, nodes=nodes, seconds=seconds)
    values = outcome.values
    if values is None:
        return {}, 0
    return {
        group: next(size for size, chosen in sizes.items() if round(values[chosen]))
        for group, sizes in formulation.sizes.items()
    }, outcome.bound or 0

"""Finds sets of people and groups that cannot fit, by maximum flow.

A split within the maximums exists, and one that reaches the minimums exists, exactly when one that
does both exists (Mendelsohn and Dulmage 1958), so the two are looked at apart.
"""

from collections import defaultdict
from collections.abc import Hashable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import lil_array
from scipy.sparse.csgraph import maximum_flow

from workshop.domain.assignment.problem import Group, Person, Problem

_Node = TypeVar("_Node", bound=Hashable)
_Place = TypeVar("_Place", bound=Hashable)


class Misfit(NamedTuple):
    persons: tuple[Person, ...]
    groups: tuple[Group, ...]


def _open_groups(person: Person, *, pinned: bool) -> frozenset[str]:
    groups = frozenset(person.levels())
    return groups & {person.pin} if pinned and person.pin else groups


def crowded(problem: Problem, *, pinned: bool) -> list[Misfit]:
    """Sets of people who together only fit groups that hold fewer than they are.

    No group is in two of them, and what they lack together is what all people lack.
    """
    kinds = _kinds(problem, pinned=pinned)
    stuck = _unmet(
        {kind: len(people) for kind, people in kinds.items()},
        {kind: set(kind) for kind in kinds},
        {group.id: group.maximum for group in problem.groups},
    )
    return [
        _misfit(
            problem,
            {person.id for kind in one for person in kinds[kind]},
            {group for kind in one for group in kind},
        )
        for one in stuck
    ]


def hungry(problem: Problem, *, pinned: bool) -> list[Misfit]:
    """Sets of groups that together need more people than may join any of them; nobody is in two."""
    kinds = _kinds(problem, pinned=pinned)
    joiners: dict[str, set[frozenset[str]]] = {group.id: set() for group in problem.groups}
    for kind in kinds:
        for group in kind:
            joiners[group].add(kind)
    stuck = _unmet(
        {group.id: group.minimum for group in problem.groups},
        joiners,
        {kind: len(people) for kind, people in kinds.items()},
    )
    return [
        _misfit(
            problem,
            {person.id for group in one for kind in joiners[group] for person in kinds[kind]},
            one,
        )
        for one in stuck
    ]


def _kinds(problem: Problem, *, pinned: bool) -> dict[frozenset[str], list[Person]]:
    kinds: dict[frozenset[str], list[Person]] = defaultdict(list)
    for person in problem.persons:
        kinds[_open_groups(person, pinned=pinned)].append(person)
    return kinds


def _misfit(problem: Problem, members: set[str], groups: set[str]) -> Misfit:
    return Misfit(
        tuple(person for person in problem.persons if person.id in members),
        tuple(group for group in problem.groups if group.id in groups),
    )


def _unmet(
    supply: dict[_Node, int], reach: dict[_Node, set[_Place]], room: dict[_Place, int]
) -> list[set[_Node]]:
    """Sets of nodes whose joint supply exceeds the joint room in their joint reach; none if all
    fits.  No two sets reach the same place."""
    nodes, places = list(supply), list(room)
    flow = _flow(supply, reach, room, nodes, places)
    column = {place: number for number, place in enumerate(places)}
    found: list[set[_Node]] = []
    for number, node in enumerate(nodes):
        if flow[number].sum() >= max(supply[node], 0):
            continue
        mine = _changing_places(number, nodes, reach, flow, column)
        near = {place for one in mine for place in reach[one]}
        for other in [one for one in found if any(reach[node] & near for node in one)]:
            found.remove(other)
            mine |= other
        found.append(mine)
    return found


def _changing_places(
    short: int,
    nodes: list[_Node],
    reach: dict[_Node, set[_Place]],
    flow: NDArray[np.int32],
    column: dict[_Place, int],
) -> set[_Node]:
    """Everything that could change places with the node that is short, itself included."""
    found, waiting = {short}, [short]
    while waiting:
        node = waiting.pop()
        for place in reach[nodes[node]]:
            others = set(np.flatnonzero(flow[:, column[place]]).tolist()) - found
            found |= others
            waiting.extend(others)
    return {nodes[number] for number in found}


def _flow(
    supply: dict[_Node, int],
    reach: dict[_Node, set[_Place]],
    room: dict[_Place, int],
    nodes: list[_Node],
    places: list[_Place],
) -> NDArray[np.int32]:
    """A maximum flow, shape (nodes, places)."""
    source, sink, first = 0, 1 + len(nodes) + len(places), 1 + len(nodes)
    capacity = lil_array((sink + 1, sink + 1), dtype=np.int32)
    for number, node in enumerate(nodes):
        capacity[source, 1 + number] = max(supply[node], 0)
        for place in reach[node]:
            capacity[1 + number, first + places.index(place)] = max(supply[node], 0)
    for number, place in enumerate(places):
        capacity[first + number, sink] = max(room[place], 0)
    answer = maximum_flow(capacity.tocsr(), source, sink).flow
    return np.asarray(answer[1:first, first:sink].toarray())

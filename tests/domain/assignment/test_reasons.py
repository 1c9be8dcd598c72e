from itertools import product

import pytest

from tests.domain.assignment.instances import person, realistic
from workshop.domain.assignment.check import plan_effect
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    RERUN,
    Attribute,
    Group,
    Options,
    Problem,
    ReasonKind,
)
from workshop.domain.assignment.reasons import reasons
from workshop.domain.assignment.solve import solve


def cheapest(problem, seats, mover, into):
    """The least change by a move to `into` or a swap with somebody there, by the checker."""
    here = seats[mover.id]
    ways = [{mover.id: into}]
    ways += [
        {mover.id: into, other.id: here} for other in problem.persons if seats[other.id] == into
    ]
    effects = (plan_effect(problem, seats, way) for way in ways)
    allowed = [effect.change for effect in effects if not effect.broken]
    return min(allowed, key=lambda change: change.key(FIRST_SPLIT), default=None)


@pytest.mark.parametrize("seed", [2, 3])
def test_every_reason_is_true_by_the_checker(seed):
    problem = realistic(seed)
    groups = [problem.groups[0], Group("partner", 10, 24), problem.groups[2]]
    pinned = next(one for one in problem.persons if len(one.levels()) > 1)
    persons = tuple(
        one if one.id != pinned.id else person(
            one.id, *one.choices, organisation=one.organisation, traits=one.traits,
            pin=one.choices[0][0],
        )
        for one in problem.persons
    )  # fmt: skip
    pair = next(
        (a.id, b.id)
        for a, b in product(persons[5:], persons[20:])
        if a.id != b.id and len(a.levels()) == 2 and a.levels() == b.levels() and not a.pin
    )
    problem = Problem(persons, tuple(groups), problem.attributes, together=(pair,))
    result = solve(problem)
    assert [reason.person for reason in result.reasons] == [one.id for one in persons]
    for reason, one in zip(result.reasons, persons, strict=True):
        _recompute(problem, result.assignment, one, reason)


def _recompute(problem, seats, one, reason):
    levels, here = one.levels(), seats[one.id]
    if one.pin:
        assert reason.kind is ReasonKind.PINNED
        assert here == one.pin
    elif len(levels) == 1:
        assert reason.kind is ReasonKind.ONLY
    elif reason.kind is ReasonKind.FIRST:
        assert [group for group, level in levels.items() if level == 0] == [here]
    else:
        assert reason.kind is (ReasonKind.BEST if levels[here] == 0 else ReasonKind.FULL)
        wanted = [group for group, level in levels.items() if level == 0 and group != here]
        costs = [cheapest(problem, seats, one, group) for group in wanted]
        possible = [cost for cost in costs if cost is not None]
        best = min(possible, key=lambda cost: cost.key(FIRST_SPLIT), default=None)
        assert reason.cost == best
        assert reason.instead in wanted
        if best is not None:
            assert best.key(FIRST_SPLIT) >= (0, 0, 0, 0)
            assert cheapest(problem, seats, one, reason.instead) == best
    assert reason.en.endswith(".")
    assert "{" not in reason.en + reason.th


def test_the_price_of_another_seat_is_told_in_words():
    people = (
        person("a", "AB", organisation="x"),
        person("b", "B", organisation="x"),
        person("c", "A", organisation="y"),
    )
    problem = Problem(people, (Group("A", 0, 3), Group("B", 0, 3)))
    told = {reason.person: reason for reason in solve(problem).reasons}
    assert told["a"].en == (
        "The first choices are groups A and B; "
        "with a seat in group B, 1 more pair of colleagues would share a group."
    )
    assert "เพื่อนร่วมงานอยู่กลุ่มเดียวกันเพิ่ม 1 คู่" in told["a"].th
    assert told["b"].en == "Group B is the only group open to the agency’s roles."


def test_a_full_first_choice_is_told():
    people = (person("a", "A", traits=("m",)), person("b", "A", "B", traits=("m",)))
    problem = Problem(people, (Group("A", 0, 1), Group("B", 0, 2)), (Attribute("ministry"),))
    told = solve(problem).reasons[1]
    assert told.kind is ReasonKind.FULL
    assert told.en == (
        "The first choice, group A, is full; no single move or swap opens a seat in group A."
    )


def test_who_keeps_a_published_group_is_told_so():
    people = (person("a", "AB", current="B"), person("b", "A", current="A"))
    problem = Problem(people, (Group("A", 0, 2), Group("B", 0, 2)))
    told = solve(problem, Options(order=RERUN)).reasons[0]
    assert told.en == "Group B was published before and is kept; group A is a first choice too."
    assert told.cost.D == 1


def test_who_was_moved_by_hand_is_told_so():
    problem = Problem((person("a", "AB"),), (Group("A", 0, 1), Group("B", 0, 1)))
    told = reasons(problem, {"a": "B"}, placed={"a"})
    assert told[0].kind is ReasonKind.PLACED
    assert told[0].en == "The organiser moved this seat to group B."

"""Whatever is asked: every result passes the checker, and brute force finds nothing better."""

import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.assignment.instances import brute_force, equal_groups, small_problems, tracks
from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    RERUN,
    Effort,
    Group,
    Options,
    Person,
    Problem,
)
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import SolveStatus

SLOW = pytest.mark.slow
ORDERS = st.sampled_from([FIRST_SPLIT, RERUN, *permutations(FIRST_SPLIT)])


def assert_best(problem, order):
    best, result = brute_force(problem, order), solve(problem, Options(order=order))
    if best is None:
        assert result.status is SolveStatus.INFEASIBLE
        assert result.assignment is None
        assert all(conflict.th and conflict.en for conflict in result.conflicts)
        assert result.conflicts
        return
    assert result.status is SolveStatus.OPTIMAL
    assert_sound(problem, result)
    assert result.score.key(order) == best == tuple(result.bound[level] for level in order)
    assert result.proven == order


def assert_sound(problem, result):
    """Valid, scored right, no better than its bound, and every pin honoured."""
    assert not violations(problem, result.assignment)
    assert result.score == score(problem, result.assignment)
    assert all(bound is None or bound <= result.score.part(level)
               for level, bound in result.bound.items())  # fmt: skip
    assert all(
        result.assignment[person.id] == person.pin for person in problem.persons if person.pin
    )


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(problem=small_problems(people=5), order=ORDERS)
def test_no_assignment_there_is_beats_the_result(problem, order):
    assert_best(problem, order)


@SLOW
@settings(max_examples=120, deadline=None)
@given(problem=small_problems(people=8), order=ORDERS)
def test_no_assignment_of_up_to_eight_people_beats_the_result(problem, order):
    assert_best(problem, order)


@SLOW
@settings(max_examples=60, deadline=None)
@given(problem=equal_groups(), order=ORDERS)
def test_no_deal_over_equal_groups_beats_the_result(problem, order):
    """The bound over classes of equal groups, with pins and pairs in them, is never too high."""
    assert_best(problem, order)


@SLOW
@settings(max_examples=4, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    groups=st.sampled_from([3, 6, 9]),
    effort=st.sampled_from(list(Effort)[:2]),
    order=st.sampled_from([FIRST_SPLIT, RERUN]),
    limit=st.sampled_from([None, None, 0.0, 0.3]),
)
def test_larger_results_pass_the_checker_whatever_stops_the_search(
    seed, groups, effort, order, limit
):
    problem = tracks(seed, people=36, groups=groups)
    result = solve(problem, Options(order, seed % 5, effort, limit))
    if limit is None:
        assert result.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
    if result.assignment is not None:
        assert_sound(problem, result)


@pytest.mark.parametrize(
    ("people", "groups"), [(100, 3), *(pytest.param(3 * n, n, marks=SLOW) for n in (6, 9))]
)
def test_another_order_of_people_and_pairs_gives_the_same_split(people, groups):
    problem = tracks(3, people=people, groups=groups)
    chance = random.Random(0)
    turned = replace(
        problem,
        persons=tuple(chance.sample(problem.persons, len(problem.persons))),
        together=tuple(pair[::-1] for pair in problem.together[::-1]),
        apart=tuple(pair[::-1] for pair in problem.apart[::-1]),
    )
    options = Options(effort=Effort.QUICK)
    one, other = solve(problem, options), solve(turned, options)
    assert (other.score, other.bound, other.proven) == (one.score, one.bound, one.proven)
    assert dict(other.assignment) == dict(one.assignment)


def test_no_groups_seat_nobody_and_nobody_needs_no_groups():
    assert solve(Problem((), ())).status is SolveStatus.OPTIMAL
    lonely = solve(Problem((Person("a", ()),), ()))
    assert lonely.status is SolveStatus.INFEASIBLE
    assert lonely.conflicts
    assert solve(Problem((), (Group("A", 1, 5),))).status is SolveStatus.INFEASIBLE

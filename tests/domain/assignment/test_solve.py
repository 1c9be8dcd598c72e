from dataclasses import replace

import pytest

from tests.domain.assignment.instances import everywhere, person, realistic, tracks
from workshop.domain.assignment.check import violations
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    RERUN,
    Attribute,
    Effort,
    Group,
    InvalidProblemError,
    Level,
    Options,
    Problem,
)
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import SolveStatus


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_a_hundred_people_are_split_provably_best(seed):
    problem = tracks(seed)
    result = solve(problem)
    assert result.status is SolveStatus.OPTIMAL
    assert result.proven == FIRST_SPLIT
    assert not violations(problem, result.assignment)


def test_the_same_input_gives_the_same_split():
    problem = realistic(3)
    assert solve(problem) == solve(problem)


def test_another_seed_may_choose_another_split_of_the_same_score():
    problem = realistic(4)
    one, other = solve(problem), solve(problem, Options(seed=7))
    assert one.score == other.score
    assert not violations(problem, other.assignment)


def test_pins_hold_even_against_the_first_choice():
    problem = Problem(
        (person("a", "A", "B", pin="B"), person("b", "AB")), (Group("A", 0, 2), Group("B", 0, 2))
    )
    result = solve(problem)
    assert result.assignment["a"] == "B"
    assert result.bound[Level.PREFERENCE] == 1


def test_colleagues_are_spread():
    people = tuple(person(name, "AB", organisation="same") for name in "abcd")
    result = solve(Problem(people, (Group("A", 0, 4), Group("B", 0, 4))))
    assert result.score.S == 2


def test_a_rerun_moves_nobody_without_need():
    problem = realistic(2)
    first = solve(problem)
    again = replace(
        problem,
        persons=tuple(replace(one, current=first.assignment[one.id]) for one in problem.persons),
    )
    result = solve(again, Options(order=RERUN))
    assert result.assignment == first.assignment
    assert result.score.D == 0


@pytest.mark.slow
def test_what_is_not_proven_says_so_and_still_has_a_bound():
    """Everybody may sit anywhere and sizes are free: too many seats for the least effort."""
    anywhere = everywhere(tracks(1, people=510))
    problem = replace(
        anywhere, groups=tuple(replace(one, minimum=150, maximum=190) for one in anywhere.groups)
    )
    result = solve(problem, Options(effort=Effort.QUICK))
    assert result.status is SolveStatus.FEASIBLE
    assert result.proven == (Level.PREFERENCE,)
    assert not violations(problem, result.assignment)
    assert (result.bound[Level.BALANCE] or 0) < result.score.B < 0.1 * 2 * 510 * 510
    assert (result.bound[Level.SPREAD] or 0) <= result.score.S


@pytest.mark.parametrize("limit", [0, 0.05])
def test_a_limit_that_strikes_is_said(limit):
    problem = tracks(1, people=300, groups=15)
    result = solve(problem, Options(limit=limit))
    assert result.status is SolveStatus.TIME_LIMIT
    assert result.assignment is None or not violations(problem, result.assignment)
    for level, bound in result.bound.items():  # 0 is no news of what is never below it
        assert bound != 0 or (result.score and result.score.part(level) == 0)


@pytest.mark.slow
def test_a_thousand_people_in_thirty_groups_are_as_good_as_proven():
    problem = tracks(3, people=1_000, groups=30)
    result = solve(problem, Options(effort=Effort.QUICK))
    assert Level.PREFERENCE in result.proven
    assert not violations(problem, result.assignment)
    bound = result.bound[Level.BALANCE]
    assert 0 < bound <= result.score.B <= 1.002 * bound


def test_equal_groups_are_dealt_close_to_a_bound_of_the_whole():
    """Two hundred people, ten equal groups: far too many seats to prove person by person."""
    problem = realistic(1, people=200)
    groups = tuple(Group(f"g{number}", 20, 20) for number in range(10))
    everywhere = (tuple(group.id for group in groups),)
    people = tuple(replace(one, choices=everywhere) for one in problem.persons)
    pinned = (replace(people[0], pin="g3"), replace(people[1], pin="g3"), *people[2:])
    pairs = {"together": (("p0007", "p0008"),), "apart": (("p0009", "p0010"),)}
    problem = Problem(pinned, groups, problem.attributes, **pairs)
    result = solve(problem, Options(effort=Effort.QUICK))
    assert not violations(problem, result.assignment)
    bound = result.bound[Level.BALANCE]
    assert 0 < bound <= result.score.B <= 1.25 * bound


@pytest.mark.slow
@pytest.mark.slow
def test_groups_of_open_size_are_as_well_mixed_as_those_of_a_fixed_one():
    fixed = everywhere(tracks(1, people=96, groups=8, pins=0, together=0, apart=0))
    fixed = replace(fixed, groups=tuple(Group(one.id, 12, 12) for one in fixed.groups))
    loose = replace(fixed, groups=tuple(Group(one.id, 10, 14) for one in fixed.groups))
    quick = Options(effort=Effort.QUICK)
    result, known = solve(loose, quick), solve(fixed, quick)
    assert not violations(loose, result.assignment)
    assert result.score.B <= known.score.B
    assert 0 < result.bound[Level.BALANCE] <= result.score.B


def test_a_rerun_over_equal_groups_moves_only_those_who_must():
    problem = tracks(1, people=120, groups=12)
    first = solve(problem, Options(effort=Effort.QUICK))
    leaver = next(one for one in problem.persons if not one.pin)
    late = replace(leaver, id="late", traits=("another ministry", *leaver.traits[1:]))
    kept = [
        replace(one, current=first.assignment[one.id]) for one in problem.persons if one != leaver
    ]
    paired = {leaver.id}
    again = replace(
        problem,
        persons=(*kept, late),
        together=tuple(pair for pair in problem.together if not paired & set(pair)),
        apart=tuple(pair for pair in problem.apart if not paired & set(pair)),
    )
    result = solve(again, Options(order=RERUN, effort=Effort.QUICK))
    assert result.score.D == result.bound[Level.MOVES] == 0
    assert result.proven[:2] == (Level.PREFERENCE, Level.MOVES)
    assert result.assignment["late"] == first.assignment[leaver.id]


def test_nobody_to_seat_is_no_mistake():
    assert solve(Problem((), (Group("A", 0, 5),))).status is SolveStatus.OPTIMAL
    assert solve(Problem((), (Group("A", 1, 5),))).status is SolveStatus.INFEASIBLE


@pytest.mark.parametrize(
    "make",
    [
        lambda: Problem((person("a", "A"), person("a", "A")), (Group("A", 0, 2),)),
        lambda: Problem((person("a", "Z"),), (Group("A", 0, 2),)),
        lambda: Problem((person("a", "A"),), (Group("A", 0, 2),), (Attribute("ministry"),)),
        lambda: Problem((person("a", "A"),), (Group("A", 0, 2),), together=(("a", "a"),)),
        lambda: Options(order=(Level.BALANCE,)),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(make):
    with pytest.raises(InvalidProblemError):
        make()


def test_a_listener_hears_how_far_the_solver_is_and_changes_nothing():
    problem = tracks(3)
    heard = []
    result = solve(problem, progress=heard.append)
    assert result == solve(problem)
    assert list(dict.fromkeys(one.level for one in heard)) == list(FIRST_SPLIT)
    assert all(one.done == FIRST_SPLIT[: FIRST_SPLIT.index(one.level)] for one in heard)
    scores = [one.score.key(FIRST_SPLIT) for one in heard if one.score]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] >= result.score.key(FIRST_SPLIT)

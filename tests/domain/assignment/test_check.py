import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.assignment.instances import person, realistic, small_problems
from workshop.domain.assignment.check import plan_effect, score, violations
from workshop.domain.assignment.improve import improved
from workshop.domain.assignment.problem import FIRST_SPLIT, Attribute, Group, Problem, Score
from workshop.domain.assignment.solve import solve
from workshop.domain.assignment.tally import Tally


def test_the_score_counts_what_the_definition_says():
    people = (
        person("a", "A", "B", organisation="x", traits=("m",), current="A"),
        person("b", "A", organisation="x", traits=("m",)),
        person("c", "AB", organisation="y", traits=("n",)),
        person("d", "B", organisation="x", traits=("n",)),
    )
    problem = Problem(people, (Group("A", 0, 4), Group("B", 0, 4)), (Attribute("ministry", 3),))
    seats = {"a": "B", "b": "A", "c": "A", "d": "B"}
    assert score(problem, seats) == Score(P=1, B=0, S=1, D=1)
    seats = {"a": "A", "b": "A", "c": "B", "d": "B"}
    assert score(problem, seats) == Score(P=0, B=3 * 16, S=1, D=0)


def test_every_broken_rule_is_named():
    people = (person("a", "A"), person("b", "AB", pin="B"), person("c", "B"), person("d", "AB"))
    problem = Problem(
        people, (Group("A", 0, 2), Group("B", 2, 4)), together=(("a", "c"),), apart=(("a", "d"),)
    )
    assert violations(problem, {"a": "B", "b": "A", "d": "B"}) == (
        "a may not join B",
        "b is pinned to B but sits in A",
        "c has no group",
        "a and c are not together",
        "a and d are not apart",
    )
    everybody = dict.fromkeys("abcd", "A")
    assert "A has 4, not 0 to 2" in violations(problem, everybody)


def test_a_moves_effect_is_known_before_it_is_made():
    problem = realistic(4)
    seats = solve(problem).assignment
    free = next(one for one in problem.persons if len(one.levels()) > 1)
    other = next(group for group in free.levels() if group != seats[free.id])
    effect = plan_effect(problem, seats, {free.id: other})
    assert effect.before == score(problem, seats)
    assert effect.after == score(problem, {**seats, free.id: other})
    forbidden = next(one for one in problem.persons if len(one.levels()) == 1)
    wrong = next(group.id for group in problem.groups if group.id not in forbidden.levels())
    broken = plan_effect(problem, seats, {forbidden.id: wrong}).broken
    assert broken == (f"{forbidden.id} may not join {wrong}",)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(problem=small_problems(), data=st.data())
def test_the_tally_and_the_checker_agree_on_moves_and_swaps(problem, data):
    everywhere = [group.id for group in problem.groups]
    seats = {one.id: data.draw(st.sampled_from(everywhere)) for one in problem.persons}
    loose = Problem(problem.persons, problem.groups, problem.attributes)
    tally = Tally(loose, seats)
    mover = data.draw(st.sampled_from(problem.persons))
    row = tally.row[mover.id]
    strays = {tally.row[one.id]: tally.seat[tally.row[one.id]] for one in problem.persons}
    for stray, seat in strays.items():  # what was worked out before a move must not be told after
        for column in range(len(everywhere)):
            tally.seat_person(stray, column)
            tally.move_cost(row, column)
            list(tally.swap_costs(row, column))
        tally.seat_person(stray, seat)
    elsewhere = [group for group in mover.levels() if group != seats[mover.id] and not mover.pin]
    for group in elsewhere:
        change = plan_effect(loose, seats, {mover.id: group}).change
        found = tally.move_cost(row, tally.column[group])
        assert list(found) == list(change.as_dict().values())
        others = [
            other
            for other in problem.persons
            if seats[other.id] == group and seats[mover.id] in other.levels() and not other.pin
        ]
        for other in others:
            swap = {mover.id: group, other.id: seats[mover.id]}
            change = plan_effect(loose, seats, swap).change
            found = tally.swap_cost(row, tally.row[other.id])
            assert list(found) == list(change.as_dict().values())
        swaps = {other: cost for cost, other in tally.swap_costs(row, tally.column[group])}
        assert swaps.keys() >= {tally.row[other.id] for other in others}
        assert swaps == {other: tally.swap_cost(row, other) for other in swaps}


def test_moves_and_swaps_only_ever_better_a_valid_split():
    problem = realistic(5)
    levels = [one.levels() for one in problem.persons]
    start = {
        one.id: max(known, key=known.get)
        for one, known in zip(problem.persons, levels, strict=True)
    }
    found = improved(problem, start, FIRST_SPLIT, rounds=20)
    assert score(problem, found).key(FIRST_SPLIT) < score(problem, start).key(FIRST_SPLIT)
    assert set(violations(problem, found)) <= set(violations(problem, start))

"""The curve of moves against balance, who would move and why, and evening groups out."""

import random
import re
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from tests.domain.assignment.instances import person, realistic, small_problems, tracks
from workshop.domain.assignment.attendance import Whole, missing_in, with_seats_kept
from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.curve import curve
from workshop.domain.assignment.moved import Cause, moves
from workshop.domain.assignment.problem import (
    RERUN,
    Attribute,
    Effort,
    Group,
    Level,
    Options,
    Problem,
    Score,
)
from workshop.domain.assignment.rerun import even_out, reachable
from workshop.domain.assignment.solve import solve
from workshop.domain.figures import tradeoff

GROUPS = (Group("A", 2, 4), Group("B", 2, 4))


def uneven() -> Problem:
    """Three of one ministry in A, three of the other in B; everybody may sit anywhere."""
    people = [("A", "m")] * 3 + [("B", "n")] * 3
    return Problem(
        tuple(
            person(f"p{number}", "AB", traits=(ministry,), current=group, organisation=f"{number}")
            for number, (group, ministry) in enumerate(people)
        ),
        GROUPS,
        (Attribute("ministry"),),
    )


def best_within(problem: Problem, limit: int) -> int | None:
    """The smallest B over every valid split with the fewest steps from first choices."""
    names = [one.id for one in problem.persons]
    valid = [
        score(problem, split)
        for seats in product(*(one.levels() for one in problem.persons))
        if not violations(problem, split := dict(zip(names, seats, strict=True)))
    ]
    least = min(one.P for one in valid)
    return min(one.B for one in valid if least == one.P and limit >= one.D)


def fewest_pairs(problem: Problem, limit: int, reached: Score) -> int:
    """The smallest S over every valid split that is as good in P and B within the limit."""
    names = [one.id for one in problem.persons]
    valid = [
        score(problem, split)
        for seats in product(*(one.levels() for one in problem.persons))
        if not violations(problem, split := dict(zip(names, seats, strict=True)))
    ]
    return min(
        one.S for one in valid if one.P <= reached.P and one.B <= reached.B and limit >= one.D
    )


def check(problem: Problem) -> None:
    found = curve(problem)
    balances = [point.score.B for point in found.points]
    assert balances == sorted(set(balances), reverse=True)
    for point in found.points:
        assert violations(problem, point.assignment) == ()
        assert score(problem, point.assignment) == point.score
        assert point.limit >= point.score.D
        best = best_within(problem, point.limit)
        assert point.bound is not None
        assert point.bound <= best <= point.score.B
        assert not point.proven or best == point.score.B
        if point.spread is not None:
            assert point.spread <= fewest_pairs(problem, point.limit, point.score) <= point.score.S
    if found.points and found.fewest:
        assert best_within(problem, 10) == balances[-1]


def test_each_point_is_the_best_that_so_many_moves_can_reach():
    check(uneven())
    found = curve(uneven())
    assert [point.score.D for point in found.points] == [0, 1, 2, 3]
    assert all(point.proven for point in found.points)
    assert [point.spread for point in found.points] == [point.score.S for point in found.points]
    assert found.fewest
    assert not found.coarse


@pytest.mark.slow
@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_the_curve_agrees_with_trying_everything(problem):
    if solve(problem).assignment is None:
        assert curve(problem).points == ()
        assert curve(problem).conflicts
    else:
        check(problem)


def test_late_changes_move_few_and_the_curve_is_the_same_each_time():
    whole = realistic(5, people=104)
    first = solve(replace(whole, persons=whole.persons[:100])).assignment or {}
    later = replace(
        whole, persons=tuple(replace(one, current=first.get(one.id)) for one in whole.persons[6:])
    )
    found = curve(later, Options(seed=3))
    assert found == curve(later, Options(seed=3))
    assert found.fewest
    assert found.points[0].score.D == 0
    assert len(found.points) > 1


def test_nobody_fitting_in_is_told_with_its_reason():
    crowded = replace(uneven(), groups=(Group("A", 0, 2), Group("B", 0, 2)))
    found = curve(crowded)
    assert found.points == ()
    assert found.conflicts


def test_why_each_person_moves_follows_from_the_checker():
    groups = (Group("A", 1, 2), Group("B", 1, 3))
    people = (
        person("stays", "AB", current="A", traits=("m",)),
        person("pinned", "AB", current="A", pin="B", traits=("m",)),
        person("closed", "B", current="A", traits=("n",)),
        person("new", "AB", traits=("n",)),
        person("too many", "AB", current="A", traits=("n",)),
    )
    problem = Problem(people, groups, (Attribute("ministry"),))
    split = {"stays": "A", "pinned": "B", "closed": "B", "new": "A", "too many": "B"}
    found = {move.person: (move.cause, move.number) for move in moves(problem, split)}
    assert found == {
        "pinned": (Cause.PINNED, 0),
        "closed": (Cause.CLOSED, 0),
        "new": (Cause.NEW, 0),
        "too many": (Cause.FULL, 3),
    }
    free = replace(problem, groups=(Group("A", 0, 9), Group("B", 0, 9)))
    (move,) = [one for one in moves(free, split) if one.person == "too many"]
    back = score(free, {**split, "too many": "A"})
    assert move.change.B == back.B - score(free, split).B
    assert move.cause is (Cause.SCORE if move.change.B > 0 or move.change.S > 0 else Cause.NONE)
    kept = replace(free, together=(("too many", "closed"),))
    assert [one.cause for one in moves(kept, split) if one.person == "too many"] == [Cause.PAIR]
    few = replace(free, groups=(Group("A", 0, 9), Group("B", 3, 9)))
    assert [one.cause for one in moves(few, split) if one.person == "too many"] == [Cause.EMPTY]


def test_on_the_day_each_figure_of_a_reason_is_beyond_the_limit_that_it_names():
    """With all who keep their seats counted, whoever came and wherever those who came are put."""
    chance, seen = random.Random(7), Counter()
    for _ in range(60):
        groups = tuple(Group(one, chance.randint(0, 9), chance.randint(10, 14)) for one in "ABC")
        seats = {f"p{number}": chance.choice("ABC") for number in range(33)}
        came = {one for one in seats if chance.random() < 0.7}
        expected = Counter(seats.values())
        arrived = Counter(seats[one] for one in came)
        kept = tuple(
            with_seats_kept(one, expected[one.id], arrived[one.id], share=len(came) / 33)
            for one in groups
        )
        people = tuple(
            person(one, "ABC", current=seats[one], traits=(chance.choice("mn"),))
            for one in sorted(came)
        )
        split = {one.id: chance.choice((one.current, *"ABC")) for one in people}
        problem = Problem(people, kept, (Attribute("ministry"),))
        whole = Whole({one.id: one for one in groups}, missing_in(expected, arrived))
        for move in moves(problem, split, whole):
            seen[move.cause] += 1
            back = {**seats, **split, move.person: move.old}
            inside = Counter(back.values())
            here = Counter(back[one] for one in came)
            limits = whole.groups[move.old].maximum, whole.groups[move.new].minimum
            if move.cause is Cause.FULL:
                assert (move.number, move.limit) == (inside[move.old], limits[0])
                assert move.number > move.limit
                assert move.missing == expected[move.old] - arrived[move.old]
            elif move.cause is Cause.EMPTY:
                assert (move.number, move.limit) == (here[move.new], limits[1])
                assert move.number < move.limit
            elif move.cause is Cause.SHARE:
                assert move.number == here[move.new] < move.limit
                assert limits[1] < move.limit <= expected[move.new] * len(came) / 33
            elif move.cause is Cause.SCORE:
                now, then = (
                    score(problem, one) for one in (split, {**split, move.person: move.old})
                )
                assert (then.B, then.S) > (now.B, now.S)
    assert min(seen[one] for one in (Cause.FULL, Cause.EMPTY, Cause.SHARE, Cause.SCORE)) > 10


def there(*seats: tuple[str, str, str]) -> tuple[object, ...]:
    """(where they sit, what they may join, ministry)."""
    return tuple(
        person(f"p{number}", may, traits=(ministry,), current=here, organisation=f"{number}")
        for number, (here, may, ministry) in enumerate(seats)
    )


def test_a_group_that_is_too_small_is_filled_with_the_fewest_moves():
    people = there(("A", "A", "m"), *[("B", "AB", "m")] * 5, ("B", "B", "n"))
    problem = Problem(people, (Group("A", 3, 5), Group("B", 2, 9)), (Attribute("ministry"),))
    found = even_out(problem)
    first = found.points[0]
    assert first.score.D == 2
    assert Counter(first.assignment.values()) == {"A": 3, "B": 4}
    assert "p6" not in [move.person for move in moves(problem, first.assignment)]


def test_a_minimum_out_of_reach_is_lowered_to_what_can_be_reached():
    people = there(("A", "A", "m"), ("B", "AB", "m"), ("B", "B", "n"), ("B", "B", "n"))
    problem = Problem(people, (Group("A", 4, 5), Group("B", 3, 9)), (Attribute("ministry"),))
    lowered = {group.id: group.minimum for group in reachable(problem).groups}
    assert lowered == {"A": 1, "B": 3}
    assert even_out(problem).points[0].score.D == 0


def test_the_picture_names_itself_and_keeps_numbers_apart():
    points = [(0, 9.5, True), (1, 8.0, True), (60, 3.25, False)]
    drawn = tradeoff(points, title="Gain & <cost>", below="moved", beside="uneven", chosen=1)
    assert "<title>Gain &amp; &lt;cost&gt;</title>" in drawn
    assert drawn.count("<circle") == 4
    assert ">0</text>" in drawn
    assert ">1</text>" not in drawn
    assert ">60</text>" in drawn
    assert "9.50" in drawn
    assert "style" not in drawn
    assert tradeoff([(3, 1.0, True)], title="one").count("<circle") == 1
    long = tradeoff([(0, 10263.23, True), (1, 8.0, True)], title="many")
    ends = [float(x) for x, text in re.findall(r'<text x="([^"]+)"[^>]*>([^<]*)', long)
            if text == "10263.23"]  # fmt: skip
    assert all(end >= 7.9 * len("10263.23") for end in ends)


@pytest.mark.slow
def test_in_a_large_workshop_too_nobody_moves_who_need_not():
    whole = tracks(1, people=990, groups=30)
    first = solve(whole, Options(effort=Effort.QUICK)).assignment or {}
    tied = {one for pair in (*whole.together, *whole.apart) for one in pair}
    free = [one.id for one in whole.persons if one.id not in tied and not one.pin]
    late = set(free[::50])
    again = solve(
        replace(
            whole,
            persons=tuple(
                replace(one, current=None if one.id in late else first[one.id])
                for one in whole.persons
            ),
        ),
        Options(order=RERUN, effort=Effort.QUICK),
    )
    assert again.score is not None
    assert again.score.D == 0
    assert again.proven[:2] == (Level.PREFERENCE, Level.MOVES)


def test_what_is_too_large_for_points_in_between_says_so(monkeypatch):
    monkeypatch.setattr("workshop.domain.assignment.curve.MOST_COLUMNS", 1)
    found = curve(uneven())
    assert [point.score.D for point in found.points] == [0, 3]
    assert found.coarse

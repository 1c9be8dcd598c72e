import random
from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.domain.assignment.instances import brute_force, person, small_problems
from workshop.domain.assignment import cures
from workshop.domain.assignment.budget import Budget
from workshop.domain.assignment.conflicts import explain
from workshop.domain.assignment.cures import changed
from workshop.domain.assignment.minimal import smallest_conflict
from workshop.domain.assignment.problem import Change, ChangeKind, Group, Problem
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import SolveStatus

ROOMY = (Group("A", 0, 9), Group("B", 0, 9))
FREED = (ChangeKind.PIN, ChangeKind.ROLES)
TWO = (person("a", "AB"), person("b", "AB"))


@pytest.mark.parametrize(
    ("problem", "sentence", "persons", "groups", "cure"),
    [
        (
            Problem((person("a", "A"), person("b", "A")), (Group("A", 0, 1),)),
            "All groups together hold 1, but there are 2 people: 1 more needed.",
            (), ("A",),
            "1 more seat in group A",
        ),
        (
            Problem(TWO, (Group("A", 2, 3), Group("B", 1, 3))),
            ("All groups together need at least 3 people but there are only 2: "
            "lower the minimums by 1."),
            (), ("A", "B"),
            "a minimum of 1 instead of 2 in group A; or a minimum of 0 instead of 1 in group B",
        ),
        (
            Problem(TWO, (Group("A", 3, 2), Group("B", 0, 3))),
            "Group A needs at least 3 people but holds only 2.",
            (), ("A",),
            "a minimum of 2 instead of 3 in group A",
        ),
        (
            Problem((person("a", "A"), person("b", "A")), (Group("A", 0, 2), Group("B", 1, 2))),
            "Group B needs at least 1 person, but only 0 may join: 1 missing.",
            (), ("B",),
            "a minimum of 0 instead of 1 in group B; or opening group B to a",
        ),
        (
            Problem((*TWO, person("c")), ROOMY),
            "No group takes the roles of c.",
            ("c",), (),
            "opening group A to c; or opening group B to c",
        ),
        (
            Problem((person("a", "A"), person("b", "A"), person("c", "AB")),
                    (Group("A", 0, 1), Group("B", 0, 2))),
            "2 people can only join group A, which holds 1: 1 more needed.",
            ("a", "b"), ("A",),
            "1 more seat in group A; or opening group B to a",
        ),
        (
            Problem((person("a", "A"), person("b", "A"), person("c", "AB")),
                    (Group("A", 0, 3), Group("B", 2, 2))),
            "Group B needs at least 2 people, but only 1 may join: 1 missing.",
            ("c",), ("B",),
            "a minimum of 1 instead of 2 in group B; or opening group B to a",
        ),
        (
            Problem(TWO, ROOMY, together=(("a", "b"),), apart=(("a", "b"),)),
            "a and b are to be apart, but together-pairs tie them to one group: a and b.",
            ("a", "b"), (),
            "dropping the together-pair a and b; or dropping the apart-pair a and b",
        ),
        (
            Problem((*TWO, person("c", "AB")), ROOMY, together=(("a", "b"), ("b", "c")),
                    apart=(("a", "c"),)),
            "a and c are to be apart, but together-pairs tie them to one group: a, b and c.",
            ("a", "b", "c"), (),
            ("dropping the together-pair a and b; or dropping the apart-pair a and c; "
             "or dropping the together-pair b and c"),
        ),
        (
            Problem((person("a", "A"), person("b", "B")), ROOMY, together=(("a", "b"),)),
            "a and b are to be together, but no group is open to all of them.",
            ("a", "b"), (),
            "dropping the together-pair a and b; or opening group A to b",
        ),
        (
            Problem((person("a", "A", pin="B"), person("b", "AB")), ROOMY),
            "a is pinned to group B, which is not open to their roles.",
            ("a",), ("B",),
            "freeing the pin of a; or opening group B to a",
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB", pin="B")), ROOMY,
                    together=(("a", "b"),)),
            "a and b are to be together, but are pinned to different groups: A and B.",
            ("a", "b"), ("A", "B"),
            ("dropping the together-pair a and b; or freeing the pin of b; "
             "or freeing the pin of a"),
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB", pin="A")), ROOMY,
                    apart=(("a", "b"),)),
            "a and b are to be apart, but both are pinned to group A.",
            ("a", "b"), ("A",),
            ("dropping the apart-pair a and b; or freeing the pin of a; "
             "or freeing the pin of b"),
        ),
        (
            Problem((person("a", "A"), person("b", "A")), ROOMY, apart=(("a", "b"),)),
            "a and b are to be apart, but both can only sit in group A.",
            ("a", "b"), ("A",),
            "dropping the apart-pair a and b; or opening group B to a",
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "A")), ROOMY, apart=(("a", "b"),)),
            "a and b are to be apart, but both can only sit in group A.",
            ("a", "b"), ("A",),
            "dropping the apart-pair a and b; or freeing the pin of a; or opening group B to b",
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB", pin="A")),
                    (Group("A", 0, 1), Group("B", 0, 2))),
            "2 people can only join group A, which holds 1: 1 more needed. Of these, 2 by pins.",
            ("a", "b"), ("A",),
            "1 more seat in group A; or freeing the pin of a",
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB"), person("c", "AB")),
                    (Group("A", 0, 1), Group("B", 0, 2)), together=(("a", "b"),)),
            ("These rules cannot all hold; give up at least one: "
            "a pinned to group A · a and b together · group A at most 1."),
            ("a", "b"), ("A",),
            ("1 more seat in group A; or freeing the pin of a; "
            "or dropping the together-pair a and b"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_split_is_said_in_words_with_the_smallest_cure(
    problem, sentence, persons, groups, cure
):
    result = solve(problem)
    assert result.status is SolveStatus.INFEASIBLE
    assert result.assignment is None
    first = result.conflicts[0]
    assert first.en == sentence
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in first.th)
    assert (first.persons, first.groups) == (persons, groups)
    number = len(result.conflicts)
    way = "cures all 2 conflicts together" if number == 2 else "makes it possible"
    assert first.told_en == f"{sentence} The smallest change that {way}: {cure}."
    assert all(brute_force(changed(problem, one.changes)) for one in first.cures)


def test_a_cure_larger_than_what_is_needed_in_all_has_its_cause_named_beside():
    """Seven people for five seats, two more needed; but four of them fit group C alone."""
    people = (*(person(f"c{n}", "C") for n in range(4)), *(person(f"a{n}", "A") for n in range(3)))
    problem = Problem(people, (Group("A", 0, 4), Group("C", 0, 1)))
    told = [one.en for one in explain(problem)]
    assert told == [
        "All groups together hold 5, but there are 7 people: 2 more needed.",
        "4 people can only join group C, which holds 1: 3 more needed.",
    ]
    assert explain(problem)[0].cures[0].en == "3 more seats in group C"
    pins = replace(problem, persons=(*people, person("x", "AC", pin="C")))
    assert [one.en for one in explain(pins)][1:] == [
        "5 people can only join group C, which holds 1: 4 more needed. Of these, 1 by a pin.",
    ]
    assert explain(pins)[1].told_en.endswith(
        " The smallest change that cures all 2 conflicts together: 4 more seats in group C."
    )
    tied = replace(pins, persons=(*pins.persons, person("y", "AC")), together=(("x", "y"),))
    assert [one.en for one in explain(tied)][1:] == [
        (
            "6 people can only join group C, which holds 1: 5 more needed. "
            "Of these, 1 by a pin and 1 by together-pairs."
        ),
    ]
    assert explain(tied)[0].cures[0].en == "5 more seats in group C"
    few = Problem(tied.persons, (Group("A", 9, 9), Group("C", 0, 9)), together=(("x", "y"),))
    assert [one.en for one in explain(few)] == [
        (
            "Group A needs at least 9 people, but only 3 may join: 6 missing. "
            "Kept elsewhere: 1 by a pin and 1 by together-pairs."
        ),
    ]
    apart = replace(problem, groups=(Group("A", 0, 1), Group("B", 0, 9), Group("C", 0, 1)))
    assert [one.en for one in explain(apart)] == [
        "4 people can only join group C, which holds 1: 3 more needed.",
        "3 people can only join group A, which holds 1: 2 more needed.",
    ]


def test_what_a_cure_mends_besides_seats_has_its_reason_named_beside():
    """Ten people for nine seats, four of them pairwise apart; then three chains of three."""
    three = tuple(Group(name, 0, 3) for name in "ABC")
    everybody = tuple(person(name, "ABC") for name in "abcdefghij")
    clique = tuple(combinations("abcd", 2))
    told = explain(Problem(everybody, three, apart=clique))
    assert told[0].en == "All groups together hold 9, but there are 10 people: 1 more needed."
    assert told[1].en == (
        "These rules cannot all hold; give up at least one: a and b apart · a and c apart · "
        "a and d apart · b and c apart · b and d apart · c and d apart."
    )
    assert [one.kind for one in told[1].cures[0].changes] == [ChangeKind.SEATS, ChangeKind.APART]
    tied = (("a", "b"), ("b", "c"), ("d", "e"), ("e", "f"), ("g", "h"), ("h", "i"))
    groups = (Group("A", 0, 4), Group("B", 0, 2), Group("C", 0, 2))
    chained = Problem(everybody[:9], groups, together=tied)
    told = explain(chained)
    assert [one.en for one in told] == [
        "All groups together hold 8, but there are 9 people: 1 more needed.",
        (
            "Even with 3 more seats in group B there is no split: together-pairs tie 9 people "
            "into 3 chains, which do not fit the seats."
        ),
    ]
    assert told[0].cures[0].en == "4 more seats in group B"
    assert brute_force(changed(chained, (Change(ChangeKind.SEATS, (), ("B",), 3),))) is None
    assert all(one.beside == 1 for one in told)


def test_no_rule_of_a_smallest_conflict_can_be_spared():
    """Three people pairwise apart over two groups; a fourth pair and a pin have no part in it."""
    people = (*tuple(person(name, "AB") for name in "abcd"), person("e", "AB", pin="A"))
    triangle = (("a", "b"), ("b", "c"), ("a", "c"))
    problem = Problem(people, ROOMY, apart=(*triangle, ("d", "e")))
    conflict = smallest_conflict(problem, Budget(None))
    assert conflict.persons == ("a", "b", "c")
    assert conflict.en.count("apart") == len(triangle)
    assert set(chain(*triangle)) == set(conflict.persons)


def test_a_cure_that_took_too_long_to_prove_is_not_called_the_smallest(monkeypatch):
    monkeypatch.setattr(cures, "CURE_NODES", 1)
    chance = random.Random(2)
    names = [f"p{number:02d}" for number in range(40)]
    sizes = tuple(Group(name, 10, 18) for name in "ABC")
    twice = (("p00", "p01"), ("p00", "p01"))
    apart = tuple(tuple(chance.sample(names, 2)) for _ in range(60))
    clique = tuple(combinations(names[:5], 2))
    everybody = tuple(person(name, "ABC") for name in names)
    problem = Problem(everybody, sizes, together=twice[:1], apart=(*apart, *clique))
    told = explain(problem)[0]
    (cure,) = told.cures
    assert not cure.is_smallest
    assert cures.possible(changed(problem, cure.changes), Budget(None))
    assert " The smallest change found that makes it possible: " in told.told_en
    assert " ทางแก้ที่เปลี่ยนน้อยที่สุดเท่าที่พบ: " in told.told_th


def test_among_thousands_contradicting_pairs_and_pins_are_told_with_what_frees_them(monkeypatch):
    monkeypatch.setattr(cures, "LARGE", 12)
    people = (*tuple(person(f"p{n}", "AB") for n in range(11)), person("e", "AB", pin="A"))
    chained = (("p0", "p1"), ("p1", "p2"), ("p3", "p4"))
    problem = Problem(people, ROOMY, together=chained, apart=(("p0", "p2"), ("p3", "p5")))
    (told,) = explain(problem)
    (cure,) = told.cures
    assert len(cure.changes) == 1
    assert set(cure.changes[0].persons) <= {"p0", "p1", "p2"}
    assert solve(changed(problem, cure.changes)).assignment


def single_changes(problem):
    """Every way to change one thing that is no role: a group's sizes, a pin, a pair."""
    number = len(problem.persons)
    for group in problem.groups:
        yield Change(ChangeKind.SEATS, (), (group.id,), number + group.minimum)
        yield Change(ChangeKind.MINIMUM, (), (group.id,), group.minimum)
    for one in problem.persons:
        if one.pin:
            yield Change(ChangeKind.PIN, (one.id,))
    for kind, pairs in ((ChangeKind.TOGETHER, problem.together), (ChangeKind.APART, problem.apart)):
        yield from (Change(kind, pair) for pair in pairs)


def things(changes):
    return sum(max(len(change.persons), 1) if change.kind in FREED else 1 for change in changes)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_problems())
def test_every_conflict_has_a_cure_and_no_single_change_is_overlooked(problem):
    """By trying every assignment: each cure helps, and one of several things is told only where
    no one thing would do."""
    if brute_force(problem) is not None:
        return
    conflicts = explain(problem, thorough=True)
    assert conflicts
    for conflict in conflicts:
        assert conflict.cures
        for cure in conflict.cures:
            assert brute_force(changed(problem, cure.changes)) is not None
        if things(conflict.cures[0].changes) > 1:
            assert not any(
                brute_force(changed(problem, (change,))) for change in single_changes(problem)
            )

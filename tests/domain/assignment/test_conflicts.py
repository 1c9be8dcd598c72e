from itertools import chain

import pytest

from tests.domain.assignment.instances import person
from workshop.domain.assignment.minimal import smallest_conflict
from workshop.domain.assignment.problem import Group, Problem
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import SolveStatus

ROOMY = (Group("A", 0, 9), Group("B", 0, 9))
TWO = (person("a", "AB"), person("b", "AB"))


@pytest.mark.parametrize(
    ("problem", "sentence", "persons", "groups"),
    [
        (
            Problem((person("a", "A"), person("b", "A")), (Group("A", 0, 1),)),
            "All groups together hold 1, but there are 2 people: 1 more needed.",
            (), ("A",),
        ),
        (
            Problem(TWO, (Group("A", 2, 3), Group("B", 1, 3))),
            ("All groups together need at least 3 people but there are only 2: "
            "lower the minimums by 1."),
            (), ("A", "B"),
        ),
        (
            Problem(TWO, (Group("A", 3, 2), Group("B", 0, 3))),
            "Group A needs at least 3 people but holds only 2.",
            (), ("A",),
        ),
        (
            Problem((*TWO, person("c")), ROOMY),
            "No group takes the roles of c.",
            ("c",), (),
        ),
        (
            Problem((person("a", "A"), person("b", "A"), person("c", "AB")),
                    (Group("A", 0, 1), Group("B", 0, 2))),
            "2 people can only join group A, which holds 1: 1 more needed.",
            ("a", "b"), ("A",),
        ),
        (
            Problem((person("a", "A"), person("b", "A"), person("c", "AB")),
                    (Group("A", 0, 3), Group("B", 2, 2))),
            "Group B needs at least 2 people, but only 1 may join: 1 missing.",
            ("c",), ("B",),
        ),
        (
            Problem(TWO, ROOMY, together=(("a", "b"),), apart=(("a", "b"),)),
            "a and b are to be apart, but together-pairs tie them to one group: a and b.",
            ("a", "b"), (),
        ),
        (
            Problem((person("a", "A"), person("b", "B")), ROOMY, together=(("a", "b"),)),
            "a and b are to be together, but no group is open to all of them.",
            ("a", "b"), (),
        ),
        (
            Problem((person("a", "A", pin="B"), person("b", "AB")), ROOMY),
            ("a is pinned to group B, which is not open to their roles: "
            "remove the pin or change the roles."),
            ("a",), ("B",),
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB", pin="B")), ROOMY,
                    together=(("a", "b"),)),
            "a and b are to be together, but are pinned to different groups.",
            ("a", "b"), (),
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB", pin="A")), ROOMY,
                    apart=(("a", "b"),)),
            "a and b are to be apart, but both are pinned to group A.",
            ("a", "b"), ("A",),
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB", pin="A")),
                    (Group("A", 0, 1), Group("B", 0, 2))),
            "2 people can only join group A, which holds 1: 1 more needed. The pins are counted.",
            ("a", "b"), ("A",),
        ),
        (
            Problem((person("a", "AB", pin="A"), person("b", "AB"), person("c", "AB")),
                    (Group("A", 0, 1), Group("B", 0, 2)), together=(("a", "b"),)),
            ("These rules cannot all hold; give up at least one: "
            "a pinned to group A · a and b together · group A at most 1"),
            ("a", "b"), ("A",),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_split_is_said_in_words(problem, sentence, persons, groups):
    result = solve(problem)
    assert result.status is SolveStatus.INFEASIBLE
    assert result.assignment is None
    first = result.conflicts[0]
    assert first.en == sentence
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in first.th)
    assert (first.persons, first.groups) == (persons, groups)


def test_no_rule_of_a_smallest_conflict_can_be_spared():
    """Three people pairwise apart over two groups; a fourth pair and a pin have no part in it."""
    people = (*tuple(person(name, "AB") for name in "abcd"), person("e", "AB", pin="A"))
    triangle = (("a", "b"), ("b", "c"), ("a", "c"))
    problem = Problem(people, ROOMY, apart=(*triangle, ("d", "e")))
    conflict = smallest_conflict(problem)
    assert conflict.persons == ("a", "b", "c")
    assert conflict.en.count("apart") == len(triangle)
    assert set(chain(*triangle)) == set(conflict.persons)

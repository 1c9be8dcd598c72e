"""Who comes late sits where the split stays best, and never where no seat is left."""

from dataclasses import replace

from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.latecomer import group_for
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    RERUN,
    Attribute,
    Group,
    Options,
    Person,
    Problem,
)
from workshop.domain.assignment.solve import solve


def problem(*people, sizes=(3, 3), minimum=0):
    groups = tuple(Group(name, minimum, most) for name, most in zip("AB", sizes, strict=True))
    return Problem(people, groups, (Attribute("ministry"),))


def person(name, *choices, trait="x", organisation=""):
    return Person(name, choices or (("A", "B"),), organisation or name, (trait,))


def test_roles_decide_first():
    people = [person("a"), person("b"), person("late", ("B",))]
    assert group_for(problem(*people), {"a": "A", "b": "B"}, "late") == "B"


def test_a_full_group_is_left_out_and_no_group_is_better_than_a_wrong_one():
    people = [person(name) for name in "abc"] + [person("late", ("A",)), person("late2")]
    seated = {"a": "A", "b": "A", "c": "A"}
    assert group_for(problem(*people[:4]), seated, "late") is None
    assert group_for(problem(*people[:3], people[4]), seated, "late2") == "B"


def test_among_groups_with_room_balance_decides():
    people = [person("a", trait="x"), person("b", trait="y"), person("late", trait="y")]
    assert group_for(problem(*people), {"a": "A", "b": "B"}, "late") == "A"


def test_a_later_choice_is_taken_only_when_the_first_is_full():
    people = [person(name) for name in "abc"] + [person("late", ("A",), ("B",))]
    assert group_for(problem(*people), {"a": "A", "b": "A", "c": "A"}, "late") == "B"
    assert group_for(problem(*people), {"a": "A", "b": "A", "c": "B"}, "late") == "A"


def test_equally_good_groups_fill_evenly():
    people = [person(name, organisation=name) for name in "abc"] + [person("late")]
    assert group_for(problem(*people), {"a": "A", "b": "A", "c": "B"}, "late", order=RERUN) == "B"


def test_no_other_group_with_room_would_have_been_better():
    people = [person(f"p{n}", trait="xyz"[n % 3], organisation=f"o{n % 4}") for n in range(11)]
    task = problem(*people, sizes=(6, 6))
    split = dict(solve(problem(*people[:10], sizes=(6, 6)), Options()).assignment)
    chosen = group_for(task, split, "p10")
    scores = {
        group: score(task, {**split, "p10": group}).key(FIRST_SPLIT)
        for group in "AB"
        if not violations(task, {**split, "p10": group})
    }
    assert scores[chosen] == min(scores.values())


def test_pairs_count_more_than_what_is_best_but_never_leave_somebody_without_a_group():
    people = (person("a", trait="x"), person("b", trait="y"), person("late", trait="y"))
    seated = {"a": "A", "b": "B"}
    paired = replace(problem(*people), together=(("late", "b"),))
    assert group_for(paired, seated, "late") == "B"
    assert group_for(replace(paired, together=(), apart=(("a", "late"),)), seated, "late") == "B"
    full = replace(problem(*people, sizes=(3, 1)), together=(("late", "b"),))
    assert group_for(full, seated, "late") == "A"

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.domain.assignment.instances import person, realistic, small_problems
from workshop.domain.assignment import reasons as module
from workshop.domain.assignment.check import plan_effect
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    RERUN,
    Attribute,
    Effort,
    Group,
    Level,
    Options,
    Person,
    Problem,
    ReasonKind,
)
from workshop.domain.assignment.reasons import MAX_WORK, reasons
from workshop.domain.assignment.solve import solve
from workshop.domain.assignment.words import digits_apart, people_uneven

LONGEST_STORED = 400


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


def wished(seed, people):
    """Two of three people may join every group, later than their first choices; first choices
    do not fit, somebody is pinned, two pairs hold."""
    base = realistic(seed, people=people)
    names = [group.id for group in base.groups]
    persons = []
    for number, one in enumerate(base.persons):
        rest = tuple(group for group in names if group not in one.levels())
        later = (rest,) if rest and number % 3 else ()
        persons.append(replace(one, choices=(*one.choices, *later)))
    free = [place for place, one in enumerate(persons) if len(one.levels()) == len(names)]
    persons[free[0]] = replace(persons[free[0]], pin=names[1])
    pairs = [(persons[free[at]].id, persons[free[at + 1]].id) for at in (1, 3)]
    most = -(-people // len(names)) + 2
    return Problem(
        tuple(persons),
        tuple(Group(name, 2, most) for name in names),
        base.attributes,
        together=(pairs[0],),
        apart=(pairs[1],),
    )


@pytest.mark.parametrize(
    ("seed", "people"), [(5, 45), pytest.param(4, 100, marks=pytest.mark.slow)]
)
def test_every_reason_is_true_by_the_checker(seed, people):
    problem = wished(seed, people)
    result = solve(problem)
    assert [reason.person for reason in result.reasons] == [one.id for one in problem.persons]
    for reason, one in zip(result.reasons, problem.persons, strict=True):
        _recompute(problem, result.assignment, one, reason)
        assert reason.en.endswith(".")
    said = " ".join(reason.en for reason in result.reasons)
    assert "is full; after a swap with somebody in group " in said
    told = {reason.kind for reason in result.reasons}
    assert told == {*ReasonKind} - {ReasonKind.PLACED}


@pytest.mark.parametrize("people", [45, pytest.param(400, marks=pytest.mark.slow)])
def test_in_a_large_split_whoever_was_refused_a_first_choice_is_told_what_it_costs(
    monkeypatch, people
):
    monkeypatch.setattr(module, "MAX_WORK", 0)
    problem = wished(5, people)
    result = solve(problem, Options(effort=Effort.QUICK))
    later = 0
    for reason, one in zip(result.reasons, problem.persons, strict=True):
        level = one.levels()[result.assignment[one.id]]
        if level and not one.pin:
            later += 1
            if people == 45 or later % 20 == 0:
                _recompute(problem, result.assignment, one, reason)
        elif len(one.levels()) > 1 and not one.pin:
            assert reason.en == f"Group {result.assignment[one.id]} is a first choice."
    assert later >= 3


def _recompute(problem, seats, one, reason):
    levels, here = one.levels(), seats[one.id]
    first = [group for group, level in levels.items() if level == 0]
    if one.pin or len(levels) == 1 or first == [here]:
        assert here in (one.pin, *levels)
        assert reason.kind is (
            ReasonKind.PINNED if one.pin else
            ReasonKind.ONLY if len(levels) == 1 else ReasonKind.FIRST
        )  # fmt: skip
        return
    wanted = [group for group in first if group != here]
    cost = least(problem, seats, one, wanted)
    alone = without_pairs(problem, one)
    free = cost if alone == problem else least(alone, seats, one, wanted)
    if reason.kind in (ReasonKind.TOGETHER, ReasonKind.APART):
        together = reason.kind is ReasonKind.TOGETHER
        pairs = problem.together if together else problem.apart
        partners = {other for pair in pairs if one.id in pair for other in pair} - {one.id}
        assert {seats[other] for other in partners} >= {here if together else reason.instead}
        assert rank(free) < rank(cost)
        assert reason.cost == free
        return
    assert rank(free) >= rank(cost)
    assert reason.kind is (ReasonKind.BEST if levels[here] == 0 else ReasonKind.FULL)
    assert reason.cost == cost
    assert reason.instead in wanted
    assert least(problem, seats, one, [reason.instead]) == cost
    _check_words(problem, seats, reason)


def _check_words(problem, seats, reason):
    """What the sentence claims beyond its kind."""
    group = next(one for one in problem.groups if one.id == reason.instead)
    if f"group {group.id}, is full" in reason.en:
        assert list(seats.values()).count(group.id) >= group.maximum
    if reason.cost is None:
        assert f"no single move or swap opens a seat in group {group.id}." in reason.en
        return
    _check_way(problem, seats, reason, group)
    better = reason.cost.key(FIRST_SPLIT)
    if "no single move or swap to a first choice improves the split" in reason.en:
        assert better >= (0, 0, 0, 0)
    assert ("just as good" in reason.en) is (better == (0, 0, 0, 0))
    if next((level for level in FIRST_SPLIT if reason.cost.part(level)), None) is Level.BALANCE:
        evenly = "less" if reason.cost.B > 0 else "more"
        assert reason.en.endswith(f" {evenly} evenly mixed.")  # without a fraction of a person


def _check_way(problem, seats, reason, group):
    """A swap is called one, and why it takes one; otherwise the move alone costs what is told."""
    if f"after a swap with somebody in group {group.id}, " not in reason.en:
        if f"with a seat in group {group.id}, " in reason.en:
            alone = plan_effect(problem, seats, {reason.person: group.id})
            assert not alone.broken
            assert alone.change == reason.cost
        return
    assert f"หากสลับกับคนในกลุ่ม {group.name_th or group.id} " in reason.th
    full = list(seats.values()).count(group.id) >= group.maximum
    assert full is ("is full;" in reason.en)


def least(problem, seats, one, groups):
    costs = [cheapest(problem, seats, one, group) for group in groups]
    possible = [cost for cost in costs if cost is not None]
    return min(possible, key=lambda cost: cost.key(FIRST_SPLIT), default=None)


def rank(cost):
    return (cost is None, cost.key(FIRST_SPLIT) if cost else ())


def without_pairs(problem, one):
    return replace(
        problem,
        together=tuple(pair for pair in problem.together if one.id not in pair),
        apart=tuple(pair for pair in problem.apart if one.id not in pair),
    )


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_problems())
def test_every_reason_of_any_small_split_is_true(problem):
    result = solve(problem)
    if result.assignment is None:
        return
    for reason, one in zip(result.reasons, problem.persons, strict=True):
        _recompute(problem, result.assignment, one, reason)
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


def test_two_balances_that_differ_never_read_alike():
    assert digits_apart(100, 900, 100) is None
    assert digits_apart(100, 100, 100) is None
    for here, bound, people in ((2_996_220, 2_996_218, 500), (2_500_002, 2_500_000, 990)):
        digits = digits_apart(here, bound, people)
        reads = [people_uneven(part, people, digits) for part in (here, bound)]
        assert float(reads[0]) > float(reads[1]), reads


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


def test_who_pinned_a_seat_is_named():
    seats = {"a": "B"}
    groups = (Group("A", 0, 1), Group("B", 0, 1))
    for author, sentence in (
        ("Orn Dee", "Orn Dee, an organiser, pinned this seat to group B."),
        ("", "The organiser pinned this seat to group B."),
        ("o" * 500, f"{'o' * 59}…, an organiser, pinned this seat to group B."),
    ):
        one = person("a", "AB", pin="B", pinned_by=author)
        told = reasons(Problem((one,), groups), seats)[0]
        assert told.en == sentence
        assert len(told.th) < LONGEST_STORED


def test_a_pair_that_decides_a_seat_is_told_and_names_nobody():
    """Ann would sit in B without the pair: there she has no colleague."""
    people = (
        Person("ann", (("A", "B"),), "x", name="Ann"),
        Person("ben", (("A",),), "x", name="Ben"),
        Person("col", (("A", "B"),), "y", name="Col"),
    )
    groups = (Group("A", 0, 3), Group("B", 0, 3))
    together = Problem(people, groups, together=(("ann", "ben"),))
    told = solve(together).reasons[0]
    assert told.en == (
        "The organiser keeps this seat together with another one in group A; "
        "group B would be a first choice."
    )
    apart = Problem(people[::2], groups, apart=(("ann", "col"),))
    told = reasons(apart, {"ann": "A", "col": "B"})[0]
    assert told.kind is ReasonKind.BEST  # a swap would do
    crowd = (
        people[0], person("dan", "A", organisation="x"),
        Person("col", (("B",),), "y", name="Col"),
    )  # fmt: skip
    told = reasons(Problem(crowd, groups, apart=(("ann", "col"),)),
                   {"ann": "A", "dan": "A", "col": "B"})[0]  # fmt: skip
    assert (told.kind, "Col" in told.en) == (ReasonKind.APART, False)


def test_large_splits_tell_less_but_nothing_false():
    people = tuple(person(f"p{number}", "AB", "C") for number in range(MAX_WORK))
    groups = tuple(Group(name, 0, MAX_WORK) for name in "ABC")
    seats = {one.id: "ABC"[index % 3] for index, one in enumerate(people)}
    told = reasons(Problem(people, groups), seats, only={"p0", "p2"})
    assert [reason.en for reason in told] == [
        "Group A is a first choice.", "Group C is a later choice.",
    ]  # fmt: skip

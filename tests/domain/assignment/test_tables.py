"""Tables: the deal is valid, meets its bound where it should, and is never worse than it says."""

import json
import random
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.assignment.instance import solve_file
from workshop.domain.assignment.latecomer import tables_for
from workshop.domain.assignment.problem import Attribute, Effort, InvalidProblemError, Person
from workshop.domain.assignment.tables import (
    TableProblem,
    TableResult,
    even_sizes,
    meetings,
    table_bound,
    table_score,
    table_violations,
)
from workshop.domain.assignment.tables_change import Weighed
from workshop.domain.assignment.tables_search import deal_tables

ATTRIBUTES = (Attribute("ministry", 2), Attribute("seniority"))


def people(number, *, seed=1, agencies=15):
    chance = random.Random(seed)
    return tuple(
        Person(
            f"p{index:02}", (("A",),), organisation=f"agency {chance.randrange(agencies)}",
            traits=(chance.choice("xyz"), chance.choice(("head", "officer", ""))),
        )
        for index in range(number)
    )  # fmt: skip


def problem(number, count, rounds, **made):
    return TableProblem(people(number, **made), ATTRIBUTES, count, rounds)


@pytest.mark.parametrize("count", [4, 5])
def test_33_people_meet_as_rarely_as_the_bound_says_and_few_colleagues_share_a_table(count):
    asked = problem(33, count, 3)
    found = deal_tables(asked, effort=Effort.QUICK)
    assert not table_violations(asked, found.tables)
    assert found.score == table_score(asked, found.tables)
    assert {4: 54, 5: 24}[count] == found.bound.Q == found.score.Q
    assert found.score.O <= found.bound.O + 3
    assert found.proven[:1] == ("Q",)


def test_one_round_and_one_table_are_no_special_cases():
    one_round, one_table = problem(20, 3, 1), problem(7, 1, 2)
    found = deal_tables(one_round, effort=Effort.QUICK)
    assert found.score.Q == 0
    assert [len(table) for table in found.tables[0]] == [7, 7, 6]
    found = deal_tables(one_table)
    everybody = tuple(person.id for person in one_table.persons)
    assert found.tables == ((everybody,), (everybody,))
    assert found.proven == ("Q", "O", "T")


def test_the_order_of_people_does_not_matter_and_asking_again_gives_the_same():
    asked = problem(11, 2, 2)
    turned = TableProblem(asked.persons[::-1], ATTRIBUTES, 2, 2)
    found, again = deal_tables(asked, effort=Effort.QUICK), deal_tables(asked, effort=Effort.QUICK)
    assert found == again
    assert deal_tables(turned, effort=Effort.QUICK).score == found.score


def test_people_kept_apart_share_no_table():
    names = [f"p{index:02}" for index in range(12)]
    apart = tuple(combinations(names[:3], 2))
    asked = TableProblem(people(12, agencies=1), ATTRIBUTES, 3, 3, apart)
    met = meetings(deal_tables(asked, effort=Effort.QUICK).tables)
    assert not [pair for pair in apart if met[pair]]


@pytest.mark.parametrize(
    ("count", "rounds", "said"),
    [(0, 1, "at least one table"), (2, 0, "1 to 12 rounds"), (9, 1, "more than the 8 people")],
)
def test_what_cannot_be_dealt_is_refused(count, rounds, said):
    with pytest.raises(InvalidProblemError, match=said):
        problem(8, count, rounds)


def test_the_checker_names_what_is_wrong():
    asked = problem(4, 2, 2)
    good = (("p00", "p01"), ("p02", "p03"))
    twice = (("p00", "p01"), ("p01", "p03"))
    uneven = (("p00", "p01", "p02"), ("p03",))
    assert table_violations(asked, (good, good)) == ()
    assert table_violations(asked, (good, twice)) == ("in round 2 not everybody sits at one table",)
    assert table_violations(asked, (uneven, good)) == ("in round 1 the tables are not even",)
    assert table_violations(asked, (good,)) == ("there are 1 rounds, not 2",)


def splits(names, sizes):
    """Every way to seat people at numbered tables of these sizes."""
    if not sizes:
        yield ()
        return
    for table in combinations(names, sizes[0]):
        rest = [name for name in names if name not in table]
        yield from ((table, *others) for others in splits(rest, sizes[1:]))


def best(asked):
    """The best score of all deals there are."""
    names = [person.id for person in asked.persons]
    every = list(splits(names, even_sizes(len(names), asked.count)))
    return min(table_score(asked, rounds).key() for rounds in product(every, repeat=asked.rounds))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_deal_of_a_few_people_is_better(seed):
    for number, count, rounds in ((4, 2, 1), (4, 2, 3), (5, 2, 2), (6, 3, 1), (7, 2, 1)):
        asked = problem(number, count, rounds, seed=seed, agencies=3)
        found = deal_tables(asked, effort=Effort.QUICK).score.key()
        assert found == best(asked)
        bound = table_bound(asked).key()
        assert all(least <= part for least, part in zip(bound, found, strict=True))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_deal_is_valid_and_never_below_its_bound(data):
    number = data.draw(st.integers(1, 24))
    asked = problem(
        number, data.draw(st.integers(1, number)), data.draw(st.integers(1, 5)),
        seed=data.draw(st.integers(0, 99)), agencies=data.draw(st.integers(1, 8)),
    )  # fmt: skip
    found: TableResult = deal_tables(asked, effort=Effort.QUICK, seed=data.draw(st.integers(0, 9)))
    assert not table_violations(asked, found.tables)
    assert found.score == table_score(asked, found.tables)
    assert all(
        least <= part for least, part in zip(found.bound.key(), found.score.key(), strict=True)
    )


def test_what_a_change_by_hand_does_is_what_the_whole_score_says():
    asked = problem(17, 3, 3, agencies=5)
    tables = deal_tables(asked, effort=Effort.QUICK).tables
    weighed, before = Weighed(asked, tables), table_score(asked, tables).key()
    chance = random.Random(1)
    for _ in range(60):
        turn = chance.randrange(3)
        at = {one: place for place, table in enumerate(tables[turn]) for one in table}
        one, other = chance.sample(sorted(at), 2)
        moves = chance.choice(({one: at[other], other: at[one]}, {one: chance.randrange(3)}))
        now = {**at, **moves}
        changed = list(tables)
        changed[turn] = tuple(tuple(who for who in now if now[who] == place) for place in range(3))
        after = table_score(asked, tuple(changed)).key()
        assert weighed.change(turn, moves).key() == tuple(
            new - old for new, old in zip(after, before, strict=True)
        )


def test_a_latecomer_gets_the_emptiest_table_then_that_with_fewest_colleagues_and_known_people():
    others = [((1, 2), False), ((1, 1), False), ((2, 1), True), ((2, 3), False), ((3, 2), False)]
    assert tables_for(others, count=3, rounds=2) == (3, 3)
    assert tables_for([*others, ((3, 3), False)], count=3, rounds=2) == (1, 3)
    assert tables_for([((1,), True), ((2,), False)], count=2, rounds=1) == (2,)
    assert tables_for([((1, 1), False), ((2, 2), False)], count=2, rounds=2) == (1, 2)


def instance(**changed):
    persons = [
        {
            "id": f"p{number}",
            "org": f"o{number % 4}",
            "ministry": "xy"[number % 2],
            "prefs": [["g"]],
        }
        for number in range(8)
    ]
    groups = [{"id": "g", "track": "g", "min": 0, "max": 8}]
    return {"persons": persons, "groups": groups, "attributes": {"ministry": 1}, **changed}


def test_an_instance_file_may_ask_for_tables(tmp_path):
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(instance(tables={"count": 2, "rounds": 2})))
    answer = json.loads(json.dumps(solve_file(file)))
    assert [len(table) for table in answer["tables"][0]] == [4, 4]
    assert sorted(answer["table_score"]) == ["O", "Q", "T"]
    assert answer["table_score"] == {"Q": 4, "O": 0, "T": 0} == answer["table_bound"]
    file.write_text(json.dumps(instance()))
    assert "tables" not in solve_file(file)
    tight = [{"id": "g", "track": "g", "min": 0, "max": 7}]
    file.write_text(json.dumps(instance(tables={"count": 2}, groups=tight)))
    answer = solve_file(file)
    assert (answer["assignment"], answer["tables"], answer["table_score"]) == (None, None, None)


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"rounds": 2}, "must be an object with a count"), ({"count": "x"}, "must be a whole number"),
     ([], "must be an object with a count"),
     ({"count": float("inf")}, "must be a whole number"), ({"count": 9}, "more than the 8 people")],
)  # fmt: skip
def test_tables_that_make_no_sense_are_refused(tmp_path, asked, said):
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(instance(tables=asked)))
    with pytest.raises(InvalidProblemError, match=said):
        solve_file(file)

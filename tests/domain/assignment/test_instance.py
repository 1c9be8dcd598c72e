import json

import pytest

from workshop.domain.assignment import instance
from workshop.domain.assignment.instance import solve_file
from workshop.domain.assignment.problem import InvalidProblemError, MalformedError

INSTANCE = {
    "name": "four people",
    "persons": [
        {
            "id": "p1",
            "org": "x",
            "ministry": "m",
            "prefs": [["@left"]],
            "pin": None,
            "current": None,
        },
        {"id": "p2", "org": "x", "ministry": "m", "prefs": [["@left"], ["right"]]},
        {"id": "p3", "org": "y", "ministry": "n", "prefs": [["@left", "right"]], "pin": "right"},
        {"id": "p4", "org": "y", "ministry": "n", "prefs": [["right"]], "current": "left-1"},
    ],
    "groups": [
        {"id": "left-1", "track": "left", "min": 1, "max": 1},
        {"id": "left-2", "track": "left", "min": 0, "max": 1},
        {"id": "right", "track": "right", "min": 0, "max": 4},
    ],
    "together": [],
    "apart": [["p1", "p2"]],
    "attributes": {"ministry": 2},
}


@pytest.fixture
def write(tmp_path):
    def _write(content):
        file = tmp_path / "instance.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    return _write


def test_a_file_is_solved_to_one_json_object(write):
    answer = json.loads(json.dumps(solve_file(write(INSTANCE))))
    assert answer["status"] == "optimal"
    assert sorted(answer) == [
        "assignment", "bound", "conflicts", "proven", "reasons", "score", "status",
    ]  # fmt: skip
    assert answer["assignment"]["p3"] == answer["assignment"]["p4"] == "right"
    assert {answer["assignment"]["p1"], answer["assignment"]["p2"]} == {"left-1", "left-2"}
    assert answer["score"] == answer["bound"]
    assert answer["score"]["D"] == 1
    assert answer["proven"] == ["P", "B", "S", "D"]
    assert answer["reasons"]["p3"]["en"] == "The organiser pinned this seat to group right."


def test_an_impossible_file_has_no_assignment_but_sentences(write):
    tight = {**INSTANCE, "groups": [{**group, "max": 1} for group in INSTANCE["groups"]]}
    answer = solve_file(write(tight))
    assert answer["status"] == "infeasible"
    assert answer["assignment"] is None
    assert answer["score"] is None
    assert {"th", "en", "persons", "groups"} <= set(answer["conflicts"][0])


LONE = {"id": "p9", "ministry": "m", "prefs": [["@nobody"]]}
NOWHERE = [
    ({"persons": [*INSTANCE["persons"], LONE]}, "No group takes the roles of p9."),
    ({"persons": [{**LONE, "prefs": [["right"]], "pin": "gone"}]},
     "p9 is pinned to group gone, which does not exist."),
    ({"groups": []}, "All groups together hold 0, but there are 4 people: 4 more needed."),
    ({"groups": [], "tables": {"count": 2}, "persons": INSTANCE["persons"][:2]}, "hold 0"),
    ({"groups": [], "persons": [{**LONE, "pin": "gone"}], "apart": []}, "pinned to group gone"),
    ({"apart": [["p1", "p1"]]}, "the pair p1 and p1 does not name two people"),
    ({"together": [["p1", "p9"]]}, "the pair p1 and p9 does not name two people"),
    ({"persons": [{**LONE, "prefs": [["wrong"]]}], "tables": {"count": 2}},
     "p9 names an unknown group: wrong"),
    ({"persons": [INSTANCE["persons"][1]] * 2}, "two people or two groups share one id"),
    ({"attributes": {"ministry": -1}}, "a weight is below 0"),
    ({"groups": [{**group, "max": 10**12} for group in INSTANCE["groups"]]}, "seats"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), NOWHERE)
def test_somebody_whom_no_group_can_take_makes_it_impossible_not_malformed(write, change, said):
    answer = solve_file(write({**INSTANCE, "apart": [], **change}))
    assert (answer["status"], answer["assignment"]) == ("infeasible", None)
    assert said in " ".join(conflict["en"] for conflict in answer["conflicts"])
    assert all(conflict["th"] for conflict in answer["conflicts"])
    assert ("tables" in answer) is ("tables" in change)


@pytest.mark.parametrize(
    ("change", "persons", "groups", "cure"),
    [
        ({"persons": [{**LONE, "prefs": [["right", "ghost"]]}]}, ["p9"], ["ghost"],
         "take ghost out of the choices of p9"),
        ({"apart": [["p1", "p1"]]}, ["p1"], [], "take the pair p1 and p1 out of apart"),
        ({"together": [["p1", "p9"]]}, ["p1", "p9"], [],
         "take the pair p1 and p9 out of together"),
        ({"persons": [INSTANCE["persons"][1]] * 2}, [INSTANCE["persons"][1]["id"]], [],
         "give everybody and every group an id of their own"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_named_with_what_to_do(write, change, persons, groups, cure):
    (why,) = solve_file(write({**INSTANCE, "apart": [], **change}))["conflicts"]
    assert (why["persons"], why["groups"]) == (persons, groups)
    assert [one["en"] for one in why["cures"]] == [cure]
    assert why["en"].endswith(f". To mend it, {cure}.")
    assert " ทางแก้: " in why["th"]


@pytest.mark.parametrize(
    "content",
    ["{", "[]", {}, {"persons": [{}], "groups": []},
     {**INSTANCE, "attributes": {"region": 1}},
     {**INSTANCE, "groups": [{**INSTANCE["groups"][0], "max": float("inf")}]},
     {**INSTANCE, "persons": [{**INSTANCE["persons"][0], "current": {"id": "right"}}]},
     {**INSTANCE, "persons": [{**INSTANCE["persons"][0], "pin": 7}]},
     {**INSTANCE, "persons": [{**INSTANCE["persons"][0], "prefs": ["right"]}]},
     {**INSTANCE, "attributes": {"ministry": 0.5}}, {**INSTANCE, "attributes": {"ministry": "2"}},
     {**INSTANCE, "attributes": {"ministry": True}}, "null", "3",
     {**INSTANCE, "apart": [["p1", "p2", "p3"]]}, {**INSTANCE, "together": ["p1"]},
     {**INSTANCE, "together": {"p1": "p2"}},
     {**INSTANCE, "groups": [{**INSTANCE["groups"][2], "max": 31.9}]},
     {**INSTANCE, "groups": INSTANCE["groups"][2:], "tables": {"count": 1.5}},
     {**INSTANCE, "persons": None}, {**INSTANCE, "persons": ""}, {**INSTANCE, "persons": ["p1"]},
     {**INSTANCE, "groups": {"left": 1}}, {**INSTANCE, "groups": [7]}, {**INSTANCE, "apart": True},
     {**INSTANCE, "persons": [{**INSTANCE["persons"][0], "id": None}]},
     {**INSTANCE, "persons": [{**INSTANCE["persons"][0], "ministry": ["m"]}]},
     {**INSTANCE, "attributes": ["ministry"]}, "[" * 100_000, "9" * 5000],
)  # fmt: skip
def test_a_file_that_is_no_instance_is_refused_with_a_sentence(write, content):
    with pytest.raises(MalformedError, match=r"\w") as refused:
        solve_file(write(content))
    for foreign in ("object", "indices must be", "not iterable", "codec", "sys."):
        assert foreign not in str(refused.value).replace("an object", "").replace("objects", "")
    (why,) = instance.refused(refused.value)["conflicts"]
    assert why["en"] == str(refused.value)
    assert why["th"] not in ("", why["en"])


def test_a_file_with_a_byte_order_mark_is_read(write):
    path = write(INSTANCE)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert solve_file(path)["status"] == "optimal"


@pytest.mark.parametrize(
    "option",
    [{"order": "PBS"}, {"order": "PBSX"}, {"order": "PBSDX"}, {"effort": "huge"}, {"limit": -1}],
)
def test_an_unknown_option_is_refused(write, option):
    with pytest.raises(InvalidProblemError):
        solve_file(write(INSTANCE), **option)


def test_the_order_of_the_levels_can_be_chosen(write):
    answer = solve_file(write(INSTANCE), order="DSBP", seed=4, effort="quick", limit=20)
    assert answer["status"] == "optimal"
    assert answer["proven"] == ["D", "S", "B", "P"]

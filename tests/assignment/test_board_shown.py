"""The board: what an organiser sees of people, groups and the moves that could be made."""

import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import flexible, make_pair, plan_of, seats, seen
from workshop.assignment.setting import read_setting
from workshop.domain.assignment.check import score
from workshop.domain.assignment.words import people_uneven
from workshop.domain.terms import PairKind
from workshop.models import Agency, SplitRules, TableDeal


def test_choosing_somebody_tells_why_and_what_a_move_would_cost(session, stage, organiser, solved):
    person, there = flexible(session, stage, solved)
    page = organiser.get(f"{stage.board}?person={person.id}").text
    assert "The first choices are groups A and B" in page
    assert "Still a first choice." in page
    assert f"Move to {there.letter}" in page
    only = stage.people[0]
    page = organiser.get(f"{stage.board}?person={only.id}").text
    assert "Group A is the only group open to the agency’s roles." in page
    assert "Not one of the agency’s roles." in page
    assert "1 first choice fewer." not in page  # a rule is broken, not a preference


def test_a_group_over_its_seats_says_by_how_many(session, stage, organiser, solved):
    group = stage.groups["policy"]
    group.seats_min, group.seats_max = 1, 1
    session.commit()
    page = organiser.get(stage.board).text
    assert "Sizes do not fit" in page
    assert "too many" in page


def test_counts_by_ministry_and_seniority_stand_below(organiser, stage, solved):
    page = organiser.get(stage.board).text
    for words in ("People by ministry", "Ministry 0", "People by seniority", "Heads", "Officers"):
        assert words in page


def shown(page):
    """Ids of the people who are not hidden."""
    rows = re.findall(r'<li data-person="(\d+)"([^>]*)>', page)
    return {int(key) for key, rest in rows if " hidden" not in rest}


def test_cards_say_who_somebody_is_and_filters_find_them(session, stage, organiser, solved):
    person, there = flexible(session, stage, solved)
    form = {**seen(solved), "person": person.id, "group": there.code}
    organiser.post(f"{stage.board}/move", form)
    pinned = stage.people[1]
    form = {**seen(plan_of(session, stage)), "person": pinned.id, "pinned": "1"}
    organiser.post(f"{stage.board}/pin", form)
    organiser.post(f"{stage.board}/move", {
        **seen(plan_of(session, stage)), "person": stage.people[0].id, "group": "user",
    })  # fmt: skip
    everybody = {one.id for one in stage.people}
    both = {one.id for one in (*stage.people[4:6], *stage.people[10:12])}
    agency, whole = person.agency_id, session.get(Agency, stage.people[4].agency_id)
    page = organiser.get(stage.board).text
    assert shown(page) == everybody
    assert 'title="Ministry 0"' in page
    assert "Head</span>" in page
    for query, expected in (
        ({"q": person.first_name.upper()}, {person.id}),
        ({"q": f"{person.prefix}{person.first_name}"}, {person.id}),
        ({"q": whole.name_en.lower()}, {one.id for one in stage.people[4:6]}),
        ({"q": whole.name_th.replace(" ", "")}, {one.id for one in stage.people[4:6]}),
        ({"agency": agency}, {one.id for one in stage.people if one.agency_id == agency}),
        ({"ministry": "กระทรวง 0"}, {one.id for one in stage.people[:2] + stage.people[4:6]
                                     + stage.people[8:10]}),
        ({"seniority": "officer"}, {one.id for one in stage.people[1::2]}),
        ({"only": "pinned"}, {pinned.id}),
        ({"only": "moved"}, {person.id, stage.people[0].id}),
        ({"only": "also"}, both | {stage.people[0].id}),
        ({"only": "conflict"}, {stage.people[0].id}),
        ({"only": "also", "seniority": "head", "q": "กท"},
         {stage.people[4].id, stage.people[10].id, stage.people[0].id}),
        ({"only": "nothing of that kind"}, set()),
        ({"q": "\x00\U0001f600" * 300}, set()),
    ):  # fmt: skip
        answer = organiser.get(stage.board, query_string=query)
        assert answer.status_code == 200
        assert shown(answer.text) == expected, query
        assert f"Matching: {len(expected)} of 12 people" in answer.text
        assert "data-clear>" in answer.text


def test_what_a_move_would_do_is_told_for_every_group_before_it_is_made(
    session, stage, organiser, solved
):
    person, there = flexible(session, stage, solved)
    here = next(group for group in stage.groups.values() if group.id != there.id)
    mate = next(
        one for one in stage.people
        if seats(session, solved)[one.id].group_id == here.id and one.id != person.id
    )  # fmt: skip
    make_pair(session, person, mate, PairKind.TOGETHER)
    there.seats_max = here.seats_min = 6
    session.commit()
    organiser.post(f"{stage.board}/pin", {**seen(solved), "person": person.id, "pinned": "1"})
    answer = organiser.get(f"{stage.board}/effects?person={person.id}")
    (option,) = answer.json["options"]
    assert (option["group"], option["choice"]) == (there.code, "Still a first choice.")
    assert option["broken"] == [
        f"Group {there.letter} then has 1 too many.",
        f"Group {here.letter} then has 1 too few.",
        f"Not together with {mate.first_name} {mate.last_name}, who sits in {here.letter}.",
    ]
    assert option["note"] == f"The pin moves along to group {there.letter}."
    assert option["verdict"] == "broken"
    panel = organiser.get(f"{stage.board}?person={person.id}", headers={"X-Live": "1"}).text
    assert "<html" not in panel
    assert 'class="button small second" type="submit" data-move' in panel  # nothing to recommend
    for words in (*option["changes"], *option["broken"], option["note"], f"Move to {there.letter}"):
        assert words in panel
    for nobody in ("0", "x", "99999999999999999999"):
        assert organiser.get(f"{stage.board}/effects?person={nobody}").json == {"options": []}
    assert plan_of(session, stage).version == 2
    factories.make_group(stage.workshop, "spare", seats_min=0, seats_max=9)
    options = organiser.get(f"{stage.board}/effects?person={person.id}").json["options"]
    assert [option["group"] for option in options] == ["spare", there.code]  # no group overflows


def test_pairs_are_marked_and_a_broken_one_is_named(session, stage, organiser, solved):
    rows = seats(session, solved)
    by_group = {
        code: [one for one in stage.people if rows[one.id].group_id == group.id]
        for code, group in stage.groups.items()
    }
    one, other = by_group["policy"][:2]
    make_pair(session, one, other, PairKind.TOGETHER)
    make_pair(session, one, by_group["user"][0], PairKind.APART)
    page = organiser.get(stage.board).text
    assert "Kept together: 1 pair." in page
    assert "All are kept." in page
    assert shown(organiser.get(f"{stage.board}?only=pair").text) == {
        one.id, other.id, by_group["user"][0].id
    }  # fmt: skip
    organiser.post(f"{stage.board}/move", {**seen(solved), "person": one.id, "group": "user"})
    page = organiser.get(f"{stage.board}?person={one.id}").text
    assert "Roles are not kept" in page  # the first of two kinds of broken rules
    name = f"{other.first_name} {other.last_name}"
    assert f"To be together with {name}, who sits in group A." in page
    assert f"{one.first_name} {one.last_name} and {name} are to be together." in page
    assert "2 are not kept." in page


def test_how_far_from_the_best_stays_true_after_moves_by_hand(session, stage, organiser):
    """The bounds of the solve hold on: what is said is worked out from them and the plan of now."""
    factories.make_person(stage.workshop, ministry="กระทรวงเดียว")  # no mix can be quite even
    organiser.post(f"{stage.board}/solve")
    plan = plan_of(session, stage)
    person, there = flexible(session, stage, plan)
    form = {**seen(plan), "person": person.id, "group": there.code}
    organiser.post(f"{stage.board}/move", form)
    plan = plan_of(session, stage)
    setting = read_setting(session, stage.workshop)
    chosen = {key: row.group_id for key, row in seats(session, plan).items()}
    codes = {group.id: group.code for group in setting.groups}
    problem = setting.problem(pins={}, before={}, only=chosen)
    now = score(problem, {str(key): codes[group] for key, group in chosen.items()})
    least = plan.result["bound"]["B"]
    assert now.P == plan.result["bound"]["P"] == 0
    assert now.B > least > 0
    page = organiser.get(stage.board).text
    share = float(re.search(r"At most ([\d.]+) % from the best", page)[1])
    assert share - 0.1 < 100 * (now.B - least) / least <= share
    assert f"gets below {people_uneven(least, 13)} people" in page
    assert "moves by hand do not change what is best" in page
    rules = SplitRules(workshop_id=stage.workshop.id, first_order="PSBD", rerun_order="PDBS")
    session.add(rules)
    session.commit()
    assert "The rules changed since this was solved" in organiser.get(stage.board).text


@pytest.mark.parametrize(("groups", "sentence"), [(0, "New group"), (1, "Import people")])
def test_an_empty_board_says_what_to_do_next(session, browser, groups, sentence):
    workshop = factories.make_workshop(slug="empty")
    for _number in range(groups):
        factories.make_group(workshop)
    browser.sign_in(factories.make_account(workshop, factories.Role.ORGANISER))
    page = browser.get("/organise/empty/assignment?lang=en")
    assert page.status_code == 200
    assert sentence in page.text
    assert browser.post("/organise/empty/assignment/solve").status_code == 422


def test_the_board_speaks_thai(stage, organiser, solved):
    page = organiser.get(f"{stage.board}?lang=th&person={stage.people[0].id}").text
    assert "พิสูจน์แล้วว่าดีที่สุด" in page
    assert "กลุ่ม A เป็นกลุ่มเดียวที่ตรงกับบทบาทของหน่วยงาน" in page


def test_a_group_without_people_and_a_workshop_without_a_plan_say_what_is_missing(
    stage, organiser, session
):
    page = organiser.get(f"{stage.board}/tables")
    assert page.status_code == 200
    assert "once they are split into groups" in page.text
    organiser.post(f"{stage.board}/solve")
    factories.make_group(stage.workshop, "empty", seats_min=0, seats_max=5)
    page = organiser.get(f"{stage.board}/tables?group=empty")
    assert "Nobody is in this group yet." in page.text
    assert session.scalar(sa.select(sa.func.count(TableDeal.id))) == 0

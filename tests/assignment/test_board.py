"""The board: what an organiser sees and what is stored by solving, moving, pinning, undoing."""

import re

import pytest
import sqlalchemy as sa

from tests import factories
from workshop.assignment.setting import read_setting
from workshop.domain.assignment.check import score
from workshop.domain.assignment.words import people_uneven
from workshop.domain.terms import PairKind, PersonStatus, PlanState, SolveStatus
from workshop.models import Agency, Placement, Plan, PlanMove, SeatPair, SplitRules


def fresh(session):
    """What is stored now, not when the session first looked."""
    session.rollback()
    session.expire_all()


def plan_of(session, stage):
    fresh(session)
    return session.scalars(
        sa.select(Plan).where(Plan.workshop_id == stage.workshop.id).order_by(Plan.number.desc())
    ).first()


def seats(session, plan):
    fresh(session)
    rows = session.scalars(sa.select(Placement).where(Placement.plan_id == plan.id))
    return {row.person_id: row for row in rows}


def seen(plan):
    return {"plan": plan.id, "version": plan.version}


def ticked(organiser, stage):
    """What the page to publish sends once the broken rules that it names are confirmed."""
    page = organiser.get(f"{stage.board}/publish").text
    named = re.search(r'name="not_kept"[^>]*value="([0-9a-f]+)"', page)
    return {"not_kept": named[1], "knowingly": "y"} if named else {}


def figures(page):
    return dict(re.findall(r"<dt>(.*?)</dt><dd><b>(.*?)</b>", page))


def make_pair(session, one, other, kind):
    first, second = sorted((one.id, other.id))
    session.add(SeatPair(
        workshop_id=one.workshop_id, first_id=first, second_id=second, kind=kind,
        said_by="orn@example.go.th", said_at=factories.MOMENT,
    ))  # fmt: skip
    session.commit()


@pytest.fixture
def solved(session, stage, organiser):
    assert organiser.post(f"{stage.board}/solve").status_code == 303
    return plan_of(session, stage)


def flexible(session, stage, plan):
    """Somebody whom both groups take, with the group they are not in."""
    rows = seats(session, plan)
    person = stage.people[4]
    here = rows[person.id].group_id
    there = next(group for group in stage.groups.values() if group.id != here)
    return person, there


def test_solving_stores_a_proven_draft_with_a_reason_for_everybody(
    session, stage, organiser, solved
):
    assert (solved.state, solved.status, solved.number) == (PlanState.DRAFT, SolveStatus.OPTIMAL, 1)
    rows = seats(session, solved)
    assert set(rows) == {person.id for person in stage.people}
    assert all(row.reason_th and row.reason_en for row in rows.values())
    page = organiser.get(stage.board).text
    assert "Proven best" in page
    assert "Publish to 12 people" in page
    assert figures(page)["First choice"] == "12"
    assert page.count('class="person') == 12


def test_asking_again_gives_the_same_answer(session, stage, organiser, solved):
    answer = organiser.post(f"{stage.board}/solve")
    assert answer.status_code == 303, answer.text
    again = plan_of(session, stage)
    assert again.number == 2
    before, after = seats(session, solved), seats(session, again)
    assert {key: row.group_id for key, row in before.items()} == {
        key: row.group_id for key, row in after.items()
    }


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
    assert "1 first choice fewer." in page


def test_a_move_is_stored_counted_and_undone(session, stage, organiser, solved):
    person, there = flexible(session, stage, solved)
    version = solved.version
    answer = organiser.post(
        f"{stage.board}/move", {**seen(solved), "person": person.id, "group": there.code}
    )
    assert answer.status_code == 303
    assert answer.location == f"{stage.board}?person={person.id}#p{person.id}"
    moved = plan_of(session, stage)
    row = seats(session, moved)[person.id]
    assert row.group_id == there.id
    assert row.reason_en == f"The organiser moved this seat to group {there.letter}."
    assert (moved.id, moved.version) == (solved.id, version + 1)
    page = organiser.get(answer.location).text
    assert "Undo last change" in page
    organiser.post(f"{stage.board}/undo", seen(moved))
    back = plan_of(session, stage)
    assert seats(session, back)[person.id].group_id != there.id
    assert session.scalar(sa.select(sa.func.count(PlanMove.id))) == 0
    assert "Proven best" in organiser.get(stage.board).text


def test_the_history_says_what_was_undone(session, stage, organiser, solved):
    late = factories.make_person(stage.workshop, first_name="มาสาย")
    person, there = flexible(session, stage, solved)
    changes = (
        ("move", {"person": person.id, "group": there.code}),
        ("pin", {"person": person.id, "pinned": "1"}),
        ("pin", {"person": person.id, "pinned": "0"}),
        ("move", {"person": late.id, "group": "policy"}),
    )
    for what, form in changes:
        answer = organiser.post(f"{stage.board}/{what}", {**seen(plan_of(session, stage)), **form})
        assert answer.status_code == 303
    for sentence in (
        "First seat in the plan undone", "Unpinning undone", "Pin undone", "Move undone"
    ):  # fmt: skip
        page = organiser.get(f"/organise/{stage.workshop.slug}/history").text
        assert sentence not in page
        organiser.post(f"{stage.board}/undo", seen(plan_of(session, stage)))
        assert sentence in organiser.get(f"/organise/{stage.workshop.slug}/history").text


def test_a_move_outside_the_roles_is_possible_and_shown(session, stage, organiser, solved):
    only = stage.people[0]
    organiser.post(f"{stage.board}/move", {**seen(solved), "person": only.id, "group": "user"})
    page = organiser.get(stage.board).text
    assert figures(page)["First choice"] == "11"
    assert "1 person outside their roles" in page
    assert "Proven best" not in page


def test_a_pin_holds_when_it_is_solved_again(session, stage, organiser, solved):
    person, there = flexible(session, stage, solved)
    organiser.post(
        f"{stage.board}/move", {**seen(solved), "person": person.id, "group": there.code}
    )
    plan = plan_of(session, stage)
    organiser.post(f"{stage.board}/pin", {**seen(plan), "person": person.id, "pinned": "1"})
    assert "pinned by the organiser (1)" in organiser.get(stage.board).text
    organiser.post(f"{stage.board}/solve")
    again = plan_of(session, stage)
    row = seats(session, again)[person.id]
    assert again.status is SolveStatus.OPTIMAL
    assert (row.group_id, row.pinned) == (there.id, True)
    assert row.reason_en == f"ทีมงาน, an organiser, pinned this seat to group {there.letter}."
    organiser.post(f"{stage.board}/pin", {**seen(again), "person": person.id, "pinned": "0"})
    assert not seats(session, again)[person.id].pinned


def test_two_organisers_never_overwrite_each_other_silently(
    session, stage, organiser, solved, browsers
):
    other = browsers().sign_in(stage.organiser)
    other.get(f"{stage.board}?lang=en")
    person, there = flexible(session, stage, solved)
    move = {**seen(solved), "person": person.id, "group": there.code}
    assert organiser.post(f"{stage.board}/move", move).status_code == 303
    late = {**seen(solved), "person": stage.people[5].id, "group": there.code}
    for what, form in (("move", late), ("pin", {**late, "pinned": "1"}), ("undo", seen(solved)),
                       ("discard", seen(solved))):  # fmt: skip
        answer = other.post(f"{stage.board}/{what}", form)
        assert answer.status_code == 409
        assert "Somebody changed this plan at the same time." in answer.text
        assert f'method="get" action="{stage.board}"' in answer.text, "filters lead to the board"
    rows = seats(session, solved)
    assert rows[person.id].group_id == there.id
    assert session.scalar(sa.select(sa.func.count(PlanMove.id))) == 1


def test_a_group_over_its_seats_says_by_how_many(session, stage, organiser, solved):
    group = stage.groups["policy"]
    group.seats_min, group.seats_max = 1, 1
    session.commit()
    page = organiser.get(stage.board).text
    assert "Sizes do not fit" in page
    assert "too many" in page


def test_who_registered_after_the_split_can_be_seated_by_hand(session, stage, organiser, solved):
    late = factories.make_person(stage.workshop, first_name="มาสาย")
    page = organiser.get(f"{stage.board}?person={late.id}").text
    assert "1 person has a seat but no group." in page
    assert "Not in a group yet." in page
    assert "Not compared with the best" in page
    move = {**seen(solved), "person": late.id, "group": "policy"}
    organiser.post(f"{stage.board}/move", move)
    assert seats(session, solved)[late.id].group_id == stage.groups["policy"].id
    organiser.post(f"{stage.board}/undo", seen(plan_of(session, stage)))
    assert late.id not in seats(session, solved)


def test_who_cancelled_is_no_longer_on_the_board(session, stage, organiser, solved):
    gone = stage.people[0]
    gone.status = PersonStatus.CANCELLED
    session.commit()
    page = organiser.get(stage.board).text
    assert page.count('class="person') == 11
    organiser.post(f"{stage.board}/solve")
    assert gone.id not in seats(session, plan_of(session, stage))


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


def test_what_narrows_the_board_is_kept_while_people_are_moved(session, stage, organiser, solved):
    person, there = flexible(session, stage, solved)
    kept = {"seniority": "head", "view": "names"}
    page = organiser.get(stage.board, query_string={**kept, "person": person.id}).text
    action = re.search(r'action="([^"]*/move[^"]*)"', page)[1].replace("&amp;", "&")
    form = {**seen(solved), "person": person.id, "group": there.code}
    answer = organiser.post(action, form)
    assert answer.status_code == 303
    assert "seniority=head" in answer.location
    assert "view=names" in answer.location
    assert '<a class="person moved"' in organiser.get(answer.location).text


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
    assert "Pairs are not kept" in page
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


def test_any_draft_can_be_discarded_but_no_published_plan(session, stage, organiser, solved):
    organiser.post(f"{stage.board}/solve")
    newest = plan_of(session, stage)
    page = organiser.get(stage.board).text
    assert "Compare with draft 1" in page
    assert organiser.post(f"{stage.board}/discard", seen(solved)).status_code == 303
    assert plan_of(session, stage).id == newest.id
    assert session.scalars(sa.select(Plan.number)).all() == [2]
    newest.state, newest.published_at = PlanState.PUBLISHED, newest.created_at
    session.commit()
    assert organiser.post(f"{stage.board}/discard", seen(newest)).status_code == 409


def test_what_cannot_be_split_is_said_in_words_and_nothing_is_stored(session, stage, organiser):
    for group in stage.groups.values():
        group.seats_min, group.seats_max = 0, 5
    session.commit()
    answer = organiser.post(f"{stage.board}/solve")
    assert answer.status_code == 422
    assert "All groups together hold 10, but there are 12 people: 2 more needed." in answer.text
    assert plan_of(session, stage) is None


def test_a_discarded_draft_is_gone(session, stage, organiser, solved):
    organiser.post(f"{stage.board}/discard", seen(solved))
    assert plan_of(session, stage) is None
    assert "with the reason for every seat" in organiser.get(stage.board).text


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


def test_a_form_without_its_fields_is_refused_with_a_sentence(stage, organiser, solved):
    for what in ("move", "pin", "undo", "reopen", "take-back", "discard"):
        answer = organiser.post(f"{stage.board}/{what}", {"plan": "x"})
        assert answer.status_code == 422, what
        assert "Choose a person and a group" in answer.text


def test_hostile_numbers_are_refused_and_nothing_is_stored(session, stage, organiser, solved):
    for number in ("0", "-1", "99999999999999999999999", "1e9", "\x00", "' OR 1=1"):
        form = {"plan": number, "version": number, "person": number, "group": "a\x00b"}
        for what in ("move", "pin", "undo", "reopen", "discard", "take-back"):
            assert organiser.post(f"{stage.board}/{what}", form).status_code in (409, 422)
        assert organiser.get(stage.board, query_string={"person": number}).status_code == 200
    assert plan_of(session, stage).version == 1


def test_somebody_elses_group_or_person_is_refused(session, stage, organiser, solved):
    elsewhere = factories.make_workshop(slug="other")
    stranger = factories.make_person(elsewhere)
    for person, group, why in (
        (stranger.id, "policy", "This person does not exist"),
        (stage.people[0].id, "nowhere", "This group does not exist."),
    ):
        answer = organiser.post(
            f"{stage.board}/move", {**seen(solved), "person": person, "group": group}
        )
        assert answer.status_code == 404
        assert why in answer.text


def test_the_board_speaks_thai(stage, organiser, solved):
    page = organiser.get(f"{stage.board}?lang=th&person={stage.people[0].id}").text
    assert "พิสูจน์แล้วว่าดีที่สุด" in page
    assert "กลุ่ม A เป็นกลุ่มเดียวที่ตรงกับบทบาทของหน่วยงาน" in page

"""The board: what is stored by solving, moving, pinning and undoing."""

import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import figures, flexible, plan_of, seats, seen
from workshop.domain.terms import PersonStatus, PlanState, SolveStatus
from workshop.models import Plan, PlanMove


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
    named = f"ทีมงาน, an organiser, moved this seat to group {there.letter}."
    assert named in organiser.get(f"{stage.board}?person={person.id}").text  # not on their own page
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
    said = re.search(r'<h2 class="err-text">Roles are not kept</h2><p class="hint">([^<]*)', page)
    assert said[1] == f"{only.first_name} {only.last_name} sits in group B, outside their roles."
    pin = {"person": only.id, "pinned": "1"}
    organiser.post(f"{stage.board}/pin", {**seen(plan_of(session, stage)), **pin})
    assert "Roles are not kept" in organiser.get(stage.board).text
    organiser.post(f"{stage.board}/solve")  # with the pin: the group was opened knowingly
    page = organiser.get(stage.board).text
    assert "Proven best" in page
    assert "1 person outside their roles" in page


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
    before = organiser.get(f"{stage.board}/stamp").headers["ETag"]
    for lang, words in (
        ("th", "มี 12 คน แต่ทุกกลุ่มรวมกันรับได้ 10 คน"),
        ("en", "hold 10, but there are 12"),
    ):
        page = organiser.get(f"{stage.board}?lang={lang}").text  # for whoever comes later, too
        assert words in page
        assert f"/groups/{stage.groups['policy'].id}" in page
    stage.groups["policy"].seats_max = 6
    session.commit()
    assert "but there are 12" not in organiser.get(stage.board).text
    assert organiser.post(f"{stage.board}/solve").status_code == 422
    assert organiser.get(f"{stage.board}/stamp").headers["ETag"] != before
    assert "hold 11, but there are 12" in organiser.get(stage.board).text
    stage.people[-1].status = PersonStatus.CANCELLED
    session.commit()
    assert "but there are 12" not in organiser.get(stage.board).text


def test_a_discarded_draft_is_gone(session, stage, organiser, solved):
    organiser.post(f"{stage.board}/discard", seen(solved))
    assert plan_of(session, stage) is None
    assert "with the reason for every seat" in organiser.get(stage.board).text


def test_a_form_without_its_fields_is_refused_with_a_sentence(session, stage, organiser, solved):
    person = {"person": stage.people[0].id}
    answer = organiser.post(f"{stage.board}/pin", {**seen(solved), **person, "pinned": "maybe"})
    assert answer.status_code == 422
    for pinned in ("y", "0", "True"):
        form = {**seen(plan_of(session, stage)), **person, "pinned": pinned}
        assert organiser.post(f"{stage.board}/pin", form).status_code == 303
        row = seats(session, plan_of(session, stage))[stage.people[0].id]
        assert row.pinned is (pinned != "0")
    for what in ("move", "pin", "undo", "reopen", "take-back", "discard"):
        answer = organiser.post(f"{stage.board}/{what}", {"plan": "x"})
        assert answer.status_code == 422, what
        assert "Choose a person and a group" in answer.text


@pytest.mark.slow
def test_hostile_numbers_are_refused_and_nothing_is_stored(session, stage, organiser, solved):
    for number in ("0", "-1", "99999999999999999999999", "9" * 400, "1e9", "\x00", "' OR 1=1"):
        form = {"plan": number, "version": number, "person": number, "group": "a\x00b"}
        for what in ("move", "pin", "undo", "reopen", "discard", "take-back"):
            assert organiser.post(f"{stage.board}/{what}", form).status_code in (409, 422)
        assert organiser.get(stage.board, query_string={"person": number}).status_code == 200
    for path, name in (("rules", "ministry"), ("solve", "seed")):
        assert organiser.post(f"{stage.board}/{path}", {name: "9" * 400}).status_code == 422
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

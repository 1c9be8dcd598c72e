"""Organisers say who sits together or apart and what counts; the next split goes by it."""

import re

import sqlalchemy as sa

from tests import factories
from workshop.assignment.plans import working
from workshop.assignment.setting import read_setting
from workshop.domain.terms import PairKind, PersonStatus, Role
from workshop.domain.titles import gender_told
from workshop.models import FocusGroup, Placement, SeatPair, SolveRun, SplitRules
from workshop.privacy import erasure_service
from workshop.privacy.service import By

USUAL = {
    "ministry": "1", "seniority": "1", "language": "0", "roles": "0",
    "gender": "0",
    "first_order": ["1:P", "2:B", "3:S"], "rerun_order": ["1:P", "2:D", "3:B", "4:S"],
}  # fmt: skip


def url(stage):
    return f"{stage.board}/rules"


def pair_up(browser, stage, one, other, kind="together"):
    return browser.post(
        f"{url(stage)}/pairs", {"first": one, "second": other, "kind": kind}
    )  # fmt: skip


def named(person):
    return f"{person.first_name} {person.last_name}"


def either(stage):
    """Those whose agency may join both groups."""
    return [*stage.people[4:6], *stage.people[10:12]]


def seats(session, stage):
    session.rollback()
    plan = working(session, stage.workshop)
    rows = session.scalars(sa.select(Placement).where(Placement.plan_id == plan.id))
    return {row.person_id: row.group_id for row in rows}


def test_pairs_hold_in_the_next_split_and_the_board_says_that_the_draft_is_older(
    session, organiser, stage
):
    one, two, three, four = either(stage)
    organiser.post(f"{stage.board}/solve")
    assert "solved with other rules" not in organiser.get(url(stage)).text
    code = f"somebody · {two.short_code.lower()}"
    assert pair_up(organiser, stage, named(one), code).status_code == 303
    assert pair_up(organiser, stage, named(three), named(four), "apart").status_code == 303
    page = organiser.get(url(stage))
    assert "solved with other rules" in page.text
    assert "solved with other rules" in organiser.get(stage.board).text
    assert named(two) in page.text
    assert "said by ทีมงาน" in page.text
    organiser.post(f"{stage.board}/solve")
    seat = seats(session, stage)
    assert seat[one.id] == seat[two.id]
    assert seat[three.id] != seat[four.id]
    assert "solved with other rules" not in organiser.get(url(stage)).text


def test_a_pair_that_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    session, organiser, stage
):
    one, two, three, _four = either(stage)
    policy, user = stage.people[0], stage.people[2]
    pair_up(organiser, stage, named(one), named(two))
    pair_up(organiser, stage, named(two), named(three))
    stranger = factories.make_person(
        stage.workshop, first_name="ไม่มี", last_name="ที่นั่ง", status=PersonStatus.WAITLISTED
    )
    cases = [
        (named(one), named(one), "apart", "Choose two different people"),
        (named(two), named(one), "apart", "to sit together already"),
        (named(one), named(three), "apart", "together-pairs tie them to one group"),
        (named(policy), named(user), "together", "no group is open to all of them"),
        (named(policy), named(stage.people[1]), "apart", "but both can only sit in group A."),
        (named(stranger), named(one), "together", "Nobody with a seat has this name"),
        ("ใจดี", named(one), "together", "Several people have this name"),
        ("", named(one), "together", "Choose a person"),
        (named(one), "\x00 ", "apart", "Choose a person"),
        ("x" * 200_000, named(one), "apart", "Nobody with a seat has this name"),
        (named(one), named(policy), "beside", "Choose one of these"),
    ]
    for first, second, kind, sentence in cases:
        page = pair_up(organiser, stage, first, second, kind)
        assert page.status_code == 422, sentence
        assert sentence in page.text
        assert named(one) in page.text
    both = pair_up(organiser, stage, "nobody", "ใจดี").text
    assert "Nobody with a seat" in both
    assert "Several people have this name" in both
    assert session.scalar(sa.select(sa.func.count()).select_from(SeatPair)) == 2


def test_pairs_against_pins_are_told_when_they_are_added(session, organiser, stage):
    one, two, *_rest = either(stage)
    plan = factories.place(stage.workshop, {one: stage.groups["policy"], two: stage.groups["user"]})
    session.execute(sa.update(Placement).where(Placement.plan_id == plan.id).values(pinned=True))
    session.commit()
    page = pair_up(organiser, stage, named(one), named(two))
    assert "are pinned to different groups: A and B." in page.text
    assert pair_up(organiser, stage, named(one), named(two), "apart").status_code == 303


def test_a_pair_waits_while_one_of_the_two_has_no_seat_and_can_be_removed(
    session, organiser, stage
):
    one, two, *_rest = either(stage)
    pair_up(organiser, stage, named(one), named(two), "apart")
    assert read_setting(session, stage.workshop).problem(pins={}, before={}).apart
    two.status = PersonStatus.CANCELLED
    session.commit()
    assert not read_setting(session, stage.workshop).problem(pins={}, before={}).apart
    assert "waits: no seat" in organiser.get(url(stage)).text
    pair = session.scalar(sa.select(SeatPair))
    assert pair.kind is PairKind.APART
    for said in ("The pair is removed", "removed already"):
        organiser.post(f"{url(stage)}/pairs/{pair.id}/remove")
        assert said in organiser.get(url(stage)).text


def seen(session, stage):
    session.rollback()
    plan = working(session, stage.workshop)
    return {"plan": plan.id, "version": plan.version}


def reason_of(session, stage, person):
    session.rollback()
    plan = working(session, stage.workshop)
    row = session.get(Placement, (plan.id, person.id))
    session.refresh(row)
    return row.reason_en


def test_who_pinned_a_seat_is_named_through_splits_copies_and_undoing(
    session, organiser, stage, browsers
):
    one = either(stage)[0]
    nin = browsers().sign_in(
        factories.make_account(stage.workshop, Role.ORGANISER, name="Nin", language="en")
    )
    organiser.post(f"{stage.board}/solve")
    pin = {"person": one.id, "pinned": "1"}
    organiser.post(f"{stage.board}/pin", {**seen(session, stage), **pin})
    pinned = reason_of(session, stage, one)
    assert pinned.startswith("ทีมงาน, an organiser, pinned this seat to group")
    for step in ("solve", "publish", "pin", "undo"):
        extra = {"effective_on": "2026-07-23"} if step == "publish" else {}
        extra |= {**pin, "pinned": "0"} if step == "pin" else {}
        nin.post(f"{stage.board}/{step}", {**seen(session, stage), **extra})
        assert (reason_of(session, stage, one) == pinned) is (step != "pin"), step
        if step == "publish":
            assert pinned in nin.get(f"/organise/{stage.workshop.slug}/people/{one.id}").text
            assert pinned in browsers().be(one).get(f"/w/{stage.workshop.slug}/me?lang=en").text
    for state in ("0", "1"):
        nin.post(f"{stage.board}/pin", {**seen(session, stage), **pin, "pinned": state})
    assert reason_of(session, stage, one).startswith("Nin, an organiser, pinned")


def test_a_missing_split_is_told_with_links_to_where_the_cure_is_made(session, organiser, stage):
    one, two, three, _four = either(stage)
    for pair in ((one, two), (two, three), (one, three)):  # three people, two groups
        pair_up(organiser, stage, named(pair[0]), named(pair[1]), "apart")
    page = organiser.post(f"{stage.board}/solve")
    assert page.status_code == 422
    assert "These rules cannot all hold; give up at least one" in page.text
    assert f"{named(one)} and {named(two)} apart" in page.text
    assert f'href="{url(stage)}#pairs"' in page.text
    session.execute(sa.delete(SeatPair))
    session.execute(sa.update(FocusGroup).values(seats_min=0, seats_max=5))
    session.commit()
    page = organiser.post(f"{stage.board}/solve").text
    assert "All groups together hold 10, but there are 12 people: 2 more needed." in page
    assert "2 more seats in group A" in page
    assert f'/groups/{stage.groups["policy"].id}">Seats of group A</a>' in page


def test_erasing_somebodys_details_forgets_pairs_and_conflicts_that_name_them(
    session, organiser, stage
):
    one, two, three, _four = either(stage)
    for pair in ((one, two), (two, three), (one, three)):
        pair_up(organiser, stage, named(pair[0]), named(pair[1]), "apart")
    organiser.post(f"{stage.board}/solve")
    session.rollback()
    assert session.scalars(sa.select(SolveRun)).one().outcome["conflicts"]
    one.status = PersonStatus.CANCELLED
    session.commit()
    by = By(stage.organiser.email, factories.MOMENT)
    erasure_service.erase_one(session, stage.workshop, one.id, by=by)
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(SeatPair)) == 1
    assert session.scalars(sa.select(SolveRun)).one().outcome["conflicts"] == []


def test_weights_and_goals_are_stored_and_solved_by(session, organiser, stage):
    page = organiser.get(url(stage))
    assert 'aria-valuetext="does not count"' in page.text
    sent = {
        **USUAL, "version": "0", "ministry": "2", "language": "1",
        "gender": "1", "first_order": ["2:P", "1:B", "3:S"],
    }  # fmt: skip
    assert organiser.post(url(stage), sent).status_code == 303
    stored = session.scalar(sa.select(SplitRules))
    assert (stored.first_order, stored.rerun_order) == ("BPSD", "PDBS")
    problem = read_setting(session, stage.workshop).problem(pins={}, before={})
    weights = [(one.name, one.weight) for one in problem.attributes]
    assert weights == [("ministry", 2), ("seniority", 1), ("language", 1), ("gender", 1)]
    assert {one.traits[-1] for one in problem.persons} <= {"woman", "man", ""}
    assert [gender_told(one) for one in ("นาย", "น.ส.", "Mrs", "Mr.", "ดร.", "พล.อ.", "")] == [
        "man", "woman", "woman", "man", "", "", "",
    ]  # fmt: skip
    organiser.post(f"{stage.board}/solve")
    session.rollback()
    assert working(session, stage.workshop).result["order"] == "BPSD"
    assert 'aria-valuetext="counts double"' in organiser.get(url(stage)).text
    assert "</b> weighted people<span" in organiser.get(stage.board).text
    person = stage.people[4]
    said = organiser.get(f"{stage.board}/effects?person={person.id}").text
    assert re.search(r"(Less|More) even by [\d.]+ weighted people\.", said)
    organiser.post(f"{stage.board}/solve")
    page = organiser.get(f"{stage.board}/compare?a=1&b=2").text
    assert page.count("weighted people from an even mix") == 2


def test_what_makes_no_sense_is_not_stored(session, organiser, stage):
    for change, sentence in (
        ({"ministry": "6"}, "Choose a whole number from 0 to 5"),
        ({"roles": "many"}, "Choose a whole number from 0 to 5"),
        ({"first_order": ["1:P", "1:B", "3:S"]}, "Give every row a place of its own, from 1 to 3"),
        ({"rerun_order": ["1:P", "2:X", "x:B", "4:S"]}, "a place of its own, from 1 to 4"),
    ):
        page = organiser.post(url(stage), {**USUAL, "version": "0", **change})
        assert page.status_code == 422
        assert sentence in page.text
    assert session.scalar(sa.select(SplitRules)) is None


def test_two_organisers_never_overwrite_each_other_silently(session, organiser, stage):
    organiser.post(url(stage), {**USUAL, "version": "0", "ministry": "3"})
    page = organiser.post(url(stage), {**USUAL, "version": "0", "ministry": "4"})
    assert page.status_code == 409
    assert "Stored now:</b> counts three times" in page.text
    assert 'aria-valuetext="counts four times"' in page.text
    assert session.scalar(sa.select(SplitRules.ministry_weight)) == 3
    assert organiser.post(
        url(stage), {**USUAL, "version": "1", "ministry": "4"}
    ).status_code == 303  # fmt: skip

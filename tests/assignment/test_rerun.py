"""Late changes: every move is listed before it is made, points are chosen, and undoing is exact."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import get_template_attribute

from tests import factories
from tests.assignment.reading import flexible, fresh, plan_of, seats, seen
from workshop.domain.terms import PersonStatus, PlanState, RunKind, SolveStatus
from workshop.models import Placement, Plan, SolveRun

DAY = {"effective_on": "2026-07-23", "note": ""}


def rows(session, plan):
    """Everything a plan says of everybody."""
    fresh(session)
    columns = [column for column in Placement.__table__.columns if column.name != "plan_id"]
    wanted = sa.select(*columns).where(Placement.plan_id == plan.id).order_by(Placement.person_id)
    return session.execute(wanted).all()


@pytest.fixture
def published(session, stage, organiser):
    organiser.post(f"{stage.board}/solve")
    organiser.post(f"{stage.board}/publish", {**seen(plan_of(session, stage)), **DAY})
    return plan_of(session, stage)


def points_of(session):
    fresh(session)
    wanted = sa.select(SolveRun).where(SolveRun.kind == RunKind.CURVE).order_by(SolveRun.id.desc())
    return session.scalars(wanted).first()


def test_without_a_publication_there_is_nothing_to_compare(stage, organiser):
    assert "First a plan has to be published." in organiser.get(f"{stage.board}/rerun").text
    answer = organiser.post(f"{stage.board}/rerun")
    assert answer.status_code == 409
    assert "so there is nobody to move" in answer.text


def test_late_changes_are_worked_out_listed_and_taken(session, stage, organiser, published):
    gone, cramped = stage.people[0], stage.groups["user"]
    gone.status = PersonStatus.CANCELLED
    late = factories.make_person(stage.workshop, first_name="มาสาย", last_name="ทีหลัง")
    cramped.seats_max = cramped.seats_min = 4
    session.commit()
    page = organiser.get(f"{stage.board}/rerun").text
    assert "Since then 1 person has come who has no group yet." in page
    assert "1 person of it has cancelled." in page
    before = rows(session, published)

    answer = organiser.post(f"{stage.board}/rerun")
    run = points_of(session)
    assert answer.location == f"{stage.board}/rerun?run={run.id}"
    page = organiser.get(answer.location).text
    moved = run.outcome["points"][0]["score"]["D"]
    assert moved >= 1
    assert f"With fewer than {moved} move" in page
    assert "Proven: fewer moves are not possible, and with so few nothing is more even." in page
    assert "it takes 4." in page
    assert "มาสาย" in page
    assert plan_of(session, stage).id == published.id  # nothing is changed by looking

    answer = organiser.post(f"{stage.board}/rerun/take", {"run": run.id, "point": 0})
    assert answer.status_code == 303
    draft = plan_of(session, stage)
    assert (draft.state, draft.number) == (PlanState.DRAFT, 2)
    assert len(seats(session, draft)) == 12
    assert draft.status is SolveStatus.OPTIMAL
    assert "Proven best" in organiser.get(stage.board).text
    page = organiser.get(f"{stage.board}/rerun").text
    assert f"{moved} person moves." in page or f"{moved} people move." in page
    assert "Who gets a first group" in page
    organiser.post(f"{stage.board}/discard", seen(draft))
    assert plan_of(session, stage).id == published.id
    assert rows(session, published) == before
    assert late.id not in seats(session, published)
    organiser.post(f"{stage.board}/reopen", {"plan": published.id})
    page = organiser.get(f"{stage.board}/rerun").text
    assert "1 person has a seat but no group in this draft. Solve again before you publish." in page


def test_more_moves_than_the_fewest_are_told_as_chosen(session, stage, organiser):
    """Somebody was moved by hand and published so: nobody has to move, but going back gains."""
    organiser.post(f"{stage.board}/solve")
    plan = plan_of(session, stage)
    person, there = flexible(session, stage, plan)
    move = {"person": person.id, "group": there.code}
    organiser.post(f"{stage.board}/publish", {**seen(plan), **DAY})
    fresh(session)
    organiser.post(f"{stage.board}/move", {**seen(plan), **move})
    page = organiser.get(f"{stage.board}/rerun").text
    assert "<td>ทีมงาน, an organiser, moved this seat.</td>" in page  # though nothing speaks for it
    organiser.post(f"{stage.board}/publish", {**seen(plan_of(session, stage)), **DAY})
    organiser.post(f"{stage.board}/rerun")
    run = points_of(session)
    first, second = run.outcome["points"]
    assert (first["score"]["D"], second["score"]["D"]) == (0, 1)
    page = organiser.get(f"{stage.board}/rerun").text
    assert "Proven: with at most 1 move nothing is more even." in page
    organiser.post(f"{stage.board}/rerun/take", {"run": run.id, "point": 1})
    page = organiser.get(stage.board).text
    assert "Proven best for 1 move" in page
    assert "1 move more than the fewest was chosen, for more even groups." in page
    assert "from an even mix, the least with so many moves" in page


def test_a_point_is_not_taken_once_anything_has_changed(session, stage, organiser, published):
    organiser.post(f"{stage.board}/rerun")
    run = points_of(session)
    for form, status, sentence in (
        ({"run": run.id, "point": 99}, 404, "There is no such choice."),
        ({"run": run.id, "point": "x\x00"}, 422, "Choose one of the list."),
        ({"run": 10**9, "point": 0}, 404, "This is not kept any more."),
        ({}, 422, "Choose one of the list."),
    ):
        answer = organiser.post(f"{stage.board}/rerun/take", form)
        assert (answer.status_code, sentence in answer.text) == (status, True)
    factories.make_person(stage.workshop)
    answer = organiser.post(f"{stage.board}/rerun/take", {"run": run.id, "point": 0})
    assert answer.status_code == 409
    assert "have changed since this was worked out." in answer.text
    assert plan_of(session, stage).id == published.id


def test_undoing_a_move_restores_the_plan_word_for_word(session, stage, organiser):
    organiser.post(f"{stage.board}/solve")
    plan = plan_of(session, stage)
    assert plan.status is SolveStatus.OPTIMAL
    person, there = flexible(session, stage, plan)
    said = seats(session, plan)[person.id]
    said.reason_th, said.reason_en = "ตามที่เคยบอก", "As it was told."
    session.commit()
    before = rows(session, plan)
    changes = (("move", {"group": there.code}), ("pin", {"pinned": "1"}))
    for what, form in changes:
        organiser.post(
            f"{stage.board}/{what}", {**seen(plan_of(session, stage)), "person": person.id, **form}
        )
    assert rows(session, plan) != before
    for _change in changes:
        organiser.post(f"{stage.board}/undo", seen(plan_of(session, stage)))
    assert rows(session, plan) == before
    assert plan_of(session, stage).status is SolveStatus.OPTIMAL
    assert session.scalar(sa.select(sa.func.count(Plan.id))) == 1


def test_a_long_list_of_moves_is_folded(app):
    moves = [SimpleNamespace(person=SimpleNamespace(first_name=f"n{number}", last_name="x"),
                             agency="", old=None, new=SimpleNamespace(letter="A"), why="")
             for number in range(32)]  # fmt: skip
    with app.test_request_context("/?lang=en"):
        macro = get_template_attribute("assignment/_moves.html", "move_table")
        few, many = str(macro(moves[:30], "Who")), str(macro(moves, "Who"))
    assert "<details" not in few
    shown, folded = many.split("<details")
    assert [part.count('scope="row"') for part in (shown, folded)] == [30, 2]
    assert "2 more people" in folded

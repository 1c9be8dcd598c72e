"""The board on PostgreSQL: solve, move, publish, take back."""

import sqlalchemy as sa

from tests.assignment.conftest import make_stage
from tests.assignment.reading import fresh, plan_of, seen
from tests.assignment.test_compare import publish
from tests.postgres import ON_POSTGRES
from workshop.domain.terms import PlanState
from workshop.models import Message, Plan

pytestmark = ON_POSTGRES


def test_a_plan_is_solved_changed_published_and_taken_back(browser, session):
    stage = make_stage()
    orn = browser.sign_in(stage.organiser)
    orn.get(f"{stage.board}?lang=en")
    assert orn.post(f"{stage.board}/solve").status_code == 303
    first = plan_of(session, stage)
    assert publish(orn, stage, first).status_code == 303
    fresh(session)
    move = {**seen(first), "person": stage.people[0].id, "group": "user"}
    assert orn.post(f"{stage.board}/move", move).status_code == 303
    second = plan_of(session, stage)
    assert publish(orn, stage, second).status_code == 303
    fresh(session)
    assert orn.post(f"{stage.board}/take-back", seen(second)).status_code == 303
    fresh(session)
    states = dict(session.execute(sa.select(Plan.number, Plan.state)).all())
    assert states == {1: PlanState.PUBLISHED, 2: PlanState.ARCHIVED, 3: PlanState.DRAFT}
    assert session.scalar(sa.select(sa.func.count(Message.id))) == 14
    assert orn.post(f"{stage.board}/reopen", {"plan": 2**31}).status_code == 422

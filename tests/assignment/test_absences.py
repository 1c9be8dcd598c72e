"""The day: who is missing, whom an organiser moves to even things out, and back with one click."""

import pytest
import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import fresh, plan_of
from tests.assignment.test_rerun import rows
from workshop.domain.terms import PlanState, RunKind, Seniority
from workshop.models import Message, Person, Placement, Plan, SolveRun


@pytest.fixture
def day(session, stage, organiser):
    """Group A needs four, and one of its people is in; all eight of group B are in."""
    policy, user = stage.groups["policy"], stage.groups["user"]
    placements = dict.fromkeys(stage.people[:4], policy)
    placements |= dict.fromkeys(stage.people[4:], user)
    for person in stage.people[2:4]:
        person.seniority = Seniority.OFFICER
    factories.place(stage.workshop, placements)
    policy.seats_max = user.seats_max = 12
    come(session, *stage.people[3:])
    return plan_of(session, stage)


def come(session, *people):
    for person in people:
        person.checked_in_at = factories.MOMENT
    session.commit()


def run_of(session):
    fresh(session)
    wanted = sa.select(SolveRun).where(SolveRun.kind == RunKind.ABSENCES)
    return session.scalars(wanted.order_by(SolveRun.id.desc())).first()


def groups_of(session, plan):
    fresh(session)
    wanted = sa.select(Placement.person_id, Placement.group_id)
    return dict(session.execute(wanted.where(Placement.plan_id == plan.id)).all())


def test_before_anybody_is_in_the_page_says_so(session, stage, organiser):
    where = f"{stage.board}/absences"
    assert "Once a plan is published" in organiser.get(where).text
    assert organiser.post(where).status_code == 409
    factories.place(stage.workshop, {stage.people[0]: stage.groups["policy"]})
    assert "Nobody is checked in yet." in organiser.get(where).text
    answer = organiser.post(where)
    assert answer.status_code == 409
    assert "Nobody is checked in yet." in answer.text


def test_a_few_who_are_there_even_things_out_and_one_click_undoes_it(
    session, stage, organiser, day
):
    where = f"{stage.board}/absences"
    page = organiser.get(where).text
    assert "9 of 12 people are in." in page
    assert "3 too few" in page
    before, others = rows(session, day), groups_of(session, day)

    answer = organiser.post(where)
    run = run_of(session)
    assert answer.location == f"{where}?run={run.id}"
    page = organiser.get(answer.location).text
    first = run.outcome["points"][0]
    assert "Who would move" in page
    assert rows(session, day) == before  # nothing is changed by looking

    movers = {int(key) for key in first["seats"]}
    answer = organiser.post(f"{where}/apply", {"run": run.id, "point": 0})
    assert answer.status_code == 303
    moved = plan_of(session, stage)
    assert (moved.state, moved.id != day.id) == (PlanState.PUBLISHED, True)
    now = groups_of(session, moved)
    assert {key for key in now if now[key] != others[key]} == movers
    people = {person.id: person for person in session.scalars(sa.select(Person))}
    assert all(people[key].checked_in_at for key in movers)
    told = session.scalars(sa.select(Message).where(Message.kind == "assignment.placed")).all()
    assert {mail.person_id for mail in told} == movers
    row = session.get(Placement, (moved.id, min(movers)))
    assert "Moved on the day" in row.reason_en
    page = organiser.get(where).text
    assert "was evened out on the day." in page
    assert "Who would move" not in page  # that was about the plan before

    answer = organiser.post(f"{where}/undo", {"plan": moved.id, "version": moved.version})
    assert answer.status_code == 303
    assert "everybody sits where they sat before" in organiser.get(where).text
    record = plan_of(session, stage)
    back = session.get(Plan, day.id)
    assert back.state is PlanState.PUBLISHED
    assert rows(session, day) == before
    assert (record.state, record.number) == (
        PlanState.ARCHIVED,
        day.number + 1,
    )  # no draft is left of it
    assert session.scalar(sa.select(sa.func.count(Plan.id))) == 2
    page = organiser.get(f"{stage.board}/history").text
    assert "Evened the groups out on the day, because people were missing." in page
    again = organiser.post(f"{where}/undo", {"plan": back.id, "version": back.version})
    assert again.status_code == 409


def test_a_group_that_misses_more_than_others_loses_nobody(session, stage, organiser, day):
    for group in stage.groups.values():
        group.seats_min = 0
    session.commit()
    policy = stage.groups["policy"].id
    organiser.post(f"{stage.board}/absences")
    seated, codes = groups_of(session, day), {g.code: g.id for g in stage.groups.values()}
    there = {key for key, group in seated.items() if group == policy} & {stage.people[3].id}
    for point in run_of(session).outcome["points"]:
        moves = {int(key): codes[code] for key, (_old, code) in point["seats"].items()}
        now = {**dict.fromkeys(there, policy), **moves}
        assert sum(group == policy for group in now.values()) >= len(there)


def test_neither_pinned_nor_missing_people_are_moved(session, stage, organiser, day):
    pinned = stage.people[8:10]
    for person in pinned:
        session.get(Placement, (day.id, person.id)).pinned = True
    session.commit()
    organiser.post(f"{stage.board}/absences")
    missing = stage.people[:3]
    for point in run_of(session).outcome["points"]:
        assert not {int(key) for key in point["seats"]} & {one.id for one in (*pinned, *missing)}


def test_who_comes_late_changes_nothing_but_a_mover_who_left_does(session, stage, organiser, day):
    where = f"{stage.board}/absences"
    organiser.post(where)
    run = run_of(session)
    before = organiser.get(f"{where}/stamp").headers["ETag"]
    come(session, stage.people[0])
    assert organiser.get(f"{where}/stamp").headers["ETag"] != before
    page = organiser.get(f"{where}?run={run.id}").text
    assert "1 person has come in since this was worked out." in page
    mover = session.get(Person, int(min(run.outcome["points"][0]["seats"])))
    mover.checked_in_at = None
    session.commit()
    assert "What was worked out before no longer fits" in organiser.get(where).text
    answer = organiser.post(f"{where}/apply", {"run": run.id, "point": 0})
    assert answer.status_code == 409
    assert "Work it out again." in answer.text
    mover.checked_in_at = factories.MOMENT
    session.commit()
    for form, status in (({"run": run.id, "point": 77}, 404), ({"run": "\x00"}, 422), ({}, 422)):
        assert organiser.post(f"{where}/apply", form).status_code == status
    assert organiser.post(f"{where}/undo", {}).status_code == 422
    assert plan_of(session, stage).id == day.id
    assert organiser.post(f"{where}/apply", {"run": run.id, "point": 0}).status_code == 303

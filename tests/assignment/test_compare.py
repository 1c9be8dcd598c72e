"""Two plans side by side, what was published so far, and the groups on paper."""

import re

import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import flexible, fresh, plan_of, seen, ticked
from workshop.assignment.board import choose, read_scene
from workshop.assignment.effects import NO_ROLE, _changes
from workshop.domain.assignment.check import plan_effect
from workshop.domain.assignment.problem import FIRST_SPLIT, Level
from workshop.domain.terms import PlanState
from workshop.models import AuditEntry, Placement, Plan


def solve(session, stage, organiser):
    organiser.post(f"{stage.board}/solve")
    return plan_of(session, stage)


def publish(organiser, stage, plan, **form):
    told = {
        **seen(plan),
        "effective_on": "2026-07-23",
        "note": "",
        **ticked(organiser, stage),
        **form,
    }
    return organiser.post(f"{stage.board}/publish", told)


def text(page):
    """What is read, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_two_plans_are_held_against_each_other_in_words(session, stage, organiser):
    first = solve(session, stage, organiser)
    assert "There is only one plan" in organiser.get(f"{stage.board}/compare").text
    solve(session, stage, organiser)
    second = plan_of(session, stage)
    person, only = flexible(session, stage, second)[0], stage.people[0]
    organiser.post(f"{stage.board}/move", {**seen(second), "person": only.id, "group": "user"})
    organiser.get(stage.board)  # says that the draft is ready, once
    answer = organiser.get(f"{stage.board}/compare?a={first.number}&b={second.number}")
    page = text(answer.text)
    assert "Draft 1 scores better: First choice decides." in page
    assert "Draft 1 is better by 1 seat that is no first choice" in page
    assert "1 person sits elsewhere" in page
    assert f"{only.first_name} {only.last_name}" in page
    assert f"{person.first_name} {person.last_name}" not in page
    assert re.search(r"Group policy 6 5", page)
    assert re.search(r"Group user 6 7", page)
    assert text(organiser.get(f"{stage.board}/compare").text) == page, "the two newest by default"
    assert "Open as a draft" in page
    assert page.count("does not keep all rules") == 1
    assert f"{only.first_name} {only.last_name} sits in group B, outside their roles." in page
    fresh(session)
    stage.groups["user"].seats_max = 6
    session.commit()
    page = text(organiser.get(f"{stage.board}/compare?a={first.number}&b={second.number}").text)
    broken = "Draft 2 does not keep all rules: Group B has 1 too many."
    assert page.index(broken) < page.index("Draft 1 scores better")
    assert "ร่างที่ 1 ได้ผลดีกว่า" in organiser.get(f"{stage.board}/compare?lang=th").text


def test_plans_of_other_people_or_rules_are_shown_but_neither_is_called_better(
    session, stage, organiser
):
    first = solve(session, stage, organiser)
    factories.make_person(stage.workshop, agency_id=stage.people[0].agency_id)
    session.commit()
    second = solve(session, stage, organiser)
    page = text(organiser.get(f"{stage.board}/compare?lang=en").text)
    assert "the first has 12 in a group, the second 13." in page
    assert page.count("people from an even mix") == 2, "figures stand without a difference"
    for verdict in ("scores better", "is better by", "Both score the same", "Difference"):
        assert verdict not in page
    fresh(session)
    first, second = session.get(Plan, first.id), session.get(Plan, second.id)
    session.execute(sa.delete(Placement).where(Placement.person_id.not_in(seated(session, first))))
    second.result = {**second.result, "rules": "others"}
    session.commit()
    page = text(organiser.get(f"{stage.board}/compare").text)
    assert "solved by different pairs, weights or goals" in page
    assert "scores better" not in page


def seated(session, plan):
    return set(session.scalars(sa.select(Placement.person_id).where(Placement.plan_id == plan.id)))


def test_a_plan_that_does_not_exist_is_said_and_the_others_can_be_chosen(session, stage, organiser):
    solve(session, stage, organiser)
    solve(session, stage, organiser)
    for query in ("a=99&b=1", "a=x", "b=-1", "a=1&b=99999999999999", "a=%00", "a=²"):
        answer = organiser.get(f"{stage.board}/compare?{query}")
        assert answer.status_code == 404, query
        assert "There is no plan with this number." in answer.text
        assert '<select id="a"' in answer.text


def test_the_publications_say_who_when_whom_and_what_changed(session, stage, organiser):
    assert "Nothing was published yet." in organiser.get(f"{stage.board}/history").text
    publish(organiser, stage, solve(session, stage, organiser), note="รอบแรก")
    first, only = plan_of(session, stage), stage.people[0]
    organiser.post(f"{stage.board}/move", {**seen(first), "person": only.id, "group": "user"})
    publish(organiser, stage, plan_of(session, stage), note="second thoughts")
    page = text(organiser.get(f"{stage.board}/history").text)
    newest, oldest = page.split("Plan 1", 1)[0], page.split("รอบแรก")[0]
    assert "Valid now" in newest
    assert "1 person sits elsewhere than in plan 1" in page
    assert "Told by mail 1 person" in page
    assert "Told by mail 12 people" in page
    assert stage.organiser.email in oldest
    assert "The first publication." in page
    organiser.post(f"{stage.board}/take-back", seen(plan_of(session, stage)))
    page = text(organiser.get(f"{stage.board}/history").text)
    assert "Publication of plan 2 undone" in page
    record = page.split("Publication of plan 2 undone")[1].split("Plan 1 ")[0]
    for kept in (
        "Plan 2",
        "Taken back",
        "Told by mail 1 person",
        "Valid on",
        "second thoughts",
        f"by {stage.organiser.email}.",
        "1 person sits elsewhere than in plan 1",
    ):
        assert kept in record  # fmt: skip
    assert page.count("Valid now") == 1
    fresh(session)
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "plan.taken_back")).one()
    assert entry.subject == "2: 1"
    organiser.post(f"{stage.board}/discard", seen(plan_of(session, stage)))
    organiser.post(f"{stage.board}/move", {**seen(first), "person": only.id, "group": "user"})
    publish(organiser, stage, plan_of(session, stage))
    page = text(organiser.get(f"{stage.board}/history").text)
    assert "Plan 3 Valid now" in page
    assert "than in plan 1" in page.split("Plan 2")[0]


def test_a_plan_that_breaks_a_rule_is_never_published_without_saying_so(session, stage, organiser):
    plan, only = solve(session, stage, organiser), stage.people[0]
    organiser.post(f"{stage.board}/move", {**seen(plan), "person": only.id, "group": "user"})
    name = f"{only.first_name} {only.last_name}"
    sentence = f"{name} sits in group B, outside their roles."
    page = organiser.get(f"{stage.board}/publish").text
    assert "1 rule is not kept." in page
    assert sentence in page
    assert publish(organiser, stage, plan_of(session, stage)).status_code == 303
    assert sentence in organiser.get(stage.board).text
    assert plan_of(session, stage).state is PlanState.PUBLISHED


def test_the_groups_stand_on_paper_one_after_the_other(session, stage, organiser):
    assert organiser.get(f"{stage.board}/print").status_code == 404
    plan = solve(session, stage, organiser)
    page = organiser.get(f"{stage.board}/print?plan={plan.number}").text
    assert page.count('class="sheet paper-group"') == 2
    for person in stage.people:
        assert f'{person.first_name}</span> <span class="whole">{person.last_name}<' in page
    assert organiser.get(f"{stage.board}/print?plan=7").status_code == 404


def test_the_words_before_a_move_agree_with_the_checker(session, stage, organiser):
    """Every person to every group: what is told comes from the same score as the plan's."""
    plan = solve(session, stage, organiser)
    organiser.post(
        f"{stage.board}/move", {**seen(plan), "person": stage.people[0].id, "group": "user"}
    )
    for person in (stage.people[0], *stage.people[4:6]):  # outside their roles, and with a choice
        pin = {"person": person.id, "pinned": "1"}
        organiser.post(f"{stage.board}/pin", {**seen(plan_of(session, stage)), **pin})
    scene = read_scene(session, stage.workshop, plan_of(session, stage))
    assert len(scene.pins) == 3
    codes = {group.id: group.code for group in scene.setting.groups}
    seated = {str(key): codes[group] for key, group in scene.seats.items()}
    assert scene.solved.order == FIRST_SPLIT
    for person in stage.people:
        for option in choose(scene, person.id).options:
            moves = {str(person.id): option.group.code}
            change = plan_effect(scene.problem, seated, moves).change
            assert option.changes == _changes(change, FIRST_SPLIT, scene.problem, fits=option.fits)
            assert option.fits or option.broken[0] == NO_ROLE
            better = change.key(FIRST_SPLIT) < (0,) * len(Level)
            assert option.verdict in {"broken", "better" if better else "worse", "same"}

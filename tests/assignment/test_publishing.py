"""Publishing: who is told what, who sees what, and how it is taken back."""

import dataclasses
import datetime as dt
import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import fresh, plan_of, seats, seen, ticked
from workshop.domain.terms import (
    FlagSource,
    MessageState,
    PairKind,
    PersonStatus,
    PlanState,
    WorkshopState,
)
from workshop.models import AddressFlag, Message, Placement, Plan, SeatPair

DAY = "2026-07-23"


@pytest.fixture
def solve(session, stage, organiser):
    def _solve(**form):
        organiser.post(f"{stage.board}/solve", form)
        return plan_of(session, stage)

    return _solve


@pytest.fixture
def publish(session, stage, organiser):
    def _publish(looked_at, **form):
        confirmed = ticked(organiser, stage)
        answer = organiser.post(
            f"{stage.board}/publish",
            {**seen(looked_at), "effective_on": DAY, "note": "", **confirmed, **form},
        )
        fresh(session)
        return answer

    return _publish


def mails(session):
    return list(session.scalars(sa.select(Message).where(Message.kind == "assignment.placed")))


def lost(session):
    wanted = sa.select(Message).where(Message.kind == "assignment.unplaced")
    return list(session.scalars(wanted.order_by(Message.id)))


def test_publishing_tells_everybody_their_group_and_why(
    session, stage, organiser, solve, publish, browsers
):
    plan = solve()
    page = organiser.get(f"{stage.board}/publish").text
    assert "12 people get a new group." in page
    listed = page.split("Who gets a first group")[1]
    assert all(f"{one.first_name} {one.last_name}" in listed for one in stage.people)
    assert publish(plan, note="พบกันที่ห้องประชุม").status_code == 303
    assert plan.state is PlanState.PUBLISHED
    assert plan.effective_on == dt.date(2026, 7, 23)
    assert plan.published_at is not None
    told = mails(session)
    assert {mail.recipient for mail in told} == {person.email for person in stage.people}
    first = next(mail for mail in told if mail.recipient == stage.people[0].email)
    assert "กลุ่ม A เป็นกลุ่มเดียวที่ตรงกับบทบาทของหน่วยงาน" in first.body
    assert "พบกันที่ห้องประชุม" in first.body
    assert "ปาริชาต 1" in first.body
    mine = browsers().be(stage.people[0]).get("/w/ours/me?lang=en").text
    assert "Parichat 1" in mine
    assert "Group A is the only group open to the agency’s roles." in mine
    thai = browsers().be(stage.people[0]).get("/w/ours/me?lang=th").text
    assert "กลุ่ม A เป็นกลุ่มเดียวที่ตรงกับบทบาทของหน่วยงาน" in thai
    assert "Published. 12 people are told by mail." in organiser.get(stage.board).text


def test_without_a_public_address_publishing_says_why_nobody_is_told(
    app, session, settings, stage, organiser, solve, publish
):
    app.config["SETTINGS"] = dataclasses.replace(settings, base_url=None)
    plan = solve()
    why = "Nobody is told by mail until the public address is set (WORKSHOP_BASE_URL)."
    assert why in organiser.get(f"{stage.board}/publish").text
    publish(plan)
    assert mails(session) == []
    assert f"Published. {why}" in organiser.get(stage.board).text


def test_only_those_whose_group_changed_are_told_again(session, stage, organiser, solve, publish):
    publish(solve())
    plan = plan_of(session, stage)
    person = stage.people[0]
    seat = sa.update(Placement).where(Placement.person_id == person.id).values(table_number=7)
    session.execute(seat)
    session.commit()
    organiser.post(f"{stage.board}/move", {**seen(plan), "person": person.id, "group": "user"})
    draft = plan_of(session, stage)
    assert draft.number == plan.number + 1
    assert plan.state is PlanState.PUBLISHED
    page = organiser.get(f"{stage.board}/publish").text
    assert "1 person gets a new group." in page
    assert "Who changes group" in page
    assert "Who gets a first group" not in page
    before = len(mails(session))
    publish(draft)
    [mail] = mails(session)[before:]
    assert mail.recipient == person.email
    told = ("กลุ่มเดิม: A, ", "โต๊ะ 7 ที่แจ้งไว้เดิมไม่ใช้แล้ว")
    assert all(words in mail.body for words in told)
    mail.state = MessageState.SENT
    session.commit()
    organiser.post(f"/organise/{stage.workshop.slug}/messages/{mail.id}/again")
    assert all(words in mails(session)[-1].body for words in told)
    assert plan.state is PlanState.ARCHIVED


def test_a_publication_is_undone_to_the_exact_former_plan(
    session, stage, organiser, solve, publish
):
    first = solve()
    publish(first)
    before = {key: row.group_id for key, row in seats(session, first).items()}
    organiser.post(
        f"{stage.board}/move", {**seen(first), "person": stage.people[0].id, "group": "user"}
    )
    second = plan_of(session, stage)
    publish(second)
    told = len(mails(session))
    organiser.post(f"{stage.board}/take-back", seen(second))
    fresh(session)
    assert (first.state, second.state) == (PlanState.PUBLISHED, PlanState.DRAFT)
    assert second.number == 3  # number 2 was seen, and stays with what was published
    assert {key: row.group_id for key, row in seats(session, first).items()} == before
    assert [mail.recipient for mail in mails(session)[told:]] == [stage.people[0].email]
    assert "people still see plan 1" in organiser.get(stage.board).text


def test_undoing_is_asked_first_and_marked_addresses_get_nothing(
    session, stage, organiser, solve, publish
):
    publish(solve())
    reached = [person.email for person in stage.people[2:]]
    stage.people[0].email = ""
    factories.store(
        AddressFlag(
            workshop_id=stage.workshop.id, address=stage.people[1].email,
            source=FlagSource.BY_HAND, reason="", flagged_at=factories.MOMENT,
        )
    )  # fmt: skip
    first, told = plan_of(session, stage), len(mails(session))
    page = organiser.get(f"{stage.board}/take-back?lang=en").text
    assert "12 people have no group then" in page
    assert "10 people are told by mail. 2 people cannot be reached by mail" in page
    fresh(session)
    assert plan_of(session, stage).state is PlanState.PUBLISHED  # looking undoes nothing
    done = organiser.post(f"{stage.board}/take-back?lang=en", seen(first), follow_redirects=True)
    assert "The publication is undone. 10 people are told by mail." in done.text
    fresh(session)
    assert sorted(mail.recipient for mail in lost(session)) == sorted(reached)
    publish(first)
    fresh(session)
    assert len(mails(session)) - told == 10
    assert organiser.get(f"{stage.board}/take-back").status_code == 200
    organiser.post(f"{stage.board}/take-back", seen(first))
    assert organiser.get(f"{stage.board}/take-back").location == stage.board


def test_whoever_has_no_group_after_an_undone_publication_is_told_so(
    session, stage, organiser, solve, publish
):
    first = solve()
    publish(first)
    late = factories.make_person(
        stage.workshop, agency_id=stage.people[0].agency_id, email="late@example.org", language="en"
    )
    second = solve()
    publish(second)
    told = len(mails(session))
    organiser.post(f"{stage.board}/take-back", seen(second))
    fresh(session)
    (mail,) = lost(session)
    assert (mail.recipient, mail.person_id) == (late.email, late.id)
    assert "Your group is not fixed yet" in mail.subject
    assert "You were told that you are in group A." in mail.body
    assert len(mails(session)) == told  # the others sit where they sat
    stage.people[1].email = ""
    session.commit()
    organiser.post(f"{stage.board}/take-back", seen(first))
    fresh(session)
    assert first.state is PlanState.DRAFT
    assert "your group comes soon" in organiser.get(stage.board).text
    others = lost(session)[1:]
    reached = {person.email for person in stage.people if person.email}
    assert {mail.recipient for mail in others} == reached
    assert all("ขณะนี้ยังไม่ได้กำหนดกลุ่มของท่าน" in mail.body for mail in others)


def test_after_a_publication_a_new_split_moves_as_few_people_as_possible(
    session, stage, organiser, solve, publish
):
    publish(solve())
    late = factories.make_person(
        stage.workshop, agency_id=stage.people[0].agency_id, first_name="มาสาย"
    )
    first = plan_of(session, stage)
    again = solve()
    assert again.result["order"] == "PDBS"
    old, new = seats(session, first), seats(session, again)
    assert all(new[key].group_id == row.group_id for key, row in old.items())
    assert late.id in new
    assert solve(afresh="1").result["order"] == "PBSD"


def test_a_plan_whose_sizes_do_not_fit_is_said_first_and_not_published(
    session, stage, organiser, solve, publish
):
    plan = solve()
    group = stage.groups["policy"]
    group.seats_min = group.seats_max = 1
    session.commit()
    why = "Group A has 6 people, not 1 to 1. Move somebody, or change the group’s seats"
    assert why in organiser.get(f"{stage.board}/publish").text, "before anything is typed"
    answer = publish(plan, note="พบกันที่ล็อบบี้", effective_on="2026-07-24")
    assert answer.status_code == 422
    assert answer.text.count(why) == 1
    assert 'value="พบกันที่ล็อบบี้"' in answer.text
    assert 'value="2026-07-24"' in answer.text
    assert plan.state is PlanState.DRAFT
    assert not mails(session)


def test_a_plan_of_a_workshop_that_is_not_open_is_not_published(
    session, stage, organiser, solve, publish
):
    plan = solve()
    stage.workshop.state = WorkshopState.DRAFT
    session.commit()
    page = organiser.get(f"{stage.board}/publish").text
    assert "Open the workshop first. People cannot see a draft." in page
    assert 'href="/organise/ours/">Open the workshop</a>' in page
    assert publish(plan).status_code == 422
    assert plan.state is PlanState.DRAFT
    assert not mails(session)


def test_a_plan_that_breaks_a_rule_is_published_only_knowingly(
    session, stage, organiser, solve, publish
):
    plan = solve()
    one, two = stage.people[:2]
    organiser.post(f"{stage.board}/move", {**seen(plan), "person": one.id, "group": "user"})
    named = f"{one.first_name} {one.last_name} sits in group B, outside their roles."
    plan = plan_of(session, stage)
    answer = publish(plan, knowingly="", note="พบกันที่ล็อบบี้")
    assert answer.status_code == 422
    assert "Tick that the plan is published although these rules are not kept." in answer.text
    assert named in answer.text
    assert 'value="พบกันที่ล็อบบี้"' in answer.text
    mark = re.search(r'name="not_kept"[^>]*value="([0-9a-f]+)"', answer.text)[1]
    session.add(SeatPair(workshop_id=stage.workshop.id, first_id=one.id, second_id=two.id,
                         kind=PairKind.TOGETHER, said_at=dt.datetime.now(dt.UTC)))  # fmt: skip
    session.commit()
    for sent in (mark, "", "x" * 99):  # what was ticked is not all that is broken now
        answer = publish(plan, not_kept=sent)
        assert answer.status_code == 422
        assert f"{two.first_name} {two.last_name} are to be together." in answer.text
        assert not re.search(r'name="knowingly"[^>]*checked', answer.text)
    assert (plan.state, mails(session)) == (PlanState.DRAFT, [])
    assert publish(plan).status_code == 303
    assert plan.state is PlanState.PUBLISHED
    page = organiser.get(f"{stage.board}/history").text
    assert "Published although 2 rules were not kept." in page


def test_publishing_what_somebody_has_changed_meanwhile_shows_what_with_the_note_kept(
    session, stage, organiser, solve, publish
):
    plan = solve()
    old, person = seen(plan), stage.people[0]
    organiser.post(f"{stage.board}/move", {**old, "person": person.id, "group": "user"})
    answer = publish(plan, **old, note="พบกันที่ล็อบบี้")
    assert answer.status_code == 409
    assert plan.state is PlanState.DRAFT
    assert "Draft 1 was changed 1 time since you opened this page." in answer.text
    assert f"{person.first_name} {person.last_name}, group B." in answer.text
    assert 'value="พบกันที่ล็อบบี้"' in answer.text
    assert f'name="version" type="hidden" value="{plan.version}"' in answer.text
    organiser.post(f"{stage.board}/discard", seen(plan))
    answer = publish(plan, **old, note="พบกันที่ล็อบบี้")
    assert answer.status_code == 409
    assert "The draft was discarded meanwhile." in answer.text
    assert 'value="พบกันที่ล็อบบี้"' in answer.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("effective_on", "", "Enter the day of the workshop"),
        ("effective_on", "2014-99-99", "Enter a date such as 2026-07-23"),
        ("effective_on", "9999-12-31", "Enter a day within a year of the workshop"),
        ("effective_on", "2569-07-23", "Enter a day within a year of the workshop"),
        ("note", "ก" * 301, "Shorten the note to at most 300 characters"),
    ],
)
def test_each_mistake_is_named(session, solve, publish, field, value, message):
    plan = solve()
    answer = publish(plan, **{field: value})
    assert answer.status_code == 422
    assert message in answer.text
    assert plan.state is PlanState.DRAFT


def test_an_earlier_plan_opens_as_a_draft_like_it(session, stage, organiser, solve, publish):
    first = solve()
    publish(first)
    organiser.post(
        f"{stage.board}/move", {**seen(first), "person": stage.people[0].id, "group": "user"}
    )
    publish(plan_of(session, stage))
    organiser.post(f"{stage.board}/reopen", {"plan": first.id})
    draft = plan_of(session, stage)
    assert (draft.number, draft.state) == (3, PlanState.DRAFT)
    old, new = seats(session, first), seats(session, draft)
    assert {k: r.group_id for k, r in old.items()} == {k: r.group_id for k, r in new.items()}
    for address in (stage.board, f"{stage.board}/rerun"):
        page = organiser.get(address).text
        asked = re.search(r"<details[^>]*><summary>Discard.*?</details>", page, re.DOTALL)
        assert "Draft 3 is deleted for good, with its moves and tables." in asked[0]
        assert page.count("/discard") == asked[0].count("/discard") == 1, "never in one click"
    assert page.index("Work it out") < asked.start()


def test_a_draft_that_another_split_replaced_can_be_opened_again(session, stage, organiser, solve):
    first = solve()
    person = stage.people[0]
    organiser.post(f"{stage.board}/move", {**seen(first), "person": person.id, "group": "user"})
    solve()
    page = organiser.get(stage.board).text
    assert "Draft 1" in page
    assert "Open as a draft" in page
    organiser.post(f"{stage.board}/reopen", {"plan": first.id})
    assert seats(session, plan_of(session, stage))[person.id].group_id == stage.groups["user"].id


def test_who_cancelled_or_has_no_address_is_not_told(session, stage, solve, publish):
    plan = solve()
    stage.people[0].status = PersonStatus.CANCELLED
    stage.people[1].email = ""
    session.commit()
    publish(plan)
    assert plan.state is PlanState.PUBLISHED
    assert len(mails(session)) == 10


def test_nothing_to_publish_leads_back_to_the_board(session, stage, organiser):
    answer = organiser.get(f"{stage.board}/publish")
    assert (answer.status_code, answer.location) == (303, stage.board)
    assert session.scalar(sa.select(sa.func.count(Plan.id))) == 0

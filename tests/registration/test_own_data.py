"""What is kept about me: to read, to take away, to take back; answers only where they were sent."""

import json
import re
import uuid

import pytest
import sqlalchemy as sa

from tests import factories
from tests.registration.helpers import changes, confirm_in, letters, offers, people, stored, typed
from workshop.domain.terms import MessageState, PersonStatus, QuestionKind, WorkshopState
from workshop.models import AuditEntry, Consent, Invitee, Message, Placement, Plan

CANCELLED, CONFIRMED = PersonStatus.CANCELLED, PersonStatus.CONFIRMED


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day", capacity=5)


@pytest.fixture
def me(browser, session, workshop):
    """A browser that has just registered somebody who agreed to photographs."""
    browser.get("/w/day/register")
    browser.post("/w/day/register", typed(consent_photos="y"))
    return browser


def file_of(browser):
    answer = browser.get("/w/day/me/data.json?lang=en")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.data)


def press(browser, path, **fields):
    browser.get("/w/day/me/data")
    return browser.post(path, fields)


def state(session):
    return [
        (one.purpose, one.withdrawn_at is not None)
        for one in stored(session, sa.select(Consent).order_by(Consent.id))
    ]


def test_roles_that_come_with_the_agency_and_the_letter_of_the_group_are_told(
    me, session, workshop
):
    role = factories.make_role(workshop, "partner", name_th="พันธมิตร", name_en="Partner")
    agency = factories.make_agency(workshop, roles=(role,))
    group, person = factories.make_group(workshop), people(session)[0]
    person.agency_id = agency.id
    factories.place(workshop, {person: group})
    session.commit()
    kept, page = file_of(me), me.get("/w/day/me/data?lang=en").text
    assert kept["details"]["roles"] == []
    assert kept["registration"]["roles_of_the_agency"] == ["Partner"]
    assert re.search(r"Roles of the agency</dt><dd>Partner<", page)
    assert kept["seat"]["letter"] == group.letter
    assert f">{group.letter} {group.name_en} ·" in page


def test_the_page_and_the_file_say_the_same(me, session, workshop):
    group, person = factories.make_group(workshop), people(session)[0]
    factories.place(workshop, {person: group})
    session.execute(sa.update(Placement).values(table_number=4))
    invitee = factories.make_invitee(workshop, person_id=person.id, replied_at=factories.MOMENT,
                                     note="โทรก่อน", email="other@nso.example")  # fmt: skip
    session.execute(sa.update(Message).values(
        created_at=factories.MOMENT, state=MessageState.BOUNCED, recipient="old@nso.example"
    ))  # fmt: skip
    session.commit()
    kept, page = file_of(me), me.get("/w/day/me/data?lang=en").text
    assert kept["details"]["first_name"] == "เอกชัย"
    assert kept["details"]["dietary"] == "เจ"
    assert kept["registration"]["seniority"] in {"executive", "head", "officer", "unknown"}
    assert kept["registration"]["status"] == "confirmed"
    assert kept["seat"]["room"] == "Parichat 1"
    assert [(one["purpose"], one["version"]) for one in kept["consents"]] == [
        ("registration", 1), ("photographs", 1),
    ]  # fmt: skip
    assert "photographs and videos" in kept["consents"][1]["text"]
    [mail] = kept["messages"]
    assert (mail["to"], mail["delivery"]) == ("old@nso.example", "came_back")
    assert "/me/…" in mail["text"]
    assert kept["tables_by_round"] == [4]
    assert "other@nso.example" in page
    session.execute(sa.update(Invitee).values(is_substitute=True))  # then it is somebody else's
    session.commit()
    told = me.get("/w/day/me/data?lang=en").text + json.dumps(file_of(me), ensure_ascii=False)
    assert "in the place of somebody" in told
    assert [words for words in (invitee.note, invitee.email) if words in told] == []
    assert kept["erased_by"] == "2026-10-21"
    code = kept["registration"]["code"]
    for words in ("เจ", "Parichat 1", mail["subject"], mail["to"], "came back", "โทรก่อน", code):
        assert words in page


def test_mails_to_somebody_else_with_the_same_address_stay_theirs(browsers, session, workshop):
    first, second = browsers(), browsers()
    for browser, name in ((first, "หนึ่ง"), (second, "สอง")):
        browser.get("/w/day/register")
        browser.post("/w/day/register", typed(first_name=name, email="office@nso.example"))
    assert len(file_of(first)["messages"]) == 1
    assert len(file_of(second)["messages"]) == 1


def test_asking_for_the_link_tells_no_stranger_who_has_an_address(browsers, session, workshop):
    """Neither that a name waits to be confirmed, nor who registered with the address first."""
    owner, known, stranger = browsers(), browsers(), browsers()
    for browser in (owner, known):
        browser.get("/w/day/register")
        browser.post("/w/day/register", typed())
    known.get("/w/day/me/change")
    changed = typed(email="other@nso.example")
    assert known.post("/w/day/me/change", changed).status_code == 303
    before = [len(file_of(one)["messages"]) for one in (owner, known)]
    stranger.get("/w/day/join")
    for address in (typed()["email"], "other@nso.example"):
        assert stranger.post("/w/day/join", {"code": address}).status_code == 303
    assert [one.recipient for one in letters(session, "links")] == [
        typed()["email"], "other@nso.example",
    ]  # fmt: skip
    assert [len(file_of(one)["messages"]) for one in (owner, known)] == before


def test_answers_are_in_it_only_where_they_were_sent(app, browsers, session, workshop):
    group = factories.make_group(workshop)
    factories.make_strategy(workshop)
    scale = factories.make_question(workshop, 1)
    text = factories.make_question(workshop, 1, QuestionKind.LONG_TEXT, text_en="What worries you")
    factories.open_form(workshop, 1, group)
    pim = factories.make_person(workshop)
    factories.place(workshop, {pim: group})
    here, elsewhere = browsers().be(pim), browsers().be(pim)
    here.get("/w/day/feedback/1")
    sent = {
        "submission_id": str(uuid.uuid4()), f"q{scale.id}": "4", f"q{text.id}": "ค่าใช้จ่าย",
        "quote": "y",
    }  # fmt: skip
    assert here.post("/w/day/feedback/1", sent).status_code == 303
    [form] = file_of(here)["answers_sent_from_this_browser"]
    assert form["may_quote"] is True
    assert [one["answer"] for one in form["answers"]] == ["4 Level 4", "ค่าใช้จ่าย"]
    assert "ค่าใช้จ่าย" in here.get("/w/day/me/data").text
    assert file_of(elsewhere)["answers_sent_from_this_browser"] == []
    assert "ค่าใช้จ่าย" not in elsewhere.get("/w/day/me/data").text
    pat = factories.make_person(workshop)
    plan_id = session.scalar(sa.select(Plan.id))
    factories.store(Placement(
        workshop_id=workshop.id, plan_id=plan_id, person_id=pat.id, group_id=group.id
    ))  # fmt: skip
    here.be(pat)  # the same browser, signed in as somebody else
    assert file_of(here)["answers_sent_from_this_browser"] == []


def test_photographs_are_withdrawn_at_once_and_agreed_to_again(me, session):
    assert press(me, "/w/day/me/photographs", agree="n").location == "/w/day/me/data"
    assert state(session) == [("registration", False), ("photographs", True)]
    press(me, "/w/day/me/photographs", agree="n")
    press(me, "/w/day/me/photographs", agree="y")
    assert state(session) == [
        ("registration", False), ("photographs", True), ("photographs", False),
    ]  # fmt: skip
    assert people(session)[0].status is CONFIRMED
    trail = stored(session, sa.select(AuditEntry.what).where(AuditEntry.what.like("consent.%")))
    assert trail == ["consent.withdrawn", "consent.given"]
    page = me.get("/w/day/me/data?lang=en").text
    assert page.count("withdrawn ") >= 1


def test_withdrawing_the_registration_says_before_that_it_cancels(me, session):
    page = me.get("/w/day/me/withdraw?lang=en").text
    assert "your registration is cancelled" in page
    assert people(session)[0].status is CONFIRMED
    assert me.post("/w/day/me/withdraw").location == "/w/day/me/data"
    assert people(session)[0].status is CANCELLED
    assert state(session)[0] == ("registration", True)
    me.post("/w/day/me/withdraw")
    assert len(state(session)) == 2


def test_the_seat_of_who_withdraws_is_offered_to_the_next(me, session, workshop):
    session.merge(workshop).capacity = 1
    session.commit()
    pat = factories.make_person(workshop, status=PersonStatus.WAITLISTED)
    me.get("/w/day/me/withdraw")
    me.post("/w/day/me/withdraw")
    assert [one.person_id for one in offers(session)] == [pat.id]


def test_coming_back_after_that_is_agreeing_anew_as_the_page_says(me, session):
    me.get("/w/day/me/withdraw")
    me.post("/w/day/me/withdraw")
    page = me.get("/w/day/me?lang=en").text
    assert "You have withdrawn your consent" in page
    assert "no seat can be kept: your registration is cancelled" in page
    assert re.search("is kept until [A-Z].* and erased then", page)
    refused = me.post("/w/day/me/restore")
    assert refused.status_code == 422
    assert "Tick the box to agree" in refused.text
    assert people(session)[0].status is CANCELLED
    me.post("/w/day/me/restore", {"consent": "y"})
    assert people(session)[0].status is CONFIRMED
    assert state(session) == [
        ("registration", True), ("photographs", False), ("registration", False),
    ]  # fmt: skip
    assert "You have withdrawn" not in me.get("/w/day/me?lang=en").text


def test_after_the_workshop_withdrawing_changes_nothing_but_the_consent(me, session, workshop):
    session.merge(workshop).state = WorkshopState.CLOSED
    session.commit()
    assert "The workshop is over" in me.get("/w/day/me/withdraw?lang=en").text
    me.post("/w/day/me/withdraw")
    assert people(session)[0].status is CONFIRMED
    assert state(session)[0] == ("registration", True)


def test_who_was_put_on_the_list_may_agree_to_photographs_too(browsers, session, workshop):
    pat = browsers().be(factories.make_person(workshop))
    assert "Not agreed" in pat.get("/w/day/me/data?lang=en").text
    press(pat, "/w/day/me/photographs", agree="y")
    assert state(session) == [("photographs", False)]


def test_a_page_that_waits_to_be_confirmed_has_the_same_file_and_buttons(
    browsers, session, workshop
):
    """Nobody learns from it whether somebody is on the list."""
    owner, known, new = browsers(), browsers(), browsers()
    for browser, name in ((owner, "เอกชัย"), (known, "เอกชัย"), (new, "เอกชาย")):
        browser.get("/w/day/register")
        browser.post("/w/day/register", typed(first_name=name, consent_photos="y"))
    assert len(changes(session)) == 1
    files = []
    for browser, name in ((known, "เอกชัย"), (new, "เอกชาย")):
        press(browser, "/w/day/me/photographs", agree="n")
        press(browser, "/w/day/me/photographs", agree="y")
        browser.get("/w/day/me/withdraw")
        browser.post("/w/day/me/withdraw")
        browser.get("/w/day/me")
        assert browser.post("/w/day/me/restore").status_code == 422
        browser.post("/w/day/me/restore", {"consent": "y"})
        kept = file_of(browser)
        code = kept["registration"]["code"]
        kept["registration"]["code"] = kept["registration"]["registered_at"] = ""
        text = json.dumps(kept, ensure_ascii=False).replace(name, "NAME").replace(code, "CODE")
        files.append(without_moments(text))
    assert files[0] == files[1]
    assert state(session)[:2] == [("registration", False), ("photographs", False)]  # the owner's


def without_moments(text):
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:+]+", "MOMENT", text)


def test_confirming_takes_over_what_was_said_to_photographs(browsers, session, workshop):
    owner, other = browsers(), browsers()
    owner.get("/w/day/register")
    owner.post("/w/day/register", typed(consent_photos="y"))
    other.get("/w/day/register")
    other.post("/w/day/register", typed(position="อธิบดี"))
    browsers().post(confirm_in(letters(session, "proposed")[0].body))
    assert state(session) == [
        ("registration", False), ("photographs", True), ("registration", False),
    ]  # fmt: skip

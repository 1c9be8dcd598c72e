"""Cancelling, waiting and coming back: a seat given back is offered to who waits longest."""

import dataclasses

import pytest

from tests import factories
from tests.registration.helpers import letters, offers, people, typed
from workshop.domain.terms import PersonStatus, WorkshopState

CONFIRMED, WAITLISTED, CANCELLED = (
    PersonStatus.CONFIRMED, PersonStatus.WAITLISTED, PersonStatus.CANCELLED,
)  # fmt: skip


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day", capacity=1)


@pytest.fixture
def pim(workshop):
    return factories.make_person(workshop, first_name="พิม")


@pytest.fixture
def pat(workshop):
    return factories.make_person(workshop, first_name="พัท", status=WAITLISTED)


def statuses(session):
    return [person.status for person in people(session)]


def test_cancelling_asks_first_and_then_offers_the_seat_to_whoever_waits(
    browser, session, workshop, pim, pat
):
    browser.be(pim)
    page = browser.get("/w/day/me/cancel")
    assert "ยืนยันการยกเลิก" in page.text
    assert statuses(session) == [CONFIRMED, WAITLISTED]
    workshop.registration_open = False
    session.commit()
    page = browser.get("/w/day/me/cancel").text
    assert "จะลงทะเบียนใหม่ด้วยตนเองไม่ได้" in page
    assert "ระหว่างที่ยังเปิดรับลงทะเบียน" not in page
    assert browser.post("/w/day/me/cancel").location == "/w/day/me"
    assert statuses(session) == [CANCELLED, WAITLISTED]
    assert "ยกเลิกการเข้าร่วมแล้ว" in browser.get("/w/day/me").text
    told = [(letter.kind, letter.recipient) for letter in letters(session)]
    assert told == [
        ("registration.cancelled", pim.email), ("registration.offer", pat.email)
    ]  # fmt: skip


def test_somebody_checked_in_who_cancels_is_no_longer_there(browser, session, workshop, pim):
    pim.checked_in_at = factories.MOMENT
    session.commit()
    browser.be(pim).post("/w/day/me/cancel")
    assert people(session)[0].checked_in_at is None


def test_cancelling_twice_offers_nobody_a_second_seat(browser, session, workshop, pim, pat):
    factories.make_person(workshop, status=WAITLISTED)
    browser.be(pim)
    browser.get("/w/day/me/cancel")
    browser.post("/w/day/me/cancel")
    browser.post("/w/day/me/cancel")
    assert statuses(session) == [CANCELLED, WAITLISTED, WAITLISTED]
    assert [offer.person_id for offer in offers(session)] == [pat.id]


def test_coming_back_takes_a_free_seat_or_the_end_of_the_line(browser, session, workshop, pim, pat):
    browser.be(pim)
    browser.get("/w/day/me")
    browser.post("/w/day/me/cancel")
    assert browser.post("/w/day/me/restore", {"consent": "y"}).location == "/w/day/me"
    assert statuses(session) == [WAITLISTED, WAITLISTED]
    assert "ลำดับที่\u00a02" in browser.get("/w/day/me").text
    workshop.capacity = 3
    session.commit()
    browser.post("/w/day/me/cancel")
    browser.post("/w/day/me/restore", {"consent": "y"})
    assert statuses(session) == [CONFIRMED, WAITLISTED]


def test_restoring_without_having_cancelled_moves_nobody(browser, session, workshop, pim, pat):
    browser.be(pat)
    browser.get("/w/day/me")
    browser.post("/w/day/me/restore", {"consent": "y"})
    assert statuses(session) == [CONFIRMED, WAITLISTED]
    assert people(session)[1].registered_at == factories.MOMENT


def test_coming_back_after_registration_closed_is_refused_with_a_sentence(
    browser, session, workshop, pim
):
    browser.be(pim)
    browser.get("/w/day/me")
    browser.post("/w/day/me/cancel")
    offer = "/w/day/me/restore"
    assert offer in browser.get("/w/day/me").text
    workshop.state = WorkshopState.CLOSED
    session.commit()
    page = browser.get("/w/day/me").text
    assert "การประชุมนี้ปิดแล้ว" in page
    assert offer not in page
    workshop.state, workshop.registration_open = WorkshopState.OPEN, False
    session.commit()
    page = browser.get("/w/day/me").text
    assert "ปิดรับลงทะเบียนแล้ว" in page
    assert offer not in page
    answer = browser.post("/w/day/me/restore", {"consent": "y"})
    assert answer.status_code == 409
    assert "ปิดรับลงทะเบียนแล้ว" in answer.text
    assert statuses(session) == [CANCELLED]


def test_registering_again_in_the_same_browser_after_cancelling_brings_the_person_back(
    browser, session, workshop
):
    browser.get("/w/day/register")
    browser.post("/w/day/register", typed())
    browser.post("/w/day/me/cancel")
    browser.post("/w/day/register", typed(position="อธิบดี"))
    [person] = people(session)
    assert (person.status, person.position) == (CONFIRMED, "อธิบดี")


def test_nobody_is_called_from_the_list_once_the_workshop_is_over(
    browser, session, workshop, pim, pat
):
    browser.be(pim)
    browser.get("/w/day/me")
    workshop.state = WorkshopState.CLOSED
    session.commit()
    browser.post("/w/day/me/cancel")
    assert statuses(session) == [CANCELLED, WAITLISTED]
    assert offers(session) == []


def test_people_who_came_at_the_same_moment_have_different_places(browser, session, workshop, pim):
    line = [factories.make_person(workshop, status=WAITLISTED) for _ in range(3)]
    for place, person in enumerate(line, start=1):
        assert f"ลำดับที่\u00a0{place}" in browser.be(person).get("/w/day/me").text


def test_where_no_mail_can_be_sent_the_page_promises_none(app, browsers, session, settings):
    workshop = factories.make_workshop(slug="quiet")
    waits = {"status": PersonStatus.WAITLISTED}
    told, silent = (
        factories.make_person(workshop, **waits, **reach) for reach in ({}, {"email": ""})
    )
    promise, page_shows = "You are told as soon as", "this page shows it as soon as"
    page = browsers().be(told).get("/w/quiet/me?lang=en").text
    assert promise in page
    assert page_shows not in page
    page = browsers().be(silent).get("/w/quiet/me?lang=en").text
    assert promise not in page
    assert page_shows in page
    app.config["SETTINGS"] = dataclasses.replace(settings, base_url=None)
    assert page_shows in browsers().be(told).get("/w/quiet/me?lang=en").text

"""What is told of an offer, also of one that is no more: alike to a known person and a new one."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from tests import factories
from tests.registration.helpers import changes, offers, people, typed
from workshop import timed
from workshop.domain.terms import PersonStatus, Role
from workshop.registration import queue_service

ENGLISH = "/w/day/me?lang=en"


@pytest.fixture
def workshop(session):
    far = dt.date.today() + dt.timedelta(days=30)  # noqa: DTZ011  any day well ahead
    return factories.make_workshop(slug="day", capacity=2, date=far)


@pytest.fixture
def known_and_new(app, browsers, session, workshop):
    """Two browsers that are offered a seat: one registered a name that is on the list already."""
    for number in range(2):
        factories.make_person(workshop, first_name=f"คน{number}")
    factories.make_person(
        workshop, first_name="เอกชัย", last_name="ตั้งรบ", name_key="เอกชัย|ตั้งรบ",
        email="ekachai.t@nso.example", status=PersonStatus.WAITLISTED,
    )  # fmt: skip
    both = browsers(), browsers()
    for browser, name in zip(both, ("เอกชัย", "เอกชาย"), strict=True):
        browser.get("/w/day/register?lang=en")
        browser.post("/w/day/register", typed(first_name=name))
    workshop.capacity = 4
    session.commit()
    timed.do_jobs(app, now=dt.datetime.now(dt.UTC))
    return both


def answer(browser, choice):
    """The words above the person's own page after an answer, without what is random."""
    browser.get(ENGLISH)
    page = browser.post("/w/day/me/offer", {"answer": choice}, follow_redirects=True).text
    return _standing(page), page


def _standing(page):
    return re.sub(
        r'name="csrf_token"[^>]*>', "", re.search(r'class="standing">.*?</div>', page, re.S)[0]
    )


def alike(pages):
    (one, whole), (other, other_whole) = pages
    assert one == other
    notices = [re.findall(r'<[^>]*class="notice.*?</p>', w, re.S) for w in (whole, other_whole)]
    assert notices[0] == notices[1]
    assert notices[0]
    return whole


def test_a_page_that_only_seems_to_wait_is_offered_a_seat_like_any_other(known_and_new, session):
    """Registering somebody who is on the list tells nothing, also when seats become free."""
    known, newcomer = people(session)[-2:]
    pages = [browser.get(ENGLISH).text for browser in known_and_new]
    assert ["A seat is held for you" in page for page in pages] == [True, True]
    assert [o.person_id for o in offers(session) if o.person_id] == [known.id, newcomer.id]
    accepted = [answer(browser, "accept")[1] for browser in known_and_new]
    assert ["You have a seat" in page for page in accepted] == [True, True]
    assert [one.status for one in people(session)[-2:]] == [
        PersonStatus.WAITLISTED, PersonStatus.CONFIRMED,
    ]  # fmt: skip


def test_who_let_it_run_out_is_told_until_when_and_how_to_get_back(known_and_new, app, session):
    timed.do_jobs(app, now=dt.datetime.now(dt.UTC) + dt.timedelta(hours=25))
    until = offers(session)[0].expires_at.astimezone(ZoneInfo("Asia/Bangkok"))
    when = f"{until.day} {until:%b} {until.year + 543} {until:%H:%M}"
    for choice in ("accept", "decline"):
        page = alike([answer(browser, choice) for browser in known_and_new])
        assert "The offer of a seat has ended" in page
        assert f"It was held for you until {when}. No answer came by then" in page
        assert "Register again" in page
        assert "You have cancelled" not in page
        assert f"The time to answer was over on {when}." in page


def test_who_came_back_since_is_told_of_no_offer_from_before(known_and_new, session):
    """Also once the known address has said yes or no to what was sent under its name."""
    [change] = changes(session)
    change.discarded_at = change.created_at
    session.commit()
    for browser in known_and_new:
        assert "You have declined the seat" in answer(browser, "decline")[0]
        browser.post("/w/day/me/restore", {"consent": "y"})
        browser.post("/w/day/me/cancel")
    known, new = (_standing(browser.get(ENGLISH).text) for browser in known_and_new)
    assert known == new
    assert "You have cancelled" in known


def test_an_answer_that_comes_second_is_told_what_the_first_one_did(known_and_new, session):
    assert "The seat is yours." in alike([answer(one, "accept") for one in known_and_new])
    said = alike([answer(one, "decline") for one in known_and_new])
    assert "You have this seat already" in said
    assert people(session)[-1].status is PersonStatus.CONFIRMED
    for browser in known_and_new:
        browser.post("/w/day/me/cancel")
    for choice in ("accept", "decline"):
        said = alike([answer(browser, choice) for browser in known_and_new])
        assert "You let this seat go before" in said
        assert "The seat is yours." not in said
    assert people(session)[-1].status is PersonStatus.CANCELLED


def test_an_offer_to_tell_by_telephone_is_counted_on_every_page_of_the_list(
    app, browsers, session, workshop, monkeypatch
):
    monkeypatch.setattr(queue_service, "PAGE", 1)
    factories.make_person(workshop)
    for email in ("", "behind@example.go.th"):
        factories.make_person(
            workshop, status=PersonStatus.WAITLISTED, email=email, phone="0822527365"
        )
    timed.do_jobs(app, now=dt.datetime.now(dt.UTC))
    orn = browsers().sign_in(factories.make_account(workshop, Role.ORGANISER))
    for page, here in ((1, 1), (2, 0)):
        shown = orn.get(f"/organise/day/waiting?lang=en&page={page}").text
        assert "1 offer has to be told by telephone" in shown
        assert shown.count('href="tel:0822527365"') == here

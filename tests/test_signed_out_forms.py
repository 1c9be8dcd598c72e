"""A form sent by somebody who is signed out, or from a page open too long, loses nothing."""

import io

import pytest

from tests import factories as make
from tests.test_unsent import PASSWORD, form_on
from workshop.accounts import passwords
from workshop.domain.terms import Role
from workshop.models import Strategy

MAIL = "orn@example.go.th"
TITLE = 'เชื่อมโยง "ทุก" <หน่วยงาน>'
HERE = {"Origin": "http://localhost"}
ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
]


@pytest.fixture
def orn(session, browser):
    """An organiser whose page was open while she signed out in another tab."""
    workshop = make.make_workshop(slug="day")
    account = make.make_account(
        workshop, Role.ORGANISER, email=MAIL, password_hash=passwords.hashed(PASSWORD)
    )
    browser.sign_in(account).get("/organise/day/strategies/new?lang=en")
    return browser


def strategies(session):
    session.rollback()
    return [one.title_th for one in session.query(Strategy).all()]


def typed(**changed):
    return {
        "number": "1", "title_th": TITLE, "title_en": "", "description_th": "หนึ่ง\r\nสอง",
        "description_en": "", **changed,
    }  # fmt: skip


def test_a_form_sent_after_the_sign_out_is_kept_and_sent_once_signed_in(orn, session):
    path = "/organise/day/strategies/new"
    orn.post("/logout")
    kept = orn.post(path, typed(), headers=HERE)
    assert (kept.status_code, kept.headers["Cache-Control"]) == (401, "private, no-store")
    assert "nobody is signed in" in kept.text
    assert 'href="/login" target="_blank"' in kept.text
    assert "action=" not in kept.text.split("<form", 1)[1].split(">", 1)[0]
    again = orn.client.post(path, data=form_on(kept.text))
    assert again.status_code == 401  # still signed out: nothing is lost by pressing
    orn.get("/login")
    assert orn.post("/login", {"email": MAIL, "password": PASSWORD}).status_code == 303
    fresh = orn.client.post(path, data=form_on(again.text))  # the token of the former session
    assert fresh.status_code == 400
    assert "Everything you typed is still here" in fresh.text
    assert strategies(session) == []
    assert orn.client.post(path, data=form_on(fresh.text)).status_code == 303
    assert strategies(session) == [TITLE]


def test_a_form_with_a_stale_token_comes_back_with_its_text(orn):
    for path in ("strategies/new", "settings", "people/new", "team", "groups/new"):
        for token in ("", "old", "\x00"):
            kept = orn.client.post(f"/organise/day/{path}", data={**typed(), "csrf_token": token})
            assert kept.status_code == 400
            assert form_on(kept.text)["title_th"] == [TITLE]
            assert form_on(kept.text)["csrf_token"] != [token]
            assert "&lt;หน่วยงาน&gt;" in kept.text


def test_passwords_and_files_are_asked_for_again(orn):
    secret = {"current": PASSWORD, "password": "another good one", "repeated": "another good one"}
    file = {"title_en": "Handout", "file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}
    orn.post("/logout")
    page = orn.post("/account", secret)
    assert "another good one" not in page.text
    assert PASSWORD not in page.text
    assert "not kept: type them again" in page.text
    page = orn.post("/organise/day/settings", file, content_type="multipart/form-data")
    assert "choose it again" in page.text
    assert form_on(page.text)["title_en"] == ["Handout"]


def test_what_another_site_sends_gets_no_button_and_ends_no_session(orn, browsers):
    path = "/organise/day/strategies/new"
    for headers in ELSEWHERE:
        for public in (path, "/login", "/w/day/register"):
            page = browsers().client.post(public, data=typed(), headers=headers)
            assert page.status_code in (400, 401)
            assert "Set-Cookie" not in page.headers
            assert public == "/w/day/register" or "<form" not in page.text
        page = orn.client.post(path, data=typed(), headers=headers)
        assert (page.status_code, "<form" in page.text) == (400, False)


def test_a_participant_signed_out_keeps_a_change_too(browser, session):
    workshop = make.make_workshop(slug="day")
    pim = make.make_person(workshop)
    browser.get("/w/day/?lang=en")
    kept = browser.post("/w/day/me/change", {"access_needs": "ทางลาด"})
    assert kept.status_code == 401
    assert form_on(kept.text)["access_needs"] == ["ทางลาด"]
    assert 'href="/w/day/join" target="_blank"' in kept.text
    browser.be(pim)
    assert browser.client.post("/w/day/me/change", data=form_on(kept.text)).status_code == 422


def test_scripts_and_mere_buttons_are_led_to_the_sign_in(orn):
    orn.post("/logout")
    answer = orn.client.post("/organise/day/arrival/scans", json={"scans": []})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    button = orn.post("/organise/day/assignment/undo", {"plan": "1"})
    assert (button.status_code, button.headers["Location"]) == (303, "/login")

"""While the database is away nothing that was typed is lost, also without JavaScript."""

import html
import io
import re
import sqlite3
import uuid
from contextlib import closing, contextmanager

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.registration.helpers import typed
from workshop import db
from workshop.accounts import passwords
from workshop.domain.terms import QuestionKind, Role
from workshop.models import Account, Person, ResponseRevision

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', re.DOTALL)
ADDRESSES = ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:9/none"]
PASSWORD = "a good long password"


@contextmanager
def away(app, url=ADDRESSES[0]):
    """The database cannot be reached, whoever asks."""
    there = app.extensions[db.EXTENSION]
    gone = app.extensions[db.EXTENSION] = db.Database(url)
    try:
        yield
    finally:
        gone.engine.dispose()
        app.extensions[db.EXTENSION] = there


def form_on(page):
    """What the button sends, as a browser reads it."""
    pairs = [(html.unescape(n), html.unescape(v)) for n, v in HIDDEN.findall(page)]
    return {name: [v for n, v in pairs if n == name] for name, _v in pairs}


@pytest.fixture
def seated(session, browser):
    """Pim, who may answer one form with a scale, a ranking and a text."""
    workshop = make.make_workshop(slug="day")
    group = make.make_group(workshop)
    make.make_strategy(workshop, 1)
    kinds = (QuestionKind.SCALE, QuestionKind.RANKING, QuestionKind.LONG_TEXT)
    questions = [make.make_question(workshop, 1, kind) for kind in kinds]
    make.open_form(workshop, 1, group)
    pim = make.make_person(workshop)
    make.place(workshop, {pim: group})
    browser.be(pim).get("/w/day/feedback/1?lang=en")
    scale, ranking, text = (f"q{question.id}" for question in questions)
    return {
        "submission_id": str(uuid.uuid4()),
        scale: "4",
        ranking: ["2:a", "1:b", "3:c", "4:d"],
        text: 'สองบรรทัด\r\n"ที่พิมพ์ไว้" <b>',
    }


def revisions(session):
    session.rollback()
    return session.scalars(sa.select(ResponseRevision)).all()


@pytest.mark.parametrize("url", ADDRESSES, ids=["sqlite", "postgresql"])
def test_an_answer_is_shown_to_be_copied_and_one_button_sends_it_again(
    app, browser, session, seated, url
):
    with away(app, url):
        page = browser.post("/w/day/feedback/1", seated)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "not stored yet" in page.text
    assert "สองบรรทัด\n&#34;ที่พิมพ์ไว้&#34; &lt;b&gt;" in page.text.replace("\r", "")
    assert "Text 1" in page.text
    assert revisions(session) == []
    again = form_on(page.text)
    assert again["submission_id"] == [seated["submission_id"]]
    assert browser.client.post("/w/day/feedback/1", data=again).status_code == 303
    assert browser.client.post("/w/day/feedback/1", data=again).status_code == 303
    (stored,) = revisions(session)
    assert sorted(map(str, stored.content.values())) == sorted(
        ["4", "['b', 'a', 'c', 'd']", 'สองบรรทัด\n"ที่พิมพ์ไว้" <b>']
    )


def test_a_database_that_another_process_holds_is_away_too(app, browser, session, monkeypatch):
    """Whoever waits in vain keeps what was typed, also those who queue behind them."""
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(db, "QUEUE_SECONDS", 0.05)
    make.make_workshop(slug="day")
    browser.get("/w/day/register?lang=en")
    url = app.extensions[db.EXTENSION].engine.url.render_as_string()
    with closing(sqlite3.connect(sa.make_url(url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with away(app, url):
            page = browser.post("/w/day/register", typed(access_needs="ทางลาด"))
            waiting = app.extensions[db.EXTENSION]
            waiting._writer.acquire()
            queued = browser.post("/w/day/register", typed(access_needs="ทางลาด"))
            waiting._writer.release()
    for refused in (page, queued):
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "ทางลาด" in refused.text


def test_a_registration_is_shown_with_its_labels_and_sent_again(app, browser, session):
    make.make_workshop(slug="day")
    browser.get("/w/day/register?lang=en")
    with away(app):
        page = browser.post("/w/day/register", typed(access_needs="ทางลาด"))
    assert page.status_code == 503
    for text in ("First name", "เอกชัย", "What should we prepare?", "ทางลาด"):
        assert text in page.text
    assert browser.client.post("/w/day/register", data=form_on(page.text)).status_code == 303
    session.rollback()
    assert session.scalars(sa.select(Person.first_name)).all() == ["เอกชัย"]


def test_passwords_and_codes_never_stand_in_a_page(app, browser, session):
    make.make_workshop(slug="day")
    make.make_account(email="orn@example.go.th", password_hash=passwords.hashed(PASSWORD))
    for path, sent in (
        ("/login", {"email": "orn@example.go.th", "password": PASSWORD}),
        ("/w/day/join", {"code": "KQ7M2R", "last_name": "ใจดี"}),
    ):
        browser.get(f"{path}?lang=en")
        with away(app):
            page = browser.post(path, sent)
        assert page.status_code == 503
        assert PASSWORD not in page.text
        assert "KQ7M2R" not in page.text
        assert "load this page anew" in page.text
        assert "<form" not in page.text
    assert "ใจดี" in page.text


def test_staff_too_get_their_text_back_though_nobody_can_say_who_they_are(app, browser, session):
    workshop = make.make_workshop()
    orn = make.make_account(workshop, Role.ORGANISER)
    browser.sign_in(orn).get("/account?lang=en")
    sent = {"details-name": "อรอนงค์ ใจดี", "details-language": "en"}
    with away(app):
        page = browser.post("/account", sent)
        assert browser.get("/account").status_code == 503
    assert page.status_code == 503
    assert "อรอนงค์ ใจดี" in page.text
    assert browser.client.post("/account", data=form_on(page.text)).status_code == 303
    session.rollback()
    session.expire_all()
    assert session.get_one(Account, orn.id).name == "อรอนงค์ ใจดี"


def test_a_form_that_another_site_sent_gets_no_button(app, browser, seated):
    with away(app):
        page = browser.client.post("/w/day/feedback/1", data=seated)
    assert page.status_code == 503
    assert "ที่พิมพ์ไว้" in page.text
    assert "<form" not in page.text
    assert "Copy what you typed" in page.text


def test_a_file_is_sent_again_by_loading_the_page_anew(app, browser, session):
    workshop = make.make_workshop(slug="plan")
    browser.sign_in(make.make_account(workshop, Role.ORGANISER)).get("/account?lang=en")
    sent = {"title_en": "Handout", "file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}
    with away(app):
        page = browser.post("/organise/plan/settings", sent, content_type="multipart/form-data")
    assert page.status_code == 503
    assert "Handout" in page.text
    assert "load this page anew" in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize(
    "text",
    ["\x00a\x00", "\u202eกลับ", "😀" * 50, "=1+1", "{{ 7*7 }}", "<script>", "ที่" + " so" * 300_000],
)  # fmt: skip
def test_any_text_comes_back_as_text(app, browser, seated, text):
    name = list(seated)[-1]
    with away(app):
        page = browser.post("/w/day/feedback/1", {**seated, name: text})
    assert page.status_code == 503
    assert "<script>" not in page.text
    assert form_on(page.text)[name] == [text.replace("\x00", "")]


def test_lone_surrogates_and_broken_forms_get_the_sentence(app, browser, seated):
    kind = "application/x-www-form-urlencoded"
    with away(app):
        raw = browser.client.post("/w/day/feedback/1", data=b"q1=%ED%A0%80x", content_type=kind)
        broken = browser.client.post(
            "/w/day/feedback/1",
            data=b"--x\r\nContent",
            content_type="multipart/form-data; boundary=x",
        )
    assert (raw.status_code, broken.status_code) == (503, 503)


def test_a_page_that_was_only_looked_at_offers_to_try_again_in_the_language_chosen(app, browser):
    with away(app):
        assert "Try again" in browser.get("/w/day/?lang=en").text
        assert "ลองใหม่" in browser.get("/w/day/?lang=th").text

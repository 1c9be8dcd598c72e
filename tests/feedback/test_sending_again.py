"""Sent again, from an old page or with changes: nothing is doubled and nothing is dropped."""

import re

import sqlalchemy as sa

from tests import factories as make
from tests.feedback.helpers import ENGLISH, close, content_by_kind, new_id, revisions
from workshop.models import Response


def test_the_same_submission_sent_ten_times_is_stored_once_with_the_same_reply(
    room, browser, session
):
    sent = room.answers(new_id())
    browser.be(room.pim)
    replies = {
        (r.status_code, r.location) for r in (browser.post(room.path(), sent) for _ in "0123456789")
    }
    assert replies == {(303, room.path(2))}
    assert len(revisions(session)) == 1


def test_the_same_submission_with_other_content_is_a_revision_and_nothing_is_dropped(
    room, browser, session
):
    number = new_id()
    browser.be(room.pim)
    for scale in ("4", "2", "2"):
        assert browser.post(room.path(), room.answers(number, scale=scale)).status_code == 303
    first, second = revisions(session)
    assert content_by_kind(room, session, first)["scale"] == 4
    assert content_by_kind(room, session, second)["scale"] == 2
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.revision == 2


def test_a_late_repetition_of_an_older_send_does_not_undo_a_newer_one(room, browser, session):
    old, newer = room.answers(new_id(), scale="1"), room.answers(new_id(), scale="5")
    browser.be(room.pim)
    for sent in (old, newer, old):
        assert browser.post(room.path(), sent).status_code == 303
    assert len(revisions(session)) == 2


def test_two_people_with_the_same_submission_id_have_an_answer_each(room, browsers, session):
    sent = room.answers(new_id())
    for person in (room.pim, room.pat):
        assert browsers().be(person).post(room.path(), sent).status_code == 303
    assert len(session.scalars(sa.select(Response)).all()) == 2


def test_a_repetition_after_closing_gets_the_reply_of_the_first_send(room, browser, session):
    sent = room.answers(new_id())
    browser.be(room.pim).post(room.path(), sent)
    close(session, room)
    assert browser.post(room.path(), sent).status_code == 303
    changed = {**sent, room.field("scale"): "1"}
    assert browser.post(room.path(), changed).status_code == 409
    assert len(revisions(session)) == 1


def test_every_opened_form_has_an_id_and_a_token_of_its_own(room, browsers):
    pages = [browsers().be(room.pim).get(room.path()).text for _ in range(2)]
    ids = {re.search(r'name="submission_id" value="([0-9a-f-]{36})"', page)[1] for page in pages}
    tokens = {re.search(r'name="csrf_token" value="([^"]+)"', page)[1] for page in pages}
    assert len(ids) == len(tokens) == 2


def test_changed_questions_are_shown_again_with_what_was_typed(room, browser, session):
    browser.be(room.pim).get(room.path())
    form = make.form_of(room.workshop, 1)
    form.version = 2
    room.questions["short_text"].retired = True
    session.commit()
    sent = {**room.answers(new_id(), short_text="ของเดิม", long_text="ยังอยู่"), "form_version": "1"}
    response = browser.post(room.path() + ENGLISH, sent)
    assert response.status_code == 422
    assert "The questions were changed meanwhile" in response.text
    assert "ของเดิม" in response.text
    assert "ยังอยู่" in response.text
    again = {**sent, "form_version": "2"}
    assert browser.post(room.path(), again).status_code == 303
    (stored,) = revisions(session)
    assert stored.form_version == 2


def test_a_lost_token_brings_the_form_back_with_what_was_typed(room, browser, session):
    browser.be(room.pim).get(room.path())
    browser.token = "lost"
    response = browser.post(room.path() + ENGLISH, room.answers(new_id(), long_text="ยังอยู่ครบ"))
    assert response.status_code == 400
    assert "Everything is here: send it again" in response.text
    assert "ยังอยู่ครบ" in response.text
    assert revisions(session) == []
    assert browser.post(room.path(), room.answers(new_id())).status_code == 303


def test_the_cookie_does_not_grow_with_every_send(room, browser):
    browser.be(room.pim)
    for _ in range(12):
        browser.post(room.path(), room.answers(new_id()))
    assert len(browser.client.get_cookie("session").value) < 700

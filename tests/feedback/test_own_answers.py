"""What somebody sent is shown back only in the browser that sent it."""

from tests.feedback.helpers import ENGLISH, close, new_id
from workshop.links import token_of


def test_what_was_sent_is_shown_only_in_the_browser_that_sent_it(room, browsers):
    phone, other = browsers().be(room.pim), browsers().be(room.pim)
    phone.post(room.path(), room.answers(new_id(), long_text="เขียนในโทรศัพท์เครื่องนี้"))
    assert "เขียนในโทรศัพท์เครื่องนี้" in phone.get(room.path()).text
    page = other.get(room.path() + ENGLISH).text
    assert "เขียนในโทรศัพท์เครื่องนี้" not in page
    assert "Sending this one replaces the earlier answer" in page


def test_the_next_person_on_the_same_device_sees_nothing_of_the_last(room, browser):
    browser.be(room.pim).post(room.path(), room.answers(new_id(), long_text="ของพิม"))
    page = browser.be(room.pat).get(room.path() + ENGLISH).text
    assert "ของพิม" not in page
    assert "replaces the earlier" not in page


def test_a_browser_whose_answer_was_replaced_elsewhere_says_so(room, browsers):
    phone, other = browsers().be(room.pim), browsers().be(room.pim)
    phone.post(room.path(), room.answers(new_id(), long_text="แรก"))
    other.post(room.path(), room.answers(new_id(), long_text="หลัง"))
    page = phone.get(room.path() + ENGLISH).text
    assert "แรก" in page
    assert "หลัง" not in page
    assert "replaces the earlier answer" in page


def test_a_closed_form_shows_what_this_browser_sent_but_no_fields(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id(), long_text="ส่งทัน"))
    close(session, room)
    page = browser.get(room.path() + ENGLISH).text
    assert "This form is closed" in page
    assert "ส่งทัน" in page
    assert 'name="submission_id"' not in page


def test_feedback_pages_lie_in_no_cache(room, browser):
    for path in (f"/w/{room.workshop.slug}/feedback", room.path()):
        assert "no-store" in browser.be(room.pim).get(path).headers["Cache-Control"]


def test_signing_out_leaves_nothing_of_what_was_sent_in_the_browser(room, browser):
    browser.be(room.pim).get(room.path())
    browser.post(room.path(), room.answers(new_id(), long_text="ของพิม"))
    browser.get(f"/w/{room.workshop.slug}/me")
    assert browser.post(f"/w/{room.workshop.slug}/me/leave").status_code == 303
    with browser.client.session_transaction() as kept:
        assert "sent" not in kept
    page = browser.be(room.pim).get(room.path() + ENGLISH).text
    assert "ของพิม" not in page
    assert "Sending this one replaces the earlier answer" in page


def test_another_persons_link_on_the_same_phone_leaves_nothing_of_the_last(app, room, browser):
    keys = app.extensions["workshop.keys"]
    browser.get(f"/me/{token_of(keys, room.pim)}")
    browser.get(room.path())
    browser.post(room.path(), room.answers(new_id()))
    browser.get(f"/me/{token_of(keys, room.pim)}")
    assert "Stored at" in browser.get(room.path() + ENGLISH).text, "one's own link keeps it"
    browser.get(f"/me/{token_of(keys, room.pat)}")
    with browser.client.session_transaction() as kept:
        assert "sent" not in kept
    page = browser.get(room.path(2) + ENGLISH).text
    assert "Strategy 1 is stored" not in page

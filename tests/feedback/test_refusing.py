"""What is refused is said in a sentence, with what was typed; any text is only text."""

import re

import pytest

from tests import factories as make
from tests.feedback.helpers import ENGLISH, close, content_by_kind, new_id, revisions
from workshop.domain.terms import PersonStatus


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"scale": None}, "Choose 1 to 5, “not relevant to us” or “don’t know”"),
        ({"scale": "9"}, "Choose 1 to 5, “not relevant to us” or “don’t know”"),
        ({"single": None}, "Choose one answer"),
        ({"single": "z"}, "Choose from the answers shown"),
        ({"multiple": None}, "Choose at least one answer"),
        (
            {"ranking": ["1:a", "1:b", "2:c", "3:d"]},
            "Give every row a place of its own, from 1 to 4",
        ),
        (
            {"ranking": ["1:a", "", "2:c", "3:d"]},
            "Give every row a place of its own, from 1 to 4",
        ),
        (
            {"ranking": ["", "", "", ""]},
            "This order is not your answer yet. Settle the place of every row.",
        ),
        ({"short_text": "ก" * 301}, "This text has 301 characters; at most 300 fit"),
        ({"long_text": "ก" * 5001}, "This text has 5,001 characters; at most 5,000 fit"),
    ],
)
def test_each_mistake_is_named_at_its_question_and_nothing_is_stored(
    room, browser, session, changes, sentence
):
    browser.be(room.pim)
    typed = {"long_text": "พิมพ์ไว้แล้ว", **changes}
    response = browser.post(room.path() + ENGLISH, room.answers(new_id(), **typed))
    assert response.status_code == 422
    assert sentence in response.text
    (kind,) = changes
    assert f'href="#{room.field(kind)}' in response.text
    assert typed["long_text"] in response.text
    assert revisions(session) == []


def test_a_million_characters_are_refused_and_shown_again(room, browser, session):
    text = "ที่ " + "text " * 200_000
    response = browser.be(room.pim).post(
        room.path() + ENGLISH, room.answers(new_id(), long_text=text)
    )
    assert response.status_code == 422
    assert "at most 5,000 fit" in response.text
    assert text in response.text
    assert revisions(session) == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "{{ 7*7 }}", "{% raw %}", "<script>alert(1)</script>", "\u202eกลับ", "ก็็็็็็็", "😀👩‍👩‍👧",
        "' OR 1=1 --", "%(x)s", "\ufeffมี BOM",
    ],
)  # fmt: skip
def test_any_text_is_stored_and_shown_as_text(room, browser, session, text):
    browser.be(room.pim).post(room.path(), room.answers(new_id(), long_text=text, short_text=text))
    (stored,) = revisions(session)
    content = content_by_kind(room, session, stored)
    assert (content["long_text"], content["short_text"]) == (text, text)
    page = browser.get(room.path()).text
    assert "<script>alert" not in page


def test_null_bytes_and_broken_unicode_never_fail(room, browser, session):
    sent = room.answers(new_id(), long_text="ก\x00ข")
    assert browser.be(room.pim).post(room.path(), sent).status_code == 303
    (stored,) = revisions(session)
    assert content_by_kind(room, session, stored)["long_text"] == "กข"
    raw = (
        f"csrf_token={browser.token}&submission_id={new_id()}&{room.field('long_text')}=%ED%A0%80x"
    )
    kind = "application/x-www-form-urlencoded"
    response = browser.client.post(room.path(), data=raw.encode(), content_type=kind)
    assert response.status_code == 422


@pytest.mark.parametrize("number", ["", "x", "12345", "\x00"])
def test_without_a_usable_submission_id_the_form_comes_back_with_one(
    room, browser, session, number
):
    browser.be(room.pim)
    response = browser.post(room.path() + ENGLISH, room.answers(number, long_text="ไม่หาย"))
    assert response.status_code == 422
    assert "It has a new one now; send it again." in response.text
    assert "ไม่หาย" in response.text
    assert revisions(session) == []
    (fresh,) = re.findall(r'name="submission_id"[^>]* value="([^"]+)"', response.text)
    again = browser.post(room.path(), room.answers(fresh, long_text="ไม่หาย"))
    assert (again.status_code, len(revisions(session))) == (303, 1)


def test_without_signing_in_the_text_is_kept_and_the_way_in_is_shown(room, browser, session):
    sent = room.answers(new_id(), long_text="ไม่อยากพิมพ์ใหม่")
    response = browser.client.post(room.path() + ENGLISH, data=sent)
    assert response.status_code == 401
    assert "ไม่อยากพิมพ์ใหม่" in response.text
    assert f"/w/{room.workshop.slug}/join" in response.text
    assert revisions(session) == []


def test_without_signing_in_the_form_leads_to_the_join_page(room, browser):
    response = browser.get(room.path())
    assert (response.status_code, response.location) == (303, f"/w/{room.workshop.slug}/join")


def test_a_closed_form_keeps_the_text_and_stores_nothing(room, browser, session):
    browser.be(room.pim).get(room.path())
    close(session, room)
    sent = room.answers(new_id(), long_text="มาช้าไป")
    response = browser.post(room.path() + ENGLISH, sent)
    assert response.status_code == 409
    assert "มาช้าไป" in response.text
    assert "closed" in response.text
    assert revisions(session) == []


def test_a_form_that_was_never_opened_says_that_its_turn_comes(room, browser):
    page = browser.be(room.som).get(room.path() + ENGLISH)
    assert "not open yet" in page.text
    assert browser.post(room.path(), room.answers(new_id())).status_code == 409


@pytest.mark.parametrize("status", [PersonStatus.CANCELLED, PersonStatus.WAITLISTED])
def test_without_a_seat_nobody_answers(room, browser, session, status):
    room.pim.status = status
    session.commit()
    assert browser.be(room.pim).post(room.path(), room.answers(new_id())).status_code == 409
    assert revisions(session) == []


def test_without_a_group_the_page_says_when_the_form_opens(room, browser, session):
    newcomer = make.make_person(room.workshop)
    browser.be(newcomer)
    assert "You have no group yet" in browser.get(room.path() + ENGLISH).text
    assert "You have no group yet" in browser.get(f"/w/{room.workshop.slug}/feedback").text
    response = browser.post(room.path(), room.answers(new_id(), long_text="ยังไม่มีกลุ่ม"))
    assert response.status_code == 409
    assert "ยังไม่มีกลุ่ม" in response.text


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_form_that_does_not_exist_is_not_found(room, browser, number):
    assert browser.be(room.pim).get(room.path(number)).status_code == 404


def test_once_the_workshop_is_closed_for_good_no_answer_is_taken(room, browser, session, app):
    browser.be(room.pim).post(room.path(), room.answers(new_id()))
    app.extensions["workshop.keys"].destroy_answer_key(room.workshop.uid)
    page = browser.get(f"/w/{room.workshop.slug}/feedback{ENGLISH}")
    assert "All forms are closed" in page.text
    response = browser.post(room.path(), room.answers(new_id(), long_text="หลังปิด"))
    assert response.status_code == 409
    assert "หลังปิด" in response.text

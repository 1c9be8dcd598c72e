"""Two phones or two tabs of one person: no answer is dropped silently, and its writer chooses."""

import re

from tests import factories as make
from tests.feedback.helpers import ENGLISH, close, content_by_kind, new_id, revisions


def sent(room, browser, based_on, number=None, **changes):
    return browser.post(
        room.path(), {**room.answers(number or new_id(), **changes), "based_on": based_on}
    )


def newest(room, session):
    return content_by_kind(room, session, revisions(session)[-1])["long_text"]


def choose(room, browser, which):
    return browser.post(f"{room.path()}/choose", {"which": which})


def test_the_page_says_which_answer_it_was_made_from(room, browsers):
    phone, laptop = browsers().be(room.pim), browsers().be(room.pim)
    based_on = re.compile(r'name="based_on" value="(\d+)"')
    assert based_on.search(phone.get(room.path()).text)[1] == "0"
    assert sent(room, phone, 0).location == room.path(2)
    assert based_on.search(laptop.get(room.path()).text)[1] == "1"
    assert sent(room, laptop, 1).location == room.path(2), "it was told what it replaces"


def test_an_answer_begun_before_another_came_in_is_kept_and_its_writer_chooses(
    room, browsers, session
):
    phone, laptop = browsers().be(room.pim), browsers().be(room.pim)
    sent(room, phone, 0, long_text="จากโทรศัพท์")
    late = new_id()
    for _again in range(2):  # the first reply may never have arrived
        assert sent(room, laptop, 0, late, long_text="จากโน้ตบุ๊ก").location == room.path()
    page = laptop.get(room.path() + ENGLISH).text
    assert "You sent this form from another phone or tab meanwhile" in page
    assert "จากโทรศัพท์" not in page, "shown only where it was sent"
    assert "You sent strategy 1 twice" in laptop.get(room.path("")[:-1] + ENGLISH).text
    assert newest(room, session) == "จากโน้ตบุ๊ก"
    assert choose(room, laptop, "other").location == room.path()
    assert newest(room, session) == "จากโทรศัพท์"
    assert len(revisions(session)) == 3
    assert choose(room, laptop, "other").status_code == 303, "pressed twice"
    assert len(revisions(session)) == 3
    assert "from another phone or tab meanwhile" not in laptop.get(room.path() + ENGLISH).text


def test_two_tabs_of_one_browser_show_both_answers_to_choose_from(room, browser, session):
    browser.be(room.pim)
    sent(room, browser, 0, long_text="แท็บแรก")
    sent(room, browser, 0, long_text="แท็บสอง")
    page = browser.get(room.path()).text
    assert "แท็บแรก" in page
    assert "แท็บสอง" in page
    assert choose(room, browser, "this").status_code == 303
    assert newest(room, session) == "แท็บสอง"
    assert "แท็บแรก" not in browser.get(room.path()).text


def test_correcting_ones_own_answer_or_sending_the_same_twice_asks_nothing(room, browsers):
    phone, laptop = browsers().be(room.pim), browsers().be(room.pim)
    number = new_id()
    for text in ("แรก", "แก้", "แก้อีก"):
        assert sent(room, phone, 0, number, long_text=text).location == room.path(2)
    assert sent(room, laptop, 0, long_text="แก้อีก").location == room.path(2), "the same words"


def test_after_closing_nothing_is_chosen_any_more(room, browsers, session):
    phone, laptop = browsers().be(room.pim), browsers().be(room.pim)
    sent(room, phone, 0, long_text="จากโทรศัพท์")
    sent(room, laptop, 0, long_text="จากโน้ตบุ๊ก")
    close(session, room)
    assert choose(room, laptop, "other").status_code == 409
    assert newest(room, session) == "จากโน้ตบุ๊ก"


def test_a_page_of_one_person_is_never_sent_as_another_who_signed_in_since(room, browser, session):
    def writer(person):
        return re.search(
            r'name="writer" value="([\w-]+)"', browser.be(person).get(room.path()).text
        )[1]

    page = {**room.answers(new_id(), long_text="ของพิม"), "writer": writer(room.pim)}
    pat = writer(room.pat)
    response = browser.post(room.path() + ENGLISH, page)
    assert response.status_code == 401
    assert "somebody else is signed in on this browser by now" in response.text
    assert "ของพิม" in response.text
    assert revisions(session) == []
    own = {**page, "writer": pat}
    assert browser.post(room.path(), own).status_code == 303


def test_the_worker_may_serve_the_forms_of_its_workshop_only(room, browser):
    answer = browser.get(f"/w/{room.workshop.slug}/feedback/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == f"/w/{room.workshop.slug}/feedback"
    assert answer.mimetype == "text/javascript"
    draft = make.make_workshop(state="draft")
    assert browser.get(f"/w/{draft.slug}/feedback/worker.js").status_code == 404

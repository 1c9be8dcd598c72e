"""A participant answers: what the page says, and what is stored."""

import re
import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import AnswerMode, PersonStatus, Source
from workshop.models import FormOpening, Response, ResponseRevision

ENGLISH = "?lang=en"


def new_id():
    return str(uuid.uuid4())


def revisions(session):
    session.rollback()
    rows = session.scalars(sa.select(ResponseRevision)).all()
    return sorted(rows, key=lambda row: row.number)


def content_by_kind(room, session, revision):
    versions = {
        str(version): kind
        for kind, question in room.questions.items()
        for version in session.scalars(
            sa.text("SELECT id FROM question_version WHERE question_id = :q"), {"q": question.id}
        )
    }
    return {versions[key]: value for key, value in revision.content.items()}


def test_an_answer_is_stored_whole_and_the_next_form_follows(room, browser, session):
    browser.be(room.pim)
    assert browser.get(room.path()).status_code == 200
    response = browser.post(room.path(), room.answers(new_id()))
    assert (response.status_code, response.location) == (303, room.path(2))
    (stored,) = revisions(session)
    assert content_by_kind(room, session, stored) == {
        "scale": 4,
        "single": "b",
        "multiple": ["a", "c"],
        "ranking": ["b", "a", "c", "d"],
        "short_text": "สั้น",
        "long_text": "ยาว\nสองบรรทัด",
    }
    assert (stored.number, stored.form_version, stored.source) == (1, 1, Source.PHONE)
    assert "Strategy 1 is stored" in browser.get(room.path(2) + ENGLISH).text
    assert "Stored at" in browser.get(room.path(1)).text


def test_by_group_nothing_about_the_person_is_stored_with_an_answer(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id()))
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.person_id is None
    assert response.group_id == room.a.id
    assert len(response.author) == 32
    columns = {c.name for t in (Response, ResponseRevision) for c in t.__table__.columns}
    assert columns == {
        "id", "workshop_id", "form_id", "group_id", "author", "person_id", "revision", "released",
        "response_id", "number", "submission_hash", "content_hash", "form_version", "source",
        "content", "keyed_by",
    }  # fmt: skip


def test_where_answers_carry_names_the_person_is_stored_and_told_before(browser, session, room):
    room.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    browser.be(room.pim)
    assert "carry your name" in browser.get(room.path() + ENGLISH).text
    browser.post(room.path(), room.answers(new_id()))
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.person_id == room.pim.id
    assert response.released == 1


def test_by_group_the_form_says_so_before_the_first_answer(room, browser):
    page = browser.be(room.pim).get(room.path() + ENGLISH).text
    assert "Answers are kept apart from names" in page


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


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"scale": None}, "Choose 1 to 5, or “not relevant to us”"),
        ({"scale": "9"}, "Choose 1 to 5, or “not relevant to us”"),
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
            "Put all of them in order, or say that this order is right",
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
    text = "ที่ " * 250_000
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
    response = browser.post(room.path() + ENGLISH, room.answers(number))
    assert response.status_code == 422
    assert 'name="submission_id"' in response.text
    assert revisions(session) == []


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


def close(session, room, number=1):
    form = make.form_of(room.workshop, number)
    opening = session.get(FormOpening, (form.id, room.a.id))
    opening.is_open, opening.closings = False, 1
    session.commit()


def test_a_closed_form_keeps_the_text_and_stores_nothing(room, browser, session):
    browser.be(room.pim).get(room.path())
    close(session, room)
    sent = room.answers(new_id(), long_text="มาช้าไป")
    response = browser.post(room.path() + ENGLISH, sent)
    assert response.status_code == 409
    assert "มาช้าไป" in response.text
    assert "closed" in response.text
    assert revisions(session) == []


def test_a_repetition_after_closing_gets_the_reply_of_the_first_send(room, browser, session):
    sent = room.answers(new_id())
    browser.be(room.pim).post(room.path(), sent)
    close(session, room)
    assert browser.post(room.path(), sent).status_code == 303
    changed = {**sent, room.field("scale"): "1"}
    assert browser.post(room.path(), changed).status_code == 409
    assert len(revisions(session)) == 1


def test_a_closed_form_shows_what_this_browser_sent_but_no_fields(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id(), long_text="ส่งทัน"))
    close(session, room)
    page = browser.get(room.path() + ENGLISH).text
    assert "This form is closed" in page
    assert "ส่งทัน" in page
    assert 'name="submission_id"' not in page


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


def test_a_question_for_one_group_is_asked_there_only(room, browsers, session):
    question = make.make_question(
        room.workshop, 1, group=room.b, text_th="เฉพาะกลุ่มบี", text_en="Only for B"
    )
    make.open_form(room.workshop, 1, room.b)
    assert "เฉพาะกลุ่มบี" not in browsers().be(room.pim).get(room.path() + "?lang=th").text
    of_b = browsers().be(room.som)
    assert "เฉพาะกลุ่มบี" in of_b.get(room.path() + "?lang=th").text
    sent = {**room.answers(new_id()), f"q{question.id}": "5"}
    assert of_b.post(room.path(), sent).status_code == 303
    (stored,) = revisions(session)
    assert len(stored.content) == 7


def test_other_words_are_shown_at_once_although_pages_are_kept_ready(room, browser, session):
    browser.be(room.pim)
    assert "Question on scale" in browser.get(room.path() + ENGLISH).text
    session.execute(sa.text("UPDATE question_version SET text_en = 'In other words'"))
    session.execute(sa.text("UPDATE strategy SET title_en = 'Renamed'"))
    session.commit()
    page = browser.get(room.path() + ENGLISH).text
    assert "In other words" in page
    assert "Renamed" in page
    assert "Question on scale" not in page


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


def test_after_moving_to_another_group_an_answer_stays_where_it_was_given(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id()))
    session.execute(sa.text("UPDATE plan SET state = 'archived'"))
    session.commit()
    make.place(room.workshop, {room.pim: room.b, room.pat: room.a})
    assert browser.post(room.path(), room.answers(new_id(), scale="1")).status_code == 303
    (response,) = session.scalars(sa.select(Response)).all()
    assert (response.group_id, response.revision) == (room.a.id, 2)


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


def test_the_progress_names_what_is_sent_open_and_to_come(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id()))
    close(session, room, 2)
    page = browser.get(f"/w/{room.workshop.slug}/feedback{ENGLISH}").text
    assert "Sent 1 of 3" in page
    assert "Answer the overall questions" in page
    assert "closed" in page


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


def test_feedback_pages_lie_in_no_cache(room, browser):
    for path in (f"/w/{room.workshop.slug}/feedback", room.path()):
        assert "no-store" in browser.be(room.pim).get(path).headers["Cache-Control"]

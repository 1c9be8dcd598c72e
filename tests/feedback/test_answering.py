"""A participant answers: what the page says, and what is stored."""

import sqlalchemy as sa

from tests import factories as make
from tests.feedback.helpers import ENGLISH, close, content_by_kind, new_id, revisions
from workshop.clock import now
from workshop.domain.terms import AnswerMode, Source
from workshop.local_clock import local_time
from workshop.models import Response, ResponseRevision


def test_an_answer_is_stored_whole_and_the_next_form_follows(room, browser, session):
    browser.be(room.pim)
    assert browser.get(room.path()).status_code == 200
    began = now()
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
    room.workshop.clock_shift = 3 * 3600  # a rehearsal's clock holds for all times alike
    session.commit()
    times = [f"{local_time(room.workshop, at):%H:%M}" for at in (began, now())]
    following, again = browser.get(room.path(2) + ENGLISH).text, browser.get(room.path(1)).text
    assert any(f"Strategy 1 is stored, {time}" in following for time in times)
    assert any(f"Stored at {time}" in again for time in times)


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
        "content", "keyed_by", "may_quote",
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
    session.execute(sa.text("UPDATE feedback_form SET version = version + 1"))  # as every change
    session.execute(sa.text("UPDATE strategy SET title_en = 'Renamed'"))
    session.commit()
    page = browser.get(room.path() + ENGLISH).text
    assert "In other words" in page
    assert "Renamed" in page
    assert "Question on scale" not in page


def test_after_moving_to_another_group_an_answer_stays_where_it_was_given(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id()))
    session.execute(sa.text("UPDATE plan SET state = 'archived'"))
    session.commit()
    make.place(room.workshop, {room.pim: room.b, room.pat: room.a})
    assert browser.post(room.path(), room.answers(new_id(), scale="1")).status_code == 303
    (response,) = session.scalars(sa.select(Response)).all()
    assert (response.group_id, response.revision) == (room.a.id, 2)


def test_the_progress_names_what_is_sent_open_and_to_come(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id()))
    close(session, room, 2)
    page = browser.get(f"/w/{room.workshop.slug}/feedback{ENGLISH}").text
    assert "Sent 1 of 3" in page
    assert "Answer the overall questions" in page
    assert "closed" in page

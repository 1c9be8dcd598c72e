"""Quoting is asked on the form and kept with the answer; without a yes nothing is quoted."""

import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import QuestionKind, Role, WorkshopState
from workshop.models import Response, ResponseRevision
from workshop.summary.disclosed import disclose, quotable
from workshop.summary.released import cells
from workshop.summary.standing import standings
from workshop.summary.strands import strands

LONG = QuestionKind.LONG_TEXT


def new_id():
    return str(uuid.uuid4())


def revisions(session):
    session.rollback()
    rows = session.scalars(sa.select(ResponseRevision).order_by(ResponseRevision.number)).all()
    session.commit()
    return [(row.number, row.may_quote) for row in rows]


def box(page):
    return page.split('name="quote"', 1)[1].split(">", 1)[0]


def test_the_form_asks_and_says_that_it_cannot_be_withdrawn_afterwards(room, browser):
    page = browser.be(room.pim).get(room.path() + "?lang=en").text
    assert "checked" not in box(page)
    assert "until the workshop is closed; afterwards it cannot be withdrawn" in page


def test_a_form_without_writing_does_not_ask(room, browser):
    assert 'name="quote"' not in browser.be(room.pim).get(room.path(2)).text
    browser.post(room.path(2), {"submission_id": new_id(), "quote": "y"})  # nothing to quote


@pytest.mark.parametrize(("sent", "kept"), [("y", True), ("on", True), ("n", False), (None, False)])
def test_the_word_is_stored_with_the_answer(room, browser, session, sent, kept):
    answer = room.answers(new_id()) | ({"quote": sent} if sent else {})
    assert browser.be(room.pim).post(room.path(), answer).status_code == 303
    assert revisions(session) == [(1, kept)]
    assert ("checked" in box(browser.get(room.path()).text)) is kept


def test_the_same_again_is_one_record_and_another_word_is_a_revision(room, browser, session):
    answer = room.answers(new_id())
    browser.be(room.pim)
    for form in (answer, answer, answer | {"quote": "y"}, answer | {"quote": "y"}, answer):
        assert browser.post(room.path(), form).status_code == 303
    assert [quote for _number, quote in revisions(session)] == [False, True]


def test_it_is_taken_back_by_sending_again_until_the_workshop_closes(room, browser, session):
    browser.be(room.pim).post(room.path(), room.answers(new_id()) | {"quote": "y"})
    browser.post(room.path(), room.answers(new_id()))
    assert revisions(session) == [(1, True), (2, False)]
    room.workshop.state = WorkshopState.CLOSED
    session.commit()
    late = browser.post(room.path(), room.answers(new_id()) | {"quote": "y"})
    assert late.status_code == 409
    assert len(revisions(session)) == 2


def test_a_mistake_keeps_the_tick(room, browser):
    answer = browser.be(room.pim).post(
        room.path(), room.answers(new_id(), scale=None) | {"quote": "y"}
    )
    assert answer.status_code == 422
    assert "checked" in box(answer.text)


def test_another_browser_learns_nothing_of_it(room, browsers):
    browsers().be(room.pim).post(room.path(), room.answers(new_id()) | {"quote": "y"})
    assert "checked" not in box(browsers().be(room.pim).get(room.path()).text)


@pytest.fixture
def said(session):
    """A group of six: three allow quoting, three do not."""
    workshop = make.make_workshop()
    group = make.make_group(workshop)
    make.make_strategy(workshop)
    text = make.make_question(workshop, 1, LONG)
    for word, allowed in (("ได้", True), ("ไม่ได้", False)):
        people = [{text: f"{word} {n}"} for n in range(3)]
        make.answer(workshop, 1, group, people, may_quote=allowed)
    return workshop, group


def test_only_what_may_be_quoted_is_quoted(said, session):
    workshop, group = said
    found = standings(session, workshop_id=workshop.id)
    asked = strands(session, [one.form_id for one in found])
    shown = disclose(
        cells(session, workshop_id=workshop.id, standings=found, strands=asked), asked, k=5
    )
    _number, comments = shown.said(asked, group.id)
    assert sorted(comment.text for _strand, comment in quotable(comments)) == [
        "ได้ 0", "ได้ 1", "ได้ 2",
    ]  # fmt: skip


def test_facilitators_and_organisers_see_beside_each_comment_whether_it_may_be(said, browsers):
    workshop, group = said
    fah = browsers().sign_in(make.make_account(workshop, Role.FACILITATOR, group=group))
    orn = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
    for page in (
        fah.get(f"/facilitate/{workshop.slug}/{group.code}/1?lang=en").text,
        orn.get(f"/organise/{workshop.slug}/report?lang=en").text,
    ):
        assert page.count("may be quoted") == 3
        assert page.count("not for quotation") == 3


def test_a_changed_word_waits_for_its_batch_like_any_revision(room, browsers, session):
    """The word is released with the comment alone, so that nobody stands out by changing it."""
    browsers().be(room.pim).post(room.path(), room.answers(new_id()) | {"quote": "y"})
    session.rollback()
    [response] = session.scalars(sa.select(Response)).all()
    assert (response.revision, response.released) == (1, 0)

"""A ranking holds an opinion only when somebody gave one."""

import re
import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import QuestionKind
from workshop.models import FormOpening, ResponseRevision

UNTOUCHED = ["", "", "", ""]


def places_shown(page):
    return re.findall(r'<option value="(\d+:\w+)" selected', page)


def sent(room, ranking):
    return room.answers(str(uuid.uuid4()), ranking=ranking)


@pytest.fixture
def optional(room):
    """The field's name of a ranking that may stay open, the only question of strategy 3."""
    make.make_strategy(room.workshop, 3)
    question = make.make_question(room.workshop, 3, QuestionKind.RANKING, required=False)
    make.open_form(room.workshop, 3, room.a)
    return f"q{question.id}"


def stored_content(session):
    session.rollback()
    (stored,) = session.scalars(sa.select(ResponseRevision)).all()
    return list(stored.content.values())


@pytest.mark.parametrize("ranking", [UNTOUCHED, [*UNTOUCHED, "skip"], ["1:a", "", "", "", "skip"]])
def test_an_untouched_ranking_is_not_an_answer(room, browser, session, optional, ranking):
    page = browser.be(room.pim).get(room.path(3)).text
    assert page.count('<option value="">–</option>') == 4
    assert places_shown(page) == []
    posted = {"submission_id": str(uuid.uuid4()), optional: ranking}
    assert browser.post(room.path(3), posted).status_code == 303
    assert stored_content(session) == []
    assert places_shown(browser.get(room.path(3)).text) == []


def test_an_untouched_ranking_that_is_required_is_named(room, browser, session):
    response = browser.be(room.pim).post(room.path(), sent(room, UNTOUCHED))
    assert response.status_code == 422
    assert "โปรดกำหนดลำดับให้ครบทุกข้อ" in response.text
    assert f'href="#{room.field("ranking")}"' in response.text
    assert places_shown(response.text) == []
    session.rollback()
    assert session.scalars(sa.select(ResponseRevision)).all() == []


@pytest.mark.parametrize(
    ("posted", "shown"),
    [
        (["2:a", "", "1:c", ""], ["1:c", "2:a"]),
        (["1:a", "1:b", "2:c", "3:d"], ["1:a", "1:b", "2:c", "3:d"]),
    ],
)
def test_half_an_order_comes_back_with_the_places_that_were_given(room, browser, posted, shown):
    response = browser.be(room.pim).post(room.path(), sent(room, posted))
    assert response.status_code == 422
    assert "ให้แต่ละแถวมีลำดับไม่ซ้ำกัน ตั้งแต่ 1 ถึง 4" in response.text
    assert places_shown(response.text) == shown


def test_another_mistake_keeps_the_order_that_was_given(room, browser):
    posted = room.answers(str(uuid.uuid4()), scale=None, ranking=["4:a", "3:b", "2:c", "1:d"])
    response = browser.be(room.pim).post(room.path(), posted)
    assert response.status_code == 422
    assert places_shown(response.text) == ["1:d", "2:c", "3:b", "4:a"]


def test_an_order_that_was_sent_is_shown_again(room, browser):
    browser.be(room.pim).post(room.path(), room.answers(str(uuid.uuid4())))
    assert places_shown(browser.get(room.path()).text) == ["1:b", "2:a", "3:c", "4:d"]


def test_an_untouched_ranking_is_no_text_to_copy_when_the_form_has_closed(
    room, browser, session, optional
):
    browser.be(room.pim).get(room.path(3))
    form = make.form_of(room.workshop, 3)
    session.get(FormOpening, (form.id, room.a.id)).is_open = False
    session.commit()
    posted = {"submission_id": str(uuid.uuid4()), optional: UNTOUCHED}
    response = browser.post(room.path(3), posted)
    assert response.status_code == 409
    assert "1. " not in response.text

"""Organisers at the same moment, on SQLite and on PostgreSQL."""

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop.domain.terms import QuestionKind, Role, WorkshopState
from workshop.models import AgendaItem, FocusGroup, Question, QuestionVersion, Workshop

pytestmark = ON_BOTH_DATABASES


@pytest.fixture
def six(browsers, workshop):
    """Six organisers of one workshop, each with a browser."""
    opened = []
    for _number in range(6):
        account = make.make_account(workshop, Role.ORGANISER)
        opened.append(browsers().sign_in(account))
        opened[-1].get("/organise/?lang=en")
    return opened


def sendings(browsers, address, values, having="version"):
    """What each of them would send after looking at the same page."""
    jobs = []
    for place, browser in enumerate(browsers):
        sent = {**filled(browser.get(address).text, having), **values(place)}
        jobs.append(lambda browser=browser, sent=sent: browser.post(address, sent))
    return jobs


def test_one_of_six_saves_and_the_others_are_told(six, workshop, session):
    item = make.store(AgendaItem(workshop_id=workshop.id, starts=workshop.starts, title_en="Talk"))
    address = f"/organise/plan/agenda/{item.id}"
    answers = at_once(*sendings(six, address, lambda n: {"title_en": f"Number {n}"}))
    assert sorted(answer.status_code for answer in answers) == [303, *[409] * 5]
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 303)
    session.rollback()
    session.expire_all()
    stored = session.get_one(AgendaItem, item.id)
    assert (stored.title_en, stored.version) == (f"Number {winner}", 2)


def test_six_new_groups_get_six_letters(six, session):
    def values(n):
        return {"name_en": f"Group {n}", "code": f"g{n}", "seats_min": "1", "seats_max": "9"}

    answers = at_once(*sendings(six, "/organise/plan/groups/new", values))
    assert {answer.status_code for answer in answers} == {303}
    session.rollback()
    assert sorted(session.scalars(sa.select(FocusGroup.letter))) == list("ABCDEF")


def test_six_new_workshops_of_one_address_are_one(six, session):
    def values(_n):
        return {"title_en": "The same", "date": "2027-01-01", "slug": "the-same"}

    answers = at_once(*sendings(six, "/organise/new", values, "title_en"))
    assert sorted(answer.status_code for answer in answers) == [303, *[422] * 5]
    refused = [answer.text for answer in answers if answer.status_code == 422]
    assert all("Another workshop has this address" in page for page in refused)
    session.rollback()
    same = sa.select(sa.func.count()).where(Workshop.slug == "the-same")
    assert session.scalar(same) == 1


def test_a_whole_set_up_works_on_either_database(organiser, workshop, session):
    question = make.make_question(workshop, 0, QuestionKind.SINGLE)
    make.open_form(workshop, 0, make.make_group(workshop))
    change(organiser, f"/organise/plan/questions/{question.id}", text_en="Second wording")
    organiser.get("/organise/plan/questions")
    organiser.post(f"/organise/plan/questions/{question.id}/move", {"to": "up"})
    change(organiser, f"/organise/plan/questions/{question.id}/remove")
    session.rollback()
    session.expire_all()
    assert session.get_one(Question, question.id).retired
    assert len(session.scalars(sa.select(QuestionVersion)).all()) == 2
    change(organiser, "/organise/plan/agencies/seniority", officer="นักทดลอง")
    page = organiser.get("/organise/new?copy=plan").text
    sent = {**filled(page, "title_en"), "title_en": "Copy", "slug": "copy", "date": "2027-01-01"}
    assert organiser.post("/organise/new?copy=plan", sent).status_code == 303
    assert organiser.get("/organise/copy/").status_code == 200
    assert organiser.get("/organise/plan/").status_code == 200
    assert change(organiser, "/organise/plan/settings/close", sure="y").status_code == 303
    session.rollback()
    session.expire_all()
    assert session.get_one(Workshop, workshop.id).state is WorkshopState.CLOSED

"""The list of people: found by whatever somebody remembers."""

import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.people.conftest import fresh
from workshop.domain.names import name_key
from workshop.domain.terms import PersonStatus
from workshop.keys import author_key
from workshop.models import Person, Placement, Plan, SeatOffer
from workshop.people import listing


def person(scene, first, last="ใจดี", **values):
    return factories.make_person(
        scene.workshop, first_name=first, last_name=last, name_key=name_key(first, last), **values
    )


def names(response):
    links = re.findall(r'class="row-link"[^>]*>(.*?)</a>', response.text)
    return [re.sub(r"<[^>]+>", "", link) for link in links]


@pytest.fixture
def people(scene):
    ann = person(scene, "กรพนธ์", "ถนัดการยนต์", agency=scene.highways, phone="0822527365")
    bow = person(scene, "ราณี", "มนุษย์", agency=scene.lands, phone="0873051486")
    cat = person(scene, "เกตุ", "ศรทอง", agency_name="หน่วยงานอื่น", status=PersonStatus.WAITLISTED)
    dan = person(scene, "ดารา", status=PersonStatus.CANCELLED)
    factories.place(scene.workshop, {ann: scene.policy})
    return ann, bow, cat, dan


def test_people_are_listed_in_thai_order_without_those_who_cancelled(scene, people):
    response = scene.orn.get(scene.at())
    assert names(response) == ["นางสาวกรพนธ์ ถนัดการยนต์", "นางสาวเกตุ ศรทอง", "นางสาวราณี มนุษย์"]
    assert "3 people" in response.text
    assert "Waiting list, place 1" in response.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("กรพนธ์", ["กรพนธ์"]),
        ("กรพนธ์ถนัดการยนต์", ["กรพนธ์"]),
        ("ถนัด การยนต์", ["กรพนธ์"]),
        ("ทล.", ["กรพนธ์"]),
        ("ท.ล", ["กรพนธ์"]),
        ("highways", ["กรพนธ์"]),
        ("มหาดไทย", ["ราณี"]),
        ("หน่วยงาน อื่น", ["เกตุ"]),
        ("082-252", ["กรพนธ์"]),
        ("๐๘๗", ["ราณี"]),
        ("ราณี กรมที่ดิน", ["ราณี"]),
        ("ราณี กรมทางหลวง", []),
        ("%", []),
        ("' OR 1=1 --", []),
        ("\u200bราณี", ["ราณี"]),
    ],
)
def test_a_search_needs_no_spaces_and_knows_agencies_and_phones(scene, people, asked, found):
    response = scene.orn.get(scene.at(), query_string={"q": asked})
    assert [name.removeprefix("นางสาว").split()[0] for name in names(response)] == found
    if not found:
        assert "Nobody fits" in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"group": "policy"}, 1),
        ({"group": "none"}, 2),
        ({"role": "user"}, 1),
        ({"role": "policy"}, 1),
        ({"status": "cancelled"}, 1),
        ({"status": "waitlisted"}, 1),
        ({"status": "missing"}, 2),
        ({"status": "nonsense", "page": "999"}, 3),
    ],
)
def test_filters_narrow_the_list(scene, people, query, found):
    assert len(names(scene.orn.get(scene.at(), query_string=query))) == found


def test_an_empty_list_says_what_to_do(scene):
    assert "Nobody is on the list yet" in scene.orn.get(scene.at()).text


def test_a_long_list_has_pages(scene, people, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    first = scene.orn.get(scene.at())
    assert "Page 1 of 2" in first.text
    assert len(names(first)) == 2
    assert len(names(scene.orn.get(scene.at("?page=2")))) == 1


def test_free_seats_are_offered_to_those_who_wait_longest(scene, people, session):
    assert "free while people wait" in scene.orn.get(scene.at()).text
    response = scene.orn.post(scene.at("/waiting"))
    assert response.status_code == 303
    fresh(session)
    assert session.scalars(sa.select(SeatOffer.person_id)).all() == [people[2].id]


def test_people_of_another_workshop_are_never_listed(scene, people, session):
    other = factories.make_workshop()
    factories.make_person(other, first_name="คนอื่น")
    assert "คนอื่น" not in scene.orn.get(scene.at()).text
    stranger = session.scalars(sa.select(Person).where(Person.workshop_id == other.id)).one()
    assert scene.orn.get(scene.at(f"/{stranger.id}")).status_code == 404
    assert scene.orn.post(scene.at(f"/{stranger.id}/cancel")).status_code == 404


def test_whoever_has_not_answered_is_found_until_the_workshop_is_closed(
    scene, people, session, app
):
    """Those of the published plan: Ann answered strategy 1 alone, Bow nothing, Eve everything."""
    keys, (ann, bow, *_) = app.extensions["workshop.keys"], people
    eve = person(scene, "เอวา")
    plan = session.scalars(sa.select(Plan)).one()
    for who in (bow, eve):
        factories.store(Placement(
            workshop_id=scene.workshop.id, plan_id=plan.id, person_id=who.id,
            group_id=scene.policy.id, reason_th="", reason_en="",
        ))  # fmt: skip
    for number in (1, 2):
        factories.make_strategy(scene.workshop, number)
        factories.make_question(scene.workshop, number)
        answered = [ann, eve] if number == 1 else [eve]
        made = factories.answer(scene.workshop, number, scene.policy, [{}] * len(answered))
        for response, who in zip(made, answered, strict=True):
            response.author = author_key(
                keys.answer_key(scene.workshop.uid),
                person_id=who.id,
                form_id=factories.form_of(scene.workshop, number).id,
            )
    session.commit()

    def found(which, **more):
        page = scene.orn.get(scene.at(), query_string={"unanswered": which, **more})
        return [name.removeprefix("นางสาว").split()[0] for name in names(page)]

    assert found("any") == ["กรพนธ์", "ราณี"]
    assert found("every") == ["ราณี"]
    assert (found("1"), found("2")) == (["ราณี"], ["กรพนธ์", "ราณี"])
    assert found("any", q="ราณี") == ["ราณี"]
    assert len(found("9")) == 4, "no such form: nobody is left out"
    file = scene.orn.get(scene.at(".csv?unanswered=1"))
    assert ("ราณี" in file.text, "กรพนธ์" in file.text) == (True, False)
    keys.destroy_answer_key(scene.workshop.uid)
    page = scene.orn.get(scene.at("?unanswered=1"))
    assert len(names(page)) == 4
    assert "nobody who has not answered" in page.text
    assert 'name="unanswered"' not in page.text
    assert scene.orn.get(scene.at(".csv?unanswered=1")).status_code == 409

"""Seats are never oversold, whatever races for them; the same on both databases."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests import factories
from tests.postgres import ON_BOTH_DATABASES
from tests.registration.helpers import offers, people, typed
from workshop import create_app, db
from workshop.domain.terms import PersonStatus
from workshop.links import token_of

pytestmark = [pytest.mark.slow, ON_BOTH_DATABASES]

PEOPLE, SEATS = 200, 10


@pytest.fixture
def racing_app(settings) -> Iterator[Flask]:
    """As it runs for real: every commit waits for the disk."""
    app = create_app(settings)
    app.testing = True
    yield app
    app.extensions[db.EXTENSION].engine.dispose()


@pytest.fixture
def stored(racing_app):
    with db.open_session(racing_app.extensions[db.EXTENSION]) as session:
        factories.bind(session, racing_app.extensions["workshop.keys"])
        yield session


def sent_at_once(app: Flask, forms: list[dict[str, object]], path: str = "/w/day/register"):
    """Every form from a browser of its own, all at the same moment; the answers."""
    first = app.test_client()
    page = first.get("/w/day/register").text
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    cookie = first.get_cookie("session").value
    start = threading.Barrier(len(forms))

    def send(form: dict[str, object]):
        client = app.test_client()
        client.set_cookie("session", cookie)
        start.wait(30)
        answer = client.post(path, data={**form, "csrf_token": token})
        return answer.status_code, client.get("/w/day/me").text

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def test_200_people_who_race_for_the_last_10_seats_take_exactly_10(racing_app, stored):
    workshop = factories.make_workshop(slug="day", capacity=30)
    for _ in range(20):
        factories.make_person(workshop)
    stored.commit()
    answers = sent_at_once(
        racing_app,
        [typed(first_name=f"คน{n}", email=f"p{n}@example.go.th") for n in range(PEOPLE)],
    )
    assert {status for status, _page in answers} == {303}
    found = Counter(person.status for person in people(stored))
    assert found == {
        PersonStatus.CONFIRMED: 20 + SEATS, PersonStatus.WAITLISTED: PEOPLE - SEATS
    }  # fmt: skip
    told = Counter("มีที่นั่งแล้ว" in page for _status, page in answers)
    assert told == {True: SEATS, False: PEOPLE - SEATS}
    assert sum("ลำดับที่" in page for _status, page in answers) == PEOPLE - SEATS


def test_the_same_form_sent_20_times_at_once_is_one_record(racing_app, stored):
    factories.make_workshop(slug="day", capacity=30)
    stored.commit()
    answers = sent_at_once(racing_app, [typed()] * 20)
    assert {status for status, _page in answers} == {303}
    assert len(people(stored)) == 1


def test_seats_given_back_at_once_are_offered_to_the_first_in_line_and_no_further(
    racing_app, stored
):
    workshop = factories.make_workshop(slug="day", capacity=4)
    seated = [factories.make_person(workshop) for _ in range(4)]
    waiting = [factories.make_person(workshop, status=PersonStatus.WAITLISTED) for _ in range(9)]
    stored.commit()
    start = threading.Barrier(len(seated))

    def cancel(person):
        client = racing_app.test_client()
        with client.session_transaction() as kept:
            kept["people"] = {str(workshop.id): tokens[person.id]}
        page = client.get("/w/day/me/cancel").text
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        start.wait(30)
        return client.post("/w/day/me/cancel", data={"csrf_token": token}).status_code

    keys = racing_app.extensions["workshop.keys"]
    tokens = {person.id: token_of(keys, person) for person in seated}
    with ThreadPoolExecutor(len(seated)) as pool:
        assert set(pool.map(cancel, seated)) == {303}
    found = {person.id: person.status for person in people(stored)}
    assert [found[p.id] for p in seated] == [PersonStatus.CANCELLED] * 4
    assert [found[p.id] for p in waiting] == [PersonStatus.WAITLISTED] * 9
    assert sorted(offer.person_id for offer in offers(stored)) == [p.id for p in waiting[:4]]

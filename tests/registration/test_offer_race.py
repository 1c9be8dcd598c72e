"""A seat that is offered is taken once, whatever races for it; the same on both databases."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from tests.registration.helpers import letters, offers, people
from workshop import db
from workshop.domain.terms import OfferState, PersonStatus
from workshop.errors import WorkshopError
from workshop.models import Person, Workshop
from workshop.planning import settings_service
from workshop.planning.editing import By
from workshop.registration import jobs, queue_service, service
from workshop.registration import offers as offering
from workshop.registration.letters import Letters
from workshop.registration.offers import Outcome

pytestmark = [pytest.mark.slow, ON_BOTH_DATABASES]

CONFIRMED, WAITLISTED, CANCELLED = (
    PersonStatus.CONFIRMED, PersonStatus.WAITLISTED, PersonStatus.CANCELLED,
)  # fmt: skip
SEATS = 3
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def workshop(session, now):
    far = (now + dt.timedelta(days=30)).date()
    return factories.make_workshop(slug="day", capacity=SEATS, date=far)


@pytest.fixture
def seated(workshop):
    return [factories.make_person(workshop) for _ in range(SEATS - 1)]


@pytest.fixture
def line(workshop, seated):
    return [factories.make_person(workshop, status=WAITLISTED) for _ in range(4)]


@pytest.fixture
def offered(session, line, now):
    """The one empty seat is held for the first in line, for another hour."""
    factories.make_offer(line[0], made_at=now - HOUR, expires_at=now + HOUR)
    return line[0]


@pytest.fixture
def do(app, workshop) -> Callable[..., Callable[[], Any]]:
    """A job that does something to a person in a transaction of its own, as a request does."""
    database = app.extensions[db.EXTENSION]
    post = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
    number = workshop.id

    def job(work: Callable[..., Any], person_id: int = 0, **values: Any) -> Callable[[], Any]:
        def run() -> Any:
            with app.app_context(), db.open_session(database) as session:
                try:
                    with database.writing(session):
                        whose = session.get_one(Workshop, number)
                        person = session.get(Person, person_id)
                        return work(session, whose, person, letters=post, **values)
                except WorkshopError as refused:
                    return str(refused)

        return run

    return job


def fits(session, capacity=SEATS):
    """Nobody sits on a seat that is not there, and none is held beyond them."""
    counted = Counter(person.status for person in people(session))
    held = sum(offer.state is OfferState.OPEN for offer in offers(session))
    return counted[CONFIRMED] + held <= capacity


def test_50_times_the_same_answer_seats_once(session, offered, do, now):
    jobs_ = [do(offering.answer, offered.id, accepts=True, now=now)] * 50
    assert set(at_once(*jobs_)) == {Outcome.SEATED}
    assert [offer.state for offer in offers(session)] == [OfferState.ACCEPTED]
    assert len(letters(session, "promoted")) == 1
    assert fits(session)


def test_yes_and_no_at_once_are_one_answer(session, offered, line, do, now):
    jobs_ = [do(offering.answer, offered.id, accepts=yes, now=now) for yes in (True, False) * 10]
    given = at_once(*jobs_)
    first = next(offer for offer in offers(session) if offer.person_id == offered.id)
    if first.state is OfferState.ACCEPTED:
        assert set(given) == {Outcome.SEATED, Outcome.TAKEN}
        assert len(offers(session)) == 1
    else:
        assert set(given) == {Outcome.DECLINED, Outcome.LET_GO}
        assert [offer.person_id for offer in offers(session)] == [offered.id, line[1].id]
    assert fits(session)


def test_taken_in_the_moment_it_ends_it_is_one_persons(app, session, offered, line, do, now):
    def tick():
        with app.app_context():
            jobs.offer_seats(app, now + HOUR)

    answer = do(offering.answer, offered.id, accepts=True, now=now)
    given = at_once(answer, tick, answer, tick)
    status = next(person.status for person in people(session) if person.id == offered.id)
    if Outcome.SEATED in given:
        assert status is CONFIRMED
        assert len(offers(session)) == 1
    else:
        assert status is CANCELLED
        assert [offer.person_id for offer in offers(session)] == [offered.id, line[1].id]
    assert fits(session)


def test_two_seats_freed_at_once_go_to_two_people(session, seated, offered, line, do, now):
    cancel = [do(service.cancel, person.id, now=now) for person in seated]
    at_once(*cancel)
    held = [offer.person_id for offer in offers(session)]
    assert held == [person.id for person in line[:3]]
    assert fits(session)


def test_cancelling_while_taking_leaves_the_seat_to_one(session, offered, line, do, now):
    at_once(
        do(service.cancel, offered.id, now=now),
        do(offering.answer, offered.id, accepts=True, now=now),
        do(service.cancel, offered.id, now=now),
    )
    status = next(person.status for person in people(session) if person.id == offered.id)
    assert status is CANCELLED  # whichever came first, they cancelled
    held = [offer for offer in offers(session) if offer.state is OfferState.OPEN]
    assert [offer.person_id for offer in held] == [line[1].id]
    assert fits(session)


def test_the_capacity_never_falls_below_what_is_promised(session, offered, line, do, now, workshop):
    def lower(own, whose, _person, *, letters):
        new = settings_service.values(own, whose)
        settings_service.change(
            own, whose, {**new, "capacity": SEATS - 1}, version=whose.version,
            by=By("orn@example.go.th", now),
        )  # fmt: skip

    at_once(
        do(lower),
        do(offering.answer, offered.id, accepts=True, now=now),
        do(lower),
        do(offering.answer, offered.id, accepts=False, now=now),
    )
    session.refresh(workshop)
    assert fits(session, workshop.capacity)


def test_many_clocks_offer_each_seat_once(app, session, line, now):
    def tick():
        with app.app_context():
            jobs.offer_seats(app, now)

    at_once(*[tick] * 10)
    assert [offer.person_id for offer in offers(session)] == [line[0].id]
    assert len(letters(session, "offer")) == 1


def test_given_by_hand_and_taken_at_once_is_one_seat(session, offered, line, do, now):
    by = offering.By("orn@example.go.th")
    at_once(
        do(queue_service.give_seat, offered.id, by=by, now=now),
        do(offering.answer, offered.id, accepts=True, now=now),
        do(queue_service.give_seat, line[1].id, by=by, now=now),
        do(queue_service.withdraw, offered.id, by=by, now=now),
    )
    assert fits(session)

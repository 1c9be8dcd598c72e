"""Offers of a seat: held for one person, taken once, then the next; told before, never by a GET."""

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from tests import factories
from tests.planning.reading import filled
from tests.registration.helpers import letters, link_in, offers, people, stored, typed
from workshop import db, timed
from workshop.domain.terms import FlagSource, OfferState, PersonStatus, Role, WorkshopState
from workshop.models import AddressFlag, AuditEntry, QueueTurn
from workshop.registration import queue_service, seats

CONFIRMED, WAITLISTED, CANCELLED = (
    PersonStatus.CONFIRMED, PersonStatus.WAITLISTED, PersonStatus.CANCELLED,
)  # fmt: skip
ANSWER = "/w/day/me/offer"


def moment():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def workshop(session):
    far = dt.date.today() + dt.timedelta(days=30)  # noqa: DTZ011  any day well ahead
    return factories.make_workshop(slug="day", capacity=2, date=far)


@pytest.fixture
def pim(workshop):
    return factories.make_person(workshop, first_name="พิม")


@pytest.fixture
def line(workshop, pim):
    """Three people who wait behind two seats, in this order."""
    factories.make_person(workshop)
    return [
        factories.make_person(workshop, first_name=name, status=WAITLISTED)
        for name in ("พัท", "สม", "นก")
    ]


@pytest.fixture
def freed(browsers, pim, line):
    """Somebody cancelled: the first in line is offered the seat."""
    browsers().be(pim).post("/w/day/me/cancel")
    return line


def status_of(session, person):
    return next(one.status for one in people(session) if one.id == person.id)


def answer(browser, choice, **kwargs):
    """As from the person's page, whose token goes along."""
    browser.get("/w/day/me")
    return browser.post(ANSWER, {"answer": choice}, **kwargs)


def come_back(browser):
    browser.get("/w/day/me")
    return browser.post("/w/day/me/restore", {"consent": "y"})


def tick(app, now=None):
    timed.do_jobs(app, now=now or moment())


def test_a_free_seat_is_offered_by_mail_with_the_time_and_held(freed, browsers, session):
    [offer] = offers(session)
    assert (offer.person_id, offer.state) == (freed[0].id, OfferState.OPEN)
    assert offer.expires_at - offer.made_at == dt.timedelta(hours=24)
    [letter] = letters(session, "offer")
    assert letter.recipient == freed[0].email
    assert link_in(letter.body)
    assert browsers().get("/w/day/?lang=en").text.count("Join the waiting list") == 1
    page = browsers().be(freed[0]).get("/w/day/me?lang=en").text
    assert "A seat is held for you" in page
    assert "24 hours left" in page
    assert "Number\u00a02" in browsers().be(freed[1]).get("/w/day/me?lang=en").text.replace(
        "Number 2", "Number\u00a02"
    )


def test_opening_the_link_takes_nothing(freed, browsers, session):
    link = link_in(letters(session, "offer")[0].body)
    scanner = browsers()
    for _ in range(3):
        assert scanner.get(link, follow_redirects=True).status_code == 200
        assert scanner.get(ANSWER).status_code in (404, 405)
    assert offers(session)[0].state is OfferState.OPEN


def test_taking_the_seat_seats_once_however_often_it_is_sent(freed, browsers, session):
    browser = browsers().be(freed[0])
    for _ in range(3):
        assert answer(browser, "accept").location == "/w/day/me"
    assert status_of(session, freed[0]) is CONFIRMED
    assert [offer.state for offer in offers(session)] == [OfferState.ACCEPTED]
    assert len(letters(session, "promoted")) == 1
    assert "มีที่นั่งแล้ว" in browser.get("/w/day/me?lang=th").text


def test_declining_passes_it_on_to_the_next_and_ends_the_registration(freed, browsers, session):
    browser = browsers().be(freed[0])
    answer(browser, "decline")
    assert status_of(session, freed[0]) is CANCELLED
    assert [(o.person_id, o.state) for o in offers(session)] == [
        (freed[0].id, OfferState.DECLINED), (freed[1].id, OfferState.OPEN),
    ]  # fmt: skip
    assert "You have declined the seat" in browser.get("/w/day/me?lang=en").text


def test_no_answer_in_time_passes_it_on_and_says_so(freed, app, browsers, session):
    later = moment() + dt.timedelta(hours=25)
    tick(app, later)
    assert [(o.person_id, o.state) for o in offers(session)] == [
        (freed[0].id, OfferState.EXPIRED), (freed[1].id, OfferState.OPEN),
    ]  # fmt: skip
    assert status_of(session, freed[0]) is CANCELLED
    assert [letter.recipient for letter in letters(session, "offer_expired")] == [freed[0].email]
    page = browsers().be(freed[0]).get("/w/day/me?lang=en").text
    assert "The offer of a seat has ended" in page
    assert "Register again" in page
    tick(app, later)
    assert len(offers(session)) == 2


def test_before_its_time_nothing_expires(freed, app, session):
    tick(app, moment() + dt.timedelta(hours=23))
    assert [offer.state for offer in offers(session)] == [OfferState.OPEN]


def test_an_answer_after_its_time_is_too_late_even_when_nothing_has_run(freed, browsers, session):
    [offer] = offers(session)
    offer = session.merge(offer)
    offer.made_at, offer.expires_at = moment() - dt.timedelta(2), moment() - dt.timedelta(1)
    session.commit()
    browser = browsers().be(freed[0])
    assert "The offer of a seat has ended" in browser.get("/w/day/me?lang=en").text
    assert offers(session)[0].state is OfferState.OPEN  # looking changes nothing
    said = answer(browser, "accept", follow_redirects=True)
    assert "The time to answer was over on" in said.text
    assert status_of(session, freed[0]) is CANCELLED
    assert offers(session)[-1].person_id == freed[1].id


def test_who_comes_back_after_it_ended_stands_at_the_end(freed, app, browsers, session):
    tick(app, moment() + dt.timedelta(hours=25))
    browser = browsers().be(freed[0])
    come_back(browser)
    assert status_of(session, freed[0]) is WAITLISTED
    assert "Number 3" in browser.get("/w/day/me?lang=en").text
    assert len(offers(session)) == 2


def test_the_last_one_who_lets_it_go_finds_a_free_seat_again(app, browsers, session, workshop):
    factories.make_person(workshop)
    som = factories.make_person(workshop, status=WAITLISTED)
    tick(app)
    tick(app, moment() + dt.timedelta(hours=25))
    assert "Register" in browsers().get("/w/day/?lang=en").text
    come_back(browsers().be(som))
    assert status_of(session, som) is CONFIRMED


def test_cancelling_while_offered_passes_the_seat_on(freed, browsers, session):
    browsers().be(freed[0]).post("/w/day/me/cancel")
    assert [(o.person_id, o.state) for o in offers(session)] == [
        (freed[0].id, OfferState.DECLINED), (freed[1].id, OfferState.OPEN),
    ]  # fmt: skip


def test_a_seat_that_is_held_is_given_to_nobody_who_registers(freed, browsers, session):
    newcomer = browsers()
    newcomer.get("/w/day/register")
    newcomer.post("/w/day/register", typed())
    assert people(session)[-1].status is WAITLISTED
    assert len(offers(session)) == 1


def test_without_an_offer_an_answer_changes_nothing(line, browsers, session):
    said = answer(browsers().be(line[1]), "accept", follow_redirects=True)
    assert "ขณะนี้ไม่มีที่นั่ง" in said.text
    assert status_of(session, line[1]) is WAITLISTED
    assert answer(browsers().be(line[1]), "maybe").status_code == 422


def test_after_the_workshop_is_closed_nothing_is_taken(freed, browsers, session, workshop):
    workshop.state = WorkshopState.CLOSED
    session.commit()
    assert answer(browsers().be(freed[0]), "accept").status_code == 409
    assert status_of(session, freed[0]) is WAITLISTED


def test_more_seats_are_offered_to_as_many_in_order(app, line, session, workshop):
    workshop.capacity = 4
    session.commit()
    tick(app)
    assert [offer.person_id for offer in offers(session)] == [line[0].id, line[1].id]


def test_a_workshop_that_is_a_draft_offers_nothing(app, line, session, workshop):
    workshop.capacity, workshop.state = 4, WorkshopState.DRAFT
    session.commit()
    tick(app)
    assert offers(session) == []


def test_without_an_address_the_offer_is_made_and_told_by_telephone(
    app, browsers, session, workshop
):
    orn = factories.make_account(workshop, Role.ORGANISER)
    factories.make_person(workshop)
    factories.make_person(workshop, status=WAITLISTED, email="", phone="0822527365")
    tick(app)
    assert len(offers(session)) == 1
    assert letters(session, "offer") == []
    page = browsers().sign_in(orn).get("/organise/day/waiting?lang=en").text
    assert "1 offer has to be told by telephone" in page
    assert 'href="tel:0822527365"' in page


def test_where_no_mail_can_be_sent_the_list_says_so(
    app, browsers, session, settings, workshop, line
):
    app.config["SETTINGS"] = dataclasses.replace(settings, base_url=None)
    orn = factories.make_account(workshop, Role.ORGANISER)
    workshop.capacity = 3
    session.commit()
    tick(app)
    assert [offer.person_id for offer in offers(session)] == [line[0].id]
    page = browsers().sign_in(orn).get("/organise/day/waiting?lang=en").text
    assert "No public address is set" in page
    assert "Tell by telephone" in page


class TestQueue:
    """What the organiser sees and does."""

    @pytest.fixture
    def orn(self, workshop, browsers):
        return browsers().sign_in(factories.make_account(workshop, Role.ORGANISER))

    def act(self, orn, person, action, **form):
        orn.get("/organise/day/waiting")
        return orn.post(f"/organise/day/waiting/{person.id}/{action}", form)

    def test_everybody_stands_in_order_with_agency_and_offer(self, orn, freed):
        page = orn.get("/organise/day/waiting?lang=en").text
        places = [page.index(f">{person.prefix}{person.first_name} ") for person in freed]
        assert places == sorted(places)
        assert "24 hours left" in page
        assert page.count(">Next<") == 1
        assert "1 is held by an offer" in page

    def test_a_long_list_is_parted_and_acting_stays_on_its_page(self, orn, freed, monkeypatch):
        monkeypatch.setattr(queue_service, "PAGE", 2)
        first, second, third = (f">{one.prefix}{one.first_name} " for one in freed)
        page = orn.get("/organise/day/waiting?lang=en").text
        assert "Page 1 of 2" in page
        assert first in page
        assert second in page
        assert third not in page
        assert third in orn.get("/organise/day/waiting?page=2").text
        assert "Page 2 of 2" in orn.get("/organise/day/waiting?page=99999999999").text
        assert first in orn.get("/organise/day/waiting?page=nonsense").text
        refused = self.act(orn, freed[2], "offer")
        assert refused.status_code == 422
        assert third in refused.text
        sent = orn.post(
            f"/organise/day/waiting/{freed[2].id}/offer?page=2", {"reason": "วิทยากรของกลุ่ม"}
        )
        assert sent.location == "/organise/day/waiting?page=2"

    def test_out_of_turn_needs_a_reason(self, orn, freed, session):
        refused = self.act(orn, freed[2], "offer")
        assert refused.status_code == 422
        assert "เขียนเหตุผล" in refused.text
        assert stored(session, sa.select(QueueTurn)) == []

    def test_out_of_turn_takes_the_next_seat_and_the_reason_is_kept(
        self, orn, app, freed, browsers, session, workshop
    ):
        assert self.act(orn, freed[2], "offer", reason="วิทยากรของกลุ่ม").status_code == 303
        page = orn.get("/organise/day/waiting?lang=en").text
        assert "Put ahead: วิทยากรของกลุ่ม" in page
        assert page.index(">Next<") > page.index(freed[2].first_name)
        assert "Number 3" in browsers().be(freed[1]).get("/w/day/me?lang=en").text
        workshop.capacity = 3
        session.commit()
        tick(app)
        made = offers(session)[-1]
        assert (made.person_id, made.reason) == (freed[2].id, "วิทยากรของกลุ่ม")
        assert made.made_by.endswith("@example.go.th")
        trail = stored(
            session, sa.select(AuditEntry.subject).where(AuditEntry.what == "offer.made")
        )
        assert any("วิทยากรของกลุ่ม" in subject for subject in trail)
        workshop.capacity = 4
        session.commit()
        tick(app)
        assert offers(session)[-1].person_id == freed[1].id

    def test_who_was_passed_over_is_offered_the_empty_seat_once_an_organiser_says_so(
        self, orn, freed, session
    ):
        for person in freed:
            self.act(orn, person, "withdraw")
        assert [o.state for o in offers(session)] == [OfferState.WITHDRAWN] * 3
        assert self.act(orn, freed[1], "offer", reason="โทรตกลงแล้ว").status_code == 303
        assert offers(session)[-1].person_id == freed[1].id

    def test_withdrawing_passes_the_seat_on_but_keeps_the_place(
        self, orn, freed, browsers, session
    ):
        assert self.act(orn, freed[0], "withdraw").status_code == 303
        assert [(o.person_id, o.state) for o in offers(session)] == [
            (freed[0].id, OfferState.WITHDRAWN), (freed[1].id, OfferState.OPEN),
        ]  # fmt: skip
        assert status_of(session, freed[0]) is WAITLISTED
        assert [one.recipient for one in letters(session, "offer_withdrawn")] == [freed[0].email]
        assert self.act(orn, freed[0], "withdraw").status_code == 409
        said = answer(browsers().be(freed[0]), "accept", follow_redirects=True).text
        assert "ผู้จัดถอนที่นั่งที่เสนอไว้แล้ว" in said

    def test_the_held_seat_is_given_at_once(self, orn, freed, session):
        assert self.act(orn, freed[0], "seat").status_code == 303
        assert status_of(session, freed[0]) is CONFIRMED
        assert offers(session)[0].state is OfferState.ACCEPTED

    def test_a_held_seat_is_given_to_nobody_else(self, orn, freed, session):
        self.act(orn, freed[1], "seat")
        assert status_of(session, freed[1]) is WAITLISTED
        assert "ถูกเสนอแล้ว" in orn.get("/organise/day/waiting?lang=th").text

    def test_capacity_cannot_fall_below_what_is_promised(self, orn, freed, session, workshop):
        page = orn.get("/organise/day/settings?lang=en")
        fields = filled(page.text)
        answer = orn.post("/organise/day/settings", {**fields, "capacity": "1"})
        assert answer.status_code == 422
        assert "have a seat or are offered one" in answer.text

    def test_the_hours_are_a_setting(self, orn, line, session, workshop):
        fields = filled(orn.get("/organise/day/settings?lang=en").text)
        assert fields["offer_hours"] == "24"
        for typed_in, status in (("0", 422), ("400", 422), ("x", 422), ("6", 303)):
            answer = orn.post("/organise/day/settings", {**fields, "offer_hours": typed_in})
            assert answer.status_code == status
        session.refresh(workshop)
        assert workshop.offer_hours == 6

    def test_somebody_of_another_workshop_is_not_found(self, orn, freed):
        other = factories.make_person(factories.make_workshop(), status=WAITLISTED)
        assert self.act(orn, other, "offer").status_code == 404


def test_an_offer_is_read_under_the_lock(app, freed, session):
    """Counting sees every open offer, so that the sum of seats never exceeds the capacity."""

    with db.open_session(app.extensions[db.EXTENSION]) as own:
        counted = seats.lock(own, freed[0].workshop_id)
    assert (counted.confirmed, counted.offered, counted.empty, counted.free) == (1, 1, 0, 0)


@pytest.mark.parametrize("choice", ["", "maybe", "\x00"])
def test_an_answer_that_is_none_is_told_what_to_choose(browser, workshop, choice):
    said = answer(browser.be(factories.make_person(workshop)), choice)
    assert said.status_code == 422
    assert "เลือกว่าจะรับที่นั่งหรือไม่รับ" in said.text


def test_marked_addresses_get_no_mail_but_what_is_asked_for(
    freed, workshop, app, browsers, session, pim
):
    """What a stranger can cause does not depend on the mark: the link goes, whatever is marked."""
    sent = len(letters(session))
    for person in (pim, *freed):
        factories.store(AddressFlag(
            workshop_id=person.workshop_id, address=person.email, source=FlagSource.BY_HAND,
            flagged_at=factories.MOMENT,
        ))  # fmt: skip
    first, second, third = freed
    answer(browsers().be(first), "decline")
    answer(browsers().be(second), "accept")
    come_back(browsers().be(pim))
    browsers().be(second).post("/w/day/me/cancel")
    orn = browsers().sign_in(factories.make_account(workshop, Role.ORGANISER))
    orn.post(f"/organise/day/waiting/{third.id}/withdraw")
    tick(app, now=moment() + dt.timedelta(days=3))
    ended = {offer.state for offer in offers(session)}
    assert ended == set(OfferState) - {OfferState.OPEN}
    assert [one.kind for one in letters(session)][sent:] == ["registration.registered"]
    browsers().post("/w/day/join", {"code": third.email})
    assert [one.recipient for one in letters(session, "links")] == [third.email]

"""Before the day a person with a seat says that somebody else comes instead."""

import pytest

from tests import factories
from tests.arrival.test_latecomers import people, place_of
from tests.postgres import ON_BOTH_DATABASES
from workshop.domain.terms import PersonStatus
from workshop.links import token_of
from workshop.models import AuditEntry, Consent, Message, Substitution

NEW = {"first_name": "มาลี", "last_name": "ทองดี", "email": "mali@example.go.th", "language": "th"}


@pytest.fixture
def phone(door, browsers):
    opened = browsers()
    opened.client.set_cookie("lang", "en")
    opened.be(door.pim).get("/w/day/me")
    return opened


def hand_on(phone, **typed):
    phone.get("/w/day/me/substitute")
    return phone.post("/w/day/me/substitute", {**NEW, "consent": "y", **typed})


@ON_BOTH_DATABASES
def test_the_seat_passes_on_with_group_and_the_old_link_dies(door, phone, app):
    group = place_of(door, door.pim).group_id
    invitee = factories.make_invitee(
        door.workshop, first_name=door.pim.first_name, last_name=door.pim.last_name,
        person_id=door.pim.id, replied_at=door.pim.registered_at,
    )  # fmt: skip
    old_link = token_of(app.extensions["workshop.keys"], door.pim)
    assert hand_on(phone).location == "/w/day/me"
    pim, *_others, mali = people(door)
    assert (pim.status, mali.status) == (PersonStatus.CANCELLED, PersonStatus.CONFIRMED)
    assert (mali.agency_id, mali.checked_in_at) == (pim.agency_id, None)
    assert place_of(door, mali).group_id == group
    assert place_of(door, pim) is None
    page = phone.get("/w/day/me").text
    assert "มาลี ทองดี comes instead, and this is their page from now on." in page
    assert phone.get(f"/me/{old_link}").status_code == 404
    [record] = door.session.query(Substitution).all()
    assert (record.person_id, record.absent_id) == (mali.id, pim.id)
    door.session.refresh(invitee)
    assert (invitee.person_id, invitee.is_substitute) == (mali.id, True)
    [consent] = door.session.query(Consent).filter(Consent.person_id == mali.id)
    assert consent.purpose == "registration"
    letters = [one.recipient for one in door.session.query(Message)]
    assert "mali@example.go.th" in letters
    trail = [one.subject for one in door.session.query(AuditEntry) if "handed" in one.what]
    assert trail == ["นางสาวพิมพ์ใจ ตั้งรบ → มาลี ทองดี"]


def test_whoever_comes_agrees_anew_and_is_somebody_else(door, phone):
    answer = hand_on(phone, consent="")
    assert answer.status_code == 422
    assert 'value="มาลี"' in answer.text
    same = hand_on(phone, first_name=door.pim.first_name, last_name=door.pim.last_name)
    assert same.status_code == 422
    assert "Enter that of whoever comes instead" in same.text
    assert door.stored(door.pim).status is PersonStatus.CONFIRMED


def test_a_new_first_and_last_name_is_asked_about(door, phone):
    phone.get("/w/day/me/change")
    sent = {**NEW, "agency": door.pim.agency_name, "version": str(door.pim.version)}
    asked = phone.post("/w/day/me/change", sent)
    assert asked.status_code == 422
    assert "Is this you, or somebody who comes in your place?" in asked.text
    step = phone.post("/w/day/me/change", {**sent, "who": "substitute"})
    assert step.status_code == 200
    assert 'action="/w/day/me/substitute"' in step.text
    assert 'value="มาลี"' in step.text
    assert door.stored(door.pim).first_name == "พิมพ์ใจ"
    assert phone.post("/w/day/me/change", {**sent, "who": "self"}).status_code == 303
    assert door.stored(door.pim).first_name == "มาลี"


def test_one_new_name_is_a_correction(door, phone):
    phone.get("/w/day/me/change")
    sent = {**NEW, "first_name": "พิมพ์ใจ", "agency": "ทล.", "version": str(door.pim.version)}
    assert phone.post("/w/day/me/change", sent).status_code == 303


def test_who_is_in_the_room_or_has_no_seat_hands_nothing_on(door, phone):
    door.pim.status = PersonStatus.WAITLISTED
    door.session.commit()
    assert phone.get("/w/day/me/substitute").location == "/w/day/me"
    assert hand_on(phone).status_code == 409
    assert "/me/substitute" not in phone.get("/w/day/me").text

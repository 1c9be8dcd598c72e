"""Who comes with nothing but the letter of invitation is known at the door."""

import uuid

from tests import factories
from tests.arrival.conftest import scanned
from tests.arrival.test_latecomers import people
from workshop.clock import now
from workshop.links import invitation_token_of


def letter_of(app, invitee):
    token = invitation_token_of(app.extensions["workshop.keys"], invitee)
    return f"https://workshop.example.go.th/i/{token}"


def test_the_letter_of_somebody_who_replied_checks_them_in(door, app):
    invitee = factories.make_invitee(
        door.workshop, person_id=door.pim.id, replied_at=door.pim.registered_at
    )
    answer = door.browser.post(door.path, {"code": letter_of(app, invitee)})
    assert answer.status_code == 303
    assert door.stored(door.pim).checked_in_at is not None


def test_the_letter_of_somebody_silent_leads_to_a_walk_in_that_is_filled_in(door, app):
    invitee = factories.make_invitee(
        door.workshop, agency=door.agency, first_name="มาลี", last_name="ทองดี"
    )
    for shown in (letter_of(app, invitee), invitee.short_code):
        answer = door.browser.post(door.path, {"code": shown})
        assert answer.status_code == 422
        assert "Invited: นายมาลี ทองดี, กรมทางหลวง. Has not replied." in answer.text
        assert f"/arrival/walk-in?invitee={invitee.id}" in answer.text
    page = door.browser.get(f"{door.path}/walk-in?invitee={invitee.id}").text
    assert 'value="มาลี"' in page
    assert 'value="กรมทางหลวง"' in page
    sent = {"first_name": "มาลี", "last_name": "ทองแดง", "agency": "กรมทางหลวง", "language": "th",
        "submission_id": str(uuid.uuid4()), "invitee": invitee.id}  # fmt: skip
    assert door.browser.post(f"{door.path}/walk-in", sent).status_code == 303
    *_others, mali = people(door)
    door.session.refresh(invitee)
    assert (invitee.person_id, invitee.is_substitute) == (mali.id, True)


def test_a_device_is_told_the_same(door, app):
    invitee = factories.make_invitee(door.workshop, declined_at=now())
    [result] = door.scan(scanned(code=letter_of(app, invitee)))["results"]
    assert result["outcome"] == "unknown"
    assert "The reply was that nobody comes." in result["sentence"]
    assert result["walk_in"].endswith(f"/arrival/walk-in?invitee={invitee.id}")


def test_an_invitation_of_another_workshop_counts_for_nobody(door, app):
    invitee = factories.make_invitee(factories.make_workshop(slug="other"))
    answer = door.browser.post(door.path, {"code": letter_of(app, invitee)})
    assert "This QR code counts for nobody on this list." in answer.text

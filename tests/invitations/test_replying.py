"""What whoever was invited can do with the link."""

import datetime as dt
import re

import pytest

from tests import factories
from tests.registration.helpers import people, typed
from workshop.domain.terms import PersonStatus, WorkshopState


def reply(**overrides):
    """The form as นายสมชาย ใจดี sends it."""
    known = {
        "prefix": "นาย", "first_name": "สมชาย", "last_name": "ใจดี", "agency": "กรมทางหลวง",
        "email": "somchai@example.go.th",
    }  # fmt: skip
    return typed(**{**known, **overrides})


@pytest.fixture
def somchai(scene):
    return factories.make_invitee(
        scene.workshop, agency=scene.highways, first_name="สมชาย", last_name="ใจดี",
        email="somchai@example.go.th", position="ผู้อำนวยการ",
    )  # fmt: skip


def test_the_invitation_says_what_when_where_and_who_is_asked(scene, guest, somchai):
    page = guest().get(scene.link(somchai))
    assert page.status_code == 200
    for words in (
        "Strategy workshop",
        "Parichat room",
        "นายสมชาย ใจดี",
        "Department of Highways",
        "I will come",
    ):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.text


def test_a_scanner_that_opens_every_link_changes_nothing(scene, guest, somchai):
    scanner = guest()
    for path in ("", "/come", "/substitute", "/decline"):
        assert scanner.get(scene.link(somchai, path)).status_code == 200
    assert scanner.get(scene.link(somchai, "/undecline")).status_code == 405
    after = scene.now(somchai)
    assert (after.person_id, after.declined_at, after.version) == (None, None, 1)
    assert not scene.deeds()
    assert not people(scene.session)


def test_i_will_come_is_the_registration_form_filled_in(scene, guest, somchai):
    mine = guest()
    page = mine.get(scene.link(somchai, "/come")).text
    for value in ("สมชาย", "ใจดี", "ผู้อำนวยการ", "กรมทางหลวง", "somchai@example.go.th"):
        assert f'value="{value}"' in page
    answer = mine.post(scene.link(somchai, "/come"), reply())
    assert answer.status_code == 303
    assert answer.location.endswith(f"/w/{scene.workshop.slug}/me")
    (person,) = people(scene.session)
    after = scene.now(somchai)
    assert person.status is PersonStatus.CONFIRMED
    assert (after.person_id, after.is_substitute) == (person.id, False)
    assert scene.deeds() == ["invitation.replied"]
    assert "is registered" in mine.get(scene.link(somchai)).text


def test_consent_is_asked_of_the_invited_too(scene, guest, somchai):
    answer = guest().post(scene.link(somchai, "/come"), reply(consent=None))
    assert answer.status_code == 422
    assert "Tick the box to agree" in answer.text
    assert not people(scene.session)


def test_another_name_is_asked_about_before_it_is_stored(scene, guest, somchai):
    mine = guest()
    answer = mine.post(scene.link(somchai, "/come"), {**reply(), "first_name": "สมชัย"})
    assert answer.status_code == 422
    assert "Is this you, or somebody who comes in your place?" in answer.text
    assert not people(scene.session)
    form = {**reply(), "first_name": "สมชัย"}
    assert mine.post(scene.link(somchai, "/come"), {**form, "who": "self"}).status_code == 303
    assert not scene.now(somchai).is_substitute


@pytest.mark.parametrize("by_question", [True, False])
def test_a_substitute_is_recorded_as_coming_in_their_place(scene, guest, somchai, by_question):
    other = {**reply(), "first_name": "มานี", "email": "manee@example.go.th"}
    mine, late = guest(), guest()
    late.get(scene.link(somchai, "/come"))
    if by_question:
        answer = mine.post(scene.link(somchai, "/come"), {**other, "who": "substitute"})
    else:
        answer = mine.post(scene.link(somchai, "/substitute"), other)
    assert answer.status_code == 303
    assert "You come in place of นายสมชาย ใจดี." in mine.get(scene.link(somchai)).text
    answer = late.post(scene.link(somchai, "/come"), {**reply(), "first_name": "สมชัย"})
    assert answer.status_code == 409  # and not asked first who it is
    assert 'value="สมชัย"' in answer.text
    (manee,) = people(scene.session)
    after = scene.now(somchai)
    assert (after.person_id, after.is_substitute) == (manee.id, True)
    passed_on = guest().get(scene.link(somchai)).text
    assert "Somebody has replied and comes in your place." in passed_on
    assert "มานี" not in passed_on


def test_the_substitutes_form_keeps_the_agency_and_leaves_the_name_empty(scene, guest, somchai):
    mine = guest()
    page = mine.get(scene.link(somchai, "/substitute")).text
    assert re.search(
        r'name="agency"[^>]*readonly[^>]*value="กรมทางหลวง"|readonly[^>]*name="agency"', page
    )
    assert 'value="สมชาย"' not in page
    other = {**reply(), "first_name": "มานี", "agency": "another agency"}
    assert mine.post(scene.link(somchai, "/substitute"), other).status_code == 303
    (manee,) = people(scene.session)
    assert (manee.agency_id, manee.agency_name) == (scene.highways.id, "กรมทางหลวง")


def test_the_invited_person_is_no_substitute_of_their_own(scene, guest, somchai):
    answer = guest().post(scene.link(somchai, "/substitute"), reply())
    assert answer.status_code == 422
    assert "This is the person invited" in answer.text


def test_an_office_is_answered_by_whoever_holds_it(scene, guest):
    office = factories.make_invitee(
        scene.workshop, agency=scene.lands, first_name="", last_name="", prefix="",
        position="อธิบดี",
    )  # fmt: skip
    mine = guest()
    page = mine.get(scene.link(office)).text
    assert "Register who comes" in page
    assert "in my place" not in page
    assert mine.post(scene.link(office, "/come"), reply(agency="กรมที่ดิน")).status_code == 303
    assert not scene.now(office).is_substitute


def test_declining_takes_a_reason_and_can_be_taken_back(scene, guest, somchai):
    mine = guest()
    assert mine.post(scene.link(somchai, "/decline"), {"reason": "ติดราชการ"}).status_code == 303
    assert scene.now(somchai).decline_reason == "ติดราชการ"
    page = mine.get(scene.link(somchai)).text
    assert "You said that you cannot come" in page
    assert "ติดราชการ" in page
    passed_on = guest()
    for path in ("", "/decline"):  # only the organiser reads it
        assert "ติดราชการ" not in passed_on.get(scene.link(somchai, path)).text
    assert mine.post(scene.link(somchai, "/undecline")).status_code == 303
    after = scene.now(somchai)
    assert (after.declined_at, after.decline_reason) == (None, "")
    assert scene.deeds() == ["invitation.declined", "invitation.reopened"]


def test_somebody_who_declined_may_still_come(scene, guest, somchai):
    mine = guest()
    mine.post(scene.link(somchai, "/decline"))
    assert mine.post(scene.link(somchai, "/come"), reply()).status_code == 303
    after = scene.now(somchai)
    assert after.person_id is not None
    assert after.declined_at is None


def test_of_two_people_who_opened_the_link_the_first_counts(scene, guest, somchai):
    first, second = guest(), guest()
    second.get(scene.link(somchai, "/substitute"))
    first.post(scene.link(somchai, "/come"), reply())
    late = {**reply(), "first_name": "มานี", "email": "manee@example.go.th"}
    answer = second.post(scene.link(somchai, "/substitute"), late)
    assert answer.status_code == 409
    assert "Somebody has replied to this invitation already." in answer.text
    assert 'value="มานี"' in answer.text
    assert second.post(scene.link(somchai, "/decline")).status_code == 409
    assert len(people(scene.session)) == 1
    assert second.get(scene.link(somchai, "/come")).location.endswith(scene.link(somchai))


def test_the_same_form_sent_twice_is_one_reply(scene, guest, somchai):
    mine, form = guest(), reply()
    for _time in range(3):
        assert mine.post(scene.link(somchai, "/come"), form).status_code == 303
    assert len(people(scene.session)) == 1
    assert scene.deeds() == ["invitation.replied"]


def test_a_full_workshop_offers_the_waiting_list(scene, guest, somchai):
    scene.workshop.capacity = 1
    scene.session.commit()
    factories.make_person(scene.workshop)
    mine = guest()
    assert "Join the waiting list" in mine.get(scene.link(somchai, "/come")).text
    mine.post(scene.link(somchai, "/come"), reply())
    assert people(scene.session)[-1].status is PersonStatus.WAITLISTED
    assert "is on the waiting list" in guest().get(scene.link(somchai)).text


def test_the_invited_register_while_public_registration_is_closed(scene, guest, somchai):
    scene.workshop.registration_open = False
    scene.session.commit()
    stranger = guest()
    stranger.get(f"/w/{scene.workshop.slug}/join")
    assert stranger.post(f"/w/{scene.workshop.slug}/register", reply()).status_code == 409
    assert guest().post(scene.link(somchai, "/come"), reply()).status_code == 303
    assert people(scene.session)[0].status is PersonStatus.CONFIRMED


def test_after_the_workshop_no_reply_is_taken(scene, guest, somchai):
    mine = guest()
    mine.get(scene.link(somchai, "/come"))
    scene.workshop.state = WorkshopState.CLOSED
    scene.session.commit()
    assert "This workshop is over" in mine.get(scene.link(somchai)).text
    assert mine.get(scene.link(somchai, "/come")).status_code == 303
    answer = mine.post(scene.link(somchai, "/come"), reply())
    assert answer.status_code == 409
    assert "This workshop is over" in answer.text
    assert not people(scene.session)


def test_a_withdrawn_invitation_says_so(scene, guest):
    gone = factories.make_invitee(scene.workshop, withdrawn_at=factories.MOMENT)
    mine = guest()
    mine.get(f"/w/{scene.workshop.slug}/join")
    page = mine.get(scene.link(gone)).text
    assert "This invitation was withdrawn" in page
    assert "I will come" not in page
    answer = mine.post(scene.link(gone, "/decline"))
    assert answer.status_code == 409
    assert "withdrawn" in answer.text


def test_a_replaced_link_says_that_there_is_a_newer_one(scene, guest):
    renewed = factories.make_invitee(scene.workshop, link_version=3)
    answer = guest().get(scene.link(renewed, version=1))
    assert answer.status_code == 404
    assert "A newer invitation replaced this link" in answer.text


def test_a_cancelled_registration_may_be_replied_to_again(scene, guest, somchai):
    mine = guest()
    mine.post(scene.link(somchai, "/come"), reply())
    mine.post(f"/w/{scene.workshop.slug}/me/cancel")
    assert "was cancelled. You can reply again." in guest().get(scene.link(somchai)).text
    other = {**reply(), "first_name": "มานี", "email": "manee@example.go.th"}
    assert guest().post(scene.link(somchai, "/substitute"), other).status_code == 303
    after = scene.now(somchai)
    assert after.person_id == people(scene.session)[-1].id
    assert after.is_substitute


def test_somebody_known_takes_no_second_seat_by_replying(scene, guest, somchai):
    known = factories.make_person(
        scene.workshop, agency=scene.lands, first_name="สมชาย", last_name="ใจดี",
        name_key="สมชาย|ใจดี", email="somchai@example.go.th",
    )  # fmt: skip
    assert guest().post(scene.link(somchai, "/come"), reply()).status_code == 303
    assert [one.id for one in people(scene.session)] == [known.id]
    assert scene.now(somchai).person_id == known.id


@pytest.mark.parametrize("reason", ["x" * 501, "y" * 1_000_000])
def test_a_reason_that_is_too_long_is_kept_and_refused(scene, guest, somchai, reason):
    answer = guest().post(scene.link(somchai, "/decline"), {"reason": reason})
    assert answer.status_code == 422
    assert "Enter at most 500 characters" in answer.text
    assert reason in answer.text
    assert scene.now(somchai).declined_at is None


@pytest.mark.parametrize("reason", ["a\0b", "\ud800", "\u202eabc", "🙂" * 100, "ติด\nราชการ"])
def test_any_reason_is_taken_as_typed(scene, guest, somchai, reason):
    answer = guest().post(
        scene.link(somchai, "/decline"), {"reason": reason.encode("utf-8", "surrogatepass")}
    )
    assert answer.status_code == 303
    assert guest().get(scene.link(somchai)).status_code == 200


def test_a_draft_is_shown_to_nobody(scene, guest, somchai):
    scene.workshop.state = WorkshopState.DRAFT
    scene.session.commit()
    assert guest().get(scene.link(somchai)).status_code == 404


def test_each_invitee_of_one_address_has_a_link_of_their_own(scene, guest, somchai):
    twin = factories.make_invitee(scene.workshop, email=somchai.email)
    assert scene.link(twin) != scene.link(somchai)
    mine = guest()
    mine.post(scene.link(twin, "/decline"))
    assert scene.now(somchai).declined_at is None
    assert scene.now(twin).declined_at is not None


def test_a_code_from_the_letter_leads_to_the_invitation(scene, guest, somchai):
    answer = guest().post(f"/w/{scene.workshop.slug}/join", {"code": somchai.short_code.lower()})
    assert answer.status_code == 303
    assert answer.location.endswith(scene.link(somchai))


def test_the_pages_are_there_in_thai(scene, browsers, somchai):
    thai = browsers()
    for path in ("", "/come", "/substitute", "/decline"):
        page = thai.get(scene.link(somchai, path))
        assert '<html lang="th">' in page.text
    assert dt.date(2026, 7, 23) == scene.workshop.date

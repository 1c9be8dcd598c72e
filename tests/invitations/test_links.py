"""Links of invitations: long, never good for anything else, and guesses are slowed."""

import base64

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.registration.helpers import stored
from workshop import access
from workshop.keys import invitation_token, link_is_genuine, link_token, same_token
from workshop.models import Attempt

KEY = b"k" * 32


@given(st.integers(1, 2**31 - 1), st.integers(1, 50), st.text(max_size=8))
def test_an_invitations_token_is_never_a_personal_link(number, version, code):
    token = invitation_token(KEY, invitee_id=number, link_version=version, code=code)
    assert not link_is_genuine(KEY, token, person_id=number, link_version=version)
    personal = link_token(KEY, person_id=number, link_version=version)
    assert not same_token(token, personal)
    assert len(base64.urlsafe_b64decode(token + "==")) * 8 >= 128 + 40


def test_each_link_opens_only_its_own_kind_of_page(scene, guest):
    person = factories.make_person(scene.workshop)
    invitee = factories.make_invitee(scene.workshop)
    assert person.id == invitee.id
    token = scene.link(invitee).removeprefix("/i/")
    assert guest().get(f"/me/{token}").status_code == 404
    keys = scene.app.extensions["workshop.keys"].link_key()
    personal = link_token(keys, person_id=person.id, link_version=person.link_version)
    assert guest().get(f"/i/{personal}").status_code == 404


def test_a_link_signs_nobody_in(scene, guest):
    person = factories.make_person(scene.workshop)
    one = factories.make_invitee(scene.workshop, person_id=person.id, replied_at=factories.MOMENT)
    mine = guest()
    mine.get(scene.link(one))
    assert mine.get(f"/w/{scene.workshop.slug}/me").status_code == 303


@pytest.mark.parametrize("cut", ["", "x", "%00", "%F0%9F%99%82", "a" * 34, "-" * 34, "a" * 4000])
def test_a_cut_or_forged_link_leads_to_a_sentence(scene, guest, cut):
    answer = guest().get(f"/i/{cut}")
    assert answer.status_code == 404
    assert "Open it from the letter again, or ask the organiser" in answer.text
    assert "badge" not in answer.text


def test_a_link_with_one_letter_changed_is_nobodys(scene, guest):
    link = scene.link(factories.make_invitee(scene.workshop))
    for at in (4, 20, 36):
        other = "A" if link[at] != "A" else "B"
        assert guest().get(link[:at] + other + link[at + 1 :]).status_code == 404


def test_guesses_are_slowed_and_right_links_go_on_working(scene, guest, monkeypatch):
    monkeypatch.setattr(access, "WRONG_LINKS", 3)
    right = scene.link(factories.make_invitee(scene.workshop))
    stranger = guest()
    assert [stranger.get(f"/i/{'a' * 34}").status_code for _ in range(5)] == [404] * 3 + [429] * 2
    assert "Retry-After" in stranger.get(f"/i/{'a' * 34}").headers
    assert stranger.get(right).status_code == 200
    attempts = stored(scene.session, sa.select(Attempt))
    assert {len(one.address) for one in attempts} == {32}


def test_staff_are_not_sent_to_a_badge(scene):
    for path in (
        "/organise/nothing/people",
        scene.at("/123456"),
        "/account/nothing",
        "/facilitate/x",
    ):
        answer = scene.orn.get(path)
        assert answer.status_code == 404
        assert "badge" not in answer.text
    assert "Go back, or begin at the start page" in scene.orn.get("/organise/nothing/people").text

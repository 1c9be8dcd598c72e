"""Somebody registers under a known name: where no mail can ask, an organiser decides."""

import dataclasses
import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.people.conftest import fresh
from tests.registration.helpers import changes, confirm_in, letters, people, typed
from workshop.domain.terms import PersonStatus
from workshop.models import AuditEntry

WAITS = "A proposed change waits"


@pytest.fixture
def quiet(app, settings):
    """An installation that does not know its own address, so that no mail carries a link."""
    app.config["SETTINGS"] = dataclasses.replace(settings, base_url=None)


def register(browser, scene, **overrides):
    path = f"/w/{scene.workshop.slug}/register"
    browser.get(path)
    assert browser.post(path, typed(**overrides)).status_code == 303


@pytest.fixture
def known(browsers, scene, session):
    """Registered once; then somebody else sends the same name with another position."""
    register(browsers(), scene)
    register(browsers(), scene, position="อธิบดี")
    [person] = people(session)
    return person


def form_for(scene, person, action):
    """Address and fields of a button as it stands on the page."""
    page = scene.orn.get(scene.at(f"/{person.id}")).text
    found = re.search(rf'<form[^>]*action="([^"]*/proposed/\d+/{action})">(.*?)</form>', page, re.S)
    fields = dict(re.findall(r'name="((?:change_)?version)" value="(\d+)"', found[2]))
    return found[1], fields


def trail(session):
    fresh(session)
    wanted = sa.select(AuditEntry.what, AuditEntry.actor).order_by(AuditEntry.id)
    return [tuple(row) for row in session.execute(wanted)]


def care(scene):
    return scene.orn.get(f"/organise/{scene.workshop.slug}/").text


def test_the_page_shows_what_differs_and_taking_it_over_makes_it_count(scene, session, known):
    page = scene.orn.get(scene.at(f"/{known.id}")).text
    assert WAITS in page
    assert "<del>นักวิเคราะห์นโยบายและแผน</del><br>→ <ins>อธิบดี</ins>" in page
    assert page.count("<del>") == 1
    assert scene.orn.post(*form_for(scene, known, "take")).status_code == 303
    page = scene.orn.get(scene.at(f"/{known.id}")).text
    assert "The new details count now." in page
    assert WAITS not in page
    [person] = people(session)
    assert (person.position, person.version) == ("อธิบดี", 2)
    assert changes(session)[0].applied_at is not None
    actors = {actor for what, actor in trail(session)[-2:]}
    assert [what for what, _ in trail(session)[-2:]] == ["person.changed", "person.taken_over"]
    assert len(actors) == 1
    assert "participant" not in actors


def test_discarding_changes_nothing_and_the_sender_sees_no_difference(
    browsers, scene, session, known
):
    stranger = browsers()
    register(stranger, scene, position="รองอธิบดี")
    before = stranger.get(f"/w/{scene.workshop.slug}/me").status_code
    for _ in range(2):
        assert scene.orn.post(*form_for(scene, known, "discard")).status_code == 303
    assert WAITS not in scene.orn.get(scene.at(f"/{known.id}")).text
    assert people(session)[0].position == "นักวิเคราะห์นโยบายและแผน"
    assert all(one.discarded_at and not one.applied_at for one in changes(session))
    assert trail(session)[-1][0] == "person.discarded"
    assert stranger.get(f"/w/{scene.workshop.slug}/me").status_code == before == 200


def test_what_is_revised_after_it_was_discarded_waits_again(browsers, scene, session, known):
    stranger = browsers()
    register(stranger, scene, position="รองอธิบดี")
    for _ in range(2):
        scene.orn.post(*form_for(scene, known, "discard"))
    path = f"/w/{scene.workshop.slug}/me/change"
    stranger.get(path)
    assert stranger.post(path, typed(position="ปลัด", version="1")).status_code == 303
    assert "<ins>ปลัด</ins>" in scene.orn.get(scene.at(f"/{known.id}")).text


@pytest.mark.parametrize("who", ["the person", "the sender", "another organiser"])
@pytest.mark.parametrize("action", ["take", "discard"])
def test_nothing_is_decided_about_something_else_than_was_looked_at(
    browsers, scene, session, known, who, action
):
    seen = form_for(scene, known, action)
    if who == "the person":
        fresh(session)
        people(session)[0].version += 1
        session.commit()
    elif who == "the sender":
        change = changes(session)[0]
        change.details = {**change.details, "position": "ปลัด", "version": 2}
        session.commit()
    else:
        scene.orn.post(*form_for(scene, known, "discard"))
    told = trail(session)
    scene.orn.post(*seen)
    assert "Something changed in the meantime." in scene.orn.get(scene.at(f"/{known.id}")).text
    assert people(session)[0].position == "นักวิเคราะห์นโยบายและแผน"
    assert trail(session) == told


def test_somebody_who_had_cancelled_comes_back(scene, session, known):
    scene.orn.post(scene.at(f"/{known.id}/cancel"))
    scene.orn.post(*form_for(scene, known, "take"))
    assert people(session)[0].status is PersonStatus.CONFIRMED


def test_the_known_address_may_still_say_yes_after_it_was_discarded(
    browsers, scene, session, known
):
    scene.orn.post(*form_for(scene, known, "discard"))
    browsers().post(confirm_in(letters(session, "proposed")[0].body))
    assert people(session)[0].position == "อธิบดี"
    assert WAITS not in scene.orn.get(scene.at(f"/{known.id}")).text


def test_a_change_of_somebody_else_or_another_workshop_is_not_found(browsers, scene, known):
    path, fields = form_for(scene, known, "take")
    other = factories.make_person(scene.workshop)
    assert scene.orn.post(path.replace(f"/people/{known.id}/", f"/people/{other.id}/"),
                          fields).status_code == 404  # fmt: skip
    assert scene.orn.get(path).status_code == 405
    assert browsers().post(path, fields).status_code in (302, 303, 403)


def test_without_mail_the_day_page_asks_for_care(browsers, scene, session, quiet, known):
    assert letters(session) == []
    page = care(scene)
    assert "1 proposed change waits" in page
    assert f'href="{scene.at(f"/{known.id}")}"' in page
    register(browsers(), scene, position="ปลัด")
    assert "2 proposed changes wait" in care(scene)
    for _ in range(2):
        scene.orn.post(*form_for(scene, known, "discard"))
    assert "proposed change" not in care(scene)


def test_with_mail_only_people_without_an_address_need_care(browsers, scene, known):
    assert "proposed change" not in care(scene)
    alone = {"first_name": "เดียว", "email": ""}
    register(browsers(), scene, **alone)
    register(browsers(), scene, **alone, position="ปลัด")
    page = care(scene)
    assert "1 proposed change waits" in page
    assert "เดียว" in page

"""Whoever was invited and registers without the link is recognised, or asked about."""

from tests import factories
from tests.registration.helpers import people, typed
from workshop.domain.terms import PersonSource


def invited(scene, **overrides):
    return factories.make_invitee(
        scene.workshop, agency=scene.highways,
        **{"first_name": "สมชาย", "last_name": "ใจดี", "email": "somchai@example.go.th",
           **overrides},
    )  # fmt: skip


def register(scene, guest, **overrides):
    visitor = guest()
    visitor.get(f"/w/{scene.workshop.slug}/register")
    form = typed(**{
        "first_name": "สมชาย", "last_name": "ใจดี", "agency": "ทล.", "ministry": "",
        "email": "x@example.go.th",
        **overrides,
    })  # fmt: skip
    assert visitor.post(f"/w/{scene.workshop.slug}/register", form).status_code == 303
    return people(scene.session)[-1]


def test_the_same_name_and_agency_is_a_reply(scene, guest):
    one = invited(scene)
    person = register(scene, guest)
    assert scene.now(one).person_id == person.id
    assert scene.deeds() == ["invitation.replied"]


def test_the_same_name_and_address_is_a_reply(scene, guest):
    one = invited(scene)
    person = register(scene, guest, agency="ที่อื่น", email="somchai@example.go.th")
    assert scene.now(one).person_id == person.id


def test_the_same_name_alone_is_asked_about(scene, guest):
    one = invited(scene)
    person = register(scene, guest, agency="ที่อื่น")
    assert scene.now(one).person_id is None
    assert "Is it them?" in scene.orn.get(scene.at()).text
    page = scene.orn.get(scene.at(f"/{one.id}")).text
    assert "Is it นายสมชาย ใจดี?" in page
    assert scene.orn.post(scene.at(f"/{one.id}/is/{person.id}/yes")).status_code == 303
    after = scene.now(one)
    assert (after.person_id, after.is_substitute) == (person.id, False)


def test_the_same_address_under_another_name_is_asked_about_as_a_substitute(scene, guest):
    one = invited(scene)
    person = register(scene, guest, first_name="มานี", email="somchai@example.go.th")
    assert scene.now(one).person_id is None
    scene.orn.post(scene.at(f"/{one.id}/is/{person.id}/yes"))
    assert scene.now(one).is_substitute


def test_a_no_is_remembered(scene, guest):
    one = invited(scene)
    person = register(scene, guest, agency="ที่อื่น")
    scene.orn.post(scene.at(f"/{one.id}/is/{person.id}/no"))
    assert "Is it นายสมชาย" not in scene.orn.get(scene.at(f"/{one.id}")).text
    assert scene.now(one).person_id is None


def test_an_office_is_asked_about_by_position_and_agency(scene, guest):
    office = invited(scene, first_name="", last_name="", name_key="", position="อธิบดี", email="")
    register(scene, guest, first_name="มานี", position="อธิบดี")
    assert scene.now(office).person_id is None
    assert "Is it นายมานี" in scene.orn.get(scene.at(f"/{office.id}")).text


def test_a_yes_after_somebody_replied_is_refused(scene, guest):
    one = invited(scene)
    register(scene, guest)
    other = register(scene, guest, first_name="มานี", email="m@example.go.th")
    scene.orn.post(scene.at(f"/{one.id}/is/{other.id}/yes"))
    assert scene.now(one).person_id != other.id


def test_somebody_invited_after_registering_has_replied_already(scene, guest):
    person = register(scene, guest)
    form = {"first_name": "สมชาย", "last_name": "ใจดี", "agency": "กรมทางหลวง", "language": "th"}
    assert scene.orn.post(scene.at("/new"), form).status_code == 303
    assert scene.invitees()[0].person_id == person.id
    assert scene.deeds() == ["invitation.added", "invitation.replied"]


def test_somebody_who_declined_and_registers_comes(scene, guest):
    one = invited(scene, declined_at=factories.MOMENT, decline_reason="away")
    register(scene, guest)
    after = scene.now(one)
    assert after.person_id is not None
    assert (after.declined_at, after.decline_reason) == (None, "")


def test_a_withdrawn_invitation_recognises_nobody(scene, guest):
    one = invited(scene, withdrawn_at=factories.MOMENT)
    register(scene, guest)
    assert scene.now(one).person_id is None


def test_people_put_on_the_list_by_organisers_are_recognised_too(scene):
    one = invited(scene)
    form = {"first_name": "สมชาย", "last_name": "ใจดี", "agency": "กรมทางหลวง", "language": "th"}
    assert scene.orn.post(f"/organise/{scene.workshop.slug}/people/new", form).status_code == 303
    (person,) = people(scene.session)
    assert person.source is PersonSource.ORGANISER
    assert scene.now(one).person_id == person.id


def test_two_invitations_of_one_person_are_both_answered(scene, guest):
    one, again = invited(scene), invited(scene)
    person = register(scene, guest)
    assert {scene.now(one).person_id, scene.now(again).person_id} == {person.id}

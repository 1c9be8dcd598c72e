"""One person: added, changed, cancelled, given a seat and a new link."""

import pytest
import sqlalchemy as sa

from tests import factories
from tests.people.conftest import fresh
from workshop.domain.terms import LetterKind, MessageState, PersonSource, PersonStatus, Seniority
from workshop.links import person_behind, token_of
from workshop.models import AuditEntry, Message, MessageTemplate, Person, PersonRole, SeatOffer

TYPED = {
    "prefix": "นาย", "first_name": "สมชาย", "last_name": "ใจดี", "position": "รองอธิบดี",
    "agency": "ทล.", "email": "A@Example.go.th", "phone": "๐๘๒-๒๕๒-๗๓๖๕", "language": "th",
}  # fmt: skip


def only(session):
    fresh(session)
    return session.scalars(sa.select(Person)).one()


def fields(person, **changed):
    names = (
        "prefix",
        "first_name",
        "last_name",
        "position",
        "ministry",
        "email",
        "phone",
        "dietary",
        "access_needs",
        "language",
        "version",
    )
    values = {name: getattr(person, name) for name in names}
    return {**values, "agency": person.agency_name, **changed}


def test_a_person_added_by_hand_has_a_seat_and_everything_worked_out(scene, session):
    response = scene.orn.post(scene.at("/new"), TYPED)
    person = only(session)
    assert (response.status_code, response.location) == (303, scene.at(f"/{person.id}"))
    assert (person.agency_id, person.agency_name) == (scene.highways.id, "กรมทางหลวง")
    assert (person.email, person.phone) == ("a@example.go.th", "0822527365")
    assert (person.status, person.source) == (PersonStatus.CONFIRMED, PersonSource.ORGANISER)
    assert person.seniority is Seniority.EXECUTIVE
    assert len(person.short_code) == 6
    page = scene.orn.get(response.location).text
    assert "นายสมชาย ใจดี" in page
    assert "082 252 7365" in page
    assert 'role="img"' in page


def test_only_the_name_is_needed(scene, session):
    refused = scene.orn.post(scene.at("/new"), {"position": "อธิบดี"})
    assert refused.status_code == 422
    assert "Enter a first name" in refused.text
    assert "อธิบดี" in refused.text
    scene.orn.post(scene.at("/new"), {"first_name": "สมชาย", "last_name": "ใจดี"})
    assert only(session).email == ""


def test_a_namesake_is_asked_about_before_it_is_added(scene, session):
    scene.orn.post(scene.at("/new"), TYPED)
    asked = scene.orn.post(scene.at("/new"), {**TYPED, "prefix": "", "first_name": "นายสมชาย"})
    assert asked.status_code == 409
    assert "already on the list" in asked.text
    scene.orn.post(scene.at("/new"), {**TYPED, "anyway": "yes"})
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 2


def test_when_all_seats_are_taken_somebody_added_by_hand_waits(scene, session):
    scene.workshop.capacity = 1
    session.commit()
    factories.make_person(scene.workshop)
    scene.orn.post(scene.at("/new"), TYPED)
    fresh(session)
    added = session.scalars(sa.select(Person).where(Person.first_name == "สมชาย")).one()
    assert added.status is PersonStatus.WAITLISTED


def test_every_field_can_be_changed(scene, session):
    person = factories.make_person(scene.workshop, agency=scene.highways)
    changed = fields(
        person, first_name="ใหม่", agency="ทด.", ministry="", position="หัวหน้า", dietary="เจ",
        access_needs="ทางลาด", language="en", roles=["user"],
    )  # fmt: skip
    assert scene.orn.post(scene.at(f"/{person.id}"), changed).status_code == 303
    stored = only(session)
    assert (stored.first_name, stored.agency_id, stored.dietary) == ("ใหม่", scene.lands.id, "เจ")
    assert (stored.seniority, stored.language, stored.version) == (Seniority.HEAD, "en", 2)
    assert stored.name_key == "ใหม่|ใจดี"
    assert session.scalar(sa.select(sa.func.count()).select_from(PersonRole)) == 1
    assert session.scalars(sa.select(AuditEntry.what)).all() == ["person.changed"]


def test_saving_without_a_change_changes_nothing(scene, session):
    person = factories.make_person(scene.workshop, agency=scene.highways)
    scene.orn.post(scene.at(f"/{person.id}"), fields(person))
    assert only(session).version == 1


def test_two_organisers_do_not_overwrite_each_other_silently(scene, session):
    person = factories.make_person(scene.workshop, agency=scene.highways)
    old = fields(person)
    scene.orn.post(scene.at(f"/{person.id}"), {**old, "position": "อธิบดี"})
    response = scene.orn.post(scene.at(f"/{person.id}"), {**old, "position": "หัวหน้า"})
    assert response.status_code == 409
    assert "Stored now:</b> อธิบดี" in response.text
    assert 'value="หัวหน้า"' in response.text
    assert 'name="version" type="hidden" value="2"' in response.text
    assert only(session).position == "อธิบดี"


def test_a_cancelled_seat_is_offered_to_whoever_waits_longest(scene, session):
    scene.workshop.capacity = 1
    factories.store(MessageTemplate(
        workshop_id=scene.workshop.id, kind=LetterKind.CANCELLED, language="th",
        subject="คุณยกเลิกแล้ว", body="คุณยกเลิกแล้ว",
    ))  # fmt: skip
    ann = factories.make_person(scene.workshop, checked_in_at=factories.MOMENT)
    bow = factories.make_person(scene.workshop, status=PersonStatus.WAITLISTED)
    assert "A mail will tell the person." in scene.orn.get(scene.at(f"/{ann.id}")).text
    done = [scene.orn.post(scene.at(f"/{ann.id}/cancel"), follow_redirects=True) for _ in "12"]
    assert ["A mail tells the person." in page.text for page in done] == [True, False]
    fresh(session)
    assert (ann.status, ann.checked_in_at) == (PersonStatus.CANCELLED, None)
    assert session.scalars(sa.select(SeatOffer.person_id)).all() == [bow.id]
    told = dict(session.execute(sa.select(Message.recipient, Message.subject)).all())
    assert told.keys() == {ann.email, bow.email}
    assert "การลงทะเบียนของท่านถูกยกเลิก" in told[ann.email]  # by the organiser, not by Ann
    letter = session.scalars(sa.select(Message).where(Message.person_id == ann.id)).one()
    letter.state = MessageState.SENT
    session.commit()
    scene.orn.post(f"/organise/{scene.workshop.slug}/messages/{letter.id}/again")
    fresh(session)
    again = session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert (again.id != letter.id, again.subject) == (True, letter.subject)
    scene.orn.post(scene.at(f"/{ann.id}/restore"))
    fresh(session)
    assert ann.status is PersonStatus.WAITLISTED


def test_a_seat_is_given_only_while_one_is_free(scene, session):
    scene.workshop.capacity = 1
    session.commit()
    factories.make_person(scene.workshop)
    waits = factories.make_person(scene.workshop, status=PersonStatus.WAITLISTED)
    refused = scene.orn.post(scene.at(f"/{waits.id}/confirm"), follow_redirects=True)
    assert "All 1 seats are taken" in refused.text
    scene.workshop.capacity = 2
    session.commit()
    scene.orn.post(scene.at(f"/{waits.id}/confirm"))
    fresh(session)
    assert waits.status is PersonStatus.CONFIRMED


def test_a_revoked_link_signs_nobody_in(scene, session, app):
    person = factories.make_person(scene.workshop)
    keys = app.extensions["workshop.keys"]
    token = token_of(keys, person)
    assert token in scene.orn.get(scene.at(f"/{person.id}")).text
    scene.orn.post(scene.at(f"/{person.id}/revoke"))
    fresh(session)
    assert person.link_version == 2
    assert person_behind(session, keys, token) is None
    assert token not in scene.orn.get(scene.at(f"/{person.id}")).text


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "ก" * 100_000,
        "<script>alert(1)</script>",
        "{{7*7}}",
        "=1+1",
        "\u202eabc",
        "ปั๊้้้ม 😀",
    ],
)
def test_whatever_is_typed_is_stored_as_text_or_refused(scene, session, text):
    response = scene.orn.post(
        scene.at("/new"), {"first_name": "ก", "last_name": "ข", "dietary": text, "position": text}
    )
    assert response.status_code in (303, 422)
    if response.status_code == 303:
        page = scene.orn.get(response.location).text
        assert "<script>alert" not in page
        assert ">49<" not in page


def test_the_history_says_what_changed_but_not_how_to_reach_somebody(scene, session):
    person = factories.make_person(
        scene.workshop, position="นักวิชาการ", phone="0811111111", dietary="เจ", language="th"
    )
    changed = fields(
        person, position="หัวหน้ากอง", agency="ทล.", phone="0899999999", dietary="ฮาลาล",
        email="new@example.go.th", access_needs="ทางลาด", language="en",
    )  # fmt: skip
    scene.orn.post(scene.at(f"/{person.id}"), changed)
    (subject,) = session.scalars(sa.select(AuditEntry.subject)).all()
    history = f"/organise/{scene.workshop.slug}/history?lang="
    for language, words in (
        ("en", ("Position: นักวิชาการ → หัวหน้ากอง", "Agency: หน่วยงานหนึ่ง → กรมทางหลวง",
                "; Email address; Phone; Food; Access needs; Language: Thai → English")),
        ("th", ("ตำแหน่ง: นักวิชาการ → หัวหน้ากอง", "หน่วยงาน: หน่วยงานหนึ่ง → กรมทางหลวง",
                "; อีเมล; โทรศัพท์; อาหาร; ")),
    ):  # fmt: skip
        page = scene.orn.get(f"{history}{language}").text
        assert [one for one in words if one not in page] == []
    for secret in ("0811111111", "0899999999", "เจ;", "ฮาลาล", "new@", "ทางลาด", person.email):
        assert secret not in subject


def test_a_long_change_is_cut_in_the_history(scene, session):
    person = factories.make_person(scene.workshop)
    scene.orn.post(
        scene.at(f"/{person.id}"), fields(person, position="ก" * 200, ministry="ข" * 200)
    )
    (subject,) = session.scalars(sa.select(AuditEntry.subject)).all()
    assert len(subject) <= 300
    assert "ก" * 59 + "…" in subject


def test_a_near_miss_of_an_agency_is_asked_about_and_settled_for_everybody(scene, session):
    typed = [
        factories.make_person(scene.workshop, agency_name="กรมทางหลวน") for _number in range(2)
    ]
    page = scene.orn.get(scene.at(f"/{typed[0].id}")).text
    assert "“กรมทางหลวน” is not in the list of agencies" in page
    assert "It is Department of Highways" in page
    sent = {"name": "กรมทางหลวน", "agency": str(scene.highways.id)}
    assert f'name="agency" value="{scene.highways.id}"' in page
    scene.orn.post(f"/organise/{scene.workshop.slug}/agencies/typed", sent)
    fresh(session)
    assert [person.agency_id for person in typed] == [scene.highways.id] * 2
    assert "is not in the list of agencies" not in scene.orn.get(scene.at(f"/{typed[0].id}")).text

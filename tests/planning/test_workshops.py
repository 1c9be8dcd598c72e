"""My workshops; a new one by form and as a copy."""

import datetime as dt

import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from workshop.domain.terms import LetterKind, PersonStatus, QuestionKind, Role, WorkshopState
from workshop.models import (
    Agency,
    AgencyRole,
    AgencyRoleLink,
    AgendaItem,
    Attribute,
    AttributeValue,
    AuditEntry,
    FeedbackForm,
    FocusGroup,
    GroupRole,
    Membership,
    MessageTemplate,
    Person,
    PrivacyNotice,
    Question,
    QuestionVersion,
    SeniorityRule,
    Strategy,
    Workshop,
)

START = "/account/workshops"
NEW = {"title_en": "Plans for 2569", "date": "2026-08-20"}


def of(session, model, workshop):
    return session.scalars(sa.select(model).where(model.workshop_id == workshop.id)).all()


def only(session, slug):
    return session.scalars(sa.select(Workshop).where(Workshop.slug == slug)).one()


def test_my_workshops_are_listed_newest_first_and_only_mine(organiser, orn):
    make.make_workshop(title_en="Somebody else’s")
    later = make.make_workshop(title_en="A later one", date=dt.date(2027, 1, 5))
    make.store(Membership(workshop_id=later.id, account_id=orn.id, role=Role.ORGANISER))
    page = organiser.get("/organise/").text
    assert "Somebody else" not in page
    assert page.index("A later one") < page.index("Strategy workshop")


def test_the_list_counts_confirmed_people_against_the_seats(organiser, workshop):
    make.make_person(workshop)
    make.make_person(workshop, status=PersonStatus.WAITLISTED)
    assert "1 of 100 seats taken" in organiser.get("/organise/").text


def test_facilitators_are_led_to_their_groups(browser, workshop):
    group = make.make_group(workshop, "policy")
    browser.sign_in(make.make_account(workshop, Role.FACILITATOR, group=group))
    assert browser.get(START).location == "/facilitate/plan/policy/"
    assert browser.get("/organise/").status_code == 404


def test_the_door_of_one_workshop_is_led_to_its_desk(browser, workshop):
    account = make.make_account(workshop, Role.DOOR)
    browser.sign_in(account)
    assert browser.get(START).location == "/organise/plan/arrival"


def test_the_door_of_two_workshops_chooses(browser, workshop, session):
    account = make.make_account(workshop, Role.DOOR)
    other = make.make_workshop(slug="other")
    session.add(Membership(workshop_id=other.id, account_id=account.id, role=Role.DOOR))
    session.commit()
    page = browser.sign_in(account).get(START).text
    assert "/organise/plan/arrival" in page
    assert "/organise/other/arrival" in page


def test_without_a_workshop_the_list_offers_the_first_one(browser, session):
    browser.sign_in(make.make_account(may_create=True))
    assert "/organise/new" in browser.get("/organise/?lang=en").text


def test_only_who_may_create_makes_workshops(browser, workshop):
    group = make.make_group(workshop)
    browser.sign_in(make.make_account(workshop, Role.FACILITATOR, group=group))
    assert browser.get("/organise/new").status_code == 404


def test_a_new_workshop_is_a_draft_with_what_it_needs(app, organiser, session):
    response = change(organiser, "/organise/new", "title_en", **NEW)
    assert response.status_code == 303
    assert response.location.endswith("/organise/plans-for-2569/")
    made = only(session, "plans-for-2569")
    assert made.state is WorkshopState.DRAFT
    assert not made.registration_open
    assert (made.date, made.disclosure_k) == (dt.date(2026, 8, 20), 5)
    (member,) = of(session, Membership, made)
    assert member.role is Role.ORGANISER
    (notice,) = of(session, PrivacyNotice, made)
    assert notice.number == 1
    assert "nobody can see who said what" in notice.text_en
    assert "ผู้ใดตอบอะไร" in notice.text_th
    (form,) = of(session, FeedbackForm, made)
    assert form.number == 0
    assert len(of(session, SeniorityRule, made)) > 50
    assert app.extensions["workshop.keys"].answer_key(made.uid)
    assert "workshop.created" in {entry.what for entry in of(session, AuditEntry, made)}


def test_a_suggested_address_is_made_free(organiser, session):
    change(organiser, "/organise/new", "title_en", **NEW)
    second = change(organiser, "/organise/new", "title_en", **NEW)
    assert second.location.endswith("/organise/plans-for-2569-2/")


def test_a_thai_title_gets_an_address_from_its_date(organiser):
    values = {"title_th": "แผนปี 2569", "date": "2026-08-20"}
    response = change(organiser, "/organise/new", "title_en", **values)
    assert response.location.endswith("/organise/workshop-2026-08-20/")


MISTAKES = (
    ({"title_en": ""}, "Enter a title in Thai or in English"),
    ({"date": ""}, "Enter a date such as"),
    ({"date": "2569-08-20"}, "2026 for 2569"),
    ({"date": "soon"}, "Enter a date such as"),
    ({"starts": "09:00", "ends": "08:00"}, "Enter an end after the start"),
    ({"slug": "new"}, "Choose another"),
    ({"slug": "plan"}, "Another workshop has this address"),
    ({"slug": "ภาษาไทย"}, "Use small letters a to z"),
    ({"timezone": "Siam"}, "Enter an area and a city"),
    ({"timezone": "../etc/passwd"}, "Enter an area and a city"),
    ({"capacity": "0"}, "Enter a whole number from 1"),
    ({"capacity": "lots"}, "Enter a whole number from 1"),
    ({"map_url": "javascript:alert(1)"}, "begins with https://"),
    ({"album_url": "https://a b"}, "without spaces"),
    ({"contact_email": "nobody"}, "Enter an email address like"),
    ({"contact_phone": "abc"}, "Enter a phone number like"),
    ({"contact_phone": "02 612 6000, abc"}, "Enter a phone number like"),
    ({"disclosure_k": "1"}, "from 2 to 20"),
    ({"notice_th": "", "notice_en": ""}, "Enter what people agree to"),
    ({"title_en": "x" * 201}, "Shorten this to at most 200 characters"),
    (
        {"registration_opens_at": "2026-08-02T10:00", "registration_closes_at": "2026-08-01T10:00"},
        "Enter a moment after registration begins",
    ),
)  # fmt: skip


def test_each_mistake_is_named_and_nothing_is_stored(organiser, session):
    before = session.scalar(sa.select(sa.func.count()).select_from(Workshop))
    for values, sentence in MISTAKES:
        sent = {**NEW, "summary_en": "kept as typed", **values}
        response = change(organiser, "/organise/new", "title_en", **sent)
        assert response.status_code == 422, values
        assert sentence in response.text, values
        assert 'class="summary"' in response.text
        assert filled(response.text, "title_en")["summary_en"] == "kept as typed"
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Workshop)) == before


def _rich(workshop):
    role = make.make_role(workshop, "policy")
    group = make.make_group(workshop, "policy", roles=(role,))
    agency = make.make_agency(workshop, roles=(role,))
    make.make_strategy(workshop, 1)
    make.make_question(workshop, 1)
    make.make_question(workshop, 0, QuestionKind.SINGLE, group=group)
    retired = make.make_question(workshop, 1)
    retired.retired = True
    item = AgendaItem(workshop_id=workshop.id, starts=dt.time(9), title_en="Opening")
    make.store(item)
    make.place(workshop, {make.make_person(workshop, agency=agency): group})


def test_a_copy_takes_the_set_up_and_no_people(app, organiser, workshop, session):
    _rich(workshop)
    workshop.contact_name_th, workshop.contact_name_en = "อร", "Orn"
    letter = {"kind": LetterKind.REGISTERED, "language": "th", "subject": "ที่นั่ง", "body": "มีที่นั่งแล้ว"}
    session.add(MessageTemplate(workshop_id=workshop.id, **letter))
    region = Attribute(workshop_id=workshop.id, name_en="Region", heading_key="region", weight=2)
    session.add(region)
    session.flush()
    person = make.make_person(workshop)
    session.add(AttributeValue(
        workshop_id=workshop.id, person_id=person.id, attribute_id=region.id, value="North"
    ))  # fmt: skip
    session.commit()
    page = organiser.get("/organise/new?copy=plan").text
    assert f"{workshop.date.year + 543} · plan</option>" in page, "two may have the same title"
    sent = {
        **filled(page, "title_en"),
        "contact_phone": "02 612 6000 ต่อ 12, 1111",
        "title_en": "Once more",
        "slug": "again",
        "date": "2027-07-23",
    }
    response = organiser.post("/organise/new?copy=plan", sent)
    assert response.status_code == 303
    session.rollback()
    made = only(session, "again")
    assert (made.contact_name_th, made.contact_name_en) == ("อร", "Orn")
    (role,) = of(session, AgencyRole, made)
    (group,) = of(session, FocusGroup, made)
    (agency,) = of(session, Agency, made)
    (strategy,) = of(session, Strategy, made)
    assert [one.title_en for one in of(session, AgendaItem, made)] == ["Opening"]
    assert [(one.group_id, one.role_id) for one in of(session, GroupRole, made)] == [
        (group.id, role.id)
    ]
    assert [one.agency_id for one in of(session, AgencyRoleLink, made)] == [agency.id]
    forms = {form.number: form for form in of(session, FeedbackForm, made)}
    assert forms[1].strategy_id == strategy.id
    questions = of(session, Question, made)
    assert sorted((one.form_id, one.group_id) for one in questions if one.group_id) == [
        (forms[0].id, group.id)
    ]
    assert len(questions) == 2
    assert {one.number for one in of(session, QuestionVersion, made)} == {1}
    assert [one.subject for one in of(session, MessageTemplate, made)] == ["ที่นั่ง"]
    assert of(session, Person, made) == []
    assert [(one.name_en, one.weight) for one in of(session, Attribute, made)] == [("Region", 2)]
    assert of(session, AttributeValue, made) == []
    assert made.uid != workshop.uid
    assert app.extensions["workshop.keys"].answer_key(made.uid)


def test_choosing_what_to_copy_keeps_what_was_typed(organiser, workshop, session):
    workshop.venue_en, workshop.capacity = "The hall", 77
    session.commit()
    sent = {**filled(organiser.get("/organise/new").text, "title_en"), "title_en": "Typed by me"}
    copied = organiser.post("/organise/new", {**sent, "start": "plan", "use": "y"}).text
    kept = filled(copied, "title_en")
    assert (kept["title_en"], kept["venue_en"], kept["capacity"]) == (
        "Typed by me",
        "The hall",
        "77",
    )
    assert kept["copy"] == "plan"
    back = organiser.post("/organise/new", {**kept, "start": "", "use": "y"}).text
    kept = filled(back, "title_en")
    assert (kept["title_en"], kept["venue_en"]) == ("Typed by me", "")
    assert "copy" not in kept


def test_nobody_copies_another_organisers_workshop(organiser, session):
    other = make.make_workshop(slug="secret", title_en="Secret title")
    make.make_group(other, "hidden")
    page = organiser.get("/organise/new?copy=secret").text
    assert "Secret title" not in page
    change(organiser, "/organise/new", "title_en", **NEW, copy="secret")
    session.rollback()
    assert of(session, FocusGroup, only(session, "plans-for-2569")) == []

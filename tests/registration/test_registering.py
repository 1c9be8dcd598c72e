"""A seat for everybody who asks, once; mistakes are named where they were made."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests import factories
from tests.registration.helpers import letters, link_in, people, typed
from workshop.domain.terms import PersonStatus, Seniority, WorkshopState
from workshop.models import AuditEntry, Consent, PersonRole, PrivacyNotice


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day", capacity=3)


def register(browser, **overrides):
    browser.get("/w/day/register")
    return browser.post("/w/day/register", typed(**overrides))


def test_registering_takes_a_seat_and_leads_to_ones_own_page(browser, session, workshop):
    role = factories.make_role(workshop)
    answer = register(browser, roles=["policy"])
    assert answer.status_code == 303
    assert answer.location == "/w/day/me"
    page = browser.get("/w/day/me")
    assert page.status_code == 200
    assert "นายเอกชัย" in page.text
    assert "จะได้รับกลุ่มที่จุดลงทะเบียน" in page.text
    [person] = people(session)
    assert person.status is PersonStatus.CONFIRMED
    assert (person.first_name, person.last_name, person.prefix) == ("เอกชัย", "ตั้งรบ", "นาย")
    assert person.phone == "0822527365"
    assert person.seniority is Seniority.OFFICER
    assert f"{person.short_code[:3]} {person.short_code[3:]}" in page.text
    assert session.scalars(sa.select(PersonRole.role_id)).all() == [role.id]


def test_consent_is_stored_with_the_version_of_its_notice(browser, session, workshop):
    factories.store(
        PrivacyNotice(workshop_id=workshop.id, number=2, text_th="ใหม่", created_at=factories.MOMENT)
    )
    register(browser)
    consent = session.scalars(sa.select(Consent)).one()
    assert (consent.purpose, consent.notice_number) == ("registration", 2)


def test_the_box_for_consent_comes_unticked_and_without_it_nothing_is_stored(
    browser, session, workshop
):
    page = browser.get("/w/day/register")
    assert 'name="consent" id="consent" value="y">' in page.text
    answer = browser.post("/w/day/register", typed(consent=None))
    assert answer.status_code == 422
    assert "ติ๊กช่องนี้เพื่อยินยอม" in answer.text
    assert people(session) == []


def test_the_confirmation_carries_link_code_and_calendar_entry(browsers, session, workshop):
    register(browsers())
    [letter] = letters(session)
    [person] = people(session)
    assert letter.recipient == "ekachai.t@nso.example"
    assert letter.subject == "ลงทะเบียนแล้ว: ประชุมยุทธศาสตร์"
    assert f"{person.short_code[:3]} {person.short_code[3:]}" in letter.body
    assert b"BEGIN:VEVENT" in letter.calendar
    stranger = browsers()
    assert stranger.get(link_in(letter.body)).location == "/w/day/me"
    assert "เอกชัย" in stranger.get("/w/day/me").text


def test_the_letter_is_in_the_language_that_was_chosen(browser, session, workshop):
    register(browser, language="en")
    [letter] = letters(session)
    assert letter.subject == "You are registered: Strategy workshop"
    assert "Thursday 23 July 2569 BE (2026)" in letter.body


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("first_name", "", "กรอกชื่อ"),
        ("first_name", "  \u200b ", "กรอกชื่อ"),
        ("last_name", "", "กรอกนามสกุล"),
        ("last_name", "รวยไว www.spam.example", "กรอกชื่อโดยไม่มีที่อยู่เว็บ"),
        ("agency", "", "กรอกชื่อหน่วยงาน"),
        ("email", "ekachai at nso", "กรอกอีเมลแบบ name@agency.go.th"),
        ("phone", "12", "กรอกหมายเลขโทรศัพท์ เช่น 082 252 7365"),
        ("position", "ก" * 201, "กรอกไม่เกิน 200 ตัวอักษร"),
        ("access_needs", "ก" * 1001, "กรอกไม่เกิน 1000 ตัวอักษร"),
        ("roles", ["king"], "เลือกจากรายการ"),
        ("language", "xx", "เลือกภาษา"),
        ("submission_id", "1; drop table", "แบบฟอร์มนี้ไม่มีหมายเลขกำกับ"),
    ],
)
def test_each_mistake_is_named_and_linked_and_everything_typed_is_kept(
    browser, session, workshop, field, value, sentence
):
    factories.make_role(workshop)
    answer = register(browser, **{field: value, "dietary": "แพ้กุ้ง"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "ยังส่งไม่ได้" in answer.text
    assert 'value="แพ้กุ้ง"' in answer.text
    if field not in ("roles", "language", "submission_id"):
        assert f'href="#{field}"' in answer.text
    assert people(session) == []


def test_an_email_or_a_phone_is_enough_but_one_is_needed(browsers, session, workshop):
    answer = register(browsers(), email="", phone="")
    assert answer.status_code == 422
    assert "กรอกอีเมลหรือหมายเลขโทรศัพท์อย่างน้อยหนึ่งอย่าง" in answer.text
    assert register(browsers(), email="", first_name="ก").status_code == 303
    assert register(browsers(), phone="", first_name="ข").status_code == 303
    assert [(p.email, p.phone) for p in people(session)] == [
        ("", "0822527365"),
        ("ekachai.t@nso.example", ""),
    ]


def test_a_form_without_its_number_is_stored_and_a_broken_number_is_replaced(
    browser, session, workshop
):
    answer = register(browser, submission_id="nonsense")
    assert answer.status_code == 422
    assert 'value="nonsense"' not in answer.text
    assert register(browser, submission_id=None).status_code == 303
    assert len(people(session)) == 1


def test_when_all_seats_are_taken_people_wait_in_line(browsers, session, workshop):
    for number in range(3):
        register(browsers(), first_name=f"คน{number}")
    page = browsers().get("/w/day/register")
    assert "ที่นั่งเต็มแล้ว เข้ารายชื่อสำรองได้" in page.text
    assert "ลำดับถัดไปคือ\u00a01" in page.text
    assert "เข้ารายชื่อสำรอง</button>" in page.text
    for place in (1, 2):
        late = browsers()
        assert register(late, first_name=f"สำรอง{place}").status_code == 303
        assert f"ลำดับที่\u00a0{place}" in late.get("/w/day/me").text
    assert [p.status for p in people(session)] == [PersonStatus.CONFIRMED] * 3 + [
        PersonStatus.WAITLISTED
    ] * 2
    letter = letters(session)[-1]
    assert letter.subject.startswith("อยู่ในรายชื่อสำรอง")
    assert (letter.calendar, letter.qr_link) == (None, "")  # there is no seat
    assert "คิวอาร์โค้ด" not in letter.body


@pytest.mark.parametrize(
    "closed", [{"registration_open": False}, {"state": WorkshopState.CLOSED}], ids=str
)
def test_a_closed_registration_says_so_and_keeps_the_text(browser, session, workshop, closed):
    browser.get("/w/day/register")
    for name, value in closed.items():
        setattr(workshop, name, value)
    session.commit()
    answer = browser.post("/w/day/register", typed())
    assert answer.status_code == 409
    assert "ปิดรับลงทะเบียนแล้ว" in answer.text
    assert 'value="เอกชัย"' in answer.text
    assert people(session) == []
    assert "ปิดรับลงทะเบียนแล้ว" in browser.get("/w/day/register").text


def test_dates_alone_close_nothing(browser, session):
    factories.make_workshop(
        slug="day", registration_closes_at=factories.MOMENT - dt.timedelta(days=9)
    )
    assert register(browser).status_code == 303


def test_a_page_that_was_open_too_long_comes_back_with_everything_typed(browser, session, workshop):
    answer = browser.client.post("/w/day/register", data=typed(csrf_token="old"))
    assert answer.status_code == 400
    assert "สิ่งที่พิมพ์ยังอยู่ครบ" in answer.text
    assert 'value="เอกชัย"' in answer.text
    assert people(session) == []


def test_a_form_sent_ten_times_is_one_record_with_one_reply(browser, session, workshop):
    form = typed()
    browser.get("/w/day/register")
    answers = [browser.post("/w/day/register", form) for _ in range(10)]
    assert {(a.status_code, a.location) for a in answers} == {(303, "/w/day/me")}
    assert len(people(session)) == 1
    assert len(letters(session)) == 1


def test_the_same_form_from_a_browser_that_lost_its_cookies_gets_the_same_reply(
    browsers, session, workshop
):
    form = typed()
    first, second = browsers(), browsers()
    for one in (first, second):
        one.get("/w/day/register")
        assert one.post("/w/day/register", form).location == "/w/day/me"
    assert second.get("/w/day/me").status_code == 200
    assert len(people(session)) == 1


def test_a_form_sent_again_opens_nothing_once_the_link_was_revoked(browsers, session, workshop):
    form = typed()
    register(browsers(), **form)
    [person] = people(session)
    person.link_version = 2
    session.commit()
    again = browsers()
    again.get("/w/day/register")
    assert again.post("/w/day/register", form).location == "/w/day/me"
    assert again.get("/w/day/me").location == "/w/day/join"


def test_the_same_form_with_other_content_changes_the_person_and_the_trail_says_so(
    browser, session, workshop
):
    number = str(uuid.uuid4())
    register(browser, submission_id=number)
    answer = register(browser, submission_id=number, position="ผู้อำนวยการ", dietary="ฮาลาล")
    assert answer.status_code == 303
    [person] = people(session)
    assert (person.position, person.dietary) == ("ผู้อำนวยการ", "ฮาลาล")
    assert person.seniority is Seniority.HEAD
    trail = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.what for entry in trail] == ["person.registered", "person.changed"]
    assert "position: นักวิเคราะห์นโยบายและแผน → ผู้อำนวยการ" in trail[1].subject
    assert "ฮาลาล" not in trail[1].subject


def test_sending_the_first_content_again_does_not_undo_a_later_change(browser, session, workshop):
    form = typed()
    register(browser, **form)
    browser.get("/w/day/me/change")
    browser.post("/w/day/me/change", typed(position="อธิบดี", version="1"))
    browser.get("/w/day/register")
    browser.post("/w/day/register", form)
    assert people(session)[0].position == "อธิบดี"


def test_one_address_may_register_several_people(browser, session, workshop):
    register(browser, first_name="หนึ่ง")
    register(browser, first_name="สอง")
    assert [p.first_name for p in people(session)] == ["หนึ่ง", "สอง"]
    assert "สอง" in browser.get("/w/day/me").text


def test_an_agency_of_the_list_is_recognised_by_its_short_name(browser, session, workshop):
    agency = factories.make_agency(workshop, abbreviations=["สสช."])
    register(browser, agency="สสช", ministry="")
    [person] = people(session)
    assert (person.agency_id, person.agency_name) == (agency.id, agency.name_th)


def test_without_an_address_of_its_own_the_page_shows_the_link_instead_of_mailing_it(
    app, browser, session, workshop
):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=None)
    assert register(browser).status_code == 303
    assert letters(session) == []
    page = browser.get("/w/day/me")
    assert "เก็บลิงก์ส่วนตัวนี้ไว้" in page.text
    assert "http://127.0.0.1:8000/me/" in page.text


def test_while_the_database_is_away_the_answer_is_503_and_says_when_to_try_again(
    app, browser, session, workshop, monkeypatch
):
    browser.get("/w/day/register")

    def away(*_args, **_kwargs):
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("workshop.registration.service.register", away)
    answer = browser.post("/w/day/register", typed())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert people(session) == []


def test_nobody_can_bury_an_address_in_confirmations(browsers, session, workshop, monkeypatch):
    monkeypatch.setattr("workshop.registration.letters.MOST_REGISTERED", 2)
    browser = browsers()
    for number in range(4):
        assert register(browser, first_name=f"คน{number}").status_code == 303
    assert len(letters(session)) == 2
    assert len(people(session)) == 4

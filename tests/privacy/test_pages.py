"""Consents purpose by purpose, and the register of processing that an organiser can hand over."""

import csv
import io

import pytest
import python_calamine
import sqlalchemy as sa

from tests import factories
from tests.registration.helpers import people, stored, typed
from workshop.domain.terms import Role
from workshop.models import AuditEntry, Consent, ConsentText, PrivacyRegister

REGISTER = {
    "controller_th": "สำนักงานรัฐบาลอิเล็กทรอนิกส์", "controller_en": "E-Government Agency",
    "officer_th": "dpo@example.go.th", "officer_en": "", "recipients_th": "โรงแรม",
    "recipients_en": "the hotel", "retention_days": "60", "refusals": "",
    "photos_th": "ยินยอมให้ถ่ายภาพ", "photos_en": "I agree to be photographed",
}  # fmt: skip


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day", capacity=5)


@pytest.fixture
def orn(workshop, browsers):
    return browsers().sign_in(factories.make_account(workshop, Role.ORGANISER))


def register(browser, **fields):
    browser.get("/w/day/register")
    return browser.post("/w/day/register", typed(**fields))


def store(orn, **fields):
    page = orn.get("/organise/day/privacy/register").text
    version = page.split('name="version"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    return orn.post("/organise/day/privacy/register", {"version": version, **REGISTER, **fields})


def consents(session):
    rows = stored(session, sa.select(Consent).order_by(Consent.id))
    return [(row.purpose, row.notice_number, row.withdrawn_at is not None) for row in rows]


def test_photographs_are_asked_apart_and_nothing_is_ticked_before(browser, session, workshop):
    page = browser.get("/w/day/register?lang=en").text
    for name in ("consent", "consent_photos"):
        box = page.split(f'name="{name}"', 1)[1].split(">", 1)[0]
        assert "checked" not in box
    assert "photographs and videos of this workshop" in page
    register(browser)
    assert consents(session) == [("registration", 1, False)]


def test_who_ticks_both_agrees_to_both_in_the_words_that_were_asked(browser, session, workshop):
    register(browser, consent_photos="y")
    assert consents(session) == [("registration", 1, False), ("photographs", 1, False)]
    [words] = stored(session, sa.select(ConsentText))
    assert "ถ่ายภาพ" in words.text_th
    assert "photographs" in words.text_en


def test_a_mistake_elsewhere_keeps_the_tick(browser, session, workshop):
    browser.get("/w/day/register")
    answer = browser.post("/w/day/register", typed(first_name="", consent_photos="y"))
    assert answer.status_code == 422
    box = answer.text.split('name="consent_photos"', 1)[1].split(">", 1)[0]
    assert "checked" in box


def test_the_same_form_with_the_box_ticked_is_other_content(browser, session, workshop):
    form = typed()
    browser.get("/w/day/register")
    browser.post("/w/day/register", form)
    browser.post("/w/day/register", {**form, "consent_photos": "y"})
    browser.post("/w/day/register", {**form, "consent_photos": "y"})
    assert len(people(session)) == 1
    assert consents(session) == [("registration", 1, False), ("photographs", 1, False)]
    browser.post("/w/day/register", form)
    assert consents(session) == [("registration", 1, False), ("photographs", 1, True)]


def test_other_words_are_a_new_version_and_the_old_consent_stays(browser, orn, session, workshop):
    register(browser, consent_photos="y")
    assert store(orn).status_code == 303
    assert store(orn, photos_en="I agree, also to videos").status_code == 303
    assert [one.number for one in stored(session, sa.select(ConsentText))] == [1, 2, 3]
    assert consents(session)[1] == ("photographs", 1, False)
    page = orn.get("/organise/day/privacy?lang=en").text
    assert "I agree, also to videos" in page
    assert page.count("version ") >= 4  # one notice, three texts
    assert "I agree, also to videos" in browser.get("/w/day/register?lang=en").text


def test_the_person_page_the_list_and_its_export_say_who_said_no(browsers, orn, session, workshop):
    register(browsers(), first_name="เอกหนึ่ง", consent_photos="y")
    register(browsers(), first_name="สอง")
    factories.make_person(workshop, first_name="สาม")  # put on the list, never asked
    yes, no, unasked = people(session)
    words = {yes: "Agreed", no: "No photographs", unasked: "Not asked"}
    for person, expected in words.items():
        assert expected in orn.get(f"/organise/day/people/{person.id}?lang=en").text
    listed = orn.get("/organise/day/people?photos=no&lang=en").text
    assert "สอง" in listed
    assert "สาม" in listed
    assert "เอกหนึ่ง" not in listed
    assert "เอกหนึ่ง" in orn.get("/organise/day/people?photos=yes&lang=en").text
    table = orn.get("/organise/day/people.csv?lang=en").data.decode("utf-8-sig")
    rows = {row["First name"]: row["Photographs"] for row in csv.DictReader(io.StringIO(table))}
    assert rows == {"เอกหนึ่ง": "Agreed", "สอง": "No photographs", "สาม": "Not asked"}


def test_the_register_names_every_purpose_with_basis_and_time(orn, workshop):
    store(orn)
    page = orn.get("/organise/day/privacy?lang=th").text
    for words in ("มาตรา 19", "มาตรา 26", "มาตรา 24", "พ.ศ. 2562", "สำนักงานรัฐบาลอิเล็กทรอนิกส์"):
        assert words in page
    english = orn.get("/organise/day/privacy?lang=en").text
    assert "the hotel" in english
    assert "21 September 2569" in english  # 60 days after 23 July 2026


def test_the_register_is_exported(orn, browser, workshop):
    register(browser, consent_photos="y")
    store(orn)
    answer = orn.get("/organise/day/privacy.xlsx?lang=en")
    book = python_calamine.load_workbook(io.BytesIO(answer.data))
    assert book.sheet_names == ["Processing", "General", "Consents"]
    purposes = [row[0] for row in book.get_sheet_by_name("Processing").to_python()]
    assert "Photographs and videos" in purposes
    counts = book.get_sheet_by_name("Consents").to_python()[1:]
    assert [(row[0], row[1], row[3]) for row in counts] == [
        ("Registering", 1, 1), ("Photographs", 2, 0), ("Photographs", 1, 1),
    ]  # fmt: skip
    table = orn.get("/organise/day/privacy.csv?lang=en").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == 9
    assert {row["Data controller"] for row in rows} == {"E-Government Agency"}
    assert all(row["Legal basis"] and row["For how long"] for row in rows)


@pytest.mark.parametrize(
    ("field", "value"),
    [("retention_days", "0"), ("retention_days", "many"), ("retention_days", ""),
     ("controller_th", "ก" * 501), ("photos_th", "ก" * 601), ("refusals", "x" * 5001)],
)  # fmt: skip
def test_what_cannot_be_stored_is_said_at_its_field(orn, session, workshop, field, value):
    answer = store(orn, **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert stored(session, sa.select(PrivacyRegister)) == []


def test_without_any_words_for_photographs_it_is_refused(orn, session, workshop):
    answer = store(orn, photos_th=" ", photos_en="")
    assert answer.status_code == 422
    assert stored(session, sa.select(ConsentText)) == []


def test_odd_text_is_stored_or_refused_but_never_breaks(orn, session, workshop):
    for text in ("\x00ก\ud800ข".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
                 "\u202eกลับ", "🙂" * 100, "<b>&amp;"):  # fmt: skip
        assert store(orn, controller_th=text).status_code == 303
    assert "&lt;b&gt;" in orn.get("/organise/day/privacy?lang=th").text


def test_two_organisers_do_not_overwrite_each_other(orn, session, workshop):
    store(orn)
    answer = orn.post(
        "/organise/day/privacy/register", {"version": "0", **REGISTER, "controller_en": "Other"}
    )
    assert answer.status_code == 409
    assert 'value="Other"' in answer.text
    assert stored(session, sa.select(PrivacyRegister))[0].controller_en == "E-Government Agency"
    trail = stored(session, sa.select(AuditEntry.what).order_by(AuditEntry.id))
    assert trail.count("privacy.changed") == 1

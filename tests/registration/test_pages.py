"""The public pages and a participant's own: what they say, to whom, and what they link to."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests import factories
from workshop.domain.terms import AgendaKind, PersonStatus, QuestionKind, WorkshopState
from workshop.models import AgendaItem, Document, PrivacyNotice


@pytest.fixture
def workshop(session):
    return factories.make_workshop(
        slug="day", map_url="https://maps.example/x", album_url="https://album.example/y",
        contact_email="ask@example.go.th", summary_th="หนึ่งวัน", summary_en="One day",
    )  # fmt: skip


def part(workshop, starts, title, **more):
    return factories.store(AgendaItem(
        workshop_id=workshop.id, starts=dt.time.fromisoformat(starts), title_th=title,
        title_en=title, **more,
    ))  # fmt: skip


def document(workshop, **more):
    return factories.store(Document(**{
        "workshop_id": workshop.id, "title_th": "แผน", "title_en": "Plan", "filename": "plan.pdf",
        "media_type": "application/pdf", "size": 4, "content": b"%PDF", **more,
    }))  # fmt: skip


def test_with_one_open_workshop_the_start_page_leads_straight_in(browser, workshop):
    answer = browser.get("/?lang=en")
    assert (answer.status_code, answer.location) == (303, "/w/day/?lang=en")


def test_with_several_the_start_page_lists_the_open_ones(browser, workshop):
    factories.make_workshop(slug="later", title_th="ประชุมครั้งหน้า", date=dt.date(2027, 1, 4))
    factories.make_workshop(slug="draft", title_th="ร่าง", state=WorkshopState.DRAFT)
    page = browser.get("/").text
    assert page.index("ประชุมยุทธศาสตร์") < page.index("ประชุมครั้งหน้า")
    assert "ร่าง" not in page


def test_with_none_the_start_page_says_what_to_do(browser, session):
    page = browser.get("/")
    assert page.status_code == 200
    assert "ยังไม่มีการประชุมที่เปิดให้เข้าชม" in page.text
    assert "/login" in page.text


def test_the_landing_page_tells_everything_about_the_day(browser, workshop):
    group = factories.make_group(workshop)
    strategy = factories.make_strategy(workshop)
    part(workshop, "09:00", "พิธีเปิด", detail_th="ประธาน", detail_en="Chair")
    plan = document(workshop)
    factories.make_person(workshop)
    page = browser.get("/w/day/").text
    for text in (
        "พฤหัสบดีที่ 23 กรกฎาคม 2569", "ประชุมยุทธศาสตร์", "หนึ่งวัน", "08.30–15.30", "ห้องปาริชาต",
        "https://maps.example/x", "https://album.example/y", "พิธีเปิด", "ประธาน", strategy.title_th,
        group.name_th, group.room_th, "ask@example.go.th", "/w/day/register", "/w/day/join",
        "/w/day/privacy", f"/w/day/documents/{plan.id}",
    ):  # fmt: skip
        assert text in page, text
    assert "จองแล้ว\u00a01 จาก\u00a0100\u00a0ที่นั่ง" in page


@pytest.mark.parametrize(
    ("names", "thai", "english"),
    [
        (("ฝ่ายแผน", "Planning"), "<p>ฝ่ายแผน</p>", "<p>Planning</p>"),
        (("ฝ่ายแผน", ""), "<p>ฝ่ายแผน</p>", '<p><span lang="th">ฝ่ายแผน</span></p>'),
        (("", ""), "สอบถามผู้จัด", "Ask the organiser"),
    ],
)
def test_the_contact_is_named_in_the_readers_language(browser, session, names, thai, english):
    there = dict(zip(("contact_name_th", "contact_name_en"), names, strict=True))
    factories.make_workshop(slug="day", **there)
    assert thai in browser.get("/w/day/?lang=th").text
    assert english in browser.get("/w/day/?lang=en").text


def test_a_draft_is_seen_by_its_team_only(browsers, session):
    workshop = factories.make_workshop(slug="draft", state=WorkshopState.DRAFT)
    team = browsers().sign_in(factories.make_account(workshop, factories.Role.ORGANISER))
    for path in ("", "register", "privacy", "calendar.ics", "join"):
        assert browsers().get(f"/w/draft/{path}").status_code == 404
        assert team.get(f"/w/draft/{path}").status_code == 200


def test_the_flower_shows_groups_once_they_are_published(browser, workshop):
    group = factories.make_group(workshop)
    person = factories.make_person(workshop)
    assert "g-a" not in browser.get("/w/day/").text.split("</figure>")[0]
    factories.place(workshop, {person: group})
    assert "g-a" in browser.get("/w/day/").text.split("</figure>")[0]


def test_a_workshop_of_400_says_that_ten_people_are_one_mark(browser, session):
    factories.make_workshop(slug="day", capacity=400)
    assert "หนึ่งเครื่องหมายคือสิบคน" in browser.get("/w/day/").text


def test_more_people_than_seats_break_no_page(browser, session):
    workshop = factories.make_workshop(slug="day", capacity=1)
    for _ in range(3):
        factories.make_person(workshop)
    assert browser.get("/w/day/").status_code == 200
    assert "ที่นั่งเต็มแล้ว" in browser.get("/w/day/register").text


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ('a"b\r\nX-Evil: 1.txt', 'X-Evil: 1.txt'),
        ("แผน.pdf", "%E0%B9%81%E0%B8%9C%E0%B8%99.pdf"),
        (". .", "document"),
    ],
)  # fmt: skip
def test_a_document_is_sent_as_a_file_under_a_harmless_name(browser, workshop, name, sent):
    plan = document(workshop, filename=name)
    answer = browser.get(f"/w/day/documents/{plan.id}")
    assert answer.data == b"%PDF"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sent in answer.headers["Content-Disposition"]
    assert "X-Evil" not in answer.headers


def test_a_document_that_could_run_in_a_page_is_sent_as_plain_bytes(browser, workshop):
    page = document(workshop, filename="x.html", media_type="text/html", content=b"<script>")
    answer = browser.get(f"/w/day/documents/{page.id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_documents_of_another_workshop_are_not_here(browser, workshop):
    other = document(factories.make_workshop(slug="other"))
    assert browser.get(f"/w/day/documents/{other.id}").status_code == 404


def test_the_notice_is_shown_in_its_newest_version(browser, workshop):
    factories.store(PrivacyNotice(
        workshop_id=workshop.id, number=2, text_th="<b>ใหม่</b>\n\nสอง", created_at=factories.MOMENT
    ))  # fmt: skip
    page = browser.get("/w/day/privacy").text
    assert "&lt;b&gt;ใหม่&lt;/b&gt;" in page
    assert "ฉบับที่\u00a02" in page


@pytest.mark.parametrize(
    ("language", "title"), [("th", "ประชุมยุทธศาสตร์"), ("en", "Strategy workshop")]
)
def test_the_calendar_file_is_right_in_both_languages(browser, workshop, language, title):
    answer = browser.get(f"/w/day/calendar.ics?lang={language}")
    assert answer.mimetype == "text/calendar"
    calendar = icalendar.Calendar.from_ical(answer.data)
    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert event["DTSTART"].dt.isoformat() == "2026-07-23T08:30:00+07:00"
    assert event["DTEND"].dt.isoformat() == "2026-07-23T15:30:00+07:00"
    assert calendar.walk("VTIMEZONE")
    again = icalendar.Calendar.from_ical(browser.get("/w/day/calendar.ics").data)
    assert again.walk("VEVENT")[0]["UID"] == event["UID"]
    assert workshop.uid not in str(event["UID"])


@pytest.mark.parametrize(
    "asked", ["สสช", "สสช.", "สถิติแห่ง", "National Stat", "nso", "Nat'l Stat. Off"]
)
def test_the_type_ahead_finds_an_agency_by_any_of_its_names(browser, workshop, asked):
    factories.make_agency(workshop)
    factories.make_agency(
        workshop, name_th="สำนักงานสถิติแห่งชาติ", name_en="National Statistical Office",
        abbreviations=["สสช.", "NSO"], ministry_th="กระทรวงไอซีที", ministry_en="MICT",
    )  # fmt: skip
    [found] = browser.get("/w/day/agencies", query_string={"q": asked, "lang": "th"}).json
    assert found == {
        "label": "สำนักงานสถิติแห่งชาติ", "value": "สำนักงานสถิติแห่งชาติ",
        "hint": "National Statistical Office · สสช. · กระทรวงไอซีที",
        "fill": {"ministry": "กระทรวงไอซีที"},
    }  # fmt: skip
    [found] = browser.get("/w/day/agencies", query_string={"q": asked, "lang": "en"}).json
    assert (found["label"], found["value"]) == ("National Statistical Office",) * 2
    assert found["hint"] == "สำนักงานสถิติแห่งชาติ · สสช. · MICT"


@pytest.mark.parametrize("asked", ["", " ", "\x00", "%", "ก" * 5000, "zzz"])
def test_the_type_ahead_answers_nonsense_with_nothing(browser, workshop, asked):
    factories.make_agency(workshop)
    assert browser.get("/w/day/agencies", query_string={"q": asked}).json == []


def test_before_publication_the_own_page_is_ink_and_says_where_the_group_is_told(browser, workshop):
    person = factories.make_person(workshop)
    group = factories.make_group(workshop)
    factories.place(workshop, {person: group}, state=factories.PlanState.DRAFT)
    page = browser.be(person).get("/w/day/me")
    assert "จะได้รับกลุ่มที่จุดลงทะเบียนเมื่อมาถึง" in page.text  # the workshop of the tests was in 2014
    assert "hero on-group g-none" in page.text
    assert group.name_th not in page.text
    assert page.headers["Cache-Control"] == "no-store"


NO_GROUP = (
    "The workshop is closed. You were in no group.",
    "You get your group at the door when you arrive.",
    "Your group will be announced before the day.",
)


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize(
    ("days", "state", "says"),
    [
        (-1, WorkshopState.CLOSED, 0), (-1, WorkshopState.OPEN, 1), (0, WorkshopState.OPEN, 1),
        (1, WorkshopState.OPEN, 2),
    ],
)  # fmt: skip
def test_who_has_no_group_reads_what_is_true_before_on_and_after_the_day(
    browser, session, workshop, days, state, says, published
):
    person, late = factories.make_person(workshop), factories.make_person(workshop)
    stored = session.merge(workshop)
    stored.date = dt.datetime.now(ZoneInfo(stored.timezone)).date() + dt.timedelta(days=days)
    stored.state = state
    session.commit()
    if published:
        factories.place(workshop, {person: factories.make_group(workshop)})
    browser.be(late)
    browser.client.set_cookie("lang", "en")
    page = browser.get(f"/w/{workshop.slug}/me").text
    assert [one for one in NO_GROUP if one in page] == [NO_GROUP[says]]


def test_after_publication_it_says_group_room_floor_table_and_why(browser, session, workshop):
    person = factories.make_person(workshop)
    group = factories.make_group(workshop, room_th="ปาริชาต 7", floor="9")
    plan = factories.place(workshop, {person: group})
    placement = session.get(factories.Placement, (plan.id, person.id))
    placement.table_number = 4
    session.commit()
    page = browser.be(person).get("/w/day/me").text
    for text in (
        "hero on-group g-a", group.name_th, "ปาริชาต 7", "<b>9</b>", "<b>4</b>",
        "หน่วยงานอยู่ในกลุ่มนี้", 'class="qr"',
    ):  # fmt: skip
        assert text in page, text
    assert f"{person.short_code[:3]} {person.short_code[3:]}" in page


def test_somebody_who_cancelled_sees_no_group(browser, workshop):
    person = factories.make_person(workshop, status=PersonStatus.CANCELLED)
    group = factories.make_group(workshop)
    factories.place(workshop, {person: group})
    page = browser.be(person).get("/w/day/me").text
    assert group.name_th not in page
    assert "ลงทะเบียนใหม่" in page


def test_the_own_page_leads_to_the_next_open_form(browser, workshop):
    person = factories.make_person(workshop)
    group = factories.make_group(workshop)
    factories.place(workshop, {person: group})
    for number in (1, 2):
        factories.make_strategy(workshop, number)
        factories.make_question(workshop, number, QuestionKind.SCALE)
    factories.open_form(workshop, 2, group)
    page = browser.be(person).get("/w/day/me").text
    assert "ส่งแล้ว 0 จาก 2" in page
    assert 'href="/w/day/feedback/2"' in page
    assert "ตอบยุทธศาสตร์ที่" in page


def test_today_the_programme_says_what_is_on_and_in_which_room(browser, session, workshop):
    person = factories.make_person(workshop)
    group = factories.make_group(workshop, room_th="ปาริชาต 7")
    factories.place(workshop, {person: group})
    part(workshop, "09:00", "พิธีเปิด", place_th="ห้องใหญ่")
    part(workshop, "10:00", "กลุ่มย่อย", kind=AgendaKind.GROUPS, place_th="สามห้อง")
    now = dt.datetime.now(dt.UTC)
    there = dt.datetime(2026, 7, 23, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    workshop.clock_shift = round((there - now).total_seconds())
    session.commit()
    page = browser.be(person).get("/w/day/me").text
    assert "กำหนดการวันนี้" in page
    on = page.split('<li class="now">')[1].split("</li>")[0]
    assert "กลุ่มย่อย" in on
    assert "ถึง 15.30\u00a0น. · ปาริชาต 7" in on
    assert "ห้องใหญ่" in page


@pytest.mark.parametrize("path", ["me", "me/change", "me/cancel", "me/data"])
def test_without_signing_in_personal_pages_lead_to_the_code(browser, workshop, path):
    answer = browser.get(f"/w/day/{path}")
    assert (answer.status_code, answer.location) == (303, "/w/day/join")


def test_somebody_of_another_workshop_is_nobody_here(browser, workshop):
    other = factories.make_workshop(slug="other")
    browser.be(factories.make_person(other))
    assert browser.get("/w/other/me").status_code == 200
    assert browser.get("/w/day/me").location == "/w/day/join"


def test_what_is_kept_can_be_read(browser, workshop):
    person = factories.make_person(workshop, dietary="ฮาลาล", phone="0822527365")
    page = browser.be(person).get("/w/day/me/data").text
    for text in (person.first_name, "ใจดี", "ฮาลาล", "0822527365", person.email):
        assert text in page


def test_details_are_changed_with_everything_filled_in_before(browser, session, workshop):
    role = factories.make_role(workshop)
    person = factories.make_person(workshop, language="en")
    page = browser.be(person).get("/w/day/me/change?lang=th").text
    assert f'value="{person.first_name}"' in page
    assert 'value="en" checked' in page
    answer = browser.post("/w/day/me/change", {
        "version": "1", "first_name": "พิมพ์ใจ", "last_name": "ใจดี", "agency": "กรมใหม่",
        "phone": "0811111111", "roles": ["policy"], "language": "th",
    })  # fmt: skip
    assert answer.location == "/w/day/me"
    session.refresh(person)
    assert (person.first_name, person.email, person.version) == ("พิมพ์ใจ", "", 2)
    assert role.code == "policy"
    assert "บันทึก" in browser.get("/w/day/me").text


def test_two_people_who_edit_the_same_details_do_not_overwrite_each_other_silently(
    browser, session, workshop
):
    person = factories.make_person(workshop)
    browser.be(person).get("/w/day/me/change")
    person.position, person.version = "อธิบดี", 2
    session.commit()
    sent = {
        "version": "1", "first_name": "พิม", "last_name": "ใจดี", "agency": "กรม",
        "phone": "0811111111", "position": "ปลัด",
    }  # fmt: skip
    answer = browser.post("/w/day/me/change", sent)
    assert answer.status_code == 409
    assert "มีผู้แก้ไขข้อมูลนี้" in answer.text
    assert 'value="ปลัด"' in answer.text
    session.refresh(person)
    assert person.position == "อธิบดี"
    assert browser.post("/w/day/me/change", {**sent, "version": "2"}).status_code == 303


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", ["", "register", "join", "privacy", "me", "me/change", "me/data"])
def test_every_page_has_one_heading_a_title_and_its_language(browser, workshop, path, language):
    browser.be(factories.make_person(workshop))
    page = browser.get(f"/w/day/{path}?lang={language}").text
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert "<title>" in page
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page

"""Registering a known name and address again: no seat, no difference to be seen, nothing lost."""

import datetime as dt
import json
import re

import pytest
import sqlalchemy as sa
import time_machine

from tests import factories
from tests.registration.helpers import (
    changes,
    confirm_in,
    letters,
    link_in,
    people,
    typed,
)
from workshop.domain.terms import PersonStatus
from workshop.models import AuditEntry, Submission


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day", capacity=5)


def register(browser, **overrides):
    browser.get("/w/day/register")
    return browser.post("/w/day/register", typed(**overrides))


def features(browser, answer):
    """What a visitor can see of an answer, without what is random for everybody."""
    # how well a session's random parts compress differs each time; its content is compared below
    cookies = re.sub(r"(session|Expires)=[^;]*", r"\1=", answer.headers.get("Set-Cookie", ""))
    random = ("Set-Cookie", "Date", "Content-Length")  # the size follows the drawn QR code
    headers = {name: value for name, value in answer.headers if name not in random}
    text = re.sub(r'name="csrf_token"[^>]*>', "", answer.text)
    text = re.sub(r'name="submission_id"[^>]*>', "", text)
    text = re.sub(r"/me/[\w-]{34}", "/me/TOKEN", text)
    text = re.sub(r'class="code">[A-Z0-9]{3} [A-Z0-9]{3}', 'class="code">CODE', text)
    text = re.sub(r": [A-Z0-9]{3} [A-Z0-9]{3}\n", ": CODE\n", text)  # in a mail
    text = re.sub(r'data-keep="[A-Z0-9]{6}"', 'data-keep="CODE"', text)
    text = re.sub(r'data-draft-owner="[\w-]{12}"', 'data-draft-owner="MARK"', text)
    text = re.sub(r'data-draft-token="[^"]*"', "", text)
    text = re.sub(r'<svg role="img"[^>]*class="qr.*?</svg>', "QR", text, flags=re.S)
    text = re.sub(r'<p class="seatline">.*?</p>', "", text)  # one seat fewer each time
    return answer.status_code, cookies, headers, text


def what_a_visitor_sees(browser, app, **overrides):
    answer = register(browser, **overrides)
    pages = [
        browser.get(path)
        for path in (
            "/w/day/me", "/w/day/me/change", "/w/day/me/cancel", "/w/day/me/data",
            "/w/day/feedback", "/w/day/feedback/1", "/w/day/register", "/w/day/join",
        )
    ]  # fmt: skip
    with browser.client.session_transaction() as kept:
        session_shape = {
            key: {k: len(v) for k, v in value.items()} if isinstance(value, dict) else len(value)
            if isinstance(value, str) else value
            for key, value in kept.items()
        }  # fmt: skip
    return [features(browser, page) for page in (answer, *pages)], session_shape


@pytest.mark.parametrize("reach", [{}, {"email": ""}], ids=["by e-mail", "by phone"])
def test_nobody_can_tell_a_known_person_from_a_new_one(app, browsers, session, workshop, reach):
    factories.make_strategy(workshop)
    factories.make_question(workshop)
    factories.open_form(workshop, 1, factories.make_group(workshop))
    factories.make_person(
        workshop, first_name="เอกชัย", last_name="ตั้งรบ", name_key="เอกชัย|ตั้งรบ",
        email="" if reach else "ekachai.t@nso.example", phone="0822527365",
    )  # fmt: skip
    known, shape_known = what_a_visitor_sees(browsers(), app, **reach)
    new, shape_new = what_a_visitor_sees(
        browsers(), app, first_name="เอกชาย", **{"phone": "082 252 7366", **reach}
    )
    assert len(changes(session)) == 1
    assert shape_known == shape_new
    for one, other in zip(known, new, strict=True):
        status, cookies, headers, text = one
        assert (status, cookies) == other[:2]
        alike = text.replace("เอกชัย", "เอกชาย").replace("0822527365", "0822527366")
        assert alike == other[3]
        assert headers == other[2]


def test_the_page_of_somebody_known_shows_only_what_was_typed(browsers, session, workshop):
    group = factories.make_group(workshop)
    person = factories.make_person(
        workshop, first_name="เอกชัย", last_name="ตั้งรบ", name_key="เอกชัย|ตั้งรบ",
        email="ekachai.t@nso.example", phone="0899999999", dietary="แพ้กุ้งมาก",
    )  # fmt: skip
    factories.place(workshop, {person: group})
    stranger = browsers()
    register(stranger)
    for path in ("/w/day/me", "/w/day/me/change", "/w/day/me/data"):
        page = stranger.get(path).text
        assert "แพ้กุ้งมาก" not in page
        assert "0899999999" not in page
        assert group.name_th not in page
        assert person.short_code[:3] not in page


def test_it_takes_no_seat_and_changes_nothing_until_the_known_address_confirms(
    browsers, session, workshop
):
    register(browsers())
    register(browsers(), position="อธิบดี")
    [person] = people(session)
    [change] = changes(session)
    assert person.position == "นักวิเคราะห์นโยบายและแผน"
    assert change.person_id == person.id
    assert change.details["position"] == "อธิบดี"
    letter = letters(session, "proposed")[0]
    assert letter.recipient == person.email
    owner = browsers()
    page = owner.get(confirm_in(letter.body))
    assert "อธิบดี" in page.text
    assert people(session)[0].position == "นักวิเคราะห์นโยบายและแผน"
    assert owner.post(confirm_in(letter.body)).location == "/w/day/me"
    [person] = people(session)
    assert person.position == "อธิบดี"
    assert person.version == 2
    assert changes(session)[0].applied_at is not None


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(browsers, session, workshop):
    register(browsers())
    register(browsers(), position="อธิบดี")
    link = confirm_in(letters(session, "proposed")[0].body)
    for _ in range(3):
        assert browsers().get(link).status_code == 200
    assert changes(session)[0].applied_at is None
    assert browsers().get("/w/day/confirm/wrong").status_code == 404


def test_confirming_twice_changes_nothing_more(browsers, session, workshop):
    register(browsers())
    register(browsers(), position="อธิบดี")
    link = confirm_in(letters(session, "proposed")[0].body)
    owner = browsers()
    owner.post(link)
    owner.get("/w/day/me/change")
    owner.post("/w/day/me/change", typed(position="เลขาธิการ", version="2"))
    owner.post(link)
    assert people(session)[0].position == "เลขาธิการ"


def test_after_a_confirmation_the_strangers_page_still_shows_no_group(browsers, session, workshop):
    register(browsers())
    stranger = browsers()
    register(stranger)
    browsers().post(confirm_in(letters(session, "proposed")[0].body))
    group = factories.make_group(workshop)
    factories.place(workshop, {people(session)[0]: group})
    assert group.name_th not in stranger.get("/w/day/me").text


def test_the_link_and_code_of_that_page_work_like_any_other(browsers, session, workshop):
    register(browsers())
    stranger = browsers()
    register(stranger)
    page = stranger.get("/w/day/me").text
    code = re.search(r'class="code">([A-Z0-9 ]+)', page)[1]
    elsewhere = browsers()
    elsewhere.get("/w/day/join")
    assert elsewhere.post("/w/day/join", {"code": code}).location == "/w/day/me"
    assert "เอกชัย" in elsewhere.get("/w/day/me").text


def test_changing_cancelling_and_coming_back_touch_only_what_waits(browsers, session, workshop):
    register(browsers())
    stranger = browsers()
    register(stranger)
    stranger.get("/w/day/me/change")
    answer = stranger.post("/w/day/me/change", typed(position="ปลัดกระทรวง", version="1"))
    assert answer.status_code == 303
    assert 'value="ปลัดกระทรวง"' in stranger.get("/w/day/me/change").text
    stranger.post("/w/day/me/cancel")
    assert "ยกเลิกการเข้าร่วมแล้ว" in stranger.get("/w/day/me").text
    stranger.post("/w/day/me/restore", {"consent": "y"})
    assert "มีที่นั่งแล้ว" in stranger.get("/w/day/me").text
    [person] = people(session)
    assert person.status is PersonStatus.CONFIRMED
    assert person.position == "นักวิเคราะห์นโยบายและแผน"
    assert changes(session)[0].details["position"] == "ปลัดกระทรวง"


def test_the_same_form_again_is_one_proposed_change(browsers, session, workshop):
    register(browsers())
    form = typed(position="อธิบดี")
    for browser in (again := browsers(), again, browsers()):
        browser.get("/w/day/register")
        assert browser.post("/w/day/register", form).location == "/w/day/me"
        assert browser.get("/w/day/me").status_code == 200
    form["position"] = "รองอธิบดี"
    assert again.post("/w/day/register", form).status_code == 303
    assert [change.details["position"] for change in changes(session)] == ["รองอธิบดี"]
    assert len(session.scalars(sa.select(Submission)).all()) == 2


def test_the_same_browser_changes_its_own_registration(browser, session, workshop):
    register(browser)
    register(browser, position="อธิบดี")
    [person] = people(session)
    assert person.position == "อธิบดี"
    assert changes(session) == []


@pytest.mark.parametrize(
    "other",
    [{"email": "another@nso.example"}, {"first_name": "เอกชาย"}, {"last_name": "ตั้งใจ"}],
    ids=["another address", "another first name", "another last name"],
)
def test_somebody_else_with_part_of_it_gets_a_seat(browsers, session, workshop, other):
    register(browsers())
    register(browsers(), **other)
    assert len(people(session)) == 2
    assert changes(session) == []


@pytest.mark.parametrize(
    "same",
    [
        {"prefix": "ดร.", "first_name": " เอกชัย "},
        {"email": "EKACHAI.T@NSO.example"},
        {"prefix": "", "first_name": "นายเอกชัย"},
    ],
    ids=["other prefix", "capitals", "prefix joined"],
)
def test_prefix_spacing_and_capitals_make_nobody_new(browsers, session, workshop, same):
    register(browsers())
    register(browsers(), **same)
    assert len(people(session)) == 1
    assert len(changes(session)) == 1


def test_without_an_email_the_same_name_and_phone_are_the_same_person(browsers, session, workshop):
    register(browsers(), email="")
    register(browsers(), email="", phone="+66 82 252 7365")
    register(browsers(), email="", phone="089 111 2222")
    assert len(people(session)) == 2
    assert len(changes(session)) == 1


def test_somebody_who_cancelled_comes_back_by_confirming(browsers, session, workshop):
    first = browsers()
    register(first)
    first.post("/w/day/me/cancel")
    register(browsers(), position="อธิบดี")
    assert people(session)[0].status is PersonStatus.CANCELLED
    browsers().post(confirm_in(letters(session, "proposed")[0].body))
    [person] = people(session)
    assert (person.status, person.position) == (PersonStatus.CONFIRMED, "อธิบดี")


def test_when_all_seats_are_taken_a_known_person_seems_to_wait_like_anybody(
    browsers, session, workshop
):
    for number in range(5):
        register(browsers(), first_name=f"คน{number}" if number else "เอกชัย")
    register(browsers(), first_name="สำรอง")
    stranger = browsers()
    register(stranger)
    assert "ลำดับที่\u00a02" in stranger.get("/w/day/me").text
    later = browsers()
    register(later, first_name="ถัดไป")
    assert "ลำดับที่\u00a03" in later.get("/w/day/me").text


@pytest.mark.slow
def test_the_public_figure_moves_once_a_person_falls_again_and_never_says_full_too_early(
    browsers, session, workshop
):
    def taken():
        return re.search(r"จองแล้ว\u00a0(\d)", browsers().get("/w/day/?lang=th").text)[1]

    register(browsers())
    assert taken() == "1"
    register(browsers())
    assert taken() == "2", "as for somebody new"
    for _ in range(9):
        register(browsers())
    assert taken() == "2", "the same person again and again"
    register(browsers(), first_name="คน")
    for _ in range(3):
        register(browsers(), first_name="คน")
    assert taken() == "4", "one seat is free"
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=25), tick=False):
        assert taken() == "2"
    for change in changes(session)[1:]:
        change.discarded_at = change.created_at
    session.commit()
    assert taken() == "3"
    browsers().post(confirm_in(letters(session, "proposed")[0].body))
    assert taken() == "2", "the known address confirmed"
    for number in range(3):
        register(browsers(), first_name=f"คน{number}")
    assert [p.status for p in people(session)] == [PersonStatus.CONFIRMED] * 5
    assert taken() == "5"


def test_nobody_is_buried_in_mails(browsers, session, workshop):
    for _ in range(9):
        register(browsers())
    assert len(letters(session, "proposed")) == 5
    assert len(changes(session)) == 8


def test_the_owner_of_the_address_gets_the_real_link_with_the_question(browsers, session, workshop):
    register(browsers())
    stranger = browsers()
    register(stranger)
    first, second = letters(session)
    assert link_in(first.body) == link_in(second.body)
    assert link_in(first.body) not in stranger.get("/w/day/me").text


def test_the_trail_says_that_somebody_tried(browsers, session, workshop):
    register(browsers())
    register(browsers())
    trail = session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert trail == ["person.registered", "person.proposed"]


def test_the_cookie_says_nothing_about_what_it_stands_for(app, browsers, session, workshop):
    register(browsers())
    sizes = set()
    for name in ("เอกชัย", "เอกชาย"):
        browser = browsers()
        register(browser, first_name=name)
        with browser.client.session_transaction() as kept:
            sizes.add(len(json.dumps(dict(kept))))
            [token] = kept["people"].values()
        assert len(token) == 34
        assert not json.dumps(token).isdigit()
    assert len(sizes) == 1

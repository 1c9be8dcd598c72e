"""Whatever is typed is stored and shown as text, or refused with a sentence; never an error."""

from io import BytesIO
from urllib.parse import urlencode

import pytest

from tests import factories
from tests.registration.helpers import letters, people, typed

NASTY = {
    "null bytes": "ก\x00ข",
    "a direction override": "\u202eกขค",
    "stacked marks": "ก" + "\u0e48" * 60,
    "zalgo": "Z" + "\u0300" * 200,
    "emoji": "👩🏽‍⚕️🇹🇭",
    "a formula": '=HYPERLINK("http://x","y")',
    "a template": "{{ 7*7 }}{% raw %}<% x %>${7*7}",
    "a format": "%(name)s %d %n {0}",
    "markup": "<script>alert(1)</script><img src=x onerror=y>",
    "quotes": "\"' onfocus=x autofocus='",
    "line breaks": "ก\r\nX-Header: 1\u2028ข\u0085ค",
    "private use": "\ue000\ufdd0\uffff",
    "sql": "'; DROP TABLE person; --",
}
TEXT_FIELDS = ("prefix", "first_name", "last_name", "position", "agency", "ministry", "dietary",
               "access_needs")  # fmt: skip


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day")


def send(browser, **fields):
    browser.get("/w/day/register")
    return browser.post("/w/day/register", typed(**fields))


@pytest.mark.slow
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_any_text_in_every_field_is_kept_as_text_or_refused(browser, session, workshop, nasty):
    answer = send(browser, **dict.fromkeys(TEXT_FIELDS, nasty))
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert 'class="error"' in answer.text
        assert people(session) == []
        return
    [person] = people(session)
    for path in ("me", "me/change", "me/cancel", "me/data"):
        page = browser.get(f"/w/day/{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "\u202e" not in page.text
    assert "49" not in person.first_name
    [letter] = letters(session)
    assert "\n" not in letter.subject
    assert "\n" not in person.first_name


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["null bytes", "a template", "markup", "emoji"])
def test_any_text_in_one_field_is_never_an_error(browser, session, workshop, kind):
    browser.get("/w/day/register")
    for field in (*TEXT_FIELDS, "email", "phone", "submission_id", "language"):
        answer = browser.post("/w/day/register", typed(**{field: NASTY[kind]}))
        assert answer.status_code in (303, 422), field


@pytest.mark.parametrize("field", ["first_name", "access_needs", "email", "submission_id"])
def test_a_megabyte_of_text_is_refused_with_a_sentence_at_its_field(
    browser, session, workshop, field
):
    browser.get("/w/day/register")
    form = typed(**{field: "ก" * 350_000, "csrf_token": browser.token})
    parts = (f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in form.items() if value != [])  # fmt: skip
    answer = browser.client.post(
        "/w/day/register", data=f"{''.join(parts)}--x--\r\n".encode(),
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'class="summary"' in answer.text
    assert people(session) == []


def test_more_than_the_service_takes_is_refused_with_a_sentence(browser, session, workshop):
    browser.get("/w/day/register?lang=en")
    assert "<h1" in send(browser, access_needs="x" * 3_000_000).text
    answer = send(browser, access_needs="x" * 21_000_000)
    assert answer.status_code == 413
    assert "at most 2 MB of text and a file of 10 MB are taken" in answer.text
    assert 'href="/w/day/register">Back to the form</a>' in answer.text
    assert people(session) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name="),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=\xff", b"--"),
        ("application/x-www-form-urlencoded", b"%ff%00=%zz&&&=&first_name"),
        ("application/x-www-form-urlencoded", b"first_name=%ED%A0%80&last_name=%FF%FE"),
        ("application/json", b'{"first_name": "x"}'),
        ("text/plain", b"\x00\x01"),
        ("", b""),
    ],
)
def test_a_broken_body_is_answered_with_a_page(browser, session, workshop, kind, body):
    answer = browser.client.post("/w/day/register", data=body, content_type=kind)
    assert 400 <= answer.status_code < 500
    assert "<h1" in answer.text
    assert people(session) == []


def test_lone_surrogates_are_shown_as_unreadable_letters(browser, session, workshop):
    browser.get("/w/day/register")
    form = urlencode(typed(first_name="SURROGATE", csrf_token=browser.token), doseq=True)
    answer = browser.client.post(
        "/w/day/register", data=form.replace("SURROGATE", "A%ED%A0%80B").encode(),
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 303
    [person] = people(session)
    assert person.first_name.startswith("A")
    assert browser.get("/w/day/me").status_code == 200


def test_a_field_sent_as_a_file_or_twice_is_no_error(browser, session, workshop):
    page = browser.get("/w/day/register")
    assert page.status_code == 200
    form = typed(first_name=(BytesIO(b"x"), "x.txt"), csrf_token=browser.token)
    answer = browser.client.post("/w/day/register", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    twice = typed(last_name=["หนึ่ง", "สอง"], roles=["a", "b"])
    assert browser.post("/w/day/register", twice).status_code == 303


@pytest.mark.parametrize("slug", ["nothing", "%00", "x" * 3000, "..", "ก"])
def test_a_workshop_that_is_not_there_is_a_page_that_says_so(browser, session, slug):
    answer = browser.get(f"/w/{slug}/register")
    assert answer.status_code in (308, 404)


def test_an_address_of_the_right_to_left_world_is_shown_as_it_is(browser, session, workshop):
    send(browser, first_name="محمد", last_name="علي")
    assert "محمد" in browser.get("/w/day/me").text
    assert people(session)[0].first_name == "محمد"

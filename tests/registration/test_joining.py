"""Ways in: the personal link, the short code, the link sent again; and how guessing ends."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests import factories
from tests.registration.helpers import letters, link_in, people, stored
from workshop.domain.terms import WorkshopState
from workshop.keys import link_person_id, link_token
from workshop.links import token_of
from workshop.models import Attempt
from workshop.registration import guesses
from workshop.registration.guesses import Caller, Outcome

WRONG = "AAAAAA"


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day")


@pytest.fixture
def pim(workshop):
    return factories.make_person(
        workshop, first_name="พิม", last_name="ใจดี", short_code="KQ7M3R",
        email="pim@example.go.th",
    )  # fmt: skip


def join(browser, code, **more):
    return browser.post("/w/day/join", {"code": code, **more})


@pytest.mark.parametrize("code", ["KQ7M3R", "kq7 m3r", " KQ7-M3R ", "ｋｑ７ｍ３ｒ", "kq๗m๓r"])
def test_the_code_lets_in_however_it_is_written(browser, workshop, pim, code):
    answer = join(browser, code)
    assert (answer.status_code, answer.location) == (303, "/w/day/me")
    assert "พิม" in browser.get("/w/day/me").text


def test_a_code_of_another_workshop_is_wrong_here(browser, session, workshop):
    other = factories.make_workshop(slug="other")
    factories.make_person(other, short_code="KQ7M3R")
    answer = join(browser, "KQ7M3R")
    assert answer.status_code == 422
    assert "ไม่พบรหัสนี้" in answer.text
    assert 'value="KQ7M3R"' in answer.text


def test_the_link_signs_in_as_often_as_it_is_opened(app, browsers, workshop, pim):
    link = f"/me/{token_of(app.extensions['workshop.keys'], pim)}"
    for browser in (browsers(), browsers(), browsers()):
        answer = browser.get(link)
        assert (answer.status_code, answer.location) == (303, "/w/day/me")
        assert answer.headers["Cache-Control"] == "no-store"
        assert browser.get("/w/day/me").status_code == 200


@pytest.mark.parametrize("how", ["cut", "changed", "of nobody", "empty", "other letters"])
def test_a_link_that_is_not_right_opens_nothing_and_says_what_works(app, browser, pim, how):
    token = token_of(app.extensions["workshop.keys"], pim)
    broken = {
        "cut": token[:-1], "changed": ("B" if token[0] == "A" else "A") + token[1:],
        "of nobody": "x" * 34, "empty": "-", "other letters": "ก" * 34,
    }[how]  # fmt: skip
    answer = browser.get(f"/me/{broken}")
    assert answer.status_code == 404
    assert "ใช้รหัสบนป้ายชื่อเข้าได้" in answer.text
    assert browser.get("/w/day/me").location == "/w/day/join"


@pytest.mark.parametrize("version", [2, 4])
def test_a_replaced_link_says_so_and_where_the_newest_is_had_but_not_whose_it_was(
    app, browser, session, pim, version
):
    old = token_of(app.extensions["workshop.keys"], pim)
    pim.link_version = version
    session.commit()
    answer = browser.get(f"/me/{old}?lang=en")
    assert answer.status_code == 404
    assert "This link was replaced by a newer one" in answer.text
    assert 'href="/w/day/join"' in answer.text
    assert "badge" not in answer.text
    assert pim.first_name not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get("/w/day/me").location == "/w/day/join"


def test_a_replaced_link_to_a_workshop_that_is_hidden_tells_nothing(
    app, browser, session, workshop, pim
):
    old = token_of(app.extensions["workshop.keys"], pim)
    pim.link_version, workshop.state = 2, WorkshopState.DRAFT
    session.commit()
    answer = browser.get(f"/me/{old}?lang=en")
    assert answer.status_code == 404
    assert "/w/day" not in answer.text


def test_a_revoked_link_signs_out_the_browsers_it_signed_in(browser, session, workshop, pim):
    assert browser.be(pim).get("/w/day/me").status_code == 200
    pim.link_version = 2
    session.commit()
    assert browser.get("/w/day/me").location == "/w/day/join"
    assert "This link was replaced by a newer one" in browser.get("/w/day/join?lang=en").text


def test_signing_out_makes_this_browser_forget(browser, workshop, pim):
    browser.be(pim).get("/w/day/me")
    assert browser.post("/w/day/me/leave").location == "/w/day/"
    assert browser.get("/w/day/me").location == "/w/day/join"


def test_an_address_gets_its_links_and_the_answer_never_says_whether_it_is_known(
    browsers, session, workshop, pim
):
    factories.make_person(workshop, first_name="พัท", email="pim@example.go.th")
    answers = []
    for address in ("PIM@example.go.th ", "nobody@example.go.th"):
        browser = browsers()
        answer = join(browser, address)
        answers.append((answer.status_code, answer.location, browser.get("/w/day/join").text))
    strip = [(s, where, page.split("<main")[1].split("csrf")[0]) for s, where, page in answers]
    assert strip[0] == strip[1]
    assert "หากอีเมลนี้ลงทะเบียนไว้" in answers[0][2]
    [letter] = letters(session)
    assert letter.recipient == "pim@example.go.th"
    assert letter.body.count("/me/") == 2
    assert browsers().get(link_in(letter.body)).status_code == 303
    assert len(stored(session, sa.select(Attempt))) == 2


def test_one_address_gets_at_most_five_such_mails_an_hour(browsers, session, workshop, pim):
    for _ in range(8):
        assert join(browsers(), pim.email).status_code == 303
    assert len(letters(session)) == 5


def test_one_browser_stops_asking_for_links_after_ten(browser, session, workshop, pim):
    statuses = [join(browser, f"x{n}@example.go.th").status_code for n in range(12)]
    assert statuses == [303] * 10 + [429] * 2


def test_ten_wrong_codes_stop_a_browser_even_with_the_right_one(browser, session, workshop, pim):
    statuses = [join(browser, WRONG).status_code for _ in range(10)]
    assert statuses == [422] * 10
    answer = join(browser, "KQ7M3R")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 600
    assert "รอ 10 นาที" in answer.text


@pytest.mark.slow
def test_a_hall_of_100_phones_behind_one_address_gets_in_though_everybody_mistypes_once(
    app, browsers, session, workshop
):
    hall = [factories.make_person(workshop) for _ in range(100)]
    for person in hall:
        browser = browsers()
        assert join(browser, WRONG).status_code == 422
        assert join(browser, person.short_code).status_code == 303


def test_new_browsers_do_not_help_a_guesser_and_do_not_shut_the_hall(
    browsers, session, workshop, pim, monkeypatch
):
    monkeypatch.setattr(guesses, "FROM_ADDRESS", 5)
    for _ in range(5):
        assert join(browsers(), WRONG).status_code == 422
    stopped = join(guest := browsers(), "KQ7M3R")
    assert stopped.status_code == 429
    assert stopped.headers["Retry-After"]
    assert "กรอกนามสกุลด้วย" in stopped.text
    assert 'name="last_name"' in stopped.text
    assert join(guest, "KQ7M3R", last_name="ไม่ใช่").status_code == 429
    assert join(guest, "KQ7M3R", last_name=" ใจดี ").location == "/w/day/me"
    assert join(browsers(), WRONG, last_name="ใจดี").status_code == 429


def test_guesses_from_everywhere_count_on_the_workshop(session, app, workshop, pim, monkeypatch):
    monkeypatch.setattr(guesses, "ON_WORKSHOP", 3)
    keys = app.extensions["workshop.keys"]

    def guess(number, code=WRONG, last_name=""):
        caller = Caller.of(keys, workshop, browser=f"b{number}", address=f"10.0.0.{number}")
        return guesses.enter(
            session, workshop, code, last_name=last_name, caller=caller, now=factories.MOMENT
        )[0]

    assert [guess(n) for n in range(3)] == [Outcome.WRONG] * 3
    assert guess(4, "KQ7M3R") is Outcome.NAME_NEEDED
    assert guess(5, "KQ7M3R", "ใจดี") is Outcome.IN


def test_the_count_starts_again_after_ten_minutes(session, app, workshop, pim):
    caller = Caller.of(app.extensions["workshop.keys"], workshop, browser="b", address="10.0.0.1")

    def guess(now, code):
        return guesses.enter(session, workshop, code, last_name="", caller=caller, now=now)[0]

    start = factories.MOMENT
    for _ in range(10):
        guess(start, WRONG)
    assert guess(start + dt.timedelta(minutes=9), "KQ7M3R") is Outcome.STOPPED
    assert guess(start + dt.timedelta(minutes=11), "KQ7M3R") is Outcome.IN


def test_one_ipv6_customer_is_one_address_and_no_address_is_stored(session, app, workshop):
    keys = app.extensions["workshop.keys"]
    one, two, other = (
        Caller.of(keys, workshop, browser="b", address=address)
        for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:1::1")
    )
    assert one.address == two.address != other.address
    assert len(one.address) == 32


@pytest.mark.parametrize(
    "code",
    ["", " ", "A", "' OR 1=1 --", "\x00\x00", "🙂🙂🙂🙂🙂🙂", "x" * 300, "a@b", "@", "%00@x.y"],
)
def test_nonsense_is_answered_with_a_sentence(browser, session, workshop, pim, code):
    answer = join(browser, code)
    assert answer.status_code in (303, 422)
    assert people(session)
    if answer.status_code == 303:
        assert answer.location == "/w/day/join"


def test_where_mail_cannot_carry_links_the_page_says_what_else_works(app, browser, workshop, pim):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=None)
    answer = join(browser, pim.email)
    assert answer.status_code == 422
    assert "ระบบนี้ส่งลิงก์ทางอีเมลไม่ได้" in answer.text


def test_tokens_are_never_logged_not_even_when_something_fails(
    app, browser, workshop, pim, caplog, monkeypatch
):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    caplog.set_level("DEBUG")
    token = token_of(app.extensions["workshop.keys"], pim)
    browser.get(f"/me/{token}")
    monkeypatch.setattr("workshop.registration.views.sign_in_person", lambda _person: 1 / 0)
    assert browser.get(f"/me/{token}").status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_numbers_no_database_has_are_not_found(browser, workshop, number):
    assert browser.get(f"/w/day/documents/{number}").status_code == 404


def test_a_forged_token_never_names_a_row_no_database_has(app):
    key = app.extensions["workshop.keys"].link_key()
    forged = [hashlib.sha256(f"{n}".encode()).hexdigest()[:34] for n in range(3000)]
    read = [link_person_id(key, token) for token in forged]
    assert all(number is None or 0 < abs(number) < 2**31 for number in read)
    assert None in read


def test_links_hide_who_they_belong_to(app, workshop, pim):
    key = app.extensions["workshop.keys"].link_key()
    tokens = [link_token(key, person_id=n, link_version=1) for n in (1, 2, -1, 2**30)]
    assert {len(token) for token in tokens} == {34}
    assert len({token[-6:] for token in tokens}) == 4
    assert tokens[0] == link_token(key, person_id=1, link_version=1)

"""A second factor: set up with an app, asked for after the password, got round by nobody."""

import datetime as dt
import re

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import make_account, make_workshop
from workshop import commands
from workshop.accounts import passwords, second_service, service
from workshop.domain.terms import AttemptKind, LinkPurpose, Role
from workshop.models import Account, Attempt, AuditEntry, Message

PASSWORD = "a good long password"
PAGE = "/account/second-factor"
START = dt.datetime(2026, 6, 1, 3, 0, 10, tzinfo=dt.UTC)
KEY = re.compile(r'<p class="key" lang="en">(.*?)</p>', re.DOTALL)
CODES = re.compile(r'<ol class="recovery" lang="en">(.*?)</ol>', re.DOTALL)
WORDS = re.compile(r"<[^>]+>")


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def orn(session, clock):
    return make_account(
        make_workshop(), Role.ORGANISER, email="orn@example.go.th",
        password_hash=passwords.hashed(PASSWORD),
    )  # fmt: skip


def secret_on(page):
    return "".join(WORDS.sub(" ", KEY.search(page.text)[1]).split())


def codes_on(page):
    return [WORDS.sub("", row) for row in re.findall(r"<li>.*?</li>", CODES.search(page.text)[1])]


def app_shows(secret, *, steps=0):
    return pyotp.TOTP(secret).at(dt.datetime.now(dt.UTC), counter_offset=steps)


def set_up(browser, orn):
    """Through the pages; returns the app's secret and the recovery codes."""
    browser.sign_in(orn).get(f"{PAGE}?lang=en")
    assert browser.post(PAGE, {"password": PASSWORD}).status_code == 303
    secret = secret_on(browser.get(PAGE))
    page = browser.post(PAGE, {"code": app_shows(secret)})
    assert page.status_code == 200
    return secret, codes_on(page)


@pytest.fixture
def armed(browsers, orn, clock):
    """The app's secret and the recovery codes of Orn, a minute after the set-up."""
    found = set_up(browsers(), orn)
    clock.shift(60)
    return found


def password_step(browser, **kwargs):
    browser.token = ""
    browser.get("/login?lang=en")
    answer = {"email": "orn@example.go.th", "password": PASSWORD}
    response = browser.post("/login", answer, **kwargs)
    browser.get("/login/code")
    return response


def code_step(browser, code):
    return browser.post("/login/code", {"code": code})


def sign_out(browser):
    browser.get("/account")
    assert browser.post("/logout").status_code == 303


def open_page(browser, account):
    """Signed in, with a token as both forms of the page carry it."""
    browser.sign_in(account).get("/account?lang=en")
    assert browser.get(PAGE).status_code == 200


def signed_in(browser):
    return browser.get("/account").status_code == 200


def stored(session, orn):
    session.rollback()
    session.expire_all()
    return session.get_one(Account, orn.id)


def test_it_counts_only_after_one_right_code(browser, session, orn):
    browser.sign_in(orn).get(f"{PAGE}?lang=en")
    browser.post(PAGE, {"password": PASSWORD})
    page = browser.get(PAGE)
    assert "<svg" in page.text
    assert len(secret_on(page)) == 32
    assert secret_on(page) == secret_on(browser.get(PAGE)), "the same until it is confirmed"
    refused = browser.post(PAGE, {"code": "000000"})
    assert refused.status_code == 422
    assert "not the code of the moment" in refused.text
    assert stored(session, orn).second_since is None
    right = browser.post(PAGE, {"code": app_shows(secret_on(page))})
    assert right.status_code == 200
    assert stored(session, orn).second_since == START


def test_setting_it_up_wants_the_password_and_can_be_left(browser, session, orn):
    browser.sign_in(orn).get(f"{PAGE}?lang=en")
    refused = browser.post(PAGE, {"password": "not my password"})
    assert refused.status_code == 422
    assert "not your current password" in refused.text
    assert stored(session, orn).second_secret is None
    browser.post(PAGE, {"password": PASSWORD})
    assert stored(session, orn).second_secret is not None
    assert browser.post(f"{PAGE}/give-up").status_code == 303
    assert stored(session, orn).second_secret is None


def test_ten_recovery_codes_are_shown_once_and_no_page_is_kept(browser, session, orn):
    secret, codes = set_up(browser, orn)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", code) for code in codes)
    page = browser.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    assert "10 codes are left" in page.text
    for hidden in (secret, secret[:4], *codes):
        assert hidden not in page.text


def test_switching_it_on_ends_every_other_session(browsers, orn):
    here, there = browsers(), browsers().sign_in(orn)
    assert signed_in(there)
    set_up(here, orn)
    assert signed_in(here)
    assert not signed_in(there)


def test_after_the_password_comes_the_code_and_then_the_page_one_wanted(browser, armed):
    response = password_step(browser, query_string={"next": "/account?lang=en"})
    assert (response.status_code, response.headers["Location"]) == (303, "/login/code")
    assert not signed_in(browser), "the password alone signs nobody in"
    response = code_step(browser, app_shows(armed[0]))
    assert (response.status_code, response.headers["Location"]) == (303, "/account?lang=en")
    assert signed_in(browser)


def test_without_a_second_factor_the_password_signs_in_as_ever(browser, orn):
    response = password_step(browser)
    assert response.headers["Location"] == "/organise/"
    assert signed_in(browser)


@pytest.mark.parametrize("written", ["{0} {1}", " {0}-{1} ", "thai"])
def test_a_code_may_be_written_as_people_write_it(browser, armed, written):
    code = app_shows(armed[0])
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    password_step(browser)
    typed = thai if written == "thai" else written.format(code[:3], code[3:])
    assert code_step(browser, typed).status_code == 303


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_one_step_off(browser, armed, steps, status):
    password_step(browser)
    assert code_step(browser, app_shows(armed[0], steps=steps)).status_code == status


def test_a_code_signs_in_once(browsers, armed):
    first, second = browsers(), browsers()
    for browser in (first, second):
        password_step(browser)
    code = app_shows(armed[0])
    assert code_step(first, code).status_code == 303
    refused = code_step(second, code)
    assert refused.status_code == 422
    assert "used already" in refused.text
    assert not signed_in(second)


def test_the_code_that_switched_it_on_does_not_sign_in_as_well(browsers, orn):
    secret, _codes = set_up(browsers(), orn)
    other = browsers()
    password_step(other)
    assert code_step(other, app_shows(secret)).status_code == 422


def test_a_recovery_code_signs_in_once_and_is_noted(browser, session, orn, armed):
    code = armed[1][3]
    password_step(browser)
    assert code_step(browser, code.lower().replace("-", " ")).status_code == 303
    assert len(stored(session, orn).recovery_hashes) == 9
    sign_out(browser)
    password_step(browser)
    assert code_step(browser, code).status_code == 422
    used = session.scalars(sa.select(AuditEntry.what)).all()
    assert used.count("account.recovery_code_used") == 1


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "\x00", "๑", "🙂" * 20, "9" * 61]
)
def test_what_is_no_code_is_refused_with_a_sentence(browser, armed, typed):
    password_step(browser)
    refused = code_step(browser, typed)
    assert refused.status_code == 422
    assert 'id="code-error"' in refused.text
    assert not signed_in(browser)


def test_the_eleventh_wrong_code_has_to_wait_even_when_it_is_right(browser, session, armed):
    password_step(browser)
    for _ in range(10):
        assert code_step(browser, "000000").status_code == 422
    refused = code_step(browser, app_shows(armed[0]))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in refused.text
    kinds = session.scalars(sa.select(Attempt.kind)).all()
    assert kinds.count(AttemptKind.SECOND) == 10


def test_a_new_password_step_does_not_forget_wrong_codes(browser, armed):
    for _ in range(2):
        password_step(browser)
        for _ in range(5):
            code_step(browser, "000000")
    password_step(browser)
    assert code_step(browser, app_shows(armed[0])).status_code == 429


def test_the_first_step_holds_for_five_minutes(browser, armed, clock):
    password_step(browser)
    clock.shift(301)
    response = code_step(browser, app_shows(armed[0]))
    assert (response.status_code, response.headers["Location"]) == (303, "/login")
    assert not signed_in(browser)


def test_nobody_reaches_the_second_step_without_the_first(browser, armed):
    assert browser.get("/login/code").headers["Location"] == "/login"
    browser.get("/login")
    response = code_step(browser, app_shows(armed[0]))
    assert response.headers["Location"] == "/login"
    assert not signed_in(browser)


def test_a_new_password_ends_a_sign_in_that_is_halfway(browsers, session, orn, armed):
    attacker = browsers()
    password_step(attacker)
    service.change_password(
        session, stored(session, orn).id, password_hash=passwords.hashed("another one"), now=START
    )
    session.commit()
    assert code_step(attacker, app_shows(armed[0])).headers["Location"] == "/login"


def test_a_link_for_a_new_password_does_not_get_round_it(app, browser, session, orn, armed):
    with app.test_request_context():
        _link, token = service.make_link(
            session, purpose=LinkPurpose.RESET, lifetime=service.RESET_FOR,
            now=dt.datetime.now(dt.UTC), email=orn.email,
        )  # fmt: skip
        session.commit()
    fresh = {"password": "quite another one", "repeated": "quite another one"}
    response = browser.post(f"/link/{token}", fresh)
    assert (response.status_code, response.headers["Location"]) == (303, "/login/code")
    assert not signed_in(browser)
    browser.get("/login/code")
    assert code_step(browser, app_shows(armed[0])).status_code == 303


@pytest.mark.parametrize("with_", ["app", "recovery"])
def test_it_is_switched_off_with_password_and_code(browser, session, orn, armed, with_):
    open_page(browser, stored(session, orn))
    code = app_shows(armed[0]) if with_ == "app" else armed[1][0]
    for wrong in (
        {"off-password": "no", "off-code": code},
        {"off-password": PASSWORD, "off-code": "000000"},
    ):
        assert browser.post(PAGE, wrong).status_code == 422
        assert stored(session, orn).second_since is not None
    right = browser.post(PAGE, {"off-password": PASSWORD, "off-code": code})
    assert right.status_code == 303
    account = stored(session, orn)
    assert (account.second_since, account.second_secret, account.recovery_hashes) == (
        None,
        None,
        [],
    )
    sign_out(browser)
    assert password_step(browser).headers["Location"] == "/organise/"


def test_new_recovery_codes_replace_the_old_ones(browser, session, orn, armed):
    open_page(browser, stored(session, orn))
    page = browser.post(PAGE, {"renew-password": PASSWORD, "renew-code": app_shows(armed[0])})
    assert page.status_code == 200
    fresh = codes_on(page)
    assert len(fresh) == 10
    assert not set(fresh) & set(armed[1])
    sign_out(browser)
    password_step(browser)
    assert code_step(browser, armed[1][0]).status_code == 422
    assert code_step(browser, fresh[0]).status_code == 303


def test_a_backup_of_the_database_passes_no_second_step(session, orn, armed):
    """Neither the secret nor a recovery code is in it, nor anything that could be tried out."""
    account, (secret, codes) = stored(session, orn), armed
    raw = pyotp.TOTP(secret).byte_secret()
    assert len(account.second_secret) == 36
    assert raw not in account.second_secret
    assert account.second_secret[16:] != raw
    kept = " ".join(account.recovery_hashes)
    assert not any(code.replace("-", "") in kept.upper() for code in codes)
    assert len(set(account.recovery_hashes)) == 10


def test_whoever_lost_everything_is_let_in_again_by_a_command(
    browser, session, settings, orn, armed, capsys
):
    commands.reset_second_factor(settings, "Orn@example.go.th")
    assert "signs in with the password alone" in capsys.readouterr().err
    assert password_step(browser).headers["Location"] == "/organise/"
    entry = session.scalar(sa.select(AuditEntry).order_by(AuditEntry.id.desc()))
    assert (entry.actor, entry.what) == ("command line", "account.second_factor_lifted")
    for email, sentence in (
        ("nobody@example.go.th", "no account"),
        ("orn@example.go.th", "no second factor"),
    ):
        with pytest.raises(Exception, match=sentence):
            commands.reset_second_factor(settings, email)


def test_with_the_key_folder_of_another_installation_no_code_is_right(app, session, orn, armed):
    account = stored(session, orn)
    guess = second_service.Guess(AttemptKind.SECOND, b"s", b"a")
    with app.test_request_context():
        for typed in (app_shows(armed[0]), armed[1][0]):
            proof = second_service.Proof(typed, b"k" * 32, guess, dt.datetime.now(dt.UTC))
            assert not second_service.passes(session, account.id, proof)


@pytest.mark.parametrize(
    ("language", "told"), [("th", "มีการใช้รหัสสำรอง"), ("en", "A recovery code")]
)
def test_the_owner_is_told_by_mail_of_what_weakens_the_account(
    browser, session, settings, orn, armed, language, told
):
    stored(session, orn).language = language
    session.commit()
    password_step(browser)
    code_step(browser, armed[1][0])
    commands.reset_second_factor(settings, orn.email)
    session.rollback()
    mails = session.scalars(sa.select(Message).order_by(Message.id)).all()
    assert [(mail.recipient, mail.language) for mail in mails] == [(orn.email, language)] * 2
    assert told in mails[0].body
    assert ("was reset" in mails[1].body) is (language == "en")


@pytest.mark.parametrize("path", ["/account", PAGE])
def test_pages_speak_thai(browser, orn, path):
    browser.sign_in(orn)
    assert "การยืนยันตัวตนขั้นที่สอง" in browser.get(f"{path}?lang=th").text

"""Staff sign in with a password, are slowed when they guess, and use links once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.factories import MOMENT, make_account, make_group, make_workshop
from workshop.accounts import guessing, passwords, service, signing
from workshop.domain.terms import LinkPurpose, Role
from workshop.keys import fingerprint
from workshop.models import Account, Attempt, Membership, OneTimeLink

PASSWORD = "a good long password"


@pytest.fixture
def orn(session):
    workshop = make_workshop()
    return make_account(
        workshop,
        Role.ORGANISER,
        email="orn@example.go.th",
        password_hash=passwords.hashed(PASSWORD),
    )


def test_the_right_password_signs_in(browser, orn):
    browser.get("/login")
    response = browser.post("/login", {"email": " ORN@example.go.th", "password": PASSWORD})
    assert response.status_code == 303
    assert browser.get("/account").status_code == 200


def test_a_wrong_password_is_told_next_to_the_field_and_keeps_the_address(browser, orn, session):
    browser.get("/login?lang=en")
    response = browser.post("/login", {"email": "orn@example.go.th", "password": "wrong one here"})
    assert response.status_code == 422
    assert "do not belong together" in response.text
    assert "orn@example.go.th" in response.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 1


def test_an_unknown_address_is_answered_like_a_wrong_password(browser, orn):
    browser.get("/login?lang=en")
    known = browser.post("/login", {"email": "orn@example.go.th", "password": "wrong one here"})
    unknown = browser.post("/login", {"email": "nobody@example.go.th", "password": "wrong one"})
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert "do not belong together" in unknown.text


def test_the_eleventh_wrong_guess_from_one_place_has_to_wait(browser, orn):
    browser.get("/login?lang=en")
    for _ in range(10):
        browser.post("/login", {"email": "orn@example.go.th", "password": "guess guess"})
    response = browser.post("/login", {"email": "orn@example.go.th", "password": PASSWORD})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in response.text


def test_guesses_on_one_account_do_not_lock_others_out_behind_the_same_address(browser, orn):
    make_account(email="kai@example.go.th", password_hash=passwords.hashed(PASSWORD))
    browser.get("/login")
    for _ in range(11):
        browser.post("/login", {"email": "orn@example.go.th", "password": "guess guess"})
    response = browser.post("/login", {"email": "kai@example.go.th", "password": PASSWORD})
    assert response.status_code == 303


def test_nobody_locks_an_organiser_out_of_a_browser_that_signed_in_before(
    browsers, orn, monkeypatch
):
    monkeypatch.setattr(signing, "ON_ACCOUNT", 11)  # reached by the guesses made elsewhere
    monkeypatch.setattr(guessing, "FROM_ONE_ADDRESS", 11)
    kai = make_account(email="kai@example.go.th", password_hash=passwords.hashed(PASSWORD))

    def tries(browser, password, account=orn):
        form = {"email": account.email, "password": password}
        return browser.post("/login", form).status_code

    own, stranger = browsers(), browsers()
    assert tries(own, PASSWORD) == 303
    cookie = own.client.get_cookie("device")
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)
    own.post("/logout")
    assert [tries(stranger, "guess guess") for _ in range(11)] == [422] * 10 + [429]
    assert tries(stranger, PASSWORD) == 429
    assert [tries(own, "mistyped it") for _ in range(9)] == [422] * 9
    assert tries(own, PASSWORD) == 303  # which begins the count anew
    own.post("/logout")
    assert [tries(own, "guess guess") for _ in range(11)] == [422] * 10 + [429]
    assert tries(own, PASSWORD) == 429
    assert tries(own, "guess guess", kai) == 422  # no counter of its own for another account
    assert tries(own, PASSWORD, kai) == 429
    forged = browsers()
    forged.client.set_cookie("device", cookie.value[:-3] + "abc")
    assert tries(forged, PASSWORD) == 429


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx", "/a\r\nb"]
)
def test_signing_in_never_leads_to_another_site(browser, orn, target):
    browser.get("/login")
    response = browser.post(
        "/login",
        {"email": "orn@example.go.th", "password": PASSWORD},
        query_string={"next": target},
    )
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/organise")


def test_an_invitation_makes_an_account_in_the_team_and_works_once(
    app, browser, browsers, session, settings
):
    workshop = make_workshop()
    group = make_group(workshop)
    with app.test_request_context():
        address = service.invite(
            session, settings=settings, workshop=workshop, email="fah@example.go.th", name="ฟ้า",
            role=Role.FACILITATOR, group=group, by="orn@example.go.th", now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        session.commit()
    path = address.removeprefix("http://localhost")
    assert browser.get(path).status_code == 200
    assert browser.get(path).status_code == 200  # a mail scanner burns nothing
    data = {"name": "ฟ้า", "password": PASSWORD, "repeated": PASSWORD}
    assert browser.post(path, data).status_code == 303
    account = session.scalar(sa.select(Account).where(Account.email == "fah@example.go.th"))
    member = session.scalar(sa.select(Membership).where(Membership.account_id == account.id))
    assert (member.role, member.group_id) == (Role.FACILITATOR, group.id)
    assert not account.may_create
    other = browsers()
    other.get("/login")
    assert other.post(path, data).status_code == 404


def test_a_reset_link_is_mailed_to_known_addresses_only_and_nobody_can_tell(browser, orn, session):
    browser.get("/login/forgotten?lang=en")
    known = browser.post("/login/forgotten", {"email": "orn@example.go.th"})
    unknown = browser.post("/login/forgotten", {"email": "nobody@example.go.th"})
    assert known.status_code == unknown.status_code == 303
    assert known.headers["Location"] == unknown.headers["Location"]
    links = session.scalars(sa.select(OneTimeLink)).all()
    assert [(link.purpose, link.email) for link in links] == [
        (LinkPurpose.RESET, "orn@example.go.th")
    ]


def test_a_new_password_signs_every_other_browser_out(browsers, orn):
    here, there = browsers().sign_in(orn), browsers().sign_in(orn)
    here.get("/account")
    response = here.post(
        "/account",
        {
            "password-current": PASSWORD,
            "password-password": "another long password",
            "password-repeated": "another long password",
        },
    )
    assert response.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("path", "field", "others"),
    [
        ("/account", "password-current", ("password-password", "password-repeated")),
        ("/account/second-factor", "password", ()),
    ],
)
def test_whoever_finds_a_browser_signed_in_cannot_try_out_passwords(
    browser, orn, path, field, others
):
    browser.sign_in(orn).get("/account?lang=en")
    form = dict.fromkeys(others, "another long password")
    for _ in range(10):
        refused = browser.post(path, {**form, field: "guess guess"})
        assert refused.status_code == 422
    assert "not your current password" in refused.text
    refused = browser.post(path, {**form, field: PASSWORD})
    assert refused.status_code == 422
    assert "Wait 15 minutes" in refused.text


def test_only_the_hash_of_a_link_is_stored(app, session):
    with app.test_request_context():
        link, token = service.make_link(
            session, purpose=LinkPurpose.SETUP, lifetime=service.SETUP_FOR, now=MOMENT
        )
    assert link.token_hash == fingerprint(token)
    assert len(token) >= 43


def test_a_form_without_its_token_is_refused(app, orn):
    response = app.test_client().post(
        "/login", data={"email": "orn@example.go.th", "password": PASSWORD}
    )
    assert response.status_code == 400


def test_a_staff_page_asks_strangers_to_sign_in_and_brings_them_back(browser):
    response = browser.get("/account?lang=en")
    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=/account?lang%3Den&lang=en"

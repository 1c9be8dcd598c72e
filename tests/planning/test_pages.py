"""Every set-up page opens for its organiser and for nobody else's."""

import pytest

from tests import factories as make
from workshop.domain.terms import Role, WorkshopState

PAGES = (
    "", "settings", "settings/close", "settings/documents/new", "agenda", "agenda/new", "groups",
    "groups/new", "strategies", "strategies/new", "questions", "questions/new?form=0&kind=scale",
    "questions/new?form=0&kind=single", "questions/new?form=0&kind=long_text", "agencies",
    "agencies/new", "agencies/import", "agencies/roles", "agencies/roles/new", "attributes",
    "attributes/new",
    "agencies/seniority", "team",
)  # fmt: skip


@pytest.fixture
def workshop(session):
    workshop = make.make_workshop()
    make.form_of(workshop, 0)
    return workshop


def addresses(workshop):
    return [f"/organise/{workshop.slug}/{page}" for page in PAGES]


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_opens_for_the_organiser(browser, workshop, language):
    browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    for address in addresses(workshop):
        response = browser.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert response.status_code == 200, address
        assert response.text.count("<h1") == 1, address
        assert f'<html lang="{language}">' in response.text


def test_another_organisers_workshop_does_not_exist(browser, workshop):
    browser.sign_in(make.make_account(make.make_workshop(), Role.ORGANISER))
    for address in addresses(workshop):
        assert browser.get(address).status_code == 404, address


def test_the_rest_of_the_team_sees_no_set_up(browsers, workshop):
    group = make.make_group(workshop)
    for role in (Role.FACILITATOR, Role.NOTE_TAKER, Role.DOOR):
        own = None if role is Role.DOOR else group
        browser = browsers().sign_in(make.make_account(workshop, role, group=own))
        for address in addresses(workshop):
            assert browser.get(address).status_code == 404, (role, address)


def test_who_is_not_signed_in_is_led_to_the_sign_in(browser, workshop):
    for address in addresses(workshop):
        response = browser.get(address)
        assert response.status_code == 303
        assert "/login" in response.location


def test_a_draft_shows_what_is_still_missing(browser, session):
    workshop = make.make_workshop(state=WorkshopState.DRAFT)
    browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    page = browser.get(f"/organise/{workshop.slug}/?lang=en").text
    assert "Only the team can see this workshop" in page
    assert page.count("to do") >= 6

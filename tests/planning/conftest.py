"""A workshop with its organiser signed in."""

import pytest

from tests import factories as make
from workshop.domain.terms import Role


@pytest.fixture
def workshop(session):
    """Open, without anybody in it."""
    workshop = make.make_workshop(slug="plan")
    make.form_of(workshop, 0)
    return workshop


@pytest.fixture
def orn(workshop):
    """The workshop's organiser."""
    return make.make_account(workshop, Role.ORGANISER, email="orn@example.go.th")


@pytest.fixture
def organiser(browser, orn):
    """Orn's browser, in English."""
    browser.sign_in(orn)
    browser.get("/organise/?lang=en")
    return browser

"""A seat goes to the waiting list in real Chromium: offered, taken on the phone, seen by staff."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import faults, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def organiser(served: Served, new_page: Any) -> Any:
    return signed_in(served, new_page)


@pytest.fixture
def full_workshop(served: Served, organiser: Any) -> str:
    """A workshop of its own with one seat, open for registration; its slug."""
    slug = f"one-seat-{uuid.uuid4().hex[:6]}"
    organiser.goto(f"{served.address}/organise/new")
    organiser.fill("[name=title_en]", "A day with one seat")
    organiser.fill("[name=slug]", slug)
    far = dt.date.today() + dt.timedelta(days=30)  # noqa: DTZ011
    organiser.fill("[name=date]", far.isoformat())
    organiser.fill("[name=capacity]", "1")
    organiser.locator("main form.form button[type=submit]").last.click()
    organiser.goto(f"{served.address}/organise/{slug}/settings")
    organiser.get_by_role("button", name="Open the workshop").click()
    organiser.get_by_role("button", name="Open registration").click()
    organiser.wait_for_selector("text=Registration is open")
    return slug


@pytest.fixture
def registered(served: Served, new_page: Any, full_workshop: str) -> Callable[..., Any]:
    """Registers somebody on a phone of their own; gives their page."""

    def register(name: str, **options: Any) -> Any:
        page = new_page(PHONE, "en-GB", **options)
        page.goto(f"{served.address}/w/{full_workshop}/register")
        page.fill("[name=first_name]", name)
        page.fill("[name=last_name]", "ตั้งรบ")
        page.fill("[name=agency]", "Some office")
        page.fill("[name=email]", f"{uuid.uuid4().hex[:10]}@nso.example")
        page.check("[name=consent]")
        page.click("form.form button[type=submit]")
        page.wait_for_url("**/me")
        return page

    return register


def test_a_seat_that_is_given_back_is_offered_seen_and_taken(
    served: Served, organiser: Any, registered: Any, full_workshop: str
):
    first, second = registered("Ann"), registered("Bo", java_script_enabled=False)
    assert second.locator("h1").inner_text() == "You are on the waiting list"
    own = f"{served.address}/w/{full_workshop}/me"
    first.goto(f"{own}/cancel")
    first.click("main button[type=submit]")
    first.wait_for_url("**/me")
    second.goto(own)
    assert second.locator("h1").inner_text() == "A seat is held for you"
    organiser.goto(f"{served.address}/organise/{full_workshop}/waiting?lang=en")
    assert "24 hours left" in organiser.locator(".queue-table").inner_text()
    second.get_by_role("button", name="Take the seat").click()
    assert second.locator("h1").inner_text() == "You have a seat"
    organiser.reload()
    assert "Nobody waits" in organiser.locator("main").inner_text()


def test_the_organiser_lets_somebody_ahead_by_keyboard_with_a_reason(
    served: Served, organiser: Any, registered: Any, full_workshop: str
):
    for name in ("Ann", "Bo", "Cy"):
        registered(name)
    organiser.goto(f"{served.address}/organise/{full_workshop}/waiting?lang=en")
    last = organiser.locator(".queue-table tbody tr").last
    last.locator("summary").focus()
    organiser.keyboard.press("Enter")
    organiser.keyboard.press("Tab")
    organiser.keyboard.press("Enter")  # without a reason
    organiser.wait_for_selector(".queue-table .error")
    assert organiser.evaluate("document.activeElement.name") == "reason"
    organiser.keyboard.type("Speaker of the group")
    organiser.keyboard.press("Enter")
    organiser.wait_for_selector("text=Put ahead: Speaker of the group")
    assert "Next" in organiser.locator(".queue-table tbody tr").last.inner_text()


def test_the_waiting_list_fits_and_axe_finds_nothing(
    served: Served, organiser: Any, registered: Any, full_workshop: str
):
    first, second = registered("Ann"), registered("Bo")
    registered("Cy")
    first.goto(f"{served.address}/w/{full_workshop}/me/cancel")
    first.click("main button[type=submit]")
    for language in ("th", "en"):
        second.goto(f"{served.address}/w/{full_workshop}/me?lang={language}")
        organiser.goto(f"{served.address}/organise/{full_workshop}/waiting?lang={language}")
        for page in (second, organiser):
            assert faults(page) == [], page.url

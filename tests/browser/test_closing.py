"""A form that closes by itself, on a phone and for its organiser; the phone's time alone moves."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served, set_form
from tests.browser.looks import faults, signed_in
from workshop.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_phone_counts_down_warns_offers_to_send_and_follows_what_is_changed(
    served: Served, links: list[str], new_page: Callable[..., Any]
) -> None:
    """The phone's own clock is two hours off. Nothing is closed: the time is taken back."""
    organiser = signed_in(served, new_page)
    forms = f"{served.address}/organise/ega-2557/forms?lang=en"
    phone = new_page(PHONE)
    phone.clock.install(time=now() - dt.timedelta(hours=2))
    phone.goto(links[19])
    phone.goto(f"{served.workshop}/feedback/4?lang=en")
    part = phone.locator("form#answers [data-live]")
    phone.locator("form#answers textarea").first.fill("แก้กฎหมาย")

    organiser.goto(forms)
    organiser.select_option("select[name=form]", "4")
    organiser.fill("input[name=minutes]", "10")
    organiser.click("form.filters [type=submit]")
    counted = part.get_by_text("in 10 minutes").or_(part.get_by_text("in 11 minutes"))
    phone.clock.run_for(5_000)
    counted.wait_for()

    phone.clock.run_for(9 * 60_000)
    part.get_by_role("status").get_by_text("Send what you have typed").wait_for()
    bar = phone.locator("[data-saved]")
    bar.get_by_role("button", name="Send now").wait_for()
    assert faults(organiser) == []
    assert faults(phone) == []

    bar.get_by_role("button", name="Send now").click()
    phone.locator(".summary").get_by_text("Not sent yet").wait_for()
    counted.wait_for()  # the page that came back brings the server's time, and is followed as well
    counted.evaluate("(words) => { words.id = 'seen'; }")
    phone.clock.run_for(5_000)
    phone.locator("#seen").wait_for(state="detached")
    phone.clock.run_for(11 * 60_000)
    part.get_by_role("alert").get_by_text("This form is closed").wait_for()
    assert bar.get_by_role("button", name="Send now").count() == 0

    row = organiser.locator("tr", has_text="4 Readiness")
    row.get_by_role("button", name="No time: 4 Readiness, All groups").click()
    row.get_by_text("open until").first.wait_for(state="detached")
    phone.clock.run_for(5_000)
    part.get_by_role("alert").wait_for(state="detached")
    assert part.inner_text().strip() == ""
    assert phone.locator("form#answers textarea").first.input_value() == "แก้กฎหมาย"


def test_a_form_closed_by_hand_says_so_where_one_types_and_no_more_once_it_is_open_again(
    served: Served, links: list[str], new_page: Callable[..., Any]
) -> None:
    phone = new_page(PHONE)
    phone.goto(links[22])
    phone.goto(f"{served.workshop}/feedback/3?lang=en")
    phone.locator("form#answers textarea").first.fill("แก้กฎหมาย")
    bar = phone.locator("[data-saved]")
    bar.get_by_text("Not sent yet").wait_for()
    set_form(served, "3", "--close")
    try:
        bar.get_by_text("This form is closed.").wait_for()
        assert phone.locator("form#answers [role=alert]").is_visible()
        phone.click("form#answers button[type=submit]")
        phone.get_by_text("Not sent: this form is closed").wait_for()
        assert phone.locator("form#answers [role=alert]:visible").count() == 1
        assert faults(phone) == []
    finally:
        set_form(served, "3", "--open")
    bar.get_by_text("This form is closed.").wait_for(state="detached")
    assert phone.get_by_text("Not sent: this form is closed").count() == 0
    assert phone.locator("form#answers textarea").first.input_value() == "แก้กฎหมาย"
    assert "Not sent yet" in bar.inner_text()

"""Letters and mailings as an organiser meets them: seen first, then sent, by keyboard alone."""

from typing import Any

import pytest

from tests.browser.conftest import LAPTOP, PHONE, Served
from tests.browser.looks import IN_BOTH_LANGUAGES, faults, signed_in

pytestmark = pytest.mark.browser


def organiser(served: Served, new_page: Any, size: dict[str, int], **options: Any) -> Any:
    """A signed-in organiser, and where the messages are."""
    page = signed_in(served, new_page, size, **options)
    return page, f"{served.address}/organise/ega-2557/messages"


def by_keyboard(page: Any, control: Any) -> None:
    control.focus()
    page.keyboard.press("Enter")


def test_a_reminder_is_seen_and_then_sent_by_keyboard_alone(served: Served, new_page: Any):
    page, messages = organiser(served, new_page, PHONE, java_script_enabled=False)
    page.goto(f"{messages}/mailings/new")
    page.select_option("[name=group]", "partner")
    by_keyboard(page, page.get_by_role("button", name="See whom it reaches"))
    number = page.locator(".set-size").inner_text()
    assert number.endswith("people")
    by_keyboard(page, page.get_by_role("button", name=f"Send to {number}"))
    page.wait_for_url("**/messages/mailings")
    assert f"{number.split()[0]} messages go out now" in page.locator(".notice").inner_text()
    assert number in page.locator("tbody tr").first.inner_text()


def test_a_mistake_in_a_letter_is_told_and_the_text_kept(served: Served, new_page: Any):
    page, messages = organiser(served, new_page, LAPTOP)
    page.goto(f"{messages}/letters/reminder/en")
    page.fill("#body", "Dear {nmae}, see you")
    page.get_by_role("button", name="Preview").click()
    assert "{nmae} is no placeholder" in page.locator(".field .error").inner_text()
    assert page.input_value("#body") == "Dear {nmae}, see you"
    page.fill("#body", "Dear {name}, see you")
    page.get_by_role("button", name="Preview").click()
    assert "Dear Ms Pimjai Example, see you" in page.locator(".letter-phone").first.inner_text()


@IN_BOTH_LANGUAGES
def test_these_pages_fit_and_axe_finds_nothing(
    served: Served, new_page: Any, size: dict[str, int], language: str
):
    page, messages = organiser(served, new_page, size)
    for address in (
        f"{messages}?lang={language}", f"{messages}/letters", f"{messages}/letters/placed/th",
        f"{messages}/mailings", f"{messages}/mailings/new",
        f"{messages}/mailings/new?step=check&kind=thanks&timing=planned&days=1&at_time=09:00",
        f"{messages}/addresses",
    ):  # fmt: skip
        page.goto(address)
        assert faults(page) == [], address

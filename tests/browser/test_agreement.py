"""Statements from the desk to the phone and to the wall, in real Chromium."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.line import line_to
from tests.browser.looks import faults, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def put_to_the_vote(served: Served, desk: Any, english: str, thai: str = "") -> str:
    """A statement of the organiser's, approved; the address of the board."""
    board = f"{served.address}/organise/ega-2557/agreement"
    desk.goto(f"{board}/new?lang=en")
    desk.fill("[name=text_en]", english)
    desk.fill("[name=text_th]", thai)
    desk.click("main form button[type=submit]")
    desk.click(f"[aria-label='Approve: {english}']")
    return board


def test_a_statement_is_voted_on_by_key_without_javascript_and_goes_to_the_wall(
    served: Served, new_page: Callable[..., Any]
) -> None:
    desk = signed_in(served, new_page)
    board = put_to_the_vote(served, desk, "One number for help", "หมายเลขช่วยเหลือหมายเลขเดียว")
    assert faults(desk) == []

    phone = new_page(PHONE, "en-GB", java_script_enabled=False)
    phone.goto(served.personal_link)  # of the one who has not voted yet
    phone.goto(f"{served.workshop}/agreement?lang=en")
    phone.click("a:has-text('Vote on statement 1')")
    last = phone.locator(".steps .step").count()
    for place in range(1, last + 1):
        assert f"Statement {place} of {last}" in phone.inner_text("main")
        assert phone.locator(".votes").count() == 0  # nothing of what the groups think
        phone.focus(".vote button[value=agree]")
        phone.keyboard.press("Tab")
        with phone.expect_navigation():
            phone.keyboard.press("Enter")
    assert "You have voted on every statement" in phone.inner_text("main")
    assert phone.locator(".statements .strong:has-text('You disagree')").count() == last

    seeing = new_page(PHONE, "th-TH")
    seeing.goto(served.personal_link)
    for path in ("agreement", "agreement/1"):
        seeing.goto(f"{served.workshop}/{path}?lang=th")
        assert faults(seeing) == []
    seeing.click(".vote button[value=pass]")
    seeing.wait_for_url("**sent=*")
    seeing.goto(f"{served.workshop}/agreement/1?lang=en")
    assert faults(seeing) == []

    desk.goto(f"{served.address}/organise/ega-2557/screen?lang=en")
    desk.click("button[name=is_open][value='1']")
    desk.click("button[value=divides]")
    wall = new_page({"width": 1920, "height": 1080})
    wall.goto(f"{served.workshop}/screen?lang=th")
    assert wall.locator(".agreed").count() == 0
    assert wall.locator(".counts").count() == 1
    desk.goto(f"{board}?lang=en")
    desk.click("button:has-text('Close the voting')")
    wall.wait_for_selector(".agreed tbody tr")
    assert wall.evaluate("document.querySelector('.middle').scrollHeight") <= wall.evaluate(
        "document.querySelector('.middle').clientHeight + 1"
    )
    desk.click("button:has-text('Open the voting')")
    desk.goto(f"{served.address}/organise/ega-2557/screen?lang=en")
    desk.click("button[name=is_open][value='0']")


def test_a_vote_pressed_without_network_waits_on_the_page_until_it_is_stored(
    served: Served, links: list[str], new_page: Callable[..., Any]
) -> None:
    put_to_the_vote(served, signed_in(served, new_page), "Ask once, share always")
    phone = new_page(PHONE, "en-GB")
    with line_to(served.address) as line:
        phone.goto(links[0].replace(served.address, line.address))
        phone.goto(f"{line.address}/w/ega-2557/agreement?lang=en")
        phone.click(".statements a:has-text('Ask once, share always')")
        phone.wait_for_load_state()
        page = phone.url
        line.cut()
        phone.click(".vote button[value=agree]")
        waits = phone.locator(".vote [role=status]")
        waits.wait_for()
        assert "Not stored yet: “I agree”" in waits.inner_text()
        assert faults(phone) == []
        assert phone.url == page
        assert phone.locator(".votes").count() == 0  # no result before the vote is stored
        phone.click(".vote button[value=disagree]")  # thought better of it
        phone.wait_for_selector(".vote [role=status]:has-text('Not stored yet: “I disagree”')")
        line.mend()
        phone.wait_for_url("**sent=*")
        phone.goto(page)
        assert phone.locator(".vote [aria-pressed=true]").get_attribute("value") == "disagree"
        assert phone.locator(".votes").count() == 1


def test_a_vote_that_came_too_late_says_so_and_the_page_waits_for_the_next_opening(
    served: Served, links: list[str], new_page: Callable[..., Any]
) -> None:
    desk = signed_in(served, new_page)
    board = put_to_the_vote(served, desk, "Late is better than never")
    phone = new_page(PHONE, "en-GB")
    phone.goto(links[1])
    phone.goto(f"{served.workshop}/agreement?lang=en")
    phone.click(".statements a:has-text('Late is better than never')")
    phone.wait_for_selector(".vote")
    desk.goto(f"{board}?lang=en")
    desk.click("button:has-text('Close the voting')")
    desk.wait_for_selector("button:has-text('Open the voting')")
    phone.click(".vote button[value=agree]")
    phone.wait_for_selector("[role=alert]:has-text('Your vote was not stored.')")
    assert phone.locator(".votes").count() == 0
    desk.click("button:has-text('Open the voting')")
    phone.click(".vote button[value=agree]")
    phone.wait_for_url("**sent=*")

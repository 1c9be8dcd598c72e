"""What the door says and shows as the network goes and comes back."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.door import ORGANISER, bar, expected, nobody_is_in, open_door, scan, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEEDS = "This needs the network."


@pytest.fixture
def desk(served: Served, new_page: Callable[..., Any]) -> Any:
    page = new_page(PHONE)
    sign_in(page, served.address)
    open_door(page, served.address)
    nobody_is_in(page)
    return page


def test_what_only_the_server_can_do_says_so_without_network_and_works_again_with_it(
    desk: Any,
) -> None:
    address = desk.url
    somebody = expected(desk)[0]
    desk.fill("#search", somebody["last"])
    desk.wait_for_selector("#found a:visible")
    desk.context.set_offline(True)
    desk.locator("#found a:visible").first.click()  # before the page has noticed
    desk.wait_for_selector(f"#found li:has-text('{NEEDS}')")
    assert "on paper" in desk.inner_text("#found")
    bar(desk, "kept")
    assert NEEDS in desk.inner_text(".door-ways")
    desk.fill("#search", somebody["code"])
    desk.wait_for_function("() => document.querySelectorAll('#found li').length === 1")
    desk.click("#found a:visible")
    assert NEEDS in desk.inner_text("#found li")
    desk.click("text=Add a walk-in")
    desk.wait_for_timeout(300)
    assert desk.url == address
    desk.context.set_offline(False)
    desk.wait_for_selector(f"text={NEEDS}", state="detached", timeout=15_000)
    desk.click("#found a:visible")
    desk.wait_for_url("**/substitute/*")
    desk.go_back()
    desk.wait_for_selector("#door[data-ready]", state="attached")
    desk.click("text=Add a walk-in")
    desk.wait_for_url("**/walk-in")


def test_who_came_last_is_known_again_once_the_network_is_back(
    served: Served, desk: Any, new_page: Callable[..., Any]
) -> None:
    here, there, *_rest = expected(desk)
    desk.context.set_offline(True)
    assert scan(desk, here["code"]) == "in"
    assert scan(desk, "AAAAAA") == "bad"
    other = new_page(PHONE)
    sign_in(other, served.address, ORGANISER)
    open_door(other, served.address)
    assert scan(other, there["code"]) == "in"
    bar(other, "stored")
    desk.context.set_offline(False)
    bar(desk, "stored")
    desk.wait_for_selector(f"#recent li:has-text('{there['last']}')", timeout=20_000)
    rows = desk.locator("#recent li").all_inner_texts()
    assert len(rows) == 3
    assert there["last"] in rows[0]
    assert "Nobody has this code" in rows[1]
    assert here["last"] in rows[2]


@pytest.mark.parametrize("path", ["/account", "/organise/ega-2557/arrival"])
def test_the_warning_at_sign_out_about_what_waits_is_seen_and_has_the_focus(
    served: Served, desk: Any, path: str
) -> None:
    code = expected(desk)[0]["code"]
    desk.route("**/arrival/scans", lambda route: route.abort())
    scan(desk, code)
    bar(desk, "kept")
    desk.goto(f"{served.address}{path}?lang=en")
    desk.wait_for_load_state("networkidle")
    desk.click("form[data-leaves] button")
    desk.wait_for_selector("form[data-leaves] [role=alert]")
    desk.wait_for_timeout(200)
    assert desk.evaluate("document.activeElement.matches('[role=alert]')")
    assert desk.evaluate(
        """() => {
          const warning = document.querySelector('form[data-leaves] [role=alert]');
          const {left, right, top, bottom} = warning.getBoundingClientRect();
          const seen = (y) => warning.contains(document.elementFromPoint((left + right) / 2, y));
          return left >= 0 && right <= innerWidth && seen(top + 4) && seen(bottom - 4);
        }"""
    )

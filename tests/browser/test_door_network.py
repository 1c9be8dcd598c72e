"""What the door says and shows as the network goes and comes back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.door import (
    at_the_door,
    bar,
    expected,
    open_door,
    outcome,
    people,
    scan,
    stored,
)
from tests.browser.looks import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(served: Served, new_page: Callable[..., Any]) -> Any:
    return at_the_door(served, new_page)


def fill_in(page: Any, **typed: str) -> None:
    for name, text in typed.items():
        page.fill(f".door-late [name={name}]", text)
    page.click(".door-late [data-part=keep]")


@pytest.fixture
def taken_off(served: Served, new_page: Callable[..., Any]) -> Iterator[list[dict[str, Any]]]:
    """People whom the test added; they are cancelled afterwards, for the tests that come later."""
    added: list[dict[str, Any]] = []
    yield added
    page = signed_in(served, new_page, PHONE)
    for one in added:
        page.goto(f"{served.address}/organise/ega-2557/people/{one['id']}?lang=en")
        page.click("form[action$=cancel] button")


def test_a_walk_in_and_a_substitute_are_kept_without_network_and_stored_once(
    served: Served, desk: Any, taken_off: list[dict[str, Any]]
) -> None:
    absent, missing, *_rest = expected(desk)
    before = {one["id"] for one in people(desk)}
    desk.fill("#search", absent["code"])
    desk.wait_for_selector("#found a:visible")
    desk.context.set_offline(True)
    desk.click("#found a:visible")  # before the page has noticed
    assert absent["last"] in desk.inner_text(".door-late .group")
    fill_in(desk, first_name="สมหญิง")
    assert "Enter a last name" in desk.inner_text(".door-late .has-error")
    fill_in(desk, last_name="มาแทน")
    desk.wait_for_selector("#result :text('Kept on this device')")
    said = desk.inner_text("#result")
    assert "Kept on this device" in said
    assert "follow when the network is back" in said
    assert absent["last"] in said
    assert scan(desk, absent["code"]) == "bad"
    assert "สมหญิง มาแทน came instead" in desk.inner_text("#result")

    desk.click("text=Add a walk-in")
    fill_in(desk, first_name=missing["first"], last_name=missing["last"], agency="กรมทางหลวง")
    assert "already on the list" in desk.inner_text(".door-late [role=alert]")
    desk.click(".door-late [data-part=check]:visible")  # it was the same person
    desk.wait_for_selector("#result.in")
    assert desk.locator(".door-late").count() == 0
    desk.click("text=Add a walk-in")
    fill_in(desk, first_name="สมปอง", last_name="มาเพิ่ม", agency="กรมทางหลวง")
    desk.wait_for_selector("#result.already:has-text('สมปอง')")
    assert "4 entries kept on this device" in bar(desk, "kept")
    context = desk.context
    desk.close()
    page = open_door(context.new_page(), served.address)
    assert page.get_attribute("#door", "data-aside") is not None
    assert "4 entries kept on this device" in bar(page, "kept")

    context.set_offline(False)
    bar(page, "stored")
    assert stored(page) == 0
    found = [one for one in people(page) if one["id"] not in before]
    taken_off += [one for one in found if not one["came_for"]]
    by_name = {one["last"]: one for one in found}
    assert sorted(by_name) == ["มาเพิ่ม", "มาแทน"]
    assert len(found) == 2
    instead, walked_in = by_name["มาแทน"], by_name["มาเพิ่ม"]
    assert instead["group"] == absent["group"]
    assert instead["table"] == absent["table"]
    assert instead["at"]
    assert walked_in["at"]
    assert outcome(page) == "in"
    shown = page.locator("#recent li:has-text('มาแทน')")
    assert absent["group"]["room_en"] in shown.inner_text()
    badge = shown.locator("a:has-text('Print the badge')")
    assert badge.get_attribute("href").endswith(f"/arrival/badge/{instead['id']}")


def test_without_network_who_is_missing_can_be_checked_in_and_who_has_no_group_is_told(
    desk: Any,
) -> None:
    (groupless, *_rest) = expected(desk)
    desk.route("**/list.json", lambda route: _answer(route, groupless["id"]))
    open_door(desk, desk.evaluate("location.origin"))
    desk.context.set_offline(True)
    desk.wait_for_selector("#saved:has-text('No network')", timeout=15_000)
    part = desk.locator("#missing details:has-text('Without a group')")
    part.locator("summary").click()
    part.locator(f"button:has-text('{groupless['name']}')").click()
    desk.wait_for_selector("#result.in:has-text('No group yet')")
    desk.fill("#search", groupless["code"])
    link = desk.locator("#found a:has-text('No group yet')")
    link.click()
    desk.wait_for_selector("#result.already:has-text('No group yet')")
    assert desk.url.endswith("/arrival?lang=en")
    desk.click("text=Add a walk-in")
    assert "1 seat is offered to the waiting list. By the list of" in desk.inner_text(".door-late")
    assert not desk.is_visible(".door-late :text('end of the waiting list')")
    desk.context.set_offline(False)
    bar(desk, "stored")


def test_a_walk_in_that_the_server_refuses_stays_in_sight_with_the_reason(desk: Any) -> None:
    desk.context.set_offline(True)
    desk.click("text=Add a walk-in")
    fill_in(desk, first_name="สมใจ", last_name="มาช้า", agency="กรมทางหลวง")
    desk.wait_for_selector("#result.already:has-text('สมใจ')")
    desk.route("**/arrival/scans", _refuse)
    desk.context.set_offline(False)
    desk.wait_for_selector("#result.bad:has-text('สมใจ')", timeout=20_000)
    assert "This workshop is over." in desk.inner_text("#result")
    assert "มาช้า" in desk.inner_text("#recent li.bad")
    assert not desk.is_visible("#result button")


def _refuse(route: Any) -> None:
    """As the server answers after the workshop was closed."""
    [sent] = route.request.post_data_json["scans"]
    said = {"id": sent["id"], "outcome": "refused", "person": None, "at": None, "by": ""}
    route.fulfill(json={"results": [{**said, "sentence": "This workshop is over."}]})


def _answer(route: Any, number: int) -> None:
    """The list as the server gives it, but one person has no group, and a seat is on offer."""
    asked = {key: text for key, text in route.request.headers.items() if key != "if-none-match"}
    answer = route.fetch(headers=asked)
    content = answer.json()
    for one in content["people"]:
        if one["id"] == number:
            one["group"] = None
    content["seats"] = {"full": "", "held": "1 seat is offered to the waiting list."}
    route.fulfill(response=answer, json=content)


def test_who_came_last_is_known_again_once_the_network_is_back(
    served: Served, desk: Any, new_page: Callable[..., Any]
) -> None:
    here, there, *_rest = expected(desk)
    desk.context.set_offline(True)
    assert scan(desk, here["code"]) == "in"
    assert scan(desk, "AAAAAA") == "bad"
    other = open_door(signed_in(served, new_page, PHONE), served.address)
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
    desk.wait_for_function("document.activeElement.matches('[role=alert]')")
    assert desk.evaluate(
        """() => {
          const warning = document.querySelector('form[data-leaves] [role=alert]');
          const {left, right, top, bottom} = warning.getBoundingClientRect();
          const seen = (y) => warning.contains(document.elementFromPoint((left + right) / 2, y));
          return left >= 0 && right <= innerWidth && seen(top + 4) && seen(bottom - 4);
        }"""
    )
    if path.endswith("/arrival"):
        desk.unroute("**/arrival/scans")
        desk.evaluate("dispatchEvent(new Event('online'))")
        desk.wait_for_selector("form[data-leaves] [role=alert]", state="detached", timeout=30_000)
        desk.wait_for_function("document.activeElement.matches('form[data-leaves] button')")

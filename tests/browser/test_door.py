"""The door in real Chromium: three devices without network, closed and opened again; plain http."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import FLAGS, PHONE, Served, chromium_path
from tests.browser.door import (
    DOOR,
    KEPT_ASIDE,
    PLAIN_HTTP,
    arrivals,
    asked,
    at_host,
    at_the_door,
    bar,
    expected,
    open_door,
    outcome,
    people,
    scan,
    scan_all,
    stored,
)
from tests.browser.looks import ORGANISER, sign_in, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUNTS = "/organise/ega-2557/arrival/counts"
NOBODY = "(path) => fetch(path).then((answer) => answer.json()).then((all) => all.in === 0)"


@pytest.fixture
def desk(served: Served, new_page: Callable[..., Any]) -> Any:
    return at_the_door(served, new_page)


@pytest.fixture
def device_on_disk(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A browser whose profile lies on disk, so that it can be closed and started again."""
    running: list[Any] = []

    def started(**options: Any) -> Any:
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium_path(), args=FLAGS,
            viewport=PHONE, locale="en-GB", **options,
        )  # fmt: skip
        running.append(context)
        return context

    yield started
    running[-1].close()


def go_offline(page: Any) -> None:
    page.context.set_offline(True)
    assert page.evaluate("fetch('/healthz').then(() => 'network', () => 'none')") == "none"


def test_three_devices_without_network_merge_to_a_hundred_arrivals(
    served: Served, desk: Any, new_page: Callable[..., Any], device_on_disk: Callable[..., Any]
) -> None:
    before = {row[0] for row in arrivals(served)}
    everybody = expected(desk)
    codes = [one["code"] for one in everybody]
    assert len(codes) == 100
    second = open_door(signed_in(served, new_page, PHONE, DOOR), served.address)
    closable = device_on_disk()
    third = closable.new_page()
    sign_in(third, served.address, DOOR)
    open_door(third, served.address)
    for page in (desk, second, third):
        go_offline(page)

    assert scan_all(desk, codes[:50]) == {"in"}
    assert scan_all(second, codes[30:80]) == {"in"}
    assert scan_all(third, codes[60:80]) == {"in"}
    assert "20 entries kept on this device" in bar(third, "kept")
    closable.close()  # the battery is empty
    closable = device_on_disk(offline=True)
    third = closable.new_page()
    open_door(third, served.address)
    assert third.get_attribute("#door", "data-aside") is not None
    assert "20 entries kept on this device" in bar(third, "kept")
    assert scan(third, codes[60]) == "already"
    assert scan_all(third, codes[80:]) == {"in"}
    assert [stored(page) for page in (desk, second, third)] == [50, 50, 41]

    for page in (desk, second, third):
        page.context.set_offline(False)
        assert "Stored at" in bar(page, "stored")
        assert stored(page) == 0
    counts = asked(desk, COUNTS)
    assert (counts["in"], counts["expected"]) == (100, 100)
    new = [row for row in arrivals(served) if row[0] not in before]
    assert len(new) == 141
    assert {row[1] for row in new} == {one["id"] for one in everybody}
    assert counts["conflicts"] == 40
    desk.reload()
    assert desk.locator("#twice li").count() == 40


def test_a_tab_closed_without_network_loses_nothing(served: Served, desk: Any) -> None:
    codes = [one["code"] for one in expected(desk)][:5]
    context = desk.context
    go_offline(desk)
    scan_all(desk, codes)
    desk.close()
    context.set_offline(False)
    page = open_door(context.new_page(), served.address)
    bar(page, "stored")
    assert asked(page, COUNTS)["in"] == 5


def test_every_scan_is_judged_without_network_and_says_by_which_list(desk: Any) -> None:
    known = {one["code"]: one for one in expected(desk)}
    (code, somebody), *_rest = known.items()
    go_offline(desk)
    assert scan(desk, code.lower()) == "in"
    shown = desk.inner_text("#result")
    assert "Checked in" in shown
    assert "By the list of" in shown
    assert somebody["last"] in shown
    assert somebody["group"]["room_en"] in shown or somebody["group"]["room_th"] in shown
    assert scan(desk, f"{code[:3]} {code[3:]}") == "already"
    assert "on this device" in desk.inner_text("#result")
    assert scan(desk, "AAAAAA") == "bad"
    assert "is asked about again when there is network" in desk.inner_text("#result")
    assert desk.inner_text("[data-total]") == "1 of 100"
    assert scan(desk, code) == "already"
    desk.click("text=Undo this check-in")
    desk.wait_for_selector("#result.ready")
    assert "Check-in undone" in desk.inner_text("#result")
    assert desk.inner_text("[data-total]") == "0 of 100"
    missing = desk.locator("#missing summary .hint").all_inner_texts()
    assert sum(int(words.split()[0]) for words in missing) == 100
    desk.context.set_offline(False)
    bar(desk, "stored")
    assert asked(desk, COUNTS)["in"] == 0
    assert "Nobody has this code" in desk.inner_text("#recent")


def test_what_another_device_did_is_seen_once_there_is_network(
    served: Served, desk: Any, new_page: Callable[..., Any]
) -> None:
    found = expected(desk)[7]
    row = f"#found li:has-text('{found['last']}')"
    desk.fill("#search", f"{found['first']} {found['last']}")
    desk.wait_for_selector(f"{row} button:has-text('Check in')")
    desk.focus(f"{row} button:has-text('Check in')")
    other = open_door(signed_in(served, new_page, PHONE), served.address)
    assert scan(other, found["code"]) == "in"
    desk.wait_for_selector(f"{row} button:has-text('Check in')", state="hidden", timeout=30_000)
    assert "Look" in desk.inner_text(row)
    focused = desk.evaluate("document.activeElement.closest('li')?.dataset.person")
    assert focused == str(found["id"])
    assert scan(desk, found["code"]) == "already"
    assert ORGANISER in desk.inner_text("#result")
    recent = desk.locator(f"#recent li:has-text('{found['last']}')")
    assert recent.count() == 1
    place = found["group"]["room_en"] or found["group"]["room_th"]
    assert place in recent.inner_text()
    other.click("text=Undo this check-in")
    desk.wait_for_selector("#result.ready", timeout=30_000)
    assert "Check-in undone" in desk.inner_text("#result")
    recent.wait_for(state="detached")


def test_a_page_on_plain_http_keeps_scans_as_long_as_its_tab_and_says_so(
    served: Served, desk: Any, new_page: Callable[..., Any]
) -> None:
    codes = [one["code"] for one in expected(desk)][:3]
    page = new_page(PHONE)
    address = at_host(served, PLAIN_HTTP)
    sign_in(page, address, DOOR)
    open_door(page, address)
    assert not page.evaluate("isSecureContext")
    assert page.locator("#camera").count() == 0
    assert "browsers give no camera" in page.inner_text("main")
    go_offline(page)
    assert [scan(page, code) for code in [*codes, codes[0]]] == ["in", "in", "in", "already"]
    said = bar(page, "kept")
    assert "4 entries wait in this tab" in said
    assert "do not close this page" in said
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == []
    assert "serviceWorker" not in page.evaluate("Object.keys(Navigator.prototype)")
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert warned == ["beforeunload"]
    page.context.set_offline(False)
    bar(page, "stored")
    assert asked(desk, COUNTS)["in"] == 3


def test_signing_out_ends_what_lies_on_the_device(served: Served, desk: Any) -> None:
    context = desk.context
    code = expected(desk)[0]["code"]
    assert [stored(desk, name) for name in ("keys", "lists")] == [1, 1]
    go_offline(desk)
    scan(desk, code)
    bar(desk, "kept")
    context.route("**/arrival/scans", lambda route: route.abort())
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{served.address}/account?lang=en")
    page.click("form[data-leaves] button")
    assert "Scans on this device not sent yet: 1." in page.inner_text("form [role=alert]")
    assert stored(page, "keys") == 1
    page.click("form[data-leaves] button")
    page.wait_for_url("**/login*")
    assert [stored(page, name) for name in ("keys", "lists", "scans")] == [0, 0, 0]
    assert page.evaluate("caches.keys()") == []
    registered = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert page.evaluate(registered) == 0
    desk.wait_for_url(lambda address: "/arrival" not in address, wait_until="commit")
    sign_in(page, served.address, DOOR)  # and from the door itself
    open_door(page, served.address)
    page.click("form[data-leaves] button")
    page.wait_for_url("**/login*")
    assert [stored(page, name) for name in ("keys", "lists", "scans")] == [0, 0, 0]
    page.goto(f"{served.address}/organise/ega-2557/arrival")
    assert "/login" in page.url


def test_another_account_in_the_same_browser_finds_nothing(served: Served, desk: Any) -> None:
    code = expected(desk)[0]["code"]
    go_offline(desk)
    scan(desk, code)
    bar(desk, "kept")
    context = desk.context
    context.clear_cookies()
    desk.close()
    context.set_offline(False)
    page = context.new_page()
    sign_in(page, served.address)
    open_door(page, served.address)
    assert stored(page) == 0
    assert asked(page, COUNTS)["in"] == 0


def test_a_lost_sign_in_is_said_and_what_waits_goes_after_the_next_one(
    served: Served, desk: Any
) -> None:
    codes = [one["code"] for one in expected(desk)][:2]
    context = desk.context
    context.clear_cookies()
    assert scan(desk, codes[0]) == "in"
    assert "The sign-in has ended" in bar(desk, "kept")
    assert stored(desk) == 1
    assert desk.get_attribute("#saved a", "href") == "/login"
    other = context.new_page()
    sign_in(other, served.address, DOOR)
    scan(desk, codes[1])
    bar(desk, "stored")
    assert asked(desk, COUNTS)["in"] == 2


def test_what_lies_aside_for_opening_without_network_names_nobody(desk: Any) -> None:
    kept = desk.evaluate(KEPT_ASIDE)
    paths = {path for path, _text in kept}
    assert "/organise/ega-2557/arrival" in paths
    assert "/static/vendor/qr-decoder.min.js" in paths
    assert all(path.startswith(("/static/", "/organise/ega-2557/arrival")) for path in paths)
    page = next(text for path, text in kept if path == "/organise/ega-2557/arrival")
    assert not [one["last"] for one in people(desk) if one["last"] in page]
    assert 'data-csrf=""' in page
    assert desk.get_attribute("#door", "data-csrf") not in page


def test_a_code_held_up_twice_online_is_one_arrival_and_the_undo_is_recorded(
    served: Served, desk: Any
) -> None:
    somebody = expected(desk)[3]
    before = len(arrivals(served))
    assert scan(desk, somebody["code"]) == "in"
    bar(desk, "stored")
    assert scan(desk, somebody["code"]) == "already"
    desk.click("text=Undo this check-in")
    desk.wait_for_selector("#result.ready")
    desk.wait_for_function(NOBODY, arg=COUNTS)
    kinds = [row[2] for row in arrivals(served)[before:]]
    assert sorted(kinds) == ["in", "in", "undo"]
    assert outcome(desk) == "ready"

"""The door by camera, by keyboard scanner and by keyboard alone, in both languages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.browser.conftest import (
    FLAGS,
    LAPTOP,
    PATIENCE,
    PHONE,
    Served,
    chromium_path,
    listed,
)
from tests.browser.door import (
    DOOR,
    arrivals,
    asked,
    at_the_door,
    bar,
    expected,
    open_door,
    outcome,
    people,
    scan,
)
from tests.browser.looks import misfits, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDE, HIGH = 640, 480
US = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
KEDMANEE = '_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ%+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
SMALL = """
[...document.querySelectorAll('#door a, #door button, #door input, #door summary')]
  .filter((one) => one.type !== 'hidden' && one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 80))
"""
STILL_IN_SIGHT = """() => new Promise((done) => {
  const video = document.querySelector('.door-sight video');
  let frames = 0;
  const next = () => {
    frames += 1;
    if (frames > 12) done();
    else video.requestVideoFrameCallback(next);
  };
  next();
})"""


@pytest.fixture
def desk(served: Served, new_page: Callable[..., Any]) -> Any:
    return at_the_door(served, new_page, LAPTOP)


@pytest.fixture(scope="module")
def links(served: Served) -> list[str]:
    """Personal links of people with a seat."""
    return [row["link"] for row in listed(served) if row["status"] == "confirmed"]


def film(text: str, file: Path) -> None:
    """What a camera sees that is held over a badge: one grey frame with the code in its middle."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    size = 8
    left, top = (WIDE - size * len(matrix)) // 2, (HIGH - size * len(matrix)) // 2
    rows = [bytearray([150]) * WIDE for _row in range(HIGH)]
    for y in range(size * len(matrix)):
        for x in range(size * len(matrix)):
            rows[top + y][left + x] = 30 if matrix[y // size][x // size] else 235
    grey = b"".join(bytes(row) for row in rows) + bytes([128]) * (WIDE * HIGH // 2)
    head = f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420\n".encode()
    file.write_bytes(head + (b"FRAME\n" + grey) * 5)


@pytest.fixture
def filmed(chromium: Any, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """A browser whose camera sees the QR code of a text."""
    running: list[Any] = []

    def started(text: str) -> Any:
        film(text, tmp_path / "badge.y4m")
        camera = [
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'badge.y4m'}",
        ]  # fmt: skip
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium_path(),
            args=[*FLAGS, *camera], viewport=PHONE, locale="en-GB", permissions=["camera"],
            service_workers="block",  # no help but from the page itself
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        running.append(context)
        return context.new_page()

    yield started
    for context in running:
        context.close()


def test_a_camera_reads_a_badge_also_without_network(
    served: Served, desk: Any, links: list[str], filmed: Callable[[str], Any]
) -> None:
    page = filmed(links[5])
    sign_in(page, served.address, DOOR)
    open_door(page, served.address)
    page.context.set_offline(True)
    assert page.is_visible("#camera")
    page.click("#camera")
    page.wait_for_selector("#result.in")
    assert "By the list of" in page.inner_text("#result")
    page.evaluate(STILL_IN_SIGHT)
    assert outcome(page) == "in"  # the code still in sight is the same scan
    assert page.is_visible(".door-sight")
    page.click("#camera")
    page.wait_for_selector("#result.ready")
    assert page.inner_text("#camera") == "Turn the camera off"
    page.click("#camera")
    assert not page.is_visible(".door-sight")
    assert page.evaluate("document.querySelector('.door-sight video').srcObject") is None
    page.context.set_offline(False)
    bar(page, "stored")
    assert asked(desk, "/organise/ega-2557/arrival/counts")["in"] == 1


def test_a_browser_that_refuses_its_camera_says_what_to_do(desk: Any) -> None:
    desk.click("#camera")
    desk.wait_for_selector("#result.bad")
    assert "Allow it for this page" in desk.inner_text("#result")
    assert not desk.is_visible(".door-sight")


def test_a_keyboard_scanner_works_wherever_the_focus_is_and_in_the_thai_layout(
    desk: Any, links: list[str]
) -> None:
    field = "document.activeElement.name"
    assert desk.evaluate(field) == "code"
    desk.keyboard.type(links[0])
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#result.in")
    assert desk.evaluate(field) == "code"
    desk.evaluate("document.activeElement.blur()")
    thai = links[1].translate(str.maketrans(US, KEDMANEE))
    desk.keyboard.type(thai)
    desk.keyboard.press("Enter")
    desk.wait_for_function(
        "() => document.querySelector('[data-total]').textContent === '2 of 100'"
    )
    assert outcome(desk) == "in"
    desk.focus("#search")
    desk.keyboard.type(links[1])
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#result.already")
    assert desk.input_value("#search") == ""
    assert desk.evaluate(field) == "code"


def test_the_keyboard_alone_finds_checks_in_and_undoes(desk: Any) -> None:
    somebody = expected(desk)[11]
    desk.focus("#search")
    desk.keyboard.type(f"{somebody['first']}{somebody['last']}")
    desk.wait_for_selector("#found button:visible")
    desk.keyboard.press("Enter")
    desk.wait_for_function("() => document.activeElement.closest('#found')")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#result.in")
    assert somebody["last"] in desk.inner_text("#result")
    assert somebody["last"] in desk.inner_text("p.sr[role=status]")
    for _step in range(6):
        desk.keyboard.press("Shift+Tab")
        if desk.evaluate("document.activeElement.dataset.part") == "undo":
            break
    assert desk.evaluate("document.activeElement.matches(':focus-visible')")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#result.ready")
    assert desk.evaluate("document.activeElement.name") == "code"


def test_a_name_in_the_field_of_the_scanner_is_searched_for(desk: Any) -> None:
    six_keys = [one for one in expected(desk) if len(one["last"]) == 6]  # as a short code has
    for somebody in (expected(desk)[0], *six_keys[:3]):
        desk.fill("#scan [name=code]", somebody["last"])
        desk.press("#scan [name=code]", "Enter")
        desk.wait_for_function(
            "name => document.querySelector('#found').innerText.includes(name)",
            arg=somebody["last"],
        )
        assert desk.evaluate("document.activeElement.id") == "search"


def test_what_is_found_without_network_is_what_is_found_with_it(desk: Any) -> None:
    queries = ["สม", "กรม", "นาย", "สสช", "123", expected(desk)[4]["phone_tail"], "ก", "no such"]
    rows = "document.querySelector('#found').innerText"

    def found(query: str) -> str:
        desk.fill("#search", "")
        desk.wait_for_function("() => document.querySelector('#found').childElementCount === 0")
        desk.fill("#search", query)
        desk.wait_for_function("() => document.querySelector('#found').childElementCount > 0")
        return str(desk.evaluate(rows))

    online = {query: found(query) for query in queries}
    desk.context.set_offline(True)
    bar(desk, "kept")
    assert {query: found(query) for query in queries} == online


def test_looking_at_somebody_who_is_in_is_no_scan(desk: Any, served: Served) -> None:
    somebody = expected(desk)[2]
    assert scan(desk, somebody["code"]) == "in"
    bar(desk, "stored")
    before = len(arrivals(served))
    desk.fill("#search", somebody["last"])
    desk.locator("#found button:visible", has_text="Look").first.click()
    desk.wait_for_selector("#result.already")
    assert somebody["last"] in desk.inner_text("#result .door-name")
    scan(desk, somebody["code"])  # what is sent goes in order: this is all that came
    desk.wait_for_function("() => document.querySelector('#saved').dataset.state === 'stored'")
    assert len(arrivals(served)) == before + 1


def test_the_sound_can_be_switched_off_and_stays_off(desk: Any, served: Served) -> None:
    desk.click("text=Turn the sound off")
    open_door(desk, served.address)
    assert desk.is_visible("text=Turn the sound on")


def test_names_are_text_whatever_they_hold(desk: Any) -> None:
    bad = "<img src=x onerror=alert(1)>"
    fetched = asked(desk, "/organise/ega-2557/arrival/list.json")
    somebody = next(one for one in fetched["people"] if one["status"] == "confirmed")
    somebody.update(first=bad, name=f"{bad} {bad}", last=bad, agency=bad, dietary=bad, prefix="")
    desk.route("**/list.json", lambda route: route.fulfill(json=fetched))
    desk.route("**/arrival/scans", lambda route: route.abort())
    desk.reload()
    desk.wait_for_selector("#door[data-ready]", state="attached")
    assert scan(desk, somebody["code"]) == "in"
    assert bad in desk.inner_text("#result .door-name")
    assert desk.locator("#door img").count() == 0


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_state_can_be_used_by_everybody_on_phone_and_laptop(
    served: Served, new_page: Callable[..., Any], language: str
) -> None:
    page = at_the_door(served, new_page)
    open_door(page, served.address, language)
    somebody = next(one for one in expected(page) if one["dietary"])
    waiting = [one for one in people(page) if one["status"] != "confirmed"]
    wrong = {}

    def look(state: str) -> None:
        if found := [*violations(page), *misfits(page, SMALL)]:
            wrong[state] = found

    look("ready")
    scan(page, somebody["code"])
    look("in")
    scan(page, somebody["code"])
    look("already")
    page.fill("#search", "กรม")
    page.wait_for_selector("#found li")
    look("found")
    page.context.set_offline(True)
    scan(page, "AAAAAA")
    bar(page, "kept")
    look("not on the list, without network")
    for one in waiting[:1]:
        scan(page, one["code"])
        look("without a seat")
    page.click(".door-ways a")
    page.fill(".door-late [name=first_name]", somebody["first"])
    page.click(".door-late [data-part=keep]")
    look("a walk-in without network, with mistakes")
    page.fill(".door-late [name=last_name]", somebody["last"])
    page.fill(".door-late [name=agency]", "กรมทางหลวง")
    page.click(".door-late [data-part=keep]")
    page.wait_for_selector(".door-late [role=alert]")
    look("a walk-in without network whose name is on the list")
    page.click(".door-late [data-part=close]")
    assert not wrong

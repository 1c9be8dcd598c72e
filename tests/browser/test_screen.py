"""The projector in a real browser: steered from a phone, without network, opened anew."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.line import line_to
from tests.browser.looks import faults, sideways, signed_in, violations

pytestmark = pytest.mark.browser

CUT_OFF = """
[...document.querySelectorAll('.picture, .middle, .bottom')]
  .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.className} ${one.scrollHeight} of ${one.clientHeight}`)
  .concat(document.documentElement.scrollHeight > innerHeight ? ['scrolls'] : [])
  .concat([...document.querySelectorAll('.picture h1:not(.sr)')]
    .filter((one) => one.clientHeight < 1.7 * parseFloat(getComputedStyle(one).fontSize))
    .map((one) => `marks below of ${one.textContent}`))
"""

TOO_SMALL = """
(() => {
  const found = [], walk = document.createTreeWalker(
    document.querySelector('.picture'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), one = walk.currentNode.parentElement;
    if (!text || one.closest('.sr, .mark, title, desc') || !one.checkVisibility()) continue;
    const drawn = one.closest('svg') ? one.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(one).fontSize) * drawn * 1920 / innerWidth;
    if (size < 27.9) found.push(`${size.toFixed(1)} px: ${text}`);
  }
  return found;
})()
"""
"""What is written smaller than 28 px on a screen 1920 px wide."""


@pytest.fixture
def line(served):
    with line_to(served.address) as line:
        yield line


def test_the_projector_follows_a_phone_through_a_cut_network_and_a_reload(served, new_page, line):
    phone = signed_in(served, new_page, PHONE)
    phone.goto(f"{served.address}/organise/ega-2557/screen")
    assert not faults(phone)
    screen = new_page({"width": 1920, "height": 1080})
    screen.goto(f"{line.address}/w/ega-2557/screen")
    assert screen.locator("h1").inner_text() == "The screen is not open yet"

    phone.get_by_role("button", name="Open the screen").press("Enter")
    screen.wait_for_selector(".picture")  # by itself, whatever was shown last
    phone.locator("button[name=show][value=welcome]").click()
    screen.wait_for_selector(".v-welcome")
    assert screen.locator("#shut").is_hidden()
    keys = phone.locator("button[name=show]").evaluate_all("all => all.map(one => one.value)")
    shown = ["blank", keys[4], keys[5], keys[6], "progress.1"]
    for key in shown:
        folded = phone.locator(f"details:not([open]):has(button[value='{key}']) summary")
        for summary in folded.all():
            summary.press("Enter")
        phone.locator(f"button[name=show][value='{key}']").click()
        screen.wait_for_selector(f".picture[data-key='{key}']")
        for size in ((1920, 1080), (1280, 720)):
            screen.set_viewport_size({"width": size[0], "height": size[1]})
            assert not screen.evaluate(CUT_OFF), (key, size)
            assert not screen.evaluate(TOO_SMALL), (key, size)
    assert not violations(screen)

    screen.wait_for_selector(f"#picture[data-ready='{shown[-1]}']")
    line.cut()
    screen.wait_for_selector("#offline:visible")
    assert "Not live since" in screen.inner_text("#offline")
    assert screen.locator(f".picture[data-key='{shown[-1]}']").is_visible()  # the last picture
    screen.reload()
    assert "No connection. This is how it was at" in screen.inner_text("#offline")
    assert screen.locator(f".picture[data-key='{shown[-1]}']").is_visible()
    assert not screen.evaluate(CUT_OFF)
    phone.get_by_role("button", name="1 minute", exact=True).click()
    phone.wait_for_selector("text=Countdown until")
    line.mend()
    screen.wait_for_selector(".countdown.last [data-seconds]:visible")
    assert screen.locator("#offline").is_hidden()
    screen.reload()
    assert 0 < int(screen.locator("[data-number]").inner_text()) < 60

    other = signed_in(served, new_page, PHONE)
    other.goto(f"{served.address}/organise/ega-2557/screen")
    other.locator("button[value=now]").click()
    phone.wait_for_selector("button[value=now][aria-pressed=true]")  # the first follows the second
    screen.wait_for_selector(".v-now")
    screen.set_viewport_size(PHONE)
    assert not sideways(screen)
    phone.get_by_role("button", name="Close the screen").click()
    screen.wait_for_selector("#shut:visible")
    assert screen.locator(".picture").count() == 0

"""A facilitator and a note-taker at work beside their group, in real Chromium."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Served
from tests.browser.door import KEPT_ASIDE
from tests.browser.line import line_to
from tests.browser.looks import faults, signed_in

pytestmark = pytest.mark.browser
DESK = "facilitate/ega-2557/policy/3"
TABLET = {"width": 1024, "height": 768}

ON_DISK = """async (count) => {
  const asked = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const database = await asked(indexedDB.open("workshop"));
  for (;;) {
    const [notes, keys] = await Promise.all(["drafts", "keys"].map((name) =>
      asked(database.transaction(name).objectStore(name).getAll())));
    const sealed = notes.filter((one) => one.sealed && !one.plain);
    if (notes.length === count) return [sealed.length, keys.length];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
"""Once `count` notes lie on this device: how many of them sealed, and how many keys and owners."""
SEND_AGAIN = """async ([path, body]) => {
  for (let n = 0; n < 10; n += 1) {
    const answer = await fetch(path, { method: "POST", body: new URLSearchParams(body) });
    if (!answer.ok || !answer.redirected) return n;
  }
  return 10;
}"""
LEFT = """async () => [
  ...await caches.keys(), ...await navigator.serviceWorker.getRegistrations(),
].length"""


def note(page: Any, text: str, kind: str = "concern") -> None:
    page.wait_for_selector(".note-form [data-notes-keys]:not([hidden])", state="attached")
    page.check(f".note-form [value={kind}]", force=True)
    page.fill(".note-form textarea", text)
    page.keyboard.press("Control+Enter")


def test_a_report_back_pressed_without_network_keeps_its_words_on_the_page(
    served: Served, new_page: Callable[..., Any]
) -> None:
    desk = signed_in(served, new_page, TABLET, "facilitator1@example.go.th")
    desk.goto(f"{served.address}/{DESK}/report-back?lang=en")
    desk.fill("#new", "What we heard most")
    desk.context.set_offline(True)
    desk.click("button[value=write]")
    desk.wait_for_selector("[role=alert]:has-text('No network: this is not stored.')")
    assert desk.input_value("#new") == "What we heard most"
    assert not faults(desk)
    desk.context.set_offline(False)
    desk.wait_for_selector("[data-unsent][role=alert]", state="detached")
    desk.click("button[value=write]")
    desk.wait_for_selector(".told textarea:text-is('What we heard most')")


def test_notes_outlive_the_network_and_themes_go_on_by_key_for_both_desks(
    served: Served, new_page: Callable[..., Any]
) -> None:
    notes = signed_in(served, new_page, TABLET, "notes@example.go.th")
    desk = signed_in(served, new_page, TABLET, "facilitator1@example.go.th")
    desk.goto(f"{served.address}/{DESK}?lang=en")
    with line_to(served.address) as line:
        notes.goto(f"{line.address}/{DESK}?lang=en")
        note(notes, "said with a network")
        notes.wait_for_selector(".notes-list :text('said with a network')")
        assert notes.locator("[aria-labelledby=comments] .point").count() > 1
        note(notes, "long " * 500)  # neither cut nor taken
        assert "2,500 of 2,000" in notes.locator(".note-form [data-count]").inner_text()
        assert "Shorten it" in notes.locator(".note-form [data-notes-says]").inner_text()
        notes.fill(".note-form textarea", "")
        notes.wait_for_selector("form[data-notes][data-ready]")

        line.cut()
        for path in ("", "3/report-back", "agreement"):
            notes.goto(f"{line.address}/facilitate/ega-2557/policy/{path}")
            assert "Notes can be written now" in notes.inner_text("main"), path
            assert faults(notes) == []
        notes.click(".tab >> nth=2")
        assert "You can go on writing notes" in notes.inner_text("main [role=status]")
        for text in ("said without one", "and another"):
            note(notes, text)
            notes.wait_for_selector(f"[data-notes-list] :text('{text}')")
        assert notes.input_value(".note-form textarea") == ""
        notes.fill(".note-form textarea", "half a sen")
        assert notes.evaluate(ON_DISK, 3) == [3, 2]
        assert not faults(notes)
        notes.press(".note-form textarea", "End")
        notes.keyboard.type("tence")
        notes.reload()  # before there is time to write it
        notes.wait_for_selector("[data-notes-list] :text('and another')")
        asked = dict(notes.evaluate(KEPT_ASIDE))[f"/{DESK}"]
        for trace in ("said with a network", 'class="says"', "staff-", 'csrf_token" value="I'):
            assert trace not in asked, "what lies aside is for nobody in particular"

        sent: list[str] = []
        notes.on("request", lambda one: sent.append(one.post_data or ""))
        line.mend()
        notes.wait_for_selector("text=The network is back.")
        notes.wait_for_selector("[data-notes-waiting]", state="hidden")
        body = next(one for one in sent if "and+another" in one and "csrf_token=I" in one)
        assert notes.evaluate(SEND_AGAIN, [f"/{DESK}/notes", body]) == 10
        notes.click("text=Show the whole page")
        notes.wait_for_function(
            "() => document.querySelector('.note-form textarea').value === 'half a sentence'"
        )
        for text in ("said without one", "and another"):
            assert notes.locator(f".notes-list .says:text-is('{text}')").count() == 1
    notes.goto(f"{served.address}/{DESK}?lang=en")
    desk.wait_for_selector(".notes-list .says:text-is('and another')", timeout=60_000)  # live

    first = desk.locator("[aria-labelledby=comments] .point").first
    first.locator("summary").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("Network reach")
    desk.keyboard.press("Enter")
    first.locator(".tag[data-theme]:has-text('Network reach')").wait_for()
    # the other desk sees the theme, and puts it on a note with a key
    notes.wait_for_selector("#themes :text('Network reach')", timeout=60_000)
    # and another on the same comment, which the first desk still has in hand
    same = notes.locator(f"#{first.get_attribute('id')}")
    same.locator("summary").focus()
    notes.keyboard.press("Enter")
    notes.keyboard.type("Second look")
    notes.keyboard.press("Enter")
    first.locator(".tag[data-theme]:has-text('Second look')").wait_for(timeout=20_000)
    assert desk.evaluate("document.activeElement.matches('summary')"), "the focus stayed there"
    spoken = notes.locator(".notes-list .point").first
    spoken.locator("summary").focus()
    notes.keyboard.press("1")
    spoken.locator(".tag[data-theme]").wait_for()
    desk.wait_for_selector("#themes :text('+ 1')", timeout=60_000)
    assert notes.evaluate("document.activeElement.matches('summary')"), "the focus stayed there"
    notes.keyboard.press("1")
    spoken.locator(".tag[data-theme]").wait_for(state="detached")

    for language in ("th", "en"):
        for path in (DESK, "facilitate/ega-2557/policy/themes"):
            desk.goto(f"{served.address}/{path}?lang={language}")
            assert not faults(desk), (path, language)

    notes.fill(".note-form textarea", "never added")
    notes.evaluate(ON_DISK, 1)
    notes.click("form[data-leaves] button")
    notes.wait_for_selector("form[data-leaves] [role=alert]:has-text('not sent yet: 1')")
    notes.click("form[data-leaves] button")
    notes.wait_for_url("**/login*")
    assert notes.evaluate(ON_DISK, 0) == [0, 0]
    assert notes.evaluate(LEFT) == 0

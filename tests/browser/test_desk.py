"""A facilitator and a note-taker at work beside their group, in real Chromium."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Served
from tests.browser.looks import faults, signed_in

pytestmark = pytest.mark.browser
DESK = "facilitate/ega-2557/policy/3"
TABLET = {"width": 1024, "height": 768}

ON_DISK = """async (text) => {
  const asked = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const database = await asked(indexedDB.open("workshop-desk"));
  for (;;) {
    const kept = await asked(database.transaction("notes").objectStore("notes").getAll());
    if (kept.some((one) => one.text === text)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


def note(page: Any, text: str, kind: str = "concern") -> None:
    page.check(f".note-form [value={kind}]", force=True)
    page.fill(".note-form textarea", text)
    page.keyboard.press("Control+Enter")


def test_notes_outlive_the_network_and_themes_go_on_by_key_for_both_desks(
    served: Served, new_page: Callable[..., Any]
) -> None:
    notes = signed_in(served, new_page, TABLET, "notes@example.go.th")
    desk = signed_in(served, new_page, TABLET, "facilitator1@example.go.th")
    address = f"{served.address}/{DESK}?lang=en"
    for page in (notes, desk):
        page.goto(address)
    note(notes, "said with a network")
    notes.wait_for_selector(".notes-list :text('said with a network')")

    notes.context.set_offline(True)
    for text in ("said without one", "and another"):
        note(notes, text)
        notes.wait_for_selector(f"[data-notes-list] :text('{text}')")
    assert notes.input_value(".note-form textarea") == ""
    notes.fill(".note-form textarea", "half a sen")
    notes.evaluate(ON_DISK, "half a sen")
    notes.context.set_offline(False)
    notes.reload()
    notes.wait_for_selector(".notes-list :text('and another')")
    notes.wait_for_selector("[data-notes-waiting]", state="hidden")
    notes.wait_for_function(
        "() => document.querySelector('.note-form textarea').value === 'half a sen'"
    )
    assert notes.locator(".notes-list :text('said without one')").count() == 1

    first = desk.locator("[aria-labelledby=comments] .point").first
    first.locator("summary").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("Network reach")
    desk.keyboard.press("Enter")
    first.locator(".tag[data-theme]:has-text('Network reach')").wait_for()
    # the other desk sees the theme, and puts it on a note with a key
    notes.wait_for_selector("#themes :text('Network reach')", timeout=60_000)
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

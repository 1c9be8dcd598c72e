"""No word is lost: a form half filled in, network cut, reload, restart of the browser, two tabs."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import FLAGS, PATIENCE, PHONE, Served, chromium_path, set_form
from tests.browser.door import KEPT_ASIDE, at_host
from tests.browser.line import line_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = ("ที่ ปั๊ม กู้ ฐุ ญู <b>&", "second 😀", "สาม")
ON_DISK = """() => new Promise((done, failed) => {
  const opening = indexedDB.open('workshop');
  opening.onerror = failed;
  opening.onsuccess = () => {
    const all = opening.result.transaction(['drafts', 'keys']);
    const [drafts, keys] = ['drafts', 'keys'].map((name) => all.objectStore(name).getAll());
    all.oncomplete = () => { opening.result.close(); done({
      drafts: drafts.result.length,
      plain: drafts.result.filter((one) => one.plain).length,
      sealed: drafts.result.filter((one) => one.sealed).length,
      keys: keys.result.length,
      readable: keys.result.some((key) => key.extractable),
    }); };
  };
})"""
FIELDS = """() => [...new FormData(document.querySelector('form[data-draft]'))]
  .filter(([name]) => /^q/.test(name)).sort()"""

SEND_AGAIN = """async ([path, body]) => {
  const taken = [];
  for (let n = 0; n < 10; n += 1) {
    const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(body) });
    taken.push(answer.ok && answer.redirected);
  }
  return taken;
}"""


@contextmanager
def phone(chromium: Any, folder: Path) -> Iterator[Any]:
    """A browser with a memory of its own, which outlives it in `folder`."""
    context = chromium.browser_type.launch_persistent_context(
        folder, executable_path=chromium_path(), args=FLAGS, viewport=PHONE, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.pages[0]
    finally:
        context.close()


def fill(page: Any) -> list[Any]:
    """Every question, and what the form holds then."""
    for scale in page.locator(".scale").all():
        scale.locator("input").nth(3).check()
    page.locator(".move[data-down]:visible").first.click()
    for area, words in zip(page.locator("textarea").all(), WORDS, strict=True):
        area.press_sequentially(words)
    page.locator("[name=quote]").check()
    wait_for(page, "kept")
    page.wait_for_timeout(1000)  # the promise: every keystroke within a second
    return list(page.evaluate(FIELDS))


def wait_for(page: Any, state: str) -> str:
    page.wait_for_selector(f"[data-saved][data-state={state}]")
    return str(page.inner_text("[data-saved]"))


ALL_ASIDE = """async (all) => {
  const end = Date.now() + 30000;
  while (!(await Promise.all(all.map((one) => caches.match(one)))).every(Boolean)) {
    if (Date.now() > end) throw new Error(`not all put aside: ${all}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


def wait_until_aside(page: Any, *forms: str) -> None:
    """What is seldom asked for is put aside last."""
    page.evaluate(ALL_ASIDE, [f"/w/ega-2557/feedback{one}" for one in forms])


def press_send(page: Any) -> None:
    page.click("form[data-draft] button[type=submit]")


def come_back(page: Any) -> None:
    """To this tab from another one, which a browser without a screen does not tell its pages."""
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def answers(served: Served) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(f"file:{served.data / 'workshop.db'}?mode=ro", uri=True)
    try:
        return database.execute("SELECT response_id, number FROM response_revision").fetchall()
    finally:
        database.close()


def test_nothing_is_lost_without_network_by_reload_restart_or_replay(
    served: Served, chromium: Any, links: list[str], tmp_path: Path
) -> None:
    before = answers(served)
    with line_to(served.address) as line:
        forms = f"{line.address}/w/ega-2557/feedback"
        with phone(chromium, tmp_path) as page:
            page.goto(links[12].replace(served.address, line.address))
            page.goto(f"{forms}/1?lang=en")
            page.wait_for_selector("form[data-ready]")
            wait_until_aside(page, "")
            line.cut()
            typed = fill(page)
            page.reload()
            wait_for(page, "kept")
            assert page.evaluate(FIELDS) == typed
            on_disk = page.evaluate(ON_DISK)
            assert on_disk == {"drafts": 1, "plain": 0, "sealed": 1, "keys": 2, "readable": False}
        with phone(chromium, tmp_path) as page:
            page.goto(f"{forms}/1")
            wait_for(page, "kept")
            assert page.evaluate(FIELDS) == typed
            page.locator("textarea").first.press_sequentially(" และอีก")
            press_send(page)
            assert "No signal. It will be sent when there is." in wait_for(page, "waiting")
            page.goto(f"{forms}/2")
            assert page.locator("form[data-aside]").count() == 1, "the next form opens all the same"
            page.goto(forms)
            assert "The forms above open now" in page.inner_text("main")
            page.click(".steps a >> nth=1")
            page.wait_for_selector("form[data-aside]")
            assert answers(served) == before
        with phone(chromium, tmp_path) as page:
            posted: list[str] = []
            page.on("request", lambda one: posted.append(one.post_data or ""))
            line.mend()
            page.goto(forms)
            page.wait_for_selector("text=Strategy 1 is stored")
            body = next(body for body in posted if "submission_id=" in body)
            assert page.evaluate(SEND_AGAIN, [f"{forms}/1", body]) == [True] * 10
            assert len(answers(served)) == len(before) + 1
            page.goto(f"{forms}/1")
            added = [
                [name, f"{value} และอีก" if value == WORDS[0] else value] for name, value in typed
            ]
            assert page.evaluate(FIELDS) == added
            assert page.evaluate(ON_DISK)["drafts"] == 0


def test_without_network_nothing_promises_to_send_what_is_not_complete(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = new_page(PHONE)
    page.goto(links[18])
    page.goto(f"{served.workshop}/feedback/1?lang=en")
    page.wait_for_selector("form[data-ready]")
    page.context.set_offline(True)
    page.locator("textarea").first.press_sequentially(WORDS[0])
    press_send(page)
    page.wait_for_selector("[data-part=unready] a")
    assert "Not sent yet" in wait_for(page, "kept")
    page.context.set_offline(False)
    page.goto(f"{served.workshop}/feedback?lang=en")
    page.wait_for_selector("[data-form='1'] >> text=not sent, kept on this phone")
    page.add_init_script("Date.now = ((now) => () => now() + 40 * 86400000)(Date.now)")
    page.goto(f"{served.workshop}/feedback/1")
    wait_for(page, "kept")
    assert page.locator("textarea").first.input_value() == WORDS[0]
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    for scale in page.locator(".scale").all():
        scale.locator("input").nth(3).check()
    page.locator(".move[data-down]:visible").first.click()
    press_send(page)
    wait_for(page, "waiting")
    assert page.locator("[data-part=unready]").count() == 0
    page.context.set_offline(False)
    page.wait_for_url(lambda now: "/feedback/1" not in now)


def test_the_language_changes_without_network_and_the_text_stays(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = new_page(PHONE)
    with line_to(served.address) as line:
        page.goto(links[20].replace(served.address, line.address))
        page.goto(f"{line.address}/w/ega-2557/feedback/1?lang=en")
        page.wait_for_selector("form[data-ready]")
        wait_until_aside(page, "/1?lang=th", "/4?lang=th")
        line.cut()
        page.locator("textarea").first.press_sequentially("one")
        wait_for(page, "kept")
        page.keyboard.type(" thought")  # the page is left before there is time to write it
        page.click("a.language")
        page.wait_for_selector("html[lang=th] form[data-aside]")
        wait_for(page, "kept")
        assert page.locator("textarea").first.input_value() == "one thought"
        page.click(".steps a >> nth=3")
        page.wait_for_selector("html[lang=th] form[data-aside][data-draft-form='4']")
        line.mend()
        page.goto(f"{line.address}/w/ega-2557/feedback/2")
        assert page.locator("html[lang=en]").count() == 1, "what lies aside chose no language"


def test_what_is_put_aside_names_nobody_and_signing_out_wipes_it(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = new_page(PHONE)
    page.goto(links[13])
    page.goto(f"{served.workshop}/feedback/3?lang=en")
    owner = page.get_attribute("form[data-draft]", "data-draft-owner")
    fill(page)
    press_send(page)
    page.wait_for_url(lambda address: "/feedback/3" not in address)
    page.goto(f"{served.workshop}/feedback/3?lang=en")
    assert page.locator("textarea").first.input_value() == WORDS[0]
    page.wait_for_selector("form[data-ready]")
    kept = dict(page.evaluate(KEPT_ASIDE))
    assert {path for path in kept if path.startswith("/w/")} >= {"/w/ega-2557/feedback/3"}
    for path, text in kept.items():
        if not path.startswith("/w/"):
            continue
        assert WORDS[0] not in text
        for trace in (f'owner="{owner}"', f'value="{owner}"', "Stored", "step stored", "checked",
                      "selected", "csrf_token\" value=\"I"):  # fmt: skip
            assert trace not in text, f"{trace} in {path}"
    page.locator("textarea").first.fill("half a thought")
    wait_for(page, "kept")
    other = page.context.new_page()
    other.goto(f"{served.workshop}/me?lang=en")
    other.click("[data-draft-leaves] button")
    assert "not sent yet" in other.inner_text("[data-draft-leaves] [role=alert]")
    other.click("[data-draft-leaves] button")
    other.wait_for_url(f"{served.workshop}/")
    page.wait_for_url(lambda address: "/join" in address)
    assert page.evaluate(ON_DISK) == {
        "drafts": 0, "plain": 0, "sealed": 0, "keys": 0, "readable": False,
    }  # fmt: skip
    assert page.evaluate(KEPT_ASIDE) == []


def test_two_tabs_keep_a_text_each_and_their_writer_chooses(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    one = new_page(PHONE)
    one.goto(links[14])
    address = f"{served.workshop}/feedback/4?lang=en"
    one.goto(address)
    fill(one)
    two = one.context.new_page()
    two.goto(address)
    wait_for(two, "kept")
    assert two.locator("textarea").first.input_value() == WORDS[0]
    two.locator("textarea").first.fill("from the second tab")
    one.bring_to_front()
    one.locator("textarea").first.fill("from the first tab")
    for page in (one, two):
        page.wait_for_timeout(1000)
    assert one.evaluate(ON_DISK)["drafts"] == 2
    press_send(one)
    one.wait_for_url(lambda now: "/feedback/4" not in now)
    press_send(two)
    two.wait_for_selector("text=You sent this form from another phone or tab meanwhile")
    assert two.locator("form[data-draft] textarea").first.input_value() == "from the second tab"
    two.click("text=The other one counts")
    two.wait_for_selector("text=The other answer counts now")
    assert one.evaluate(ON_DISK)["drafts"] == 0


def test_what_cannot_be_stored_stays_on_the_phone_until_it_can(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = new_page(PHONE)
    form = f"{served.workshop}/feedback/2?lang=en"
    page.goto(links[16])
    page.goto(form)
    typed = fill(page)
    page.context.clear_cookies()
    press_send(page)
    page.wait_for_selector("text=this browser is not signed in")
    door = page.context.new_page()
    door.goto(f"{served.workshop}/join?lang=en")
    door.wait_for_selector("text=What you wrote is kept on this phone")
    assert WORDS[0] not in door.content()
    other = page.context.new_page()
    other.goto(links[17])
    come_back(page)
    page.wait_for_selector("text=somebody else is signed in on this browser by now")
    other.goto(form)
    other.wait_for_selector("form[data-ready]")
    assert other.locator("form[data-draft] textarea").first.input_value() == ""
    other.goto(links[16])
    set_form(served, "2", "--close")
    try:
        come_back(page)
        page.wait_for_selector("[data-draft-says] [data-do=copy]")
        page.goto(form)
        assert WORDS[0] in page.locator("[data-part=kept] textarea").input_value()
    finally:
        set_form(served, "2", "--open")
    page.goto(form)
    wait_for(page, "kept")
    assert page.evaluate(FIELDS) == typed


def test_on_plain_http_the_page_keeps_everything_and_says_what_it_cannot(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = new_page(PHONE)
    host = at_host(served, "door.test")
    page.goto(links[15].replace(served.address, host))
    page.goto(f"{host}/w/ega-2557/feedback/1?lang=en")
    typed = fill(page)
    page.reload()
    wait_for(page, "kept")
    assert page.evaluate(FIELDS) == typed
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    press_send(page)
    wait_for(page, "waiting")
    assert "Leave this page open until it is sent" in page.inner_text("main")
    page.context.set_offline(False)
    page.wait_for_url(lambda now: "/feedback/1" not in now)

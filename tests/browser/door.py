"""What the browser tests of the door share: scanning, looking at what is kept."""

import datetime as dt
import sqlite3
import uuid
from collections.abc import Callable
from typing import Any

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import signed_in

DOOR = "door@example.go.th"
PLAIN_HTTP = "door.test"

STORED = """(name) => new Promise((done) => {
  const opening = indexedDB.open('workshop-door');
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => done(null);
  opening.onsuccess = () => {
    const asked = opening.result.transaction(name).objectStore(name).count();
    asked.onsuccess = () => { opening.result.close(); done(asked.result); };
  };
})"""
KEPT_ASIDE = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      texts.push([new URL(request.url).pathname, await answer.text()]);
    }
  }
  return texts;
}"""


SCAN_ALL = """async (texts) => {
  const form = document.getElementById('scan');
  const result = document.getElementById('result');
  const said = [];
  for (const text of texts) {
    const shown = new Promise((done) => {
      const seen = new MutationObserver(() => { seen.disconnect(); done(); });
      seen.observe(result, {attributeFilter: ['data-scan']});
    });
    form.elements.code.value = text;
    form.requestSubmit();
    await shown;
    await new Promise((done) => setTimeout(done)); // the colour follows in the same turn
    said.push(['in', 'already', 'bad', 'ready'].find((one) => result.classList.contains(one)));
  }
  return said;
}"""


def at_host(served: Served, host: str) -> str:
    return served.address.replace("127.0.0.1", host)


def open_door(page: Any, address: str, language: str = "en") -> Any:
    """The page, once it says that it is ready for the network to go."""
    page.goto(f"{address}/organise/ega-2557/arrival?lang={language}")
    page.wait_for_selector("#door[data-ready]", state="attached")
    return page


def asked(page: Any, path: str) -> Any:
    """What the server answers this page as JSON, past everything the page keeps."""
    return page.evaluate(
        "(path) => fetch(path, {headers: {Accept: 'application/json'}, cache: 'no-store'})"
        ".then((answer) => answer.json())",
        path,
    )


def people(page: Any) -> list[dict[str, Any]]:
    return list(asked(page, "/organise/ega-2557/arrival/list.json")["people"])


def expected(page: Any) -> list[dict[str, Any]]:
    """Everybody with a seat, in an order of no meaning."""
    seated = [one for one in people(page) if one["status"] == "confirmed"]
    return sorted(seated, key=lambda one: str(one["code"]))


def nobody_is_in(page: Any, address: str) -> None:
    """Takes back every check-in, so that a test begins before the doors open."""
    door = f"{address}/organise/ega-2557/arrival"
    token = page.request.get(door).text().split('data-csrf="', 1)[1].split('"', 1)[0]
    known = page.request.get(f"{door}/list.json").json()["people"]
    at = dt.datetime.now(dt.UTC).isoformat()
    scans = [
        {"id": str(uuid.uuid4()), "person": one["id"], "kind": "undo", "at": at}
        for one in known
        if one["at"]
    ]
    answer = page.request.post(
        f"{door}/scans", data={"device": "test", "scans": scans}, headers={"X-CSRFToken": token}
    )
    assert answer.json()["counts"]["in"] == 0


def at_the_door(
    served: Served, new_page: Callable[..., Any], viewport: dict[str, int] = PHONE
) -> Any:
    """The door's page, signed in, with nobody in yet and everything put aside."""
    page = signed_in(served, new_page, viewport, DOOR)
    nobody_is_in(page, served.address)
    return open_door(page, served.address)


def scan_all(page: Any, texts: list[str]) -> set[str]:
    """The same for many, one right after the other."""
    return set(page.evaluate(SCAN_ALL, texts))


def scan(page: Any, text: str) -> str:
    """A keyboard scanner: types and presses Enter; what the page then says of it."""
    before = page.evaluate("document.querySelector('#result').dataset.scan ?? ''")
    page.fill("#scan [name=code]", text)
    page.press("#scan [name=code]", "Enter")
    page.wait_for_function(
        "(before) => (document.querySelector('#result').dataset.scan ?? '') !== before", arg=before
    )
    return outcome(page)


def outcome(page: Any) -> str:
    """in, already, bad or ready, as the colour of the page says."""
    kinds = set(page.get_attribute("#result", "class").split())
    return next(iter(kinds & {"in", "already", "bad", "ready"}))


def bar(page: Any, state: str) -> str:
    page.wait_for_selector(f"#saved[data-state={state}]", timeout=60_000)
    return str(page.inner_text("#saved"))


def stored(page: Any, name: str = "scans") -> int | None:
    """How many records lie on this device; None when it never kept anything."""
    found = page.evaluate(STORED, name)
    return None if found is None else int(found)


def arrivals(served: Served) -> list[tuple[Any, ...]]:
    """Rows of the database: scan, person, kind, device."""
    database = sqlite3.connect(f"file:{served.data / 'workshop.db'}?mode=ro", uri=True)
    try:
        return database.execute("SELECT scan_id, person_id, kind, device FROM arrival").fetchall()
    finally:
        database.close()

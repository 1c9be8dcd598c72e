"""What the browser tests of the door share: signing in, scanning, looking at what is kept."""

import sqlite3
from typing import Any

from tests.browser.conftest import Served
from workshop.demonstration.command import PASSWORD

DOOR = "door@example.go.th"
ORGANISER = "organiser@example.go.th"
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


def sign_in(page: Any, address: str, email: str = DOOR) -> None:
    page.goto(f"{address}/login?lang=en")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/organise/**")


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


def nobody_is_in(page: Any) -> None:
    """Takes back every check-in, so that a test begins before the doors open."""
    page.evaluate(
        """async () => {
          const {newId} = await import('/static/js/arrival-codes.js');
          const {people} = await (await fetch('/organise/ega-2557/arrival/list.json')).json();
          const at = new Date().toISOString();
          const scans = people.filter((one) => one.at)
            .map((one) => ({id: newId(), person: one.id, kind: 'undo', at}));
          await fetch('/organise/ega-2557/arrival/scans', {
            method: 'POST', body: JSON.stringify({device: 'test', scans}),
            headers: {'Content-Type': 'application/json',
              'X-CSRFToken': document.getElementById('door').dataset.csrf},
          });
        }"""
    )
    assert asked(page, "/organise/ega-2557/arrival/counts")["in"] == 0
    open_door(page, page.evaluate("location.origin"))


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

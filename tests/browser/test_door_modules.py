"""The parts of the door's script, each for itself, in real Chromium."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from workshop.domain.scanning import ALIKE

pytestmark = pytest.mark.browser
LINK = "http://door.test:8000/me/aB_9-xYzQwErTyUiOpAsDfGhJkLzXcVbNm"
AS_THAI_KEYS = "้ะะยซฝฝกนนพใะำหะซคจจจฝทำฝฟฺ๘ตขปํผ๐ไฎพธั๊รฯยฤหฏดฌ้๋าศผ)แฮิ์ท"
PEOPLE = [
    {"id": 1, "code": "KQ7M2R".replace("2", "3"), "token": "", "status": "confirmed", "at": None,
     "by": None, "group": {"letter": "A"}},
    {"id": 2, "code": "ACDEFG", "token": "", "status": "confirmed",
     "at": "2014-07-23T01:40:00+00:00", "by": "door@example.go.th", "group": {"letter": "A"}},
    {"id": 3, "code": "HJKLMN", "token": "", "status": "waitlisted", "at": None, "by": None,
     "group": None},
]  # fmt: skip


@pytest.fixture(scope="module")
def page(served: Served, chromium: Any) -> Iterator[Any]:
    """A page of ours on localhost, where browsers offer encryption."""
    context = chromium.new_context(viewport=PHONE)
    opened = context.new_page()
    opened.goto(f"{served.address}/login")
    yield opened
    context.close()


def run(page: Any, module: str, body: str, *values: Any) -> Any:
    """Runs `body` with the module as `m` and the values as `v`."""
    return page.evaluate(
        f"async (v) => {{ const m = await import('/static/js/{module}.js'); {body} }}",
        list(values),
    )


def test_a_code_is_hashed_as_everywhere_else(page: Any):
    texts = ["", "ก", *(secrets.token_urlsafe(n) for n in range(1, 140, 3))]
    found = run(page, "arrival-codes", "return v[0].map(m.sha256)", texts)
    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (LINK, {"token": LINK.rsplit("/", 1)[1]}),
        (f"  {LINK}?lang=th\r", {"token": LINK.rsplit("/", 1)[1]}),
        (AS_THAI_KEYS, {"token": LINK.rsplit("/", 1)[1]}),
        ("kq7 m3r", {"code": "KQ7M3R"}),
        ("KQ7-M3R", {"code": "KQ7M3R"}),
        ("ษ๐ึ?-ฑ", {"code": "KQ7M3R"}),
        ("าๆึท-พ", {"code": "KQ7M3R"}),
        ("https://line.me/R/ti/p/@somebody", None),
        ("สมชาย", None),
        ("", None),
        ("x" * 100_000, None),
        ("\ud800\u202e\x00", None),
    ],
)
def test_whatever_a_scanner_types_is_a_link_a_code_or_nothing(page: Any, typed: str, read: Any):
    found = run(page, "arrival-codes", "return m.readScan(JSON.parse(v[0]))", json.dumps(typed))
    assert (found and {key: found[key] for key in found if key != "text"}) == read


def test_ids_are_random_uuids_also_without_randomuuid(page: Any):
    ids = run(page, "arrival-codes", "return Array.from({length: 500}, m.newId)")
    assert len(set(ids)) == 500
    assert all(len(one) == 36 and one[14] == "4" and one[19] in "89ab" for one in ids)


def test_what_is_kept_on_the_device_cannot_be_read_without_its_key(page: Any):
    raw, extracted, back = run(
        page, "arrival-store", """
        const store = await m.openStore('raw', 'account-1');
        await store.keepList({people: [{name: 'สมชาย ใจดี'}]});
        await store.keep({id: 'a', number: 1, code: 'KQ7M3R'});
        const database = await new Promise((done) => {
          const opening = indexedDB.open('workshop-door');
          opening.onsuccess = () => done(opening.result);
        });
        const all = (name) => new Promise((done) => {
          const asked = database.transaction(name).objectStore(name).getAll();
          asked.onsuccess = () => done(asked.result);
        });
        const text = (buffer) => new TextDecoder().decode(buffer);
        const raw = [...await all('lists'), ...await all('scans')].map((one) => text(one.data));
        const [{key}] = await all('keys');
        const extracted = await crypto.subtle.exportKey('raw', key).then(() => true, () => false);
        const again = await m.openStore('raw', 'account-1');
        return [raw.join(), extracted, [await again.list(), await again.scans()]];
        """)  # fmt: skip
    assert "สมชาย" not in raw
    assert "KQ7" not in raw
    assert not extracted
    assert back == [
        {"people": [{"name": "สมชาย ใจดี"}]},
        [{"id": "a", "number": 1, "code": "KQ7M3R"}],
    ]


def test_another_account_on_the_same_device_finds_nothing(page: Any):
    found = run(
        page, "arrival-store", """
        const mine = await m.openStore('other', 'account-1');
        await mine.keepList({people: []});
        await mine.keep({id: 'a', number: 1});
        const theirs = await m.openStore('other', 'account-2');
        const seen = [await theirs.list(), await theirs.scans()];
        const back = await m.openStore('other', 'account-1');
        return [...seen, await back.list(), await back.scans(), await mine.list()];
        """)  # fmt: skip
    assert found == [None, [], None, [], None]


QUEUE = """
const {openStore} = await import('/static/js/arrival-store.js');
const sent = [];
const make = async (answers, w) => {
  const store = await openStore(w, 'account-1');
  const send = async (body) => {
    sent.push(body.scans.map((scan) => scan.id));
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return typeof answer === 'function' ? answer(body) : answer;
  };
  const queue = new m.Queue({store, send, device: 'test'});
  await queue.load();
  return queue;
};
const said = (scans) => scans.map(({id}) => ({id, outcome: 'in'}));
const all = (body) => ({is: 'ok', says: {results: said(body.scans)}});
const scan = (id) => ({id, person: 1, kind: 'in', at: '2014-07-23T01:40:00Z'});
"""


def test_scans_go_again_with_the_same_ids_until_they_are_acknowledged(page: Any):
    sent, states, left = run(
        page, "arrival-queue", f"""{QUEUE}
        const queue = await make([{{is: 'away', wait: 0}}, all], 'again');
        const states = [];
        queue.onchange = () => states.push(queue.state);
        for (const id of ['a', 'b', 'c']) await queue.add(scan(id));
        await queue.flush();
        const closed = await make([all], 'again');
        const left = closed.waiting.map((one) => one.id);
        await queue.flush();
        clearTimeout(queue.timer);
        return [sent, states, [left, queue.waiting.length, (await queue.store.scans()).length]];
        """)  # fmt: skip
    assert sent == [["a", "b", "c"], ["a", "b", "c"]]
    assert "away" in states
    assert states[-1] == "idle"
    assert left == [["a", "b", "c"], 0, 0]


def test_only_what_the_server_names_is_dropped(page: Any):
    sent, left = run(
        page, "arrival-queue", f"""{QUEUE}
        const first = (body) => ({{is: 'ok', says: {{results: [{{id: body.scans[0].id}}]}}}});
        const none = {{is: 'ok', says: {{results: [{{id: 'somebody else'}}]}}}};
        const queue = await make([first, none], 'named');
        for (const id of ['a', 'b']) await queue.add(scan(id));
        await queue.flush();
        clearTimeout(queue.timer);
        return [sent, (await queue.store.scans()).map((one) => one.id)];
        """)  # fmt: skip
    assert sent == [["a", "b"], ["b"]]
    assert left == ["b"]


@pytest.mark.parametrize("answer", ["signed-out", "forbidden", "refused"])
def test_a_lost_sign_in_keeps_every_scan_and_is_said(page: Any, answer: str):
    state, left = run(
        page, "arrival-queue", f"""{QUEUE}
        const queue = await make([{{is: v[0]}}], `lost ${{v[0]}}`);
        await queue.add(scan('a'));
        await queue.flush();
        clearTimeout(queue.timer);
        return [queue.state, (await queue.store.scans()).length];
        """, answer)  # fmt: skip
    assert (state, left) == (answer, 1)


def test_a_thousand_scans_go_in_batches_in_their_order(page: Any):
    sizes, same = run(
        page, "arrival-queue", f"""{QUEUE}
        const queue = await make([all], 'many');
        const ids = Array.from({{length: 450}}, (_, n) => `s${{n}}`);
        await Promise.all(ids.map((id) => queue.add(scan(id))));
        const again = await make([all], 'many');
        await again.flush();
        const order = sent.flat();
        return [sent.map((batch) => batch.length), order.every((id, at) => id === ids[at])];
        """)  # fmt: skip
    assert sizes == [200, 200, 50]
    assert same


def test_one_scan_on_which_the_server_breaks_does_not_hold_up_the_others(page: Any):
    left, through = run(
        page, "arrival-queue", f"""{QUEUE}
        const picky = (body) => (body.scans.some((one) => one.id === 'b')
          ? {{is: 'away', wait: 0, broken: true}} : all(body));
        const queue = await make([picky], 'picky');
        for (const id of ['a', 'b', 'c', 'd']) await queue.add(scan(id));
        for (let turn = 0; turn < 8; turn += 1) {{
          await queue.flush();
          clearTimeout(queue.timer);
        }}
        const through = sent.filter((ids) => !ids.includes('b')).flat();
        return [queue.waiting.map((one) => one.id), through];
        """)  # fmt: skip
    assert left == ["b"]
    assert sorted(through) == ["a", "c", "d"]


def judged(page: Any, waiting: list[dict[str, Any]], scan: dict[str, Any]) -> dict[str, Any]:
    return dict(
        run(
            page, "arrival-list", """
            const list = new m.PeopleList();
            list.take({made_at: '2014-07-23T01:30:00Z', people: v[0], alike: v[3]});
            list.lay(v[1]);
            return {...list.judge(v[2]), counts: list.counts()};
            """, PEOPLE, waiting, scan, ALIKE,
        )
    )  # fmt: skip


def at_door(person: int, kind: str = "in", at: str = "2014-07-23T01:45:00Z") -> dict[str, Any]:
    return {"person": person, "kind": kind, "at": at}


@pytest.mark.parametrize(
    ("waiting", "scan", "outcome"),
    [
        ([], {"code": "KQ7M3R", "kind": "in"}, "in"),
        ([], {"code": "KQ7M3Y", "kind": "in"}, "unknown"),
        ([], {"code": "KOIM8R", "kind": "in"}, "unknown"),
        ([], {"code": "K01M8R", "kind": "in"}, "in"),
        ([], {"code": "ACDEFG", "kind": "in"}, "already"),
        ([], {"person": 3, "kind": "in"}, "not_confirmed"),
        ([at_door(1)], {"person": 1, "kind": "in"}, "already"),
        ([at_door(1), at_door(1, "undo")], {"person": 1, "kind": "in"}, "in"),
        ([at_door(2, "undo")], {"person": 2, "kind": "in"}, "in"),
        ([at_door(1)], {"person": 1, "kind": "undo"}, "undone"),
        ([], {"token": "of nobody", "kind": "in"}, "unknown"),
    ],
)
def test_a_scan_is_judged_by_the_list_and_what_was_scanned_here_since(
    page: Any, waiting: list[dict[str, Any]], scan: dict[str, Any], outcome: str
):
    assert judged(page, waiting, scan)["outcome"] == outcome


def test_counts_without_network_include_what_was_scanned_here(page: Any):
    counts = judged(page, [at_door(1), at_door(3)], {"person": 1, "kind": "in"})["counts"]
    assert (counts["in"], counts["expected"]) == (2, 2)
    assert counts["groups"] == [{"letter": "A", "in": 2, "expected": 2}]


def test_a_code_that_stays_in_sight_is_one_scan(page: Any):
    told = run(
        page, "arrival-scanner", """
        let clock = 0;
        const isNew = m.oncePerSight(() => clock);
        return [0, 1000, 3500, 6400, 9500, 9600].map((at) => { clock = at; return isNew('a'); })
          .concat(isNew('b'));
        """)  # fmt: skip
    assert told == [True, False, False, False, True, False, True]


def test_plain_http_has_no_camera_and_keeps_in_memory(served: Served, new_page: Callable[..., Any]):
    page = new_page(PHONE)
    page.goto(f"http://door.test:{served.address.rsplit(':', 1)[1]}/login")
    assert not page.evaluate("isSecureContext")
    assert not run(page, "arrival-scanner", "return m.hasCamera()")
    kept = run(
        page, "arrival-store", """
        const store = await m.openStore('w', 'account-1');
        await store.keepList({people: [1]});
        await store.keep({id: 'a', number: 1});
        await store.keep({id: 'b', number: 2});
        await store.drop(['a']);
        return [store.persistent, await store.list(), (await store.scans()).map((one) => one.id)];
        """)  # fmt: skip
    assert kept == [False, {"people": [1]}, ["b"]]
    assert run(page, "arrival-codes", "return m.newId()[14]") == "4"

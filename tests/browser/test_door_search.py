"""Searching without network finds the same people in the same order as the server."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.domain import test_finding
from workshop.domain import names
from workshop.domain.finding import Entry, find
from workshop.domain.names import name_key, tidy

pytestmark = pytest.mark.browser
TABLE = test_finding.test_what_is_typed_finds_whom_it_fits.pytestmark[0]
CASES: list[tuple[str, list[int]]] = TABLE.args[1]
FIRST = (
    "เอกชัย",
    "บุญเอก",
    "สมชาย",
    "สมหญิง",
    "ใจ",
    "คุณวุฒิ",
    "นายิกา",
    "José",
    "Ann Marie",
    "น้ำ",
    "ฤๅษี",
)
LAST = ("ตั้งรบ", "นิลเสนา", "ใจดี", "ณ อยุธยา", "สมใจ", "O’Hara", "Nam Petch", "กู้ เกียรติ", "ญูฐ")
PREFIXES = ("", "นาย", "นางสาว", "ดร.", "ว่าที่ร้อยตรี", "พ.ต.อ.", "Mr.", "รศ.ดร.")
AGENCIES = (
    ("สำนักงานสถิติแห่งชาติ", "National Statistical Office", "สสช.", "NSO"),
    ("สำนักงาน ก.พ.", "Office of the Civil Service Commission", "ก.พ."),
    ("กรมทางหลวง", "", "ทล."),
    ("ใจ",),
)
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
PIECES = (
    *FIRST,
    *LAST,
    *PREFIXES,
    "คุณ",
    "น.ส.",
    "Dr",
    "สสช",
    "สถิติ",
    "ก.พ",
    "nso",
    "เเ",
    "๗๓๖๕",
    "7365",
    "65",
    "-",
)


@pytest.fixture(scope="module")
def page(served: Served, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=PHONE)
    opened = context.new_page()
    opened.goto(f"{served.address}/login")
    yield opened
    context.close()


def found_there(page: Any, people: list[Any], queries: list[str]) -> list[list[int]]:
    """What the page's own search finds, ids in order, then how many fit at all."""
    return list(
        page.evaluate(
            """async ([people, queries]) => {
              const {indexed, find} = await import('/static/js/arrival-search.js');
              const index = indexed(people);
              return queries.map((query) => {
                const {people, total} = find(index, query);
                return [...people.map((one) => one.id), total];
              });
            }""",
            [people, queries],
        )
    )


def as_person(entry: Entry, first: str, last: str) -> dict[str, Any]:
    return {"id": entry.id, "first": first, "last": last, "key": entry.key, "status": "confirmed"}


def test_the_table_of_cases_holds_without_network_too(page: Any):
    people = [as_person(one, one.first, one.last) for one in test_finding.PEOPLE]
    queries = [typed for typed, _ids in CASES if "\ud800" not in typed]
    wanted = [ids for typed, ids in CASES if "\ud800" not in typed]
    there = [ids[:-1] for ids in found_there(page, people, queries)]
    assert dict(zip(queries, there, strict=True)) == dict(zip(queries, wanted, strict=True))


def test_thousands_of_queries_find_the_same_in_the_same_order(page: Any):
    draw = random.Random(10)
    everybody = []
    for number in range(1, 401):
        first, last = draw.choice(FIRST), f"{draw.choice(LAST)}{draw.choice(['', 'กข', ' ชัย'])}"
        entry = Entry.of(
            number, first=first, last=last, prefix=draw.choice(PREFIXES),
            code="".join(draw.choices(LETTERS, k=6)), phone=f"08{draw.randrange(10**8):08}",
            agencies=draw.choice(AGENCIES),
        )  # fmt: skip
        everybody.append((entry, first, last))
    everybody.sort(key=lambda one: (name_key(one[1], one[2]), one[0].id))
    entries = [entry for entry, _first, _last in everybody]
    queries = []
    for _turn in range(2000):
        pieces = draw.choices(PIECES, k=draw.randrange(1, 4))
        pieces += draw.choices([draw.choice(entries).code, draw.choice(entries).phone[-3:]], k=1)
        text = draw.choice(["", " ", "  "]).join(pieces[draw.randrange(len(pieces)) :])
        start = draw.randrange(2)
        queries.append(text[start : start + draw.randrange(1, 30)])
    people = [as_person(*one) for one in everybody]
    draw.shuffle(people)
    there = found_there(page, people, queries)
    wrong = {}
    for query, ids in zip(queries, there, strict=True):
        found = find(entries, query)
        if [*found.ids, found.total] != ids and not _is_long_number(query):
            wrong[query] = ([*found.ids, found.total][:6], ids[:6])
    assert not wrong
    assert sum(bool(ids[-1]) for ids in there) > 500


def _is_long_number(query: str) -> bool:
    """The device knows the last four digits of telephone numbers alone."""
    return any(sum(one.isdecimal() for one in word) > 4 for word in (query, *query.split()))


def test_texts_are_tidied_and_parted_from_prefixes_as_on_the_server(page: Any):
    draw = random.Random(11)
    odd = [
        "\u0e4d",
        "\u0e49",
        "า",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\u00a0",
        "\u0301",
        "ﬁ",
        "\t",
        "İ",
        "😀",
    ]
    texts = [
        "".join(
            draw.choices(
                [*PIECES, *names.RANKS, *names.SHORT_RANKS, *odd, " "], k=draw.randrange(1, 6)
            )
        )
        for _turn in range(2000)
    ]
    there = page.evaluate(
        """async (texts) => {
          const {tidy} = await import('/static/js/arrival-search.js');
          const {withoutPrefix} = await import('/static/js/arrival-prefixes.js');
          return texts.map((text) => [tidy(text), withoutPrefix(tidy(text))]);
        }""",
        texts,
    )
    here = [[tidy(text), names.split_prefix(text)[1]] for text in texts]
    assert [pair for pair in zip(texts, here, there, strict=True) if pair[1] != pair[2]] == []


def test_the_lists_of_prefixes_are_those_of_the_server(page: Any):
    lists = page.evaluate("import('/static/js/arrival-prefixes.js').then((m) => ({...m}))")
    assert tuple(lists["RANKS"]) == (*names.RANKS, *names.SHORT_RANKS)
    assert tuple(lists["SHORT_TITLES"]) == names.SHORT_TITLES
    assert sorted(lists["TITLES"]) == sorted(names.TITLES)
    assert sorted(lists["ENGLISH"]) == sorted(title.casefold() for title in names.ENGLISH)
    assert set(lists["NAMES"]) == set(names._NAMES_BEGINNING_LIKE_A_PREFIX)


def test_ten_thousand_people_are_searched_while_one_types(page: Any):
    median = page.evaluate(
        """async () => {
          const {indexed, find} = await import('/static/js/arrival-search.js');
          const people = Array.from({length: 10000}, (_, id) => {
            const last = `คน${id}`;
            const key = `สมชาย|${last}|นาย|kq7m4r|${String(id).padStart(4, '0')}|สสช|nso`;
            return {id, first: 'สมชาย', last, key, status: 'confirmed'};
          });
          const index = indexed(people);
          const times = ['สม', 'สมชาย คน12', '365', 'nso', 'ใคร'].map((query) => {
            const start = performance.now();
            find(index, query);
            return performance.now() - start;
          });
          return times.sort((a, b) => a - b)[2];
        }"""
    )
    assert median <= 100  # ms

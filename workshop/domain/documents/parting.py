"""Marks in Thai texts where a line may end: between their words, and nowhere else.

Thai has no spaces between words. The typesetter's own guess parts the long compounds of official
Thai in the middle (ภูมิสาร|สนเทศ), so every Thai text comes to it with its words joined and the
places between them open. A compound has seams for a line too narrow for it (`_common.typ`,
`breakable`). What is put in draws nothing and leaves the file again (`mending.py`).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

MAY_END = "\u200b"
JOINED = "\u2060"
SEAM = JOINED * 2
"""Between the parts of a compound: a line ends there before it ends within a part."""
AS_THEY_ARE = frozenset({
    "first", "last", "prefix", "given", "name", "signer", "label", "picture", "mark", "mark_on",
})  # fmt: skip
"""What people are called stays in one piece on lines of its own; the others are not set as text."""
OFFICIAL = (
    "ภูมิสารสนเทศ", "ธรรมาภิบาล", "ดิจิทัล", "คลาวด์", "ไซเบอร์", "แอปพลิเคชัน", "แอป", "เน็ต", "ไอที",
    "สตาร์ทอัพ", "ตอบโจทย์", "ผู้แทน", "มาแทน", "บูรณาการ", "ขับเคลื่อน", "ยุทธศาสตร์", "กลยุทธ์",
    "ระดับชาติ", "ปริมณฑล", "ส่วนราชการ", "ธุรกรรม", "ชำนาญการ", "ชำนาญการพิเศษ", "ปฏิบัติการ",
    "ขอรับรอง", "คิวอาร์โค้ด", "หน้างาน", "พัฒนาการเศรษฐกิจ",
)  # fmt: skip
"""Words of this field that the word list lacks."""
NONE = ("ได้ที่", "ขอรับ", "คนดู", "คนใน", "รอหน้า", "ตามตัว")
"""Listed there, but in these texts parts of two words."""
BEGINNINGS = frozenset({"ไม่", "ผู้", "การ", "ความ", "นัก", "ชาว"})
"""What begins a word or a phrase and does not end a line."""
SPELLED = frozenset(
    """เอ บี ซี ดี อี เอฟ จี เอช ไอ เจ เค แอล เอ็ม เอ็น โอ พี คิว อาร์ เอส ที ยู วี ดับเบิลยู เอ็กซ์ วาย
    แซด""".split()  # noqa: SIM905  as one reads them
)
"""English letters in Thai."""
UNKNOWN, ONE_WORD = 25, 10
"""What a unit of no known word costs, and a word; the cheapest way to read a text is taken."""
LONGEST = 40
"""Letters of the longest word that is looked for."""
SEAMED = 9
"""Letters from which a word may be a compound."""
Way = tuple[int, int, int]
"""What the rest of a text costs, the squares of its words' lengths, and where the first ends."""

_THAI = re.compile("(?P<short>[\u0e01-\u0e2e]{1,6}(?=\\.))|[\u0e01-\u0e3a\u0e40-\u0e4e]+")
"""Thai letters without a space between; a few before a full stop stand for words, as in กสทช."""
_UNIT = re.compile(
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]*"
    "(?:[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c)*[\u0e2f\u0e46]*|.",
    re.DOTALL,
)
"""What no line divides: a consonant with its vowels and marks, and silent letters behind it."""
_REPEATS = re.compile(" (?=[\u0e2f\u0e46])")


def parted(data: Any) -> Any:
    """The same data with its Thai texts marked, people's names left as they are."""
    if isinstance(data, dict):
        return {
            name: value if name in AS_THEY_ARE else parted(value) for name, value in data.items()
        }
    if isinstance(data, list):
        return [parted(one) for one in data]
    return marked(data) if isinstance(data, str) and not data.isascii() else data


@lru_cache(maxsize=5_000)
def marked(text: str) -> str:
    """The text with JOINED, SEAM and MAY_END between the letters of its Thai parts."""
    bare = text.replace(JOINED, "").replace(MAY_END, "")
    return _REPEATS.sub(f"{JOINED} {JOINED}", _THAI.sub(_run_marked, bare))


def _run_marked(found: re.Match[str]) -> str:
    return _whole(found[0]) if found["short"] else _marked(found[0])


@lru_cache(maxsize=5_000)
def _marked(run: str) -> str:
    found, marks = words(run), ""
    for word in found[:-1]:
        marks += SEAM.join(map(_whole, _parts(word)))
        marks += SEAM if word in BEGINNINGS else MAY_END
    return marks + SEAM.join(map(_whole, _parts(found[-1])))


def words(run: str) -> list[str]:
    """The words of Thai letters without a space; what no word is known for is one.

    So are English letters as Thai says them: อีจีเอ is one name.
    """
    found: list[str] = []
    for spelled, some in groupby(_read(run, len(run)), key=SPELLED.__contains__):
        together = list(some)
        found += ["".join(together)] if spelled else together
    return found


def _parts(word: str) -> list[str]:
    """What a known compound is made of; any other word is one part."""
    if len(word) < SEAMED or word not in known():
        return [word]
    found = list(_read(word, len(word) - 1))
    return found if all(len(part) > 2 and part in known() for part in found) else [word]


def _whole(part: str) -> str:
    return JOINED.join(_UNIT.findall(part))


def _read(run: str, longest: int) -> Iterator[str]:
    """The cheapest words; of equally cheap ones those most alike in length, the shortest first."""
    ends = [unit.end() for unit in _UNIT.finditer(run)]
    ways: dict[int, Way] = {len(run): (0, 0, len(run))}
    for start, next_one in reversed(list(zip([0, *ends], ends, strict=False))):
        ways[start] = _cheapest(run, start, next_one, min(longest, LONGEST), ways)
    at, unknown = 0, ""
    while at < len(run):
        word, at = run[at : ways[at][2]], ways[at][2]
        if len(word) > 1 and word in known():
            yield from filter(None, (unknown, word))
            unknown = ""
        else:
            unknown += word
    if unknown:
        yield unknown


def _cheapest(run: str, start: int, next_one: int, longest: int, ways: dict[int, Way]) -> Way:
    """How to read the text from `start`, when it is known how to from every later place."""
    cost, squares, _ = ways[next_one]
    best = (cost + UNKNOWN, squares, next_one)
    for end, (cost, squares, _) in ways.items():
        if 1 < end - start <= longest and run[start:end] in known():
            best = min(best, (cost + ONE_WORD, squares + (end - start) ** 2, end))
    return best


@cache
def known() -> frozenset[str]:
    """Every word of the list, single letters among them, which are none in a text."""
    found = find_spec("pythainlp")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("pythainlp is missing from this installation; install it again")
    listed = Path(found.submodule_search_locations[0]) / "corpus" / "words_th.txt"
    return frozenset(listed.read_text("utf-8").split("\n")).union(OFFICIAL).difference(NONE)

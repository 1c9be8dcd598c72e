"""Lines of Thai end between words, compounds stay whole, and what is read is what was written."""

import json
from itertools import pairwise

import pytest
import typst

from tests.documents.reading import by_both
from tests.documents.test_text import mended
from workshop.domain.documents.fonts import font_folder
from workshop.domain.documents.parting import JOINED, MAY_END, SEAM, marked, parted, words

SOURCE = """
    #let (width, lines) = json(bytes(sys.inputs.data))
    #set page(width: width * 1mm, height: auto, margin: 0mm)
    #set text(font: "Sarabun", lang: "th", size: 10pt)
    #for line in lines { block(line) }
"""
TEXTS = (
    "สำนักงานพัฒนาเทคโนโลยีอวกาศและภูมิสารสนเทศ (องค์การมหาชน)",
    "ศูนย์เทคโนโลยีอิเล็กทรอนิกส์และคอมพิวเตอร์แห่งชาติ",
    "สำนักงานปลัดกระทรวงเทคโนโลยีสารสนเทศและการสื่อสาร",
    "สำนักงานคณะกรรมการพัฒนาการเศรษฐกิจและสังคมแห่งชาติ",
    "ตอบโจทย์ปานกลาง แจ้งว่ามาไม่ได้ หรือระบุผู้มาแทนได้ ทั้งนี้ น้ำใช้ซ้ำ ๆ",
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("สำนักงานพัฒนาเทคโนโลยีอวกาศและภูมิสารสนเทศ", "สำนักงาน|พัฒนา|เทคโนโลยี|อวกาศ|และ|ภูมิสารสนเทศ"),
        ("กระทรวงเทคโนโลยีสารสนเทศและการสื่อสาร", "กระทรวง|เทคโนโลยีสารสนเทศ|และ|การสื่อสาร"),
        ("คอมพิวเตอร์แห่งชาติ", "คอมพิวเตอร์|แห่งชาติ"),
        ("ผู้อำนวยการอีจีเอ", "ผู้อำนวยการ|อีจีเอ"),
        ("กรมพัฒนาธุรกิจการค้า", "กรม|พัฒนา|ธุรกิจ|การค้า"),
        ("ขอรับรองว่า", "ขอรับรอง|ว่า"),
        ("ฆฌฎฬฮ", "ฆฌฎฬฮ"),
    ],
)
def test_words_are_those_that_people_read(text, wanted):
    assert words(text) == wanted.split("|")


def test_what_is_put_in_can_be_taken_out_and_stands_between_no_letter_and_its_marks():
    for text in (*TEXTS, "", "a b", "ๆฯ ะ์ ่", "เ" * 50, "กสทช. ก.พ.ร. 24 ชม.", "ท\u200bี่นั่ง\u2060"):
        bare = text.replace(MAY_END, "").replace(JOINED, "")
        assert marked(text).replace(MAY_END, "").replace(JOINED, "") == bare
    assert marked("กสทช.") == JOINED.join("กสทช") + "."
    assert marked("องค์การมหาชน") == SEAM.join(
        map(JOINED.join, (["อ", "งค์", "กา", "ร"], ["ม", "หา", "ช", "น"]))
    )
    assert marked("ซ้ำ ๆ").endswith(f"{JOINED} {JOINED}ๆ")
    assert marked("ผู้แทน ไม่ได้").endswith(f"ไม่{SEAM}ได้")


def test_names_of_people_are_left_as_they_are():
    person = {"first": "นางเก็จ", "last": "น้ำใจ", "agency": "กรมทางหลวง", "number": 3, "group": None}
    shown = parted({"people": [person]})["people"][0]
    assert (shown["first"], shown["last"], shown["number"]) == ("นางเก็จ", "น้ำใจ", 3)
    assert shown["agency"] != person["agency"]


@pytest.mark.slow
def test_lines_end_between_words_and_are_read_as_they_were_written():
    """At every width, as the typesetter alone would end them within a word at some."""
    for width in range(30, 90, 4):
        made = typst.compile(
            SOURCE.encode(), font_paths=[str(font_folder())], ignore_system_fonts=True,
            sys_inputs={"data": json.dumps([width, [marked(text) for text in TEXTS]])},
        )  # fmt: skip
        lines = iter(by_both(mended(made)))
        for text in TEXTS:
            rest, ends = text, ends_of(text)
            while rest:
                line = next(lines)
                assert rest.startswith(line), (width, line)
                rest = rest[len(line) :]
                assert len(text) - len(rest) in ends, (width, line)
                rest = rest.lstrip(" ")


def ends_of(text: str) -> set[int]:
    """After how many letters a line may end."""
    found, at, signs = {len(text)}, 0, marked(text)
    for sign, following in pairwise(signs):
        if sign == MAY_END or (sign == " " and following != JOINED):
            found.add(at)
        at += sign not in (MAY_END, JOINED)
    return found

"""Whatever people are called, their names are whole, on one line, and inside what they stand on."""

import numpy as np
import pypdfium2
import pytest
import segno

from tests import factories
from tests.documents.reading import (
    POINTS_A_MM,
    Box,
    by_both,
    drawn,
    facts,
    ink,
    picture,
    text,
    words_at,
)
from workshop.links import personal_link

LONG_FIRST = "กมลพรรณวิไลลักษณาวดีศรีสุวรรณประภัสสรเทพธิดารัตนโกสินทร์ทราวดี"
LONG_LAST = "ฉัตรมงคลพิพัฒน์พงษ์ไพบูลย์วัฒนกิจเจริญชัยสกุลรุ่งเรืองทรัพย์"
LONG_AGENCY = (
    "สำนักงานคณะกรรมการกิจการกระจายเสียง กิจการโทรทัศน์ และกิจการโทรคมนาคมแห่งชาติ"
    " (องค์กรอิสระตามรัฐธรรมนูญ) ส่วนกลางและภูมิภาค"
)


@pytest.fixture
def longest(workshop, groups):
    assert len(LONG_FIRST) >= 60
    assert len(LONG_LAST) >= 60
    assert len(LONG_AGENCY) >= 120
    person = factories.make_person(
        workshop, prefix="ผู้ช่วยศาสตราจารย์ ดร.", first_name=LONG_FIRST, last_name=LONG_LAST,
        agency_name=LONG_AGENCY,
    )  # fmt: skip
    factories.place(workshop, {person: groups[0]})
    return person


@pytest.mark.slow
def test_long_names_are_never_broken_or_cut(printed, longest):
    for name in ("badges", "tent-cards", "certificates", "sign-in"):
        document = printed(name)
        lines = by_both(document)
        assert facts(document).pages == 1
        assert any(LONG_FIRST in line for line in lines)
        assert any(LONG_LAST in line for line in lines)
        assert "".join(LONG_AGENCY.split()) in "".join(text(document).split())
        found = drawn(document)
        width, height = size_of(document)
        assert 0 <= found.left < found.right <= width
        assert 0 <= found.top < found.bottom < height


def size_of(document: bytes) -> tuple[float, float]:
    """Of the first page, in millimetres."""
    with pypdfium2.PdfDocument(document) as pdf:
        width, height = pdf[0].get_size()
    return width / POINTS_A_MM, height / POINTS_A_MM


def test_all_of_a_badge_stays_on_the_badge(printed, longest):
    for size, x, y, width, height in (("small", 15, 38.5, 90, 55), ("large", 0, 0, 148.5, 105)):
        found = words_at(printed("badges", size=size))
        assert found
        for one in found:
            assert x + 3 < one.left <= one.right < x + width - 3
            assert y + 2 < one.top <= one.bottom < y + height - 2


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_name_is_larger_than_the_agency_however_long_it_is(printed, longest, size):
    document = printed("badges", size=size)
    name, agency = (size_of_type(document, part) for part in (LONG_LAST, LONG_AGENCY[:20]))
    assert name > agency > 3


def size_of_type(document: bytes, words: str) -> float:
    """In points, of the first letter of these words on the first page."""
    with pypdfium2.PdfDocument(document) as pdf:
        page = pdf[0].get_textpage()
        place = page.get_text_range().index(words)
        return float(pypdfium2.raw.FPDFText_GetFontSize(page, place))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("document", "options", "points"),
    [
        ("badges", {}, 12), ("badges", {"size": "large"}, 19), ("sign-in", {}, 10),
        ("certificates", {}, 18), ("tent-cards", {}, 24), ("rosters", {}, 10),
    ],
)  # fmt: skip
def test_a_long_name_takes_more_lines_before_it_is_small(
    printed, workshop, groups, document, options, points
):
    """The prefix on a line of its own; and the agency of a badge in small type on more lines."""
    first, last = "ญาณกวีร์ฐิติรัตน์ธำรงเกียรติ", "ณ อยุธยาพิพัฒน์วงศ์วรเศรษฐ์"
    person = factories.make_person(
        workshop, prefix="ศาสตราจารย์เกียรติคุณ ดร.", first_name=first, last_name=last,
        agency_name=LONG_AGENCY,
    )  # fmt: skip
    factories.place(workshop, {person: groups[0]})
    made = printed(document, **options)
    assert first in text(made)
    assert size_of_type(made, first) >= points
    assert size_of_type(made, last) >= points
    if document == "badges":
        assert size_of_type(made, "(องค์กรอิสระ") > 6.99


def test_a_short_name_is_larger_than_a_long_one(printed, workshop, groups, longest):
    short = factories.make_person(workshop, prefix="", first_name="ใจ", last_name="ดี")
    heights = [
        max(one.bottom - one.top for one in words_at(printed("badges", person=person.id)))
        for person in (short, longest)
    ]
    assert heights[0] > 4
    assert heights[0] > 1.3 * heights[1]


def test_first_and_last_name_stand_under_each_other_from_the_same_edge(printed, people):
    """A few positions on the first badge, in millimetres of the sheet."""
    found = words_at(printed("badges", person=people[0].id))
    name = [one for one in found if one.bottom - one.top > 3.2 and one.left < 60 and one.top < 70]
    tops = sorted({round(one.top) for one in name})
    assert tops[0] >= 43
    assert tops[-1] <= 64
    assert min(one.left for one in name) == pytest.approx(19, abs=0.8)


def test_cut_marks_stand_at_the_corners(printed, people):
    document = printed("badges")
    for x in (15, 105, 195):
        for y in (38.5, 93.5, 148.5, 203.5, 258.5):
            assert ink(document, 1, Box(x - 2, y - 0.3, x + 2, y + 0.3), dpi=300) > 0.015


def test_the_printed_code_is_that_of_the_link_of_today(app, printed, session, people):
    """Every module of the QR code on the first badge, as a scanner meets it."""
    people[0].link_version = 3
    session.commit()
    link = personal_link(app.config["SETTINGS"], app.extensions["workshop.keys"], people[0])
    code = segno.make(link, error="m", micro=False, boost_error=False, mask=3)
    modules = np.array([list(row) for row in code.matrix])
    page = picture(printed("badges", person=people[0].id), 1, dpi=400)
    left, top, side = 81 + 1.8, 38.5 + 3.6 + 1.8, 20 - 3.6
    middles = (np.arange(len(modules)) + 0.5) * side / len(modules)
    rows = ((top + middles) * 400 / 25.4).astype(int)
    columns = ((left + middles) * 400 / 25.4).astype(int)
    assert np.array_equal(page[np.ix_(rows, columns)] < 128, modules == 1)


@pytest.mark.slow
def test_a_group_shows_its_colour_and_a_badge_without_group_none(printed, workshop, people):
    with pypdfium2.PdfDocument(printed("badges", person=people[0].id)) as pdf:
        page = pdf[0].render(scale=2).to_numpy()
    blues = (page[..., 0] > 120) & (page[..., 2] < 40)  # A is #173F8A, blue first in the picture
    assert blues.mean() > 0.005
    late = factories.make_person(workshop, first_name="สมัครช้า")
    assert "ยังไม่กำหนดกลุ่ม" in text(printed("badges", person=late.id))
    with pypdfium2.PdfDocument(printed("badges", person=late.id)) as pdf:
        page = pdf[0].render(scale=2).to_numpy()
    assert not ((page[..., 0] > 120) & (page[..., 2] < 40)).any()


@pytest.mark.slow
def test_no_name_stops_a_document_and_every_sign_is_seen(printed, organiser, workshop):
    """What no font has becomes a sign that has, and the page of documents says whose it was."""
    names = {
        "🙂👩\u200d👩\u200d👧x": "??x", "\u202eevil\u202c": "evil", "مريم": "????", "王小明": "???",
        "a" * 100: "a" * 100, "กก์์์์ำำ": "กก์์์์ำำ", "<b>#let x</b>": "<b>#let x</b>",
        "$x$ *y*": "$x$ *y*",
        "Жанна Ωé": "Жанна Ωé", "🇹🇭ไทย❤️": "?ไทย?",
    }  # fmt: skip
    for name in names:
        factories.make_person(workshop, prefix="", first_name=name, last_name="ใจดี")
    document = printed("badges")
    assert facts(document).standard == 1
    found = text(document)
    for shown in names.values():
        assert shown in found
    page = organiser.get("/organise/ours/documents?lang=en").text
    assert "4 names or texts hold signs that cannot be printed" in page
    for told in ("مريم ใจดี", "王小明 ใจดี", "🇹🇭ไทย❤️ ใจดี"):
        assert told in page


@pytest.mark.slow
def test_what_looks_like_source_is_printed_as_it_is(printed, workshop):
    factories.make_person(workshop, prefix="", first_name='#panic("x")', last_name="*not bold*")
    found = by_both(printed("badges"))
    assert '#panic("x")' in found
    assert "*not bold*" in found


def test_marks_of_a_first_name_stay_clear_of_those_of_the_last(printed, workshop):
    """No row of ink joins the two lines: the lowest marks stand above the tallest."""
    person = factories.make_person(
        workshop, prefix="", first_name="ญูกุ๊ฐุฎู", last_name="ปั้นจั่นที่ผู้ยิ่ง", agency_name="ก"
    )
    scale = 300 / 25.4
    page = picture(printed("badges", person=person.id), dpi=300)
    rows = page[int(46 * scale) : int(68 * scale), int(18 * scale) : int(55 * scale)]
    dark = np.concatenate([[False], (rows < 160).any(axis=1), [False]])
    edges = np.flatnonzero(np.diff(dark.astype(int))).reshape(-1, 2)
    heights = sorted(edges[:, 1] - edges[:, 0])[-2:]
    assert heights[0] > 5 * scale
    assert heights[1] < 9 * scale

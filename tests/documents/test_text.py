"""What is printed can be searched, copied and read aloud: text comes out as it went in."""

import io
import json
import re

import numpy as np
import pikepdf
import pypdfium2
import pytest
import segno
import typst

from tests.documents.reading import by_pdfium, by_poppler, nfc, picture
from workshop.demonstration import data
from workshop.domain.documents.child import qr
from workshop.domain.documents.fonts import characters, drawn, font_folder
from workshop.domain.documents.mending import mend, saved

CORPUS = (
    "ที่", "ทั้ง", "นั้น", "ญู", "ฐ", "กำ", "น้ำ", "ฤๅ", "A วันที่", "ปั๊มน้ำ", "กู้ ฐุ ญู", "ทั้งนี้ ทั้งนั้น",
    "ปิ่นแก้ว ฝั่งชลจิตต์", "ผู้ใช้บริการที่ชุ่มฉ่ำ", "office AVA fi ffl", "ชื่อ (ย่อ) 10.42 น.", "ก็เก็จ",
)  # fmt: skip
VOWELS = ("", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ำ")
TONES = ("", "่", "้", "๊", "๋", "์")
CONSONANTS = "กขคฆงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"


def set_lines(lines: list[str], *, weight: int = 400, size: str = "13pt") -> bytes:
    """A PDF with these lines as typst alone makes it."""
    source = """
        #let lines = json(bytes(sys.inputs.data))
        #set page(width: 150mm, height: 280mm)
        #set text(font: "Sarabun", lang: "th", size: SIZE, weight: WEIGHT)
        #for line in lines { block(line) }
    """.replace("SIZE", size).replace("WEIGHT", str(weight))
    made = typst.compile(
        source.encode(), font_paths=[str(font_folder())], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(lines)},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def mended(document: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        mend(pdf)
        return saved(pdf)


def syllables() -> list[str]:
    """Every consonant with every vowel sign and tone mark, as Thai combines them."""
    found = []
    for consonant in CONSONANTS:
        for vowel in VOWELS:
            for tone in TONES:
                if not (vowel == "ำ" and tone == "์"):
                    marks = tone + vowel if vowel == "ำ" else vowel + tone
                    found.append(f"ม{consonant}{marks}ม")
    return found


def real_names() -> list[str]:
    return [f"{row['prefix']}{row['first_name']} {row['last_name']}" for row in data.people()]


def assert_read(document: bytes, wanted: list[str]) -> None:
    for read in (by_poppler, by_pdfium):
        assert read(document) == [nfc(line) for line in wanted], read


@pytest.mark.slow
def test_the_corpus_and_the_names_of_real_people_come_out_as_they_went_in():
    names = real_names()
    assert len(names) == 100
    assert_read(mended(set_lines([*CORPUS, *names])), [*CORPUS, *names])
    assert_read(mended(set_lines(list(CORPUS), weight=600)), list(CORPUS))


@pytest.mark.slow
def test_every_syllable_comes_out_as_it_went_in():
    assert_read(mended(set_lines(syllables())), syllables())


def test_without_the_pass_clusters_are_doubled():
    """Says when typst has learned it, so that the pass can go."""
    assert "ทั้ทั้ง" in by_pdfium(set_lines(["ทั้ง"]))[0]


@pytest.mark.slow
def test_lines_of_many_different_letters_come_out_whole():
    """Their glyphs reach every number, those of brackets and backslashes in a string included."""
    letters = [chr(code) for code in range(0x21, 0x7F)] + list(CONSONANTS)
    lines = ["".join(letters[at : at + 30]) for at in range(0, len(letters), 30)]
    lines += [line[::-1] for line in lines]
    lines += ["ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏ ๐๑๒๓๔๕๖๗๘๙"]  # from 128 glyphs on strings are written otherwise
    lines += ["ว่าที่ร้อยตรีหญิงปิ่นญู น้ำผึ้งกำลังที่นั้นทั้ง", "ฤๅษีฐุ่นปั๊มกู้ กรมป้องกันและบรรเทาสาธารณภัย"]
    assert_read(mended(set_lines(lines)), lines)


@pytest.mark.slow
def test_a_line_in_another_language_than_the_document_is_one_line():
    made = typst.compile(
        '#set text(font: "Sarabun", lang: "th"); #text(lang: "en")[ดร.ศักดิ์ ปิ่นทั้ง]'.encode(),
        font_paths=[str(font_folder())], ignore_system_fonts=True,
    )  # fmt: skip
    assert_read(mended(made), ["ดร.ศักดิ์ ปิ่นทั้ง"])


def test_not_one_pixel_changes():
    before = set_lines([*CORPUS, *syllables()[:400]])
    after = mended(before)
    for page in (1, 2):
        assert np.array_equal(picture(before, page), picture(after, page))


def test_characters_stand_where_they_stood():
    """The parts of a line follow each other from the left; ั stands over its ท."""
    with pypdfium2.PdfDocument(mended(set_lines(["ทั้ง กำ"]))) as pdf:
        shown = [one for one in pdf[0].get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
        lefts = [round(one.get_bounds()[0] - shown[0].get_bounds()[0], 1) for one in shown]
    assert lefts == sorted(lefts)
    assert 0 < lefts[1] < 13


def test_readers_that_go_by_glyphs_alone_find_each_character():
    """Without the remarks for whole lines, as simple readers see a file."""
    with pikepdf.open(io.BytesIO(mended(set_lines(["ทั้ง ปิ่น ผู้ใช้"])))) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        pdf.pages[0].Contents = pdf.make_stream(content.replace(b"/ActualText", b"/Unread"))
        bare = io.BytesIO()
        pdf.save(bare)
    assert "".join(by_pdfium(bare.getvalue())).replace(" ", "") == "ทั้งปิ่นผู้ใช้"


def test_a_file_without_text_stays_as_it_is():
    made = typst.compile(b"#rect(width: 10mm)")
    assert np.array_equal(picture(made), picture(mended(made)))


def test_a_qr_code_is_drawn_module_for_module():
    link = "https://example.go.th/me/abc"
    drawn = qr(link)
    side = int(re.search(r'viewBox="0 0 (\d+)', drawn)[1])
    dark = np.zeros((side, side), dtype=int)
    for start, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", drawn):
        dark[int(row), int(start) : int(start) + int(length)] = 1
    code = segno.make(link, error="m", micro=False, boost_error=False, mask=3)
    assert np.array_equal(dark, np.array([list(row) for row in code.matrix]))


def test_every_character_that_counts_as_drawn_is_in_a_font():
    """The standard lets no character through that has no glyph."""
    for line in ("".join(sorted(characters() - {"\n"})), "ก王"):
        source = '#set document(title: "x"); #set text(font: "Sarabun"); #sys.inputs.line'
        compiler = typst.Compiler(
            source.encode(), sys_inputs={"line": line},
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=True,
                font_paths=[str(font_folder())],
            ),
        )  # fmt: skip
        if drawn(line) == line:
            compiler.compile(format="pdf", pdf_standards="ua-1")
        else:
            with pytest.raises(typst.TypstError):
                compiler.compile(format="pdf", pdf_standards="ua-1")


@pytest.mark.slow
def test_long_words_come_out_without_the_places_to_break_them():
    word = "ก" * 40 + "W" * 40
    broken = mended(set_lines(["\u200b".join(word)], size="30pt"))
    for read in (by_poppler, by_pdfium):
        assert "".join(read(broken)) == word

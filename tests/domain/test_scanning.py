"""Links, tokens and codes are read in every way a scanner or a hand gives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain import scanning
from workshop.domain.scanning import ALIKE, Scanned, read_scan
from workshop.registration.seats import CODE_LENGTH, CODE_LETTERS

TOKEN = "Ab-_9zQwErTyUiOpAsDfGhJkLzXcVbNm12"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://workshop.example.go.th/me/{TOKEN}",
        f"http://10.0.0.7:8000/me/{TOKEN}\r",
        f"  HTTPS://Workshop.Example.go.th/me/{TOKEN}/?lang=th#top ",
    ],
)
def test_a_link_is_read_with_and_without_its_address(text):
    assert read_scan(text) == Scanned(token=TOKEN)


@pytest.mark.parametrize("text", ["KQ7M4R", "kq7 m4r", " KQ7-M4R\n", "ＫＱ７Ｍ４Ｒ", "kq๗m๔r"])
def test_a_code_is_read_in_any_case_with_or_without_its_space(text):
    assert read_scan(text) == Scanned(codes=("KQ7M4R",))


def test_characters_no_code_has_are_read_as_those_they_look_like():
    assert set(read_scan("KO7M4R").codes) == {"KQ7M4R", "KD7M4R"}
    assert set(ALIKE) == set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(CODE_LETTERS)
    assert set("".join(ALIKE.values())) <= set(CODE_LETTERS)
    assert scanning.CODE_LENGTH == CODE_LENGTH


@pytest.mark.parametrize("text", [f"https://w.example.go.th/me/{TOKEN}", "KQ7M4R", TOKEN])
def test_a_keyboard_scanner_under_the_thai_layout_is_understood(text):
    thai = text.translate(str.maketrans(scanning._US, scanning._KEDMANEE))
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in thai)
    assert read_scan(thai) == read_scan(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "KQ7M4", "KQ7M4RR", "สมชาย จันทร์ดี", "https://example.org/", "x" * 3000],
)
def test_anything_else_is_neither(text):
    assert not read_scan(text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    found = read_scan(text)
    assert not (found.token and found.codes)
    assert all(len(code) == CODE_LENGTH for code in found.codes)

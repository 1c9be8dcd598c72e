"""What is damaged in a text file costs its own row and no other, and that row is named."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.intake.messy import DIRECTORY, ROLES, written
from workshop.domain.intake.matching import Kind
from workshop.domain.intake.preview import preview, read_list
from workshop.domain.intake.sheets import pack, read_sheets, unpack
from workshop.domain.messages import Say

TODAY = dt.date(2014, 7, 1)
HEADINGS = ["prefix", "first_name", "last_name", "position", "agency", "email"]
NAMES = ["กรพนธ์", "ราณี", "สโรชา", "ไชยภพ", "อรุณี", "พาสุข", "เอกชัย", "บุญเอก", "ธีรวุฒิ", "อณัฐตา"]
PEOPLE = [
    ["นาย", name, "ถนัดการยนต์", "นักวิชาการ", "กรมที่ดิน", f"p{at}@example.go.th"]
    for at, name in enumerate(NAMES)
]
BROKEN = [["นาง", "มาลี", "ใจดี", "นักวิชาการ\nชำนาญการ", "กรมการแพทย์, นนทบุรี", "m@example.go.th"]]
PLAIN = written([HEADINGS, *PEOPLE])
QUOTED = written([HEADINGS, *PEOPLE[:4], *BROKEN, *PEOPLE[4:]])
ALL_QUOTED = b"\r\n".join(
    ",".join(f'"{cell}"' for cell in [*row[:3], "", *row[4:]]).encode()
    for row in [HEADINGS, *PEOPLE]
)


def outcomes(data: bytes) -> dict[str, tuple[int, Kind, list[Say]]]:
    """By first name, or row where it cannot be stored: row, kind and what is said."""
    seen = preview(read_list(data, DIRECTORY, ROLES, today=TODAY), [], free=100)
    return {
        one.candidate.first_name if one.kind is Kind.NEW else f"row {one.candidate.row}": (
            one.candidate.row,
            one.kind,
            [note.key for note in one.notes],
        )
        for one in seen.classified.outcomes
    }


def problems(data: bytes) -> dict[int, list[Say]]:
    return {row: said for row, kind, said in outcomes(data).values() if kind is Kind.PROBLEM}


@pytest.mark.parametrize("stray", ['"นาย,สโรชา,', 'นาย,สโรชา,"', 'นาย,"สโรชา,'])
@pytest.mark.parametrize("file", [PLAIN, QUOTED])
def test_a_double_quote_that_never_closes_costs_its_own_row(file, stray):
    data = file.replace("นาย,สโรชา,".encode(), stray.encode())
    found = outcomes(data)
    assert problems(data) == {4: [Say.QUOTE_UNCLOSED]}
    assert {name for name, (_, kind, _) in found.items() if kind is Kind.NEW} >= {*NAMES} - {
        "สโรชา"
    }
    (sheet,) = read_sheets(data)
    assert unpack(pack([sheet])) == [sheet]


def test_cells_over_several_lines_and_quotes_inside_cells_stay_as_they_are():
    assert problems(QUOTED) == {}
    assert outcomes(QUOTED)["มาลี"][:2] == (6, Kind.NEW)
    shown = QUOTED.replace("กรมที่ดิน".encode(), 'สำนัก "ก"'.encode(), 2)
    assert problems(shown) == {}
    assert len(outcomes(shown)) == len(NAMES) + 1


def test_two_stray_quotes_that_close_one_another_swallow_no_row():
    data = PLAIN.replace("นาย,ราณี".encode(), '"นาย,ราณี'.encode())
    data = data.replace("นาย,พาสุข".encode(), 'นาย",พาสุข'.encode())
    found = outcomes(data)
    assert {*NAMES} - found.keys() == {"ราณี"}
    assert problems(data).keys() == {3}


@given(st.sampled_from([PLAIN, QUOTED, ALL_QUOTED]), st.data())
def test_a_stray_quote_anywhere_never_loses_another_row(file, data):
    text = file.decode()
    at = data.draw(st.integers(text.index("\n") + 1, len(text)))
    row = text[:at].count("\n") + 1
    found = outcomes((text[:at] + '"' + text[at:]).encode())
    kept = {name.replace('"', "") for name, (_, kind, _) in found.items() if kind is Kind.NEW}
    lost = {*NAMES} - kept
    assert len(lost) <= 1
    named = {number for number, kind, _ in found.values() if kind is Kind.PROBLEM}
    assert not lost or named & {row, row - 1}


def test_a_byte_that_is_no_character_costs_its_own_row():
    damaged = PLAIN.replace("สโรชา,ถนัด".encode(), "สโรชา,".encode() + b"\xa1" + "ถนัด".encode())
    assert problems(damaged) == {4: [Say.CHARACTERS_UNREAD]}
    assert len(outcomes(damaged)) == len(NAMES)


def test_a_file_cut_within_a_character_and_rows_of_another_encoding_are_named():
    cut = written([HEADINGS[:5], *(row[:5] for row in PEOPLE)]).rstrip()[:-1]
    assert problems(cut) == {11: [Say.CHARACTERS_UNREAD]}
    added = PLAIN + "นาย,สมชาย,ใจดี,นักวิชาการ,กรมที่ดิน,s@example.go.th\r\n".encode("cp874") * 3
    assert problems(added) == {row: [Say.CHARACTERS_UNREAD] for row in (12, 13, 14)}
    mostly_windows = PLAIN.decode().encode("cp874").replace(b"p2@", b"\xfc\xfep2@")
    assert problems(mostly_windows) == {4: [Say.CHARACTERS_UNREAD]}

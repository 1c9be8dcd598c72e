"""Any bytes end in sheets of text or in a sentence."""

import contextlib
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.intake.messy import HEADINGS, MESSY, text, workbook
from workshop.domain.intake import child, guard
from workshop.domain.intake.refusal import Refused
from workshop.domain.intake.sheets import read_sheets
from workshop.domain.messages import Say


def repacked(data: bytes, **replaced: bytes) -> bytes:
    """The workbook with parts replaced or added; double underscores stand for slashes."""
    written = io.BytesIO()
    parts = {name.replace("__", "/").replace("_DOT_", "."): new for name, new in replaced.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return written.getvalue()


def refusal(data: bytes) -> Say:
    with pytest.raises(Refused) as refused:
        read_sheets(data)
    return refused.value.message.key


@pytest.mark.slow
def test_a_workbook_is_read_with_whole_numbers_and_the_rows_of_the_file():
    (sheet,) = read_sheets(workbook(MESSY))
    assert sheet.name == "ตอบรับ"
    assert sheet.rows[2] == HEADINGS
    assert sheet.rows[3][7] == "822527365"
    assert len(sheet.rows) == len(MESSY)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_text_is_read_in_every_usual_encoding(encoding, delimiter):
    (sheet,) = read_sheets(text(MESSY, delimiter).encode(encoding))
    assert sheet.rows[2] == HEADINGS
    assert sheet.rows[4][2].strip() == "ราณี"
    assert len(sheet.rows) == len(MESSY)


def test_text_of_endless_short_lines_is_refused_before_it_takes_memory():
    data = b"a,b\n" * 2_500_000
    tracemalloc.start()
    assert refusal(data) is Say.TOO_MANY_ROWS
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * len(data)


@pytest.mark.slow
def test_hidden_sheets_are_left_out():
    data = workbook(MESSY, ซ่อน=[HEADINGS])
    hidden = zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")
    hidden = hidden.replace('name="ซ่อน"'.encode(), 'name="ซ่อน" state="hidden"'.encode())
    assert [sheet.name for sheet in read_sheets(repacked(data, xl__workbook_DOT_xml=hidden))] == [
        "ตอบรับ"
    ]


@pytest.mark.slow
def test_files_of_another_kind_are_refused_with_a_sentence():
    assert refusal(b"") is Say.FILE_EMPTY
    assert refusal(b" \r\n\0\0") is Say.FILE_EMPTY
    assert refusal(b"%PDF-1.7 ...") is Say.FILE_KIND
    assert refusal(b"<html><table><tr><td>x") is Say.FILE_KIND
    assert refusal(bytes(range(32)) * 50) is Say.FILE_KIND
    assert refusal(b"name" + b";" * 9_000) is Say.FILE_KIND  # one line cannot hold so many cells
    assert refusal(b"PK\x03\x04 broken") is Say.FILE_UNREADABLE
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) is Say.FILE_UNREADABLE
    assert refusal(b"x" * (guard.MAX_BYTES + 1)) is Say.FILE_TOO_LARGE


def test_a_zip_that_is_no_workbook_is_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    assert refusal(written.getvalue()) is Say.FILE_KIND


def test_macros_are_refused():
    assert refusal(repacked(workbook(MESSY), xl__vbaProject_DOT_bin=b"x")) is Say.FILE_HAS_MACROS


def test_a_locked_workbook_is_refused():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refusal(ole) is Say.FILE_LOCKED


def test_a_file_that_unpacks_to_gigabytes_is_refused_before_it_does(monkeypatch):
    monkeypatch.setattr(guard, "MAX_UNPACKED", 1_000_000)
    bomb = repacked(workbook(MESSY), xl__media__a_DOT_xml=b"0" * 2_000_000)
    assert len(bomb) < 20_000
    assert refusal(bomb) is Say.FILE_UNPACKS


def test_a_size_that_lies_is_found_out():
    data = bytearray(repacked(workbook(MESSY), xl__media__a_DOT_xml=b"0" * 300_000))
    honest, lie = (300_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert honest in data
    assert refusal(bytes(data).replace(honest, lie)) is Say.FILE_UNREADABLE


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'>" + b"<c><v>1</v></c>" * 200 + b"</row><row r='1'><c><v>1</v></c></row>",
    ],
)
def test_a_sheet_that_claims_to_be_endless_is_refused(cells):
    data = workbook(MESSY)
    sheet = b"<worksheet><sheetData>%s</sheetData></worksheet>"
    assert (
        refusal(repacked(data, xl__worksheets__sheet1_DOT_xml=sheet % cells)) is Say.TOO_MANY_ROWS
    )


def test_one_long_text_shared_by_thousands_of_cells_is_refused():
    data = workbook(MESSY)
    strings = b"<sst><si><t>" + b"0" * 2_000_000 + b"</t></si></sst>"
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 2000))
    sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    crafted = repacked(
        data, xl__sharedStrings_DOT_xml=strings, xl__worksheets__sheet1_DOT_xml=sheet
    )
    assert refusal(crafted) is Say.FILE_UNPACKS


@pytest.mark.slow
def test_styled_but_empty_cells_far_away_do_no_harm():
    data = workbook(MESSY)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    far = xml.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    )
    (sheet,) = read_sheets(repacked(data, xl__worksheets__sheet1_DOT_xml=far))
    assert len(sheet.rows) == len(MESSY)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(data):
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return
    with contextlib.suppress(Refused):
        assert read_sheets(data)


WORKBOOK = workbook(MESSY)


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data):
    damaged = bytearray(WORKBOOK)
    for at in data.draw(st.lists(st.integers(0, len(WORKBOOK) - 1), min_size=1, max_size=30)):
        damaged[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        guard.check_zip(bytes(damaged))
        assert set(child.read_workbook(bytes(damaged))) in ({"sheets"}, {"refused"})

"""What we write opens in a spreadsheet with Thai intact and nothing that runs."""

import csv
import io

import pytest
import python_calamine as calamine

from workshop.sheets import Table, neutral, to_csv, to_xlsx

DANGEROUS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    " =1+1",
    "\t=1+1",
    "\u200b=1",
    "＝1+1",
    "+49",
    "-12.5",
    "+4930123456",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_becomes_text_in_a_csv(text):
    (row,) = list(csv.reader(io.StringIO(to_csv(["x"], [[text]]).decode("utf-8-sig"))))[1:]
    assert row == ["'" + text]


@pytest.mark.parametrize(
    "text", ["ที่ ปั๊ม กู้ ฐุ ญู", "a=b", "0822527365", "1-2", "", "'quoted'", 'ก,ข\n"ค"']
)
def test_other_text_is_left_alone(text):
    assert neutral(text) == text


def test_figures_keep_their_sign_in_a_csv():
    assert to_csv(["n"], [[-3], [2.5]], bom=False) == b"n\r\n-3\r\n2.5\r\n"


def test_a_csv_starts_with_a_bom_so_that_excel_reads_thai():
    assert to_csv(["ชื่อ"], [["กู้"]]).startswith(b"\xef\xbb\xbf")


def test_a_workbook_keeps_text_as_text_and_numbers_as_numbers():
    rows = [[text, 3, 2.5, None] for text in (*DANGEROUS, "007", "http://example.com", "ปั๊ม")]
    data = to_xlsx([Table("คน/ทั้งหมด", ["ข้อความ", "n", "x", "ว่าง"], rows)])
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    read = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in read[1:]] == [row[0] for row in rows]
    assert read[1][1:] == [3.0, 2.5, ""]
    assert b"<f>" not in data


def test_characters_no_workbook_can_hold_are_left_out():
    data = to_xlsx([Table("a", ["x"], [["a\x00\x0b\ud800\ufffeb" + "ก" * 40_000]])])
    read = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert read.to_python()[1][0].startswith("abก")

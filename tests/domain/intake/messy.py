"""Makes the lists organisers really have, with every kind of mess in them."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

from workshop.domain.agencies import AgencyEntry, Directory

HEADINGS = [
    "ลำดับ",
    "คำนำหน้า",
    "ชื่อ",
    "นามสกุล",
    "ตำแหน่ง",
    "หน่วยงาน",
    "กระทรวง",
    "โทรศัพท์",
    "อีเมล",
    "อาหาร",
]

AGENCIES = (
    AgencyEntry(
        1,
        "กรมทางหลวง",
        "Department of Highways",
        ("ทล.",),
        "กระทรวงคมนาคม",
        "Ministry of Transport",
        ("user",),
    ),
    AgencyEntry(
        2,
        "กรมการแพทย์",
        "Department of Medical Services",
        ("กพ.",),
        "กระทรวงสาธารณสุข",
        "",
        ("user",),
    ),
    AgencyEntry(
        3,
        "สำนักงานคณะกรรมการข้าราชการพลเรือน",
        "",
        ("สำนักงาน ก.พ.",),
        "สำนักนายกรัฐมนตรี",
        "",
        ("policy",),
    ),
    AgencyEntry(
        4, "กรมที่ดิน", "Department of Lands", ("ทด.",), "กระทรวงมหาดไทย", "", ("user", "policy")
    ),
)
DIRECTORY = Directory(AGENCIES)
ROLES = {"policy": "policy", "user": "user", "กำหนดนโยบาย": "policy"}

MESSY: list[list[Any]] = [
    ["รายชื่อผู้ตอบรับ วันที่ ๒๓ กรกฎาคม ๒๕๕๗"],
    [],
    HEADINGS,
    [
        1,
        "นาย",
        "กรพนธ์",
        "ถนัดการยนต์",
        "นักวิชาการ",
        "Department of Highways",
        "",
        822527365,
        "A@Example.go.th",
        "เจ",
    ],
    [
        "๒",
        "นาง",
        "ราณี  ",
        "มนุษย์",
        "หัวหน้า",
        "กพ.",
        "กระทรวงสาธารณสุข",
        "๐๘๕๖๒๗๖๖๗๙",
        "b at example.com",
        "-",
    ],
    [3, "", "นางสโรชา", "ดิสกะประกาย", "", "สนง. ก.พ.", "", "0896230742 ต่อ 12", "", "-"],
    [],
    HEADINGS,
    [4, "ดร.", "ไชยภพ", "ศรทอง", "รองอธิบดี", "กพ.", "", "085-401-0172", "", ""],
    [5, "นาย", "ไร้สกุล", "", "รองอธิบดี", "ทด.", "", "085-401-0173", "", ""],
    [6, "นาย", "กรพนธ์", "ถนัดการยนต์", "", "", "", "", "a@example.go.th", ""],
    [7, "นาย", "กรพนธ์", "ถนัดการยนต์", "", "กรมที่ดิน", "", "", "other@example.go.th", ""],
    ["กลุ่มที่สอง"],
    [8, "", "", "", "", "", "", "", "", ""],
    ["รวม", "", "", "", "", "", "", "100 คน", "", ""],
]
"""New: rows 4, 5, 6 and 9. Row 10 has no surname, 11 is 4 again, 12 a question."""


def workbook(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    """An .xlsx of these rows; more sheets by name."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        for name, content in {"ตอบรับ": rows, **sheets}.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(content):
                for column, cell in enumerate(row):
                    sheet.write(at, column, cell)
    return written.getvalue()


def text(rows: list[list[Any]], delimiter: str = ",") -> str:
    """The same as delimited text."""
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows)


def written(rows: list[list[Any]]) -> bytes:
    """The same as the file of a program that writes no workbooks; no child has to read it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


OLD = Path(__file__).with_name("replies.xls")
"""MESSY as Excel 97 keeps it; on a second sheet two people with their dates of reply."""


def spreadsheet(rows: list[list[Any]], *more: tuple[str, str]) -> bytes:
    """An .ods of these rows, all text; more parts as (name, content)."""
    lines = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
        '<office:body><office:spreadsheet><table:table table:name="ตอบรับ">'
        f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", kind, zipfile.ZIP_STORED)
        for name, part in (("content.xml", content), ("META-INF/manifest.xml", manifest), *more):
            packed.writestr(name, part)
    return written.getvalue()


def _ods_cell(cell: Any) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
    )

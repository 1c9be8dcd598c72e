"""Finds the headings in a sheet, wherever they stand, and the rows below them that are people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workshop.domain.intake.sheets import Sheet
from workshop.domain.names import fold


class Column(StrEnum):
    NUMBER = "number"
    PREFIX = "prefix"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    POSITION = "position"
    AGENCY = "agency"
    MINISTRY = "ministry"
    ROLES = "roles"
    PHONE = "phone"
    EMAIL = "email"
    DIETARY = "dietary"
    ACCESS_NEEDS = "access_needs"
    LANGUAGE = "language"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: ("ลำดับ", "ลำดับที่", "ที่", "ลำดับที", "เลขที่", "no", "no.", "number", "#", "id"),
    Column.PREFIX: (
        "คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "ยศ", "prefix", "title", "salutation", "name prefix",
    ),
    Column.FIRST_NAME: (
        "ชื่อ", "ชื่อตัว", "ชื่อจริง", "ชื่อภาษาไทย", "ชื่อไทย",
        "first name", "firstname", "given name", "forename",
    ),
    Column.LAST_NAME: (
        "นามสกุล", "สกุล", "นามสกุลภาษาไทย", "last name", "lastname", "surname",
        "family name",
    ),
    Column.FULL_NAME: (
        "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อและนามสกุล", "ชื่อ สกุล", "ชื่อ นามสกุล", "ชื่อ – สกุล", "ชื่อ–นามสกุล",
        "ชื่อเต็ม", "รายชื่อ", "รายนาม", "ผู้เข้าร่วม", "ผู้เข้าร่วมประชุม", "ชื่อผู้เข้าร่วม", "ชื่อผู้เข้าร่วมประชุม",
        "name", "full name", "fullname", "participant", "attendee",
    ),
    Column.POSITION: ("ตำแหน่ง", "ตำแหน่งงาน", "position", "job title", "job", "designation", "post"),
    Column.AGENCY: (
        "หน่วยงาน", "สังกัด", "องค์กร", "ส่วนราชการ", "กรม", "หน่วยงานต้นสังกัด", "หน่วยงาน/สังกัด",
        "ชื่อหน่วยงาน",
        "กรม/หน่วยงาน", "หน่วยงานสังกัด", "agency", "organisation", "organization", "department",
        "company", "office", "affiliation", "institution",
    ),
    Column.MINISTRY: ("กระทรวง", "กระทรวง/สังกัด", "สังกัดกระทรวง", "ministry"),
    Column.ROLES: ("บทบาท", "บทบาทหน่วยงาน", "บทบาทของหน่วยงาน", "roles", "role"),
    Column.PHONE: (
        "โทรศัพท์", "โทร", "โทร.", "เบอร์โทร", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "โทรศัพท์มือถือ",
        "มือถือ", "เบอร์มือถือ", "เบอร์ติดต่อ", "เบอร์โทรติดต่อ", "phone", "telephone",
        "mobile", "tel", "phone number", "telephone number", "mobile phone",
        "mobile number", "contact number", "cell",
    ),
    Column.EMAIL: (
        "อีเมล", "อีเมล์", "อีเมลล์", "อีเมลติดต่อ", "ไปรษณีย์อิเล็กทรอนิกส์", "จดหมายอิเล็กทรอนิกส์", "e-mail",
        "email", "mail", "e-mail address", "email address",
    ),
    Column.DIETARY: (
        "อาหาร", "ประเภทอาหาร", "ข้อจำกัดด้านอาหาร", "อาหารที่แพ้", "แพ้อาหาร", "ความต้องการด้านอาหาร",
        "dietary", "diet", "food", "meal", "dietary needs", "dietary requirements",
        "meal preference", "allergies",
    ),
    Column.ACCESS_NEEDS: (
        "ความต้องการพิเศษ", "สิ่งอำนวยความสะดวก", "ความช่วยเหลือที่ต้องการ", "access needs", "access_needs",
        "accessibility", "special needs", "accessibility needs",
    ),
    Column.LANGUAGE: ("ภาษา", "language", "lang", "preferred language"),
}  # fmt: skip
"""What organisers write above a column; compared without spaces, punctuation and brackets."""

NAMES = {Column.FIRST_NAME, Column.FULL_NAME}
TOTALS = (
    "รวม",
    "ยอดรวม",
    "จำนวนรวม",
    "รวมทั้งสิ้น",
    "รวมทั้งหมด",
    "total",
    "grand total",
    "subtotal",
    "sum",
)

_IN_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_NOT_WORDS = re.compile(r"[\s\-–—_/.:*#,'\"|]+")


@lru_cache(maxsize=10_000)
def _heading_key(text: str) -> str:
    folded = fold(text)
    without = _NOT_WORDS.sub("", _IN_BRACKETS.sub("", folded))
    return without or folded.strip()


_KNOWN = {_heading_key(name): column for column, names in HEADINGS.items() for name in names}


@dataclass(frozen=True)
class Line:
    """A row below the headings; `row` is its number in the file, cells are by column."""

    sheet: str
    row: int
    cells: dict[Column, str]


@dataclass(frozen=True)
class Layout:
    """`lines` may be people, `skipped` are rows with text that are none: (sheet, row, text)."""

    lines: list[Line]
    skipped: list[tuple[str, int, str]]
    columns: frozenset[Column]
    unknown_headings: tuple[str, ...]


def read_header(row: list[str]) -> dict[int, Column] | None:
    """Which column is what, when this row is a row of headings; else None."""
    found = _headings(row)
    columns = set(found.values())
    enough = len(found) >= 2 and len(found) * 2 >= sum(bool(cell.strip()) for cell in row)
    if not enough or not (NAMES & columns or len(found) >= 3):
        return None
    return _which_name(found)


def _headings(row: list[str]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for place, cell in enumerate(row):
        column = _KNOWN.get(_heading_key(cell[:80])) if cell.strip() else None
        if column and column not in found.values():
            found[place] = column
    return found


def _which_name(found: dict[int, Column]) -> dict[int, Column]:
    """ "Name" beside "Surname" is the first name, ชื่อสกุล beside ชื่อ the last; ชื่อ alone is both."""
    columns = set(found.values())
    meant: dict[Column, Column] = {}
    if Column.FULL_NAME in columns and Column.LAST_NAME in columns:
        if Column.FIRST_NAME not in columns:
            meant = {Column.FULL_NAME: Column.FIRST_NAME}
        else:
            found = {at: one for at, one in found.items() if one is not Column.FULL_NAME}
    elif Column.FULL_NAME in columns and Column.FIRST_NAME in columns:
        meant = {Column.FULL_NAME: Column.LAST_NAME}
    elif Column.FIRST_NAME in columns and Column.LAST_NAME not in columns:
        meant = {Column.FIRST_NAME: Column.FULL_NAME}
    return {at: meant.get(one, one) for at, one in found.items()}


def find_people(sheets: list[Sheet]) -> Layout:
    """All rows below headings, from every sheet that has some; totals and blank lines left out."""
    lines: list[Line] = []
    skipped: list[tuple[str, int, str]] = []
    columns: set[Column] = set()
    unknown: dict[str, None] = {}
    several = sum(any(map(read_header, sheet.rows)) for sheet in sheets) > 1
    for sheet in sheets:
        name = sheet.name if several else ""
        for item in _below_headings(sheet, name):
            if isinstance(item, Line):
                lines.append(item)
            elif isinstance(item, tuple):
                skipped.append(item)
            else:
                columns |= set(item.found.values())
                unknown.update(dict.fromkeys(item.unknown))
    return Layout(lines, skipped, frozenset(columns), tuple(unknown))


@dataclass
class _Header:
    """Headings in force; `name_width` is how many columns one heading for the name stands over."""

    found: dict[int, Column]
    unknown: list[str]
    name_width: int

    def cells(self, row: list[str]) -> dict[Column, str]:
        read = {column: row[at] if at < len(row) else "" for at, column in self.found.items()}
        if self.name_width > 1:
            at = next(at for at, column in self.found.items() if column is Column.FULL_NAME)
            read[Column.FULL_NAME] = " ".join(row[at : at + self.name_width])
        return read

    def outside(self, row: list[str]) -> list[str]:
        return [cell for at, cell in enumerate(row) if at not in self.found and cell.strip()]


def _header(row: list[str], found: dict[int, Column]) -> _Header:
    unknown = [cell.strip()[:60] for at, cell in enumerate(row) if at not in found and cell.strip()]
    at = next((at for at, column in found.items() if column is Column.FULL_NAME), None)
    width = 1
    while at is not None and at + width < len(row) and not row[at + width].strip():
        width += 1
    return _Header(found, unknown, width if at is not None and at + width in found else 1)


def _below_headings(sheet: Sheet, name: str) -> Iterator["Line | tuple[str, int, str] | _Header"]:
    header: _Header | None = None
    for number, row in enumerate(sheet.rows, start=1):
        if found := read_header(row):
            header = _header(row, found)
            yield header
        elif header is not None and any(cell.strip() for cell in row):
            if _continues(row, header):
                yield header
                continue
            cells, outside = header.cells(row), header.outside(row)
            if is_person(cells, outside):
                yield Line(name, number, cells)
            elif text := _leftover(cells, outside):
                yield name, number, text


def _continues(row: list[str], header: _Header) -> bool:
    """Whether this is a second row of headings, such as telephone and e-mail under "contact"."""
    more = _headings(row)
    if len(more) < sum(bool(cell.strip()) for cell in row):
        return False
    known = set(header.found.values())
    header.found.update(
        {at: one for at, one in more.items() if at not in header.found and one not in known}
    )
    return True


def is_person(cells: dict[Column, str], outside: list[str]) -> bool:
    """Whether a row below the headings is meant to be somebody, complete or not."""
    filled = {column for column, cell in cells.items() if cell.strip()}
    if any(_is_total(cell) for cell in (*cells.values(), *outside)):
        return bool({Column.LAST_NAME, Column.EMAIL, Column.AGENCY} & filled)
    about = filled - {Column.NUMBER}
    if {Column.FIRST_NAME, Column.FULL_NAME, Column.LAST_NAME} & about:
        return len(about) > 1 or not _stands_alone(cells, filled)
    return len(about) > 1


def _stands_alone(cells: dict[Column, str], filled: set[Column]) -> bool:
    """A single cell is a title between the rows, unless a number says that it is one of them."""
    return len(filled) == 1 and not (
        Column.FULL_NAME in filled and " " in cells[Column.FULL_NAME].strip()
    )


@lru_cache(maxsize=10_000)
def _is_total(text: str) -> bool:
    words = fold(text[:60]).strip(" :.")
    return any(
        words == total or words.startswith((total + " ", total + ":")) for total in TOTALS
    ) or bool(re.fullmatch(r"(?:รวม|รวมทั้งสิ้น|จำนวน)\s*\d+\s*(?:คน|ราย|ท่าน)?", words))


def _leftover(cells: dict[Column, str], outside: list[str]) -> str:
    """What a skipped row said, unless it is a bare running number or a total."""
    texts = [
        cell.strip()
        for column, cell in cells.items()
        if column is not Column.NUMBER or not re.fullmatch(r"\W*\d*\W*", cell)
    ]
    said = [text for text in (*texts, *(cell.strip() for cell in outside)) if text]
    if not said or any(_is_total(cell) for cell in (*cells.values(), *outside)):
        return ""
    return " ".join(said)[:120]

"""What the columns of a list hold: by a heading, by a part of one, or by what stands below."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache

from workshop.domain.contacts import read_phone
from workshop.domain.names import fold, split_prefix, tidy


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
    REPLIED = "replied"
    KEPT = "kept"
    """Told apart by their headings: there may be several."""


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
        "อีเมล", "อีเมล์", "อีเมลล์", "เมล", "เมล์", "เมลล์", "อีเมลติดต่อ",
        "ไปรษณีย์อิเล็กทรอนิกส์", "จดหมายอิเล็กทรอนิกส์", "e-mail", "email", "mail",
        "e-mail address", "email address",
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
    Column.REPLIED: (
        "วันที่ตอบรับ", "วันตอบรับ", "วันที่ตอบ", "วันที่ลงทะเบียน", "วันลงทะเบียน", "ลงทะเบียนเมื่อ", "วันที่แจ้ง",
        "วันที่ส่ง", "ประทับเวลา", "timestamp", "date of reply", "reply date", "replied", "replied on",
        "registered", "registered on", "registration date", "date registered", "submitted",
    ),
}  # fmt: skip
"""What organisers write above a column; compared without spaces, punctuation and brackets."""

JOINED = {Column.FULL_NAME: " ", Column.PHONE: ", ", Column.EMAIL: ", "}
"""What may stand in several columns at once, and what is put between."""

_LONGEST = 60
"""Characters of a heading; longer texts are no headings."""
_IN_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_NOT_WORDS = re.compile(r"[\s\-–—_/.:*#,'\"|]+")
_SOMEBODY_ELSE = re.compile(
    "ผู้ประสาน|ผู้บังคับบัญชา|เลขา|ผู้อนุมัติ|แทน|coordinator|secretary|assistant|emergency"
)
_PARTS: tuple[tuple[re.Pattern[str], Column], ...] = tuple(
    (re.compile(pattern), column)
    for pattern, column in (
        (r"e-?mail|อีเมล|ไปรษณีย์อิเล็ก|จดหมายอิเล็ก", Column.EMAIL),
        (r"โทรศัพท์|เบอร์|มือถือ|^โทร|phone|mobile|\btel\b", Column.PHONE),
        (r"คำนำหน้า", Column.PREFIX),
        (
            r"ชื่อ.*สกุล|full ?name|name of (?:the )?(?:participant|attendee|delegate)",
            Column.FULL_NAME,
        ),
        (r"^(?:นามสกุล|สกุล)|surname|last ?name|family ?name", Column.LAST_NAME),
        (r"first ?name|given ?name", Column.FIRST_NAME),
        (r"ตำแหน่ง|position|job ?title|designation", Column.POSITION),
        (r"^กระทรวง|ministry", Column.MINISTRY),
        (r"หน่วยงาน|สังกัด|ส่วนราชการ|องค์กร|agency|organi[sz]ation|department", Column.AGENCY),
        (r"อาหาร|dietary|\bmeal", Column.DIETARY),
        (r"ความต้องการพิเศษ|สิ่งอำนวย|access(?:ibility)? needs", Column.ACCESS_NEEDS),
        (r"วันที่.*(?:ตอบ|ลงทะเบียน|แจ้ง)|date of (?:reply|registration)", Column.REPLIED),
    )
)
"""Parts of longer headings, in this order; taken only beside headings that are certain."""

_EMAIL_LIKE = re.compile(r"\S@\S+\.\w")
_AGENCY_LIKE = re.compile(
    "^(?:กรม|สำนักงาน|สนง|กระทรวง|มหาวิทยาลัย|องค์การ|ธนาคาร|department|office|ministry|bureau)",
    re.IGNORECASE,
)
_MOST_OF = 0.6
"""The part of a column's cells that must look alike to say what it holds."""


def heading_key(text: str) -> str:
    """What headings are compared by: no spaces, punctuation and brackets."""
    folded = fold(text)
    without = _NOT_WORDS.sub("", _IN_BRACKETS.sub("", folded))
    return without or folded.strip()


_KNOWN = {heading_key(name): column for column, names in HEADINGS.items() for name in names}


def by_heading(cell: str) -> Column | None:
    """What a column of exactly this heading holds."""
    if not cell or len(cell) > _LONGEST or cell.isspace() or cell.isdecimal():
        return None
    return _column_of(cell)


@lru_cache(maxsize=2_000)
def _column_of(cell: str) -> Column | None:
    return _KNOWN.get(heading_key(cell))


def by_part(cell: str) -> Column | None:
    """What a longer heading seems to say; nothing when it is about somebody else."""
    words = fold(cell[: 2 * _LONGEST])
    if not words or _SOMEBODY_ELSE.search(words):
        return None
    return next((column for pattern, column in _PARTS if pattern.search(words)), None)


def by_content(cells: Sequence[str]) -> Column | None:
    """What a column of such cells seems to hold, when most of them look alike."""
    filled = [text for cell in cells if (text := tidy(cell[:200]))]
    looks: tuple[tuple[Column, Callable[[str], object]], ...] = (
        (Column.EMAIL, _EMAIL_LIKE.search),
        (Column.PHONE, lambda text: read_phone(text).value),
        (Column.FULL_NAME, _is_full_name),
        (Column.AGENCY, _AGENCY_LIKE.match),
    )
    for column, look in looks:
        if filled and sum(bool(look(text)) for text in filled) >= _MOST_OF * len(filled):
            return column
    return None


def _is_full_name(text: str) -> bool:
    prefix, name = split_prefix(text)
    return bool(prefix) and " " in name


def signature(row: Sequence[str]) -> str:
    """The same for the same headings in the same places, 64 characters."""
    keys = [heading_key(cell[:200]) for cell in row]
    while keys and not keys[-1]:
        keys.pop()
    words = json.dumps(keys, ensure_ascii=True)
    return hashlib.sha256(words.encode("ascii")).hexdigest()

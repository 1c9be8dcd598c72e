"""How senior somebody is, worked out from their position by a table that organisers edit."""

import re
from collections.abc import Sequence
from functools import lru_cache

from workshop.domain.names import fold
from workshop.domain.terms import Seniority

Rule = tuple[str, Seniority]
"""A pattern, as it stands in positions, and the level it means."""

_EXECUTIVE = (
    "ปลัดกระทรวง", "รองปลัด", "ผู้ช่วยปลัด", "ปลัด", "รองอธิบดี", "อธิบดี", "อธิการบดี", "รองเลขาธิการ",
    "ผู้ช่วยเลขาธิการ", "เลขาธิการ", "รองผู้ว่าการ", "ผู้ช่วยผู้ว่าการ", "ผู้ว่าการ", "ผู้ว่าราชการ",
    "กรรมการผู้จัดการ", "ประธาน", "ผู้ตรวจราชการ", "ผู้บัญชาการ", "ผู้อำนวยการใหญ่", "รัฐมนตรี",
    "permanent secretary", "deputy permanent secretary", "deputy director-general",
    "deputy director general", "director-general", "director general", "deputy secretary-general",
    "deputy secretary general", "secretary-general", "secretary general", "governor",
    "deputy governor", "president", "vice president", "chief executive",
    "chief information officer", "managing director", "executive director", "inspector-general",
    "minister", "rector",
)  # fmt: skip
_HEAD = (
    "รองผู้อำนวยการ", "ผู้ช่วยผู้อำนวยการ", "ผู้อำนวยการ", "หัวหน้า", "เลขานุการกรม", "ผู้จัดการ", "ผู้เชี่ยวชาญ",
    "ผู้กำกับ", "ผู้บังคับการ", "คณบดี", "ผอ.", "deputy director", "assistant director", "director",
    "deputy head", "head", "chief", "manager", "dean", "division chief", "section chief",
)  # fmt: skip
_OFFICER = (
    "นักวิชาการ", "นักวิเคราะห์", "นักจัดการ", "นักทรัพยากร", "นักประชาสัมพันธ์", "นักวิจัย", "นักพัฒนา",
    "นักเทคโนโลยี", "นักบัญชี", "นิติกร", "เจ้าพนักงาน", "เจ้าหน้าที่", "พนักงาน", "วิศวกร", "อาจารย์", "เลขานุการ",
    "ผู้ช่วยนัก", "ผู้ประสานงาน", "ลูกจ้าง", "บรรณารักษ์", "สถาปนิก", "officer", "analyst", "engineer",
    "researcher", "lecturer", "specialist", "programmer", "developer", "coordinator", "secretary",
    "assistant", "staff", "accountant", "lawyer",
)  # fmt: skip

DEFAULT_RULES: tuple[Rule, ...] = (
    *((pattern, Seniority.EXECUTIVE) for pattern in _EXECUTIVE),
    *((pattern, Seniority.HEAD) for pattern in _HEAD),
    *((pattern, Seniority.OFFICER) for pattern in _OFFICER),
)
"""The table a new workshop starts with."""


def seniority_of(position: str, rules: Sequence[Rule] = DEFAULT_RULES) -> Seniority:
    """The level of the rule whose pattern stands first in the position.

    "หัวหน้ากลุ่มงานนักวิชาการ" is a head and "เลขานุการอธิบดี" an officer. Of two patterns that begin at the
    same place the upper rule of the table counts. Case and spaces are ignored; a Latin pattern must
    be whole words. Unknown when no pattern stands in it.
    """
    text = fold(position[:400])
    best: tuple[int, Seniority] | None = None
    for pattern, level in rules:
        found = _matcher(pattern).search(text)
        if found and (best is None or found.start() < best[0]):
            best = (found.start(), level)
    return best[1] if best else Seniority.UNKNOWN


@lru_cache(maxsize=4096)
def _matcher(pattern: str) -> re.Pattern[str]:
    folded = fold(pattern)
    if not folded:
        return re.compile(r"(?!)")
    words = r"\s*".join(re.escape(word) for word in folded.split(" "))
    return re.compile(rf"(?<![a-z]){words}(?![a-z])" if folded.isascii() else words)

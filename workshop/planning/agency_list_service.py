"""Takes over a list of agencies: reads the rows, says what each would do, then stores."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.intake import delimited
from workshop.domain.intake.sheets import Sheet
from workshop.domain.names import fold, tidy
from workshop.errors import WorkshopError
from workshop.i18n import _l, plain
from workshop.models import Agency, AgencyRole, Workshop
from workshop.planning import agencies_service, editing
from workshop.planning.editing import By
from workshop.registration import seats

HEADINGS = {
    "name_th": ("name_th", "ชื่อหน่วยงาน", "หน่วยงาน", "ชื่อ", "ชื่อไทย", "ชื่อภาษาไทย", "ชื่อหน่วยงานภาษาไทย"),
    "name_en": ("name_en", "name", "agency", "ชื่ออังกฤษ", "ชื่อภาษาอังกฤษ", "english name", "english"),
    "abbreviations": ("abbreviation", "abbreviations", "short", "ชื่อย่อ", "ตัวย่อ", "อักษรย่อ"),
    "ministry_th": ("ministry_th", "กระทรวง", "สังกัด", "กระทรวง/สังกัด", "ต้นสังกัด"),
    "ministry_en": ("ministry_en", "ministry", "กระทรวงภาษาอังกฤษ"),
    "roles": ("roles", "role", "บทบาท", "ประเภท"),
}  # fmt: skip
TEXTS = ("name_th", "name_en", "ministry_th", "ministry_en")
NEARLY = _l("Nearly the name of “%(agency)s”. If it is the same, take the row out of the list.")
UNCLOSED = _l('A double quote (") in this row does not close. Correct or remove it in the file.')
UNREAD = _l(
    "Some characters of this row could not be read. Write them again in the file and save it as"
    " UTF-8."
)
TWO = _l(
    "Its names belong to two agencies of the list, “%(one)s” and “%(other)s”. Merge them first, or"
    " correct the row."
)
LONGEST = 200
MOST_ROWS = 5000
_PARTS = re.compile(r"[|;,/]")


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    PROBLEM = "problem"


@dataclass(slots=True)
class Line:
    """One row of the list: what it says and what becomes of it. `number` as in the file."""

    number: int
    name: str
    fate: Fate
    values: dict[str, Any] = field(default_factory=dict)
    agency_id: int | None = None
    note: object = ""


def lines(session: Session, workshop: Workshop, sheet: Sheet) -> list[Line]:
    """What the list would do; nothing is stored. Raises WorkshopError when it is none.

    An agency is known by its Thai or its English name; empty cells never erase.
    """
    rows = sheet.rows
    columns, start = _columns(rows)
    if len(rows) > MOST_ROWS:
        raise WorkshopError(
            _l("The list has more than 5,000 rows. Send it in parts."), field="rows"
        )
    known = _known(session, workshop)
    roles = _roles(session, workshop)
    directory = seats.directory(session, workshop.id)
    found: list[Line] = []
    met: set[str] = set()
    for number, row in enumerate(rows[start:], start + 1):
        cells = {name: tidy(row[at]) if at < len(row) else "" for name, at in columns.items()}
        if note := _damage(sheet, number, row):
            name = cells["name_th"] or cells["name_en"]
            found.append(Line(number, name[:LONGEST], Fate.PROBLEM, note=note))
        elif any(cells.values()) and not _is_heading(row):
            found.append(_line(session, number, cells, known, roles, met))
    for line in found:
        if line.fate is Fate.NEW:
            near = agencies_service.similar(
                directory, line.values["name_th"], line.values["name_en"]
            )
            line.note = NEARLY % {"agency": near[0].name} if near else ""
    return found


def _damage(sheet: Sheet, number: int, row: Sequence[str]) -> object:
    if number in sheet.damaged:
        return UNCLOSED
    return UNREAD if delimited.UNREAD in "".join(row) else ""


def store(session: Session, workshop: Workshop, sheet: Sheet, *, by: By) -> list[Line]:
    """Stores what is new or changed; rows with a problem are left out."""
    editing.hold(session, workshop)
    found = lines(session, workshop, sheet)
    for one in found:
        if one.fate is Fate.NEW:
            agencies_service.write_new(session, workshop, one.values)
        elif one.fate is Fate.CHANGED and one.agency_id:
            row = agencies_service.agency(session, workshop, one.agency_id)
            editing.fill(row, {name: one.values[name] for name in agencies_service.NAMES})
            agencies_service.set_roles(session, row, one.values["roles"])
            row.version += 1
    agencies_service.match_people(session, workshop)
    by.record(session, workshop, "agencies.imported", str(len(found)))
    return found


def _heading(cell: str) -> str | None:
    words = fold(tidy(cell[:80]))
    return next((name for name, known in HEADINGS.items() if words in known), None)


def _is_heading(row: Sequence[str]) -> bool:
    return sum(_heading(cell) is not None for cell in row) >= 2


def _columns(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Which column holds what, and the row after the headings (or 0 when only names came)."""
    for number, row in enumerate(rows[:20]):
        named = {_heading(cell): at for at, cell in reversed(list(enumerate(row)))}
        columns = {name: at for name, at in named.items() if name}
        if "name_th" in columns or "name_en" in columns:
            return columns, number + 1
    raise WorkshopError(
        _l("No column is headed with a name. Head the columns name_th, name_en, abbreviation, "
           "ministry_th, ministry_en, roles, or in Thai."),
        field="rows",
    )  # fmt: skip


def _known(session: Session, workshop: Workshop) -> dict[str, Agency]:
    agencies = session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop.id))
    return {
        fold(name): agency
        for agency in agencies
        for name in (agency.name_th, agency.name_en)
        if name
    }


def _roles(session: Session, workshop: Workshop) -> dict[str, int]:
    """Role ids by code and by both names."""
    rows = session.scalars(sa.select(AgencyRole).where(AgencyRole.workshop_id == workshop.id))
    return {
        fold(word): row.id for row in rows for word in (row.code, row.name_th, row.name_en) if word
    }


def _line(
    session: Session, number: int, cells: dict[str, str], known: dict[str, Agency],
    roles: dict[str, int], met: set[str],
) -> Line:  # fmt: skip
    names = [fold(cells[name]) for name in ("name_th", "name_en") if cells.get(name)]
    line = Line(number, cells.get("name_th") or cells.get("name_en") or "", Fate.PROBLEM)
    wanted = [part.strip() for part in _PARTS.split(cells.get("roles", "")) if part.strip()]
    strangers = [word for word in wanted if fold(word) not in roles]
    if not names:
        line.note = _l("The name is missing.")
    elif met & set(names):
        line.note = _l("This agency stands in the list twice.")
    elif any(len(cells.get(name, "")) > LONGEST for name in TEXTS):
        line.note = _l("A text has more than 200 characters.")
    elif strangers:
        line.note = _l(
            "There is no role “%(role)s”. Add it under Roles first.", role=strangers[0][:60]
        )
    else:
        line.values = {name: cells.get(name, "") for name in TEXTS}
        line.values["abbreviations"] = _abbreviations(cells.get("abbreviations", ""))
        line.values["roles"] = sorted({roles[fold(word)] for word in wanted})
        own = list(dict.fromkeys(known[name] for name in names if name in known))
        if len(own) > 1:
            line.note = TWO % {"one": plain(own[0], "name"), "other": plain(own[1], "name")}
        else:
            _decide(session, line, own[0] if own else None)
    met.update(names)
    return line


def _abbreviations(cell: str) -> list[str]:
    parts = [part.strip()[:40] for part in _PARTS.split(cell)]
    return list(dict.fromkeys(part for part in parts if part))[:10]


def _decide(session: Session, line: Line, own: Agency | None) -> None:
    if own is None:
        line.fate = Fate.NEW
        return
    stored = agencies_service.values(session, own)
    line.agency_id = own.id
    line.values = {name: value or stored[name] for name, value in line.values.items()}
    same = all(stored[name] == value for name, value in line.values.items())
    line.fate = Fate.SAME if same else Fate.CHANGED

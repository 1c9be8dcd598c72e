"""From a row of cells to a candidate: somebody as the list describes them, with notes."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workshop.domain.agencies import AgencyEntry, AgencyMatch, Directory, How, exact_key
from workshop.domain.contacts import Reading, read_email, read_phone
from workshop.domain.intake.affiliation import part_ministry
from workshop.domain.intake.attributes import FIELD, VALUE_LENGTH, Kept
from workshop.domain.intake.columns import Column
from workshop.domain.intake.dates import read_date
from workshop.domain.intake.layout import Line
from workshop.domain.messages import Message, Say, say
from workshop.domain.names import fold, has_piled_marks, split_full_name, split_prefix, tidy

LENGTHS = {
    "prefix": 60, "first_name": 120, "last_name": 120, "position": 200, "agency": 200,
    "ministry": 200, "email": 254, "phone": 40, "dietary": 200, "access_needs": 1000,
}  # fmt: skip
"""Characters each field can hold."""

NOTHING = frozenset(
    ("-", "--", "–", "—", ".", "ไม่มี", "ไม่ระบุ", "ไม่ทราบ", "n/a", "na", "none", "nil", "null",
     "#n/a", "0")
)  # fmt: skip
"""Cells that say there is nothing."""

_LONGEST_NOTHING = max(map(len, NOTHING))
_LIVE = ("=", "+", "-", "@")
_LANGUAGES = {"th": "th", "thai": "th", "ไทย": "th", "en": "en", "english": "en", "อังกฤษ": "en"}
_PARTS = re.compile(r"[|,;/+]|\bและ\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row, understood. `agency_id` is set when the agency is in the workshop's list.

    replied: the day of the reply, where the list has one.
    row: its number in the file; sheet: the sheet's name where a file has several with people.
    problems: why the row cannot be stored; it is then shown and left out.
    """

    row: int
    sheet: str = ""
    prefix: str = ""
    first_name: str = ""
    last_name: str = ""
    position: str = ""
    agency: str = ""
    agency_id: int | None = None
    agency_options: tuple[int, ...] = ()
    ministry: str = ""
    roles: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    dietary: str = ""
    access_needs: str = ""
    language: str = ""
    replied: dt.date | None = None
    kept: Kept = ()
    notes: tuple[Message, ...] = ()
    problems: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Draft:
    values: dict[str, str] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)

    def read(self, name: str, text: str, reader: Callable[[str], Reading]) -> None:
        reading = reader(text)
        self.values[name] = reading.value
        self.notes.extend(reading.notes)


def meaning(cell: str) -> str:
    """The cell's text on one line; nothing for "-" and its like, and without Excel's apostrophe."""
    if not cell:
        return ""
    text = tidy(cell)
    if text.startswith("'") and text[1:2] in _LIVE:
        text = text[1:]
    return "" if len(text) <= _LONGEST_NOTHING and fold(text) in NOTHING else text


def read_row(
    line: Line, directory: Directory, roles: Mapping[str, str], today: dt.date
) -> Candidate:
    """Never fails: what cannot be read is left empty with a note, what is missing is a problem.

    roles: what people may write for a role (code, names; folded) to the role's code.
    """
    cells = {column: meaning(text) for column, text in line.cells.items()}
    draft = _Draft()
    _read_name(cells, draft)
    for name, column in (
        ("position", Column.POSITION), ("agency", Column.AGENCY), ("ministry", Column.MINISTRY),
        ("dietary", Column.DIETARY), ("access_needs", Column.ACCESS_NEEDS),
    ):  # fmt: skip
        draft.values[name] = cells.get(column, "")
    draft.read("phone", cells.get(Column.PHONE, ""), read_phone)
    draft.read("email", cells.get(Column.EMAIL, ""), read_email)
    draft.values["language"] = _LANGUAGES.get(fold(cells.get(Column.LANGUAGE, "")), "")
    match = _read_agency(draft, directory)
    replied = _read_replied(cells.get(Column.REPLIED, ""), today, draft)
    ticked = _read_roles(cells.get(Column.ROLES, ""), roles, draft)
    if match.entry and set(ticked) == set(match.entry.roles):
        ticked = ()  # the agency's own roles hold without being said
    kept = _read_kept(line.kept, draft) if line.kept else ()
    _check(draft)
    if line.damage:  # what else there is to say of it may not be so
        draft.notes, draft.problems = [], [say(line.damage)]
    return Candidate(
        row=line.row,
        sheet=line.sheet,
        agency_id=match.entry.id if match.entry else None,
        agency_options=tuple(option.id for option in match.options),
        roles=ticked,
        replied=replied,
        kept=kept,
        notes=tuple(draft.notes),
        problems=tuple(draft.problems),
        **draft.values,
    )


def _read_name(cells: Mapping[Column, str], draft: _Draft) -> None:
    typed = cells.get(Column.PREFIX, "")
    if Column.FULL_NAME in cells:
        prefix, first, last = split_full_name(cells[Column.FULL_NAME], typed)
    else:
        prefix, first = split_prefix(cells.get(Column.FIRST_NAME, ""), typed)
        last = cells.get(Column.LAST_NAME, "")
        if not last and " " in first:
            first, _, last = first.partition(" ")
        if prefix != tidy(typed):
            draft.notes.append(say(Say.PREFIX_SPLIT, prefix=prefix, name=first))
    draft.values |= {"prefix": prefix, "first_name": first, "last_name": last}


def _read_agency(draft: _Draft, directory: Directory) -> AgencyMatch:
    typed, ministry = _parted(draft, directory)
    match = directory.match(typed, ministry)
    if not directory.entries:
        return match
    if match.entry:
        name = match.entry.name
        draft.values |= {"agency": name, "ministry": match.entry.ministry or ministry}
        if exact_key(typed) not in {exact_key(name)}:
            by_ministry = match.how is How.MINISTRY
            key = Say.AGENCY_BY_MINISTRY if by_ministry else Say.AGENCY_RECOGNISED
            draft.notes.append(say(key, typed=typed, **_named(match.entry, typed)))
        if match.ministry_differs:
            draft.notes.append(
                say(Say.MINISTRY_DIFFERS, typed=ministry, **_named(match.entry, ministry))
            )
    elif match.options:
        draft.notes.append(say(Say.AGENCY_AMBIGUOUS, typed=typed, **_listed(match.options)))
    elif near := directory.close(typed):
        draft.notes.append(say(Say.AGENCY_SUGGESTED, typed=typed, **_listed(near)))
    elif typed:
        draft.notes.append(say(Say.AGENCY_UNKNOWN, typed=typed))
    return match


def _parted(draft: _Draft, directory: Directory) -> tuple[str, str]:
    """Agency and ministry; the ministry may stand in the agency's cell, behind a slash."""
    typed, ministry = draft.values["agency"], draft.values["ministry"]
    if not typed or ministry:
        return typed, ministry
    agency, parted = part_ministry(typed, directory)
    if parted:
        draft.values |= {"agency": agency, "ministry": parted}
        draft.notes.append(say(Say.MINISTRY_PARTED, agency=agency, ministry=parted))
    return agency, parted


def _read_replied(text: str, today: dt.date, draft: _Draft) -> dt.date | None:
    found = read_date(text, today) if text else None
    if found is None and text:
        draft.notes.append(say(Say.DATE_UNREADABLE, typed=text[:60]))
    elif found and found > today:
        draft.notes.append(say(Say.DATE_IN_FUTURE, typed=text[:60]))
        return None
    return found


def _read_roles(text: str, roles: Mapping[str, str], draft: _Draft) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in (part.strip() for part in _PARTS.split(text[:400])):
        if code := roles.get(fold(part)):
            found[code] = None
        elif part:
            draft.notes.append(say(Say.ROLE_UNKNOWN, typed=part[:60]))
    return tuple(found)


def _read_kept(cells: Mapping[str, str], draft: _Draft) -> Kept:
    found = tuple((heading, text) for heading, cell in cells.items() if (text := meaning(cell)))
    for heading, text in found:
        if len(text) > VALUE_LENGTH:
            draft.problems.append(say(Say.TOO_LONG, field=FIELD + heading, limit=VALUE_LENGTH))
        if has_piled_marks(text):
            draft.problems.append(say(Say.PILED_MARKS, field=FIELD + heading))
    return found


def _named(entry: AgencyEntry, typed: str) -> dict[str, str]:
    """Its name for readers of Thai and of English; for these too the Thai one where the English is
    what was typed."""
    is_typed = exact_key(typed) == exact_key(entry.name_en)
    return {"agency": entry.name, "agency_en": "" if is_typed else entry.name_en}


def _listed(options: Sequence[AgencyEntry]) -> dict[str, str]:
    """Their names for readers of Thai and of English."""
    listed = options[:4]
    return {
        "options": " / ".join(one.name_th or one.name_en for one in listed),
        "options_en": " / ".join(one.name_en or one.name_th for one in listed),
    }


def _check(draft: _Draft) -> None:
    values = draft.values
    for name, limit in LENGTHS.items():
        if len(values[name]) > limit:
            draft.problems.append(say(Say.TOO_LONG, field=name, limit=limit))
        if has_piled_marks(values[name]):
            draft.problems.append(say(Say.PILED_MARKS, field=name))
    if not values["first_name"]:
        draft.problems.append(say(Say.NO_FIRST_NAME))
    if not values["last_name"]:
        draft.problems.append(say(Say.NO_LAST_NAME))
    if not values["email"] and not values["phone"]:
        draft.notes.append(say(Say.NO_CONTACT))
    if not values["agency"]:
        draft.notes.append(say(Say.NO_AGENCY))

"""Lists of people and offices to invite: read with the intake of people, but names are optional.

A row without a name is an office (its position), or an agency as a whole. What is compared,
changed or asked is decided as for people (`intake.matching`); an office is known by its position
and its agency.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from workshop.domain.agencies import Directory
from workshop.domain.intake.columns import Column
from workshop.domain.intake.layout import Block, Layout
from workshop.domain.intake.matching import Classified, Entry, Known, Outcome, classify
from workshop.domain.intake.preview import PEOPLE, Listed, Preview, Sort
from workshop.domain.intake.rows import Candidate, read_row
from workshop.domain.messages import Message, Say

OFFICES = (
    "รักษาการ", "ผู้อำนวยการ", "รองผู้อำนวยการ", "อธิบดี", "รองอธิบดี", "อธิการบดี", "เลขาธิการ", "รองเลขาธิการ",
    "ปลัด", "รองปลัด", "หัวหน้า", "ผู้ว่าการ", "ผู้ว่าราชการ", "ผู้บัญชาการ", "ผู้จัดการ", "ประธาน", "คณบดี", "ผู้แทน",
    "นายกเทศมนตรี", "นายกองค์การ", "director", "deputy director", "director-general",
    "director general", "secretary", "secretary-general", "permanent secretary", "head of",
    "chief", "governor", "president", "chair", "commissioner", "dean", "representative", "the head",
)  # fmt: skip
"""How the name of an office begins; a "name" that begins so is nobody's name."""

INVITEES = Sort(
    PEOPLE.holds - {Column.ROLES, Column.DIETARY, Column.ACCESS_NEEDS, Column.REPLIED, Column.KEPT},
    PEOPLE.who | {Column.POSITION, Column.AGENCY},
)

Row = TypeVar("Row", bound=Candidate)

_NAMELESS = {Say.NO_FIRST_NAME, Say.NO_LAST_NAME}
_NOT_ASKED = {Say.NO_CONTACT, Say.ROLE_UNKNOWN, Say.DATE_UNREADABLE, Say.DATE_IN_FUTURE}
_OFFICE = re.compile("|".join(re.escape(one) for one in sorted(OFFICES, key=len, reverse=True)))


def understand_invitees(layout: Layout, directory: Directory) -> Listed:
    """Every row as a person, an office or an agency to invite."""
    has_names = not INVITEES.who.isdisjoint(layout.columns)
    rows = [
        _named(read_row(line, directory, {}, dt.date.max), _position(line.cells))
        for line in (layout.lines if has_names else [])
    ]
    blocks = tuple(_held(block) for block in layout.blocks)
    return Listed(rows, layout.skipped, layout.unknown_headings, blocks, layout.sheets, has_names)


def _held(block: Block) -> Block:
    """Without what is known of people only."""
    guesses = (
        guess if guess.meant in INVITEES.holds else replace(guess, meant=None)
        for guess in block.guesses
    )
    return replace(block, guesses=tuple(guesses))


def compare(listed: Listed, known: Iterable[Known]) -> Preview:
    """Every row gets one outcome: new, changed, same, or a problem; one broken row stops none."""
    rows = [_for_comparing(row) for row in listed.candidates]
    back = {id(shown): row for shown, row in zip(rows, listed.candidates, strict=True)}
    found = classify(rows, [_for_comparing(one) for one in known])
    outcomes = [_outcome(one, back[id(one.candidate)]) for one in found.outcomes]
    return Preview(listed, Classified(outcomes, [_entry(one) for one in found.entries]))


def _named(row: Candidate, position: str) -> Candidate:
    """The row as an invitee: with a whole name, or with none and an office."""
    typed = f"{row.first_name} {row.last_name}".strip()
    problems = tuple(note for note in row.problems if note.key not in _NAMELESS)
    notes = tuple(note for note in row.notes if note.key not in _NOT_ASKED)
    row = replace(
        row, notes=notes, problems=problems, roles=(), dietary="", access_needs="", replied=None
    )
    if _OFFICE.match(typed.casefold()) and not row.prefix:
        office = typed if not position or position == typed else f"{typed} {position}"
        return replace(row, first_name="", last_name="", position=office[:200])
    if bool(row.first_name) != bool(row.last_name):
        missing = Say.NO_LAST_NAME if row.first_name else Say.NO_FIRST_NAME
        return replace(row, problems=(*problems, Message(missing)))
    if not typed:
        row = replace(row, prefix="")
        if not row.position and not row.agency:
            return replace(row, problems=(*problems, Message(Say.NO_FIRST_NAME)))
    return row


def _position(cells: dict[Column, str]) -> str:
    return cells.get(Column.POSITION, "").strip()


_OFFICE_OF = "office of"


def _for_comparing(row: Row) -> Row:
    """An office takes the place of a name, so that two offices are never one person.

    The same object when there is a name, a copy otherwise; `row` is never changed.
    """
    if row.first_name or row.problems:
        return replace(row)
    who = row.position or _OFFICE_OF
    return replace(row, first_name=who, last_name=row.agency or _OFFICE_OF)


def _outcome(found: Outcome, row: Candidate) -> Outcome:
    return replace(found, candidate=row)


def _entry(entry: Entry) -> Entry:
    """With the office back where it belongs."""
    values = entry.values
    if values.first_name == (values.position or _OFFICE_OF) and values.last_name in (
        values.agency, _OFFICE_OF,
    ):  # fmt: skip
        values = replace(values, first_name="", last_name="")
    return replace(entry, values=values)

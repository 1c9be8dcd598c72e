"""`workshop import-people` and `workshop links`, printing to standard output."""

import csv
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.intake.attributes import heading_of, key_of
from workshop.domain.intake.columns import Column, heading_key
from workshop.domain.intake.guard import MAX_BYTES
from workshop.domain.intake.headless import letters, place_of
from workshop.domain.intake.layout import Block, Guess
from workshop.domain.intake.matching import Outcome
from workshop.domain.intake.preview import Listed, Preview
from workshop.domain.messages import Say, say
from workshop.errors import NotFoundError, SettingsError, WorkshopError
from workshop.i18n import ngettext
from workshop.keys import Keys
from workshop.links import personal_link
from workshop.models import Workshop
from workshop.people import importing, layouts, listing, lists
from workshop.people.importing import PEOPLE
from workshop.people.service import By
from workshop.people.wording import sentence
from workshop.registration.details import full_name
from workshop.settings import Settings
from workshop.sheets import neutral

ACTOR = "command line"
LONG = 200_000
"""Bytes of a list that is not read at once."""


def import_people(
    workshop: Workshop,
    file: Path,
    *,
    apply: bool,
    sheets: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> int:
    """The preview as a table, one row per line; stores only with `apply`.

    sheets: the names of those to be read. columns: "HEADING=FIELD" for what is guessed wrongly,
    the column's letters for one without a heading ("C=email"), nothing behind the sign for one
    that is left out. The last line
    is `new N, changed N, same N, problem N`. Gives the exit code, 0; a file that is
    no list of people raises WorkshopError.
    """
    content = _content(file)
    told = _telling(content)
    told(f"Reading {file.name}")
    opened = lists.opened(content)
    _check_sheets(sheets, [sheet.name for sheet in opened])
    moment = now()
    told(f"Working out who is meant in {sum(len(sheet.rows) for sheet in opened)} rows")
    listed = lists.read(session(), workshop, PEOPLE, opened, now=moment, chosen=sheets)
    if said := _said(columns, listed):
        listed = lists.read(
            session(), workshop, PEOPLE, opened, now=moment, chosen=sheets, corrections=said
        )
    if not listed.has_names:
        raise WorkshopError(_without_names(listed))
    told(f"{'Storing' if apply else 'Comparing'} {len(listed.candidates)} rows")
    if apply:
        by = By(ACTOR, moment)
        with transaction() as writing:
            seen = importing.apply(writing, workshop, listed, filename=file.name, by=by)
            layouts.remember(writing, workshop, PEOPLE.name, layouts.as_kept(said), now=moment)
    else:
        seen = importing.look(session(), workshop, listed)
    for line in _table(seen, applied=apply):
        _print(line)
    return 0


def links(workshop: Workshop, settings: Settings) -> None:
    """CSV `id,name,group,status,code,link`, everybody who has not cancelled."""
    keys = Keys(settings.keys_dir)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(["id", "name", "group", "status", "code", "link"])
    for row in listing.everybody(session(), workshop, listing.Filters()):
        link = personal_link(settings, keys, row.person)
        if link is None:
            raise SettingsError(
                "Set WORKSHOP_BASE_URL to the address people reach, then ask for the links again."
            )
        writer.writerow(
            neutral(cell)
            for cell in (
                row.person.id, full_name(row.person), row.group.code if row.group else "",
                row.person.status.value, row.person.short_code, link,
            )
        )  # fmt: skip
    _print(written.getvalue().rstrip("\r\n"))


def _telling(content: bytes) -> Callable[[str], None]:
    """Says on standard error what is going on, where a list is so long that it takes a while."""
    return _tell if len(content) > LONG else lambda _text: None


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  progress of a command


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read: {error.strerror}.") from error


def _check_sheets(wanted: Sequence[str], there: list[str]) -> None:
    for name in wanted:
        if name not in there:
            raise WorkshopError(
                f"There is no sheet {name}. There is: {', '.join(filter(None, there)) or 'one'}."
            )


def _said(columns: Sequence[str], listed: Listed) -> dict[str, dict[int, Column | None]]:
    """For headings that are named: every column as guessed, except those said otherwise."""
    said: dict[str, dict[int, Column | None]] = {}
    for one in columns:
        heading, _sign, name = one.rpartition("=")
        if name and name not in list(Column):
            fields = ", ".join(column.value for column in Column)
            raise WorkshopError(f"{name} is no field. Use one of: {fields}.")
        places = [
            (block, guess.place)
            for block in listed.blocks
            for guess in block.guesses
            if _is_meant(guess, heading)
        ]
        if not heading or not places:
            raise WorkshopError(
                f"No column is headed {heading}. Write it as it stands in the file, or the letter"
                " of a column without a heading."
            )
        if name == Column.KEPT and not all(key_of(_heading_at(*one)) for one in places):
            raise WorkshopError(f"Column {heading} has no heading to keep it under. Write one.")
        for block, place in places:
            guessed = {guess.place: guess.meant for guess in block.guesses}
            said.setdefault(block.signature, guessed)[place] = Column(name) if name else None
    return said


def _heading_at(block: Block, place: int) -> str:
    return next(guess.heading for guess in block.guesses if guess.place == place)


def _is_meant(guess: Guess, heading: str) -> bool:
    if guess.heading:
        return heading_key(guess.heading) == heading_key(heading)
    return guess.place == place_of(heading)


def _without_names(listed: Listed) -> str:
    """What to do about it; for columns without headings with what stands in them."""
    bare = [guess for block in listed.blocks if not block.row for guess in block.guesses]
    if not bare:
        return sentence(say(Say.NO_NAME_COLUMN))
    held = ", ".join(f"{letters(guess.place)} ({''.join(guess.samples[:1])})" for guess in bare)
    return (
        "The list has no headings. Say what its columns hold, for instance --map A=full_name."
        f" There are {held}."
    )


def _table(seen: Preview, *, applied: bool) -> list[str]:
    rows = [("row", "what", "name", "notes"), *map(_line, seen.classified.outcomes)]
    widths = [min(40, max(len(row[at]) for row in rows)) for at in range(3)]
    lines = [
        "  ".join((*(row[at].ljust(widths[at]) for at in range(3)), row[3])).rstrip()
        for row in rows
    ]
    for sheet, number, text in seen.listed.skipped:
        lines.append(f"left out: row {_place(sheet, number)}: {text}")
    for heading in seen.listed.unknown_headings:
        lines.append(f"left out: column {heading}")
    lines.append(_seats(seen))
    lines.append("stored" if applied else "nothing stored; add --apply to store it")
    lines.append(", ".join(f"{kind.value} {number}" for kind, number in seen.counts.items()))
    return lines


def _seats(seen: Preview) -> str:
    waiting = ngettext(
        "%(num)s goes onto the waiting list", "%(num)s go onto the waiting list", seen.waitlisted
    )
    seated = ngettext("%(num)s takes a seat", "%(num)s take a seat", seen.seated)
    return f"{seated}, {waiting}"


def _line(outcome: Outcome) -> tuple[str, str, str, str]:
    row = outcome.candidate
    changes = [
        f"{heading_of(name) or name}: {old} -> {new}"
        if old
        else f"{heading_of(name) or name}: {new} (was empty)"
        for name, (old, new) in outcome.changes.items()
    ]
    notes = [*changes, *map(sentence, outcome.notes)]
    name = full_name(row)[:40]
    return _place(row.sheet, row.row), outcome.kind.value, name, " ".join(notes)


def _place(sheet: str, number: int) -> str:
    return f"{sheet}!{number}" if sheet else str(number)


def _print(text: str) -> None:
    print(text)  # noqa: T201  what the command answers

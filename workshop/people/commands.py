"""`workshop import-people` and `workshop links`, printing to standard output."""

import csv
import io
from pathlib import Path

from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.intake.guard import MAX_BYTES
from workshop.domain.intake.matching import Outcome
from workshop.domain.intake.preview import Preview
from workshop.errors import NotFoundError, SettingsError
from workshop.i18n import ngettext
from workshop.keys import Keys
from workshop.links import personal_link
from workshop.models import Workshop
from workshop.people import importing, listing
from workshop.people.service import By
from workshop.people.wording import sentence
from workshop.registration.details import full_name
from workshop.settings import Settings
from workshop.sheets import neutral

ACTOR = "command line"


def import_people(workshop: Workshop, file: Path, *, apply: bool) -> int:
    """The preview as a table, one row per line; stores only with `apply`.

    The last line is `new N, changed N, same N, problem N`. Gives the exit code, 0; a file that is
    no list of people raises WorkshopError.
    """
    listed = importing.read(session(), workshop, _content(file))
    if apply:
        by = By(ACTOR, now())
        with transaction() as writing:
            seen = importing.apply(writing, workshop, listed, filename=file.name, by=by)
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


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read: {error.strerror}.") from error


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
    changes = [f"{name}: {old or '-'} -> {new}" for name, (old, new) in outcome.changes.items()]
    notes = [*changes, *map(sentence, outcome.notes)]
    name = full_name(row)[:40]
    return _place(row.sheet, row.row), outcome.kind.value, name, " ".join(notes)


def _place(sheet: str, number: int) -> str:
    return f"{sheet}!{number}" if sheet else str(number)


def _print(text: str) -> None:
    print(text)  # noqa: T201  what the command answers

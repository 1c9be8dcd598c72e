"""The whole way from a file's bytes to what it would do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workshop.domain.agencies import Directory
from workshop.domain.intake import guard
from workshop.domain.intake.layout import Column, Layout, find_people
from workshop.domain.intake.matching import Classified, Kind, Known, classify
from workshop.domain.intake.refusal import Refused
from workshop.domain.intake.rows import Candidate, read_row
from workshop.domain.intake.sheets import read_sheets
from workshop.domain.messages import Say


@dataclass(frozen=True)
class Listed:
    """A file, read: its people row by row, the rows that are none, headings nobody knows."""

    candidates: list[Candidate]
    skipped: list[tuple[str, int, str]]
    unknown_headings: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What applying the file would do; `seated` + `waitlisted` are the new people."""

    listed: Listed
    classified: Classified
    seated: int
    waitlisted: int

    @property
    def counts(self) -> dict[Kind, int]:
        return {kind: self.classified.count(kind) for kind in Kind}


def read_list(data: bytes, directory: Directory, roles: Mapping[str, str]) -> Listed:
    """Raises Refused, and nothing else, for whatever cannot be read as a list of people."""
    layout = find_people(read_sheets(data))
    _check(layout)
    candidates = [read_row(line, directory, roles) for line in layout.lines]
    return Listed(candidates, layout.skipped, layout.unknown_headings)


def preview(listed: Listed, known: Iterable[Known], *, free: int) -> Preview:
    """free: seats nobody sits on or waits for; new people take them in the file's order."""
    classified = classify(listed.candidates, known)
    new = sum(entry.person_id is None for entry in classified.entries)
    seated = min(new, max(free, 0))
    return Preview(listed, classified, seated, new - seated)


def _check(layout: Layout) -> None:
    if not layout.columns:
        raise Refused(Say.NO_HEADER)
    if not {Column.FIRST_NAME, Column.FULL_NAME} & layout.columns:
        raise Refused(Say.NO_NAME_COLUMN)
    if len(layout.lines) > guard.MAX_ROWS:
        raise Refused(Say.TOO_MANY_ROWS, limit=guard.MAX_ROWS)
    if not layout.lines:
        raise Refused(Say.NO_PEOPLE)

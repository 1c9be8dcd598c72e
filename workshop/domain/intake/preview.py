"""The whole way from a file's bytes to what it would do."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from workshop.domain.agencies import Directory
from workshop.domain.intake import guard
from workshop.domain.intake.columns import Column
from workshop.domain.intake.layout import Block, Corrections, Found, Layout, find_people
from workshop.domain.intake.matching import Classified, Kind, Known, classify
from workshop.domain.intake.refusal import Refused
from workshop.domain.intake.rows import Candidate, read_row
from workshop.domain.intake.sheets import Sheet, read_sheets
from workshop.domain.messages import Say


@dataclass(frozen=True)
class Sort:
    """What lists of one sort can hold; one column of `who` at least says who is meant."""

    holds: frozenset[Column]
    who: frozenset[Column]


PEOPLE = Sort(frozenset(Column), frozenset((Column.FIRST_NAME, Column.FULL_NAME)))


@dataclass(frozen=True)
class Listed:
    """A file, read: its people row by row, the rows that are none, headings nobody knows.

    blocks: what the columns are taken for; sheets: all of the file, read or not. Without a column
    that says who is meant there is nobody in it until somebody says which column that is.
    """

    candidates: list[Candidate]
    skipped: list[tuple[str, int, str]]
    unknown_headings: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    sheets: tuple[Found, ...] = ()
    has_names: bool = True


@dataclass(frozen=True)
class Preview:
    """What applying the file would do; of new people `seated` get a seat, `waitlisted` wait."""

    listed: Listed
    classified: Classified
    seated: int = 0
    waitlisted: int = 0

    @property
    def counts(self) -> dict[Kind, int]:
        return {kind: self.classified.count(kind) for kind in Kind}


def read_list(
    data: bytes, directory: Directory, roles: Mapping[str, str], *, today: dt.date
) -> Listed:
    """Raises Refused, and nothing else, for whatever cannot be read as a list of people."""
    layout = lay_out(read_sheets(data))
    if PEOPLE.who.isdisjoint(layout.columns):
        raise Refused(Say.NO_NAME_COLUMN)
    return understand(layout, directory, roles, today=today)


def lay_out(
    sheets: list[Sheet],
    chosen: Collection[str] = (),
    corrections: Corrections | None = None,
    kept: Collection[str] = (),
) -> Layout:
    """Headings and rows; raises Refused where there are no headings, nobody, or too many."""
    layout = find_people(sheets, chosen, corrections, kept)
    if not layout.blocks:
        raise Refused(Say.NO_HEADER)
    if len(layout.lines) > guard.MAX_ROWS:
        raise Refused(Say.TOO_MANY_ROWS, limit=guard.MAX_ROWS)
    if not layout.lines:
        raise Refused(Say.NO_PEOPLE)
    return layout


def understand(
    layout: Layout, directory: Directory, roles: Mapping[str, str], *, today: dt.date
) -> Listed:
    """Every row as somebody; today: in the workshop's time zone, for dates of two digits."""
    has_names = not PEOPLE.who.isdisjoint(layout.columns)
    lines = layout.lines if has_names else []
    return Listed(
        [read_row(line, directory, roles, today) for line in lines],
        layout.skipped,
        layout.unknown_headings,
        layout.blocks,
        layout.sheets,
        has_names,
    )


def preview(listed: Listed, known: Iterable[Known], *, free: int) -> Preview:
    """free: seats nobody sits on or waits for; new people take them in the order of `entries`."""
    classified = classify(listed.candidates, known)
    new = sum(entry.person_id is None for entry in classified.entries)
    seated = min(new, max(free, 0))
    return Preview(listed, classified, seated, new - seated)

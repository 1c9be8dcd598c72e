"""A preview as the page shows it: some of its rows, with their sentences."""

import math
from dataclasses import dataclass

from workshop.domain.intake.matching import Kind, Outcome
from workshop.domain.intake.preview import Preview
from workshop.domain.intake.rows import Candidate
from workshop.people.wording import KINDS, field_word, sentence, telephone
from workshop.registration.details import full_name

PAGE = 200
NOTED, ALL = "noted", "all"


@dataclass(frozen=True)
class Shown:
    """One row of the file. changes: field, before, after."""

    place: str
    kind: Kind
    word: str
    name: str
    agency: str
    changes: list[tuple[str, str, str]]
    notes: list[str]


@dataclass(frozen=True)
class Page:
    """Some rows of a preview; `choices` are (key, number of rows) of every way to look at it."""

    rows: list[Shown]
    show: str
    choices: dict[str, int]
    number: int
    last: int


def page_of(seen: Preview, show: str, number: int) -> Page:
    """PAGE rows of one kind, `noted` ones, or `all`; problems first, else in the file's order.

    Unless asked otherwise, the rows with something to say; all when there are none.
    """
    outcomes = sorted(seen.classified.outcomes, key=lambda one: one.kind is not Kind.PROBLEM)
    ways = {
        NOTED: [one for one in outcomes if one.notes or one.changes],
        **{kind.value: [one for one in outcomes if one.kind is kind] for kind in Kind},
        ALL: outcomes,
    }
    if show not in ways:
        show = NOTED if ways[NOTED] else ALL
    chosen = ways[show]
    last = max(1, math.ceil(len(chosen) / PAGE))
    number = min(max(number, 1), last)
    rows = chosen[(number - 1) * PAGE : number * PAGE]
    counted = {key: len(found) for key, found in ways.items()}
    return Page([_shown(row) for row in rows], show, counted, number, last)


def _shown(outcome: Outcome) -> Shown:
    row = outcome.candidate
    return Shown(
        place=f"{row.sheet} {row.row}".strip(),
        kind=outcome.kind,
        word=str(KINDS[outcome.kind]),
        name=_cut(_who(row)),
        agency=_cut(row.agency),
        changes=[
            (_cut(field_word(name)), _cut(_value(name, old)), _cut(_value(name, new)))
            for name, (old, new) in outcome.changes.items()
        ],
        notes=[sentence(note) for note in outcome.notes],
    )


def _who(row: Candidate) -> str:
    """The person, else the office, else the agency."""
    return full_name(row) if row.first_name or row.last_name else row.position or row.agency


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"


def _value(name: str, value: str) -> str:
    return telephone(value) if name == "phone" else value

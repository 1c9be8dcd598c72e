"""Reads the demonstration's data files, which travel inside the package."""

import csv
import json
from functools import cache
from importlib import resources
from typing import Any

FOLDER = resources.files(__package__).joinpath("data")
GROUPS = ("policy", "partner", "user")
COMMENT_KINDS = ("strength", "concern", "suggestion")

Row = dict[str, str]
Question = dict[str, Any]


@cache
def workshop() -> dict[str, Any]:
    """The workshop with its agenda, groups, roles, strategies and staff."""
    return _json("workshop.json")


@cache
def shapes() -> dict[str, Any]:
    """How answers are spread: weights of the points 1 to 5 and "na", and of options, by group."""
    return _json("answers.json")


def desk() -> dict[str, Any]:
    """Themes with the words that call for them, notes from the room: see `demonstration.desk`."""
    return _json("notes.json")


def agencies() -> list[Row]:
    """Sixty agencies: abbreviation, name and ministry in two languages, roles parted by |."""
    return _rows("agencies.csv")


def people() -> list[Row]:
    """A hundred invented people; the last columns are often empty."""
    return _rows("people.csv")


def invitees() -> list[Row]:
    """Twelve invented invitees and what became of each: see `demonstration.invitations`."""
    return _rows("invitees.csv")


def comments(strategy: int, group: str, kind: str) -> list[str]:
    """What people of one group wrote about one strategy; every text occurs once."""
    return [
        row["text"]
        for row in _comments()
        if (row["strategy"], row["group"], row["kind"]) == (str(strategy), group, kind)
    ]


def questions(form: int) -> list[Question]:
    """The questions of a strategy's form, or of the overall form (0), in their order.

    Each has `key`, `kind` and the wording in two languages; `group` where only one is asked.
    """
    written = _json("questions.json")
    if form == 0:
        return list(written["overall"])
    return [
        {**written["shared"][question["key"]], **question}
        for question in written["strategies"][str(form)]
    ]


def statements() -> list[dict[str, Any]]:
    """What everybody votes on, with the shares of each group that agree and that disagree."""
    read: list[dict[str, Any]] = json.loads(FOLDER.joinpath("statements.json").read_text("utf-8"))
    return read


@cache
def _comments() -> tuple[Row, ...]:
    return tuple(_rows("comments.csv"))


def _json(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FOLDER.joinpath(name).read_text("utf-8"))
    return read


def _rows(name: str) -> list[Row]:
    return list(csv.DictReader(FOLDER.joinpath(name).read_text("utf-8").splitlines()))

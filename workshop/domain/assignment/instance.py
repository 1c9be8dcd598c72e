"""Instance files: JSON in, JSON out; what `workshop solve FILE` reads and prints.

In: {"persons": [{"id", "org", "prefs": [[group or "@track", ...], ...], "pin", "current", and a
column per attribute}], "groups": [{"id", "track", "min", "max"}], "together": [[id, id], ...],
"apart": [[id, id], ...], "attributes": {name: weight}}.  "@track" stands for every group of it.

Out: {"status", "assignment", "score", "bound", "proven", "reasons", "conflicts"}, as `Result`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workshop.domain.assignment.problem import (
    Attribute,
    Effort,
    Group,
    InvalidProblemError,
    Level,
    Options,
    Person,
    Problem,
    Result,
)
from workshop.domain.assignment.solve import solve


def solve_file(
    path: str | Path,
    *,
    order: str = "PBSD",
    seed: int = 0,
    effort: str = "normal",
    limit: float | None = None,
) -> dict[str, Any]:
    """Solves an instance file; see the module for both formats.

    Raises InvalidProblemError, with a sentence, when the file or an option makes no sense.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidProblemError(f"{path} cannot be read as JSON: {error}") from error
    try:
        options = Options(tuple(Level(letter) for letter in order), seed, Effort(effort), limit)
    except ValueError as error:
        raise InvalidProblemError(str(error)) from error
    return as_json(solve(parse(content), options))


def parse(content: Any) -> Problem:
    """The problem that an instance describes; raises InvalidProblemError."""
    try:
        tracks = _tracks(content["groups"])
        attributes = content.get("attributes") or {}
        return Problem(
            persons=tuple(_person(row, tracks, attributes) for row in content["persons"]),
            groups=tuple(
                Group(str(row["id"]), int(row["min"]), int(row["max"])) for row in content["groups"]
            ),
            attributes=tuple(
                Attribute(str(name), int(weight)) for name, weight in attributes.items()
            ),
            together=tuple((str(a), str(b)) for a, b in content.get("together") or ()),
            apart=tuple((str(a), str(b)) for a, b in content.get("apart") or ()),
        )
    except InvalidProblemError:
        raise
    except KeyError as error:
        raise InvalidProblemError(f"the instance lacks {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidProblemError(f"the instance is malformed: {error}") from error


def _tracks(groups: list[dict[str, Any]]) -> Mapping[str, list[str]]:
    tracks: dict[str, list[str]] = {}
    for group in groups:
        tracks.setdefault("@" + str(group.get("track", "")), []).append(str(group["id"]))
    return tracks


def _person(
    row: dict[str, Any], tracks: Mapping[str, list[str]], attributes: Mapping[str, Any]
) -> Person:
    choices = tuple(
        tuple(
            group
            for entry in level
            for group in (tracks.get(entry, [entry]) if entry.startswith("@") else [entry])
        )
        for level in row["prefs"]
    )
    return Person(
        id=str(row["id"]),
        choices=choices,
        organisation=str(row.get("org", "")),
        traits=tuple(str(row[name]) for name in attributes),
        pin=row.get("pin") or None,
        current=row.get("current") or None,
    )


def as_json(result: Result) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "assignment": None if result.assignment is None else dict(result.assignment),
        "score": result.score.as_dict() if result.score else None,
        "bound": {level.value: result.bound.get(level) for level in Level},
        "proven": [level.value for level in result.proven],
        "reasons": {reason.person: {"th": reason.th, "en": reason.en} for reason in result.reasons},
        "conflicts": [
            {
                "th": conflict.th,
                "en": conflict.en,
                "persons": list(conflict.persons),
                "groups": list(conflict.groups),
            }
            for conflict in result.conflicts
        ],
    }

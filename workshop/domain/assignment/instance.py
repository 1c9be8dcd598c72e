"""Instance files: JSON in, JSON out; what `workshop solve FILE` reads and prints.

In: {"persons": [{"id", "org", "prefs": [[group or "@track", ...], ...], "pin", "current", and a
column per attribute}], "groups": [{"id", "track", "min", "max"}], "together": [[id, id], ...],
"apart": [[id, id], ...], "attributes": {name: weight}}.  "@track" stands for every group of it.
Numbers are whole; whom no group can take, and what contradicts itself, is infeasible, not
malformed.
With one group, "tables": {"count": 5, "rounds": 3} asks for tables inside it.

Out: {"status", "assignment", "score", "bound", "proven", "reasons", "conflicts"}, as `Result`; a
conflict as `kept.as_values` has it, its sentence with what would cure it.  Where tables were asked
for, also {"tables": [round][table][id], "table_score": {Q, O, T}, "table_bound"}, as
`tables.TableResult`, all null when there is no assignment.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workshop.domain.assignment.kept import as_values
from workshop.domain.assignment.problem import (
    Attribute,
    Conflict,
    ContradictionError,
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
from workshop.domain.assignment.tables import TableProblem, TableResult
from workshop.domain.assignment.tables_search import deal_tables
from workshop.domain.terms import SolveStatus


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
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidProblemError(f"{path} cannot be read as JSON: {error}") from error
    if set(order) - set(Level):
        raise InvalidProblemError(f"the order names each of P, B, S and D once, not {order}")
    try:
        options = Options(tuple(map(Level, order)), seed, Effort(effort), limit)
    except ValueError as error:
        raise InvalidProblemError(str(error)) from error
    try:
        problem = parse(content)
    except ContradictionError as error:
        why = Conflict(error.th, str(error))
        answer = as_json(Result(SolveStatus.INFEASIBLE, conflicts=(why,)))
        return answer | tables_as_json(None) if content.get("tables") is not None else answer
    wanted = parse_tables(content, problem)
    result = solve(problem, options)
    answer = as_json(result)
    if wanted is None:
        return answer
    return answer | tables_as_json(
        deal_tables(wanted, effort=options.effort, seed=seed) if result.assignment else None
    )


def parse(content: Any) -> Problem:
    """The problem that an instance describes; raises InvalidProblemError."""
    if not isinstance(content, dict):
        raise InvalidProblemError("an instance is an object with persons and groups")
    try:
        tracks = _tracks(content["groups"])
        attributes = content.get("attributes") or {}
        return Problem(
            persons=tuple(_person(row, tracks, attributes) for row in content["persons"]),
            groups=tuple(_group(row) for row in content["groups"]),
            attributes=tuple(
                Attribute(str(name), _whole(weight, f"the weight of {name}"))
                for name, weight in attributes.items()
            ),
            together=_pairs(content, "together"),
            apart=_pairs(content, "apart"),
        )
    except InvalidProblemError:
        raise
    except KeyError as error:
        raise InvalidProblemError(f"the instance lacks {error}") from error
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InvalidProblemError(f"the instance is malformed: {error}") from error


def _pairs(content: Mapping[str, Any], called: str) -> tuple[tuple[str, str], ...]:
    found = content.get(called) or []
    for pair in found if isinstance(found, list) else [found]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise InvalidProblemError(f"{called} is a list of pairs of ids, not {str(pair)[:80]}")
    return tuple((str(one), str(other)) for one, other in found)


def parse_tables(content: Any, problem: Problem) -> TableProblem | None:
    """The tables that an instance asks for, if any; raises InvalidProblemError."""
    wanted = content.get("tables")
    if wanted is None:
        return None
    if len(problem.groups) > 1:
        raise InvalidProblemError("tables are dealt inside one group: name a single group")
    if not isinstance(wanted, dict) or "count" not in wanted:
        raise InvalidProblemError("tables are asked for by their count and rounds, as numbers")
    count = _whole(wanted["count"], "the count of tables")
    rounds = _whole(wanted.get("rounds", 1), "the number of rounds")
    return TableProblem(problem.persons, problem.attributes, count, rounds, problem.apart)


def tables_as_json(result: TableResult | None) -> dict[str, Any]:
    if result is None:
        return dict.fromkeys(("tables", "table_score", "table_bound"))
    return {
        "tables": [[list(table) for table in tables] for tables in result.tables],
        "table_score": result.score.as_dict(),
        "table_bound": result.bound.as_dict(),
    }


def _group(row: dict[str, Any]) -> Group:
    least, most = (_whole(row[end], f"the {end} of group {row['id']}") for end in ("min", "max"))
    return Group(str(row["id"]), least, most)


def _whole(value: object, called: str) -> int:
    """A whole number, also one written as 2.0; nothing is cut or read into text."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        raise InvalidProblemError(f"{called} is not a whole number: {value!r}")
    return int(value)


def _tracks(groups: list[dict[str, Any]]) -> Mapping[str, list[str]]:
    tracks: dict[str, list[str]] = {}
    for group in groups:
        tracks.setdefault("@" + str(group.get("track", "")), []).append(str(group["id"]))
    return tracks


def _person(
    row: dict[str, Any], tracks: Mapping[str, list[str]], attributes: Mapping[str, Any]
) -> Person:
    return Person(
        id=str(row["id"]),
        choices=_choices(row, tracks),
        organisation=str(row.get("org", "")),
        traits=tuple(str(row[name]) for name in attributes),
        pin=_one_group(row, "pin"),
        current=_one_group(row, "current"),
    )


def _choices(row: dict[str, Any], tracks: Mapping[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    """A track that no group is of, and every id where there are no groups, allows no group: such
    people cannot be seated, which is no mistake of the file."""
    levels = row["prefs"]
    if not isinstance(levels, list) or not all(
        isinstance(level, list) and all(isinstance(entry, str) for entry in level)
        for level in levels
    ):
        raise InvalidProblemError(f"the prefs of {row['id']} are not lists of ids: {levels!r}")
    return tuple(
        tuple(
            group
            for entry in level
            for group in (tracks.get(entry, []) if entry.startswith("@") else [entry])
            if tracks
        )
        for level in levels
    )


def _one_group(row: dict[str, Any], column: str) -> str | None:
    named = row.get(column) or None
    if not isinstance(named, str | None):
        raise InvalidProblemError(f"the {column} of {row['id']} is not the id of a group: {named}")
    return named


def as_json(result: Result) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "assignment": None if result.assignment is None else dict(result.assignment),
        "score": result.score.as_dict() if result.score else None,
        "bound": {level.value: result.bound.get(level) for level in Level},
        "proven": [level.value for level in result.proven],
        "reasons": {reason.person: {"th": reason.th, "en": reason.en} for reason in result.reasons},
        "conflicts": [
            {**as_values(conflict), "th": conflict.told_th, "en": conflict.told_en}
            for conflict in result.conflicts
        ],
    }

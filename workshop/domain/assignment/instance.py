"""Instance files: JSON in, JSON out; what `workshop solve FILE` reads and prints.

In: {"persons": [{"id", "org", "prefs": [[group or "@track", ...], ...], "pin", "current", and a
column per attribute}], "groups": [{"id", "track", "min", "max"}], "together": [[id, id], ...],
"apart": [[id, id], ...], "attributes": {name: weight}}.  "@track" stands for every group of it.
Numbers are whole; whom no group can take, and what contradicts itself, is infeasible. So is what is
no instance at all, which is said in a conflict too, and on standard error.
With one group, "tables": {"count": 5, "rounds": 3} asks for tables inside it.

Out: {"status", "assignment", "score", "bound", "proven", "reasons", "conflicts"}, as `Result`; a
conflict as `kept.as_values` has it, its sentence with what would cure it.  Where tables were asked
for, also {"tables": [round][table][id], "table_score": {Q, O, T}, "table_bound"}, as
`tables.TableResult`, all null when there is no assignment.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workshop.domain.assignment import shapes
from workshop.domain.assignment.kept import as_values
from workshop.domain.assignment.problem import (
    Attribute,
    Conflict,
    ContradictionError,
    Cure,
    Effort,
    Group,
    InvalidProblemError,
    Level,
    MalformedError,
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

    Raises InvalidProblemError, with a sentence, when an option makes no sense or there is no such
    file; MalformedError, which `refused` answers, when what stands in the file is no instance.
    """
    try:
        text = Path(path).read_bytes()
    except OSError as error:
        raise InvalidProblemError(f"{path} cannot be read: {error.strerror}") from error
    if set(order) - set(Level):
        raise InvalidProblemError(f"the order names each of P, B, S and D once, not {order}")
    try:
        options = Options(tuple(map(Level, order)), seed, Effort(effort), limit)
    except ValueError as error:
        raise InvalidProblemError(str(error)) from error
    content = shapes.read(text)
    try:
        problem = parse(content)
    except MalformedError:
        raise
    except ContradictionError as error:
        answer = _impossible(error)
        return answer | tables_as_json(None) if content.get("tables") is not None else answer
    wanted = parse_tables(content, problem)
    result = solve(problem, options)
    answer = as_json(result)
    if wanted is None:
        return answer
    return answer | tables_as_json(
        deal_tables(wanted, effort=options.effort, seed=seed) if result.assignment else None
    )


def refused(error: MalformedError) -> dict[str, Any]:
    """The answer to what is no instance: nobody can be seated by it, and why."""
    return _impossible(error) | tables_as_json(None)


def _impossible(error: ContradictionError) -> dict[str, Any]:
    cures = (Cure(*error.cure, ()),) if error.cure[1] else ()
    why = Conflict(error.th, str(error), error.persons, error.groups, cures)
    return as_json(Result(SolveStatus.INFEASIBLE, conflicts=(why,)))


def parse(content: Any) -> Problem:
    """The problem that an instance describes; raises InvalidProblemError."""
    if not isinstance(content, dict):
        raise MalformedError(
            "แฟ้มต้องเป็นออบเจกต์ที่มี persons และ groups",
            "an instance is an object with persons and groups",
        )
    groups = shapes.rows(content, "groups", ("id", "min", "max"))
    attributes = content.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise shapes.must_be("attributes", "ออบเจกต์ของน้ำหนัก", "an object of weights", attributes)
    persons = shapes.rows(content, "persons", ("id", "prefs", *attributes))
    tracks = _tracks(groups)
    return Problem(
        persons=tuple(_person(row, tracks, attributes) for row in persons),
        groups=tuple(_group(row) for row in groups),
        attributes=tuple(
            Attribute(name, shapes.whole(weight, f"attributes {name}"))
            for name, weight in attributes.items()
        ),
        together=shapes.pairs(content, "together"),
        apart=shapes.pairs(content, "apart"),
    )


def parse_tables(content: Any, problem: Problem) -> TableProblem | None:
    """The tables that an instance asks for, if any; raises MalformedError."""
    wanted = content.get("tables")
    if wanted is None:
        return None
    if len(problem.groups) > 1:
        raise MalformedError(
            "จัดโต๊ะได้เมื่อมีกลุ่มเดียว ให้ใส่กลุ่มเดียวในแฟ้ม",
            "tables are dealt inside one group: name a single group",
        )
    if not isinstance(wanted, dict) or "count" not in wanted:
        raise shapes.must_be("tables", "ออบเจกต์ที่มี count", "an object with a count", wanted)
    count = shapes.whole(wanted["count"], "tables count")
    rounds = shapes.whole(wanted.get("rounds", 1), "tables rounds")
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
    least, most = (shapes.whole(row[end], f"groups {row['id']} {end}") for end in ("min", "max"))
    return Group(str(row["id"]), least, most)


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
        pin=shapes.one_group(row, "pin"),
        current=shapes.one_group(row, "current"),
    )


def _choices(row: dict[str, Any], tracks: Mapping[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    """A track that no group is of, and every id where there are no groups, allows no group: such
    people cannot be seated, which is no mistake of the file."""
    return tuple(
        tuple(
            group
            for entry in level
            for group in (tracks.get(entry, []) if entry.startswith("@") else [entry])
            if tracks
        )
        for level in shapes.levels(row)
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
            {**as_values(conflict), "th": conflict.told_th, "en": conflict.told_en}
            for conflict in result.conflicts
        ],
    }

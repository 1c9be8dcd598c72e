"""Points of a curve, kept with their run as what differs from where people sit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workshop.assignment.service import Task
from workshop.assignment.setting import fingerprint
from workshop.domain.assignment.problem import Level, Score
from workshop.domain.terms import RunKind
from workshop.models import SolveRun

if TYPE_CHECKING:  # its module loads the solver, which the server does not
    from workshop.domain.assignment.curve import Curve


@dataclass(frozen=True)
class Point:
    """A way to choose.

    number: its place on the curve; seats: group's code by person, of all whose group it is not
    yet, and `old` their group then.  bound: no way with at most `limit` moves has a smaller B;
    spread: none of these with this B has a smaller S; None: unknown.
    """

    number: int
    limit: int
    score: Score
    bound: int | None
    seats: dict[int, str]
    old: dict[int, str | None]
    spread: int | None = None

    @property
    def proven(self) -> bool:
        return self.bound == self.score.B


@dataclass(frozen=True)
class Points:
    """What a run came to.

    people: how many the balance is about.  fewest: whether the first point provably moves as few
    as possible.  coarse: whether there may be ways in between.  base, pins: of the problem, to see
    whether it still is.
    """

    run: SolveRun
    people: int
    fewest: bool
    coarse: bool
    base: str
    pins: dict[int, int]
    points: list[Point]

    def find(self, number: int | None) -> Point | None:
        return next((one for one in self.points if one.number == number), None)

    def fits(self, task: Task) -> bool:
        """Whether people, groups, rules and pins are what they were."""
        return self.base == fingerprint(task.problem) and self.pins == dict(task.pins)

    @property
    def fewest_moves(self) -> int:
        return self.points[0].score.D


def kept(task: Task, curve: "Curve") -> dict[str, Any]:
    """As it stands in the run's outcome."""
    current = {person.id: person.current for person in task.problem.persons}
    return {
        "people": len(task.problem.persons),
        "fewest": curve.fewest,
        "coarse": curve.coarse,
        "base": fingerprint(task.problem),
        "pins": {str(key): group for key, group in task.pins.items()},
        "points": [
            {
                "limit": point.limit,
                "score": point.score.as_dict(),
                "bound": point.bound,
                "spread": point.spread,
                "seats": {
                    key: [current[key], code]
                    for key, code in point.assignment.items()
                    if current[key] != code
                },
            }
            for point in curve.points
        ],
    }


def read(run: SolveRun) -> Points:
    if run.kind in (RunKind.SPLIT, RunKind.TABLES):
        raise ValueError(f"a {run.kind} has no points")
    outcome = run.outcome
    return Points(
        run=run,
        people=outcome["people"],
        fewest=outcome["fewest"],
        coarse=outcome["coarse"],
        base=outcome["base"],
        pins={int(key): group for key, group in outcome["pins"].items()},
        points=[
            Point(
                number=number,
                limit=one["limit"],
                score=Score(**one["score"]),
                bound=one["bound"],
                seats={int(key): code for key, (_old, code) in one["seats"].items()},
                old={int(key): old for key, (old, _code) in one["seats"].items()},
                spread=one.get("spread"),
            )
            for number, one in enumerate(outcome["points"])
        ],
    )


def bounds(points: Points, point: Point, order: tuple[Level, ...]) -> dict[Level, int | None]:
    """What is known of each goal, given those before it in the order: as in a `Result`."""
    said = "".join(order)
    found: dict[Level, int | None] = dict.fromkeys(order)
    first, last = points.points[0], points.points[-1]
    if said.startswith("P"):
        found[Level.PREFERENCE] = first.score.P if points.fewest else None
    if said.startswith("PD") and points.fewest:
        found[Level.MOVES] = first.score.D
    if said.startswith("PDB"):
        found[Level.BALANCE] = point.bound
        found[Level.SPREAD] = point.spread
    elif said.startswith("PB"):
        found[Level.BALANCE] = last.bound
    return found

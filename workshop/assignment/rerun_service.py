"""After a publication: what has changed, who would move, and what further moves would gain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from workshop.assignment import former, plans, rerun_points, rules_pins, runs_service, service
from workshop.assignment.rerun_points import Point, Points
from workshop.assignment.service import Task
from workshop.assignment.setting import Setting, published_seats, read_setting
from workshop.domain.assignment import problem as engine
from workshop.domain.assignment.attendance import Whole
from workshop.domain.assignment.moved import Move, moves
from workshop.domain.assignment.problem import Level
from workshop.domain.assignment.reasons import reasons
from workshop.domain.terms import RunKind, SolveStatus
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _l
from workshop.models import Person, Plan, SolveRun, Workshop
from workshop.planning.editing import By, hold

NOTHING_PUBLISHED = _l("Nothing is published yet, so there is nobody to move. Solve and publish.")
OUTDATED = _l(
    "People, groups, pins or rules have changed since this was worked out. Work it out again."
)


@dataclass(frozen=True)
class Listed:
    """People whose group changes, by name; `setting` names groups and agencies.

    by_hand: whom an organiser moved, by_pin: whom one pinned, with the organiser's name where it is
    known.
    """

    setting: Setting
    problem: engine.Problem
    moves: tuple[Move, ...]
    by_hand: Mapping[int, str] = field(default_factory=dict)
    by_pin: Mapping[int, str] = field(default_factory=dict)

    @property
    def moved(self) -> list[Move]:
        """Those who had another group."""
        return [move for move in self.moves if move.old]

    @property
    def seated(self) -> list[Move]:
        """Those who had none."""
        return [move for move in self.moves if not move.old]


@dataclass(frozen=True)
class Since:
    """What changed since the publication. new: with a seat but no group; gone: the other way."""

    plan: Plan
    new: list[Person]
    gone: int


def since(session: Session, workshop: Workshop, plan: Plan) -> Since:
    setting = read_setting(session, workshop)
    seats = published_seats(session, workshop)
    new = [person for key, person in setting.people.items() if key not in seats]
    return Since(plan, new, sum(key not in setting.people for key in seats))


def prepare(session: Session, workshop: Workshop) -> Task:
    """The problem whose curve is to be worked out."""
    if plans.published(session, workshop.id) is None:
        raise ConflictError(NOTHING_PUBLISHED)
    return service.prepare(session, workshop)


def listed(session: Session, workshop: Workshop, plan: Plan) -> Listed:
    """Who sits elsewhere in this plan than in the published one."""
    setting = read_setting(session, workshop)
    rows = plans.placements(session, plan)
    seats = plans.seats_in(rows, setting)
    before = published_seats(session, workshop)
    pins = plans.pins_in(rows, setting)
    problem = setting.problem(pins=pins, before=before, only=seats)
    codes = {group.id: group.code for group in setting.groups}
    split = {str(key): codes[group] for key, group in seats.items()}
    done = plans.moves(session, plan)
    movers = rules_pins.names_of(session, former.movers_in(done))
    by_hand = {person: movers.get(person, "") for person in service.hand_moved(done)}
    by_pin = rules_pins.names_of(session, rules_pins.authors_in(rows))
    return Listed(setting, problem, moves(problem, split), by_hand, by_pin)


def left_out(session: Session, listed: Listed, plan: Plan) -> list[Person]:
    """Those with a seat in the room who are in no group of this plan."""
    seats = plans.seats_in(plans.placements(session, plan), listed.setting)
    return [person for key, person in listed.setting.people.items() if key not in seats]


def offered(
    session: Session,
    workshop: Workshop,
    task: Task,
    point: Point,
    whole: Whole = Whole(),  # noqa: B008  frozen
) -> Listed:
    """Who would sit elsewhere at this point of the curve."""
    setting = read_setting(session, workshop)
    return Listed(setting, task.problem, moves(task.problem, split_at(task, point), whole))


def split_at(task: Task, point: Point) -> dict[str, str]:
    """Everybody's group at this point; raises ConflictError when somebody has none any more."""
    split = {}
    for person in task.problem.persons:
        group = point.seats.get(int(person.id), person.current)
        if group is None:
            raise ConflictError(OUTDATED)
        split[person.id] = group
    return split


def latest(session: Session, workshop: Workshop, task: Task) -> Points | None:
    """The newest curve, if it is still about these people, groups, rules and pins."""
    run = runs_service.latest(session, workshop, RunKind.CURVE)
    points = rerun_points.read(run) if run else None
    return points if points and points.fits(task) else None


def take(session: Session, workshop: Workshop, *, run_id: int, number: int, by: By) -> Plan:
    """Makes a draft of one point; raises ConflictError when anything has changed since."""
    hold(session, workshop)
    run = runs_service.find(session, workshop, run_id)
    task = prepare(session, workshop)
    points = _points(run)
    point = points.find(number)
    if point is None:
        raise NotFoundError(_l("There is no such choice. Choose one of the list."))
    if not points.fits(task):
        raise ConflictError(OUTDATED)
    beyond = "".join(task.options.order).startswith("PDB") and points.fewest_moves < point.score.D
    return service.keep(
        session, workshop, task, _result(task, points, point), by=by,
        limit=point.limit if beyond else None,
    )  # fmt: skip


def _points(run: SolveRun) -> Points:
    if run.kind is not RunKind.CURVE or not run.outcome.get("points"):
        raise WorkshopError(_l("There is nothing to choose from here. Work it out again."))
    return rerun_points.read(run)


def _result(task: Task, points: Points, point: Point) -> engine.Result:
    """As the solver would have given it, with what is known of each goal."""
    order, split = task.options.order, split_at(task, point)
    bound = rerun_points.bounds(points, point, order)
    proven: list[Level] = []
    for level in order:
        if bound[level] != point.score.part(level):
            break
        proven.append(level)
    return engine.Result(
        status=SolveStatus.OPTIMAL if len(proven) == len(order) else SolveStatus.FEASIBLE,
        assignment=split,
        score=point.score,
        bound=bound,
        proven=tuple(proven),
        reasons=reasons(task.problem, split, order=order),
    )

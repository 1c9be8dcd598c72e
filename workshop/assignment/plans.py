"""Finds plans and their placements, and holds them against a change that was not seen."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment.setting import Seats, Setting, fingerprint
from workshop.domain.assignment import problem as engine
from workshop.domain.terms import PlanState
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _l
from workshop.models import Placement, Plan, PlanMove, Workshop

CHANGED = _l(
    "Somebody changed this plan at the same time. Nothing was changed for you; "
    "this is the plan as it is now."
)


UNDONE_BY, UNDONE_AT = "undone_by", "undone_at"
"""Kept by the record of a plan whose publication was taken back: who did so, and when."""
UNDONE = Plan.result[UNDONE_BY].as_string().is_not(None)


@dataclass(frozen=True)
class Solved:
    """What is known of a plan from the time it was solved; see `Plan.result`.

    base: what the problem was like; pins: which seats were fixed; before: whose groups were
    published then, so that moves are counted from there; rules: the mark of the pairs, weights
    and goals it was solved by, None where it was not kept.  limit: so many moves were chosen, more
    than the fewest, for more balance; what is known of the goals after them holds within these.
    """

    order: tuple[engine.Level, ...]
    bound: dict[engine.Level, int | None]
    base: str
    pins: dict[int, int]
    before: dict[int, int]
    rules: str | None = None
    limit: int | None = None

    @classmethod
    def of(cls, plan: Plan) -> "Solved":
        kept = plan.result or {}
        bound = kept.get("bound") or {}
        return cls(
            order=tuple(engine.Level(one) for one in kept.get("order") or "PBSD"),
            bound={level: bound.get(level.value) for level in engine.Level},
            base=kept.get("base", ""),
            pins={int(key): group for key, group in (kept.get("pins") or {}).items()},
            before={int(key): group for key, group in (kept.get("before") or {}).items()},
            rules=kept.get("rules"),
            limit=kept.get("limit"),
        )

    def still_holds(self, problem: engine.Problem, pins: Seats) -> bool:
        """Whether the bounds bind this problem: the same but for pins, and no pin given up."""
        return self.base == fingerprint(problem) and self.pins.items() <= dict(pins).items()


def result_of(
    result: engine.Result, problem: engine.Problem, order: tuple[engine.Level, ...],
    *, pins: Seats, before: Seats,
) -> dict[str, object]:  # fmt: skip
    """What a plan keeps of how it was solved."""
    return {
        "order": "".join(order),
        "score": result.score.as_dict() if result.score else {},
        "bound": {level.value: bound for level, bound in result.bound.items()},
        "proven": [level.value for level in result.proven],
        "base": fingerprint(problem),
        "pins": {str(key): group for key, group in pins.items()},
        "before": {str(key): group for key, group in before.items()},
    }


def all_plans(session: Session, workshop: Workshop) -> list[Plan]:
    """Newest first; how each was solved is read only where somebody asks."""
    return list(
        session.scalars(
            sa.select(Plan)
            .where(Plan.workshop_id == workshop.id)
            .order_by(Plan.number.desc())
            .options(sa.orm.defer(Plan.result))
        )
    )


def working(session: Session, workshop: Workshop) -> Plan | None:
    """What the board shows: the newest draft since the last publication, else the published plan.

    None as long as nothing was solved.
    """
    return session.scalar(
        sa.select(Plan)
        .where(Plan.workshop_id == workshop.id, Plan.state != PlanState.ARCHIVED)
        .order_by(Plan.number.desc())
        .limit(1)
    )


def published(session: Session, workshop_id: int) -> Plan | None:
    """What people see."""
    return session.scalar(
        sa.select(Plan).where(Plan.workshop_id == workshop_id, Plan.state == PlanState.PUBLISHED)
    )


def find(session: Session, workshop: Workshop, plan_id: int) -> Plan:
    plan = session.scalar(
        sa.select(Plan).where(Plan.workshop_id == workshop.id, Plan.id == plan_id)
    )
    if plan is None:
        raise NotFoundError(_l("This plan is gone. Go back to the board."))
    return plan


def unchanged(
    session: Session, workshop: Workshop, plan_id: int | None, version: int | None
) -> Plan:
    """The working plan, if it is the one that was looked at; raises ConflictError otherwise."""
    plan = working(session, workshop)
    if plan is None or (plan.id, plan.version) != (plan_id, version):
        raise ConflictError(CHANGED)
    return plan


def placements(session: Session, plan: Plan) -> dict[int, Placement]:
    """By person."""
    rows = session.scalars(sa.select(Placement).where(Placement.plan_id == plan.id))
    return {row.person_id: row for row in rows}


def moves(session: Session, plan: Plan) -> list[PlanMove]:
    """Moves and pins by hand, the last one last."""
    return list(
        session.scalars(
            sa.select(PlanMove).where(PlanMove.plan_id == plan.id).order_by(PlanMove.id)
        )
    )


def seats_in(rows: dict[int, Placement], setting: Setting) -> dict[int, int]:
    """Groups of those placed people who still have a confirmed seat."""
    known = {group.id for group in setting.groups}
    return {
        key: row.group_id
        for key, row in rows.items()
        if key in setting.people and row.group_id in known
    }


def pins_in(rows: dict[int, Placement], setting: Setting) -> dict[int, int]:
    return {key: group for key, group in seats_in(rows, setting).items() if rows[key].pinned}


def next_number(session: Session, workshop_id: int) -> int:
    """Never that of a plan that was published: such a plan, or its record, stays."""
    last = session.scalar(
        sa.select(sa.func.max(Plan.number)).where(Plan.workshop_id == workshop_id)
    )
    return (last or 0) + 1

"""What a change by hand replaces besides the seat, so that undoing brings it back word for word."""

from collections.abc import Iterable
from typing import Any

from workshop.domain.terms import SolveStatus
from workshop.models import Placement, Plan, PlanMove

Rows = dict[int, Placement]
Reasons = dict[int, tuple[str, str]]


def kept(plan: Plan, actor: str) -> dict[str, Any]:
    """The plan's status before the change, and who made it; a table waits at its group, see
    tables_store."""
    return {"status": plan.status.value, "by": actor}


def movers_in(moves: Iterable[PlanMove]) -> dict[int, str]:
    """By person, the address of who moved them last by hand; left out where nobody noted it."""
    return {
        move.person_id: move.former["by"]
        for move in moves
        if move.from_group_id != move.to_group_id and move.former.get("by")
    }


def reasons_of(rows: Rows) -> Reasons:
    return {key: (row.reason_th, row.reason_en) for key, row in rows.items()}


def replaced(before: Reasons, rows: Rows) -> dict[str, list[str]]:
    """Those reasons that are told in other words now, as they were."""
    after = reasons_of(rows)
    return {str(key): list(said) for key, said in before.items() if after.get(key, said) != said}


def put_back(plan: Plan, rows: Rows, former: dict[str, Any]) -> None:
    """Nothing for a change made before this was kept."""
    if not former:
        return
    plan.status = SolveStatus(former["status"])
    for key, (thai, english) in former.get("reasons", {}).items():
        row = rows.get(int(key))
        if row is not None:
            row.reason_th, row.reason_en = thai, english

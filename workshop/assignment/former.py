"""What a change by hand replaces besides the seat, so that undoing brings it back word for word."""

from typing import Any

from workshop.domain.terms import SolveStatus
from workshop.models import Placement, Plan

Rows = dict[int, Placement]
Reasons = dict[int, tuple[str, str]]


def kept(plan: Plan, row: Placement | None) -> dict[str, Any]:
    """The plan's status and the person's table, before the change."""
    return {"status": plan.status.value, "table": row.table_number if row else None}


def reasons_of(rows: Rows) -> Reasons:
    return {key: (row.reason_th, row.reason_en) for key, row in rows.items()}


def replaced(before: Reasons, rows: Rows) -> dict[str, list[str]]:
    """Those reasons that are told in other words now, as they were."""
    after = reasons_of(rows)
    return {str(key): list(said) for key, said in before.items() if after.get(key, said) != said}


def put_back(plan: Plan, rows: Rows, person_id: int, former: dict[str, Any]) -> None:
    """Nothing for a change made before this was kept."""
    if not former:
        return
    plan.status = SolveStatus(former["status"])
    if person_id in rows:
        rows[person_id].table_number = former["table"]
    for key, (thai, english) in former.get("reasons", {}).items():
        row = rows.get(int(key))
        if row is not None:
            row.reason_th, row.reason_en = thai, english

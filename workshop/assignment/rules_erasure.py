"""What is forgotten of people whose details are erased: pairs, and conflicts that name them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import SeatPair, SolveRun

MOST_AT_ONCE = 500


def forget(session: Session, workshop_id: int, people: Sequence[int]) -> None:
    """Removes every pair with one of them, and from runs without a split whom these named."""
    for start in range(0, len(people), MOST_AT_ONCE):
        ids = people[start : start + MOST_AT_ONCE]
        session.execute(
            sa.delete(SeatPair).where(
                SeatPair.workshop_id == workshop_id,
                sa.or_(SeatPair.first_id.in_(ids), SeatPair.second_id.in_(ids)),
            )
        )
    runs = session.scalars(sa.select(SolveRun).where(SolveRun.workshop_id == workshop_id))
    for run in runs:
        if run.outcome.get("conflicts"):
            run.outcome = {**run.outcome, "conflicts": []}
    session.flush()

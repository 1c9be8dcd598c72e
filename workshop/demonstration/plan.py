"""Seats the demonstration's people: the proven best split, published the day before."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import publishing_service, service
from workshop.demonstration import data
from workshop.demonstration.setup import Stage
from workshop.models import FocusGroup, Placement, Plan
from workshop.planning.editing import By
from workshop.registration.letters import Letters

SOLVED_AT = dt.time(15, 40)  # on the day before the workshop
PUBLISHED_AT = dt.time(16, 0)


def publish(session: Session, stage: Stage, letters: Letters) -> dict[int, str]:
    """Solves, publishes and tells everybody; gives each person's group code by id."""
    workshop = stage.workshop
    organiser = data.workshop()["staff"][0]["email"]
    before = workshop.date - dt.timedelta(days=1)
    solved = service.assign(
        session, workshop, seed=0, now=stage.moment(before, SOLVED_AT), actor=organiser
    )
    publishing_service.publish(
        session, workshop, plan_id=solved.id, version=solved.version,
        effective_on=workshop.date, note="", letters=letters,
        by=By(organiser, stage.moment(before, PUBLISHED_AT)),
    )  # fmt: skip
    return _seated(session, solved)


def _seated(session: Session, plan: Plan) -> dict[int, str]:
    rows = session.execute(
        sa.select(Placement.person_id, FocusGroup.code)
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .where(Placement.plan_id == plan.id)
    )
    return {row.person_id: row.code for row in rows}

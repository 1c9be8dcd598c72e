"""Seats the demonstration's people: the proven best split with its tables, published before."""

import datetime as dt
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import publishing_service, service, tables_service
from workshop.assignment.tables_reading import sizes_for
from workshop.demonstration import data
from workshop.demonstration.setup import Stage
from workshop.domain.assignment.problem import Effort
from workshop.domain.assignment.tables_search import deal_tables
from workshop.models import FocusGroup, Placement, Plan
from workshop.planning.editing import By
from workshop.registration.letters import Letters

SOLVED_AT = dt.time(15, 40)  # on the day before the workshop
DEALT_AT = dt.time(15, 50)
PUBLISHED_AT = dt.time(16, 0)
ROUNDS = {"policy": 1, "partner": 1, "user": 2}
"""Of tables, by group; six to ten people sit together."""


def publish(session: Session, stage: Stage, letters: Letters) -> dict[int, str]:
    """Solves, publishes and tells everybody; gives each person's group code by id."""
    workshop = stage.workshop
    organiser = data.workshop()["staff"][0]["email"]
    before = workshop.date - dt.timedelta(days=1)
    solved = service.assign(
        session, workshop, seed=0, now=stage.moment(before, SOLVED_AT), actor=organiser
    )
    _deal(session, stage, solved, By(organiser, stage.moment(before, DEALT_AT)))
    publishing_service.publish(
        session, workshop, plan_id=solved.id, version=solved.version,
        effective_on=workshop.date, note="", letters=letters,
        by=By(organiser, stage.moment(before, PUBLISHED_AT)),
    )  # fmt: skip
    return _seated(session, solved)


def _deal(session: Session, stage: Stage, plan: Plan, by: By) -> None:
    """Quickly: a fifth of a second for each group, and the same every time."""
    sizes = Counter(_seated(session, plan).values())
    for group, rounds in ROUNDS.items():
        count = sizes_for(sizes[group]).proposed
        task = tables_service.prepare(
            session, stage.workshop, plan_id=plan.id, version=plan.version, group=group,
            count=count, rounds=rounds,
        )  # fmt: skip
        dealt = deal_tables(task.problem, effort=Effort.QUICK)
        tables_service.keep(session, stage.workshop, task, dealt, by=by)


def _seated(session: Session, plan: Plan) -> dict[int, str]:
    rows = session.execute(
        sa.select(Placement.person_id, FocusGroup.code)
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .where(Placement.plan_id == plan.id)
    )
    return {row.person_id: row.code for row in rows}

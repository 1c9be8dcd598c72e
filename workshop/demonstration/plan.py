"""Seats the demonstration's people in groups and publishes the plan."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.demonstration.setup import Stage
from workshop.domain.terms import PlanState, SolveStatus
from workshop.models import AgencyRole, AgencyRoleLink, Person, Placement, Plan

PUBLISHED_AT = dt.time(16, 0)  # on the day before the workshop


def publish(session: Session, stage: Stage, people: list[Person]) -> dict[int, str]:
    """Publishes a plan that seats everybody; gives each person's group code by id."""
    own = {"workshop_id": stage.workshop.id}
    moment = stage.moment(stage.workshop.date - dt.timedelta(days=1), PUBLISHED_AT)
    plan = Plan(
        **own, number=1, state=PlanState.PUBLISHED, status=SolveStatus.FEASIBLE,
        effective_on=stage.workshop.date, created_at=moment, published_at=moment,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    roles: dict[int, list[str]] = {}
    for agency_id, code in session.execute(
        sa.select(AgencyRoleLink.agency_id, AgencyRole.code)
        .join(AgencyRole, AgencyRole.id == AgencyRoleLink.role_id)
        .where(AgencyRole.workshop_id == stage.workshop.id)
        .order_by(AgencyRole.position)
    ):
        roles.setdefault(agency_id, []).append(code)
    seated: dict[int, str] = {}
    for person in people:
        codes = roles[person.agency_id or 0]
        seated[person.id] = min(codes, key=list(seated.values()).count)
        session.add(
            Placement(
                **own, plan_id=plan.id, person_id=person.id,
                group_id=stage.groups[seated[person.id]].id,
            )
        )  # fmt: skip
    session.flush()
    return seated

"""Seats the demonstration's people: the proven best split, published the day before."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.demonstration.setup import Stage
from workshop.domain.assignment import problem as seating
from workshop.domain.assignment.problem import Attribute, Problem, Result
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import PlanState
from workshop.models import Agency, AgencyRole, AgencyRoleLink, GroupRole, Person, Placement, Plan

PUBLISHED_AT = dt.time(16, 0)  # on the day before the workshop
ATTRIBUTES = (Attribute("ministry"), Attribute("seniority"))


def publish(session: Session, stage: Stage, people: list[Person]) -> dict[int, str]:
    """Publishes the plan that seats everybody best; gives each person's group code by id."""
    result = solve(_problem(session, stage, people))
    if result.assignment is None or result.score is None:
        raise RuntimeError("the demonstration's people do not fit its groups")
    own = {"workshop_id": stage.workshop.id}
    moment = stage.moment(stage.workshop.date - dt.timedelta(days=1), PUBLISHED_AT)
    plan = Plan(
        **own, number=1, state=PlanState.PUBLISHED, status=result.status,
        effective_on=stage.workshop.date, created_at=moment, published_at=moment,
        result={
            "score": result.score.as_dict(), "bound": dict(result.bound),
            "proven": list(result.proven),
        },
    )  # fmt: skip
    session.add(plan)
    session.flush()
    session.add_all(_placements(stage, plan, result))
    session.flush()
    return {int(person): group for person, group in result.assignment.items()}


def _placements(stage: Stage, plan: Plan, result: Result) -> list[Placement]:
    seated = result.assignment or {}
    return [
        Placement(
            workshop_id=stage.workshop.id, plan_id=plan.id, person_id=int(reason.person),
            group_id=stage.groups[seated[reason.person]].id,
            reason_th=reason.th, reason_en=reason.en,
        )
        for reason in result.reasons
    ]  # fmt: skip


def _problem(session: Session, stage: Stage, people: list[Person]) -> Problem:
    groups = _groups_by_agency(session, stage)
    ministries = dict(
        session.execute(
            sa.select(Agency.id, Agency.ministry_th).filter_by(workshop_id=stage.workshop.id)
        ).all()
    )
    return Problem(
        persons=tuple(
            seating.Person(
                id=str(person.id), choices=(groups[person.agency_id or 0],),
                organisation=person.agency_name,
                traits=(ministries[person.agency_id or 0], person.seniority.value),
            )
            for person in people
        ),
        groups=tuple(
            seating.Group(group.code, group.seats_min, group.seats_max, group.short_name_th,
                          group.short_name_en)
            for group in stage.groups.values()
        ),
        attributes=ATTRIBUTES,
    )  # fmt: skip


def _groups_by_agency(session: Session, stage: Stage) -> dict[int, tuple[str, ...]]:
    """The codes of the groups that take an agency's roles, by agency id."""
    codes = {group.id: code for code, group in stage.groups.items()}
    rows = session.execute(
        sa.select(AgencyRoleLink.agency_id, GroupRole.group_id)
        .join(GroupRole, GroupRole.role_id == AgencyRoleLink.role_id)
        .join(AgencyRole, AgencyRole.id == AgencyRoleLink.role_id)
        .where(AgencyRoleLink.workshop_id == stage.workshop.id)
        .order_by(AgencyRole.position)
    )
    found: dict[int, tuple[str, ...]] = {}
    for agency_id, group_id in rows:
        found[agency_id] = (*found.get(agency_id, ()), codes[group_id])
    return found

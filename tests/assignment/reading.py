"""What tests of the board read from the database and its pages, and send to it."""

import re

import sqlalchemy as sa

from tests import factories
from workshop.models import Placement, Plan, SeatPair


def fresh(session):
    """What is stored now, not when the session first looked."""
    session.rollback()
    session.expire_all()


def plan_of(session, stage):
    fresh(session)
    return session.scalars(
        sa.select(Plan).where(Plan.workshop_id == stage.workshop.id).order_by(Plan.number.desc())
    ).first()


def seats(session, plan):
    fresh(session)
    rows = session.scalars(sa.select(Placement).where(Placement.plan_id == plan.id))
    return {row.person_id: row for row in rows}


def seen(plan):
    return {"plan": plan.id, "version": plan.version}


def ticked(organiser, stage):
    """What the page to publish sends once the broken rules that it names are confirmed."""
    page = organiser.get(f"{stage.board}/publish").text
    named = re.search(r'name="not_kept"[^>]*value="([0-9a-f]+)"', page)
    return {"not_kept": named[1], "knowingly": "y"} if named else {}


def figures(page):
    return dict(re.findall(r"<dt>(.*?)</dt><dd><b>(.*?)</b>", page))


def make_pair(session, one, other, kind):
    first, second = sorted((one.id, other.id))
    session.add(SeatPair(
        workshop_id=one.workshop_id, first_id=first, second_id=second, kind=kind,
        said_by="orn@example.go.th", said_at=factories.MOMENT,
    ))  # fmt: skip
    session.commit()


def flexible(session, stage, plan):
    """Somebody whom both groups take, with the group they are not in."""
    rows = seats(session, plan)
    person = stage.people[4]
    here = rows[person.id].group_id
    there = next(group for group in stage.groups.values() if group.id != here)
    return person, there

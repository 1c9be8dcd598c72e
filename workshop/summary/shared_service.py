"""What the desks of all groups share: every group's shown comments, for the shares of themes."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import FocusGroup, Workshop
from workshop.summary import service
from workshop.summary.disclosed import Disclosed, disclose
from workshop.summary.released import cells
from workshop.summary.service import Desk, k_of
from workshop.summary.standing import standings
from workshop.summary.strands import strands


@dataclass(frozen=True, slots=True)
class AllGroups:
    """The groups of a workshop by letter, and what may be shown of all their answers."""

    groups: Sequence[FocusGroup]
    disclosed: Disclosed


def all_groups(session: Session, workshop: Workshop) -> AllGroups:
    """At most four queries, whatever the number of answers."""
    groups = session.scalars(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop.id)
        .order_by(*FocusGroup.by_letter())
    ).all()
    places = standings(session, workshop_id=workshop.id)
    asked = strands(session, {place.form_id for place in places})
    found = cells(session, workshop_id=workshop.id, standings=places, strands=asked)
    return AllGroups(groups, disclose(found, asked, k=k_of(workshop)))


def desk(session: Session, workshop: Workshop, group: FocusGroup) -> Desk:
    """The tabs and the room of one group."""
    return service.desk(session, workshop_id=workshop.id, group_id=group.id)

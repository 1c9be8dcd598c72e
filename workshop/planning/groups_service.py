"""Focus groups and the agency roles they take."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.group_letters import LETTERS
from workshop.domain.terms import PersonStatus, PlanState
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _l
from workshop.models import (
    AgencyRole,
    FocusGroup,
    GroupRole,
    Membership,
    Person,
    Placement,
    Plan,
    Question,
    Response,
    Statement,
    Workshop,
)
from workshop.planning import editing
from workshop.planning.editing import By
from workshop.registration.letters import Letters, Reach

NAMES = (
    "name_th", "name_en", "short_name_th", "short_name_en", "code", "room_th", "room_en", "floor",
    "seats_min", "seats_max",
)  # fmt: skip
PLACE = ("room_th", "room_en", "floor")
IN_USE = (
    (Placement, _l("People are placed in this group. Move them on the board first.")),
    (Response, _l("People of this group have answered. The group has to stay.")),
    (Membership, _l("The team has somebody for this group. Remove them from the team first.")),
    (Statement, _l("A statement was proposed in this group. Delete that statement first.")),
    (Question, _l("A question is put to this group only. Delete or change the question first.")),
)


def groups(session: Session, workshop: Workshop) -> list[FocusGroup]:
    """By letter."""
    return list(
        session.scalars(
            sa.select(FocusGroup)
            .where(FocusGroup.workshop_id == workshop.id)
            .order_by(*FocusGroup.by_letter())
        )
    )


def group(session: Session, workshop: Workshop, number: int) -> FocusGroup:
    return editing.find(session, FocusGroup, workshop, number)


def roles(session: Session, workshop: Workshop) -> list[AgencyRole]:
    """The workshop's agency roles in their order."""
    return list(
        session.scalars(
            sa.select(AgencyRole)
            .where(AgencyRole.workshop_id == workshop.id)
            .order_by(AgencyRole.position, AgencyRole.id)
        )
    )


def roles_by_group(session: Session, workshop: Workshop) -> dict[int, list[AgencyRole]]:
    """By group id, the roles the group takes."""
    found: dict[int, list[AgencyRole]] = {}
    rows = session.execute(
        sa.select(GroupRole.group_id, AgencyRole)
        .join(AgencyRole, AgencyRole.id == GroupRole.role_id)
        .where(GroupRole.workshop_id == workshop.id)
        .order_by(AgencyRole.position, AgencyRole.id)
    )
    for group_id, role in rows:
        found.setdefault(group_id, []).append(role)
    return found


def values(session: Session, row: FocusGroup) -> dict[str, Any]:
    taken = session.scalars(
        sa.select(GroupRole.role_id).where(GroupRole.group_id == row.id).order_by(GroupRole.role_id)
    )
    return {**editing.read(row, *NAMES), "roles": list(taken)}


def next_letter(session: Session, workshop: Workshop) -> str:
    """The first letter no group has; raises ConflictError when all are taken."""
    taken = {row.letter for row in groups(session, workshop)}
    free = next((letter for letter in LETTERS if letter not in taken), None)
    if free is None:
        raise ConflictError(
            _l("A workshop has at most %(num)s groups. Delete one first.", num=len(LETTERS))
        )
    return free


def add(session: Session, workshop: Workshop, new: Mapping[str, Any], *, by: By) -> None:
    """The new group gets the next free letter."""
    editing.hold(session, workshop)
    _check_code(session, workshop, new["code"], None)
    row = FocusGroup(
        workshop_id=workshop.id, letter=next_letter(session, workshop),
        **{name: new[name] for name in NAMES},
    )  # fmt: skip
    session.add(row)
    session.flush()
    _set_roles(session, row, new["roles"])
    by.record(session, workshop, "group.added", _subject(row))


def change(
    session: Session, workshop: Workshop, number: int, new: Mapping[str, Any], *,
    version: int | None, letters: Letters, by: By,
) -> Reach:  # fmt: skip
    """Store a change; gives who is told by mail that they meet in another room.

    Raises ChangedMeanwhileError when somebody stored a change after `version`.
    """
    editing.hold(session, workshop)
    row = group(session, workshop, number)
    editing.seen(version, row.version, values(session, row))
    _check_code(session, workshop, new["code"], row.id)
    former = editing.read(row, *PLACE)
    editing.fill(row, {name: new[name] for name in NAMES})
    _set_roles(session, row, new["roles"])
    row.version += 1
    by.record(session, workshop, "group.changed", _subject(row))
    if editing.read(row, *PLACE) == former or not (row.room_th or row.room_en):
        return Reach()
    return letters.room_changed(session, workshop, _placed_in(session, row), row, now=by.now)


def _placed_in(session: Session, row: FocusGroup) -> Sequence[Person]:
    """Who sits in the group as published, so that they were told a room."""
    return session.scalars(
        sa.select(Person)
        .join(Placement, Placement.person_id == Person.id)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(
            Plan.workshop_id == row.workshop_id,
            Plan.state == PlanState.PUBLISHED,
            Placement.group_id == row.id,
            Person.status == PersonStatus.CONFIRMED,
        )
        .order_by(Person.id)
    ).all()


def delete(
    session: Session, workshop: Workshop, number: int, *, version: int | None, by: By
) -> None:
    """Raises ConflictError while people, answers, team or questions belong to it."""
    editing.hold(session, workshop)
    row = group(session, workshop, number)
    editing.seen(version, row.version, values(session, row))
    for model, sentence in IN_USE:
        columns = model.__table__.columns
        if session.scalar(sa.select(sa.exists().where(columns["group_id"] == row.id))):
            raise ConflictError(sentence)
    session.delete(row)
    by.record(session, workshop, "group.deleted", _subject(row))


def _check_code(session: Session, workshop: Workshop, code: str, own: int | None) -> None:
    if any(row.code == code and row.id != own for row in groups(session, workshop)):
        raise WorkshopError(
            _l("Another group has this code. Choose a different one."), field="code"
        )


def _set_roles(session: Session, row: FocusGroup, wanted: list[int]) -> None:
    session.execute(sa.delete(GroupRole).where(GroupRole.group_id == row.id))
    session.add_all(
        GroupRole(workshop_id=row.workshop_id, group_id=row.id, role_id=role_id)
        for role_id in wanted
    )


def _subject(row: FocusGroup) -> str:
    return f"{row.letter} {row.code}"

"""Attributes of people as organisers name, order and delete them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.domain.intake.attributes import key_of
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.models import Attribute, AttributeValue, Workshop
from workshop.planning import editing
from workshop.planning.editing import By

NAMES = ("name_th", "name_en", "position")
TAKEN = _l("Another attribute has this name. Choose a different one.")
NO_WORD = _l("Enter a name with letters or digits.")


@dataclass(frozen=True)
class Listed:
    """An attribute and of how many people it is known."""

    attribute: Attribute
    people: int


def listing(session: Session, workshop: Workshop) -> list[Listed]:
    counted = session.execute(
        sa.select(AttributeValue.attribute_id, sa.func.count())
        .where(AttributeValue.workshop_id == workshop.id)
        .group_by(AttributeValue.attribute_id)
    )
    people = dict(counted.all())
    rows = attributes.defined(session, workshop.id)
    return [Listed(row, people.get(row.id, 0)) for row in rows]


def find(session: Session, workshop: Workshop, number: int) -> Attribute:
    return editing.find(session, Attribute, workshop, number)


def values(row: Attribute) -> dict[str, Any]:
    return editing.read(row, *NAMES)


def add(session: Session, workshop: Workshop, new: Mapping[str, Any], *, by: By) -> None:
    """Raises WorkshopError when there are too many, or another goes by this name."""
    editing.hold(session, workshop)
    _check_names(session, workshop, new, None)
    row = attributes.make(session, workshop, new["name_th"] or new["name_en"])
    editing.fill(row, new)
    by.record(session, workshop, "attribute.added", _name(row))


def change(
    session: Session, workshop: Workshop, number: int, new: Mapping[str, Any], *,
    version: int | None, by: By,
) -> None:  # fmt: skip
    """Raises ChangedMeanwhileError when it is not what was looked at.

    The heading it was first known by stays its own, so that older lists are read as before.
    """
    editing.hold(session, workshop)
    row = find(session, workshop, number)
    editing.seen(version, row.version, values(row))
    _check_names(session, workshop, new, row.id)
    editing.fill(row, new)
    row.version += 1
    by.record(session, workshop, "attribute.changed", _name(row))


def delete(
    session: Session, workshop: Workshop, number: int, *, version: int | None, by: By
) -> None:
    """With everything that is known of people in it."""
    editing.hold(session, workshop)
    row = find(session, workshop, number)
    editing.seen(version, row.version, values(row))
    name = _name(row)
    session.delete(row)
    by.record(session, workshop, "attribute.deleted", name)


def _check_names(
    session: Session, workshop: Workshop, new: Mapping[str, Any], own: int | None
) -> None:
    known = attributes.numbers(session, workshop.id)
    for field in ("name_th", "name_en"):
        key = key_of(new[field])
        if new[field] and not key:
            raise WorkshopError(NO_WORD, field=field)
        if known.get(key, own) != own:
            raise WorkshopError(TAKEN, field=field)


def _name(row: Attribute) -> str:
    return row.name_th or row.name_en

"""What columns hold under certain headings: said once by an organiser, remembered, offered."""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.intake.columns import Column
from workshop.domain.intake.layout import Block
from workshop.domain.terms import Role
from workshop.models import ListLayout, Membership, Workshop

Kept = Mapping[str, Mapping[str, str]]
"""As stored: signature, place as text, name of the column or nothing."""

KNOWN = frozenset(column.value for column in Column)
PEOPLE = "people"
MOST = 200
"""Layouts a workshop remembers; the oldest are forgotten first."""


@dataclass(frozen=True)
class Offer:
    """What was said of these headings in another workshop of the same organiser."""

    signature: str
    workshop: Workshop
    columns: dict[int, Column | None]


def as_said(kept: Mapping[str, Any]) -> dict[str, dict[int, Column | None]]:
    """What is stored, as it is used; what nobody knows any more is left out."""
    return {
        signature: {
            int(place): Column(value) if value else None
            for place, value in places.items()
            if place.isdecimal() and (not value or value in KNOWN)
        }
        for signature, places in kept.items()
    }


def as_kept(said: Mapping[str, Mapping[int, Column | None]]) -> dict[str, dict[str, str]]:
    return {
        signature: {str(place): column.value if column else "" for place, column in places.items()}
        for signature, places in said.items()
    }


def stored_under(kind: str, signature: str) -> str:
    """What is said of headings in lists of one kind says nothing about those of another."""
    if kind == PEOPLE:
        return signature
    return hashlib.sha256(f"{kind} {signature}".encode()).hexdigest()


def remembered(
    session: Session, workshop: Workshop, kind: str, signatures: Collection[str]
) -> dict[str, dict[int, Column | None]]:
    """What was said in this workshop of headings like these."""
    asked = {stored_under(kind, signature): signature for signature in signatures}
    rows = session.execute(
        sa.select(ListLayout.signature, ListLayout.columns).where(
            ListLayout.workshop_id == workshop.id, ListLayout.signature.in_(asked)
        )
    )
    return as_said({asked[row.signature]: row.columns for row in rows})


def remember(
    session: Session, workshop: Workshop, kind: str, said: Mapping[str, Any], *, now: dt.datetime
) -> None:
    """The newest word on each of these headings counts from now on."""
    kept = {stored_under(kind, signature): columns for signature, columns in said.items()}
    known = {
        layout.signature: layout
        for layout in session.scalars(
            sa.select(ListLayout)
            .where(ListLayout.workshop_id == workshop.id)
            .order_by(ListLayout.stored_at, ListLayout.id)
        )
    }
    for signature, columns in kept.items():
        if signature in known:
            known[signature].columns, known[signature].stored_at = columns, now
        else:
            made = ListLayout(
                workshop_id=workshop.id, signature=signature, columns=columns, stored_at=now
            )
            session.add(made)
            known[signature] = made
    for layout in list(known.values())[: max(0, len(known) - MOST)]:
        if layout.signature not in kept:
            session.delete(layout)
    session.flush()


def offers(
    session: Session, workshop: Workshop, kind: str, blocks: Collection[Block], *, account_id: int
) -> list[Offer]:
    """For headings nobody corrected here: what this organiser said elsewhere, where it differs."""
    open_blocks = {
        stored_under(kind, block.signature): block for block in blocks if not block.corrected
    }
    rows = session.execute(
        sa.select(ListLayout, Workshop)
        .join(Workshop, Workshop.id == ListLayout.workshop_id)
        .where(
            ListLayout.signature.in_(open_blocks),
            ListLayout.workshop_id != workshop.id,
            sa.exists().where(
                Membership.workshop_id == ListLayout.workshop_id,
                Membership.account_id == account_id,
                Membership.role == Role.ORGANISER,
            ),
        )
        .order_by(ListLayout.stored_at.desc(), ListLayout.id.desc())
    )
    found: dict[str, Offer] = {}
    for layout, other in rows:
        block = open_blocks[layout.signature]
        said = as_said({block.signature: layout.columns})[block.signature]
        guessed = {guess.place: guess.meant for guess in block.guesses}
        if {**guessed, **said} != guessed:
            found.setdefault(block.signature, Offer(block.signature, other, said))
    return list(found.values())

"""Who is printed, and what a page says of each of them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.documents.options import Options
from workshop.domain.figures.marks import colour, mark
from workshop.domain.names import in_thai_order
from workshop.domain.terms import PersonStatus, PlanState
from workshop.i18n import _, plain
from workshop.keys import Keys
from workshop.links import personal_link
from workshop.models import FocusGroup, Person, Placement, Plan, TableSeat, Workshop
from workshop.people import listing
from workshop.people.listing import Row
from workshop.people.wording import name_parts
from workshop.registration.letters import spaced_code, spoken
from workshop.settings import Settings


@dataclass(frozen=True)
class Standing:
    """How far a workshop is, as far as printing goes; counts are people with a seat."""

    people: int
    arrived: int
    placed: bool
    groups: int


def standing(session: Session, workshop: Workshop) -> Standing:
    seated = sa.and_(Person.workshop_id == workshop.id, Person.status == PersonStatus.CONFIRMED)
    people, arrived = session.execute(
        sa.select(sa.func.count(Person.id), sa.func.count(Person.checked_in_at)).where(seated)
    ).one()
    return Standing(
        people, arrived, is_published(session, workshop), len(listing.groups(session, workshop))
    )


def is_published(session: Session, workshop: Workshop) -> bool:
    """Whether people have their groups."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED
                )
            )
        )
    )


def seated(session: Session, workshop: Workshop, options: Options) -> list[Row]:
    """People with a seat that were asked for, in Thai order of their names."""
    conditions = [Person.workshop_id == workshop.id, Person.status == PersonStatus.CONFIRMED]
    if options.person:
        conditions.append(Person.id == options.person)
    found = session.execute(
        sa.select(Person.id, Person.first_name, Person.last_name)
        .where(*conditions)
        .order_by(Person.id)
    ).all()
    ids = [row[0] for row in in_thai_order(found, lambda row: f"{row[1]} {row[2]}")]
    rows = listing.rows(session, workshop, ids)
    if options.group:
        return [row for row in rows if row.group and row.group.code == options.group]
    return rows


def tables(session: Session, workshop: Workshop) -> dict[int, list[int]]:
    """Everybody's tables by the published plan, round by round, by the person's id."""
    published = sa.and_(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    first = session.execute(
        sa.select(Placement.person_id, Placement.table_number)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(published)
    )
    found = {person: [table] for person, table in first if table is not None}
    later = session.execute(
        sa.select(TableSeat.person_id, TableSeat.table_number)
        .join(Plan, Plan.id == TableSeat.plan_id)
        .where(published)
        .order_by(TableSeat.person_id, TableSeat.round)
    )
    for person, table in later:
        found[person].append(table)
    return found


def reasons(session: Session, workshop: Workshop) -> dict[int, str]:
    """Why everybody sits where they sit by the published plan, by the person's id."""
    found = session.scalars(
        sa.select(Placement)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    )
    return {row.person_id: plain(row, "reason") for row in found}


def card(row: Row, options: Options) -> dict[str, Any]:
    """What a page of somebody's own says, in their language or the one asked for."""
    lang = options.language_for(row.person.language)
    with spoken(lang):
        return {"lang": lang, **entry(row)}


def entry(row: Row) -> dict[str, Any]:
    """A person in the language spoken now."""
    first, last = name_parts(row.person)
    given = row.person.first_name
    return {
        "first": first,
        "last": last,
        "prefix": first.removesuffix(given).strip(),
        "given": given,
        "position": row.person.position,
        "agency": plain(row.agency, "name") if row.agency else row.person.agency_name,
        "code": spaced_code(row.person),
        "group": group(row.group) if row.group else None,
        "table": str(row.table) if row.table else "",
        "no_photos": row.photos is False,
    }


def group(row: FocusGroup) -> dict[str, Any]:
    """A group in the language spoken now; `place` is its room and floor in one line."""
    floor = _("floor %(floor)s", floor=row.floor) if row.floor else ""
    return {
        "letter": row.letter,
        "name": plain(row, "name"),
        "short": plain(row, "short_name") or plain(row, "name"),
        "label": _("Group %(letter)s", letter=row.letter),
        "place": " · ".join(part for part in (plain(row, "room"), floor) if part),
        **sign(row.letter),
    }


@lru_cache(maxsize=26)
def sign(letter: str) -> dict[str, str]:
    """A group's colour and mark: on white, and turned round for the group's own ground."""
    tone = colour(letter)
    drawn = mark(letter, standalone=True)
    turned = drawn.replace(tone, "none-yet").replace("#FFFFFF", tone).replace("none-yet", "#FFFFFF")
    return {"colour": tone, "mark": drawn, "mark_on": turned}


def link(settings: Settings, keys: Keys, person: Person) -> str:
    """The personal link of today's version; empty where none may be printed."""
    return personal_link(settings, keys, person) or ""

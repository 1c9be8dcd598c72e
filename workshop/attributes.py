"""What is known of people beyond the usual columns, such as their region: read, stored, offered.

An attribute is made by an import that keeps a column, or by hand. Whoever changes values raises the
person's version, and holds the workshop's seats (`seats.lock`) when many are changed at once.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.intake.attributes import MOST, Kept, key_of, name_of
from workshop.domain.names import fold, in_thai_order
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.models import Attribute, AttributeValue, Person, Workshop

CHUNK = 500
"""Values in one IN list; SQLite takes some thousands."""
MOST_OFFERED = 100
"""Values that are offered for typing."""
TOO_MANY = _l(
    "At most %(most)s columns can be kept beside people. Leave some out, or delete attributes that"
    " are not needed.",
    most=MOST,
)

UNKNOWN = "-"
"""Stands in an address for a value that nobody knows."""

Values = Mapping[int, str]
"""By the attribute's id."""


@dataclass(frozen=True)
class Offered:
    """What people have in one attribute: the most frequent values as in a Thai dictionary, how many
    different ones there are, and of how many people it is known."""

    values: list[str] = field(default_factory=list)
    number: int = 0
    people: int = 0


def defined(session: Session, workshop_id: int) -> list[Attribute]:
    """The workshop's attributes in the order an organiser gave them."""
    query = sa.select(Attribute).where(Attribute.workshop_id == workshop_id)
    return list(session.scalars(query.order_by(Attribute.position, Attribute.id)))


def headings(row: Attribute) -> list[str]:
    """Every heading under which a list may hold it, as compared: its own, and its names."""
    named = [key_of(name) for name in (row.name_th, row.name_en) if name]
    return list(dict.fromkeys((row.heading_key, *filter(None, named))))


def numbers(session: Session, workshop_id: int) -> dict[str, int]:
    """Attributes by the headings of columns that are theirs, as compared."""
    rows = defined(session, workshop_id)
    found: dict[str, int] = {}
    for row in rows:
        for key in headings(row):
            found.setdefault(key, row.id)
    return found | {row.heading_key: row.id for row in rows}


def of_person(session: Session, person: Person) -> dict[int, str]:
    """By attribute, what is known of somebody."""
    rows = session.execute(
        sa.select(AttributeValue.attribute_id, AttributeValue.value).where(
            AttributeValue.person_id == person.id
        )
    )
    return dict(rows.all())


def by_person(session: Session, workshop_id: int) -> dict[int, dict[int, str]]:
    """By person and attribute, everything that is known in a workshop."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for person_id, attribute_id, value in session.execute(
        sa.select(
            AttributeValue.person_id, AttributeValue.attribute_id, AttributeValue.value
        ).where(AttributeValue.workshop_id == workshop_id)
    ):
        found[person_id][attribute_id] = value
    return found


def offered(session: Session, workshop_id: int) -> dict[int, Offered]:
    """By attribute, what people have in it; spellings that differ in case or spaces are one."""
    number = sa.func.count()
    rows = session.execute(
        sa.select(AttributeValue.attribute_id, AttributeValue.value, number)
        .where(AttributeValue.workshop_id == workshop_id)
        .group_by(AttributeValue.attribute_id, AttributeValue.value)
        .order_by(number.desc(), AttributeValue.value)
    )
    words: dict[int, dict[str, str]] = defaultdict(dict)
    people: Counter[int] = Counter()
    for attribute_id, value, known in rows:
        words[attribute_id].setdefault(fold(value), value)
        people[attribute_id] += known
    return {
        key: Offered(
            in_thai_order(list(found.values())[:MOST_OFFERED], str), len(found), people[key]
        )
        for key, found in words.items()
    }


def choices(session: Session, workshop_id: int) -> list[tuple[Attribute, list[tuple[str, str]]]]:
    """Each attribute with what people have in it: how addresses call a value, and the value; it is
    "" for people of whom none is known."""
    known = offered(session, workshop_id)
    return [
        (one, [(f"{one.id}:{fold(value)}", value) for value in known[one.id].values]
         + [(f"{one.id}:{UNKNOWN}", "")])
        for one in defined(session, workshop_id) if one.id in known
    ]  # fmt: skip


def having(session: Session, workshop_id: int, key: str) -> sa.ColumnElement[bool]:
    """People with the value that addresses call so, however it is spelt; nobody for other keys."""
    number, _colon, wanted = key.partition(":")
    known = {str(one.id): one.id for one in defined(session, workshop_id)}
    if number not in known:
        return sa.false()
    is_here = AttributeValue.attribute_id == known[number]
    people = sa.select(AttributeValue.person_id).where(is_here)
    if wanted == UNKNOWN:
        return Person.id.not_in(people)
    values = session.scalars(sa.select(AttributeValue.value).where(is_here).distinct())
    spellings = [value for value in values if fold(value) == wanted]
    return Person.id.in_(people.where(AttributeValue.value.in_(spellings)))


def set_values(session: Session, person: Person, wanted: Values) -> None:
    """What is known of somebody in these attributes from now on; nothing where it is empty."""
    put(session, person.workshop_id, {person.id: wanted})


def put(session: Session, workshop_id: int, wanted: Mapping[int, Values]) -> None:
    """The same for many people."""
    old: dict[tuple[int, int], AttributeValue] = {}
    for people in _chunks(list(wanted)):
        rows = session.scalars(
            sa.select(AttributeValue).where(
                AttributeValue.workshop_id == workshop_id, AttributeValue.person_id.in_(people)
            )
        )
        old |= {(row.person_id, row.attribute_id): row for row in rows}
    made = []
    for person_id, values in wanted.items():
        for attribute_id, value in values.items():
            row = old.get((person_id, attribute_id))
            if row is not None and value:
                row.value = value
            elif row is not None:
                session.delete(row)
            elif value:
                made.append({
                    "workshop_id": workshop_id, "person_id": person_id,
                    "attribute_id": attribute_id, "value": value,
                })  # fmt: skip
    session.flush()
    if made:
        session.execute(sa.insert(AttributeValue), made)


def take_in(session: Session, workshop: Workshop, rows: Mapping[int, Kept]) -> None:
    """What a list says of these people; attributes it is the first to name are made.

    Raises WorkshopError, and stores nothing, where there would be too many.
    """
    known = numbers(session, workshop.id)
    told = {key_of(heading): heading for kept in rows.values() for heading, _value in kept}
    for key, heading in told.items():
        if key not in known:
            known[key] = make(session, workshop, heading).id
    put(session, workshop.id, {
        person_id: {known[key_of(heading)]: value for heading, value in kept}
        for person_id, kept in rows.items()
    })  # fmt: skip


def make(session: Session, workshop: Workshop, heading: str) -> Attribute:
    """A new attribute, last in order, that counts in no split yet; named as headed."""
    there = defined(session, workshop.id)
    if len(there) >= MOST:
        raise WorkshopError(TOO_MANY)
    name = name_of(heading)
    is_thai = any("\u0e00" <= letter <= "\u0e7f" for letter in name)
    row = Attribute(
        workshop_id=workshop.id, heading_key=key_of(heading),
        position=max((one.position for one in there), default=-1) + 1,
        name_th=name if is_thai else "", name_en="" if is_thai else name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def forget(session: Session, people: Collection[int]) -> None:
    """Nothing is known of these people any more."""
    for ids in _chunks(list(people)):
        session.execute(sa.delete(AttributeValue).where(AttributeValue.person_id.in_(ids)))


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))

"""Agencies as people typed them that are not in the list: collected, matched once for all."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.agencies import AgencyEntry, Directory, exact_key, loose_key
from workshop.domain.names import in_thai_order
from workshop.models import Agency, Workshop
from workshop.planning import agencies_service, agency_names_service, agency_references, editing
from workshop.planning.agency_references import NAME
from workshop.planning.editing import By
from workshop.registration import seats
from workshop.registration.details import is_thai

NEW = 0
"""In place of an agency's number: it is put into the list as it was typed."""


@dataclass
class Typed:
    """One name in all its spellings. `options` are agencies that may be meant, the nearest first.

    `ministry` is the one most of them named; `rows` counts people and invitees together.
    """

    key: str
    spellings: Counter[str] = field(default_factory=Counter)
    ministries: Counter[str] = field(default_factory=Counter)
    options: tuple[AgencyEntry, ...] = ()

    @property
    def name(self) -> str:
        """The spelling most of them used; of equally many the first one in order."""
        return min(self.spellings, key=lambda text: (-self.spellings[text], text))

    @property
    def ministry(self) -> str:
        found = [text for text, _count in self.ministries.most_common() if text]
        return found[0] if found else ""

    @property
    def rows(self) -> int:
        return self.spellings.total()


def collected(session: Session, workshop: Workshop) -> list[Typed]:
    """Every such name once, those most people typed first; spaces, dots and quotes are ignored."""
    found: dict[str, Typed] = {}
    for table, column in agency_references.belonging():
        rows = session.execute(
            sa.select(table.c[NAME], table.c.ministry, sa.func.count())
            .where(table.c.workshop_id == workshop.id, column.is_(None), table.c[NAME] != "")
            .group_by(table.c[NAME], table.c.ministry)
        )
        for name, ministry, count in rows:
            key = key_of(name)
            typed = found.setdefault(key, Typed(key))
            typed.spellings[name] += count
            typed.ministries[ministry] += count
    ordered = in_thai_order(found.values(), key=lambda one: one.name)
    return sorted(ordered, key=lambda one: -one.rows)


def key_of(name: str) -> str:
    """What the spellings of one name have in common."""
    return loose_key(name) or exact_key(name)


def count(session: Session, workshop: Workshop) -> int:
    """How many different names wait."""
    return len(collected(session, workshop))


def suggest(session: Session, workshop: Workshop, found: list[Typed]) -> None:
    """Fills in what each of these may mean."""
    directory = seats.directory(session, workshop.id)
    for typed in found:
        typed.options = options(directory, typed.name, typed.ministry)


def options(directory: Directory, name: str, ministry: str = "") -> tuple[AgencyEntry, ...]:
    """Agencies somebody may have meant: several that fit, else those spelled nearly so."""
    return directory.match(name, ministry).options or directory.close(name)


def match(
    session: Session, workshop: Workshop, decisions: Mapping[str, int], *, by: By
) -> tuple[int, int]:
    """Each name to an agency of the list, or NEW; gives how many names, people and invitees.

    Everybody who typed a name, in any of its spellings, belongs to the agency from now on; whoever
    types it later does so at once. A name that nobody is left with is passed over.
    """
    editing.hold(session, workshop)
    waiting = {typed.key: typed for typed in collected(session, workshop)}
    names, rows = 0, 0
    for key, number in decisions.items():
        if key not in waiting:
            continue
        typed = waiting[key]
        agency = _agency(session, workshop, typed, number)
        spellings = list(typed.spellings)
        taken = agency_references.take(session, agency, {
            table: sa.and_(column.is_(None), table.c[NAME].in_(spellings))
            for table, column in agency_references.belonging()
        })  # fmt: skip
        agency_names_service.remember(session, agency, spellings)
        named = agency.name_th or agency.name_en
        by.record(session, workshop, "agency.matched", f"{typed.name[:120]} → {named}: {taken}")
        names, rows = names + 1, rows + taken
    session.flush()
    return names, rows


def _agency(session: Session, workshop: Workshop, typed: Typed, number: int) -> Agency:
    if number != NEW:
        return agencies_service.agency(session, workshop, number)
    code = "th" if any(map(is_thai, typed.name)) else "en"
    values: dict[str, object] = defaultdict(str, {"abbreviations": [], "roles": []})
    values[f"name_{code}"], values[f"ministry_{code}"] = typed.name, typed.ministry
    agencies_service.check_name(session, workshop, values, None)
    return agencies_service.write_new(session, workshop, values)

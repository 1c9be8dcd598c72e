"""Agencies of a workshop and the roles they play."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.agencies import AgencyEntry, Directory
from workshop.domain.names import fold
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _, _l, other_text, plain
from workshop.models import (
    Agency,
    AgencyAlias,
    AgencyRole,
    AgencyRoleLink,
    GroupRole,
    Invitee,
    Person,
    PersonRole,
    Workshop,
)
from workshop.planning import agency_names_service, agency_references, editing
from workshop.planning.editing import By
from workshop.registration import seats

SIMILAR = _l(
    "The list has an agency of nearly this name. Open it, or say that this is another agency."
)
NAMES = ("name_th", "name_en", "abbreviations", "ministry_th", "ministry_en")
ROLE_NAMES = ("name_th", "name_en", "code", "position")


class SimilarNameError(ConflictError):
    """Agencies of the list may be the one that was to be added; whoever adds it is asked."""

    def __init__(self, entries: Sequence[AgencyEntry]) -> None:
        super().__init__(SIMILAR)
        self.entries = entries


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency as the list shows it; `people` counts who belongs to it."""

    agency: Agency
    roles: tuple[AgencyRole, ...]
    people: int


def listing(session: Session, workshop: Workshop, search: str = "") -> list[Listed]:
    """By Thai name; `search` must stand in a name, an abbreviation or a ministry."""
    agencies = session.scalars(
        sa.select(Agency)
        .where(Agency.workshop_id == workshop.id)
        .order_by(Agency.name_th, Agency.name_en, Agency.id)
    )
    taken = _roles_by_agency(session, workshop)
    people = dict(
        session.execute(
            sa.select(Person.agency_id, sa.func.count())
            .where(Person.workshop_id == workshop.id)
            .group_by(Person.agency_id)
        ).all()
    )
    aliases = _aliases_by_agency(session, workshop)
    wanted = fold(search[:200])
    return [
        Listed(agency, tuple(taken.get(agency.id, ())), people.get(agency.id, 0))
        for agency in agencies
        if wanted in _searchable(agency, aliases.get(agency.id, ()))
    ]


def _searchable(agency: Agency, aliases: Iterable[str]) -> str:
    return fold(
        " ".join(
            (agency.name_th, agency.name_en, *agency.abbreviations, agency.ministry_th,
             agency.ministry_en, *aliases)
        )
    )  # fmt: skip


def _aliases_by_agency(session: Session, workshop: Workshop) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(AgencyAlias.agency_id, AgencyAlias.name).where(
            AgencyAlias.workshop_id == workshop.id
        )
    )
    for agency_id, name in rows:
        found.setdefault(agency_id, []).append(name)
    return found


def _roles_by_agency(session: Session, workshop: Workshop) -> dict[int, list[AgencyRole]]:
    found: dict[int, list[AgencyRole]] = {}
    rows = session.execute(
        sa.select(AgencyRoleLink.agency_id, AgencyRole)
        .join(AgencyRole, AgencyRole.id == AgencyRoleLink.role_id)
        .where(AgencyRoleLink.workshop_id == workshop.id)
        .order_by(AgencyRole.position, AgencyRole.id)
    )
    for agency_id, role in rows:
        found.setdefault(agency_id, []).append(role)
    return found


def agency(session: Session, workshop: Workshop, number: int) -> Agency:
    return editing.find(session, Agency, workshop, number)


def names(session: Session, workshop: Workshop) -> dict[str, str]:
    """To choose from: every agency's name as the reader reads it, and its name in the other
    language or nothing."""
    rows = session.execute(
        sa.select(Agency.name_th, Agency.name_en).where(Agency.workshop_id == workshop.id)
    )
    return dict(sorted((plain(row, "name"), other_text(row, "name")) for row in rows))


def named(session: Session, workshop: Workshop, text: str) -> Agency:
    """The one agency somebody means by a name or an abbreviation; raises WorkshopError else."""
    entry = seats.directory(session, workshop.id).match(text).entry
    if entry is None:
        raise WorkshopError(
            _l("No agency of the list has exactly this name. Choose one from the list.")
        )
    return agency(session, workshop, entry.id)


def values(session: Session, row: Agency) -> dict[str, Any]:
    links = sa.select(AgencyRoleLink.role_id).where(AgencyRoleLink.agency_id == row.id)
    taken = session.scalars(links.order_by(AgencyRoleLink.role_id))
    aliases = agency_names_service.names_of(session, row)
    return {**editing.read(row, *NAMES), "aliases": aliases, "roles": list(taken)}


def add(
    session: Session, workshop: Workshop, new: Mapping[str, Any], *,
    others: Collection[int] = (), by: By,
) -> None:  # fmt: skip
    """People who typed its name and had no agency yet now belong to it.

    others: ids of agencies of which somebody said that this is none of them; SimilarNameError for
    any other whose name is close.
    """
    editing.hold(session, workshop)
    check_name(session, workshop, new, None)
    directory = seats.directory(session, workshop.id)
    agency_names_service.check(directory, new.get("aliases", ()), None)
    near = similar(directory, new["name_th"], new["name_en"])
    if any(entry.id not in others for entry in near):
        raise SimilarNameError(near)
    row = write_new(session, workshop, new)
    match_people(session, workshop)
    by.record(session, workshop, "agency.added", _subject(row))


def similar(directory: Directory, *names: str) -> list[AgencyEntry]:
    """Agencies of the list that may be meant by these names, each once."""
    found: dict[int, AgencyEntry] = {}
    for name in filter(None, names):
        match = directory.match(name)
        sure = (match.entry,) if match.entry else match.options
        found.update({entry.id: entry for entry in (*sure, *directory.close(name))})
    return list(found.values())


def write_new(session: Session, workshop: Workshop, new: Mapping[str, Any]) -> Agency:
    row = Agency(workshop_id=workshop.id, **{name: new[name] for name in NAMES})
    session.add(row)
    session.flush()
    set_roles(session, row, new["roles"])
    agency_names_service.remember(session, row, new.get("aliases", ()))
    return row


def change(
    session: Session, workshop: Workshop, number: int, new: Mapping[str, Any], *,
    version: int | None, by: By,
) -> None:  # fmt: skip
    """Raises ChangedMeanwhileError when somebody stored a change after `version`."""
    editing.hold(session, workshop)
    row = agency(session, workshop, number)
    editing.seen(version, row.version, values(session, row))
    check_name(session, workshop, new, row.id)
    directory = seats.directory(session, workshop.id)
    agency_names_service.check(directory, new["aliases"], row.id)
    editing.fill(row, {name: new[name] for name in NAMES})
    set_roles(session, row, new["roles"])
    agency_names_service.set_names(session, row, new["aliases"])
    row.version += 1
    match_people(session, workshop)
    by.record(session, workshop, "agency.changed", _subject(row))


def delete(
    session: Session, workshop: Workshop, number: int, *, version: int | None, by: By
) -> None:
    """Raises ConflictError while people or invitees belong to it."""
    editing.hold(session, workshop)
    row = agency(session, workshop, number)
    editing.seen(version, row.version, values(session, row))
    if any(agency_references.counts(session, row.id).values()):
        raise ConflictError(
            _l(
                "People or invitees belong to this agency. Merge it with another one, or give"
                " them another one first."
            )
        )
    session.delete(row)
    by.record(session, workshop, "agency.deleted", _subject(row))


def match_people(session: Session, workshop: Workshop) -> None:
    """Gives people and invitees without an agency the one of the list that was typed, if exactly
    one fits.
    """
    session.flush()
    unmatched = session.scalars(
        sa.select(Person).where(
            Person.workshop_id == workshop.id, Person.agency_id.is_(None), Person.agency_name != ""
        )
    ).all()
    seats.classify(session, workshop.id, unmatched)
    invited = session.scalars(
        sa.select(Invitee).where(
            Invitee.workshop_id == workshop.id,
            Invitee.agency_id.is_(None),
            Invitee.agency_name != "",
        )
    ).all()
    directory = seats.directory(session, workshop.id) if invited else None
    for one in invited:
        entry = directory.match(one.agency_name, one.ministry).entry if directory else None
        if entry:
            one.agency_id, one.agency_name = entry.id, entry.name
            one.ministry = entry.ministry or one.ministry
            one.version += 1


def set_roles(session: Session, row: Agency, wanted: Iterable[int]) -> None:
    session.execute(sa.delete(AgencyRoleLink).where(AgencyRoleLink.agency_id == row.id))
    session.add_all(
        AgencyRoleLink(workshop_id=row.workshop_id, agency_id=row.id, role_id=role_id)
        for role_id in wanted
    )


def check_name(
    session: Session, workshop: Workshop, new: Mapping[str, Any], own: int | None
) -> None:
    for name in ("name_th", "name_en"):
        column = Agency.__table__.columns[name]
        same = sa.select(Agency.id).where(
            Agency.workshop_id == workshop.id, column == new[name], Agency.id != (own or 0)
        )
        if new[name] and session.scalar(same.limit(1)):
            raise WorkshopError(_l("The list already has an agency of this name."), field=name)


def _subject(row: Agency) -> str:
    return row.name_th or row.name_en


def role(session: Session, workshop: Workshop, number: int) -> AgencyRole:
    return editing.find(session, AgencyRole, workshop, number)


def role_values(row: AgencyRole) -> dict[str, Any]:
    return editing.read(row, *ROLE_NAMES)


def role_version(row: AgencyRole) -> int:
    return editing.checksum(role_values(row))


def add_role(session: Session, workshop: Workshop, new: Mapping[str, Any], *, by: By) -> None:
    editing.hold(session, workshop)
    _check_role_code(session, workshop, new["code"], None)
    session.add(AgencyRole(workshop_id=workshop.id, **new))
    by.record(session, workshop, "agency_role.added", new["code"])


def change_role(
    session: Session, workshop: Workshop, number: int, new: Mapping[str, Any], *,
    version: int | None, by: By,
) -> None:  # fmt: skip
    """Raises ChangedMeanwhileError when it is not what was looked at."""
    editing.hold(session, workshop)
    row = role(session, workshop, number)
    editing.seen(version, role_version(row), role_values(row))
    _check_role_code(session, workshop, new["code"], row.id)
    editing.fill(row, new)
    by.record(session, workshop, "agency_role.changed", row.code)


def delete_role(
    session: Session, workshop: Workshop, number: int, *, version: int | None, by: By
) -> None:
    """Raises ConflictError while agencies, groups or people have it."""
    editing.hold(session, workshop)
    row = role(session, workshop, number)
    editing.seen(version, role_version(row), role_values(row))
    for model, sentence in (
        (AgencyRoleLink, _l("Agencies have this role. Take it from them first.")),
        (GroupRole, _l("A group takes people of this role. Change the group first.")),
        (PersonRole, _l("People ticked this role for their agency. It has to stay.")),
    ):
        columns = model.__table__.columns
        if session.scalar(sa.select(sa.exists().where(columns["role_id"] == row.id))):
            raise ConflictError(sentence)
    session.delete(row)
    by.record(session, workshop, "agency_role.deleted", row.code)


def _check_role_code(session: Session, workshop: Workshop, code: str, own: int | None) -> None:
    same = sa.select(AgencyRole.id).where(
        AgencyRole.workshop_id == workshop.id, AgencyRole.code == code, AgencyRole.id != (own or 0)
    )
    if session.scalar(same):
        raise WorkshopError(_("Another role has this code. Choose a different one."), field="code")

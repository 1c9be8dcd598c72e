"""The list of people as a table, for spreadsheets."""

from collections.abc import Sequence, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.domain.terms import PersonStatus
from workshop.i18n import _, moment, plain
from workshop.models import AgencyRole, AgencyRoleLink, PersonRole, Workshop
from workshop.people.listing import Filters, Row, everybody
from workshop.people.wording import SENIORITIES, STATUSES, telephone
from workshop.registration import invited
from workshop.sheets import Cell, Table, written


def people(
    session: Session,
    workshop: Workshop,
    filters: Filters,
    ending: str,
    *,
    among: Set[int] | None = None,
) -> bytes:
    """The people found, in the list's order, in the reader's language. ending: xlsx or csv.

    The headings are ones that an import of the same file understands.
    """
    headings = [
        _("Code"), _("Prefix"), _("First name"), _("Last name"), _("Position"), _("Seniority"),
        _("Agency"), _("Ministry"), _("Roles"), _("Group"), _("Room"), _("Table"), _("Status"),
        _("Arrived"), _("Phone"), _("Email address"), _("Food"), _("Access needs"), _("Language"),
        _("Registered"), _("Photographs"), _("Comes in place of"), _("Who came instead"),
    ]  # fmt: skip
    defined = attributes.defined(session, workshop.id)
    values = attributes.by_person(session, workshop.id) if defined else {}
    headings += [plain(one, "name") for one in defined]
    found = everybody(session, workshop, filters, among=among)
    roles = _roles(session, workshop)
    came_for = invited.came_for(session, [row.person.id for row in found])
    instead = invited.came_instead(session, [row.person.id for row in found])
    rows = [
        [
            *_cells(workshop, row, roles),
            _names(came_for[row.person.id]),
            ", ".join(instead[row.person.id]),
            *(values.get(row.person.id, {}).get(one.id, "") for one in defined),
        ]
        for row in found
    ]
    return written(Table(_("People"), headings, rows), ending)


def _cells(workshop: Workshop, row: Row, roles: dict[str, dict[int, list[str]]]) -> list[Cell]:
    person, agency = row.person, row.agency
    ticked = roles["person"].get(person.id) or roles["agency"].get(person.agency_id or 0, [])
    arrived = person.checked_in_at
    ministry = plain(agency, "ministry") if agency else ""
    return [
        person.short_code,
        person.prefix,
        person.first_name,
        person.last_name,
        person.position,
        str(SENIORITIES[person.seniority]),
        plain(agency, "name") if agency else person.agency_name,
        ministry or person.ministry,
        ", ".join(ticked),
        row.group.letter if row.group else "",
        plain(row.group, "room") if row.group else "",
        row.table,
        _("Details erased") if person.is_erased else standing(row),
        moment(arrived, workshop.timezone) if arrived else "",
        telephone(person.phone),
        person.email,
        person.dietary,
        person.access_needs,
        person.language,
        moment(person.registered_at, workshop.timezone),
        _photographs(row),
    ]


def _photographs(row: Row) -> str:
    if row.photos is None:
        return str(_("Not asked"))
    return str(_("Agreed") if row.photos else _("No photographs"))


def _names(absent: Sequence[invited.Absent]) -> str:
    return ", ".join(one.name for one in absent)


def standing(row: Row) -> str:
    """Has a seat, waits (and at which place), or has cancelled."""
    if row.person.status is PersonStatus.WAITLISTED and row.waiting:
        return str(_("Waiting list, place %(place)s", place=row.waiting))
    return str(STATUSES[row.person.status])


def _roles(session: Session, workshop: Workshop) -> dict[str, dict[int, list[str]]]:
    """Names of the roles people ticked, and of those of each agency, by number."""
    names = {
        role.id: plain(role, "name")
        for role in session.scalars(
            select(AgencyRole)
            .where(AgencyRole.workshop_id == workshop.id)
            .order_by(AgencyRole.position, AgencyRole.id)
        )
    }
    found: dict[str, dict[int, list[str]]] = {"person": {}, "agency": {}}
    for kind, column, table in (
        ("person", PersonRole.person_id, PersonRole),
        ("agency", AgencyRoleLink.agency_id, AgencyRoleLink),
    ):
        for number, role_id in session.execute(
            select(column, table.role_id).where(table.workshop_id == workshop.id)
        ):
            found[kind].setdefault(number, []).append(names[role_id])
    return found

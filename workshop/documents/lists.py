"""Lists of people: to sign, and for the doors."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from workshop.documents import people
from workshop.documents.options import Options
from workshop.domain.names import in_thai_order
from workshop.errors import WorkshopError
from workshop.i18n import _, _l, day, ngettext, plain
from workshop.models import FocusGroup, Workshop
from workshop.people import listing
from workshop.people.listing import Row

NO_PLAN = _l("People have no groups yet. Publish a plan on the assignment page first.")
NO_PLAN_FOR_SIGNING = _l(
    "People have no groups yet. Print the list by agency, or publish a plan on the assignment page"
    " first."
)


def sign_in(
    session: Session, workshop: Workshop, rows: list[Row], options: Options
) -> dict[str, Any]:
    """By group, each on its own page and those without one last; or by agency, on one list."""
    if options.by == "agency":
        return {
            "columns": ["position"], "column-head": _("Position"), "marks": _has_groups(rows),
            "sections": [_by_agency(workshop, rows)],
        }  # fmt: skip
    if not people.is_published(session, workshop):
        raise WorkshopError(NO_PLAN_FOR_SIGNING)
    return {
        "columns": ["agency", "position"], "column-head": _("Agency and position"), "marks": False,
        "sections": [
            _signed(workshop, group, found)
            for group, found in _grouped(session, workshop, rows)
        ],
    }  # fmt: skip


def rosters(
    session: Session, workshop: Workshop, rows: list[Row], options: Options
) -> dict[str, Any]:
    """Each group on its own page; people without a group stand on none.

    With reasons, every group ends with an appendix that says why each of its people sits there.
    """
    if not people.is_published(session, workshop):
        raise WorkshopError(NO_PLAN)
    tables = people.tables(session, workshop)
    reasons = people.reasons(session, workshop) if options.reasons == "with" else None
    sections = [
        {
            "title": plain(group, "name"),
            "group": people.group(group),
            "note": ngettext("%(num)s person", "%(num)s people", len(found)),
            "tables": _tables_of(found, tables),
            "people": [people.entry(row) | _tables_in(row, tables) for row in found],
            "why": None if reasons is None else _why(found, reasons),
        }
        for group, found in _grouped(session, workshop, rows)
        if group
    ]
    if not sections:
        raise WorkshopError(_l("Nobody is in a group. Place people on the assignment page first."))
    return {"sections": sections}


def _why(rows: list[Row], reasons: dict[int, str]) -> dict[str, Any]:
    """The appendix of a group: a heading, and a sentence for each person in their order."""
    unknown = _("Published before reasons were kept.")
    return {
        "head": _("Why we sit here"),
        "sentences": [reasons.get(row.person.id) or unknown for row in rows],
    }


def _tables_in(row: Row, tables: dict[int, list[int]]) -> dict[str, str]:
    """Somebody's tables, the first round first."""
    return {"table": " · ".join(str(table) for table in tables.get(row.person.id, ()))}


def _tables_of(rows: list[Row], tables: dict[int, list[int]]) -> dict[str, Any]:
    """What stands above the tables of a group, and in how many rounds there are some."""
    rounds = max((len(tables.get(row.person.id, ())) for row in rows), default=0)
    head = _("Table in rounds 1 to %(number)s", number=rounds) if rounds > 1 else _("Table")
    return {"rounds": rounds, "head": head}


def _grouped(
    session: Session, workshop: Workshop, rows: list[Row]
) -> Iterable[tuple[FocusGroup | None, list[Row]]]:
    """Groups with people, by letter, then those without a group."""
    for group in [*listing.groups(session, workshop), None]:
        number = group.id if group else None
        found = [row for row in rows if (row.group.id if row.group else None) == number]
        if found:
            yield group, found


def _has_groups(rows: list[Row]) -> bool:
    return any(row.group for row in rows)


def _signed(workshop: Workshop, group: FocusGroup | None, rows: list[Row]) -> dict[str, Any]:
    shown = people.group(group) if group else None
    count = ngettext("%(num)s person", "%(num)s people", len(rows))
    place = [shown["place"]] if shown and shown["place"] else []
    return {
        "title": plain(group, "name") if group else _("Without a group"),
        "note": " · ".join([day(workshop.date), *place, count]),
        "group": shown,
        "parts": [{"agency": "", "from": 1, "people": [people.entry(row) for row in rows]}],
    }


def _by_agency(workshop: Workshop, rows: list[Row]) -> dict[str, Any]:
    """Agencies in Thai order of their names, numbers running through."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        shown = people.entry(row)
        found.setdefault(shown["agency"] or _("Without an agency"), []).append(shown)
    parts, first = [], 1
    for name in in_thai_order(found, str):
        parts.append({"agency": name, "from": first, "people": found[name]})
        first += len(found[name])
    count = ngettext("%(num)s person", "%(num)s people", len(rows))
    return {
        "title": _("Sign-in sheet"),
        "note": f"{day(workshop.date)} · {count}",
        "group": None,
        "parts": parts,
    }

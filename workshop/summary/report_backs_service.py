"""Report-backs: drafted when looked at, edited and approved by the group's facilitator.

Several may work on one: what was changed in the meantime is never overwritten unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _l
from workshop.models import FocusGroup, ReportBack, Workshop
from workshop.summary import notes_service, themes_service
from workshop.summary.disclosed import disclose
from workshop.summary.drafting import Line, Material, draft, lines, told
from workshop.summary.place import By, Place, hold
from workshop.summary.released import cells
from workshop.summary.service import Summary, k_of
from workshop.summary.standing import Standing, standings
from workshop.summary.strands import strands

Items = Sequence[Mapping[str, str]]
CHANGED = _l(
    "Somebody changed this report-back in the meantime. What stands here is yours: "
    "saving it replaces theirs."
)
STILL_OPEN = _l("The form is still open. Close it first, so that the figures are whole.")
APPROVED = _l("The report-back is approved as it stands. Take the approval back on its page first.")
NOT_TO_BE_TOLD = _l(
    "This comment cannot be told: its writer does not allow quoting, has revised it, or it is"
    " hidden."
)
NOTHING = _l("There is nothing to approve yet. Add a line first.")


@dataclass(frozen=True, slots=True)
class Told:
    """A report-back as it stands. more: what else could be told, by key.

    version: 0 while it is the draft that nobody worked on.  lapsed: it was approved for answers
    that newer ones have replaced since.
    """

    lines: Sequence[Line]
    more: Sequence[Line]
    version: int
    approved: bool
    lapsed: bool


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved report-back, for the room and the report."""

    standing: Standing
    group: FocusGroup
    lines: Sequence[Line]


def material(
    session: Session, workshop: Workshop, place: Place, every: Sequence[Standing], *, k: int
) -> Material:
    """every: standings of the workshop, the place's among them."""
    here = [one for one in every if one.form_id == place.form_id]
    asked = strands(session, [place.form_id])
    released = cells(session, workshop_id=workshop.id, standings=here, strands=asked)
    marks = themes_service.marks(session, place)
    whole = disclose(released, asked, k=k).without(marks.hidden)
    standing = next(one for one in here if one.group_id == place.group_id)
    return Material(
        Summary(standing, whole), whole, [one.group_id for one in here], marks,
        notes_service.notes(session, place),
    )  # fmt: skip


def look(session: Session, workshop: Workshop, place: Place) -> Told:
    """As its facilitator sees it: what was stored, or the draft."""
    every = standings(session, workshop_id=workshop.id)
    made_of = material(session, workshop, place, every, k=k_of(workshop))
    found = lines(made_of)
    row = _row(session, place)
    items = (
        [{"key": key, "text": ""} for key in draft(made_of, found)] if row is None else row.items
    )
    here = told(items, found)
    keys = {line.key for line in here}
    stamp = stamp_of(made_of.summary.standing)
    return Told(
        lines=here,
        more=[line for line in found.values() if line.key not in keys],
        version=row.version if row else 0,
        approved=row is not None and row.approved_for == stamp,
        lapsed=row is not None and row.approved_for not in ("", stamp),
    )


def save(
    session: Session, workshop: Workshop, place: Place, items: Items, *, version: int, by: By
) -> ReportBack:
    """Stores the lines in this order; an approval ends. Raises ConflictError unless `version` is
    the one that is stored (0: none is).
    """
    hold(session, workshop.id)
    row = _row(session, place)
    if (row.version if row else 0) != version:
        raise ConflictError(CHANGED)
    if row is None:
        row = ReportBack(
            workshop_id=workshop.id, form_id=place.form_id, group_id=place.group_id, version=0
        )
        session.add(row)
    row.items = [dict(item) for item in items]
    row.version += 1
    row.approved_at, row.approved_for = None, ""
    session.flush()
    by.record(session, workshop.id, "report_back.changed", place)
    return row


def taken(session: Session, place: Place) -> frozenset[str]:
    """Keys of the lines of a report-back that somebody worked on; one query."""
    items = session.scalar(sa.select(ReportBack.items).where(*_here(place)))
    return frozenset(item["key"] for item in items or ())


def take(session: Session, workshop: Workshop, place: Place, key: str, *, on: bool, by: By) -> None:
    """Puts a quotation or a note at the end of the report-back, or takes it out; twice is once.

    Raises NotFoundError for what may not be told, ConflictError while it is approved.
    """
    hold(session, workshop.id)
    here = look(session, workshop, place)
    row = _row(session, place)
    items = list(row.items) if row else [{"key": line.key, "text": ""} for line in here.lines]
    kept = [item for item in items if item["key"] != key]
    if (row is not None and on == (len(kept) < len(items))) or (row is None and not on):
        return
    if here.approved:
        raise ConflictError(APPROVED)
    if on and key not in {line.key for line in (*here.lines, *here.more)}:
        raise NotFoundError(NOT_TO_BE_TOLD)
    if on:
        kept.append({"key": key, "text": ""})
    save(session, workshop, place, kept, version=here.version, by=by)


def approve(
    session: Session, workshop: Workshop, place: Place, items: Items, *, version: int, by: By
) -> None:
    """Stores the lines and frees them for the screen and the report.

    Raises ConflictError while the form is open, and see `save`.
    """
    row = save(session, workshop, place, items, version=version, by=by)
    every = standings(session, workshop_id=workshop.id)
    here = (one for one in every if one.form_id == place.form_id)
    standing = next(one for one in here if one.group_id == place.group_id)
    if standing.is_open:
        raise ConflictError(STILL_OPEN)
    if not look(session, workshop, place).lines:
        raise ConflictError(NOTHING)
    row.approved_at, row.approved_for = by.now, stamp_of(standing)
    by.record(session, workshop.id, "report_back.approved", place)


def withdraw(session: Session, workshop: Workshop, place: Place, *, by: By) -> None:
    """Takes it off the screen and out of the report; twice is once."""
    hold(session, workshop.id)
    row = _row(session, place)
    if row is not None and row.approved_at is not None:
        row.approved_at, row.approved_for = None, ""
        row.version += 1
        by.record(session, workshop.id, "report_back.withdrawn", place)


def redraft(session: Session, workshop: Workshop, place: Place, *, version: int, by: By) -> None:
    """Forgets what was changed: it drafts itself again. Raises ConflictError, see `save`."""
    hold(session, workshop.id)
    row = _row(session, place)
    if (row.version if row else 0) != version:
        raise ConflictError(CHANGED)
    if row is not None:
        session.delete(row)
        by.record(session, workshop.id, "report_back.redrafted", place)


def approved(
    session: Session, workshop: Workshop, every: Sequence[Standing], groups: Sequence[FocusGroup],
    *, k: int, group_id: int | None = None,
) -> list[Approved]:  # fmt: skip
    """Those that are approved for the answers as they are released now, by form and group.

    every: the forms asked about, in all groups, as a report-back compares them.  k: how many
    people must be behind what is told.  group_id: those of this group alone.
    """
    named = {group.id: group for group in groups}
    wanted = [one for one in every if group_id in (None, one.group_id)]
    found = []
    for standing, row in _approved(session, workshop.id, wanted):
        group = named[standing.group_id]
        place = Place(workshop.id, standing.form_id, group.id, group.code, standing.number)
        made_of = material(session, workshop, place, every, k=k)
        found.append(Approved(standing, group, told(row.items, lines(made_of))))
    return found


def approvals(session: Session, workshop_id: int, group_id: int) -> tuple[tuple[int, int], ...]:
    """The same while nothing of this group is approved anew or taken back; one query.

    Empty where none is approved; what is told may still change with what is hidden.
    """
    rows = session.execute(
        sa.select(ReportBack.id, ReportBack.version)
        .where(
            ReportBack.workshop_id == workshop_id,
            ReportBack.group_id == group_id,
            ReportBack.approved_at.is_not(None),
        )
        .order_by(ReportBack.id)
    )
    return tuple((row.id, row.version) for row in rows)


def approved_places(
    session: Session, workshop_id: int, every: Sequence[Standing]
) -> list[Standing]:
    """Where there is one that is approved for the answers as they are released now."""
    return [standing for standing, _row in _approved(session, workshop_id, every)]


def _approved(
    session: Session, workshop_id: int, every: Sequence[Standing]
) -> list[tuple[Standing, ReportBack]]:
    rows = session.scalars(
        sa.select(ReportBack).where(
            ReportBack.workshop_id == workshop_id, ReportBack.approved_at.is_not(None)
        )
    )
    stored = {(row.form_id, row.group_id, row.approved_for): row for row in rows}
    found = []
    for standing in every:
        row = stored.get((standing.form_id, standing.group_id, stamp_of(standing)))
        if row is not None:
            found.append((standing, row))
    return found


def stamp_of(standing: Standing) -> str:
    """Names what was released: the same exactly while that is the same."""
    return ".".join(map(str, standing.stamp))


def _row(session: Session, place: Place) -> ReportBack | None:
    return session.scalar(
        sa.select(ReportBack).where(*_here(place)).execution_options(populate_existing=True)
    )


def _here(place: Place) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ReportBack.workshop_id == place.workshop_id,
        ReportBack.form_id == place.form_id,
        ReportBack.group_id == place.group_id,
    )

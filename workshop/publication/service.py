"""What participants read of the results, and since when.

To them the workshop's k holds also where answers carry names, as on the projector.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from workshop.agreement import results as agreement
from workshop.feedback import structure
from workshop.models import FocusGroup, Workshop
from workshop.planning import editing
from workshop.planning.editing import By
from workshop.report import service as report
from workshop.report.service import Results
from workshop.summary import themes_service
from workshop.summary.disclosed import disclose
from workshop.summary.released import cells
from workshop.summary.report_backs_service import Approved, approved
from workshop.summary.shares import Shares, shares
from workshop.summary.standing import standings
from workshop.summary.strands import strands


@dataclass(frozen=True, slots=True)
class Reading:
    """The report for participants: without comments, notes, and who is missing.

    agreed: statements that the reader may see results of.  unvoted: how many others there are.
    """

    results: Results
    shares: Shares
    agreed: agreement.Results
    unvoted: int


def publish(session: Session, workshop: Workshop, *, by: By) -> None:
    """Every participant may read the report from now on; twice is once."""
    row = editing.hold(session, workshop)
    if row.report_published_at is None:
        row.report_published_at = by.now
        row.version += 1
        by.record(session, row, "report.published", row.slug)


def withdraw(session: Session, workshop: Workshop, *, by: By) -> None:
    """Nobody but the team may read it any more; twice is once."""
    row = editing.hold(session, workshop)
    if row.report_published_at is not None:
        row.report_published_at = None
        row.version += 1
        by.record(session, row, "report.unpublished", row.slug)


def reading(session: Session, workshop: Workshop, *, voted: Collection[int] | None) -> Reading:
    """voted: numbers of the statements that the reader voted on; None for who may see them all."""
    seen, k = report.overview(session, workshop), workshop.disclosure_k
    asked = strands(session, [form.form_id for form in seen.forms])
    found = cells(session, workshop_id=workshop.id, standings=seen.standings, strands=asked)
    hidden = themes_service.reasons(session, workshop.id).keys()
    disclosed = disclose(found, asked, k=k).without(hidden)
    agreed = agreement.results(session, workshop, k=k)
    shown = _shown(agreed, voted)
    return Reading(
        Results(seen, disclosed, found, told=approved(
            session, workshop, seen.standings, seen.groups, k=k
        )),
        shares(
            disclosed,
            seen.groups,
            themes_service.themes(session, workshop.id),
            themes_service.carried(session, workshop.id),
        ),
        shown,
        len(agreed.lines) - len(shown.lines),
    )  # fmt: skip


def _shown(agreed: agreement.Results, voted: Collection[int] | None) -> agreement.Results:
    """Without statements that are voted on just now and that the reader has not voted on.

    Once voting is closed nobody can vote any more, so the report shows its results to everybody.
    """
    if voted is None:
        return agreed
    lines = [one for one in agreed.lines if not one.is_open or one.asked.number in voted]
    return replace(agreed, lines=tuple(lines))


def said(session: Session, workshop: Workshop, group: FocusGroup) -> list[Approved]:
    """What this group tells the plenary, form by form."""
    every = standings(session, workshop_id=workshop.id)
    return approved(
        session, workshop, every, [group], k=workshop.disclosure_k, group_id=group.id
    )  # fmt: skip


def group_of(session: Session, workshop: Workshop, person_id: int) -> FocusGroup | None:
    """The person's group in the published plan."""
    group_id = structure.seat(session, workshop_id=workshop.id, person_id=person_id)
    return session.get(FocusGroup, group_id) if group_id is not None else None

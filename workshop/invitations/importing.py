"""Lists of invitees: read, previewed, kept until somebody says so, then stored in one go."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.intake.layout import Layout
from workshop.domain.intake.matching import Entry, Kind, Known
from workshop.domain.intake.preview import Listed, Preview
from workshop.domain.invitees import INVITEES as SORT
from workshop.domain.invitees import compare, understand_invitees
from workshop.domain.names import tidy
from workshop.domain.terms import InviteeSource
from workshop.errors import ConflictError
from workshop.i18n import _l
from workshop.invitations import service
from workshop.models import Invitee, StagedInvitees, Workshop
from workshop.people.lists import ListKind, seal
from workshop.people.service import By
from workshop.registration import seats

STALE = _l("The invitations have changed since this preview. Look at it again, then store it.")
FIELDS = ("prefix", "position", "ministry", "email", "phone", "language")
"""Fields of a row that are columns of an invitee under the same name."""


def understood(session: Session, workshop: Workshop, layout: Layout, *, now: dt.datetime) -> Listed:
    """Every row as a person, an office or an agency; no date is read, so `now` says nothing."""
    return understand_invitees(layout, seats.directory(session, workshop.id))


def look(session: Session, workshop: Workshop, listed: Listed) -> Preview:
    """What storing these rows would do now."""
    return compare(listed, _known(session, workshop))


def apply(
    session: Session,
    workshop: Workshop,
    listed: Listed,
    *,
    filename: str,
    by: By,
    expected: str | None = None,
) -> Preview:
    """Store new and changed invitees, all of them or, on any error, nobody; nothing is sent.

    What is stored is worked out anew under the workshop's lock. expected: the seal of the preview
    that somebody agreed to; ConflictError when the invitations have changed since.
    """
    seats.lock(session, workshop.id)
    seen = look(session, workshop, listed)
    if expected is not None and expected != seal(seen):
        raise ConflictError(STALE)
    entries = seen.classified.entries
    added = _add(session, workshop, [one for one in entries if one.person_id is None], by)
    changed = _change(session, workshop, [one for one in entries if one.person_id is not None])
    counted = seen.counts
    audit.record(
        session, workshop_id=workshop.id, actor=by.actor, what="invitation.imported", now=by.now,
        subject=f"{tidy(filename)[:120]}: new {counted[Kind.NEW]}, changed {counted[Kind.CHANGED]}",
    )  # fmt: skip
    service.recognise(session, workshop, [*added, *changed], by=by)
    session.flush()
    return seen


def _known(session: Session, workshop: Workshop) -> list[Known]:
    """The invitees whose invitation stands, as rows are compared with them."""
    invitees = session.scalars(
        sa.select(Invitee)
        .where(Invitee.workshop_id == workshop.id, Invitee.withdrawn_at.is_(None))
        .order_by(Invitee.id)
    )
    return [
        Known(
            row=0,
            id=one.id,
            first_name=one.first_name,
            last_name=one.last_name,
            agency=one.agency_name,
            agency_id=one.agency_id,
            **{name: getattr(one, name) for name in FIELDS},
        )
        for one in invitees
    ]


def _add(session: Session, workshop: Workshop, entries: list[Entry], by: By) -> list[Invitee]:
    made = [
        Invitee(
            first_name=entry.values.first_name,
            last_name=entry.values.last_name,
            agency_name=entry.values.agency,
            agency_id=entry.values.agency_id,
            **{name: getattr(entry.values, name) for name in FIELDS if name != "language"},
            language=entry.values.language or workshop.default_language,
        )
        for entry in entries
    ]
    service.admit(session, workshop, made, by=by, source=InviteeSource.IMPORT)
    return made


def _change(session: Session, workshop: Workshop, entries: list[Entry]) -> list[Invitee]:
    by_id = {entry.person_id: entry for entry in entries}
    directory = seats.directory(session, workshop.id)
    changed = [
        one
        for one in session.scalars(sa.select(Invitee).where(Invitee.workshop_id == workshop.id))
        if one.id in by_id
    ]
    for invitee in changed:
        entry = by_id[invitee.id]
        for name in set(entry.fields) & set(FIELDS):
            setattr(invitee, name, getattr(entry.values, name))
        if "agency" in entry.fields:
            invitee.agency_name = entry.values.agency
            invitee.agency_id = entry.values.agency_id
        service.classify(invitee, directory)
        invitee.version += 1
    session.flush()
    return changed


INVITEES = ListKind(
    name="invitees",
    table=StagedInvitees,
    sort=SORT,
    ask=_l("Choose the column of the name, the position or the agency."),
    stale=STALE,
    understand=understood,
    look=look,
    apply=apply,
)

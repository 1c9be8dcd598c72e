"""Lists of invitees: read, previewed, kept until somebody says so, then stored in one go."""

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.intake.matching import Entry, Kind, Known
from workshop.domain.intake.refusal import Refused
from workshop.domain.invitees import InviteeList, InviteePreview, compare, read_invitees
from workshop.domain.names import tidy
from workshop.domain.terms import InviteeSource
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _l
from workshop.invitations import service
from workshop.models import Invitee, StagedInvitees, Workshop
from workshop.people.service import By
from workshop.people.wording import sentence
from workshop.registration import seats

KEPT = dt.timedelta(days=7)
STALE = _l("The invitations have changed since this preview. Look at it again, then store it.")
FIELDS = ("prefix", "position", "ministry", "email", "phone", "language")
"""Fields of a row that are columns of an invitee under the same name."""


def read(session: Session, workshop: Workshop, data: bytes, *, field: str = "file") -> InviteeList:
    """The rows; raises WorkshopError with the sentence when it is no such list."""
    try:
        return read_invitees(data, seats.directory(session, workshop.id))
    except Refused as refused:
        raise WorkshopError(sentence(refused.message), field=field) from refused


def look(session: Session, workshop: Workshop, listed: InviteeList) -> InviteePreview:
    """What storing these rows would do now."""
    return compare(listed, _known(session, workshop))


def counts(seen: InviteePreview) -> dict[Kind, int]:
    return {kind: seen.classified.count(kind) for kind in Kind}


def seal(seen: InviteePreview) -> str:
    """Tells whether two previews would do the same; shown with one, asked for when storing."""
    parts = [
        (one.candidate.row, one.kind.value, one.person_id, sorted(one.changes.items()))
        for one in seen.classified.outcomes
    ]
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def stage(
    session: Session,
    workshop: Workshop,
    *,
    account_id: int,
    filename: str,
    content: bytes,
    now: dt.datetime,
) -> StagedInvitees:
    """Keep a list until it is stored or dropped; one per workshop and account."""
    discard(session, workshop, account_id=account_id)
    session.execute(
        sa.delete(StagedInvitees).where(
            StagedInvitees.workshop_id == workshop.id, StagedInvitees.created_at < now - KEPT
        )
    )
    staged = StagedInvitees(
        workshop_id=workshop.id, account_id=account_id, filename=tidy(filename)[:200] or "list",
        content=content, created_at=now,
    )  # fmt: skip
    session.add(staged)
    session.flush()
    return staged


def staged(session: Session, workshop: Workshop, *, account_id: int) -> StagedInvitees | None:
    """The list that waits for this account's word."""
    return session.scalar(
        sa.select(StagedInvitees).where(
            StagedInvitees.workshop_id == workshop.id, StagedInvitees.account_id == account_id
        )
    )


def discard(session: Session, workshop: Workshop, *, account_id: int) -> None:
    session.execute(
        sa.delete(StagedInvitees).where(
            StagedInvitees.workshop_id == workshop.id, StagedInvitees.account_id == account_id
        )
    )


def apply(
    session: Session,
    workshop: Workshop,
    listed: InviteeList,
    *,
    filename: str,
    by: By,
    expected: str | None = None,
) -> InviteePreview:
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
    counted = counts(seen)
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

"""Those invited: added, changed, withdrawn, asked again; and their letters."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.agencies import Directory, core_key
from workshop.domain.names import fold, name_key
from workshop.domain.terms import InvitationState, InviteeSource
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _, _l
from workshop.invitations.mailing import Letter, Mailer
from workshop.invitations.reading import everything, sorted_rows
from workshop.models import Invitee, Person, Workshop
from workshop.people.service import By
from workshop.registration import invited, replies, seats
from workshop.registration.details import full_name

COLUMNS = (
    "prefix", "first_name", "last_name", "position", "agency_name", "ministry", "email", "phone",
    "language", "note",
)  # fmt: skip
"""What an organiser types about an invitee."""
CHANGED = _l(
    "Somebody changed this invitation in the meantime. The fields show what you typed; what is"
    " stored now stands beside them."
)


def find(session: Session, workshop: Workshop, invitee_id: int) -> Invitee:
    """An invitee of this workshop; raises NotFoundError for any other number."""
    invitee = session.scalar(
        sa.select(Invitee).where(Invitee.workshop_id == workshop.id, Invitee.id == invitee_id)
    )
    if invitee is None:
        raise NotFoundError(_("There is no such invitation. Search for the name."))
    return invitee


def add(session: Session, workshop: Workshop, typed: Mapping[str, str], *, by: By) -> Invitee:
    """Put somebody on the list; whoever has registered already is recognised as replied."""
    seats.lock(session, workshop.id)
    invitee = Invitee(**{name: typed[name] for name in COLUMNS})
    admit(session, workshop, [invitee], by=by)
    invited.record(
        session, invitee, "invitation.added", actor=by.actor, now=by.now, more=invitee.agency_name
    )
    recognise(session, workshop, [invitee], by=by)
    return invitee


def admit(
    session: Session,
    workshop: Workshop,
    invitees: Sequence[Invitee],
    *,
    by: By,
    source: InviteeSource = InviteeSource.TYPED,
) -> None:
    """Give new invitees what is worked out for them: name key, agency, short code; under the lock.

    An agency that was recognised stays; one that was typed is looked up.
    """
    directory = seats.directory(session, workshop.id)
    codes = seats.new_codes(session, workshop.id, len(invitees))
    for invitee, code in zip(invitees, codes, strict=True):
        invitee.workshop_id, invitee.short_code = workshop.id, code
        invitee.source, invitee.created_at = source, by.now
        classify(invitee, directory)
    seats.number_ahead(session, invitees)
    session.add_all(invitees)
    session.flush()


def recognise(
    session: Session, workshop: Workshop, invitees: Sequence[Invitee], *, by: By
) -> list[Invitee]:
    """Those of them who had registered before they were invited."""
    return invited.recognise_among(session, workshop.id, invitees, now=by.now)


def classify(invitee: Invitee, directory: Directory) -> None:
    """What follows from what was typed: the name as compared, the agency of the list."""
    invitee.name_key = ""
    if invitee.first_name:
        invitee.name_key = name_key(invitee.first_name, invitee.last_name)
    if invitee.agency_id is None and invitee.agency_name:
        entry = directory.match(invitee.agency_name, invitee.ministry or "").entry
        if entry:
            invitee.agency_id, invitee.agency_name = entry.id, entry.name
            invitee.ministry = entry.ministry or invitee.ministry


def same(session: Session, workshop: Workshop, typed: Mapping[str, str]) -> list[Invitee]:
    """Invitees of the same name, or of the same office of the same agency."""
    found = session.scalars(
        sa.select(Invitee).where(Invitee.workshop_id == workshop.id, Invitee.withdrawn_at.is_(None))
    )
    if typed["first_name"]:
        key = name_key(typed["first_name"], typed["last_name"])
        return [one for one in found if one.name_key == key]
    office, agency = fold(typed["position"]), _agency_key(session, workshop, typed)
    return [
        one
        for one in found
        if not one.name_key and fold(one.position) == office and core_key(one.agency_name) == agency
    ]


def change(
    session: Session,
    workshop: Workshop,
    invitee_id: int,
    typed: Mapping[str, str],
    *,
    version: int | None,
    by: By,
) -> Invitee:
    """Store the fields; ConflictError when somebody stored a change after the form was opened."""
    seats.lock(session, workshop.id)
    invitee = find(session, workshop, invitee_id)
    if version != invitee.version:
        raise ConflictError(CHANGED)
    changed = [name for name in COLUMNS if getattr(invitee, name) != typed[name]]
    if not changed:
        return invitee
    for name in changed:
        setattr(invitee, name, typed[name])
    if {"agency_name", "ministry"} & set(changed):
        invitee.agency_id = None
    classify(invitee, seats.directory(session, workshop.id))
    invitee.version += 1
    invited.record(
        session, invitee, "invitation.changed", actor=by.actor, now=by.now, more=", ".join(changed)
    )
    recognise(session, workshop, [invitee], by=by)
    session.flush()
    return invitee


def withdraw(session: Session, workshop: Workshop, invitee_id: int, *, by: By) -> Invitee:
    """The link says that the invitation was withdrawn. Refused once somebody comes on it."""
    seats.lock(session, workshop.id)
    invitee = find(session, workshop, invitee_id)
    now_is = replies.state(session, invitee)
    if now_is is InvitationState.WITHDRAWN:
        return invitee
    if now_is not in replies.OPEN_STATES:
        raise ConflictError(
            _("Somebody comes on this invitation. Cancel the registration on that person's page.")
        )
    invitee.withdrawn_at = by.now
    invitee.version += 1
    invited.record(session, invitee, "invitation.withdrawn", actor=by.actor, now=by.now)
    session.flush()
    return invitee


def invite_again(session: Session, workshop: Workshop, invitee_id: int, *, by: By) -> Invitee:
    """Take a withdrawal back: with a new link, not sent yet."""
    seats.lock(session, workshop.id)
    invitee = find(session, workshop, invitee_id)
    if invitee.withdrawn_at is None:
        return invitee
    invitee.withdrawn_at = invitee.declined_at = None
    invitee.decline_reason = ""
    invitee.sent_at = invitee.sent_by = invitee.reminded_at = None
    _renew(invitee)
    invited.record(session, invitee, "invitation.restored", actor=by.actor, now=by.now)
    recognise(session, workshop, [invitee], by=by)
    return invitee


def renew(session: Session, workshop: Workshop, invitee_id: int, *, by: By) -> Invitee:
    """A new link; every earlier one says that it was replaced."""
    seats.lock(session, workshop.id)
    invitee = find(session, workshop, invitee_id)
    _renew(invitee)
    invited.record(session, invitee, "invitation.link_replaced", actor=by.actor, now=by.now)
    session.flush()
    return invitee


def settle(
    session: Session, workshop: Workshop, invitee_id: int, person_id: int, *, yes: bool, by: By
) -> Invitee:
    """An organiser says whether somebody who registered is the one invited."""
    seats.lock(session, workshop.id)
    invitee = find(session, workshop, invitee_id)
    person = session.scalar(
        sa.select(Person).where(Person.workshop_id == workshop.id, Person.id == person_id)
    )
    if person is None:
        raise NotFoundError(_("Nobody with this number is on the list. Search for the name."))
    if not yes:
        said = {*(invitee.not_them or ()), str(person.id)}
        invitee.not_them = sorted(said, key=int)
        invitee.version += 1
        session.flush()
        return invitee
    if replies.state(session, invitee) not in replies.OPEN_STATES:
        raise ConflictError(_("Somebody has replied to this invitation already."))
    other = bool(invitee.name_key) and invitee.name_key != name_key(
        person.first_name, person.last_name
    )
    invited.answered(invitee, person, substitute=other, now=by.now)
    invited.record(
        session, invitee, "invitation.replied", actor=by.actor, now=by.now, more=full_name(person)
    )
    session.flush()
    return invitee


def decline_for(
    session: Session, workshop: Workshop, invitee_id: int, reason: str, *, by: By
) -> Invitee:
    """An invitee declined by telephone or letter, and an organiser notes it."""
    seats.lock(session, workshop.id)
    invitee = find(session, workshop, invitee_id)
    if replies.state(session, invitee) not in (InvitationState.NOT_SENT, InvitationState.SILENT):
        raise ConflictError(_("There is a reply to this invitation already. Reload the page."))
    invitee.declined_at, invitee.decline_reason = by.now, reason
    invitee.version += 1
    invited.record(session, invitee, "invitation.declined", actor=by.actor, now=by.now)
    session.flush()
    return invitee


def letters(
    session: Session, workshop: Workshop, mailer: Mailer, *, only: Iterable[int] | None = None
) -> list[Letter]:
    """What printed invitations need, sorted by agency and name.

    only: ids of invitees; without them everybody who has neither replied nor been withdrawn.
    WorkshopError as long as nobody said what the public address is: a letter leads nowhere.
    """
    if not mailer.may_mail_links:
        raise WorkshopError(
            _("The public address is not set (WORKSHOP_BASE_URL), so letters would lead nowhere.")
        )
    wanted = set(only) if only is not None else None
    open_ = (InvitationState.NOT_SENT, InvitationState.SILENT)
    return [
        mailer.letter(workshop, row.invitee)
        for row in sorted_rows(everything(session, workshop))
        if (row.invitee.id in wanted if wanted is not None else row.state in open_)
        and row.state is not InvitationState.WITHDRAWN
    ]


def _renew(invitee: Invitee) -> None:
    invitee.link_version += 1
    invitee.version += 1


def _agency_key(session: Session, workshop: Workshop, typed: Mapping[str, str]) -> str:
    directory = seats.directory(session, workshop.id)
    entry = directory.match(typed["agency_name"], typed["ministry"]).entry
    return core_key(entry.name if entry else typed["agency_name"])

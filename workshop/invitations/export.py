"""Invitations as a table, for spreadsheets; an import of the same file changes nothing."""

from sqlalchemy.orm import Session

from workshop.i18n import _, moment
from workshop.invitations import reading
from workshop.invitations.reading import Filters, Row
from workshop.invitations.wording import STATES
from workshop.models import Workshop
from workshop.people.wording import telephone
from workshop.registration.details import full_name
from workshop.sheets import Cell, Table, written


def invitations(session: Session, workshop: Workshop, filters: Filters, ending: str) -> bytes:
    """The invitations found, in the board's order, in the reader's language. ending: xlsx or csv.

    Links are not in it: whoever has one replies.
    """
    headings = [
        _("Prefix"), _("First name"), _("Last name"), _("Position"), _("Agency"), _("Ministry"),
        _("Email address"), _("Phone"), _("Language"), _("Reply"), _("Who comes"),
        _("In their place"), _("Reason"), _("Sent"), _("Reminded"), _("Note for the team"),
    ]  # fmt: skip
    rows = [_cells(workshop, row) for row in reading.found(session, workshop, filters)]
    return written(Table(_("Invitations"), headings, rows), ending)


def _cells(workshop: Workshop, row: Row) -> list[Cell]:
    invitee = row.invitee
    return [
        invitee.prefix,
        invitee.first_name,
        invitee.last_name,
        invitee.position,
        row.agency_name,
        row.ministry,
        invitee.email,
        telephone(invitee.phone),
        invitee.language,
        str(STATES[row.state]),
        full_name(row.person) if row.person else "",
        _("Yes") if invitee.is_substitute else "",
        invitee.decline_reason,
        moment(invitee.sent_at, workshop.timezone) if invitee.sent_at else "",
        moment(invitee.reminded_at, workshop.timezone) if invitee.reminded_at else "",
        invitee.note,
    ]

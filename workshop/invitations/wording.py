"""What becomes of an invitation, in words."""

from typing import Any

from workshop.domain.coverage import Presence
from workshop.domain.terms import InvitationState
from workshop.i18n import _l

STATES: dict[InvitationState, Any] = {
    InvitationState.NOT_SENT: _l("Not sent yet"),
    InvitationState.SILENT: _l("No reaction"),
    InvitationState.COMING: _l("Comes"),
    InvitationState.WAITING: _l("Waiting list"),
    InvitationState.CANCELLED: _l("Cancelled"),
    InvitationState.DECLINED: _l("Declined"),
    InvitationState.WITHDRAWN: _l("Withdrawn"),
}

TAGS: dict[InvitationState, str] = {
    InvitationState.NOT_SENT: "now",
    InvitationState.SILENT: "hollow",
    InvitationState.COMING: "done",
}
"""Kinds of tag; the others are quiet."""

PRESENCES: dict[Presence, Any] = {
    Presence.PRESENT: _l("Will be present"),
    Presence.WAITING: _l("On the waiting list"),
    Presence.SILENT: _l("Silent"),
    Presence.ABSENT: _l("Absent"),
}

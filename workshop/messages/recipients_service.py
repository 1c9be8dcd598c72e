"""Who a mailing is for: worked out from the list of people whenever it is asked."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from workshop import mail
from workshop.domain.terms import LetterKind
from workshop.invitations import sending
from workshop.models import Person, Workshop
from workshop.people import listing
from workshop.registration.details import full_name
from workshop.registration.invited import addressed

INVITING = {
    LetterKind.INVITATION: sending.What.INVITATIONS,
    LetterKind.INVITATION_REMINDER: sending.What.REMINDERS,
}
"""Mailings to those who are not on the list of people yet; whom they go to is a rule of theirs."""
FIRST = 5


@dataclass(frozen=True)
class Target:
    """Whom an organiser means; an empty value means everybody. agency: its number."""

    status: str = ""
    group: str = ""
    role: str = ""
    agency: str = ""
    language: str = ""

    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Audience:
    """Whom a mailing would reach now, in the list's order, and how many it leaves out, and why.

    names: everybody's; seal: tells whether two audiences are the same; recent: invited too short
    a time ago to be reminded.
    """

    names: list[str]
    seal: str
    people: list[Person] = field(default_factory=list)
    without_address: int = 0
    flagged: int = 0
    without_group: int = 0
    recent: int = 0

    @property
    def skipped(self) -> int:
        return self.without_address + self.flagged + self.without_group + self.recent

    @property
    def first_names(self) -> list[str]:
        return self.names[:FIRST]


def audience(
    session: Session, workshop: Workshop, kind: LetterKind, target: Target, *, now: dt.datetime
) -> Audience:
    """Everybody who fits and can be reached; addresses that do not work are left out."""
    if kind in INVITING:
        return _invitees(session, workshop, kind, now)
    found = _people(session, workshop, target)
    bad = mail.flagged(session, workshop.id, [row.person.email for row in found])
    needs_group = kind in (LetterKind.PLACED, LetterKind.MOVED)
    reached: list[Person] = []
    left = Audience([], "")
    for row in found:
        if mail.ascii_address(row.person.email) is None:
            left = replace(left, without_address=left.without_address + 1)
        elif row.person.email in bad:
            left = replace(left, flagged=left.flagged + 1)
        elif needs_group and row.group is None:
            left = replace(left, without_group=left.without_group + 1)
        else:
            reached.append(row.person)
    names = [full_name(person) for person in reached]
    return replace(left, names=names, people=reached, seal=_seal(reached))


def _people(session: Session, workshop: Workshop, target: Target) -> list[listing.Row]:
    filters = listing.Filters(group=target.group, role=target.role, status=target.status)
    return [
        row
        for row in listing.everybody(session, workshop, filters)
        if (not target.language or row.person.language == target.language)
        and (not target.agency or str(row.person.agency_id or "") == target.agency)
    ]


def _invitees(session: Session, workshop: Workshop, kind: LetterKind, now: dt.datetime) -> Audience:
    due = sending.batch(session, workshop, INVITING[kind], now=now)
    flagged = sum(row.bounced for row in due.unreachable)
    return Audience(
        [addressed(row.invitee) for row in due.rows], due.seal,
        without_address=len(due.unreachable) - flagged, flagged=flagged,
        recent=len(due.recent),
    )  # fmt: skip


def _seal(people: list[Person]) -> str:
    known = sorted((person.id, person.email) for person in people)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]

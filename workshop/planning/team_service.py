"""Who is in a workshop's team, and who is invited."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import LinkPurpose, Role
from workshop.errors import ConflictError
from workshop.i18n import _l
from workshop.models import Account, FocusGroup, Membership, OneTimeLink, Workshop
from workshop.planning import editing
from workshop.planning.editing import By


@dataclass(frozen=True, slots=True)
class Member:
    membership: Membership
    account: Account
    group: FocusGroup | None


@dataclass(frozen=True, slots=True)
class Invited:
    link: OneTimeLink
    group: FocusGroup | None


ORDER = {role: place for place, role in enumerate(Role)}


def members(session: Session, workshop: Workshop) -> list[Member]:
    """Organisers first, then by group."""
    rows = session.execute(
        sa.select(Membership, Account, FocusGroup)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(FocusGroup, FocusGroup.id == Membership.group_id)
        .where(Membership.workshop_id == workshop.id)
    )
    found = [Member(*row) for row in rows]
    return sorted(
        found,
        key=lambda one: (
            ORDER[one.membership.role], one.group.letter if one.group else "", one.account.email
        ),
    )  # fmt: skip


def invited(session: Session, workshop: Workshop, *, now: dt.datetime) -> list[Invited]:
    """Invitations that may still be used, the newest first."""
    rows = session.execute(
        sa.select(OneTimeLink, FocusGroup)
        .outerjoin(FocusGroup, FocusGroup.id == OneTimeLink.group_id)
        .where(
            OneTimeLink.workshop_id == workshop.id,
            OneTimeLink.purpose == LinkPurpose.INVITATION,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .order_by(OneTimeLink.id.desc())
    )
    return [Invited(*row) for row in rows]


def member(session: Session, workshop: Workshop, number: int) -> Member:
    membership = editing.find(session, Membership, workshop, number)
    account = session.get_one(Account, membership.account_id)
    group = session.get(FocusGroup, membership.group_id) if membership.group_id else None
    return Member(membership, account, group)


def remove(session: Session, workshop: Workshop, number: int, *, by: By) -> None:
    """Raises ConflictError for the last organiser."""
    editing.hold(session, workshop)
    found = member(session, workshop, number)
    organisers = session.scalar(
        sa.select(sa.func.count()).where(
            Membership.workshop_id == workshop.id, Membership.role == Role.ORGANISER
        )
    )
    if found.membership.role is Role.ORGANISER and (organisers or 0) <= 1:
        raise ConflictError(_l("A workshop needs an organiser. Invite another one first."))
    session.delete(found.membership)
    by.record(session, workshop, "team.removed", f"{found.account.email} {found.membership.role}")


def withdraw(session: Session, workshop: Workshop, number: int, *, by: By) -> None:
    """Makes an invitation useless."""
    link = editing.find(session, OneTimeLink, workshop, number)
    if link.used_at is None:
        session.delete(link)
        by.record(session, workshop, "team.invitation_withdrawn", f"{link.email} {link.role}")

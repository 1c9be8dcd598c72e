"""Accounts and their teams; passwords arrive here already hashed."""

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit, mail
from workshop.domain.terms import LinkPurpose, Role
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _, _l, plain
from workshop.keys import fingerprint
from workshop.models import Account, FocusGroup, Membership, OneTimeLink, Workshop
from workshop.settings import Settings

INVITED_FOR = dt.timedelta(days=14)
RESET_FOR = dt.timedelta(hours=2)
SETUP_FOR = dt.timedelta(days=7)
ROLE_NAMES = {
    Role.ORGANISER: _l("Organiser"),
    Role.FACILITATOR: _l("Facilitator"),
    Role.NOTE_TAKER: _l("Note-taker"),
    Role.DOOR: _l("Door desk"),
}


def find_account(session: Session, email: str) -> Account | None:
    return session.scalar(sa.select(Account).where(Account.email == email.strip().lower()))


def add_organiser(session: Session, *, email: str, password_hash: str, now: dt.datetime) -> Account:
    """An account that may create workshops; ConflictError when the address is taken."""
    if find_account(session, email) is not None:
        raise ConflictError(_("There is already an account for this address."), field="email")
    account = Account(
        email=email.strip().lower(), password_hash=password_hash, may_create=True, created_at=now
    )
    session.add(account)
    session.flush()
    audit.record(session, workshop_id=None, actor=account.email, what="account.created", now=now)
    return account


def has_organiser(session: Session) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Account.may_create))))


def make_link(
    session: Session, *, purpose: LinkPurpose, lifetime: dt.timedelta, now: dt.datetime,
    email: str = "", name: str = "", workshop_id: int | None = None, role: Role | None = None,
    group_id: int | None = None,
) -> tuple[OneTimeLink, str]:  # fmt: skip
    """A one-time link and its token (256 bits); only the token's hash is stored."""
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        token_hash=fingerprint(token), purpose=purpose, email=email.strip().lower(), name=name,
        workshop_id=workshop_id, role=role, group_id=group_id, created_at=now,
        expires_at=now + lifetime,
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link, token


def open_link(session: Session, token: str, *, now: dt.datetime) -> OneTimeLink:
    """The link behind a token, still unused; looking at it does not use it up."""
    link = session.scalar(
        sa.select(OneTimeLink).where(OneTimeLink.token_hash == fingerprint(token))
    )
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise NotFoundError(_("This link was used or has expired. Ask for a new one."))
    return link


def invite(
    session: Session, *, settings: Settings, workshop: Workshop, email: str, name: str,
    role: Role, group: FocusGroup | None, by: str, now: dt.datetime,
) -> str:  # fmt: skip
    """Invite somebody to the team; returns the address of the one-time link, shown once.

    The link is mailed as well where mails may carry links.
    """
    if (group is not None) != (role in (Role.FACILITATOR, Role.NOTE_TAKER)):
        raise WorkshopError(_("Choose the group this person works with"), field="group")
    account = find_account(session, email)
    if account is not None and _membership(session, workshop.id, account, role, group):
        raise ConflictError(_("This person has this role already."), field="email")
    link, token = make_link(
        session, purpose=LinkPurpose.INVITATION, lifetime=INVITED_FOR, now=now, email=email,
        name=name, workshop_id=workshop.id, role=role, group_id=group.id if group else None,
    )  # fmt: skip
    address = f"{settings.address}/link/{token}"
    if settings.may_mail_links:
        _mail_invitation(session, workshop, link, address, now=now)
    audit.record(
        session, workshop_id=workshop.id, actor=by, what="team.invited",
        subject=f"{email} {role}", now=now,
    )  # fmt: skip
    return address


def _mail_invitation(
    session: Session, workshop: Workshop, link: OneTimeLink, address: str, *, now: dt.datetime
) -> None:
    from_ = plain(workshop, "title")
    mail.enqueue(
        session, workshop_id=workshop.id, kind="team.invitation", recipient=link.email,
        subject=_("Invitation to the team: %(title)s", title=from_),
        body=_(
            "You are invited to the team of %(title)s as %(role)s.\n\n"
            "Open this link within 14 days to accept:\n%(address)s\n",
            title=from_, role=ROLE_NAMES[link.role or Role.ORGANISER], address=address,
        ),
        language=workshop.default_language, now=now,
    )  # fmt: skip


def mail_reset(session: Session, *, settings: Settings, email: str, now: dt.datetime) -> None:
    """Mail a link for a new password, if there is such an account; the caller never learns."""
    account = find_account(session, email)
    if account is None or not settings.may_mail_links:
        return
    _link, token = make_link(
        session, purpose=LinkPurpose.RESET, lifetime=RESET_FOR, now=now, email=account.email
    )
    mail.enqueue(
        session, workshop_id=None, kind="account.reset", recipient=account.email,
        subject=_("A new password for Workshop"),
        body=_(
            "Open this link within two hours to choose a new password:\n%(address)s\n\n"
            "If you did not ask for it, do nothing.\n",
            address=f"{settings.address}/link/{token}",
        ),
        language=account.language or "th", now=now,
    )  # fmt: skip


def use_link(
    session: Session, token: str, *, name: str, email: str, password_hash: str | None,
    now: dt.datetime,
) -> Account:  # fmt: skip
    """Do what a one-time link allows, once: make or join the account, set the password.

    password_hash is None when an existing account only joins a team. Racing uses: one wins.
    """
    link = open_link(session, token, now=now)
    won = session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    if won.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFoundError(_("This link was used or has expired. Ask for a new one."))
    account = find_account(session, link.email or email)
    if account is None:
        account = Account(
            email=(link.email or email).strip().lower(), name=name, created_at=now,
            may_create=link.purpose is LinkPurpose.SETUP or link.role is Role.ORGANISER,
        )  # fmt: skip
        session.add(account)
    elif link.purpose is LinkPurpose.SETUP:
        account.may_create = True
    if password_hash is not None:
        account.password_hash = password_hash
        account.session_version = (account.session_version or 1) + 1
    session.flush()
    _join_team(session, link, account)
    audit.record(
        session, workshop_id=link.workshop_id, actor=account.email,
        what=f"link.used.{link.purpose}", now=now,
    )  # fmt: skip
    return account


def _join_team(session: Session, link: OneTimeLink, account: Account) -> None:
    if link.workshop_id is None or link.role is None:
        return
    group = session.get(FocusGroup, link.group_id) if link.group_id else None
    if _membership(session, link.workshop_id, account, link.role, group) is None:
        session.add(
            Membership(
                workshop_id=link.workshop_id, account_id=account.id, role=link.role,
                group_id=link.group_id,
            )
        )  # fmt: skip
    if link.role is Role.ORGANISER:
        account.may_create = True


def _membership(
    session: Session, workshop_id: int, account: Account, role: Role, group: FocusGroup | None
) -> Membership | None:
    query = sa.select(Membership).where(
        Membership.workshop_id == workshop_id,
        Membership.account_id == account.id,
        Membership.role == role,
        Membership.group_id.is_not_distinct_from(group.id if group else None),
    )
    return session.scalar(query.limit(1))


def change_password(
    session: Session, account_id: int, *, password_hash: str, now: dt.datetime
) -> Account:
    """A new password signs the account out everywhere else."""
    account = session.get_one(Account, account_id)
    account.password_hash = password_hash
    account.session_version += 1
    audit.record(
        session, workshop_id=None, actor=account.email, what="account.password_changed", now=now
    )
    return account


def change_details(session: Session, account_id: int, *, name: str, language: str) -> Account:
    account = session.get_one(Account, account_id)
    account.name, account.language = name, language
    return account

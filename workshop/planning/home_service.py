"""Whose workshops these are, and making a new one."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workshop.domain.seniority import DEFAULT_RULES
from workshop.domain.terms import OVERALL, PersonStatus, Role, WorkshopState
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.models import (
    Account,
    FeedbackForm,
    FocusGroup,
    Membership,
    Person,
    PrivacyNotice,
    Workshop,
)
from workshop.planning import seniority_service
from workshop.planning.editing import By

MOMENTS = ("registration_opens_at", "registration_closes_at")
NOTICE = ("notice_th", "notice_en")


@dataclass(frozen=True, slots=True)
class Mine:
    """A workshop whose team somebody is in; `groups` are those they work with."""

    workshop: Workshop
    roles: frozenset[Role]
    groups: tuple[FocusGroup, ...]
    confirmed: int

    @property
    def is_organiser(self) -> bool:
        return Role.ORGANISER in self.roles


def mine(session: Session, account: Account) -> list[Mine]:
    """The workshops of an account, the newest day first."""
    rows = session.execute(
        sa.select(Workshop, Membership.role, FocusGroup)
        .join(Membership, Membership.workshop_id == Workshop.id)
        .outerjoin(FocusGroup, FocusGroup.id == Membership.group_id)
        .where(Membership.account_id == account.id)
        .order_by(Workshop.date.desc(), Workshop.id.desc(), *FocusGroup.by_letter())
    ).all()
    taken = dict(
        session.execute(
            sa.select(Person.workshop_id, sa.func.count())
            .where(
                Person.workshop_id.in_({row[0].id for row in rows}),
                Person.status == PersonStatus.CONFIRMED,
            )
            .group_by(Person.workshop_id)
        ).all()
    )
    found: dict[int, Mine] = {}
    for workshop, role, group in rows:
        own = found.get(workshop.id)
        roles = (own.roles if own else frozenset()) | {role}
        groups = own.groups if own else ()
        if group is not None and group not in groups:
            groups = (*groups, group)
        found[workshop.id] = Mine(workshop, roles, groups, taken.get(workshop.id, 0))
    return list(found.values())


def create(session: Session, account: Account, new: Mapping[str, Any], *, by: By) -> Workshop:
    """A draft with one organiser, its notice, the overall form and the usual seniority table.

    Its answer key has to be made before the transaction commits, see keys.py.
    """
    workshop = Workshop(
        uid=uuid.uuid4().hex, state=WorkshopState.DRAFT, registration_open=False,
        created_at=by.now, **columns(new),
    )  # fmt: skip
    session.add(workshop)
    store_address(session)
    session.add_all(
        (
            Membership(workshop_id=workshop.id, account_id=account.id, role=Role.ORGANISER),
            PrivacyNotice(
                workshop_id=workshop.id, number=1, created_at=by.now,
                text_th=new["notice_th"], text_en=new["notice_en"],
            ),
            FeedbackForm(workshop_id=workshop.id, number=OVERALL, strategy_id=None),
        )
    )  # fmt: skip
    seniority_service.write(session, workshop, DEFAULT_RULES)
    by.record(session, workshop, "workshop.created", workshop.slug)
    return workshop


def columns(new: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values as the workshop keeps them: moments of its time zone as moments."""
    zone = ZoneInfo(new["timezone"])
    kept = {name: value for name, value in new.items() if name not in NOTICE}
    for name in MOMENTS:
        local: dt.datetime | None = new[name]
        kept[name] = local.replace(tzinfo=zone) if local else None
    return kept


def store_address(session: Session) -> None:
    """Writes the workshop; raises WorkshopError when another one has its address."""
    try:
        session.flush()
    except IntegrityError as error:
        raise WorkshopError(
            _l("Another workshop has this address. Choose a different one."), field="slug"
        ) from error


def is_free(session: Session, slug: str, own: int | None = None) -> bool:
    """Whether no other workshop has this address."""
    same = sa.select(Workshop.id).where(Workshop.slug == slug, Workshop.id != (own or 0))
    return slug != "new" and session.scalar(same) is None


def free_slug(session: Session, wanted: str) -> str:
    """`wanted`, or with the first number behind it that makes it free."""
    slug, number = wanted, 1
    while not is_free(session, slug):
        number += 1
        slug = f"{wanted[:55]}-{number}"
    return slug

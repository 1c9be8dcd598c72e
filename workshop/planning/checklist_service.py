"""What a draft still lacks, in the order in which it is best set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import Role
from workshop.i18n import _, ngettext
from workshop.models import (
    Agency,
    AgencyRole,
    AgendaItem,
    FocusGroup,
    GroupRole,
    Membership,
    Workshop,
)
from workshop.planning import questions_service


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up, and the page where it is done."""

    done: bool
    title: str
    note: str
    endpoint: str


def checklist(session: Session, workshop: Workshop) -> list[Step]:
    """Every step, done or not."""
    parts, roles, groups, agencies = (
        _count(session, workshop, model) for model in (AgendaItem, AgencyRole, FocusGroup, Agency)
    )
    forms = questions_service.forms(session, workshop)
    strategies = [one for one in forms if one.strategy]
    silent = [one for one in strategies if not one.questions]
    return [
        Step(bool(workshop.contact_email or workshop.contact_phone), _("Contact"),
             _("Whom people ask before the day"), "planning.settings"),
        Step(parts > 0, _("Agenda"),
             ngettext("%(num)s item", "%(num)s items", parts), "planning.agenda"),
        Step(roles > 0, _("Roles of agencies"), _roles_note(session, workshop, roles),
             "planning.roles"),
        Step(groups > 0, _("Groups"),
             ngettext("%(num)s group", "%(num)s groups", groups), "planning.groups"),
        Step(agencies > 0, _("Agencies"),
             ngettext("%(num)s agency", "%(num)s agencies", agencies), "planning.agencies"),
        Step(bool(strategies), _("Strategies"),
             ngettext("%(num)s strategy", "%(num)s strategies", len(strategies)),
             "planning.strategies"),
        Step(bool(strategies) and not silent, _("Questions"), _questions_note(silent),
             "planning.questions"),
        Step(_is_led(session, workshop, groups), _("Team"), _("A facilitator for every group"),
             "planning.team"),
    ]  # fmt: skip


def _count(session: Session, workshop: Workshop, model: type[Any]) -> int:
    query = sa.select(sa.func.count()).where(model.workshop_id == workshop.id)
    return session.scalar(query) or 0


def _roles_note(session: Session, workshop: Workshop, roles: int) -> str:
    taken = session.scalar(
        sa.select(sa.func.count(sa.distinct(GroupRole.role_id))).where(
            GroupRole.workshop_id == workshop.id
        )
    )
    left = roles - (taken or 0)
    if left > 0 and roles:
        return str(
            ngettext("no group takes %(num)s of them", "no group takes %(num)s of them", left)
        )
    return str(ngettext("%(num)s role", "%(num)s roles", roles))


def _questions_note(silent: Sequence[questions_service.FormListed]) -> str:
    if not silent:
        return str(_("Every strategy is asked about"))
    numbers = ", ".join(str(one.form.number) for one in silent)
    return str(_("No question yet on strategy %(numbers)s", numbers=numbers))


def _is_led(session: Session, workshop: Workshop, groups: int) -> bool:
    led = session.scalar(
        sa.select(sa.func.count(sa.distinct(Membership.group_id))).where(
            Membership.workshop_id == workshop.id, Membership.role == Role.FACILITATOR
        )
    )
    return groups > 0 and led == groups

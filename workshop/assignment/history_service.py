"""The publications of a workshop's plans, as the audit trail tells them."""

import datetime as dt
import re
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment import plans
from workshop.assignment.absences_service import ORIGIN as EVENED_OUT
from workshop.assignment.compare_service import Differs, differing
from workshop.assignment.setting import Setting, read_setting
from workshop.domain.terms import PlanState
from workshop.models import AuditEntry, Plan, Workshop

PUBLISHED, TAKEN_BACK = "plan.published", "plan.taken_back"
SUBJECT = re.compile(r"(\d+)(?:: (\d+))?")
MOST = 50


@dataclass(frozen=True)
class Undone:
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Publication:
    """A plan was published, or a publication taken back.

    plan: None once the draft it became was discarded.  told: people who were told by mail, None
    where it was not kept.  before: the plan that was published until then; differs: who sits
    elsewhere since, None where one of the two is no longer as it was.  broken: how many rules were
    not kept, as was confirmed.  undone: by whom and when it was taken back, if it was.  evened_out:
    it moved a few on the day, because people were missing.
    """

    at: dt.datetime
    actor: str
    number: int
    taken_back: bool
    plan: Plan | None
    told: int | None
    before: Plan | None
    differs: list[Differs] | None
    broken: int = 0
    undone: Undone | None = None
    evened_out: bool = False

    @property
    def valid(self) -> bool:
        """Whether this is what people see now."""
        return (
            not self.taken_back
            and self.plan is not None
            and self.plan.state is PlanState.PUBLISHED
            and self.plan.published_at == self.at
        )


def publications(session: Session, workshop: Workshop) -> list[Publication]:
    """The newest first, at most MOST of them."""
    entries = session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.workshop_id == workshop.id, AuditEntry.what.in_((PUBLISHED, TAKEN_BACK)))
        .order_by(AuditEntry.id)
    )
    by_number = {plan.number: plan for plan in plans.all_plans(session, workshop)}
    told: list[Publication] = []
    stack: list[int] = []
    for entry in entries:
        number, count = _read(entry)
        if number is None:
            continue
        taken_back = entry.what == TAKEN_BACK
        if taken_back and number in stack:
            del stack[stack.index(number) :]
        before = by_number.get(stack[-1]) if stack else None
        plan = by_number.get(number)
        told.append(
            Publication(
                at=entry.at, actor=entry.actor, number=number, taken_back=taken_back, plan=plan,
                told=count if taken_back else _kept(plan, "told"), before=before, differs=None,
                broken=0 if taken_back else _kept(plan, "broken") or 0,
                undone=None if taken_back else _undone(plan),
                evened_out=plan is not None and (plan.result or {}).get("origin") == EVENED_OUT,
            )
        )  # fmt: skip
        if not taken_back:
            stack.append(number)
    setting = read_setting(session, workshop)
    return [_with_differences(session, setting, one) for one in told[::-1][:MOST]]


def _read(entry: AuditEntry) -> tuple[int | None, int | None]:
    """The plan's number and, where it stands there, a number of people."""
    found = SUBJECT.fullmatch(entry.subject)
    if not found:
        return None, None
    return int(found[1]), int(found[2]) if found[2] else None


def _kept(plan: Plan | None, what: str) -> int | None:
    """A number kept at the publication."""
    if plan is None or plan.state is PlanState.DRAFT:
        return None
    kept = (plan.result or {}).get(what)
    return kept if isinstance(kept, int) else None


def _undone(plan: Plan | None) -> Undone | None:
    """As the record of a publication that was taken back keeps it."""
    kept = (plan.result or {}) if plan is not None else {}
    if plans.UNDONE_BY not in kept:
        return None
    return Undone(kept[plans.UNDONE_BY], dt.datetime.fromisoformat(kept[plans.UNDONE_AT]))


def _with_differences(session: Session, setting: Setting, one: Publication) -> Publication:
    """Only plans that are still as they were published are held against each other."""
    plan, before = one.plan, one.before
    if one.taken_back or plan is None or before is None:
        return one
    if PlanState.DRAFT in (plan.state, before.state):
        return one
    return replace(one, differs=differing(session, setting, before, plan))

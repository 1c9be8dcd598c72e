"""Writes the workshop as an organiser would have set it up: texts, agenda, groups, questions."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from workshop.demonstration import data, programme
from workshop.domain.seniority import DEFAULT_RULES
from workshop.domain.terms import OVERALL, AgendaKind, QuestionKind, Role, WorkshopState
from workshop.models import (
    Account,
    Agency,
    AgencyRole,
    AgencyRoleLink,
    AgendaItem,
    Base,
    Document,
    FeedbackForm,
    FocusGroup,
    FormOpening,
    GroupRole,
    Installation,
    Membership,
    PrivacyNotice,
    Question,
    QuestionVersion,
    SeniorityRule,
    Strategy,
    Workshop,
)

STARTS_AT = dt.time(10, 50)
"""Local time of day at which the demonstration begins, just inside the first focus groups."""


@dataclass
class Stage:
    """What was written, by code or number."""

    workshop: Workshop
    groups: dict[str, FocusGroup] = field(default_factory=dict)
    roles: dict[str, AgencyRole] = field(default_factory=dict)
    strategies: dict[int, Strategy] = field(default_factory=dict)
    forms: dict[int, FeedbackForm] = field(default_factory=dict)

    def moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        """A local day and time of the workshop as a moment."""
        return dt.datetime.combine(day, time, ZoneInfo(self.workshop.timezone))


def write_workshop(session: Session, *, now: dt.datetime) -> Stage:
    """The workshop without people; every form is open to every group.

    now: the moment at which its shifted clock shows `STARTS_AT` on its day.
    """
    written = data.workshop()
    stage = Stage(_workshop(written["workshop"], now))
    _add(session, stage.workshop, Installation(id=1, demonstration=True))
    own = {"workshop_id": stage.workshop.id}
    _add(
        session,
        PrivacyNotice(**own, number=1, created_at=stage.workshop.created_at,
                      **written["privacy_notice"]),
        *(_agenda_item(item, own) for item in written["agenda"]),
        *(
            SeniorityRule(**own, position=place, pattern=pattern, seniority=level)
            for place, (pattern, level) in enumerate(DEFAULT_RULES)
        ),
        *(Document(**own, position=place, **document)
          for place, document in enumerate(programme.documents())),
    )  # fmt: skip
    _write_groups(session, stage, written)
    _write_agencies(session, stage)
    for one in written["strategies"]:
        stage.strategies[one["number"]] = Strategy(**own, **one)
    _add(session, *stage.strategies.values())
    for number in (*stage.strategies, OVERALL):
        _write_form(session, stage, number)
    return stage


def write_staff(session: Session, stage: Stage, hashes: dict[str, str]) -> None:
    """The accounts and their place in the team; hashes: password hash by e-mail address."""
    for one in data.workshop()["staff"]:
        account = Account(
            email=one["email"], name=one["name"], password_hash=hashes[one["email"]],
            may_create=one["role"] == Role.ORGANISER, created_at=stage.workshop.created_at,
        )  # fmt: skip
        _add(session, account)
        group = stage.groups.get(one["group"] or "")
        _add(
            session,
            Membership(workshop_id=stage.workshop.id, account_id=account.id,
                       role=Role(one["role"]), group_id=group.id if group else None),
        )  # fmt: skip


def _workshop(written: dict[str, Any], now: dt.datetime) -> Workshop:
    zone = ZoneInfo(written["timezone"])
    day = dt.date.fromisoformat(written["date"])
    shift = dt.datetime.combine(day, STARTS_AT, zone) - now
    moments = {
        name: dt.datetime.fromisoformat(written[name])
        for name in ("registration_opens_at", "registration_closes_at")
    }
    return Workshop(
        **{
            **written, **moments, "date": day,
            "starts": dt.time.fromisoformat(written["starts"]),
            "ends": dt.time.fromisoformat(written["ends"]),
        },
        uid=uuid.uuid4().hex, state=WorkshopState.OPEN, registration_open=True,
        clock_shift=round(shift.total_seconds()),
        created_at=moments["registration_opens_at"] - dt.timedelta(days=14),
    )  # fmt: skip


def _agenda_item(written: dict[str, str], own: dict[str, int]) -> AgendaItem:
    changed = {
        "starts": dt.time.fromisoformat(written["starts"]),
        "ends": dt.time.fromisoformat(written["ends"]),
        "kind": AgendaKind(written["kind"]),
    }
    return AgendaItem(**own, **{**written, **changed})


def _write_groups(session: Session, stage: Stage, written: dict[str, Any]) -> None:
    own = {"workshop_id": stage.workshop.id}
    for place, role in enumerate(written["roles"]):
        stage.roles[role["code"]] = AgencyRole(**own, position=place, **role)
    for group in written["groups"]:
        values = {name: value for name, value in group.items() if name != "roles"}
        stage.groups[group["code"]] = FocusGroup(**own, **values)
    _add(session, *stage.roles.values(), *stage.groups.values())
    _add(
        session,
        *(
            GroupRole(**own, group_id=stage.groups[group["code"]].id, role_id=stage.roles[role].id)
            for group in written["groups"]
            for role in group["roles"]
        ),
    )


def _write_agencies(session: Session, stage: Stage) -> None:
    own = {"workshop_id": stage.workshop.id}
    for row in data.agencies():
        names = {name: row[name] for name in ("name_th", "name_en", "ministry_th", "ministry_en")}
        agency = Agency(**own, abbreviations=[row["abbreviation"]], **names)
        _add(session, agency)
        _add(
            session,
            *(
                AgencyRoleLink(**own, agency_id=agency.id, role_id=stage.roles[role].id)
                for role in row["roles"].split("|")
            ),
        )


def _write_form(session: Session, stage: Stage, number: int) -> None:
    own = {"workshop_id": stage.workshop.id}
    strategy = stage.strategies.get(number)
    form = FeedbackForm(**own, number=number, strategy_id=strategy.id if strategy else None)
    stage.forms[number] = form
    _add(session, form)
    _add(
        session,
        *(
            FormOpening(**own, form_id=form.id, group_id=group.id, is_open=True)
            for group in stage.groups.values()
        ),
    )
    for place, written in enumerate(data.questions(number)):
        words = {name: v for name, v in written.items() if name not in ("key", "kind", "group")}
        group = stage.groups.get(written.get("group", ""))
        question = Question(
            **own, form_id=form.id, group_id=group.id if group else None, position=place
        )
        _add(session, question)
        version = QuestionVersion(
            **own, question_id=question.id, kind=QuestionKind(written["kind"]), **words
        )
        _add(session, version)


def _add(session: Session, *rows: Base) -> None:
    session.add_all(rows)
    session.flush()

"""What needs an organiser's care on the day, each with the page where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import MessageState, PersonStatus, Role, WorkshopState
from workshop.i18n import _, ngettext
from workshop.models import Membership, Message, Person, Workshop
from workshop.planning.overview_service import Overview
from workshop.registration import proposals

MOST = 5
SLOW = 0.15
"""A group is slow when its share of answers is this much below the quickest group's."""
FEWEST = 5
"""People in a group before its pace means anything."""


@dataclass(frozen=True, slots=True)
class Care:
    """One thing to do. `letter` is the group it is about; `icon` stands there otherwise.

    `endpoint` and `values` say which page does it.
    """

    title: str
    note: str
    action: str
    endpoint: str
    values: tuple[tuple[str, str], ...] = ()
    letter: str = ""
    icon: str = "info"


def cares(session: Session, overview: Overview, *, may_mail: bool) -> list[Care]:
    """The most urgent five; none once the workshop is closed.

    may_mail: whether this installation can send links, so that people confirm changes themselves.
    """
    workshop = overview.workshop
    if workshop.state is WorkshopState.CLOSED:
        return []
    found = (
        *_mail(session, workshop),
        *_plan(overview),
        *_forms(overview),
        *_pace(overview),
        *_arrivals(overview),
        *_proposed(session, workshop, may_mail=may_mail),
        *_seats(overview),
        *_agencies(session, workshop),
        *_team(session, overview),
    )
    return list(found)[:MOST]


def _mail(session: Session, workshop: Workshop) -> Iterator[Care]:
    failed = session.scalars(
        sa.select(Message.recipient).where(
            Message.workshop_id == workshop.id, Message.state == MessageState.FAILED
        )
    ).all()
    if failed:
        yield Care(
            ngettext("%(num)s mail was not delivered", "%(num)s mails were not delivered",
                     len(failed)),
            ", ".join(failed[:2]),
            _("See the mails"), "messages.outbox", icon="mail",
        )  # fmt: skip


def _proposed(session: Session, workshop: Workshop, *, may_mail: bool) -> Iterator[Care]:
    """Changes that only an organiser can settle, as no mail can ask the person."""
    found = proposals.unconfirmable(session, workshop.id, may_mail=may_mail)
    if found:
        yield Care(
            ngettext("%(num)s proposed change waits", "%(num)s proposed changes wait", len(found)),
            ", ".join(list(dict.fromkeys(name for _id, name in found))[:2]),
            _("Look at it"), "people.person", (("person_id", str(found[0][0])),),
        )  # fmt: skip


def _plan(overview: Overview) -> Iterator[Care]:
    if not overview.seats.confirmed or not overview.rows:
        return
    if not overview.placed:
        yield Care(
            _("Nobody has a group yet"),
            _("No assignment is published; people see no room on their page."),
            _("Assign people"), "assignment.board",
        )  # fmt: skip
    elif overview.without_group:
        yield Care(
            ngettext("%(num)s person has no group", "%(num)s people have no group",
                     overview.without_group),
            _("They registered after the assignment was published."),
            _("See who"), "people.listing", (("group", "none"),),
        )  # fmt: skip


def _forms(overview: Overview) -> Iterator[Care]:
    asked = {one.number for one in overview.standings if one.asked}
    if not asked:
        yield Care(
            _("No form has questions"), _("People will have nothing to answer."),
            _("Write questions"), "planning.questions",
        )  # fmt: skip
    elif overview.day.is_today and not any(column.is_open for column in overview.columns):
        yield Care(
            _("No form is open"), _("People cannot answer until one is opened."),
            _("Open forms"), "feedback.openings",
        )  # fmt: skip


def _pace(overview: Overview) -> Iterator[Care]:
    """The group that is furthest behind the quickest one on an open form."""
    worst: tuple[float, Care] | None = None
    for place, column in enumerate(overview.columns):
        rows = [
            (row, count, count.answered / count.expected)
            for row in overview.rows
            if (count := row.counts[place]) and count.is_open and count.expected >= FEWEST
        ]
        if len(rows) < 2:
            continue
        quickest = max(share for _row, _count, share in rows)
        row, count, share = min(rows, key=lambda one: one[2])
        if quickest - share >= SLOW and (worst is None or quickest - share > worst[0]):
            form = (
                _("strategy %(number)s", number=column.number)
                if column.number
                else _("overall questions")
            )
            worst = quickest - share, Care(
                _("Group %(letter)s, %(form)s: %(answered)s of %(people)s answered",
                  letter=row.group.letter, form=form, answered=count.answered,
                  people=count.expected),
                _("Fewer than in the other groups"),
                _("See group %(letter)s", letter=row.group.letter), "summary.group",
                (("g", row.group.code),), letter=row.group.letter,
            )  # fmt: skip
    if worst:
        yield worst[1]


def _arrivals(overview: Overview) -> Iterator[Care]:
    missing = overview.seats.confirmed - overview.arrived
    if overview.day.is_today and overview.arrived and missing > 0:
        yield Care(
            ngettext("%(num)s person has not arrived", "%(num)s people have not arrived", missing),
            _("Their seats are kept."),
            _("See who"),
            "people.listing",
            (("status", "missing"),),
            icon="pin",
        )


def _seats(overview: Overview) -> Iterator[Care]:
    if overview.seats.waiting:
        note = _("All seats are taken.")
        if overview.free:
            note = ngettext("%(num)s seat is free.", "%(num)s seats are free.", overview.free)
        yield Care(
            ngettext("%(num)s person waits for a seat", "%(num)s people wait for a seat",
                     overview.seats.waiting),
            note, _("See who"), "registration.queue",
        )  # fmt: skip
    workshop = overview.workshop
    before = overview.day.local.date() < workshop.date
    if workshop.state is WorkshopState.OPEN and before and not workshop.registration_open:
        yield Care(
            _("Registration is closed"), _("Nobody can register before the day."),
            _("Settings"), "planning.settings",
        )  # fmt: skip


def _agencies(session: Session, workshop: Workshop) -> Iterator[Care]:
    names = session.scalars(
        sa.select(Person.agency_name).where(
            Person.workshop_id == workshop.id,
            Person.status != PersonStatus.CANCELLED,
            Person.agency_id.is_(None),
        )
    ).all()
    if names:
        yield Care(
            ngettext("%(num)s person’s agency is not in the list",
                     "%(num)s people’s agencies are not in the list", len(names)),
            ", ".join(list(dict.fromkeys(names))[:2]),
            _("See the agencies"), "planning.agencies",
        )  # fmt: skip


def _team(session: Session, overview: Overview) -> Iterator[Care]:
    led = set(
        session.scalars(
            sa.select(Membership.group_id).where(
                Membership.workshop_id == overview.workshop.id,
                Membership.role == Role.FACILITATOR,
            )
        )
    )
    alone = [row.group.letter for row in overview.rows if row.group.id not in led]
    if alone:
        yield Care(
            _("Without a facilitator: group %(letters)s", letters=", ".join(alone)),
            _("Nobody but organisers can see their answers."),
            _("Invite somebody"), "planning.team",
        )  # fmt: skip

"""What the public pages and a person's own page show, each in a handful of queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from workshop.domain.agencies import loose_key
from workshop.domain.figures.marks import people_per_mark
from workshop.domain.shortenings import spelled_out
from workshop.domain.terms import PersonStatus, PlanState, StatementState, WorkshopState
from workshop.i18n import other_text, plain
from workshop.models import (
    Agency,
    AgencyRole,
    Document,
    FocusGroup,
    FormOpening,
    GroupRole,
    Invitee,
    Person,
    Placement,
    Plan,
    PrivacyNotice,
    Statement,
    StatementWording,
    Strategy,
    TableSeat,
    Workshop,
)
from workshop.registration.day import Day, day_of, programme
from workshop.registration.waiting import Shown, shown

MOST_SUGGESTIONS = 8
ASKED_MAX = 200


def agency_words(session: Session, one: Person | Invitee) -> str:
    """Somebody's agency in the reader's language where it is on the list, as typed otherwise."""
    known = session.get(Agency, one.agency_id) if one.agency_id else None
    return plain(known, "name") if known else one.agency_name


@dataclass(frozen=True)
class Front:
    """Everything on the public page of a workshop."""

    day: Day
    strategies: Sequence[Strategy]
    groups: Sequence[FocusGroup]
    documents: Sequence[Document]
    seats: Shown
    seated: dict[str, int] = field(default_factory=dict)

    @property
    def flower(self) -> list[tuple[str, int, int]]:
        """Letter, filled and hollow marks: groups once they are published, then free seats."""
        placed = [(letter, number, 0) for letter, number in self.seated.items()]
        others = max(self.seats.taken - sum(self.seated.values()), 0)
        return [*placed, ("", others, max(self.seats.free, 0))]

    @property
    def flower_scale(self) -> int:
        """How many people one mark of the flower stands for."""
        return people_per_mark(sum(filled + hollow for _, filled, hollow in self.flower))


def open_workshops(session: Session) -> Sequence[Workshop]:
    """Those the public may see, the nearest day first."""
    return session.scalars(
        sa.select(Workshop)
        .where(Workshop.state == WorkshopState.OPEN)
        .order_by(Workshop.date, Workshop.starts, Workshop.id)
    ).all()


def front(session: Session, workshop: Workshop, *, now: dt.datetime) -> Front:
    """The public page of one workshop."""
    own = workshop.id
    strategies = sa.select(Strategy).where(Strategy.workshop_id == own).order_by(Strategy.number)
    documents = sa.select(Document).where(Document.workshop_id == own)
    return Front(
        day=day_of(workshop, programme(session, own), now=now),
        strategies=session.scalars(strategies).all(),
        groups=groups(session, own),
        documents=session.scalars(documents.order_by(Document.position, Document.id)).all(),
        seats=shown(session, workshop, now=now),
        seated=_seated(session, own),
    )


def groups(session: Session, workshop_id: int) -> Sequence[FocusGroup]:
    """By letter."""
    return session.scalars(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop_id)
        .order_by(*FocusGroup.by_letter())
    ).all()


def _seated(session: Session, workshop_id: int) -> dict[str, int]:
    """People with a seat per letter of their published group."""
    rows = session.execute(
        sa.select(FocusGroup.letter, sa.func.count())
        .join(Placement, Placement.group_id == FocusGroup.id)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Person, Person.id == Placement.person_id)
        .where(
            Plan.workshop_id == workshop_id,
            Plan.state == PlanState.PUBLISHED,
            Person.status == PersonStatus.CONFIRMED,
        )
        .group_by(FocusGroup.letter)
        .order_by(*FocusGroup.by_letter())
    )
    return dict(rows.all())


def document(session: Session, workshop_id: int, document_id: int) -> Document | None:
    """One file of this workshop with its content."""
    return session.scalar(
        sa.select(Document)
        .where(Document.workshop_id == workshop_id, Document.id == document_id)
        .options(undefer(Document.content))
    )


def notice(session: Session, workshop_id: int) -> PrivacyNotice | None:
    """The newest version of the privacy notice."""
    return session.scalar(
        sa.select(PrivacyNotice)
        .where(PrivacyNotice.workshop_id == workshop_id)
        .order_by(PrivacyNotice.number.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class RoleChoices:
    """The agency roles a form offers, and the letter of the first group that takes each."""

    choices: list[tuple[str, str]]
    letters: dict[str, str]


def role_choices(session: Session, workshop_id: int) -> RoleChoices:
    """In the organiser's order, named in the reader's language."""
    roles = session.scalars(
        sa.select(AgencyRole)
        .where(AgencyRole.workshop_id == workshop_id)
        .order_by(AgencyRole.position, AgencyRole.id)
    ).all()
    taken = session.execute(
        sa.select(AgencyRole.code, FocusGroup.letter)
        .join(GroupRole, GroupRole.role_id == AgencyRole.id)
        .join(FocusGroup, FocusGroup.id == GroupRole.group_id)
        .where(AgencyRole.workshop_id == workshop_id)
        .order_by(*FocusGroup.by_letter())
    ).all()
    first = dict(reversed(taken))
    return RoleChoices([(role.code, plain(role, "name")) for role in roles], first)


def place_of(session: Session, person: Person) -> tuple[Placement, FocusGroup] | None:
    """Somebody's place in the published plan."""
    row = session.execute(
        sa.select(Placement, FocusGroup)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .where(
            Plan.workshop_id == person.workshop_id,
            Plan.state == PlanState.PUBLISHED,
            Placement.person_id == person.id,
        )
    ).first()
    return (row[0], row[1]) if row else None


def tables_of(session: Session, placement: Placement) -> list[int]:
    """Somebody's tables, round by round; none without tables."""
    if placement.table_number is None:
        return []
    later = session.scalars(
        sa.select(TableSeat.table_number)
        .where(
            TableSeat.plan_id == placement.plan_id, TableSeat.person_id == placement.person_id
        )
        .order_by(TableSeat.round)
    )  # fmt: skip
    return [placement.table_number, *later]


def suggestions(session: Session, workshop_id: int, asked: str) -> list[dict[str, object]]:
    """Agencies that fit what was typed so far, for the type-ahead; at most eight.

    Names and abbreviations in both languages are compared without case, dots and spaces; what
    begins with the typed comes before what contains it. "Dept." is Department, see shortenings.
    """
    asked = asked[:ASKED_MAX]
    wanted = [key for one in (asked, *spelled_out(asked)) if (key := loose_key(one))]
    if not wanted:
        return []
    agencies = session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop_id))
    ranked = [(_best_fit(agency, wanted), agency) for agency in agencies]
    found = sorted(
        ((fit, plain(agency, "name"), agency) for fit, agency in ranked if fit is not None),
        key=lambda one: (one[0], one[1]),
    )
    return [_suggestion(agency) for _fit_, _name, agency in found[:MOST_SUGGESTIONS]]


def _best_fit(agency: Agency, wanted: list[str]) -> int | None:
    fits = [fit for one in wanted if (fit := _fit(agency, one)) is not None]
    return min(fits, default=None)


def _fit(agency: Agency, wanted: str) -> int | None:
    """0 when an abbreviation is just this, 1 and 2 when one or a name begins so, 3 inside."""
    short = [loose_key(one) for one in agency.abbreviations]
    names = [loose_key(name) for name in (agency.name_th, agency.name_en) if name]
    tests = (
        wanted in short,
        any(one.startswith(wanted) for one in short),
        any(name.startswith(wanted) for name in names),
        any(wanted in name for name in names),
    )
    return next((rank for rank, fits in enumerate(tests) if fits), None)


def _suggestion(agency: Agency) -> dict[str, object]:
    ministry = plain(agency, "ministry")
    short = next(iter(agency.abbreviations), "")
    hint = " · ".join(filter(None, (other_text(agency, "name"), short, ministry)))
    return {
        "label": plain(agency, "name"),
        "value": plain(agency, "name"),
        "hint": hint,
        "fill": {"ministry": ministry},
    }


def voting(session: Session, workshop_id: int) -> tuple[int, bool]:
    """How many statements there are for everybody to vote on, and whether that is open."""
    approved = sa.select(Statement.id).where(
        Statement.workshop_id == workshop_id, Statement.state == StatementState.APPROVED
    )
    opened = (
        sa.select(FormOpening.form_id)
        .join(StatementWording, StatementWording.form_id == FormOpening.form_id)
        .where(StatementWording.workshop_id == workshop_id, FormOpening.is_open)
        .exists()
    )
    number = sa.select(sa.func.count()).select_from(approved.subquery()).scalar_subquery()
    found = session.execute(sa.select(number, opened)).one()
    return found[0], bool(found[1])

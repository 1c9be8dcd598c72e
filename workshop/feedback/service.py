"""What participants may answer, and who has answered: worked out when asked, never stored."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import phases
from workshop.domain.terms import OVERALL, PersonStatus, PlanState, WorkshopState
from workshop.feedback import filing
from workshop.feedback.filing import Filed
from workshop.feedback.structure import FORM, OPENING, FormState, form_states, states_for
from workshop.keys import author_key
from workshop.models import FeedbackForm, Person, Placement, Plan, Response

MOST_AUTHORS = 5_000
"""In one query; databases take some 30,000 values."""


@dataclass(frozen=True, slots=True)
class Step:
    """One form on a person's way: `filed` once they answered it."""

    state: FormState
    group_id: int | None
    filed: Filed | None
    is_open: bool

    @property
    def number(self) -> int:
        return self.state.number

    @property
    def mark(self) -> str:
        """How the progress shows it: stored, open or later."""
        if self.filed:
            return "stored"
        return "open" if self.is_open else "later"


@dataclass(frozen=True, slots=True)
class Journey:
    """A person's forms in order; nothing is open without a group or a seat."""

    steps: tuple[Step, ...]
    group_id: int | None
    may_answer: bool

    def step(self, number: int) -> Step | None:
        return next((step for step in self.steps if step.number == number), None)

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        """Number and mark of every step."""
        return tuple((step.number, step.mark) for step in self.steps)

    def after(self, number: int | None = None) -> Step | None:
        """The next open form without an answer, looked for behind `number` first."""
        places = [step.number for step in self.steps]
        start = places.index(number) + 1 if number in places else 0
        order = self.steps[start:] + self.steps[:start]
        return next((step for step in order if step.number != number and step.mark == "open"), None)


def journey(
    session: Session,
    *,
    workshop_id: int,
    state: WorkshopState,
    person_id: int,
    takes_part: bool,
    answer_key: bytes | None,
    now: dt.datetime,
) -> Journey:
    """What a person may answer and has answered.

    An answer stays with the group it was first given in, also when its writer changes groups.
    takes_part: whether the person has a seat. answer_key: the workshop's, None once destroyed.
    """
    group_id, states = states_for(session, workshop_id=workshop_id, person_id=person_id)
    filed = _filed(session, workshop_id, person_id, states, answer_key)
    elsewhere = {one.group_id for one in filed.values()} - {group_id}
    there = {
        (group, one.form_id): one
        for group in elsewhere
        for one in form_states(session, workshop_id=workshop_id, group_id=group)
    }
    may = takes_part and state is WorkshopState.OPEN and answer_key is not None
    steps = []
    for one in states:
        own = filed.get(one.form_id)
        home = own.group_id if own else group_id
        here = there.get((home or 0, one.form_id), one)
        is_open = may and home is not None and here.is_open_at(now)
        steps.append(Step(here, home, own, is_open))
    return Journey(tuple(steps), group_id, may_answer=may)


def _filed(
    session: Session,
    workshop_id: int,
    person_id: int,
    states: Iterable[FormState],
    answer_key: bytes | None,
) -> dict[int, Filed]:
    if answer_key is None:
        return {}
    authors = [author_key(answer_key, person_id=person_id, form_id=s.form_id) for s in states]
    return filing.filed_under(session, workshop_id=workshop_id, authors=authors)


def openings_stamp(
    session: Session, *, workshop_id: int, now: dt.datetime
) -> tuple[tuple[object, ...], ...]:
    """Which forms are open to which groups, and until when; a page that shows it is true as long
    as this stays the same. The time itself ends it as well, before anything is written."""
    rows = session.connection().execute(_OPENINGS, {"workshop": workshop_id})
    return tuple(
        (*row[:3], row.closes_at, row.is_open and not phases.is_over(row.closes_at, now))
        for row in rows
    )


def counts(session: Session, *, workshop_id: int) -> dict[tuple[int, int], int]:
    """How many people answered, by (form id, group id); always live."""
    rows = session.execute(
        sa.select(Response.form_id, Response.group_id, sa.func.count())
        .where(Response.workshop_id == workshop_id)
        .group_by(Response.form_id, Response.group_id)
    )
    return {(form_id, group_id): number for form_id, group_id, number in rows}


def who_answered(
    session: Session,
    *,
    workshop_id: int,
    form_id: int,
    answer_key: bytes,
    person_ids: Iterable[int],
) -> set[int]:
    """Which of these people answered a form; possible only while the answer key exists."""
    keyed = {
        author_key(answer_key, person_id=person_id, form_id=form_id): person_id
        for person_id in person_ids
    }
    authors = list(keyed)
    found: set[int] = set()
    for start in range(0, len(authors), MOST_AUTHORS):
        some = authors[start : start + MOST_AUTHORS]
        query = sa.select(Response.author).where(
            Response.workshop_id == workshop_id, Response.author.in_(some)
        )
        found |= {keyed[author] for author in session.scalars(query)}
    return found


@dataclass(frozen=True, slots=True)
class Missing:
    """Who has not answered a form yet; for organisers only."""

    form_id: int
    number: int
    people: tuple[Person, ...]


def missing(
    session: Session, *, workshop_id: int, answer_key: bytes, group_id: int | None = None
) -> list[Missing]:
    """Per form, the people with a place in the published plan who have not answered it.

    group_id: only of this group. Names in the order of the list; sorting for show is the page's.
    """
    placed = sa.select(Person).join(Placement, Placement.person_id == Person.id).join(Plan)
    conditions = [
        Plan.workshop_id == workshop_id,
        Plan.state == PlanState.PUBLISHED,
        Person.status == PersonStatus.CONFIRMED,
    ]
    if group_id is not None:
        conditions.append(Placement.group_id == group_id)
    people = session.scalars(placed.where(*conditions).order_by(Person.id)).all()
    forms: Any = session.execute(
        sa.select(FeedbackForm.id, FeedbackForm.number)
        .where(FeedbackForm.workshop_id == workshop_id, FeedbackForm.number >= OVERALL)
        .order_by(FeedbackForm.number == 0, FeedbackForm.number)
    )
    found = []
    for form_id, number in forms:
        answered = who_answered(
            session,
            workshop_id=workshop_id,
            form_id=form_id,
            answer_key=answer_key,
            person_ids=[person.id for person in people],
        )
        left = tuple(person for person in people if person.id not in answered)
        found.append(Missing(form_id, number, left))
    return found


_OPENINGS = (
    sa.select(
        OPENING.c.form_id, OPENING.c.group_id, OPENING.c.closings, OPENING.c.is_open,
        OPENING.c.closes_at,
    )
    .join(FORM, FORM.c.id == OPENING.c.form_id)
    .where(
        OPENING.c.workshop_id == sa.bindparam("workshop"),
        FORM.c.number >= sa.literal_column(str(OVERALL)),
    )
    .order_by(OPENING.c.form_id, OPENING.c.group_id)
)  # fmt: skip

"""Answers keyed in from paper: whose paper it is, what is stored of it, and how the counts add up.

A paper carries a code, so that it is filed under the person's key as a phone's answer would be; one
that lost its code is nobody's and is filed under a key of its own.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import disclosure
from workshop.domain.answers import Answer
from workshop.domain.codes import read_code, spaced
from workshop.domain.terms import Source, WorkshopState
from workshop.errors import NotFoundError, WorkshopError
from workshop.feedback import service
from workshop.feedback.filing import Filed, Sent
from workshop.feedback.service import Step
from workshop.feedback.structure import form_states
from workshop.i18n import _l
from workshop.keys import author_key, paper_key
from workshop.models import FeedbackForm, FocusGroup, Person, Response, ResponseRevision, Workshop


@dataclass(frozen=True, slots=True)
class Paper:
    """What lies on the desk: a person's paper, or one without a name from a group.

    words: how it is called on the page; never a name, the slip was torn off.
    """

    steps: tuple[Step, ...]
    group: FocusGroup
    person_id: int | None
    words: str

    def check_group(self, code: str) -> None:
        """Raises WorkshopError (field `group`) when another group was chosen than the paper's."""
        if code and code != self.group.code:
            raise WorkshopError(
                _l(
                    "Whoever has this code is in group %(letter)s, not in the chosen one. Compare"
                    " the code with the paper, or leave the group to the code.",
                    letter=self.group.letter,
                ),
                field="group",
            )

    def step(self, number: int) -> Step:
        """Raises NotFoundError when the form asks this group nothing."""
        found = next((step for step in self.steps if step.number == number), None)
        if found is None:
            raise NotFoundError(_l("There is no such form for this group. Choose another one."))
        return found

    def after(self, number: int, *, replacing: bool) -> Step | None:
        """The form that follows on the paper and can be keyed in: open, and with no answer yet
        unless the paper is replacing what came before."""
        places = [step.number for step in self.steps]
        later = self.steps[places.index(number) + 1 :]
        return next(
            (step for step in later if step.is_open and (replacing or not step.filed)), None
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """People who answered a form in a group, by how their newest answer came in.

    Whoever keys papers in sees these numbers as they are, for they have to add up with the pile on
    the desk. Every output that is handed on asks `is_told` first.
    """

    phone: int = 0
    paper: int = 0

    def is_told(self, k: int) -> bool:
        return disclosure.trait_shown({"phone": self.phone, "paper": self.paper}, k)

    @property
    def all(self) -> int:
        return self.phone + self.paper


def is_asked(session: Session, workshop: Workshop, *, number: int) -> bool:
    """Whether the workshop has a form of this number, for whichever group."""
    found = sa.select(FeedbackForm.id).where(
        FeedbackForm.workshop_id == workshop.id, FeedbackForm.number == number
    )
    return session.scalar(found) is not None


def of_person(
    session: Session, workshop: Workshop, *, code: str, answer_key: bytes | None, now: dt.datetime
) -> Paper:
    """The paper with this code, as typed. Raises WorkshopError (field `code`)."""
    person = session.scalar(
        sa.select(Person).where(
            Person.workshop_id == workshop.id, Person.short_code == read_code(code)
        )
    )
    if person is None:
        raise WorkshopError(
            _l("Nobody has this code. Compare it with the paper, letter by letter."), field="code"
        )
    way = service.journey(
        session, workshop_id=workshop.id, state=workshop.state, person_id=person.id,
        takes_part=True, answer_key=answer_key, now=now,
    )  # fmt: skip
    group_id = next((step.group_id for step in way.steps if step.group_id), way.group_id)
    if group_id is None:
        raise WorkshopError(
            _l("Whoever has this code is in no group. Leave the code out and choose the group."),
            field="code",
        )
    return Paper(
        way.steps, session.get_one(FocusGroup, group_id), person.id, spaced(person.short_code)
    )


def of_person_in(
    session: Session, workshop: Workshop, group: FocusGroup, *, code: str,
    answer_key: bytes | None, now: dt.datetime,
) -> Paper:  # fmt: skip
    """The paper with this code, for staff of one group: what its writer is asked there.

    Whether somebody of another group has the code is not told. Raises WorkshopError (field `code`).
    """
    try:
        found = of_person(session, workshop, code=code, answer_key=answer_key, now=now)
    except WorkshopError:
        found = None
    steps = tuple(step for step in found.steps if step.group_id == group.id) if found else ()
    if found is None or not steps:
        raise WorkshopError(
            _l(
                "Nobody in group %(letter)s has this code. Compare it with the paper, or hand the"
                " paper to the organiser.",
                letter=group.letter,
            ),
            field="code",
        )
    return replace(found, steps=steps, group=group)


def of_group(session: Session, workshop: Workshop, *, code: str, now: dt.datetime) -> Paper:
    """A paper without a name from the group with this code. Raises WorkshopError.

    It counts as one person, towards k as well, since nobody can tell whose it is. Whoever keys in
    k - 1 invented ones would learn what the k-th person answered, so a group's own staff, who know
    its few, key in papers with a code only: the person is told of those and they replace nothing
    silently. Organisers may, for they could as well invent people; `keyed_by` shows what each did.
    """
    group = session.scalar(
        sa.select(FocusGroup).where(FocusGroup.workshop_id == workshop.id, FocusGroup.code == code)
    )
    if group is None:
        raise WorkshopError(_l("Enter the code on the paper, or choose its group."), field="group")
    states = form_states(session, workshop_id=workshop.id, group_id=group.id)
    is_open = workshop.state is WorkshopState.OPEN
    steps = (Step(one, group.id, None, is_open=is_open and one.is_open_at(now)) for one in states)
    return Paper(tuple(steps), group, None, str(_l("without a code")))


def to_send(
    workshop: Workshop, paper: Paper, step: Step, *, submission_id: str,
    content: Mapping[str, Answer], answer_key: bytes, keyed_by: str, may_replace: bool,
    may_quote: bool = False,
) -> Sent:  # fmt: skip
    """What is filed of a sheet. A paper without a name is one record however often it is sent."""
    form_id = step.state.form_id
    if paper.person_id is None:
        author = paper_key(answer_key, submission_id=submission_id, form_id=form_id)
    else:
        author = author_key(answer_key, person_id=paper.person_id, form_id=form_id)
    return Sent(
        workshop_id=workshop.id, form_id=form_id, form_version=step.state.version,
        group_id=step.group_id or paper.group.id, author=author, person_id=paper.person_id or 0,
        submission_id=submission_id, content=content, source=Source.PAPER,
        keyed_by=keyed_by, may_replace=may_replace, may_quote=may_quote,
    )  # fmt: skip


def is_on_paper(session: Session, filed: Filed) -> bool:
    """Whether the newest answer filed there was keyed in from paper."""
    source = session.scalar(
        sa.select(ResponseRevision.source).where(
            ResponseRevision.response_id == filed.id, ResponseRevision.number == filed.revision
        )
    )
    return source is Source.PAPER


def keyed_by(session: Session, *, workshop_id: int) -> list[tuple[str, int]]:
    """Who keyed in, and how many sheets of the whole workshop; not what, nor of which group."""
    rows = session.execute(
        sa.select(ResponseRevision.keyed_by, sa.func.count(ResponseRevision.response_id.distinct()))
        .where(ResponseRevision.workshop_id == workshop_id, ResponseRevision.source == Source.PAPER)
        .group_by(ResponseRevision.keyed_by)
        .order_by(ResponseRevision.keyed_by)
    )
    return [(who, number) for who, number in rows if who]


def totals(session: Session, *, workshop_id: int) -> dict[tuple[int, int], Totals]:
    """By (form id, group id); phone and paper together are the count of answers."""
    newest = sa.and_(
        ResponseRevision.response_id == Response.id,
        ResponseRevision.number == Response.revision,
    )
    on_paper = ResponseRevision.source == Source.PAPER
    rows = session.execute(
        sa.select(
            Response.form_id,
            Response.group_id,
            sa.func.count().filter(~on_paper),
            sa.func.count().filter(on_paper),
        )
        .join(ResponseRevision, newest)
        .where(Response.workshop_id == workshop_id)
        .group_by(Response.form_id, Response.group_id)
    )
    return {(form_id, group_id): Totals(*counts) for form_id, group_id, *counts in rows}


def by_form(counts: Mapping[tuple[int, int], Totals]) -> dict[int, Totals]:
    """What `totals` found, of all groups together."""
    found: dict[int, Totals] = {}
    for (form_id, _), here in counts.items():
        so_far = found.get(form_id, Totals())
        found[form_id] = Totals(so_far.phone + here.phone, so_far.paper + here.paper)
    return found

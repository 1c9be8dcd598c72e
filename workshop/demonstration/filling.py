"""Files the answers through the feedback service, as if everybody had sent their own."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.clock import now
from workshop.demonstration import answers, data
from workshop.demonstration.setup import Stage
from workshop.domain.answers import Answer, as_text
from workshop.domain.terms import OVERALL
from workshop.feedback import filing
from workshop.feedback.filing import Sent
from workshop.keys import author_key
from workshop.models import FeedbackForm, Question, QuestionVersion


@dataclass(frozen=True)
class Cast:
    """Who answers, ids of people by group code: every strategy, and the overall form as well."""

    members: dict[str, list[int]]
    finished: dict[str, list[int]]

    def of(self, group: str, form: int) -> list[int]:
        """The people of a group who answer a form."""
        return (self.finished if form == OVERALL else self.members)[group]


def file_answers(session: Session, stage: Stage, cast: Cast, answer_key: bytes) -> int:
    """Files every answer and gives their number; call inside a writing transaction of its own.

    They are sent in an order that says nothing, and released in batches as they come in.
    """
    sent = [
        one
        for form in stage.forms.values()
        for group in cast.members
        for one in _sent(session, stage, form, group, cast, answer_key)
    ]
    random.Random("ega-2557 order").shuffle(sent)  # noqa: S311  an order, not a secret
    for one in sent:
        filing.store(session, one, now=now())
    return len(sent)


def _sent(
    session: Session, stage: Stage, form: FeedbackForm, group: str, cast: Cast, answer_key: bytes
) -> Iterator[Sent]:
    people = cast.of(group, form.number)
    versions = _versions(session, form)
    given = (
        answers.overall(group, len(people))
        if form.number == OVERALL
        else answers.on_strategy(form.number, group, len(people))
    )
    for person_id, answered in zip(people, given, strict=True):
        yield Sent(
            workshop_id=stage.workshop.id,
            form_id=form.id,
            form_version=form.version,
            group_id=stage.groups[group].id,
            author=author_key(answer_key, person_id=person_id, form_id=form.id),
            person_id=person_id,
            submission_id=str(uuid.uuid4()),
            content={str(versions[key]): _as_sent(answer) for key, answer in answered.items()},
            may_quote=_allows_quoting(person_id),
        )


def _allows_quoting(person_id: int) -> bool:
    """Two of three allow it."""
    return random.Random(f"ega-2557 quoting {person_id}").random() < 2 / 3  # noqa: S311


def _versions(session: Session, form: FeedbackForm) -> dict[str, int]:
    """The id of each question's wording, by the question's key in the data."""
    rows: Sequence[int] = session.scalars(
        sa.select(QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.form_id == form.id)
        .order_by(Question.position)
    ).all()
    keys = [question["key"] for question in data.questions(form.number)]
    return dict(zip(keys, rows, strict=True))


def _as_sent(answer: Answer) -> Answer:
    return as_text(answer) if isinstance(answer, str) else answer

"""What somebody sent from this very browser, in words; no other browser gets to see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import DONT_KNOW, NOT_RELEVANT, OVERALL, QuestionKind
from workshop.feedback import filing, memory
from workshop.feedback.service import Journey, Step
from workshop.i18n import _, plain
from workshop.models import QuestionVersion


@dataclass(frozen=True)
class Answered:
    """One question as it was put, and the answer in words."""

    question: str
    answer: str


@dataclass(frozen=True)
class Sent:
    """One form's newest answers of this browser; `number` is the strategy's, 0 the overall form.

    may_quote: whether the comments in it may be quoted.
    """

    number: int
    title: str
    answers: tuple[Answered, ...]
    may_quote: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "strategy": self.number,
            "title": self.title,
            "may_quote": self.may_quote,
            "answers": [{"question": one.question, "answer": one.answer} for one in self.answers],
        }


def sent_here(session: Session, way: Journey | None) -> list[Sent]:
    """The answers that this browser sent, form by form; nothing without a group."""
    found = [(step, _content(session, step)) for step in (way.steps if way else ())]
    wanted = {int(key) for _step, sent in found if sent for key in sent[0]}
    versions = _versions(session, wanted)
    return [
        Sent(step.number, _title(step), tuple(_answered(sent[0], versions)), sent[1])
        for step, sent in found
        if sent
    ]


def _content(session: Session, step: Step) -> tuple[Mapping[str, Any], bool] | None:
    here = memory.recall(step.state.form_id) if step.filed else None
    if step.filed is None or here is None:
        return None
    sent = filing.sent_here(session, step.filed, here.submission_id)
    return (sent.content, sent.may_quote) if sent else None


def _title(step: Step) -> str:
    if step.number == OVERALL:
        return str(_("Overall questions"))
    return plain(step.state, "title")


def _versions(session: Session, ids: Iterable[int]) -> dict[int, QuestionVersion]:
    rows = session.scalars(
        sa.select(QuestionVersion)
        .where(QuestionVersion.id.in_(list(ids)))
        .order_by(QuestionVersion.id)
    )
    return {row.id: row for row in rows}


def _answered(
    content: Mapping[str, Any], versions: Mapping[int, QuestionVersion]
) -> list[Answered]:
    return [
        Answered(plain(version, "text"), _in_words(version, content[str(number)]))
        for number, version in versions.items()
        if str(number) in content
    ]


def _in_words(version: QuestionVersion, answer: Any) -> str:
    labels: dict[str, str] = {
        one["key"]: plain(one, "label") or one["key"] for one in version.options
    }
    if answer == NOT_RELEVANT and version.kind is QuestionKind.SCALE:
        return str(_("Not relevant to our agency"))
    if answer == DONT_KNOW and version.kind is QuestionKind.SCALE:
        return str(_("Don’t know"))
    if version.kind is QuestionKind.RANKING:
        ordered = [labels.get(str(key), str(key)) for key in answer]
        return "; ".join(f"{at}. {words}" for at, words in enumerate(ordered, start=1))
    if isinstance(answer, list):
        return "; ".join(labels.get(str(key), str(key)) for key in answer)
    if version.kind is QuestionKind.SCALE:
        return f"{answer} {labels.get(str(answer), '')}".strip()
    return labels.get(str(answer), str(answer))

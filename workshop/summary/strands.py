"""Questions as they are counted: an answer stands under the words that its writer saw.

Versions of a question whose words are all equal are counted together; other wordings apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import QuestionKind
from workshop.models import Question, QuestionVersion

TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, or a point of a scale, with its words."""

    key: str
    label_th: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Strand:
    """A question in one wording: all its versions of the same kind, text and options.

    versions: their ids, oldest first; the short text and the order of options are the newest's.
    group_id: the one group it is put to, None for all.  retired: no longer asked.
    is_earlier: the question has newer words.  is_reworded: it was asked in other words too.
    """

    form_id: int
    group_id: int | None
    kind: QuestionKind
    versions: tuple[int, ...]
    text_th: str
    text_en: str
    short_text_th: str
    short_text_en: str
    options: tuple[Choice, ...]
    retired: bool
    is_earlier: bool = False
    is_reworded: bool = False

    @property
    def key(self) -> int:
        """Its newest version's id."""
        return self.versions[-1]

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS

    @property
    def option_keys(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    def is_for(self, group_id: int) -> bool:
        return self.group_id is None or self.group_id == group_id


def strands(session: Session, form_ids: Iterable[int]) -> list[Strand]:
    """All questions of these forms that were ever asked, in their order, retired ones last.

    Earlier wordings come right after the newest one, the latest of them first.
    """
    rows: Sequence[Any] = session.execute(_VERSIONS, {"forms": list(form_ids)}).all()
    questions: dict[int, dict[tuple[Any, ...], list[Any]]] = {}
    for row in rows:
        questions.setdefault(row.question_id, {}).setdefault(_words(row), []).append(row)
    made = []
    for wordings in questions.values():
        latest_first = sorted(wordings.values(), key=lambda rows: rows[-1].number, reverse=True)
        made += [_strand(rows, at, len(wordings)) for at, rows in enumerate(latest_first)]
    return sorted(made, key=lambda strand: strand.retired)


def _words(row: Any) -> tuple[Any, ...]:
    """What somebody who answered had before them; the order of options is not in it."""
    options = sorted((one["key"], one.get("th", ""), one.get("en", "")) for one in row.options)
    return row.kind, row.text_th, row.text_en, tuple(options)


def _strand(versions: list[Any], at: int, wordings: int) -> Strand:
    """at: how many newer wordings there are, of `wordings` in all."""
    last = versions[-1]
    return Strand(
        form_id=last.form_id,
        group_id=last.group_id,
        kind=last.kind,
        versions=tuple(row.id for row in versions),
        text_th=last.text_th,
        text_en=last.text_en,
        short_text_th=last.short_text_th,
        short_text_en=last.short_text_en,
        options=tuple(
            Choice(one["key"], one.get("th", ""), one.get("en", "")) for one in last.options
        ),
        retired=last.retired,
        is_earlier=at > 0,
        is_reworded=wordings > 1,
    )


_VERSIONS = (
    sa.select(
        QuestionVersion.id,
        QuestionVersion.question_id,
        QuestionVersion.number,
        QuestionVersion.kind,
        QuestionVersion.text_th,
        QuestionVersion.text_en,
        QuestionVersion.short_text_th,
        QuestionVersion.short_text_en,
        QuestionVersion.options,
        Question.form_id,
        Question.group_id,
        Question.retired,
    )
    .join(Question, Question.id == QuestionVersion.question_id)
    .where(Question.form_id.in_(sa.bindparam("forms", expanding=True)))
    .order_by(Question.form_id, Question.position, Question.id, QuestionVersion.number)
)

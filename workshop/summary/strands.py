"""Questions as they are counted: all wordings of one question whose answers mean the same."""

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
    """A question with the wordings that are counted together: same kind, same options.

    versions: ids of its wordings, oldest first; words and options are those of the newest.
    group_id: the one group it is put to, None for all.  retired: no longer asked.
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

    @property
    def key(self) -> int:
        """Its newest wording's id."""
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
    """All questions of these forms that were ever asked, in their order, retired ones last."""
    rows: Sequence[Any] = session.execute(_VERSIONS, {"forms": list(form_ids)}).all()
    kept: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        keys = tuple(sorted(option["key"] for option in row.options))
        kept.setdefault((row.question_id, row.kind, keys), []).append(row)
    newest = {row.question_id: row.id for row in rows}
    made = [_strand(wordings, newest) for wordings in kept.values()]
    return sorted(made, key=lambda strand: strand.retired)


def _strand(wordings: list[Any], newest: dict[int, int]) -> Strand:
    last = wordings[-1]
    return Strand(
        form_id=last.form_id,
        group_id=last.group_id,
        kind=last.kind,
        versions=tuple(row.id for row in wordings),
        text_th=last.text_th,
        text_en=last.text_en,
        short_text_th=last.short_text_th,
        short_text_en=last.short_text_en,
        options=tuple(
            Choice(one["key"], one.get("th", ""), one.get("en", "")) for one in last.options
        ),
        retired=last.retired or last.id != newest[last.question_id],
    )


_VERSIONS = (
    sa.select(
        QuestionVersion.id,
        QuestionVersion.question_id,
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

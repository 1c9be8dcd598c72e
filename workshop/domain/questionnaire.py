"""A form as people meet it: its questions in order, each in both languages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workshop.domain.answers import Answer, AnswerError, Asked, read
from workshop.domain.terms import OVERALL, QuestionKind


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, or a point of a scale with its wording."""

    key: str
    label_th: str
    label_en: str


@dataclass(frozen=True)
class Question:
    """One question in its newest version; `group_id` is the one group it is put to, if not all."""

    id: int
    version_id: int
    group_id: int | None
    kind: QuestionKind
    text_th: str
    text_en: str
    short_text_th: str
    short_text_en: str
    hint_th: str
    hint_en: str
    required: bool
    options: tuple[Option, ...]

    @cached_property
    def name(self) -> str:
        """The form field it is posted in."""
        return f"q{self.id}"

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.kind, self.required, tuple(option.key for option in self.options))


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The form of one strategy, or the overall one (number 0). Compared by identity."""

    form_id: int
    number: int
    version: int
    questions: tuple[Question, ...]

    @property
    def is_overall(self) -> bool:
        return self.number == OVERALL

    def read(
        self, group_id: int | None, posted: Callable[[str], Sequence[str]]
    ) -> dict[str, Answer] | None:
        """The content of what a form of the group posted; None when any of it is no answer.

        posted: gives the values of a field by its name.
        """
        content = {}
        for question in self.for_group(group_id):
            try:
                answer = read(question.asked, posted(question.name))
            except AnswerError:
                return None
            if answer is not None:
                content[str(question.version_id)] = answer
        return content

    def for_group(self, group_id: int | None) -> tuple[Question, ...]:
        """The questions put to a group, in their order; to all groups together when None."""
        if group_id is None:
            return self.questions
        return tuple(q for q in self.questions if q.group_id in (None, group_id))

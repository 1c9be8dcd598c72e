"""The feedback form, built from its questions."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, HiddenField, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea, TextInput

from workshop.domain.answers import (
    SKIP,
    TEXT_LIMITS,
    Answer,
    AnswerError,
    Asked,
    Fault,
    order_shown,
    places_given,
    read,
)
from workshop.domain.questionnaire import Question, Questionnaire
from workshop.domain.terms import DONT_KNOW, NOT_RELEVANT, QuestionKind
from workshop.forms import BaseForm, SubmittedForm, tidy
from workshop.i18n import _, _l, local, plain

TEXTS = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
UNTICKED = ("", "0", "false", "no", "off", "n")
MARKUP_TYPES = {
    QuestionKind.SCALE: "RadioField",
    QuestionKind.SINGLE: "RadioField",
    QuestionKind.MULTIPLE: "SelectMultipleField",
    QuestionKind.RANKING: "RankingField",
    QuestionKind.SHORT_TEXT: "StringField",
    QuestionKind.LONG_TEXT: "TextAreaField",
}
MISSING = {
    QuestionKind.SCALE: _l("Choose 1 to 5, “not relevant to us” or “don’t know”"),
    QuestionKind.SINGLE: _l("Choose one answer"),
    QuestionKind.MULTIPLE: _l("Choose at least one answer"),
    QuestionKind.RANKING: _l("This order is not your answer yet. Settle the place of every row."),
    QuestionKind.SHORT_TEXT: _l("Write an answer"),
    QuestionKind.LONG_TEXT: _l("Write an answer"),
}


class Choice(NamedTuple):
    """One row of a question as templates show it."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """Something typed or chosen, to be read or copied; no label for a question unknown by now."""

    label: object
    text: str
    is_long: bool


class AnswerField(Field):
    """The answer to one question; keeps what was posted, whether or not it can be read."""

    def __init__(self, label: str = "", *, asked: Asked, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.type = MARKUP_TYPES[asked.kind]  # what the form macros go by
        self.asked = asked
        self.flags.required = asked.required
        self.flags.limit = TEXT_LIMITS.get(asked.kind)
        self.posted: list[str] = []
        self.question: Question
        self.widget = TextArea() if asked.kind is QuestionKind.LONG_TEXT else TextInput()

    def process_data(self, value: Answer | None) -> None:
        if isinstance(value, list):
            self.posted = list(value)
        elif value is not None:
            self.posted = [str(value)]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.posted = list(valuelist)

    def pre_validate(self, form: Form) -> None:
        try:
            read(self.asked, self.posted)
        except AnswerError as error:
            raise ValidationError(self._sentence(error)) from error

    def _value(self) -> str:
        return self.posted[0] if self.posted else ""

    def _sentence(self, error: AnswerError) -> object:
        if error.fault is Fault.TOO_LONG:
            return _(
                "This text has %(length)s characters; at most %(limit)s fit. Shorten it.",
                length=f"{error.length:,}",
                limit=f"{error.limit:,}",
            )
        if error.fault is Fault.INCOMPLETE:
            return _(
                "Give every row a place of its own, from 1 to %(last)s",
                last=len(self.asked.options),
            )
        if error.fault is Fault.NOT_AN_OPTION:
            return _("Choose from the answers shown")
        return MISSING[self.asked.kind]

    def iter_choices(self) -> Iterator[Choice]:
        """The rows to show, in order, those chosen marked."""
        question = self.question
        labels = {option.key: plain(option, "label") for option in question.options}
        keys = list(self.asked.options)
        if self.asked.kind is QuestionKind.RANKING:
            keys = order_shown(keys, self.posted)
        if self.asked.kind is QuestionKind.SCALE:
            labels = {**{str(n): str(n) for n in range(1, 6)}}
            labels[NOT_RELEVANT] = str(_("Not relevant to our agency"))
            labels[DONT_KNOW] = str(_("Don’t know"))
            keys = list(labels)
        for key in keys:
            yield Choice(key, labels[key], key in self.posted)
        if self.may_skip and self.type == "RadioField":
            yield Choice(SKIP, str(_("Skip this question")), SKIP in self.posted)

    @property
    def may_skip(self) -> bool:
        return not self.asked.required

    @property
    def skipped(self) -> bool:
        return SKIP in self.posted

    @property
    def wordings(self) -> list[str]:
        """A scale's words for 1 to 5, some of them empty."""
        labels = {option.key: plain(option, "label") for option in self.question.options}
        return [labels.get(str(point), "") for point in range(1, 6)]

    @property
    def places(self) -> dict[str, int]:
        """A ranking's places, from 1, of the options that were given one."""
        return places_given(self.asked.options, self.posted)

    @property
    def anchor(self) -> str:
        """The element that a link to this question leads to."""
        is_whole = self.asked.kind in (*TEXTS, QuestionKind.RANKING)
        return self.id if is_whole else f"{self.id}-0"

    @property
    def in_words(self) -> str:
        """What was typed or chosen as plain text, empty when nothing was."""
        if self.asked.kind in TEXTS:
            return self._value()
        if self.skipped or not self.posted:
            return ""
        if self.asked.kind is QuestionKind.RANKING:
            rows = [(self.places.get(row.value), row.label) for row in self.iter_choices()]
            return "\n".join(f"{place}. {label}" for place, label in rows if place)
        return "\n".join(self._row_in_words(row) for row in self.iter_choices() if row.selected)

    def _row_in_words(self, row: Choice) -> str:
        if self.asked.kind is QuestionKind.SCALE and row.value.isdecimal():
            return f"{row.value} {self.wordings[int(row.value) - 1]}".strip()
        return row.label

    @property
    def short_text(self) -> object:
        """The question in few words, for the error summary and copies."""
        return local(self.question, "short_text") or self.label.text


class FeedbackForm(SubmittedForm):
    """All questions of one form for one group, see `build`."""

    form_version = HiddenField()
    may_replace = BooleanField(_l("Replace the earlier answer by this one"))
    quote = BooleanField(
        _l("My comments on this form may be quoted in the report, without my name."),
        false_values=UNTICKED,
        description=_l(
            "Your group’s facilitator and the organiser read them in any case. You can change this "
            "by sending the form again until the workshop is closed; afterwards it cannot be "
            "withdrawn."
        ),
    )
    asks_to_replace = False

    def prepare(self, questionnaire: Questionnaire, questions: tuple[Question, ...]) -> None:
        """Puts the questions' words, in the reader's language, to their fields."""
        self.asked_version = questionnaire.version
        self.answers: list[AnswerField] = []
        for question in questions:
            field = self[question.name]
            field.question = question
            field.label.text = local(question, "text")
            field.description = local(question, "hint")
            self.answers.append(field)

    @property
    def usable_id(self) -> str:
        """The id to show the form with: the one it was sent with, if that can be used."""
        self.fresh_id()
        return str(self.submission_id.data)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not _is_current(self.form_version.data, self.asked_version):
            self.form_errors.append(
                _("The questions were changed meanwhile. Look through them and send again.")
            )
            valid = False
        return bool(valid)

    def ask_to_replace(self, sentence: object) -> None:
        """Shows the box that has to be ticked before an answer of another way is replaced."""
        self.asks_to_replace = True
        self.may_replace.errors = [str(sentence)]

    @property
    def asks_to_quote(self) -> bool:
        """Only where something is written can it be quoted."""
        return any(field.asked.kind in TEXTS for field in self.answers)

    def typed(self) -> list[Typed]:
        """Everything typed or chosen, in the order of the questions."""
        found = [
            Typed(field.label.text, text, field.asked.kind is QuestionKind.LONG_TEXT)
            for field in self.answers
            if (text := field.in_words).strip()
        ]
        if found and self.asks_to_quote:
            says = _("may be quoted") if self.quote.data else _("not for quotation")
            found.append(Typed(_("My comments"), str(says), is_long=False))
        return found


class Earlier(Protocol):
    """What was sent before."""

    @property
    def content(self) -> Mapping[str, Answer]: ...
    @property
    def may_quote(self) -> bool: ...


def build(
    questionnaire: Questionnaire, group_id: int | None, sent: Earlier | None = None
) -> FeedbackForm:
    """The form for a group with what was posted, else with what was sent before."""
    questions = questionnaire.for_group(group_id)
    earlier: dict[str, Answer | None] | None = None
    if sent is not None:
        earlier = {q.name: sent.content.get(str(q.version_id)) for q in questions}
        earlier["quote"] = sent.may_quote
    kind = _form_class(tuple((q.name, q.asked) for q in questions))
    form: FeedbackForm = kind(data=earlier)
    form.prepare(questionnaire, questions)
    return form


@lru_cache(maxsize=256)
def _form_class(fields: tuple[tuple[str, Asked], ...]) -> type[FeedbackForm]:
    """One class per set of fields, since making a class takes longer than filling a form."""
    kinds = {name: AnswerField(asked=asked, render_kw=_attributes(asked)) for name, asked in fields}
    return type("FeedbackForm", (FeedbackForm,), kinds)


def _attributes(asked: Asked) -> dict[str, object]:
    if asked.kind is QuestionKind.LONG_TEXT:
        return {"rows": 4}
    return {"autocomplete": "off"}


@dataclass(frozen=True, slots=True)
class Posted:
    """What can be stored of a post: a usable id, and content without a mistake."""

    submission_id: str
    content: dict[str, Answer]
    may_quote: bool


def read_posted(
    questionnaire: Questionnaire, group_id: int, posted: MultiDict[str, str]
) -> Posted | None:
    """What a form posted; None when it has to be shown again, with the sentences of `build`."""
    if not _is_current(posted.get("form_version"), questionnaire.version):
        return None
    try:
        submission_id = str(uuid.UUID(posted.get("submission_id", "")))
    except ValueError:
        return None
    content = questionnaire.read(group_id, posted.getlist)
    if content is None:
        return None
    has_texts = any(question.kind in TEXTS for question in questionnaire.for_group(group_id))
    may_quote = has_texts and posted.get("quote", "").lower() not in UNTICKED
    return Posted(submission_id, content, may_quote)


def _is_current(form_version: str | None, newest: int) -> bool:
    """Whether the page that was sent showed the newest questions; pages need not say so."""
    return form_version in (None, "", str(newest))


def typed_elsewhere(posted: MultiDict[str, str], form: FeedbackForm | None = None) -> list[Typed]:
    """What was posted as answers to questions that `form` does not have."""
    known = {field.name for field in form.answers} if form else set()
    names = [name for name in posted if name[:1] == "q" and name[1:].isdecimal()]
    texts = ["\n".join(posted.getlist(name)) for name in names if name not in known]
    return [Typed("", text, is_long=True) for text in texts if text.strip()]


class PaperForm(BaseForm):
    """Which paper lies on the desk: a code, or without one a group; and where to begin."""

    code = StringField(
        _l("Code on the paper"),
        filters=[tidy],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                   "maxlength": 100, "autofocus": True},
    )  # fmt: skip
    group = SelectField(_l("Group"), validate_choice=False, filters=[tidy])
    form = SelectField(_l("Begin with"), coerce=int, validate_choice=False)

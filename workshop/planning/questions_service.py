"""Questions of the forms; a wording that somebody answered never changes, it gets a successor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import OVERALL, QuestionKind, WorkshopState
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _l
from workshop.models import (
    FeedbackForm,
    FocusGroup,
    FormOpening,
    Question,
    QuestionVersion,
    Response,
    Strategy,
    Workshop,
)
from workshop.planning import editing
from workshop.planning.editing import By

WORDS = (
    "text_th", "text_en", "short_text_th", "short_text_en", "hint_th", "hint_en", "required",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worded:
    """A question in its newest wording."""

    question: Question
    words: QuestionVersion
    group: FocusGroup | None


@dataclass(frozen=True, slots=True)
class FormListed:
    """A form with its questions in order; `strategy` is None for the overall one."""

    form: FeedbackForm
    strategy: Strategy | None
    questions: tuple[Worded, ...]
    retired: tuple[Worded, ...]
    has_answers: bool


def forms(session: Session, workshop: Workshop) -> list[FormListed]:
    """Strategies by number, the overall form last."""
    worded: dict[int, list[Worded]] = {}
    for one in _worded(session, workshop):
        worded.setdefault(one.question.form_id, []).append(one)
    answered = set(
        session.scalars(
            sa.select(Response.form_id).where(Response.workshop_id == workshop.id).distinct()
        )
    )
    rows = session.execute(
        sa.select(FeedbackForm, Strategy)
        .outerjoin(Strategy, Strategy.id == FeedbackForm.strategy_id)
        .where(FeedbackForm.workshop_id == workshop.id, FeedbackForm.number >= OVERALL)
        .order_by(FeedbackForm.number == OVERALL, FeedbackForm.number)
    )
    return [
        FormListed(
            form,
            strategy,
            tuple(one for one in worded.get(form.id, ()) if not one.question.retired),
            tuple(one for one in worded.get(form.id, ()) if one.question.retired),
            form.id in answered,
        )
        for form, strategy in rows
    ]


def form(session: Session, workshop: Workshop, number: int) -> FeedbackForm:
    found = session.scalar(
        sa.select(FeedbackForm).where(
            FeedbackForm.workshop_id == workshop.id, FeedbackForm.number == number
        )
    )
    if found is None:
        raise NotFoundError(editing.GONE)
    return found


def form_of(session: Session, workshop: Workshop, worded: Worded) -> FeedbackForm:
    return editing.find(session, FeedbackForm, workshop, worded.question.form_id)


def question(session: Session, workshop: Workshop, number: int) -> Worded:
    found = _worded(session, workshop, number)
    if not found:
        raise NotFoundError(editing.GONE)
    return found[0]


def _worded(session: Session, workshop: Workshop, number: int | None = None) -> list[Worded]:
    query = (
        sa.select(Question, QuestionVersion, FocusGroup)
        .join(
            QuestionVersion,
            sa.and_(
                QuestionVersion.question_id == Question.id,
                QuestionVersion.number == Question.version,
            ),
        )
        .outerjoin(FocusGroup, FocusGroup.id == Question.group_id)
        .where(Question.workshop_id == workshop.id)
        .order_by(Question.position, Question.id)
    )
    if number is not None:
        query = query.where(Question.id == number)
    return [Worded(*row) for row in session.execute(query)]


def values(worded: Worded) -> dict[str, Any]:
    return {
        **editing.read(worded.words, *WORDS),
        "group": worded.question.group_id or 0,
        "options": [
            {"key": one["key"], "th": one.get("th", ""), "en": one.get("en", "")}
            for one in worded.words.options
        ],
    }


def version(worded: Worded) -> int:
    """Changes with the words, also where a version is edited in place."""
    return editing.checksum(worded.question.version, worded.question.retired, values(worded))


def add(
    session: Session, workshop: Workshop, number: int, kind: QuestionKind,
    new: Mapping[str, Any], *, by: By,
) -> None:  # fmt: skip
    """At the end of the form `number`."""
    _not_closed(editing.hold(session, workshop))
    own = _locked(session, workshop, form(session, workshop, number).id)
    last = session.scalar(
        sa.select(sa.func.max(Question.position)).where(Question.form_id == own.id)
    )
    row = Question(
        workshop_id=workshop.id, form_id=own.id, group_id=new["group"] or None,
        position=0 if last is None else last + 1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _write_version(session, row, 1, kind, new, _keyed(new["options"], set(), set()))
    own.version += 1
    by.record(session, workshop, "question.added", _subject(own, new))


def gets_new_wording(session: Session, own: FeedbackForm) -> bool:
    """Whether a change of its questions leaves the earlier wording with answers of its own."""
    return _answered(session, own) or _is_open(session, own)


def change(
    session: Session, workshop: Workshop, number: int, new: Mapping[str, Any], *,
    seen: int | None, by: By,
) -> None:  # fmt: skip
    """Other words. Where somebody answered, or may be answering now, they are a new version.

    The same words change nothing.
    Option keys stay with their option. Raises ChangedMeanwhileError when the question is not what
    was looked at, ConflictError when its group would change after an answer.
    """
    _not_closed(editing.hold(session, workshop))
    worded = question(session, workshop, number)
    editing.seen(seen, version(worded), values(worded))
    own = _locked(session, workshop, worded.question.form_id)
    row, words = worded.question, worded.words
    answered = _answered(session, own)
    if answered and (new["group"] or None) != row.group_id:
        raise ConflictError(
            _l("People have answered this form. Take this question away and write a new one."),
            field="group",
        )
    keys, used = {one["key"] for one in words.options}, _used_keys(session, row)
    options = _keyed(new["options"], keys, used)
    wanted = {**{name: new[name] for name in WORDS}, "options": options}
    if (new["group"] or None) == row.group_id and wanted == editing.read(words, *wanted):
        return
    row.group_id = new["group"] or None
    if answered or _is_open(session, own):
        row.version += 1
        _write_version(session, row, row.version, words.kind, new, options)
    else:
        editing.fill(words, wanted)
    own.version += 1
    by.record(session, workshop, "question.changed", _subject(own, new))


def move(session: Session, workshop: Workshop, number: int, *, up: bool, by: By) -> None:
    """One place up or down among the questions of its form; at the end nothing happens."""
    _not_closed(editing.hold(session, workshop))
    worded = question(session, workshop, number)
    own = _locked(session, workshop, worded.question.form_id)
    rows = list(
        session.scalars(
            sa.select(Question)
            .where(Question.form_id == own.id, Question.retired.is_(False))
            .order_by(Question.position, Question.id)
        )
    )
    at = next((place for place, row in enumerate(rows) if row.id == number), None)
    other = None if at is None else at + (-1 if up else 1)
    if at is None or other is None or not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    own.version += 1
    by.record(session, workshop, "question.moved", _subject(own, values(worded)))


def remove(session: Session, workshop: Workshop, number: int, *, seen: int | None, by: By) -> None:
    """Retired once its form was answered, so that the answers keep their question; else deleted."""
    _not_closed(editing.hold(session, workshop))
    worded = question(session, workshop, number)
    editing.seen(seen, version(worded), values(worded))
    own = _locked(session, workshop, worded.question.form_id)
    if gets_new_wording(session, own):
        worded.question.retired = True
    else:
        session.delete(worded.question)
    own.version += 1
    by.record(session, workshop, "question.removed", _subject(own, values(worded)))


def put_back(session: Session, workshop: Workshop, number: int, *, by: By) -> None:
    """A retired question is asked again."""
    _not_closed(editing.hold(session, workshop))
    worded = question(session, workshop, number)
    if not worded.question.retired:
        return
    own = _locked(session, workshop, worded.question.form_id)
    worded.question.retired = False
    own.version += 1
    by.record(session, workshop, "question.put_back", _subject(own, values(worded)))


def _locked(session: Session, workshop: Workshop, form_id: int) -> FeedbackForm:
    """The form with its openings held, so that nobody answers while it changes."""
    session.execute(
        sa.select(FormOpening.form_id)
        .where(FormOpening.form_id == form_id)
        .order_by(FormOpening.group_id)
        .with_for_update()
    ).all()
    return editing.find(session, FeedbackForm, workshop, form_id)


def _answered(session: Session, own: FeedbackForm) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Response.form_id == own.id))))


def _is_open(session: Session, own: FeedbackForm) -> bool:
    """Whether somebody may have its questions on the screen now."""
    is_open = sa.exists().where(FormOpening.form_id == own.id, FormOpening.is_open)
    return bool(session.scalar(sa.select(is_open)))


def _write_version(
    session: Session, row: Question, number: int, kind: QuestionKind,
    new: Mapping[str, Any], options: list[dict[str, str]],
) -> None:  # fmt: skip
    session.add(
        QuestionVersion(
            workshop_id=row.workshop_id, question_id=row.id, number=number, kind=kind,
            options=options, **{name: new[name] for name in WORDS},
        )
    )  # fmt: skip


def _used_keys(session: Session, row: Question) -> set[str]:
    """Every key an option of this question ever had."""
    versions = session.scalars(
        sa.select(QuestionVersion.options).where(QuestionVersion.question_id == row.id)
    )
    return {one["key"] for options in versions for one in options}


def _keyed(
    rows: Sequence[Mapping[str, str]], keys: set[str], used: set[str]
) -> list[dict[str, str]]:
    """Options with keys: known ones keep theirs, a scale has 1 to 5, others get new ones."""
    taken, given = set(used), set()
    options = []
    for row in rows:
        key = row["key"]
        if key in given or not (key in keys or key in ("1", "2", "3", "4", "5")):
            key = next(free for number in range(1, 1000) if (free := f"o{number}") not in taken)
        taken.add(key)
        given.add(key)
        options.append({"key": key, "th": row["th"], "en": row["en"]})
    return options


def _not_closed(workshop: Workshop) -> None:
    if workshop.state is WorkshopState.CLOSED:
        raise ConflictError(_l("The workshop is closed for good. Its questions stay as they are."))


def _subject(own: FeedbackForm, new: Mapping[str, Any]) -> str:
    return f"{own.number}: {new['text_th'] or new['text_en']}"

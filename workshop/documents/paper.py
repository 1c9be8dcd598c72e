"""Feedback forms on paper: the questions of each group, in each language somebody reads."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.domain.questionnaire import Question
from workshop.domain.terms import QuestionKind
from workshop.feedback import structure
from workshop.feedback.structure import FormState
from workshop.i18n import _, language, plain
from workshop.models import Workshop
from workshop.people.listing import Row
from workshop.registration.letters import spoken

SLIP = 53
"""Millimetres that the slip and the code below it take from the first page."""
MOST_WORDS = 600
"""Characters of a strategy's description that are printed above its questions."""


def forms(
    session: Session, workshop: Workshop, rows: list[Row], languages: list[str]
) -> tuple[list[dict[str, Any]], list[int | None]]:
    """The sheets of questions, and for each person the number of theirs.

    Groups that are asked the same share a sheet; who is asked nothing has none.
    """
    sheets: list[dict[str, Any]] = []
    known: dict[tuple[int | None, str], int | None] = {}
    numbers = []
    for row, lang in zip(rows, languages, strict=True):
        group_id = row.group.id if row.group else None
        if (group_id, lang) not in known:
            with spoken(lang):
                asked = _forms_of(session, workshop, group_id)
            sheet = {"lang": lang, "forms": asked, "has_group": group_id is not None}
            if asked and sheet not in sheets:
                sheets.append(sheet)
            known[group_id, lang] = sheets.index(sheet) if asked else None
        numbers.append(known[group_id, lang])
    return sheets, numbers


def _forms_of(session: Session, workshop: Workshop, group_id: int | None) -> list[dict[str, Any]]:
    states = structure.form_states(session, workshop_id=workshop.id, group_id=group_id)
    return [_form(session, state, group_id) for state in states]


def _form(session: Session, state: FormState, group_id: int | None) -> dict[str, Any]:
    asked = structure.questionnaire(session, state).for_group(group_id)
    if group_id is None:
        asked = tuple(question for question in asked if question.group_id is None)
    return {
        "lang": language(),
        "number": "" if state.is_overall else str(state.number),
        "title": _("Overall questions") if state.is_overall else plain(state, "title"),
        "description": plain(state, "description")[:MOST_WORDS] if not state.is_overall else "",
        "questions": [_question(number, one) for number, one in enumerate(asked, start=1)],
    }


def _question(number: int, question: Question) -> dict[str, Any]:
    labels = [plain(option, "label") for option in question.options]
    scale = question.kind is QuestionKind.SCALE
    return {
        "lang": language(),
        "number": number,
        "kind": question.kind.value,
        "text": plain(question, "text"),
        "hint": plain(question, "hint"),
        "required": question.required,
        "points": _points(question) if scale else [],
        "options": [] if scale else labels,
    }


def _points(question: Question) -> list[str]:
    """The words of a scale's points 1 to 5, some of them empty."""
    labels = {option.key: plain(option, "label") for option in question.options}
    return [labels.get(str(point), "") for point in range(1, 6)]

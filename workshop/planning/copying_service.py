"""A new workshop as a copy of an older one: its set-up, never its people, plans or answers."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import OVERALL
from workshop.models import (
    Agency,
    AgencyAlias,
    AgencyRole,
    AgencyRoleLink,
    AgendaItem,
    Attribute,
    Base,
    Document,
    FeedbackForm,
    FocusGroup,
    GroupRole,
    MessageTemplate,
    Question,
    QuestionVersion,
    SeniorityRule,
    SplitRules,
    Strategy,
    Workshop,
)

Row = TypeVar("Row", bound=Base)
NEVER = frozenset({"id", "workshop_id", "version"})


def copy_setup(session: Session, source: Workshop, target: Workshop) -> None:
    """Agenda, groups, roles, strategies, questions, agencies, seniority, documents, split rules.

    And letters in the organisers' own words, which name nobody; attributes, but no values.
    """
    for model in (AgendaItem, Attribute, Document, MessageTemplate, SplitRules):
        for row in _rows(session, model, source):
            _copy(session, row, target)
    session.execute(sa.delete(SeniorityRule).where(SeniorityRule.workshop_id == target.id))
    for rule in _rows(session, SeniorityRule, source):
        _copy(session, rule, target)
    roles = _copies(session, AgencyRole, source, target)
    groups = _copies(session, FocusGroup, source, target)
    agencies = _copies(session, Agency, source, target)
    strategies = _copies(session, Strategy, source, target)
    for link in _rows(session, GroupRole, source):
        session.add(
            GroupRole(
                workshop_id=target.id, group_id=groups[link.group_id].id,
                role_id=roles[link.role_id].id,
            )
        )  # fmt: skip
    for has in _rows(session, AgencyRoleLink, source):
        session.add(
            AgencyRoleLink(
                workshop_id=target.id, agency_id=agencies[has.agency_id].id,
                role_id=roles[has.role_id].id,
            )
        )  # fmt: skip
    for alias in _rows(session, AgencyAlias, source):
        _copy(session, alias, target, agency_id=agencies[alias.agency_id].id)
    _copy_questions(session, source, target, groups, strategies)


def _copy_questions(
    session: Session, source: Workshop, target: Workshop,
    groups: dict[int, FocusGroup], strategies: dict[int, Strategy],
) -> None:  # fmt: skip
    """Forms with their questions in the newest wording; retired ones and statements stay behind."""
    forms: dict[int, FeedbackForm] = {}
    for old in _rows(session, FeedbackForm, source):
        if old.number >= OVERALL:
            forms[old.id] = _form(session, target, old, strategies)
    rows = session.execute(
        sa.select(Question, QuestionVersion)
        .join(
            QuestionVersion,
            sa.and_(
                QuestionVersion.question_id == Question.id,
                QuestionVersion.number == Question.version,
            ),
        )
        .where(Question.form_id.in_(forms), Question.retired.is_(False))
        .order_by(Question.position, Question.id)
    )
    for question, words in rows:
        made = Question(
            workshop_id=target.id, form_id=forms[question.form_id].id,
            group_id=groups[question.group_id].id if question.group_id else None,
            position=question.position,
        )  # fmt: skip
        session.add(made)
        session.flush()
        _copy(session, words, target, question_id=made.id, number=1)


def _form(
    session: Session, target: Workshop, old: FeedbackForm, strategies: dict[int, Strategy]
) -> FeedbackForm:
    """The target's form for the same strategy; it has an overall one already."""
    if old.number == OVERALL:
        return session.scalars(
            sa.select(FeedbackForm).where(
                FeedbackForm.workshop_id == target.id, FeedbackForm.number == OVERALL
            )
        ).one()
    made = FeedbackForm(
        workshop_id=target.id, number=old.number, strategy_id=strategies[old.strategy_id or 0].id
    )
    session.add(made)
    session.flush()
    return made


def _rows(session: Session, model: type[Row], source: Workshop) -> list[Row]:
    table = model.__table__
    query = sa.select(model).where(table.columns["workshop_id"] == source.id)
    return list(session.scalars(query.order_by(*table.primary_key)))


def _copies(
    session: Session, model: type[Row], source: Workshop, target: Workshop
) -> dict[int, Row]:
    """By the old row's id, its copy."""
    found = {}
    for row in _rows(session, model, source):
        found[row.id] = _copy(session, row, target)  # type: ignore[attr-defined]
    session.flush()
    return found


def _copy(session: Session, row: Row, target: Workshop, **other: object) -> Row:
    """The same columns in another workshop; nothing counted before counts there."""
    kept = {
        column.key: getattr(row, column.key)
        for column in sa.inspect(type(row)).column_attrs
        if column.key not in NEVER
    }
    made = type(row)(workshop_id=target.id, **{**kept, **other})
    session.add(made)
    return made

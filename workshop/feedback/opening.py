"""Opening and closing forms, per form and group; closing releases what may be released.

A form may be given the time at which it closes by itself. That is worked off by `close_due`, and
until then nothing is let in either (see FormState.is_open_at and filing.store): a form whose time
is over is open in the table alone.
"""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain import phases
from workshop.domain.terms import OVERALL, AnswerMode, WorkshopState
from workshop.errors import ConflictError, NotFoundError
from workshop.feedback import releasing
from workshop.i18n import _l
from workshop.local_clock import local_time, whole_minute
from workshop.models import FeedbackForm, FocusGroup, FormOpening, Workshop


def set_open(
    session: Session,
    workshop: Workshop,
    *,
    form: int | None,
    group: str | None,
    is_open: bool,
    actor: str,
    now: dt.datetime,
) -> int:
    """Open or close a form (its number, None: all) for a group (its code, None: all).

    Gives how many of them changed; those already so are left alone, with the time at which they
    close by themselves unless it is over. A closing releases the answers that may be released, in
    the same transaction. Raises NotFoundError, and ConflictError when a form is opened that nobody
    could answer.
    """
    if is_open:
        must_be_open(workshop)
    forms = _forms(session, workshop, form)
    asked = groups(session, workshop, group)
    late = [
        one
        for one in _locked(session, workshop, forms, asked)
        if is_open and phases.is_over(one.closes_at, now)
    ]
    for one in late:
        one.closes_at = None
    changed = len(late) + switch(session, workshop, forms, asked, is_open=is_open)
    if changed:
        what = "form.opened" if is_open else "form.closed"
        _record(session, workshop, what, _subject(form, group), actor=actor, now=now)
    return changed


def open_until(
    session: Session,
    workshop: Workshop,
    closes_at: dt.datetime,
    *,
    form: int | None,
    group: str | None,
    actor: str,
    now: dt.datetime,
) -> int:
    """As `set_open` opens, and lets all of them close by themselves at that moment.

    Those that are open already get the time as well. Gives how many of them changed.
    """
    must_be_open(workshop)
    openings = _locked(
        session, workshop, _forms(session, workshop, form), groups(session, workshop, group)
    )
    changed = [one for one in openings if not one.is_open or one.closes_at != closes_at]
    for one in changed:
        one.is_open, one.closes_at = True, closes_at
    session.flush()
    if changed:
        _record(
            session, workshop, "form.timed",
            f"{_subject(form, group)}, until {_on_the_clock(workshop, closes_at)}",
            actor=actor, now=now,
        )  # fmt: skip
    return len(changed)


def change_time(
    session: Session,
    workshop: Workshop,
    *,
    form: int | None,
    group: str | None,
    more: dt.timedelta | None,
    actor: str,
    now: dt.datetime,
) -> int:
    """Let those that close by themselves close that much later; None: not by themselves at all.

    Gives how many of them changed. Raises ConflictError when none of them closes by itself: by
    then it may have done so.
    """
    openings = _locked(
        session, workshop, _forms(session, workshop, form), groups(session, workshop, group)
    )
    timed = [one for one in openings if one.closes_at is not None]
    if not timed:
        raise ConflictError(_l("It does not close by itself any more. See here how it stands now."))
    for one in timed:
        ends = one.closes_at or now
        one.closes_at = None if more is None else whole_minute(workshop, max(ends, now) + more)
    session.flush()
    what = "form.untimed" if more is None else "form.prolonged"
    _record(session, workshop, what, _subject(form, group), actor=actor, now=now)
    return len(timed)


def due(session: Session, *, now: dt.datetime) -> Sequence[int]:
    """The workshops, by id, in which a form is to be closed by now."""
    query = sa.select(FormOpening.workshop_id).where(_is_due(now)).distinct()
    return session.scalars(query.order_by(FormOpening.workshop_id)).all()


def close_due(session: Session, workshop: Workshop, *, now: dt.datetime) -> int:
    """Close what is to close by itself by now, as a closing by hand; gives how many were closed.

    Whoever else prolonged or closed one meanwhile has the last word: each is looked at again under
    its lock.
    """
    closed = session.execute(
        sa.select(FormOpening, FeedbackForm.number, FocusGroup.code)
        .join(FeedbackForm, FeedbackForm.id == FormOpening.form_id)
        .join(FocusGroup, FocusGroup.id == FormOpening.group_id)
        .where(FormOpening.workshop_id == workshop.id, _is_due(now))
        .order_by(FormOpening.form_id, FormOpening.group_id)
        .with_for_update(of=FormOpening)
        .execution_options(populate_existing=True)
    ).all()
    for opening, number, code in closed:
        _close(session, workshop, opening)
        subject = _subject(number, code)
        _record(session, workshop, "form.closed", subject, actor=audit.TIMED_WORK, now=now)
    session.flush()
    return len(closed)


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """As phases.takes_no_more says it."""
    return sa.and_(FormOpening.is_open, FormOpening.closes_at <= now - phases.GRACE)


def _record(
    session: Session, workshop: Workshop, what: str, subject: str, *, actor: str, now: dt.datetime
) -> None:
    audit.record(session, workshop_id=workshop.id, actor=actor, what=what, subject=subject, now=now)


def _on_the_clock(workshop: Workshop, moment: dt.datetime) -> str:
    return f"{local_time(workshop, moment):%H:%M}"


def switch(
    session: Session,
    workshop: Workshop,
    forms: Sequence[int],
    groups: Sequence[FocusGroup],
    *,
    is_open: bool,
) -> int:
    """Open or close these forms (their ids) for these groups; gives how many of them changed."""
    openings = _locked(session, workshop, forms, groups)
    changed = [opening for opening in openings if opening.is_open is not is_open]
    for opening in changed:
        if is_open:
            opening.is_open = True
        else:
            _close(session, workshop, opening)
    session.flush()
    return len(changed)


def close_all(session: Session, workshop: Workshop) -> None:
    """Close every form to everybody, the voting on statements as well."""
    forms = session.scalars(
        sa.select(FormOpening.form_id)
        .where(FormOpening.workshop_id == workshop.id, FormOpening.is_open)
        .distinct()
    ).all()
    switch(session, workshop, forms, groups(session, workshop), is_open=False)


def must_be_open(workshop: Workshop) -> None:
    """Raises ConflictError for a draft, and for a workshop that is closed for good."""
    if workshop.state is WorkshopState.DRAFT:
        raise ConflictError(_l("Open the workshop first. People cannot see a draft."))
    if workshop.state is WorkshopState.CLOSED:
        raise ConflictError(_l("The workshop is closed for good."))


def check(session: Session, workshop: Workshop, *, form: int | None, group: str | None) -> None:
    """Raises NotFoundError unless the workshop has this form and this group."""
    _forms(session, workshop, form)
    groups(session, workshop, group)


def _close(session: Session, workshop: Workshop, opening: FormOpening) -> None:
    opening.is_open, opening.closes_at = False, None
    releasing.on_close(
        session,
        form_id=opening.form_id,
        group_id=opening.group_id,
        k=workshop.disclosure_k,
        named=workshop.answer_mode is AnswerMode.NAMED,
        reopened=opening.closings > 0,
    )
    opening.closings += 1


def _forms(session: Session, workshop: Workshop, number: int | None) -> list[int]:
    query = sa.select(FeedbackForm.id).where(
        FeedbackForm.workshop_id == workshop.id, FeedbackForm.number >= OVERALL
    )
    if number is not None:
        query = query.where(FeedbackForm.number == number)
    found = list(session.scalars(query.order_by(FeedbackForm.id)))
    if not found and number is not None:
        raise NotFoundError(_l("There is no form with this number. Choose one from the list."))
    return found


def groups(session: Session, workshop: Workshop, code: str | None = None) -> list[FocusGroup]:
    """The group with this code, None: all of them by letter. Raises NotFoundError."""
    query = sa.select(FocusGroup).where(FocusGroup.workshop_id == workshop.id)
    if code is not None:
        query = query.where(FocusGroup.code == code)
    found = list(session.scalars(query.order_by(*FocusGroup.by_letter())))
    if not found and code is not None:
        raise NotFoundError(_l("There is no group with this code. Choose one from the list."))
    return found


def _locked(
    session: Session, workshop: Workshop, forms: Sequence[int], groups: Sequence[FocusGroup]
) -> list[FormOpening]:
    """The openings asked for, made where missing; nobody files into them meanwhile."""
    group_ids = [group.id for group in groups]
    rows = session.scalars(
        sa.select(FormOpening)
        .where(FormOpening.form_id.in_(forms), FormOpening.group_id.in_(group_ids))
        .order_by(FormOpening.form_id, FormOpening.group_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {(row.form_id, row.group_id): row for row in rows}
    for form_id in forms:
        for group_id in group_ids:
            if (form_id, group_id) not in found:
                made = FormOpening(workshop_id=workshop.id, form_id=form_id, group_id=group_id)
                made.is_open, made.closings, made.release_serial = False, 0, 0
                made.closes_at = None
                session.add(made)
                found[form_id, group_id] = made
    return list(found.values())


def _subject(form: int | None, group: str | None) -> str:
    name = {None: "all forms", OVERALL: "overall"}.get(form, f"strategy {form}")
    return f"{name}, {group or 'all groups'}"

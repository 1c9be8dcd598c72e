"""The participant's forms."""

from dataclasses import replace

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from workshop import db, error_pages, web
from workshop.access import participant, public, sending
from workshop.browser import Sender, mark_of
from workshop.clock import now
from workshop.domain.questionnaire import Questionnaire
from workshop.domain.terms import OVERALL
from workshop.errors import ClosedError
from workshop.feedback import (
    choosing,
    filing,
    live_views,
    memory,
    opening_views,
    pages,
    paper_service,
    paper_views,
)
from workshop.feedback.blueprint import bp
from workshop.feedback.filing import Outcome, Sent
from workshop.feedback.forms import build, read_posted
from workshop.feedback.service import Journey, Step
from workshop.feedback.structure import form_states, questionnaire
from workshop.i18n import _
from workshop.keys import author_key
from workshop.models import Person, Workshop

blueprints = (bp,)
__all__ = ["blueprints", "live_views", "opening_views", "paper_views"]


@bp.get("/w/<w>/feedback")
@participant
def progress(workshop: Workshop, person: Person) -> ResponseReturnValue:
    way = pages.journey_of(Sender.of(workshop, person), pages.answer_key(workshop.uid))
    return pages.progress_page(workshop, way, live_views.stamp_of(workshop, person))


@bp.get("/w/<w>/feedback/<int:n>")
@participant
def form(workshop: Workshop, person: Person, n: int) -> ResponseReturnValue:
    if n == OVERALL:
        abort(404)
    return _show(workshop, person, n)


@bp.post("/w/<w>/feedback/<int:n>")
@sending
def send(sender: Sender | None, n: int) -> ResponseReturnValue:
    if n == OVERALL:
        abort(404)
    return _receive(sender, n) if sender else _not_signed_in(n)


@bp.get("/w/<w>/feedback/overall")
@participant
def overall(workshop: Workshop, person: Person) -> ResponseReturnValue:
    return _show(workshop, person, OVERALL)


@bp.post("/w/<w>/feedback/overall")
@sending
def send_overall(sender: Sender | None) -> ResponseReturnValue:
    return _receive(sender, OVERALL) if sender else _not_signed_in(OVERALL)


@bp.post("/w/<w>/feedback/<int:n>/choose")
@sending
def choose(sender: Sender | None, n: int) -> ResponseReturnValue:
    """Which of two answers counts, of which the second was sent without seeing the first."""
    return _choose(sender, n) if sender else _not_signed_in(n)


@bp.get("/w/<w>/feedback/worker.js")
@public
def worker(workshop: Workshop) -> ResponseReturnValue:
    """The service worker, for the forms of this workshop."""
    return web.worker(url_for("feedback.progress", w=workshop.slug))


@bp.errorhandler(CSRFError)
def token_lost(error: CSRFError) -> ResponseReturnValue:
    """A participant's form comes back as it was, with a fresh token; nothing is stored."""
    sender = g.get("person")
    if not isinstance(sender, Sender):
        return error_pages.form_expired(error)
    number = (request.view_args or {}).get("n", OVERALL)
    if not _is_writer(sender):
        return _not_signed_in(number, is_somebody=True)
    workshop = sender.workshop
    way, step = _step(sender, number, pages.answer_key(sender.uid))
    filled = build(questionnaire(db.session(), step.state), step.group_id)
    if not step.is_open:
        return pages.kept_page(workshop, step, filled, way=way)
    filled.form_errors.append(_("The page was open too long. Everything is here: send it again."))
    return pages.form_page(workshop, way, step, filled, status=400)


def _show(workshop: Workshop, person: Person, number: int) -> ResponseReturnValue:
    """The form, filled with what this browser sent; empty for any other."""
    way, step = _step(Sender.of(workshop, person), number, pages.answer_key(workshop.uid))
    asked = questionnaire(db.session(), step.state)
    kept = memory.recall(step.state.form_id) if step.filed else None
    sent = None
    if step.filed and kept:
        sent = filing.sent_here(db.session(), step.filed, kept.submission_id)
    filled = build(asked, step.group_id, sent) if sent and sent.content else None
    if not step.is_open:
        return pages.closed_page(workshop, way, step, filled, live_views.stamp_of(workshop, person))
    is_newest = bool(sent and step.filed and sent.number == step.filed.revision)
    on_paper = False
    if step.filed and not is_newest and paper_service.is_on_paper(db.session(), step.filed):
        filled = filled or build(asked, step.group_id)
        on_paper = filled.asks_to_replace = True
    return pages.form_page(
        workshop,
        way,
        step,
        filled,
        asked=asked,
        other=_other(step, asked, kept.over) if kept and kept.over and is_newest else None,
        replaces=step.filed is not None and not is_newest,
        on_paper=on_paper,
        stored_at=kept.at if kept and is_newest else None,
    )


def _other(step: Step, asked: Questionnaire, over: str) -> pages.Other:
    """The answer that was replaced unseen; its text where this browser sent that one too."""
    if over == memory.ELSEWHERE or step.filed is None:
        return pages.Other([])
    sent = filing.sent_here(db.session(), step.filed, over)
    return pages.Other(build(asked, step.group_id, sent).typed() if sent else [])


def _is_writer(sender: Sender) -> bool:
    """Whether whoever is signed in now is the person whose page was sent; pages need not say."""
    return request.form.get("writer", "") in ("", mark_of(sender))


def _based_on() -> int | None:
    try:
        return web.row_number(request.form.get("based_on", ""))
    except ValueError:
        return None


def _choose(sender: Sender, number: int) -> ResponseReturnValue:
    key = pages.answer_key(sender.uid)
    way, step = _step(sender, number, key)
    here = pages.form_url(sender.slug, number)
    kept = memory.recall(step.state.form_id)
    if not (kept and kept.over and step.filed and key and step.group_id):
        return redirect(here, 303)  # chosen by now, perhaps in another tab
    found = filing.sent_here(db.session(), step.filed, kept.submission_id)
    if request.form.get("which") == "other" and found and found.number == step.filed.revision:
        mine = _sent(sender, step, key, kept.submission_id)
        try:
            with db.transaction() as session:
                choosing.bring_back(session, mine, step.filed, found.number - 1, now=now())
        except ClosedError:
            return _kept(sender, way, step, questionnaire(db.session(), step.state))
        flash(_("The other answer counts now. Both are kept."), "done")
    memory.remember(step.state.form_id, kept.submission_id, kept.at)
    return redirect(here, 303)


def _sent(sender: Sender, step: Step, key: bytes, submission_id: str) -> Sent:
    """Something of this person on this form, still without content."""
    return Sent(
        workshop_id=sender.workshop_id,
        form_id=step.state.form_id,
        form_version=step.state.version,
        group_id=step.group_id or 0,
        author=author_key(key, person_id=sender.id, form_id=step.state.form_id),
        person_id=sender.id,
        submission_id=submission_id,
        content={},
    )


def _receive(sender: Sender, number: int) -> ResponseReturnValue:
    if not _is_writer(sender):
        return _not_signed_in(number, is_somebody=True)
    key = pages.answer_key(sender.uid)
    way, step = _step(sender, number, key)
    asked = questionnaire(db.session(), step.state)
    if key is None or step.group_id is None or not way.may_answer:
        return _kept(sender, way, step, asked)
    posted = read_posted(asked, step.group_id, request.form)
    if posted is None:
        return _refused(sender, way, step, asked)
    sent = replace(
        _sent(sender, step, key, posted.submission_id),
        content=posted.content,
        may_quote=posted.may_quote,
        may_replace="may_replace" in request.form,
        based_on=_based_on(),
    )
    target = pages.next_url(sender.slug, way, step)
    try:
        with db.transaction() as session:
            outcome = filing.store(session, sent, now=now())
    except ClosedError:
        return _kept(sender, way, step, asked)
    except filing.WouldReplaceError:
        return _keyed_in_before(sender, way, step, asked)
    is_over = outcome is Outcome.OVER_ANOTHER
    memory.remember(sent.form_id, sent.submission_id, now(), over_another=is_over)
    return redirect(pages.form_url(sender.slug, number) if is_over else target, 303)


def _kept(sender: Sender, way: Journey, step: Step, asked: Questionnaire) -> ResponseReturnValue:
    """A copy of what was typed, where nothing can be stored."""
    return pages.kept_page(sender.workshop, step, build(asked, step.group_id), way=way)


def _refused(sender: Sender, way: Journey, step: Step, asked: Questionnaire) -> ResponseReturnValue:
    """The form with a sentence at each mistake, or what was typed where it is closed by now."""
    if not step.is_open:
        return _kept(sender, way, step, asked)
    filled = build(asked, step.group_id)
    filled.validate()
    return pages.form_page(sender.workshop, way, step, filled, status=422)


def _keyed_in_before(
    sender: Sender, way: Journey, step: Step, asked: Questionnaire
) -> ResponseReturnValue:
    """Somebody keyed in this person's paper: it is replaced only when that is meant."""
    filled = build(asked, step.group_id)
    filled.ask_to_replace(
        _("The form you filled in on paper is stored. Tick the box if this one is to replace it.")
    )
    return pages.form_page(sender.workshop, way, step, filled, status=422)


def _not_signed_in(number: int, *, is_somebody: bool = False) -> ResponseReturnValue:
    """A copy of what was typed. is_somebody: somebody else is signed in here by now."""
    sender = g.person
    workshop: Workshop = sender.workshop if is_somebody else g.workshop
    states = form_states(db.session(), workshop_id=workshop.id, group_id=None)
    state = next((one for one in states if one.number == number), None)
    if state is None:
        return pages.kept_page(workshop, None, None, way=None, is_somebody=is_somebody)
    filled = build(questionnaire(db.session(), state), None)
    step = Step(state, None, None, is_open=False)
    return pages.kept_page(workshop, step, filled, way=None, is_somebody=is_somebody)


def _step(sender: Sender, number: int, key: bytes | None) -> tuple[Journey, Step]:
    """The way of whoever is here, and the form on it that is meant."""
    way = pages.journey_of(sender, key)
    step = way.step(number)
    if step is None:
        abort(404)
    return way, step

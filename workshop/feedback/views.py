"""The participant's forms, and the organiser's page that opens and closes them."""

import datetime as dt
from functools import lru_cache

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import Markup

from workshop import db
from workshop.access import current_account, participant, requires, takes_part
from workshop.clock import now
from workshop.domain.questionnaire import Questionnaire
from workshop.domain.terms import OVERALL, AnswerMode, Role
from workshop.errors import ClosedError
from workshop.feedback import filing, memory, opening, service
from workshop.feedback.filing import Sent
from workshop.feedback.forms import (
    FeedbackForm,
    OpeningForm,
    blank,
    build,
    read_posted,
    typed_elsewhere,
)
from workshop.feedback.service import Journey, Step
from workshop.feedback.structure import form_states, questionnaire
from workshop.i18n import _, language
from workshop.keys import AnswerKeyDestroyed, author_key
from workshop.models import Person, Workshop

bp = Blueprint("feedback", __name__)
blueprints = (bp,)


@bp.get("/w/<w>/feedback")
@participant
def progress(workshop: Workshop, person: Person) -> ResponseReturnValue:
    way = _journey(workshop, person, _answer_key(workshop))
    following = way.after()
    return _private(
        "feedback/progress.html",
        200,
        workshop=workshop,
        way=way,
        squares=_squares(workshop, way),
        following=following,
        just_sent=_just_sent(way),
        next_url=_form_url(workshop, following) if following else None,
    )


@bp.route("/w/<w>/feedback/<int:n>", methods=["GET", "POST"])
@participant(optional=True)
def form(workshop: Workshop, person: Person | None, n: int) -> ResponseReturnValue:
    if n == OVERALL:
        abort(404)
    return _answer(workshop, person, n)


@bp.route("/w/<w>/feedback/overall", methods=["GET", "POST"])
@participant(optional=True)
def overall(workshop: Workshop, person: Person | None) -> ResponseReturnValue:
    return _answer(workshop, person, OVERALL)


@bp.route("/organise/<w>/forms", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def openings(workshop: Workshop) -> ResponseReturnValue:
    form = OpeningForm()
    account = current_account()
    if account and form.validate_on_submit():
        with db.transaction() as session:
            opening.set_open(
                session,
                workshop,
                form=form.number(),
                group=form.code(),
                is_open=form.is_open.data == "1",
                actor=account.email,
                now=now(),
            )
        return redirect(url_for("feedback.openings", w=workshop.slug), 303)
    table = opening.table(db.session(), workshop)
    page = render_template("feedback/openings.html", workshop=workshop, table=table)
    return page, 422 if form.is_submitted() else 200


@bp.errorhandler(CSRFError)
def token_lost(error: CSRFError) -> ResponseReturnValue:
    """A participant's form comes back as it was, with a fresh token; nothing is stored."""
    person = g.get("person")
    if person is None:
        raise error
    number = (request.view_args or {}).get("n", OVERALL)
    way = _journey(g.workshop, person, _answer_key(g.workshop))
    step = way.step(number)
    if step is None:
        abort(404)
    asked = questionnaire(db.session(), step.state)
    if not step.is_open:
        return _refused(g.workshop, way, step, asked)
    filled = build(asked, step.group_id)
    filled.form_errors.append(_("The page was open too long. Everything is here: send it again."))
    return _form_page(g.workshop, way, step, filled, status=400)


def _answer(workshop: Workshop, person: Person | None, number: int) -> ResponseReturnValue:
    if person is None:
        return _not_signed_in(workshop, number)
    key = _answer_key(workshop)
    way = _journey(workshop, person, key)
    step = way.step(number)
    if step is None:
        abort(404)
    if request.method == "POST":
        return _receive(workshop, person, way, step, key)
    return _show(workshop, way, step)


def _show(workshop: Workshop, way: Journey, step: Step) -> ResponseReturnValue:
    """The form, filled with what this browser sent; empty for any other."""
    asked = questionnaire(db.session(), step.state)
    kept = memory.recall(step.state.form_id) if step.filed else None
    revision, content = 0, None
    if step.filed and kept:
        revision, content = filing.sent_here(db.session(), step.filed, kept.submission_id)
    is_newest = step.filed is not None and revision == step.filed.revision
    return _form_page(
        workshop,
        way,
        step,
        build(asked, step.group_id, content) if content else blank(asked),
        bands=None if content else _blank_bands(asked, step.group_id, language()),
        replaces=step.filed is not None and not is_newest,
        stored_at=kept.at if kept and is_newest else None,
    )


@lru_cache(maxsize=512)
def _blank_bands(asked: Questionnaire, group_id: int | None, _language: str) -> str:
    """The questions of an empty form; most pages that are opened show nothing else."""
    return render_template("feedback/_bands.html", form=build(asked, group_id))


def _receive(
    workshop: Workshop, person: Person, way: Journey, step: Step, key: bytes | None
) -> ResponseReturnValue:
    asked = questionnaire(db.session(), step.state)
    if key is None or step.group_id is None or not way.may_answer:
        return _refused(workshop, way, step, asked)
    posted = read_posted(asked, step.group_id, request.form)
    if posted is None:
        return _refused(workshop, way, step, asked)
    sent = Sent(
        workshop_id=workshop.id,
        form_id=step.state.form_id,
        form_version=step.state.version,
        group_id=step.group_id,
        author=author_key(key, person_id=person.id, form_id=step.state.form_id),
        person_id=person.id,
        submission_id=posted.submission_id,
        content=posted.content,
    )
    target = _next_url(workshop, way, step)
    try:
        with db.transaction() as session:
            filing.store(session, sent)
    except ClosedError:
        return _refused(workshop, way, step, asked, is_open=False)
    memory.remember(sent.form_id, sent.submission_id, now())
    return redirect(target, 303)


def _refused(
    workshop: Workshop, way: Journey, step: Step, asked: Questionnaire, *, is_open: bool = True
) -> Response:
    """The form with a sentence at each mistake, or a copy of what was typed where it is closed."""
    filled = build(asked, step.group_id)
    if is_open and step.is_open:
        filled.validate()
        return _form_page(workshop, way, step, filled, status=422)
    return _kept(409, workshop, step, filled, sentence=_refusal(way))


def _form_page(
    workshop: Workshop,
    way: Journey,
    step: Step,
    filled: FeedbackForm,
    *,
    bands: str | None = None,
    replaces: bool = False,
    stored_at: dt.datetime | None = None,
    status: int = 200,
) -> Response:
    """bands: the questions as they are shown, unless `filled` is to be shown.

    replaces: an answer that this browser does not show was sent elsewhere. stored_at: when this
    browser sent what is shown.
    """
    filled.start()
    return _private(
        "feedback/form.html",
        status,
        workshop=workshop,
        way=way,
        squares=_squares(workshop, way),
        step=step,
        form=filled,
        bands=Markup(bands) if bands else None,  # noqa: S704  rendered by a template
        replaces=replaces,
        stored_at=stored_at,
        just_sent=_just_sent(way, step),
        following=way.after(step.number),
        unknown=typed_elsewhere(request.form, filled),
        closed=None if step.is_open else _why_closed(way, step),
    )


def _just_sent(way: Journey, here: Step | None = None) -> dict[str, object] | None:
    """The form that this browser sent last, and when, for a word on the page that follows."""
    kept = memory.just_sent(now())
    step = next((s for s in way.steps if kept and s.state.form_id == kept.form_id), None)
    if kept is None or step is None or step is here:
        return None
    return {"number": step.number, "at": kept.at}


def _not_signed_in(workshop: Workshop, number: int) -> ResponseReturnValue:
    if request.method != "POST":
        return redirect(url_for("registration.join", w=workshop.slug), 303)
    states = form_states(db.session(), workshop_id=workshop.id, group_id=None)
    state = next((one for one in states if one.number == number), None)
    filled = build(questionnaire(db.session(), state), None) if state else None
    step = Step(state, None, None, is_open=False) if state else None
    sentence = _("Not sent: this browser is not signed in. Use your code or link, then send again.")
    return _kept(401, workshop, step, filled, sentence=sentence)


def _kept(
    status: int,
    workshop: Workshop,
    step: Step | None,
    filled: FeedbackForm | None,
    *,
    sentence: object,
) -> Response:
    """Nothing was stored; everything that was typed, ready to be copied."""
    return _private(
        "feedback/kept.html",
        status,
        workshop=workshop,
        step=step,
        typed=[*(filled.typed() if filled else ()), *typed_elsewhere(request.form, filled)],
        sentence=sentence,
        signed_in=status != 401,
    )


def _why_closed(way: Journey, step: Step) -> object:
    if way.group_id is None:
        return _("You have no group yet. The form opens once the groups are published.")
    if not way.may_answer or step.state.closings:
        return _("This form is closed.")
    return _("This form is not open yet. The organiser opens it when its turn comes.")


def _refusal(way: Journey) -> object:
    if way.group_id is None:
        return _("Not sent: you have no group yet. The form opens once the groups are published.")
    return _("Not sent: this form is closed. Copy your text, or ask the organiser to reopen it.")


def _private(template: str, status: int, **values: object) -> Response:
    """A page about one person, which no cache keeps."""
    workshop = values["workshop"]
    named = isinstance(workshop, Workshop) and workshop.answer_mode is AnswerMode.NAMED
    response = make_response(render_template(template, named=named, **values), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _journey(workshop: Workshop, person: Person, key: bytes | None) -> Journey:
    return service.journey(
        db.session(),
        workshop_id=workshop.id,
        state=workshop.state,
        person_id=person.id,
        takes_part=takes_part(person),
        answer_key=key,
    )


def _answer_key(workshop: Workshop) -> bytes | None:
    """None once the workshop was closed for good."""
    try:
        key: bytes = current_app.extensions["workshop.keys"].answer_key(workshop.uid)
    except AnswerKeyDestroyed:
        return None
    return key


def _next_url(workshop: Workshop, way: Journey, step: Step) -> str:
    following = way.after(step.number)
    if following is None:
        return url_for("feedback.progress", w=workshop.slug)
    return _form_url(workshop, following)


def _form_url(workshop: Workshop, step: Step) -> str:
    if step.number == OVERALL:
        return url_for("feedback.overall", w=workshop.slug)
    return url_for("feedback.form", w=workshop.slug, n=step.number)


def _squares(workshop: Workshop, way: Journey) -> list[tuple[object, str, str | None]]:
    """For the progress: what a square says, how it is shown, where it leads."""
    return [
        (
            _("Whole") if step.number == OVERALL else step.number,
            step.mark,
            None if step.mark == "later" else _form_url(workshop, step),
        )
        for step in way.steps
    ]

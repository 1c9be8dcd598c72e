"""Organisers key in what was answered on paper, sheet by sheet.

A paper's code is somebody's sign-in, so it travels in forms and in the organiser's own cookie and
stands in no address, log or history.
"""

import secrets

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import current_account, requires
from workshop.clock import now
from workshop.domain.terms import Role, Source
from workshop.errors import ClosedError, WorkshopError
from workshop.feedback import filing, pages
from workshop.feedback import paper_service as service
from workshop.feedback.blueprint import bp
from workshop.feedback.filing import WouldReplaceError
from workshop.feedback.forms import FeedbackForm, PaperForm, build, read_posted
from workshop.feedback.openings import forms_by_group
from workshop.feedback.paper_service import Paper
from workshop.feedback.service import Step
from workshop.feedback.structure import questionnaire
from workshop.i18n import _, plain
from workshop.models import Workshop

PAPERS = "papers"
MOST_PAPERS = 8
"""What a browser keeps: the codes of the papers that were on this desk last."""


@bp.route("/organise/<w>/paper", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def paper(workshop: Workshop) -> ResponseReturnValue:
    table = forms_by_group(db.session(), workshop, now=now())
    form = PaperForm()
    states = [state for state, _cells in table.rows]
    form.form.choices = [(state.number, str(_title(state.number))) for state in states]
    form.group.choices = [("", _("the code says it"))]
    form.group.choices += [(g.code, f"{g.letter} {plain(g, 'name')}") for g in table.groups]
    if form.validate_on_submit():
        try:
            found = _on_desk(workshop, form.code.data or "", form.group.data or "")
            found.step(form.form.data or 0)
        except WorkshopError as error:
            getattr(form, error.field or "form").errors = [error.sentence]
        else:
            sheet = _sheet(workshop, form.form.data or 0, form.code.data, form.group.data)
            return redirect(sheet, 303)
    counts = service.totals(db.session(), workshop_id=workshop.id)
    page = render_template(
        "feedback/paper.html", workshop=workshop, form=form, table=table, counts=counts,
        nothing=service.Totals(),
        keyed_by=service.keyed_by(db.session(), workshop_id=workshop.id),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@bp.get("/organise/<w>/paper/<int:n>")
@requires(Role.ORGANISER)
def paper_sheet(workshop: Workshop, n: int) -> ResponseReturnValue:
    try:
        found, step = _lies_here(workshop, n)
    except WorkshopError as error:
        flash(str(error), "error")
        return redirect(url_for("feedback.paper", w=workshop.slug), 303)
    filled = build(questionnaire(db.session(), step.state), step.group_id)
    return _page(workshop, found, step, filled, 200)


@bp.post("/organise/<w>/paper/<int:n>")
@requires(Role.ORGANISER)
def key_in(workshop: Workshop, n: int) -> ResponseReturnValue:
    found, step = _lies_here(workshop, n)  # else the error page keeps what was keyed in
    asked = questionnaire(db.session(), step.state)
    filled = build(asked, step.group_id)
    posted = read_posted(asked, step.group_id or 0, request.form)
    key = pages.answer_key(workshop.uid)
    if posted is None or key is None:
        filled.validate()
        return _page(workshop, found, step, filled, 422)
    account = current_account()
    sent = service.to_send(
        workshop, found, step, submission_id=posted.submission_id, content=posted.content,
        answer_key=key, keyed_by=account.email if account else "",
        may_replace="may_replace" in request.form, may_quote=posted.may_quote,
    )  # fmt: skip
    following = found.after(n, replacing=sent.may_replace)
    sheet = url_for("feedback.paper", w=workshop.slug)
    if following:
        sheet = _sheet(workshop, following.number, _code_here(), request.args.get("group"))
    said = _("Stored: %(form)s, paper %(code)s", form=_title(n), code=found.words)
    try:
        with db.transaction() as session:
            filing.store(session, sent, now=now())
    except ClosedError:
        filled.form_errors.append(str(_closed(found)))
        return _page(workshop, found, step, filled, 409)
    except WouldReplaceError as refused:
        filled.ask_to_replace(_before(refused.source))
        return _page(workshop, found, step, filled, 409)
    flash(said, "done")
    return redirect(sheet, 303)


def _lies_here(workshop: Workshop, number: int) -> tuple[Paper, Step]:
    """The paper that is keyed in and its sheet; 404 for a form that nobody is asked."""
    if not service.is_asked(db.session(), workshop, number=number):
        abort(404)
    found = _on_desk(workshop, _code_here(), request.args.get("group", ""))
    return found, found.step(number)


def _on_desk(workshop: Workshop, code: str, group: str) -> Paper:
    if not code:
        return service.of_group(db.session(), workshop, code=group, now=now())
    key = pages.answer_key(workshop.uid)
    return service.of_person(db.session(), workshop, code=code, answer_key=key, now=now())


def _sheet(workshop: Workshop, number: int, code: str | None, group: str | None) -> str:
    where = {"paper": _put_on_desk(code)} if code else {"group": group or None}
    return url_for("feedback.paper_sheet", w=workshop.slug, n=number, **where)


def _put_on_desk(code: str) -> str:
    """By what an address calls the paper with this code, in this browser only."""
    papers: dict[str, str] = dict(session.get(PAPERS, {}))
    name = next((one for one, kept in papers.items() if kept == code), secrets.token_hex(4))
    papers[name] = code
    session[PAPERS] = dict(list(papers.items())[-MOST_PAPERS:])
    return name


def _code_here() -> str:
    """The code of the paper that the sheet was sent from, else of the one the address calls."""
    papers: dict[str, str] = session.get(PAPERS, {})
    return request.form.get("code", "") or papers.get(request.args.get("paper", ""), "")


def _page(
    workshop: Workshop, found: Paper, step: Step, filled: FeedbackForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "feedback/paper_sheet.html", workshop=workshop, paper=found, step=step, form=filled,
        submission_id=filled.usable_id, code=_code_here(),
        closed=None if step.is_open else _closed(found),
    )  # fmt: skip
    return page, status


def _title(number: int) -> object:
    return _("Strategy %(number)s", number=number) if number else _("Overall questions")


def _closed(found: Paper) -> object:
    return _(
        "This form is closed for group %(letter)s. Open it, then send.", letter=found.group.letter
    )


def _before(source: Source) -> object:
    if source is Source.PAPER:
        return _("This paper was keyed in before. Tick the box if what is here is to replace it.")
    return _(
        "Whoever has this code answered by phone. Tick the box if the paper is to replace that."
    )

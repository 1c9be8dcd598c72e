"""Organisers, and staff for their group, key in what was answered on paper, sheet by sheet.

A paper's code is somebody's sign-in, so it travels in forms and in the own cookie of whoever keys
in, and stands in no address, log or history.
"""

import secrets
from dataclasses import dataclass
from typing import Any

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
from workshop.i18n import _, _l, plain
from workshop.models import FocusGroup, Workshop

PAPERS = "papers"
STAFF = (Role.FACILITATOR, Role.NOTE_TAKER, Role.ORGANISER)
MOST_PAPERS = 8
"""What a browser keeps: the codes of the papers that were on this desk last."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where papers are keyed in: the organiser's desk, or the one of a group and its staff."""

    workshop: Workshop
    group: FocusGroup | None = None

    @property
    def start(self) -> str:
        return self._address("paper")

    def sheet(self, number: int, code: str | None, group: str | None) -> str:
        where = {"paper": _put_on_desk(code)} if code else {"group": group or None}
        return self._address("paper_sheet", n=number, **where)

    def _address(self, page: str, **values: Any) -> str:
        if self.group is None:
            return url_for(f"feedback.{page}", w=self.workshop.slug, **values)
        w, g = self.workshop.slug, self.group.code
        return url_for(f"feedback.group_{page}", w=w, g=g, **values)

    def chosen(self, group: str | None) -> str:
        """The code of a paper's group: of a group's desk, its own whatever was sent."""
        return self.group.code if self.group else group or ""

    def paper(self, code: str, group: str) -> Paper:
        """Raises WorkshopError (field `code` or `group`). Only organisers do without a code,
        see service.of_group.
        """
        if self.group and not code:
            raise WorkshopError(
                _l(
                    "Enter the code on the paper. The organiser keys in papers that lost their"
                    " code: hand them over."
                ),
                field="code",
            )
        if not code:
            return service.of_group(db.session(), self.workshop, code=group, now=now())
        asked: dict[str, Any] = {
            "code": code, "answer_key": pages.answer_key(self.workshop.uid), "now": now(),
        }  # fmt: skip
        if self.group:
            return service.of_person_in(db.session(), self.workshop, self.group, **asked)
        return service.of_person(db.session(), self.workshop, **asked)


@bp.route("/organise/<w>/paper", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def paper(workshop: Workshop) -> ResponseReturnValue:
    return _start(Desk(workshop))


@bp.route("/facilitate/<w>/<g>/paper", methods=["GET", "POST"])
@requires(*STAFF)
def group_paper(workshop: Workshop, group: FocusGroup) -> ResponseReturnValue:
    return _start(Desk(workshop, group))


@bp.get("/organise/<w>/paper/<int:n>")
@requires(Role.ORGANISER)
def paper_sheet(workshop: Workshop, n: int) -> ResponseReturnValue:
    return _show(Desk(workshop), n)


@bp.get("/facilitate/<w>/<g>/paper/<int:n>")
@requires(*STAFF)
def group_paper_sheet(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    return _show(Desk(workshop, group), n)


@bp.post("/organise/<w>/paper/<int:n>")
@requires(Role.ORGANISER)
def key_in(workshop: Workshop, n: int) -> ResponseReturnValue:
    return _store(Desk(workshop), n)


@bp.post("/facilitate/<w>/<g>/paper/<int:n>")
@requires(*STAFF)
def group_key_in(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    return _store(Desk(workshop, group), n)


def _start(desk: Desk) -> ResponseReturnValue:
    workshop = desk.workshop
    table = forms_by_group(db.session(), workshop, now=now())
    form = PaperForm()
    states = [
        state for state, cells in table.rows
        if desk.group is None or any(cell and cell.group.id == desk.group.id for cell in cells)
    ]  # fmt: skip
    form.form.choices = [(state.number, str(_title(state.number))) for state in states]
    form.group.choices = [("", _("the code says it"))]
    form.group.choices += [(g.code, f"{g.letter} {plain(g, 'name')}") for g in table.groups]
    if form.validate_on_submit():
        code, group = form.code.data or "", desk.chosen(form.group.data)
        try:
            found = desk.paper(code, group)
            found.check_group(group)
            found.step(form.form.data or 0)
        except WorkshopError as error:
            getattr(form, error.field or "form").errors = [error.sentence]
        else:
            return redirect(desk.sheet(form.form.data or 0, code, group), 303)
    status = 422 if form.is_submitted() else 200
    if desk.group:
        page = "feedback/paper_of_group.html"
        values: dict[str, Any] = {"group": desk.group, "is_asked": bool(states)}
    else:
        page = "feedback/paper.html"
        values = {
            "table": table, "nothing": service.Totals(),
            "counts": service.totals(db.session(), workshop_id=workshop.id),
            "keyed_by": service.keyed_by(db.session(), workshop_id=workshop.id),
        }  # fmt: skip
    return render_template(page, workshop=workshop, form=form, **values), status


def _show(desk: Desk, n: int) -> ResponseReturnValue:
    try:
        found, step = _lies_here(desk, n)
    except WorkshopError as error:
        flash(str(error), "error")
        return redirect(desk.start, 303)
    filled = build(questionnaire(db.session(), step.state), step.group_id)
    return _page(desk, found, step, filled, 200)


def _store(desk: Desk, n: int) -> ResponseReturnValue:
    workshop = desk.workshop
    found, step = _lies_here(desk, n)  # else the error page keeps what was keyed in
    asked = questionnaire(db.session(), step.state)
    filled = build(asked, step.group_id)
    posted = read_posted(asked, step.group_id or 0, request.form)
    key = pages.answer_key(workshop.uid)
    if posted is None or key is None:
        filled.validate()
        return _page(desk, found, step, filled, 422)
    account = current_account()
    sent = service.to_send(
        workshop, found, step, submission_id=posted.submission_id, content=posted.content,
        answer_key=key, keyed_by=account.email if account else "",
        may_replace="may_replace" in request.form, may_quote=posted.may_quote,
    )  # fmt: skip
    following = found.after(n, replacing=sent.may_replace)
    sheet = desk.start
    if following:
        sheet = desk.sheet(following.number, _code_here(), desk.chosen(request.args.get("group")))
    said = _("Stored: %(form)s, paper %(code)s", form=_title(n), code=found.words)
    try:
        with db.transaction() as session:
            filing.store(session, sent, now=now())
    except ClosedError:
        filled.form_errors.append(str(_closed(desk, found)))
        return _page(desk, found, step, filled, 409)
    except WouldReplaceError as refused:
        filled.ask_to_replace(_before(refused.source))
        return _page(desk, found, step, filled, 409)
    flash(said, "done")
    return redirect(sheet, 303)


def _lies_here(desk: Desk, number: int) -> tuple[Paper, Step]:
    """The paper that is keyed in and its sheet; 404 for a form that nobody is asked."""
    if not service.is_asked(db.session(), desk.workshop, number=number):
        abort(404)
    found = desk.paper(_code_here(), desk.chosen(request.args.get("group")))
    return found, found.step(number)


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
    desk: Desk, found: Paper, step: Step, filled: FeedbackForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "feedback/paper_sheet.html", workshop=desk.workshop, group=desk.group, start=desk.start,
        paper=found, step=step, form=filled, submission_id=filled.usable_id, code=_code_here(),
        closed=None if step.is_open else _closed(desk, found),
    )  # fmt: skip
    return page, status


def _title(number: int) -> object:
    return _("Strategy %(number)s", number=number) if number else _("Overall questions")


def _closed(desk: Desk, found: Paper) -> object:
    letter = found.group.letter
    if desk.group:
        return _(
            "This form is closed for group %(letter)s. Ask the organiser to open it, then send.",
            letter=letter,
        )
    return _("This form is closed for group %(letter)s. Open it, then send.", letter=letter)


def _before(source: Source) -> object:
    if source is Source.PAPER:
        return _("This paper was keyed in before. Tick the box if what is here is to replace it.")
    return _(
        "Whoever has this code answered by phone. Tick the box if the paper is to replace that."
    )

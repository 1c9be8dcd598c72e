"""Statements at the desks: proposed by facilitators and organisers, approved by organisers."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import current_account, current_roles, requires
from workshop.agreement import quotes, results, service, statements_service, tables
from workshop.agreement.blueprint import bp
from workshop.agreement.forms import DeedForm, StatementForm
from workshop.agreement.quotes import Quote
from workshop.agreement.results import Results
from workshop.agreement.statements_service import Words
from workshop.agreement.wording import STATES
from workshop.clock import now
from workshop.domain.terms import Role, StatementState
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import FocusGroup, Workshop
from workshop.planning import groups_service
from workshop.planning.editing import By, ChangedMeanwhileError
from workshop.summary.service import desk as desk_of
from workshop.summary.service import k_of

AT = "/organise/<w>/agreement"
DESK = "/facilitate/<w>/<g>/agreement"
DESK_ROLES = (Role.FACILITATOR, Role.ORGANISER)


@bp.get(AT)
@requires(Role.ORGANISER)
def board(workshop: Workshop) -> ResponseReturnValue:
    """Statements and what came of them; while people vote, the results follow by themselves."""
    found = results.results(db.session(), workshop, k=k_of(workshop))
    return _followed(workshop, found) if freshness.is_live() else _board(workshop, found)


def _followed(workshop: Workshop, found: Results) -> ResponseReturnValue:
    etag = freshness.tag(workshop.id, workshop.version, found.stamp, live=True)
    if (answer := freshness.unchanged(etag)) is not None:
        return answer
    html = render_template("agreement/_results.html", workshop=workshop, **tables.outcome(found))
    return freshness.with_tag(make_response(html), etag)


def _board(
    workshop: Workshop, found: Results, refused: str = "", status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    session = db.session()
    etag = freshness.tag(workshop.id, workshop.version, found.stamp, live=True)
    page = render_template(
        "agreement/board.html", workshop=workshop, refused=refused,
        statements=service.statements(session, workshop.id), states=STATES, found=found,
        letters={group.id: group.letter for group in found.groups},
        live_etag=freshness.quoted(etag), **tables.outcome(found),
    )  # fmt: skip
    return page, status


@bp.get(f"{AT}/comments")
@requires(Role.ORGANISER)
def comments(workshop: Workshop) -> ResponseReturnValue:
    groups = groups_service.groups(db.session(), workshop)
    return render_template(
        "agreement/comments.html", workshop=workshop,
        quotes=quotes.quotes(db.session(), workshop, groups), taken=_taken(workshop),
    )  # fmt: skip


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def new(workshop: Workshop) -> ResponseReturnValue:
    groups = groups_service.groups(db.session(), workshop)
    back = url_for("agreement.board", w=workshop.slug)
    return _propose(workshop, None, groups, back)


@bp.route(f"{AT}/<int:n>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def edit(workshop: Workshop, n: int) -> ResponseReturnValue:
    return _change(workshop, None, n, url_for("agreement.board", w=workshop.slug))


@bp.post(f"{AT}/<int:n>/deed")
@requires(Role.ORGANISER)
def deed(workshop: Workshop, n: int) -> ResponseReturnValue:
    """A button of one statement: approve, withdraw, delete, up, down."""
    deeds: dict[str, Callable[[Any], object]] = {
        "approve": lambda s: statements_service.approve(s, workshop, n, by=_by()),
        "withdraw": lambda s: statements_service.withdraw(s, workshop, n, by=_by()),
        "delete": lambda s: statements_service.delete(s, workshop, n, by=_by()),
        "up": lambda s: statements_service.move(s, workshop, n, up=True, by=_by()),
        "down": lambda s: statements_service.move(s, workshop, n, up=False, by=_by()),
    }
    return _do(workshop, deeds, f"s{n}")


@bp.post(f"{AT}/voting")
@requires(Role.ORGANISER)
def voting(workshop: Workshop) -> ResponseReturnValue:
    deeds: dict[str, Callable[[Any], object]] = {
        "open": lambda s: statements_service.set_voting(s, workshop, is_open=True, by=_by()),
        "close": lambda s: statements_service.set_voting(s, workshop, is_open=False, by=_by()),
    }
    return _do(workshop, deeds, None)


def _do(
    workshop: Workshop, deeds: dict[str, Callable[[Any], object]], place: str | None
) -> ResponseReturnValue:
    """One press of a button: done, and back to where it stood; or the reason why not."""
    form = DeedForm()
    wanted = deeds.get(form.deed.data or "") if form.validate() else None
    refused, status = _("Choose what to do with the statement"), HTTPStatus.UNPROCESSABLE_ENTITY
    if wanted is not None:
        try:
            with db.transaction() as session:
                wanted(session)
            target = url_for("agreement.board", w=workshop.slug, _anchor=place)
            return redirect(target, HTTPStatus.SEE_OTHER)
        except WorkshopError as error:
            refused, status = str(error), error.status
    found = results.results(db.session(), workshop, k=k_of(workshop))
    return _board(workshop, found, str(refused), status)


@bp.get(DESK)
@requires(*DESK_ROLES, reads=(Role.NOTE_TAKER,))
def group_board(workshop: Workshop, group: FocusGroup) -> ResponseReturnValue:
    """A group's own proposals, its comments that may become some, and what came of the voting."""
    session = db.session()
    found = results.results(session, workshop, k=k_of(workshop))
    own = [one for one in service.statements(session, workshop.id) if one.group_id == group.id]
    return render_template(
        "agreement/group.html", workshop=workshop, group=group, statements=own, states=STATES,
        desk=desk_of(session, workshop_id=workshop.id, group_id=group.id), found=found,
        quotes=quotes.quotes(session, workshop, [group]), taken=_taken(workshop),
        proposed=StatementState.PROPOSED, may_write=bool(current_roles() & set(DESK_ROLES)),
        **tables.outcome(found),
    )  # fmt: skip


@bp.route(f"{DESK}/new", methods=["GET", "POST"])
@requires(*DESK_ROLES, beside=(Role.NOTE_TAKER,))
def group_new(workshop: Workshop, group: FocusGroup) -> ResponseReturnValue:
    return _propose(workshop, group, [group], _desk(workshop, group))


@bp.route(f"{DESK}/<int:n>", methods=["GET", "POST"])
@requires(*DESK_ROLES, beside=(Role.NOTE_TAKER,))
def group_edit(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    return _change(workshop, group, n, _desk(workshop, group))


@bp.post(f"{DESK}/<int:n>/delete")
@requires(*DESK_ROLES, beside=(Role.NOTE_TAKER,))
def group_delete(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    with db.transaction() as session:
        statements_service.delete(session, workshop, n, by=_by(), group=group)
    return redirect(_desk(workshop, group), HTTPStatus.SEE_OTHER)


def _propose(
    workshop: Workshop, group: FocusGroup | None, groups: Sequence[FocusGroup], back: str
) -> ResponseReturnValue:
    """A new statement, typed or taken from a comment of these groups that may be quoted."""
    name = request.values.get("comment", "")[:16]
    quoted = quotes.quote(db.session(), workshop, groups, name) if name else None
    form = StatementForm(data=_first_words(quoted))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
    if name and quoted is None:
        form.form_errors = [_("This comment can no longer be quoted. Choose another one.")]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif form.validate_on_submit():
        try:
            with db.transaction() as session:
                statements_service.propose(
                    session, workshop, _words(form), by=_by(), group=group,
                    comment=quoted.order if quoted else None,
                )  # fmt: skip
            flash(_("Proposed. It goes to everybody once an organiser approves it."), "success")
            return redirect(back, HTTPStatus.SEE_OTHER)
        except WorkshopError as error:
            form.refuse(error)
            status = error.status
    return _sheet(workshop, group, form, back, quoted=quoted), status


def _change(
    workshop: Workshop, group: FocusGroup | None, number: int, back: str
) -> ResponseReturnValue:
    session = db.session()
    stored = service.statement(session, workshop.id, number)
    if group is not None and (
        stored.group_id != group.id or stored.state is not StatementState.PROPOSED
    ):
        abort(HTTPStatus.NOT_FOUND)
    votes = service.votes(session, stored.form_id)
    form = StatementForm(
        data={"text_th": stored.text_th, "text_en": stored.text_en, "version": stored.version}
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
    theirs: dict[str, Any] = {}
    if form.validate_on_submit():
        try:
            with db.transaction() as writing:
                statements_service.change(
                    writing, workshop, number, _words(form), version=form.version.data,
                    anew=form.anew.data, by=_by(), group=group,
                )  # fmt: skip
            flash(_("Saved."), "success")
            return redirect(back, HTTPStatus.SEE_OTHER)
        except ChangedMeanwhileError as error:
            form.form_errors = [str(error)]
            form.seen(error.version)
            theirs, status = dict(error.values), error.status
        except WorkshopError as error:
            form.refuse(error)
            status = error.status
    return _sheet(workshop, group, form, back, number=number, votes=votes, theirs=theirs), status


def _sheet(
    workshop: Workshop, group: FocusGroup | None, form: StatementForm, back: str, **page: Any
) -> str:
    """The form on the organiser's page, or at a group's desk."""
    own = desk_of(db.session(), workshop_id=workshop.id, group_id=group.id) if group else None
    return render_template(
        "agreement/group_edit.html" if group else "agreement/edit.html",
        workshop=workshop, group=group, desk=own, form=form, back=back, **page,
    )  # fmt: skip


def _first_words(quoted: Quote | None) -> dict[str, str]:
    """A comment as a first draft, in the language it seems to be in."""
    if quoted is None:
        return {}
    is_thai = any("\u0e00" <= letter <= "\u0e7f" for letter in quoted.text)
    return {"text_th" if is_thai else "text_en": quoted.text, "comment": quoted.order.hex()}


def _words(form: StatementForm) -> Words:
    return Words(form.text_th.data or "", form.text_en.data or "")


def _taken(workshop: Workshop) -> set[bytes]:
    """Comments that are statements already."""
    found = service.statements(db.session(), workshop.id)
    return {one.comment for one in found if one.comment}


def _desk(workshop: Workshop, group: FocusGroup) -> str:
    return url_for("agreement.group_board", w=workshop.slug, g=group.code)


def _by() -> By:
    account = current_account()
    return By(account.email if account else "", now())

"""The board: solve, move, pin, undo, publish and take back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import access, freshness
from workshop.access import requires
from workshop.assignment import plans, publishing_service, service
from workshop.assignment.board import read_board
from workshop.assignment.forms import (
    MoveForm,
    PinForm,
    PlanForm,
    PublishForm,
    ReopenForm,
    SolveForm,
)
from workshop.assignment.solving import solve_apart
from workshop.assignment.stamp import stamp as board_stamp
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import PlanState, Role
from workshop.errors import WorkshopError
from workshop.forms import BaseForm
from workshop.i18n import _, ngettext
from workshop.models import Workshop
from workshop.planning.editing import By
from workshop.registration.letters import Letters

bp = Blueprint("assignment", __name__, url_prefix="/organise/<w>/assignment")
blueprints = (bp,)


@bp.get("")
@requires(Role.ORGANISER)
def board(workshop: Workshop) -> ResponseReturnValue:
    return _page(workshop, person_id=request.args.get("person", type=int))


@bp.get("/stamp")
@requires(Role.ORGANISER)
def stamp(workshop: Workshop) -> ResponseReturnValue:
    """Asked by the board every few seconds, which is loaded anew once the answer changes."""
    return freshness.stamp(_stamp_of(workshop))


@bp.post("/solve")
@requires(Role.ORGANISER)
def solve(workshop: Workshop) -> ResponseReturnValue:
    form = SolveForm()
    try:
        task = service.prepare(session(), workshop, afresh=form.afresh.data == "1")
        session().commit()  # ends the reading transaction: solving takes a while
        result = solve_apart(task.problem, task.options)
        with transaction() as writing:
            plan = service.keep(writing, workshop, task, result, by=_by())
    except WorkshopError as error:
        return _page(workshop, refused=error)
    flash(_("Draft %(number)s is ready.", number=plan.number), "success")
    return _to_board(workshop)


@bp.post("/move")
@requires(Role.ORGANISER)
def move(workshop: Workshop) -> ResponseReturnValue:
    form = MoveForm()
    return _change(
        workshop, form, form.person.data,
        lambda db: service.move(
            db, workshop, **form.seen, person_id=form.person.data or 0,
            group=form.group.data or "", by=_by(),
        ),
    )  # fmt: skip


@bp.post("/pin")
@requires(Role.ORGANISER)
def pin(workshop: Workshop) -> ResponseReturnValue:
    form = PinForm()
    return _change(
        workshop, form, form.person.data,
        lambda db: service.pin(
            db, workshop, **form.seen, person_id=form.person.data or 0,
            pinned=form.pinned.data == "1", by=_by(),
        ),
    )  # fmt: skip


@bp.post("/undo")
@requires(Role.ORGANISER)
def undo(workshop: Workshop) -> ResponseReturnValue:
    form = PlanForm()
    person = request.args.get("person", type=int)
    return _change(
        workshop, form, person, lambda db: service.undo(db, workshop, **form.seen, by=_by())
    )


@bp.post("/discard")
@requires(Role.ORGANISER)
def discard(workshop: Workshop) -> ResponseReturnValue:
    form = PlanForm()
    return _change(
        workshop, form, None, lambda db: service.discard(db, workshop, **form.seen, by=_by())
    )


@bp.post("/reopen")
@requires(Role.ORGANISER)
def reopen(workshop: Workshop) -> ResponseReturnValue:
    form = ReopenForm()
    return _change(
        workshop, form, None,
        lambda db: service.reopen(db, workshop, plan_id=form.plan.data or 0, by=_by()),
    )  # fmt: skip


@bp.route("/publish", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def publish(workshop: Workshop) -> ResponseReturnValue:
    plan = plans.working(session(), workshop)
    if plan is None or plan.state is not PlanState.DRAFT:
        return _to_board(workshop)
    said = publishing_service.announcement(session(), workshop, plan, _letters())
    form = PublishForm(
        data={"plan": plan.id, "version": plan.version, "effective_on": workshop.date}
    )
    if not form.validate_on_submit():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
        page = {"workshop": workshop, "form": form, "plan": plan, "said": said}
        return render_template("assignment/publish.html", **page), status
    try:
        with transaction() as writing:
            said = publishing_service.publish(
                writing, workshop, **form.seen, effective_on=form.effective_on.data,
                note=form.note.data or "", letters=_letters(), by=_by(),
            )  # fmt: skip
    except WorkshopError as error:
        return _page(workshop, refused=error)
    told = ngettext(
        "Published. %(num)s person is told by mail.",
        "Published. %(num)s people are told by mail.", said.reachable,
    )  # fmt: skip
    untold = " ".join((_("Published."), str(publishing_service.NOBODY_TOLD)))
    flash(told if said.may_mail else untold, "success")
    return _to_board(workshop)


@bp.post("/take-back")
@requires(Role.ORGANISER)
def take_back(workshop: Workshop) -> ResponseReturnValue:
    form = PlanForm()
    return _change(
        workshop, form, None,
        lambda db: publishing_service.take_back(
            db, workshop, **form.seen, letters=_letters(), by=_by()
        ),
        done=_("The publication is undone."),
    )  # fmt: skip


def _change(
    workshop: Workshop, form: BaseForm, person_id: int | None,
    change: Callable[[Any], object], *, done: str | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """Stores one change and goes back to the board; a refused one shows the board as it is now."""
    if not form.validate():
        refused = WorkshopError(_("Choose a person and a group, then send again."))
        return _page(workshop, refused=refused, person_id=person_id)
    try:
        with transaction() as writing:
            change(writing)
    except WorkshopError as error:
        return _page(workshop, refused=error, person_id=person_id)
    if done:
        flash(done, "success")
    return _to_board(workshop, person_id)


def _page(
    workshop: Workshop, *, refused: WorkshopError | None = None, person_id: int | None = None
) -> ResponseReturnValue:
    plan = plans.working(session(), workshop)
    shown = read_board(session(), workshop, plan, person_id=person_id) if plan else None
    start = None if plan else service.what_is_missing(session(), workshop)
    status = refused.status if refused else HTTPStatus.OK
    page = {"workshop": workshop, "board": shown, "missing": start, "refused": refused}
    if not refused:
        page["live_etag"] = freshness.quoted(_stamp_of(workshop))
    return render_template("assignment/board.html", **page), status


def _stamp_of(workshop: Workshop) -> str:
    return freshness.tag(board_stamp(session(), workshop), live=True)


def _to_board(workshop: Workshop, person_id: int | None = None) -> ResponseReturnValue:
    anchor = f"p{person_id}" if person_id else None
    where = url_for("assignment.board", w=workshop.slug, person=person_id, _anchor=anchor)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _by() -> By:
    account = access.current_account()
    return By(account.email if account else "", now())


def _letters() -> Letters:
    return Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])

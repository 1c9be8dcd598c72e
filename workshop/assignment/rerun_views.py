"""After a publication: who would move, and what further moves would gain."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import access
from workshop.access import requires
from workshop.assignment import plans, rerun_service, rerun_told, tables_changed
from workshop.assignment.rerun_forms import PointForm
from workshop.assignment.rerun_points import Points
from workshop.assignment.runs_views import run_and_wait
from workshop.assignment.service import Task
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import PlanState, Role, RunKind
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Plan, Workshop
from workshop.planning.editing import By

bp = Blueprint("rerun", __name__, url_prefix="/organise/<w>/assignment")


@bp.get("/rerun")
@requires(Role.ORGANISER)
def page(workshop: Workshop) -> ResponseReturnValue:
    return _page(workshop)


@bp.post("/rerun")
@requires(Role.ORGANISER)
def work_out(workshop: Workshop) -> ResponseReturnValue:
    """Works the curve out, beside the server."""
    try:
        task = rerun_service.prepare(session(), workshop)
        return run_and_wait(workshop, RunKind.CURVE, task)
    except WorkshopError as error:
        return _page(workshop, refused=error)


@bp.post("/rerun/take")
@requires(Role.ORGANISER)
def take(workshop: Workshop) -> ResponseReturnValue:
    """Makes a draft of the chosen point."""
    form = PointForm()
    if not form.validate():
        return _page(workshop, refused=WorkshopError(_("Choose one of the list.")))
    account = access.current_account()
    by = By(account.email if account else "", now())
    try:
        with transaction() as writing:
            plan = rerun_service.take(
                writing, workshop, run_id=form.run.data or 0, number=form.point.data or 0, by=by
            )
    except WorkshopError as error:
        return _page(workshop, refused=error)
    flash(_("Draft %(number)s is ready.", number=plan.number), "success")
    return redirect(url_for("rerun.page", w=workshop.slug), HTTPStatus.SEE_OTHER)


def _page(workshop: Workshop, *, refused: WorkshopError | None = None) -> ResponseReturnValue:
    status = refused.status if refused else HTTPStatus.OK
    content: dict[str, Any] = {"workshop": workshop, "refused": refused}
    plan = plans.published(session(), workshop.id)
    if plan is not None:
        content |= _against(workshop, plan)
    return render_template("assignment/rerun.html", **content), status


def _against(workshop: Workshop, published: Plan) -> dict[str, Any]:
    """What stands on the page once a plan is published."""
    found: dict[str, Any] = {"since": rerun_service.since(session(), workshop, published)}
    working = plans.working(session(), workshop)
    if working is not None and working.state is PlanState.DRAFT:
        listed = rerun_service.listed(session(), workshop, working)
        found["draft"] = working
        found["draft_moved"] = rerun_told.shown(listed, listed.moved)
        found["draft_left"] = rerun_service.left_out(session(), listed, working)
        found["reseated"] = tables_changed.since_published(session(), workshop, working)
        found["draft_seated"] = rerun_told.shown(listed, listed.seated)
    try:
        task = rerun_service.prepare(session(), workshop)
    except WorkshopError:
        return found
    points = rerun_service.latest(session(), workshop, task)
    return found | (_curve(workshop, task, points) if points else {})


def _curve(workshop: Workshop, task: Task, points: Points) -> dict[str, Any]:
    asked = points.find(request.args.get("point", 0, type=int)) or points.points[0]
    listed = rerun_service.offered(session(), workshop, task, asked)
    return {
        "points": points,
        "asked": asked,
        "choices": rerun_told.choices(points, asked.number, weighted=task.problem.weighted),
        "picture": rerun_told.picture(points),
        "moved": rerun_told.shown(listed, listed.moved),
        "seated": rerun_told.shown(listed, listed.seated),
    }

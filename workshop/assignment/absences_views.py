"""The day's page of who is missing, group by group, and of moving a few to even things out."""

from collections import Counter
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import access, freshness
from workshop.access import requires
from workshop.assignment import absences_service, rerun_service, rerun_told
from workshop.assignment.absences_service import Day
from workshop.assignment.forms import PlanForm
from workshop.assignment.rerun_forms import PointForm
from workshop.assignment.runs_views import run_and_wait
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import Role, RunKind
from workshop.errors import WorkshopError
from workshop.i18n import _, ngettext
from workshop.models import Workshop
from workshop.planning.editing import By
from workshop.registration.letters import Letters

bp = Blueprint("absences", __name__, url_prefix="/organise/<w>/assignment")


@bp.get("/absences")
@requires(Role.ORGANISER)
def page(workshop: Workshop) -> ResponseReturnValue:
    return _page(workshop)


@bp.get("/absences/stamp")
@requires(Role.ORGANISER)
def stamp(workshop: Workshop) -> ResponseReturnValue:
    """Asked by the page every few seconds, which is loaded anew once somebody has come in."""
    return freshness.stamp(_stamp(workshop))


@bp.post("/absences")
@requires(Role.ORGANISER)
def work_out(workshop: Workshop) -> ResponseReturnValue:
    """Works out who could move, beside the server; nothing is changed."""
    try:
        task = absences_service.prepare(session(), workshop)
        return run_and_wait(workshop, RunKind.ABSENCES, task)
    except WorkshopError as error:
        return _page(workshop, refused=error)


@bp.post("/absences/apply")
@requires(Role.ORGANISER)
def apply(workshop: Workshop) -> ResponseReturnValue:
    """Makes the chosen moves the published plan."""
    form = PointForm()
    if not form.validate():
        return _page(workshop, refused=WorkshopError(_("Choose one of the list.")))
    try:
        with transaction() as writing:
            said = absences_service.apply(
                writing, workshop, run_id=form.run.data or 0, number=form.point.data or 0,
                letters=_letters(), by=_by(),
            )  # fmt: skip
    except WorkshopError as error:
        return _page(workshop, refused=error)
    moved = len(said.moved)
    told = ngettext(
        "%(num)s person is moved and sees the new group at once.",
        "%(num)s people are moved and see the new group at once.", moved,
    )  # fmt: skip
    flash(told, "success")
    return redirect(url_for("absences.page", w=workshop.slug), HTTPStatus.SEE_OTHER)


@bp.post("/absences/undo")
@requires(Role.ORGANISER)
def undo(workshop: Workshop) -> ResponseReturnValue:
    form = PlanForm()
    if not form.validate():
        return _page(workshop, refused=WorkshopError(_("Reload the page and try again.")))
    try:
        with transaction() as writing:
            absences_service.undo(writing, workshop, **form.seen, letters=_letters(), by=_by())
    except WorkshopError as error:
        return _page(workshop, refused=error)
    flash(_("Undone: everybody sits where they sat before."), "success")
    return redirect(url_for("absences.page", w=workshop.slug), HTTPStatus.SEE_OTHER)


def _page(workshop: Workshop, *, refused: WorkshopError | None = None) -> ResponseReturnValue:
    status = refused.status if refused else HTTPStatus.OK
    day = absences_service.read_day(session(), workshop)
    content: dict[str, Any] = {"workshop": workshop, "refused": refused, "day": day, "then": {}}
    if refused is None:
        content["live_etag"] = freshness.quoted(_stamp(workshop))
    if day is not None and day.present:
        content |= _ways(workshop, day)
    return render_template("assignment/absences.html", **content), status


def _stamp(workshop: Workshop) -> str:
    return freshness.tag(absences_service.stamp(session(), workshop), live=True)


def _ways(workshop: Workshop, day: Day) -> dict[str, Any]:
    """The ways that were worked out, as long as those who would move are where they were."""
    points = absences_service.latest(session(), workshop, day)
    if points is None:
        return {}
    asked = points.find(request.args.get("point", 0, type=int)) or points.points[0]
    if not absences_service.may_apply(session(), workshop, asked):
        return {"outdated": True}
    task = absences_service.prepare(session(), workshop)
    listed = absences_service.offered(session(), workshop, task, asked)
    return {
        "points": points,
        "asked": asked,
        "more_came": len(task.problem.persons) - points.people,
        "choices": rerun_told.choices(points, asked.number, weighted=task.problem.weighted),
        "picture": rerun_told.picture(points),
        "moved": rerun_told.shown(listed, listed.moved),
        "then": Counter(rerun_service.split_at(task, asked).values()),
    }


def _by() -> By:
    account = access.current_account()
    return By(account.email if account else "", now())


def _letters() -> Letters:
    return Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])

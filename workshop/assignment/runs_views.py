"""Solving beside the server: what is asked, how far it is, and giving it up."""

from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop import access, db, freshness
from workshop.access import requires
from workshop.assignment import plans, runs_service, runs_told, runs_watch, service
from workshop.assignment.rules_told import no_split
from workshop.assignment.runs_forms import SolveForm
from workshop.assignment.runs_service import Work
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.assignment.problem import Effort
from workshop.domain.terms import Role, RunKind, RunState, SolveStatus
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Plan, SolveRun, Workshop
from workshop.planning import groups_service
from workshop.planning.editing import By

bp = Blueprint("runs", __name__, url_prefix="/organise/<w>/assignment")

PATIENCE = 1.5
"""Seconds that a request waits for a result before it shows how far it is."""
SMALL, PATIENCE_FOR_SMALL = 1_000, 6.0
"""People times groups (or tables) up to which it takes about a second, on a busy machine a few."""
NEXT = {
    RunKind.SPLIT: "assignment.board",
    RunKind.CURVE: "rerun.page",
    RunKind.ABSENCES: "absences.page",
    RunKind.TABLES: "tables.board",
}


@bp.get("/solve")
@requires(Role.ORGANISER)
def options(workshop: Workshop) -> ResponseReturnValue:
    """How thoroughly, and which of the equally good splits."""
    plan = plans.working(session(), workshop)
    form = SolveForm(formdata=None, data={"seed": plan.seed if plan else 0, "effort": "normal"})
    return options_page(workshop, form)


def options_page(workshop: Workshop, form: SolveForm) -> ResponseReturnValue:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    published = plans.published(session(), workshop.id)
    page = {"workshop": workshop, "form": form, "published": published}
    return render_template("assignment/options.html", **page), status


def solve(workshop: Workshop) -> ResponseReturnValue:
    """Starts a run or joins the one at work; a small one is waited for.

    Raises WorkshopError when there is nothing to solve, or no split.
    """
    form = SolveForm()
    if not form.validate():
        return options_page(workshop, form)
    task = service.prepare(session(), workshop, **form.wanted)
    return run_and_wait(workshop, RunKind.SPLIT, task)


def run_and_wait(workshop: Workshop, kind: RunKind, task: Work) -> ResponseReturnValue:
    """Leads to what came out, or to how far it is.

    Raises the WorkshopError that the run ends with, if it ends within that moment.
    """
    account = access.current_account()
    by = By(account.email if account else "", now())
    with transaction() as writing:
        run, new = runs_service.begin(writing, workshop, kind=kind, task=task, by=by)
    if new:
        order = runs_watch.Order(run.id, workshop.id, kind, task, by.actor)
        ended = runs_watch.start(db.database(), order)
        ended.wait(_patience(task))
        session().refresh(run)
        session().commit()  # what the thread stored is read anew
    if run.state is RunState.FAILED:
        raise runs_service.failure(run)
    if run.state is RunState.DONE:
        return _to_result(workshop, run)
    if not new:
        mine = run.requested_by == by.actor
        flash(runs_told.joined(run, kind, task, mine=mine), "message")
    return redirect(_address(workshop, run), HTTPStatus.SEE_OTHER)


def _patience(task: Work) -> float:
    small = task.cells <= SMALL
    quick = task.options.effort is not Effort.THOROUGH
    return PATIENCE_FOR_SMALL if small and quick else PATIENCE


@bp.get("/runs/<int:number>")
@requires(Role.ORGANISER)
def run(workshop: Workshop, number: int) -> ResponseReturnValue:
    """How far it is; what it came to leads on."""
    found = runs_service.find(session(), workshop, number)
    live = freshness.is_live()
    if found.state is RunState.DONE and not live:
        return _to_result(workshop, found)
    etag = freshness.tag(found.state, found.progress, _is_dead(found), live=True)
    if live and (answer := freshness.unchanged(etag)) is not None:
        return answer
    page = render_template(
        "assignment/_run.html" if live else "assignment/run.html",
        workshop=workshop,
        run=found,
        title=runs_told.title_of(found),
        asked=runs_told.asked_of(found, _letter(workshop, found)),
        steps=runs_told.steps(found),
        no_split=no_split(session(), workshop, runs_service.conflicts_of(found)),
        why=_why(found),
        back=_back(workshop, found),
        live_etag=freshness.quoted(etag),
        state_etag=freshness.quoted(_state_tag(found)),
    )
    return freshness.with_tag(make_response(page), etag) if live else page


@bp.get("/runs/<int:number>/state")
@requires(Role.ORGANISER)
def state(workshop: Workshop, number: int) -> ResponseReturnValue:
    """Asked by the page, which is loaded anew once the run has come to an end."""
    return freshness.stamp(_state_tag(runs_service.find(session(), workshop, number)))


@bp.post("/runs/<int:number>/cancel")
@requires(Role.ORGANISER)
def cancel(workshop: Workshop, number: int) -> ResponseReturnValue:
    account = access.current_account()
    by = By(account.email if account else "", now())
    try:
        with transaction() as writing:
            found = runs_service.cancel(writing, workshop, number=number, by=by)
    except WorkshopError as error:
        found = runs_service.find(session(), workshop, number)
        flash(str(error), "warning")
        return redirect(_address(workshop, found), HTTPStatus.SEE_OTHER)
    flash(_("Cancelled. Nothing was stored."), "success")
    return redirect(_back(workshop, found), HTTPStatus.SEE_OTHER)


def _to_result(workshop: Workshop, run: SolveRun) -> ResponseReturnValue:
    if run.kind is RunKind.SPLIT and run.plan_id:
        plan = plans.find(session(), workshop, run.plan_id)
        flash(_ready(plan), "success" if plan.status is not SolveStatus.TIME_LIMIT else "warning")
        return redirect(url_for("assignment.board", w=workshop.slug), HTTPStatus.SEE_OTHER)
    if run.kind is RunKind.TABLES:
        flash(_("The tables are dealt."), "success")
        return redirect(_back(workshop, run), HTTPStatus.SEE_OTHER)
    address = url_for(NEXT[run.kind], w=workshop.slug, run=run.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _back(workshop: Workshop, run: SolveRun) -> str:
    """The page that asked for it, of the group whose tables are dealt."""
    return url_for(NEXT[run.kind], w=workshop.slug, group=run.progress.get("group"))


def _letter(workshop: Workshop, run: SolveRun) -> str:
    """Of the group whose tables are dealt, or its code where it is gone."""
    code = str(run.progress.get("group", ""))
    letters = {group.code: group.letter for group in groups_service.groups(session(), workshop)}
    return letters.get(code, code)


def _ready(plan: Plan) -> str:
    if plan.status is SolveStatus.TIME_LIMIT:
        return str(_(
            "Draft %(number)s is the best that was found when the time was up. The board says how "
            "far it can be from the best.", number=plan.number,
        ))  # fmt: skip
    return str(_("Draft %(number)s is ready.", number=plan.number))


def _address(workshop: Workshop, run: SolveRun) -> str:
    return url_for("runs.run", w=workshop.slug, number=run.id)


def _is_dead(run: SolveRun) -> bool:
    return runs_service.is_dead(run, now=now())


def _state_tag(run: SolveRun) -> str:
    return freshness.tag(run.id, run.state in runs_service.AT_WORK, _is_dead(run), live=True)


def _why(run: SolveRun) -> str:
    """Why nothing came of it; empty while something may."""
    if _is_dead(run):
        return str(runs_service.WHY[runs_service.DIED])
    if run.state is RunState.CANCELLED:
        return str(_("Cancelled by %(who)s. Nothing was stored.", who=run.outcome.get("by", "")))
    if run.state is RunState.FAILED:
        return str(runs_service.sentence(run, run.outcome.get("why", runs_service.BROKEN)))
    return ""

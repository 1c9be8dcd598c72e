"""The board: solve, move, pin, undo, publish and take back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from workshop import access, freshness
from workshop.access import requires
from workshop.assignment import (
    absences_views,
    plans,
    publishing_service,
    rerun_views,
    runs_service,
    runs_views,
    service,
    tables_changed,
    tables_store,
)
from workshop.assignment.board import choose, read_board, read_scene
from workshop.assignment.forms import (
    MoveForm,
    PinForm,
    PlanForm,
    PublishForm,
    ReopenForm,
)
from workshop.assignment.plans_views import bp as plans_bp
from workshop.assignment.proof import some_of
from workshop.assignment.publishing_service import Announcement
from workshop.assignment.rules_told import no_split
from workshop.assignment.rules_views import bp as rules_bp
from workshop.assignment.sieve import Sieve, mark_words
from workshop.assignment.stamp import stamp as board_stamp
from workshop.assignment.tables_views import bp as tables_bp
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import PlanState, Role
from workshop.errors import ConflictError, WorkshopError
from workshop.forms import BaseForm
from workshop.i18n import _, ngettext
from workshop.models import Workshop
from workshop.people.unreached import unreached
from workshop.planning.editing import By
from workshop.registration.letters import Letters
from workshop.web import row_number

bp = Blueprint("assignment", __name__, url_prefix="/organise/<w>/assignment")
blueprints = (
    bp, plans_bp, rules_bp, runs_views.bp, rerun_views.bp, absences_views.bp, tables_bp,
)  # fmt: skip
CHANGED = "changed"
"""The kind of message that stands on top of the panel, in the board's own words."""


@bp.get("")
@requires(Role.ORGANISER)
def board(workshop: Workshop) -> ResponseReturnValue:
    """The whole board; for the script only what is told of one person."""
    person = request.args.get("person", type=row_number)
    return _panel(workshop, person) if freshness.is_live() else _page(workshop, person_id=person)


@bp.get("/effects")
@requires(Role.ORGANISER)
def effects(workshop: Workshop) -> ResponseReturnValue:
    """What moving one person would do, group by group: asked for when a drag or a move begins."""
    plan = plans.working(session(), workshop)
    person = request.args.get("person", type=row_number)
    chosen = choose(read_scene(session(), workshop, plan), person) if plan else None
    if plan is None or chosen is None:
        return jsonify(options=[])
    said = [
        {
            "group": option.group.code, "letter": option.group.letter, "choice": option.choice,
            "changes": option.changes, "broken": option.broken, "verdict": option.verdict,
            "note": option.note,
        }
        for option in chosen.options
    ]  # fmt: skip
    return jsonify(plan=plan.id, version=plan.version, options=said)


@bp.get("/stamp")
@requires(Role.ORGANISER)
def stamp(workshop: Workshop) -> ResponseReturnValue:
    """Asked by the board every few seconds, which is loaded anew once the answer changes."""
    return freshness.stamp(_stamp_of(workshop))


@bp.post("/solve")
@requires(Role.ORGANISER)
def solve(workshop: Workshop) -> ResponseReturnValue:
    try:
        return runs_views.solve(workshop)
    except WorkshopError as error:
        return _page(workshop, refused=error)


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
        undoable=True,
    )  # fmt: skip


@bp.post("/pin")
@requires(Role.ORGANISER)
def pin(workshop: Workshop) -> ResponseReturnValue:
    form = PinForm()
    return _change(
        workshop, form, form.person.data,
        lambda db: service.pin(
            db, workshop, **form.seen, person_id=form.person.data or 0,
            pinned=form.wanted, by=_by(),
        ),
        undoable=True,
    )  # fmt: skip


@bp.post("/undo")
@requires(Role.ORGANISER)
def undo(workshop: Workshop) -> ResponseReturnValue:
    form = PlanForm()
    person = request.args.get("person", type=row_number)
    return _change(
        workshop, form, person, lambda db: service.undo(db, workshop, **form.seen, by=_by()),
        done=_("The last change is taken back."),
    )  # fmt: skip


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
    form = PublishForm(data={"effective_on": workshop.date})
    if not form.is_submitted() and (plan is None or plan.state is not PlanState.DRAFT):
        return _to_board(workshop)
    if not form.validate_on_submit():
        return _publish_page(workshop, form)
    try:
        with transaction() as writing:
            said = publishing_service.publish(
                writing, workshop, **form.seen, effective_on=form.effective_on.data,
                note=form.note.data or "", letters=_letters(), by=_by(), accepted=form.accepted,
            )  # fmt: skip
    except WorkshopError as error:
        if error.field in form:
            form[error.field].errors = [str(error)]
        return _publish_page(workshop, form, refused=error)
    _flash_told(workshop, _("Published."), said)
    if said.broken:
        flash(some_of(said.broken), "warning")
    return _to_board(workshop)


def _publish_page(
    workshop: Workshop, form: PublishForm, *, refused: WorkshopError | None = None
) -> ResponseReturnValue:
    """The draft as it is now with every obstacle, and what was typed so far."""
    plan = plans.working(session(), workshop)
    draft = plan if plan is not None and plan.state is PlanState.DRAFT else None
    page: dict[str, Any] = {"workshop": workshop, "form": form, "plan": draft, "refused": refused}
    if isinstance(refused, ConflictError):
        page["changed"] = publishing_service.what_changed(session(), workshop, plan, **form.seen)
    if draft is not None:
        if not form.knows_its_plan or refused:
            form.look_at(draft.id, draft.version)
        page["said"] = publishing_service.announcement(session(), workshop, draft, _letters())
        form.name_broken(page["said"].mark)
        page["missed"] = unreached(workshop, page["said"].unreached)
        page["without_tables"] = tables_store.without(session(), draft)
        page["reseated"] = tables_changed.since_published(session(), workshop, draft)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
    return render_template("assignment/publish.html", **page), refused.status if refused else status


def _flash_told(workshop: Workshop, done: str, said: Announcement) -> None:
    """What was done, how many are told of it, and how many no mail reaches."""
    told = ngettext("%(num)s person is told by mail.", "%(num)s people are told by mail.",
                    said.told)  # fmt: skip
    if not said.may_mail:
        flash(" ".join((done, str(publishing_service.NOBODY_TOLD))), "success")
        return
    flash(Markup("{} {} {}").format(done, told, unreached(workshop, said.unreached)), "success")


@bp.route("/take-back", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def take_back(workshop: Workshop) -> ResponseReturnValue:
    """Everybody's phone changes with it: asked first, with how many are told."""
    form = PlanForm()
    if not form.is_submitted():
        return _take_back_page(workshop, form)

    def change(db: Any) -> None:
        said = publishing_service.take_back(db, workshop, **form.seen, letters=_letters(), by=_by())
        _flash_told(workshop, _("The publication is undone."), said)

    return _change(workshop, form, None, change)


def _take_back_page(workshop: Workshop, form: PlanForm) -> ResponseReturnValue:
    plan, shown = plans.published(session(), workshop.id), plans.working(session(), workshop)
    if plan is None or shown is None:
        return _to_board(workshop)
    form.plan.data, form.version.data = plan.id, plan.version
    said = publishing_service.undoing(session(), workshop, _letters())
    return render_template(
        "assignment/take_back.html", workshop=workshop, form=form, plan=plan, said=said,
        missed=unreached(workshop, said.unreached),
        draft=shown if shown.state is PlanState.DRAFT else None,
    )  # fmt: skip


def _change(
    workshop: Workshop, form: BaseForm, person_id: int | None,
    change: Callable[[Any], object], *, done: str | None = None, undoable: bool = False,
) -> ResponseReturnValue:  # fmt: skip
    """Stores one change and goes back to the board; a refused one shows the board as it is now.

    undoable: the board says what was done where one looks, with the way to take it back.
    """
    if not form.validate():
        refused = WorkshopError(_("Choose a person and a group, then send again."))
        return _page(workshop, refused=refused, person_id=person_id)
    try:
        with transaction() as writing:
            change(writing)
    except WorkshopError as error:
        return _page(workshop, refused=error, person_id=person_id)
    if undoable:
        flash("", CHANGED)
    elif done:
        flash(done, "success")
    return _to_board(workshop, person_id)


def _page(
    workshop: Workshop, *, refused: WorkshopError | None = None, person_id: int | None = None
) -> ResponseReturnValue:
    plan = plans.working(session(), workshop)
    status = refused.status if refused else HTTPStatus.OK
    going = runs_service.at_work(session(), workshop)
    page: dict[str, Any] = {"workshop": workshop, "refused": refused, "going": going}
    if isinstance(refused, service.NoSplitError):
        page["no_split"] = no_split(session(), workshop, refused.conflicts)
    elif (run := runs_service.impossible(session(), workshop)) is not None:
        page["no_split"] = no_split(session(), workshop, runs_service.conflicts_of(run))
        page["told_at"] = run.finished_at
    if plan is None:
        page["missing"] = service.what_is_missing(session(), workshop)
    else:
        scene, sieve = read_scene(session(), workshop, plan), Sieve.of(request.args)
        shown = read_board(session(), scene, sieve)
        page |= {
            "outdated": scene.outdated, "without_tables": tables_store.without(session(), plan),
            "board": shown, "chosen": choose(scene, person_id), "sieve": sieve, "kept": _kept(),
            "names_only": request.args.get("view", "names" if shown.large else "") == "names",
            "mark_words": mark_words(published=shown.published is not None),
        }  # fmt: skip
    if not refused:
        page["live_etag"] = freshness.quoted(_stamp_of(workshop))
    return render_template("assignment/board.html", **page), status


def _panel(workshop: Workshop, person_id: int | None) -> ResponseReturnValue:
    plan = plans.working(session(), workshop)
    chosen = choose(read_scene(session(), workshop, plan), person_id) if plan else None
    if chosen is None:
        return "", HTTPStatus.NOT_FOUND
    page = {"workshop": workshop, "chosen": chosen, "kept": _kept()}
    return render_template("assignment/_panel.html", **page)


def _stamp_of(workshop: Workshop) -> str:
    return freshness.tag(board_stamp(session(), workshop), live=True)


def _kept() -> dict[str, str]:
    """What narrows or shapes the board stays in its addresses while people are moved."""
    shape = {"view": view} if (view := request.args.get("view", "")) in ("names", "cards") else {}
    return {**Sieve.of(request.args).asked, **shape}


def _to_board(workshop: Workshop, person_id: int | None = None) -> ResponseReturnValue:
    anchor = f"p{person_id}" if person_id else None
    values: dict[str, Any] = {"w": workshop.slug, "person": person_id, **_kept()}
    where = url_for("assignment.board", _anchor=anchor, **values)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _by() -> By:
    account = access.current_account()
    return By(account.email if account else "", now())


def _letters() -> Letters:
    return Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])

"""The tables of a group: dealt, changed by hand, undone, printed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import access, freshness
from workshop.access import requires
from workshop.assignment import plans, tables_service
from workshop.assignment.runs_views import run_and_wait
from workshop.assignment.stamp import stamp as board_stamp
from workshop.assignment.tables_forms import MOST_ROUNDS, DealForm, SeatForm, TablesForm
from workshop.assignment.tables_reading import USUAL_ROUNDS, TablesPage, read_dealt, read_tables
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import Role, RunKind
from workshop.errors import NotFoundError, WorkshopError
from workshop.i18n import _, _l
from workshop.models import Workshop
from workshop.planning.editing import By
from workshop.web import row_number

bp = Blueprint("tables", __name__, url_prefix="/organise/<w>/assignment/tables")

Change = Callable[[Any], object]


@bp.get("")
@requires(Role.ORGANISER)
def board(workshop: Workshop) -> ResponseReturnValue:
    return _page(
        workshop, request.args.get("group"), person_id=request.args.get("person", type=row_number)
    )


@bp.get("/print")
@requires(Role.ORGANISER)
def on_paper(workshop: Workshop) -> ResponseReturnValue:
    """All groups that have tables; a round a page."""
    plan = plans.working(session(), workshop)
    pages = read_dealt(session(), workshop, plan) if plan else []
    return render_template(
        "assignment/tables_print.html", workshop=workshop, plan=plan, pages=pages
    )


@bp.post("/deal")
@requires(Role.ORGANISER)
def deal(workshop: Workshop) -> ResponseReturnValue:
    """Deals them beside the server."""
    form = DealForm()
    if not form.validate():
        return _page(workshop, form.group.data, form=form)
    try:
        task = tables_service.prepare(
            session(), workshop, **form.seen, group=form.group.data or "",
            count=form.count.data, rounds=form.rounds.data,
        )  # fmt: skip
        return run_and_wait(workshop, RunKind.TABLES, task)
    except WorkshopError as error:
        return _page(workshop, form.group.data, refused=error, form=form)


@bp.post("/seat")
@requires(Role.ORGANISER)
def seat(workshop: Workshop) -> ResponseReturnValue:
    """One person goes to another table, or changes places with somebody."""
    form = SeatForm()
    if not form.validate():
        refused = WorkshopError(_("Choose a table or somebody to change places with."))
        return _page(workshop, form.group.data, refused=refused)
    group, table = form.group.data or "", form.table

    def change(writing: Any) -> object:
        if table is None:
            return tables_service.swap(
                writing, workshop, **form.seen, **form.who, group=group, other_id=form.other,
                by=_by(),
            )  # fmt: skip
        return tables_service.move(
            writing, workshop, **form.seen, **form.who, group=group, table=table, by=_by()
        )

    return _change(workshop, form, change, person_id=form.who["person_id"])


@bp.post("/rest")
@requires(Role.ORGANISER)
def rest(workshop: Workshop) -> ResponseReturnValue:
    """Those without a table get the emptiest ones."""
    return _simple(workshop, tables_service.seat_rest)


@bp.post("/undo")
@requires(Role.ORGANISER)
def undo(workshop: Workshop) -> ResponseReturnValue:
    return _simple(workshop, tables_service.undo)


@bp.post("/reset")
@requires(Role.ORGANISER)
def reset(workshop: Workshop) -> ResponseReturnValue:
    return _simple(workshop, tables_service.reset)


@bp.post("/clear")
@requires(Role.ORGANISER)
def clear(workshop: Workshop) -> ResponseReturnValue:
    return _simple(workshop, tables_service.clear)


def _simple(workshop: Workshop, change: Callable[..., object]) -> ResponseReturnValue:
    form = TablesForm()
    group = form.group.data or ""
    return _change(
        workshop, form, lambda db: change(db, workshop, **form.seen, group=group, by=_by())
    )


def _change(
    workshop: Workshop, form: TablesForm, change: Change, *, person_id: int | None = None
) -> ResponseReturnValue:
    """Stores one change and goes back; a refused one shows the tables as they are now."""
    if not form.validate():
        refused = WorkshopError(_("Open the page of the group again, then send once more."))
        return _page(workshop, form.group.data, refused=refused)
    try:
        with transaction() as writing:
            change(writing)
    except WorkshopError as error:
        return _page(workshop, form.group.data, refused=error, person_id=person_id)
    turn = form.round.data if isinstance(form, SeatForm) else None
    return _to_page(workshop, form.group.data, person_id, turn)


def _page(
    workshop: Workshop, group: str | None, *, refused: WorkshopError | None = None,
    person_id: int | None = None, form: DealForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    plan = plans.working(session(), workshop)
    shown = read_tables(session(), workshop, plan, group, person_id) if plan else None
    if plan and shown is None and group is not None and refused is None:
        refused = NotFoundError(_l("There is no such group. Go back to the board."))
    form = _deal_form(shown, form)
    status = HTTPStatus.OK
    if refused is not None:
        status = refused.status
        _on_field(form, refused)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page: dict[str, Any] = {"workshop": workshop, "shown": shown, "form": form, "refused": refused}
    if status == HTTPStatus.OK:
        version = board_stamp(session(), workshop)
        page["live_etag"] = freshness.quoted(freshness.tag(version, live=True))
    return render_template("assignment/tables.html", **page), status


def _deal_form(shown: TablesPage | None, sent: DealForm | None) -> DealForm:
    """As it was sent, else as the tables are dealt now; about the plan as it is shown."""
    form = sent or DealForm(formdata=None)
    if shown is None:
        return form
    if sent is None:
        form.count.data = shown.deal.tables if shown.deal else shown.sizes.proposed
        form.rounds.data = shown.deal.rounds if shown.deal else USUAL_ROUNDS
    form.plan.data, form.version.data = shown.plan.id, shown.plan.version
    form.group.data = shown.group.code
    form.count.choices = {
        _("Tables of 6 to 10"): shown.sizes.usual, _("Other sizes"): shown.sizes.other
    } if shown.sizes.usual else shown.sizes.other  # fmt: skip
    form.rounds.choices = [(number, str(number)) for number in range(1, MOST_ROUNDS + 1)]
    return form


def _on_field(form: DealForm, refused: WorkshopError) -> None:
    """A sentence about a field stands beside it too."""
    if refused.field in form:
        form[refused.field].errors = [str(refused)]


def _to_page(
    workshop: Workshop, group: str | None, person_id: int | None = None, turn: str | None = None
) -> ResponseReturnValue:
    anchor = f"p{person_id}-{turn}" if turn else None
    where = url_for("tables.board", w=workshop.slug, group=group, person=person_id, _anchor=anchor)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _by() -> By:
    account = access.current_account()
    return By(account.email if account else "", now())

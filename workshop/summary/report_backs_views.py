"""The report-back of one group on one strategy: looked at, edited, sorted, approved."""

from collections.abc import Mapping

from flask import abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import requires
from workshop.domain.terms import Role
from workshop.errors import ConflictError
from workshop.i18n import _
from workshop.models import FocusGroup, Workshop
from workshop.summary import pages
from workshop.summary import report_backs_service as service
from workshop.summary.blueprint import ROLES, bp
from workshop.summary.desk_pages import Table, by
from workshop.summary.drafting import Line, told
from workshop.summary.report_backs_forms import LONGEST, ReportBackForm
from workshop.summary.report_backs_service import Told

AT = "/facilitate/<w>/<g>/<int:n>/report-back"


@bp.get(AT)
@requires(*ROLES)
def report_back(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    return _page(table, service.look(db.session(), workshop, table.place))


@bp.post(AT)
@requires(*ROLES)
def write_report_back(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    """act: save, approve, withdraw, redraft, write (the new line), or up, down, remove, add and
    a line's key; whatever it is, all lines are stored as they stand on the page.
    """
    table, form = Table.of(workshop, group, n), ReportBackForm.read(request.form)
    if form.deed in ("approve", "withdraw") and not _may_approve():
        abort(403)
    if form.errors:
        return _page(table, service.look(db.session(), workshop, table.place), form), 422
    try:
        _done(table, form)
    except ConflictError as error:
        here = service.look(db.session(), workshop, table.place)
        form.errors["all"], form.version = str(error), here.version
        return _page(table, here, form), int(error.status)
    if form.deed == "approve":
        flash(_("Approved: it can go on the screen, and it is in the report."), "success")
    return redirect(
        table.address("summary.report_back", _anchor=form.at.replace(".", "-") or None), 303
    )


def _may_approve() -> bool:
    """A note-taker writes; what goes to the plenary a facilitator or an organiser decides."""
    return bool(g.roles & {Role.FACILITATOR, Role.ORGANISER})


def _done(table: Table, form: ReportBackForm) -> None:
    workshop, place = table.workshop, table.place
    own = {line.key: line.own or line.text for line in _every(table)}
    items = form.plain(own)
    with db.transaction() as session:
        if form.deed == "withdraw":
            service.withdraw(session, workshop, place, by=by())
        elif form.deed == "redraft":
            service.redraft(session, workshop, place, version=form.version, by=by())
        elif form.deed == "approve":
            service.approve(session, workshop, place, items, version=form.version, by=by())
        else:
            service.save(session, workshop, place, items, version=form.version, by=by())


def _every(table: Table) -> list[Line]:
    here = service.look(db.session(), table.workshop, table.place)
    return [line for line in (*here.lines, *here.more) if not line.key.startswith("own.")]


def _page(table: Table, here: Told, form: ReportBackForm | None = None) -> str:
    """form: what was refused, to be shown with what was typed."""
    lines = here.lines
    if form is not None:
        found = {line.key: line for line in (*here.lines, *here.more)}
        own: list[Mapping[str, str]] = [
            {"key": one["key"], "text": one["text"]} for one in form.items
        ]
        lines = told(own, found)
    return render_template(
        "summary/report_back.html",
        workshop=table.workshop,
        group=table.group,
        desk=table.desk,
        number=table.standing.number,
        page=pages.progress(table.workshop, table.standing, table.desk),
        here=here,
        may_approve=_may_approve(),
        lines=lines,
        more=[one for one in here.more if one.key not in {line.key for line in lines}],
        version=form.version if form else here.version,
        errors=form.errors if form else {},
        new=form.new if form else "",
        longest=LONGEST,
    )

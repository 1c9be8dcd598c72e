"""Themes put on comments and notes, stars, hidden comments; the workshop's themes."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from wtforms.fields.choices import SelectChoice

from workshop import db, freshness
from workshop.access import requires
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _, _l
from workshop.models import FocusGroup, Workshop
from workshop.summary import notes_service, report_backs_service, shared_service
from workshop.summary import themes_service as service
from workshop.summary.blueprint import ROLES, bp
from workshop.summary.desk_pages import Table, by, show_themes
from workshop.summary.pages import Wanted
from workshop.summary.place import Point
from workshop.summary.shares import shares
from workshop.summary.themes_forms import HideForm, MergeForm, PutForm, RenameForm

AT = "/facilitate/<w>/<g>/<int:n>"
THEMES = "/facilitate/<w>/<g>/themes"
REVISED = _l("This comment is no longer shown: its writer has revised it, or it was withdrawn.")


def _point(table: Table, text: str) -> Point:
    """A comment that is shown now or a note of this group; raises NotFoundError."""
    point = Point.read(text)
    if point is None:
        abort(404)
    if point.note:
        notes_service.note(db.session(), table.place, point.note)
    elif not table.summary().has(point.comment):
        raise NotFoundError(REVISED)
    return point


def _back(table: Table, point: Point) -> Response:
    """To where it stands, under the same filters."""
    kept = Wanted.read(request.args)
    target = table.address(**kept.filters, page=kept.page if kept.page > 1 else None,
                           _anchor=str(point))  # fmt: skip
    return redirect(target, 303)


@bp.get(f"{AT}/themes")
@requires(*ROLES)
def desk_themes(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    """The live list of themes beside the comments."""
    table, wanted = Table.of(workshop, group, n), Wanted.read(request.args)
    if not freshness.is_live():
        return redirect(table.address(), 303)
    tag = table.tag(wanted, live=True)
    if (answer := freshness.unchanged(tag)) is not None:
        return answer
    return freshness.with_tag(make_response(show_themes(table, wanted)), tag)


@bp.post(f"{AT}/points/<point>/themes")
@requires(*ROLES)
def put_theme(workshop: Workshop, group: FocusGroup, n: int, point: str) -> ResponseReturnValue:
    """theme: a number, or name: in words; off: take it off."""
    table = Table.of(workshop, group, n)
    on, number = _point(table, point), _number(request.form.get("theme"))
    form = PutForm()
    if number is None and not form.validate():
        raise WorkshopError(next(iter(form.errors.values()))[0])
    with db.transaction() as session:
        if number is None:
            service.put(session, table.place, on, name=str(form.name.data), by=by())
        elif request.form.get("off"):
            service.take_off(session, table.place, on, number=number)
        else:
            service.put(session, table.place, on, number=number, by=by())
    return _back(table, on)


@bp.post(f"{AT}/points/<point>/star")
@requires(*ROLES)
def star(workshop: Workshop, group: FocusGroup, n: int, point: str) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    on = _point(table, point)
    with db.transaction() as session:
        service.star(session, table.place, on, on=bool(request.form.get("on")))
    return _back(table, on)


@bp.post(f"{AT}/points/<point>/report-back")
@requires(*ROLES)
def take(workshop: Workshop, group: FocusGroup, n: int, point: str) -> ResponseReturnValue:
    """Into the report-back, or out of it."""
    table = Table.of(workshop, group, n)
    on = _point(table, point)
    with db.transaction() as session:
        report_backs_service.take(
            session, workshop, table.place, on.line, on=bool(request.form.get("on")), by=by()
        )
    return _back(table, on)


@bp.route(f"{AT}/points/<point>/hide", methods=["GET", "POST"])
@requires(*ROLES)
def hide(workshop: Workshop, group: FocusGroup, n: int, point: str) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    on, form = _point(table, point), HideForm()
    if on.note:
        abort(404)  # a note is deleted
    if form.validate_on_submit():
        with db.transaction() as session:
            service.hide(session, table.place, on, because=str(form.because.data), by=by())
        return redirect(table.address(undo=on, _anchor="comments"), 303)
    page = render_template(
        "summary/hide.html", workshop=workshop, group=group, desk=table.desk, number=n, form=form,
        said=table.summary().text(on.comment), back=table.address(_anchor=str(on)),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@bp.post(f"{AT}/points/<point>/show")
@requires(*ROLES)
def show(workshop: Workshop, group: FocusGroup, n: int, point: str) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    on = _point(table, point)
    if on.note:
        abort(404)
    with db.transaction() as session:
        service.hide(session, table.place, on, because=None, by=by())
    return redirect(table.address(_anchor=str(on)), 303)


@bp.get(THEMES)
@requires(*ROLES)
def themes(workshop: Workshop, group: FocusGroup) -> ResponseReturnValue:
    session = db.session()
    every = shared_service.all_groups(session, workshop)
    listed = service.themes(session, workshop.id)
    disclosed = every.disclosed.without(service.hidden(session, workshop.id))
    return render_template(
        "summary/themes.html",
        workshop=workshop,
        group=group,
        desk=shared_service.desk(session, workshop, group),
        themes=listed,
        shares=shares(disclosed, every.groups, listed, service.carried(session, workshop.id)),
        k=disclosed.k,
    )


@bp.route(f"{THEMES}/<int:theme_id>", methods=["GET", "POST"])
@requires(*ROLES)
def theme(workshop: Workshop, group: FocusGroup, theme_id: int) -> ResponseReturnValue:
    session = db.session()
    found = service.theme(session, workshop.id, theme_id)
    form = RenameForm(data={"name": found.name, "version": found.version})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with db.transaction() as writing:
                service.rename(
                    writing, workshop.id, theme_id, name=str(form.name.data),
                    version=form.version.data, by=by(),
                )  # fmt: skip
            return redirect(_themes_url(workshop, group), 303)
        except ConflictError as error:
            form.name.errors = [*form.name.errors, str(error)]
            status = int(error.status)
            now = service.theme(session, workshop.id, theme_id)
            form.version.data, form.version.raw_data = now.version, [str(now.version)]
    return _theme_page(workshop, group, theme_id, form, _merge_form(workshop, theme_id)), status


@bp.post(f"{THEMES}/<int:theme_id>/merge")
@requires(*ROLES)
def merge_theme(workshop: Workshop, group: FocusGroup, theme_id: int) -> ResponseReturnValue:
    found = service.theme(db.session(), workshop.id, theme_id)
    form = _merge_form(workshop, theme_id)
    if not form.validate_on_submit():
        rename = RenameForm(formdata=None, data={"name": found.name, "version": found.version})
        return _theme_page(workshop, group, theme_id, rename, form), 422
    with db.transaction() as session:
        service.merge(session, workshop.id, theme_id, into=form.into.data, by=by())
    flash(_("The two themes are one now."), "success")
    return redirect(_themes_url(workshop, group), 303)


@bp.post(f"{THEMES}/<int:theme_id>/delete")
@requires(*ROLES)
def delete_theme(workshop: Workshop, group: FocusGroup, theme_id: int) -> ResponseReturnValue:
    with db.transaction() as session:
        service.delete(session, workshop.id, theme_id, by=by())
    return redirect(_themes_url(workshop, group), 303)


def _theme_page(
    workshop: Workshop, group: FocusGroup, theme_id: int, form: RenameForm, merging: MergeForm
) -> str:
    session = db.session()
    return render_template(
        "summary/theme.html", workshop=workshop, group=group, form=form, merging=merging,
        desk=shared_service.desk(session, workshop, group), theme_id=theme_id,
        back=_themes_url(workshop, group), in_use=service.in_use(session, theme_id),
    )  # fmt: skip


def _merge_form(workshop: Workshop, theme_id: int) -> MergeForm:
    form = MergeForm()
    form.into.choices = [
        SelectChoice(one.id, one.name)
        for one in service.themes(db.session(), workshop.id)
        if one.id != theme_id
    ]
    return form


def _themes_url(workshop: Workshop, group: FocusGroup) -> str:
    return url_for("summary.themes", w=workshop.slug, g=group.code)


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text)

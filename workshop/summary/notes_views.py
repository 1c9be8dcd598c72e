"""Notes: typed at the desk, changed on a page of their own, deleted and brought back."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop import db, web
from workshop.access import requires
from workshop.models import FocusGroup, Workshop
from workshop.summary import notes_service as service
from workshop.summary.blueprint import ROLES, bp
from workshop.summary.desk_pages import NEW_NOTE, NOTES, Table, by, show_aside, show_strategy
from workshop.summary.notes_forms import ChangeNoteForm, NoteForm
from workshop.summary.notes_service import ChangedNoteError, Content
from workshop.summary.pages import Wanted
from workshop.summary.place import Point
from workshop.summary.wording import KINDS

AT = "/facilitate/<w>/<g>/<int:n>/notes"


@bp.post(AT)
@requires(*ROLES)
def add_note(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    table, form = Table.of(workshop, group, n), NoteForm()
    if not form.validate_on_submit():
        return show_strategy(table, Wanted(), form=form), 422
    content, submission_id = Content(*form.content()), str(form.submission_id.data)
    with db.transaction() as session:
        service.add(session, table.place, content, submission_id=submission_id, by=by())
    return redirect(table.address(_anchor=NEW_NOTE), 303)


@bp.get("/facilitate/<w>/<g>/<int:n>/aside")
@requires(*ROLES)
def aside(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    """The page that opens without network, see desk-aside.js."""
    return show_aside(Table.of(workshop, group, n))


@bp.get("/facilitate/<w>/<g>/worker.js")
@requires(*ROLES)
def worker(workshop: Workshop, group: FocusGroup) -> ResponseReturnValue:
    """The service worker, for the desks of this group."""
    return web.worker(url_for("summary.group", w=workshop.slug, g=group.code))


@bp.route(f"{AT}/<int:note_id>", methods=["GET", "POST"])
@requires(*ROLES)
def note(workshop: Workshop, group: FocusGroup, n: int, note_id: int) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    stored = service.note(db.session(), table.place, note_id)
    form = ChangeNoteForm(data={"kind": stored.kind.value, "text": stored.text,
                                "version": stored.version})  # fmt: skip
    theirs, status, conflict = None, 422 if form.is_submitted() else 200, ""
    if form.validate_on_submit():
        content = Content(*form.content())
        try:
            with db.transaction() as session:
                service.change(
                    session, table.place, note_id, content, version=form.version.data, by=by()
                )
            return redirect(table.address(_anchor=f"n{note_id}"), 303)
        except ChangedNoteError as error:
            theirs, status, conflict = error.stored, int(error.status), str(error)
            form.seen(theirs.version)
    page = render_template(
        "summary/note.html", workshop=workshop, group=group, desk=table.desk, number=n, form=form,
        theirs=theirs, conflict=conflict, kinds=dict(KINDS), back=table.address(_anchor=NOTES),
        note_id=note_id,
    )  # fmt: skip
    return page, status


@bp.post(f"{AT}/<int:note_id>/delete")
@requires(*ROLES)
def delete_note(workshop: Workshop, group: FocusGroup, n: int, note_id: int) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    with db.transaction() as session:
        service.delete(session, table.place, note_id, by=by())
    return redirect(table.address(undo=Point(note=note_id), _anchor=NOTES), 303)


@bp.post(f"{AT}/<int:note_id>/restore")
@requires(*ROLES)
def restore_note(
    workshop: Workshop, group: FocusGroup, n: int, note_id: int
) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    with db.transaction() as session:
        service.restore(session, table.place, note_id, by=by())
    return redirect(table.address(_anchor=f"n{note_id}"), 303)

"""A workshop's settings, its state, its documents."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import _, plain
from workshop.models import Workshop
from workshop.planning import documents_service
from workshop.planning import settings_service as service
from workshop.planning.blueprint import bp
from workshop.planning.pages import attempt, by, confirm, edit, to
from workshop.planning.workshop_forms import CloseForm, DocumentForm, WorkshopForm
from workshop.registration import offers
from workshop.registration.letters import Letters


@bp.route("/<w>/settings", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def settings(workshop: Workshop) -> ResponseReturnValue:
    data = service.values(session(), workshop)
    form = WorkshopForm(data={**data, "version": workshop.version})
    form.asked |= {"slug", "timezone"}
    status = attempt(form, lambda db: _change(db, workshop, form))
    if status == 303:
        flash(_("Saved."), "success")
        return redirect(to("settings", workshop), 303)
    notice = service.notice(session(), workshop)
    return render_template(
        "planning/settings.html",
        workshop=workshop,
        form=form,
        documents=documents_service.documents(session(), workshop),
        has_answers=service.has_answers(session(), workshop),
        notice_number=notice.number if notice else 0,
    ), status


def _change(db: Any, workshop: Workshop, form: WorkshopForm) -> None:
    """Seats that were added are offered to who waits, in the same commit."""
    service.change(db, workshop, form.values(), version=form.version.data, by=by())
    letters = Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])
    offers.fill_free_seats(db, workshop, letters=letters, now=now())


@bp.post("/<w>/settings/state")
@requires(Role.ORGANISER)
def state(workshop: Workshop) -> ResponseReturnValue:
    """Opens the workshop, or makes it a draft again."""
    change = {"open": service.open_workshop, "draft": service.back_to_draft}.get(
        request.form.get("state", "")
    )
    done = _("The workshop is open. Everybody can see its page.")
    if change is service.back_to_draft:
        done = _("The workshop is a draft again. Only its team can see it.")
    return _switch(workshop, change, done)


@bp.post("/<w>/settings/registration")
@requires(Role.ORGANISER)
def registration(workshop: Workshop) -> ResponseReturnValue:
    is_open = request.form.get("open") == "y"
    done = _("Registration is open.") if is_open else _("Registration is closed.")
    return _switch(
        workshop, lambda db, one, by: service.set_registration(db, one, is_open, by=by), done
    )


def _switch(
    workshop: Workshop, change: Callable[..., None] | None, done: str
) -> ResponseReturnValue:
    try:
        if change is None:
            raise WorkshopError(_("Choose one of the buttons."))
        with transaction() as db:
            change(db, workshop, by=by())
    except WorkshopError as error:
        flash(str(error), "error")
    else:
        flash(done, "success")
    back = to("day" if request.form.get("from") == "day" else "settings", workshop)
    return redirect(back, 303)


@bp.route("/<w>/settings/close", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def close(workshop: Workshop) -> ResponseReturnValue:
    """Final; asked for on a page of its own, with a box to tick."""
    form = CloseForm(data={"version": workshop.version})
    uids: list[str] = []
    status = attempt(
        form,
        lambda db: uids.append(service.close(db, workshop, version=form.version.data, by=by())),
    )
    if status == 303:
        current_app.extensions["workshop.keys"].destroy_answer_key(uids[0])
        flash(_("The workshop is closed. Nobody can tell any more who answered."), "success")
        return redirect(to("day", workshop), 303)
    return render_template("planning/close.html", workshop=workshop, form=form), status


@bp.route("/<w>/settings/documents/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def documents_new(workshop: Workshop) -> ResponseReturnValue:
    form = DocumentForm()
    return edit(
        form,
        lambda db: _store(db, workshop, form),
        done=_("Saved."),
        back=to("settings", workshop, _anchor="documents"),
        page={
            "workshop": workshop,
            "subnav": "settings",
            "heading": _("New document"),
            "multipart": True,
        },
    )


def _store(db: Any, workshop: Workshop, form: DocumentForm) -> None:
    uploaded = form.file.data
    if not uploaded:
        raise WorkshopError(_("Choose a file"), field="file")
    documents_service.add(
        db, workshop, form.values(), filename=uploaded.filename or "", content=uploaded.read(),
        by=by(),
    )  # fmt: skip


@bp.route("/<w>/settings/documents/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def documents_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = documents_service.document(session(), workshop, number)
    return confirm(
        lambda db, seen: documents_service.delete(db, workshop, number, seen=seen, by=by()),
        version=documents_service.version(row),
        done=_("Deleted."),
        back=to("settings", workshop, _anchor="documents"),
        page={
            "workshop": workshop,
            "subnav": "settings",
            "heading": _("Delete “%(what)s”?", what=plain(row, "title")),
            "sentence": _("The document can no longer be downloaded."),
        },
    )

"""The pages on which a list of people is uploaded, looked at and stored."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import current_account, requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.intake.guard import MAX_BYTES
from workshop.domain.intake.matching import Kind
from workshop.domain.intake.preview import Listed
from workshop.domain.terms import Role
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _
from workshop.models import Workshop
from workshop.people import importing as imports
from workshop.people.blueprint import bp, by, number, to
from workshop.people.forms import ApplyForm, ImportForm
from workshop.people.preview import page_of

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.route("/<w>/people/import", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def importing(workshop: Workshop) -> ResponseReturnValue:
    """The upload, or the preview of what was uploaded."""
    form = ImportForm()
    if form.is_submitted():
        return _upload(workshop, form)
    waiting = imports.staged(session(), workshop, account_id=_account_id())
    if waiting is None:
        return render_template("people/import.html", workshop=workshop, form=form)
    try:
        listed = imports.read(session(), workshop, waiting.content)
    except WorkshopError as error:
        form.file.errors = [str(error)]
        return render_template("people/import.html", workshop=workshop, form=form), REFUSED
    return _preview(workshop, waiting.filename, listed)


@bp.post("/<w>/people/import/<step>")
@requires(Role.ORGANISER)
def import_step(workshop: Workshop, step: str) -> ResponseReturnValue:
    """apply or discard what was uploaded."""
    if step not in ("apply", "discard"):
        abort(404)
    waiting = imports.staged(session(), workshop, account_id=_account_id())
    if waiting is None:
        flash(_("This list was already stored or dropped."), "message")
        return redirect(to("listing", workshop), DONE)
    if step == "discard":
        with transaction() as writing:
            imports.discard(writing, workshop, account_id=_account_id())
        return redirect(to("importing", workshop), DONE)
    return _apply(workshop, waiting.filename, waiting.content)


def _upload(workshop: Workshop, form: ImportForm) -> ResponseReturnValue:
    if not form.validate():
        return render_template("people/import.html", workshop=workshop, form=form), REFUSED
    sent = form.file.data
    content = sent.stream.read(MAX_BYTES + 1)
    sent.close()
    try:
        imports.read(session(), workshop, content)
    except WorkshopError as error:
        form.file.errors = [str(error)]
        return render_template("people/import.html", workshop=workshop, form=form), REFUSED
    with transaction() as writing:
        imports.stage(
            writing, workshop, account_id=_account_id(), filename=sent.filename or "",
            content=content, now=now(),
        )  # fmt: skip
    return redirect(to("importing", workshop), DONE)


def _apply(workshop: Workshop, filename: str, content: bytes) -> ResponseReturnValue:
    listed = imports.read(session(), workshop, content)
    form = ApplyForm()
    try:
        with transaction() as writing:
            waiting = imports.staged(writing, workshop, account_id=_account_id())
            if waiting is None:
                raise ConflictError(imports.STALE)
            seen = imports.apply(
                writing, workshop, listed, filename=filename, by=by(),
                expected=form.seal.data or "",
            )  # fmt: skip
            imports.finish(waiting, now=now())
    except ConflictError as error:
        return _preview(workshop, filename, listed, conflict=error)
    new, changed = seen.counts[Kind.NEW], seen.counts[Kind.CHANGED]
    flash(_("Stored: %(new)s new, %(changed)s changed.", new=new, changed=changed), "success")
    return redirect(to("listing", workshop), DONE)


def _preview(
    workshop: Workshop, filename: str, listed: Listed, conflict: ConflictError | None = None
) -> ResponseReturnValue:
    seen = imports.look(session(), workshop, listed)
    return render_template(
        "people/preview.html",
        workshop=workshop,
        filename=filename,
        seen=seen,
        page=page_of(seen, request.args.get("show", ""), number("page")),
        form=ApplyForm(data={"seal": imports.seal(seen)}, formdata=None),
        conflict=conflict,
    ), HTTPStatus.CONFLICT if conflict else HTTPStatus.OK


def _account_id() -> int:
    account = current_account()
    if account is None:
        abort(404)
    return account.id

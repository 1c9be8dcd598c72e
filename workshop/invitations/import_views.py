"""The pages on which a list of invitees is brought, looked at and stored."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import current_account, requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.intake.guard import MAX_BYTES
from workshop.domain.intake.matching import Kind
from workshop.domain.invitees import InviteeList
from workshop.domain.terms import Role
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _
from workshop.invitations import importing as imports
from workshop.invitations.blueprint import bp, by, number, to
from workshop.invitations.forms import ApplyForm, ListForm
from workshop.invitations.preview import page_of
from workshop.models import Workshop

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.route("/organise/<w>/invitations/import", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def importing(workshop: Workshop) -> ResponseReturnValue:
    """The file or the pasted rows, or the preview of what was brought."""
    form = ListForm()
    if form.is_submitted():
        return _upload(workshop, form)
    waiting = imports.staged(session(), workshop, account_id=_account_id())
    if waiting is None:
        return _form_page(workshop, form)
    try:
        listed = imports.read(session(), workshop, waiting.content)
    except WorkshopError as error:
        form.file.errors = [str(error)]
        return _form_page(workshop, form), REFUSED
    return _preview(workshop, waiting.filename, listed)


@bp.post("/organise/<w>/invitations/import/<any(apply, discard):step>")
@requires(Role.ORGANISER)
def import_step(workshop: Workshop, step: str) -> ResponseReturnValue:
    """Store or drop what was brought."""
    waiting = imports.staged(session(), workshop, account_id=_account_id())
    if waiting is None:
        flash(_("This list was already stored or dropped."), "message")
        return redirect(to("board", workshop), DONE)
    if step == "discard":
        with transaction() as writing:
            imports.discard(writing, workshop, account_id=_account_id())
        return redirect(to("importing", workshop), DONE)
    return _apply(workshop, waiting.filename, waiting.content)


def _upload(workshop: Workshop, form: ListForm) -> ResponseReturnValue:
    if not form.validate():
        return _form_page(workshop, form), REFUSED
    sent = form.file.data if form.file.data and form.file.data.filename else None
    filename, content = _("Pasted rows"), (form.pasted.data or "").encode()
    if sent is not None:
        filename, content = sent.filename or "", sent.stream.read(MAX_BYTES + 1)
        sent.close()
    field = form.file if sent is not None else form.pasted
    try:
        imports.read(session(), workshop, content)
    except WorkshopError as error:
        field.errors = [str(error)]
        return _form_page(workshop, form), REFUSED
    with transaction() as writing:
        imports.stage(
            writing, workshop, account_id=_account_id(), filename=filename, content=content,
            now=now(),
        )  # fmt: skip
    return redirect(to("importing", workshop), DONE)


def _apply(workshop: Workshop, filename: str, content: bytes) -> ResponseReturnValue:
    listed = imports.read(session(), workshop, content)
    form = ApplyForm()
    try:
        with transaction() as writing:
            if imports.staged(writing, workshop, account_id=_account_id()) is None:
                raise ConflictError(imports.STALE)
            seen = imports.apply(
                writing, workshop, listed, filename=filename, by=by(),
                expected=form.seal.data or "",
            )  # fmt: skip
            imports.discard(writing, workshop, account_id=_account_id())
    except ConflictError as error:
        return _preview(workshop, filename, listed, conflict=error)
    counted = imports.counts(seen)
    new, changed = counted[Kind.NEW], counted[Kind.CHANGED]
    flash(_("Stored: %(new)s new, %(changed)s changed.", new=new, changed=changed), "success")
    return redirect(to("board", workshop), DONE)


def _form_page(workshop: Workshop, form: ListForm) -> str:
    page: str = render_template("invitations/import.html", workshop=workshop, form=form)
    return page


def _preview(
    workshop: Workshop, filename: str, listed: InviteeList, conflict: ConflictError | None = None
) -> ResponseReturnValue:
    seen = imports.look(session(), workshop, listed)
    return render_template(
        "invitations/preview.html",
        workshop=workshop,
        filename=filename,
        seen=seen,
        counts=imports.counts(seen),
        page=page_of(seen, request.args.get("show", ""), number("page")),
        form=ApplyForm(data={"seal": imports.seal(seen)}, formdata=None),
        conflict=conflict,
    ), HTTPStatus.CONFLICT if conflict else HTTPStatus.OK


def _account_id() -> int:
    account = current_account()
    if account is None:
        abort(404)
    return account.id

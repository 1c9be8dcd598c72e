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
from workshop.models import StagedImport, Workshop
from workshop.people import importing as imports
from workshop.people import layouts, staging
from workshop.people.blueprint import bp, by, number, to
from workshop.people.columns_forms import ColumnsForm, columns_form
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
    waiting = _waiting(workshop)
    if waiting is None:
        return render_template("people/import.html", workshop=workshop, form=form)
    try:
        listed = staging.read(session(), workshop, waiting, now=now())
    except WorkshopError as error:
        return _no_list(workshop, form, error)
    return _preview(workshop, waiting.filename, listed)


@bp.post("/<w>/people/import/<any(apply, discard, columns, offered):step>")
@requires(Role.ORGANISER)
def import_step(workshop: Workshop, step: str) -> ResponseReturnValue:
    """Store or drop what was uploaded, or say what its sheets and columns are."""
    waiting = _waiting(workshop)
    if waiting is None:
        flash(_("This list was already stored or dropped."), "message")
        return redirect(to("listing", workshop), DONE)
    if step == "discard":
        with transaction() as writing:
            staging.discard(writing, workshop, account_id=_account_id())
        return redirect(to("importing", workshop), DONE)
    try:
        listed = staging.read(session(), workshop, waiting, now=now())
    except WorkshopError as error:
        return _no_list(workshop, ImportForm(), error)
    steps = {"apply": _apply, "columns": _correct, "offered": _take_offer}
    return steps[step](workshop, waiting.filename, listed)


def _upload(workshop: Workshop, form: ImportForm) -> ResponseReturnValue:
    if not form.validate():
        return render_template("people/import.html", workshop=workshop, form=form), REFUSED
    sent = form.file.data
    content = sent.stream.read(MAX_BYTES + 1)
    sent.close()
    try:
        sheets = imports.opened(content)
    except WorkshopError as error:
        return _no_list(workshop, form, error)
    with transaction() as writing:
        staging.stage(
            writing, workshop, account_id=_account_id(), filename=sent.filename or "",
            sheets=sheets, now=now(),
        )  # fmt: skip
    return redirect(to("importing", workshop), DONE)


def _no_list(workshop: Workshop, form: ImportForm, error: WorkshopError) -> ResponseReturnValue:
    form.file.errors = [str(error)]
    return render_template("people/import.html", workshop=workshop, form=form), REFUSED


def _correct(workshop: Workshop, filename: str, listed: Listed) -> ResponseReturnValue:
    """Other sheets, or columns that hold something else; the preview is then made anew."""
    form = columns_form(listed.blocks, listed.sheets)
    if not form.validate():
        return _preview(workshop, filename, listed, columns=form, status=REFUSED)
    chosen, said = form.chosen(), form.said()
    try:
        with transaction() as writing:
            again = _waiting(workshop)
            if again is not None:
                staging.correct(again, chosen, said)
                staging.read(writing, workshop, again, now=now())
    except WorkshopError as error:
        form.sheets.errors = [str(error)]
        return _preview(workshop, filename, listed, columns=form, status=REFUSED)
    return redirect(to("importing", workshop), DONE)


def _take_offer(workshop: Workshop, _filename: str, listed: Listed) -> ResponseReturnValue:
    """The columns as the organiser said in another workshop."""
    offered = layouts.offers(session(), workshop, listed.blocks, account_id=_account_id())
    with transaction() as writing:
        again = _waiting(workshop)
        if again is not None and offered:
            said = {offer.signature: offer.columns for offer in offered}
            staging.correct(again, again.sheets, said)
            staging.read(writing, workshop, again, now=now())
    return redirect(to("importing", workshop), DONE)


def _apply(workshop: Workshop, filename: str, listed: Listed) -> ResponseReturnValue:
    form = ApplyForm()
    try:
        with transaction() as writing:
            again = _waiting(workshop)
            if again is None:
                raise ConflictError(imports.STALE)
            seen = imports.apply(
                writing, workshop, listed, filename=again.filename, by=by(),
                expected=form.seal.data or "",
            )  # fmt: skip
            staging.finish(writing, workshop, again, now=now())
    except ConflictError as error:
        return _preview(workshop, filename, listed, conflict=error, status=HTTPStatus.CONFLICT)
    new, changed = seen.counts[Kind.NEW], seen.counts[Kind.CHANGED]
    flash(_("Stored: %(new)s new, %(changed)s changed.", new=new, changed=changed), "success")
    return redirect(to("listing", workshop), DONE)


def _preview(
    workshop: Workshop,
    filename: str,
    listed: Listed,
    *,
    columns: ColumnsForm | None = None,
    conflict: ConflictError | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    seen = imports.look(session(), workshop, listed)
    return render_template(
        "people/preview.html",
        workshop=workshop,
        filename=filename,
        seen=seen,
        page=page_of(seen, request.args.get("show", ""), number("page")),
        form=ApplyForm(data={"seal": imports.seal(seen)}, formdata=None),
        columns=columns or columns_form(listed.blocks, listed.sheets),
        offers=layouts.offers(session(), workshop, listed.blocks, account_id=_account_id()),
        conflict=conflict,
    ), status


def _waiting(workshop: Workshop) -> StagedImport | None:
    return staging.staged(session(), workshop, account_id=_account_id())


def _account_id() -> int:
    account = current_account()
    if account is None:
        abort(404)
    return account.id

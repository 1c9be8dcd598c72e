"""The pages on which a list is brought, looked at, corrected and stored; one way for every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop.access import current_account
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.intake.guard import MAX_BYTES
from workshop.domain.intake.matching import Kind
from workshop.domain.intake.preview import Listed
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _, _l
from workshop.models import Workshop
from workshop.people import layouts, lists, staging
from workshop.people.blueprint import by, number
from workshop.people.columns_forms import ColumnsForm, columns_form, kept_columns
from workshop.people.forms import ApplyForm
from workshop.people.lists import ListKind
from workshop.people.preview import page_of
from workshop.people.staging import Staged

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
UNSEEN = _l("Not stored: what was sent does not say which preview it belongs to. Look at this one,"
            " then store it with its button.")  # fmt: skip
STEPS = ("apply", "discard", "columns", "offered")


@dataclass(frozen=True)
class Bringing:
    """The pages for lists of one kind.

    form: what takes the list, by its method `brought`. feature: where the two templates and the
    endpoints `importing` and `import_step` are found. home: the endpoint that shows what is stored.
    """

    kind: ListKind
    form: Callable[[], Any]
    feature: str
    home: str

    @lists.uncollected()
    def page(self, workshop: Workshop) -> ResponseReturnValue:
        """The upload, or the preview of what was uploaded."""
        form = self.form()
        if form.is_submitted():
            return self._upload(workshop, form)
        waiting = self._waiting(workshop)
        if waiting is None:
            return self._form_page(workshop, form)
        try:
            listed = staging.read(session(), workshop, self.kind, waiting, now=now())
        except WorkshopError as error:
            return self._no_list(workshop, form, form.file, error)
        return self._preview(workshop, waiting.filename, listed)

    @lists.uncollected()
    def step(self, workshop: Workshop, step: str) -> ResponseReturnValue:
        """Store or drop what was uploaded, or say what its sheets and columns are."""
        if step not in STEPS:
            abort(404)
        waiting = self._waiting(workshop)
        if waiting is None:
            flash(_("This list was already stored or dropped."), "message")
            return redirect(self._home(workshop), DONE)
        if step == "discard":
            with transaction() as writing:
                staging.discard(writing, workshop, self.kind, account_id=_account_id())
            return redirect(self._here(workshop), DONE)
        try:
            listed = staging.read(session(), workshop, self.kind, waiting, now=now())
        except WorkshopError as error:
            form = self.form()
            return self._no_list(workshop, form, form.file, error)
        steps = {"apply": self._apply, "columns": self._correct, "offered": self._take_offer}
        return steps[step](workshop, waiting.filename, listed)

    def _upload(self, workshop: Workshop, form: Any) -> ResponseReturnValue:
        if not form.validate():
            return self._form_page(workshop, form), REFUSED
        field, filename, content = form.brought(MAX_BYTES + 1)
        try:
            sheets = lists.opened(content)
        except WorkshopError as error:
            return self._no_list(workshop, form, field, error)
        with transaction() as writing:
            staging.stage(
                writing, workshop, self.kind, account_id=_account_id(), filename=filename,
                sheets=sheets, now=now(),
            )  # fmt: skip
        return redirect(self._here(workshop), DONE)

    def _no_list(
        self, workshop: Workshop, form: Any, field: Any, error: WorkshopError
    ) -> ResponseReturnValue:
        field.errors = [str(error)]
        return self._form_page(workshop, form), REFUSED

    def _correct(self, workshop: Workshop, filename: str, listed: Listed) -> ResponseReturnValue:
        """Other sheets, or columns that hold something else; the preview is then made anew."""
        form = columns_form(listed, self.kind.sort, self.kind.ask)
        if not form.validate():
            return self._preview(workshop, filename, listed, columns=form, status=REFUSED)
        chosen, said = form.chosen(), form.said()
        try:
            with transaction() as writing:
                again = self._waiting(workshop)
                if again is not None:
                    staging.correct(again, chosen, said)
                    staging.read(writing, workshop, self.kind, again, now=now())
        except WorkshopError as error:
            form.sheets.errors = [str(error)]
            return self._preview(workshop, filename, listed, columns=form, status=REFUSED)
        return redirect(self._here(workshop), DONE)

    def _take_offer(
        self, workshop: Workshop, _filename: str, listed: Listed
    ) -> ResponseReturnValue:
        """The columns as the organiser said in another workshop."""
        offered = self._offers(workshop, listed)
        with transaction() as writing:
            again = self._waiting(workshop)
            if again is not None and offered:
                said = {offer.signature: offer.columns for offer in offered}
                staging.correct(again, again.sheets, said)
                staging.read(writing, workshop, self.kind, again, now=now())
        return redirect(self._here(workshop), DONE)

    def _apply(self, workshop: Workshop, filename: str, listed: Listed) -> ResponseReturnValue:
        form = ApplyForm()
        if not form.seal.data:
            return self._preview(workshop, filename, listed, refused=UNSEEN, status=REFUSED)
        try:
            with transaction() as writing:
                again = self._waiting(workshop)
                if again is None:
                    raise ConflictError(self.kind.stale)
                seen = self.kind.apply(
                    writing, workshop, listed, filename=again.filename, by=by(),
                    expected=form.seal.data,
                )  # fmt: skip
                staging.finish(writing, workshop, self.kind, again, now=now())
        except ConflictError as error:
            return self._preview(
                workshop, filename, listed, refused=error, status=HTTPStatus.CONFLICT
            )
        new, changed = seen.counts[Kind.NEW], seen.counts[Kind.CHANGED]
        flash(_("Stored: %(new)s new, %(changed)s changed.", new=new, changed=changed), "success")
        if names := kept_columns(listed):
            flash(_("Kept beside people: %(names)s. How much it counts when groups are mixed is set"
                    " in the rules of the split.", names=", ".join(names)), "message")  # fmt: skip
        return redirect(self._home(workshop), DONE)

    def _form_page(self, workshop: Workshop, form: Any) -> str:
        page: str = render_template(f"{self.feature}/import.html", workshop=workshop, form=form)
        return page

    def _preview(
        self,
        workshop: Workshop,
        filename: str,
        listed: Listed,
        *,
        columns: ColumnsForm | None = None,
        refused: object | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> ResponseReturnValue:
        seen = self.kind.look(session(), workshop, listed)
        steps = {
            step: url_for(f"{self.feature}.import_step", w=workshop.slug, step=step)
            for step in STEPS
        }
        return render_template(
            f"{self.feature}/preview.html",
            workshop=workshop,
            filename=filename,
            seen=seen,
            page=page_of(seen, request.args.get("show", ""), number("page")),
            form=ApplyForm(data={"seal": lists.seal(seen)}, formdata=None),
            columns=columns or columns_form(listed, self.kind.sort, self.kind.ask),
            offers=self._offers(workshop, listed),
            refused=refused,
            here=self._here(workshop),
            home=self._home(workshop),
            steps=steps,
        ), status

    def _offers(self, workshop: Workshop, listed: Listed) -> list[layouts.Offer]:
        return layouts.offers(
            session(), workshop, self.kind.name, listed.blocks, account_id=_account_id()
        )

    def _waiting(self, workshop: Workshop) -> Staged | None:
        return staging.staged(session(), workshop, self.kind, account_id=_account_id())

    def _here(self, workshop: Workshop) -> str:
        return url_for(f"{self.feature}.importing", w=workshop.slug)

    def _home(self, workshop: Workshop) -> str:
        return url_for(self.home, w=workshop.slug)


def _account_id() -> int:
    account = current_account()
    if account is None:
        abort(404)
    return account.id

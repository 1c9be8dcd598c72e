"""What the set-up pages share: storing a form, editing one thing, asking before deleting."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop.access import current_account
from workshop.clock import now
from workshop.db import transaction
from workshop.errors import WorkshopError
from workshop.planning.editing import By, Change, ChangedMeanwhileError
from workshop.planning.forms import ConfirmForm, SetupForm


def by() -> By:
    """Who is signed in, and this moment."""
    account = current_account()
    return By(account.email if account else "", now())


def attempt(form: SetupForm, change: Change) -> HTTPStatus:
    """Checks and stores a form; what was refused stands on it, with the status to answer.

    SEE_OTHER: stored. OK: not sent yet.
    """
    if not form.is_submitted():
        return HTTPStatus.OK
    if not form.validate():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction() as session:
            change(session)
    except ChangedMeanwhileError as error:
        form.show_theirs(error.values, error.version)
        return error.status
    except WorkshopError as error:
        form.refuse(error)
        return error.status
    return HTTPStatus.SEE_OTHER


def edit(
    form: SetupForm, change: Change, *, done: object, back: str, page: dict[str, Any]
) -> ResponseReturnValue:
    """One thing on one sheet: shown, stored, or refused with what was typed.

    done: the sentence once stored; back: where the list is; page: what the template shows.
    """
    status = attempt(form, change)
    if status is HTTPStatus.SEE_OTHER:
        flash(str(done), "success")
        return redirect(back, HTTPStatus.SEE_OTHER)
    template = page.pop("template", "planning/edit.html")
    return render_template(template, form=form, back=back, **page), status


def confirm(
    change: Callable[[Any, int | None], object],
    *, version: int, done: object, back: str, page: dict[str, Any],
) -> ResponseReturnValue:  # fmt: skip
    """Asks before something is deleted or done for good.

    change: called with the session and the version that was looked at.
    """
    form = ConfirmForm(data={"version": version})
    page = {"template": "planning/confirm.html", **page}
    return edit(
        form, lambda session: change(session, form.version.data), done=done, back=back, page=page
    )


def to(endpoint: str, workshop: Any, **values: Any) -> str:
    """The address of one of these pages."""
    return url_for(f"planning.{endpoint}", w=workshop.slug, **values)

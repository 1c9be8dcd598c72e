"""My workshops, and a new one: by form or as a copy."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop.access import current_account, may_create, signed_in
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _
from workshop.models import Account, Workshop
from workshop.planning import copying_service, defaults, settings_service
from workshop.planning import home_service as service
from workshop.planning.blueprint import bp
from workshop.planning.home_service import Mine
from workshop.planning.pages import attempt, by
from workshop.planning.workshop_forms import WorkshopForm


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    account = _account()
    rows = service.mine(session(), account)
    if len(rows) == 1 and rows[0].roles == {Role.DOOR} and not account.may_create:
        return redirect(url_for("arrival.desk", w=rows[0].workshop.slug), 303)
    return render_template("planning/home.html", rows=rows, may_create=account.may_create)


@bp.route("/new", methods=["GET", "POST"])
@may_create
def new() -> ResponseReturnValue:
    own = [row for row in service.mine(session(), _account()) if row.is_organiser]
    model = _model(own)
    form = WorkshopForm(data=_start(model))
    form.asked.add("timezone")
    made: list[Workshop] = []
    if form.is_submitted():
        _suggest(form)
    status = attempt(form, lambda db: made.append(_create(db, form, model)))
    if status == 303:
        flash(_("Here is the new workshop. Only its team can see it yet."), "success")
        return redirect(url_for("planning.day", w=made[0].slug), 303)
    return render_template("planning/new.html", form=form, own=own, model=model), status


def _account() -> Account:
    found = current_account()
    if found is None:  # the guard has already asked for a sign-in
        raise LookupError("nobody is signed in")
    return found


def _model(own: list[Mine]) -> Workshop | None:
    """The workshop to copy: asked for, and one of mine."""
    wanted = request.values.get("copy", "")
    return next((row.workshop for row in own if row.workshop.slug == wanted), None)


def _start(model: Workshop | None) -> dict[str, Any]:
    if model is None:
        return {
            "starts": defaults.STARTS, "ends": defaults.ENDS,
            "notice_th": defaults.NOTICE_TH, "notice_en": defaults.NOTICE_EN,
        }  # fmt: skip
    kept = settings_service.values(session(), model)
    gone = ("slug", "date", "registration_opens_at", "registration_closes_at", "album_url")
    return {name: value for name, value in kept.items() if name not in gone}


def _suggest(form: WorkshopForm) -> None:
    """An address left empty is made from the title, and free."""
    if not form.slug.data:
        form.suggest_slug()
        form.slug.data = service.free_slug(session(), form.slug.data)


def _create(db: Any, form: WorkshopForm, model: Workshop | None) -> Workshop:
    made = service.create(db, db.merge(_account()), form.values(), by=by())
    if model is not None:
        copying_service.copy_setup(db, model, made)
    current_app.extensions["workshop.keys"].make_answer_key(made.uid)
    return made

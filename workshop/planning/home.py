"""My workshops, and a new one: by form or as a copy."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop.access import current_account, may_create, organises, organising, signed_in
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _
from workshop.models import Account, Workshop
from workshop.planning import copying_service, defaults, settings_service
from workshop.planning import home_service as service
from workshop.planning.blueprint import bp
from workshop.planning.forms import PLAIN_FIELDS
from workshop.planning.home_service import Mine
from workshop.planning.pages import attempt, by
from workshop.planning.workshop_forms import WorkshopForm

start = Blueprint("start", __name__)


@bp.get("/")
@organising
def home() -> ResponseReturnValue:
    account = _account()
    rows = service.mine(session(), account)
    return render_template("planning/home.html", rows=rows, may_create=account.may_create)


@start.get("/account/workshops")
@signed_in
def workshops() -> ResponseReturnValue:
    """Where staff start: organisers at their list, others at their only desk, or at theirs."""
    account = _account()
    if organises(account):
        return redirect(url_for("planning.home"), 303)
    rows = service.mine(session(), account)
    if (desk := _only_desk(rows)) is not None:
        return redirect(desk, 303)
    return render_template("planning/home.html", rows=rows, may_create=False)


def _only_desk(rows: list[Mine]) -> str | None:
    """The one page somebody works at: a group's, or the door's."""
    desks = [url_for("summary.group", w=r.workshop.slug, g=g.code) for r in rows for g in r.groups]
    desks += [url_for("arrival.desk", w=r.workshop.slug) for r in rows if Role.DOOR in r.roles]
    return desks[0] if len(desks) == 1 else None


@bp.route("/new", methods=["GET", "POST"])
@may_create
def new() -> ResponseReturnValue:
    own = [row for row in service.mine(session(), _account()) if row.is_organiser]
    model = _model(own, request.values.get("copy", ""))
    form = WorkshopForm(data=_start(model))
    form.asked.add("timezone")
    if request.form.get("use"):
        wanted = _model(own, request.form.get("start", ""))
        return render_template(
            "planning/new.html", form=_started_anew(form, model, wanted), own=own, model=wanted
        )
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


def _model(own: list[Mine], wanted: str) -> Workshop | None:
    """The workshop to copy: asked for by its slug, and one of mine."""
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


def _started_anew(
    form: WorkshopForm, before: Workshop | None, wanted: Workshop | None
) -> WorkshopForm:
    """The form as another model fills it; what was typed into it stays."""
    filled, start = _start(before), _start(wanted)
    typed = {
        field.name: field.data
        for field in form
        if field.name not in PLAIN_FIELDS
        and field.data
        and field.data != filled.get(field.name, field.default)
    }
    anew = WorkshopForm(formdata=None, data={**start, **typed})
    anew.asked.add("timezone")
    return anew


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

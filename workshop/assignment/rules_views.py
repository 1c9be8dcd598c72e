"""The rules page: pairs of people, what groups are mixed by, which goal counts most."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import access
from workshop.access import requires
from workshop.assignment import plans
from workshop.assignment import rules_service as service
from workshop.assignment.rules_forms import MOST, WEIGHTS, PairForm, RulesForm, rules_form
from workshop.assignment.setting import read_setting
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import PairKind, Role
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Workshop
from workshop.planning.editing import By, ChangedMeanwhileError
from workshop.web import row_number

bp = Blueprint("assignment_rules", __name__, url_prefix="/organise/<w>/assignment/rules")

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
MOST_NAMED = 4
"""Values of an attribute that its slider names."""


@bp.route("", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def rules(workshop: Workshop) -> ResponseReturnValue:
    """Weights and goals; pairs have addresses of their own."""
    form = _form(workshop)
    if not form.is_submitted():
        return _page(workshop, form, _fresh_pair(workshop)), HTTPStatus.OK
    if not form.validate():
        return _page(workshop, form, PairForm(formdata=None)), REFUSED
    try:
        with transaction() as db:
            service.change(db, workshop, form.values(), version=form.version.data, by=_by())
    except ChangedMeanwhileError as error:
        form.show_theirs(error.values, error.version)
        return _page(workshop, form, PairForm(formdata=None)), error.status
    flash(_("Saved. The next split goes by these rules."), "success")
    return redirect(_here(workshop), DONE)


@bp.post("/pairs")
@requires(Role.ORGANISER)
def add_pair(workshop: Workshop) -> ResponseReturnValue:
    form = PairForm()
    if form.validate():
        try:
            with transaction() as db:
                service.add_pair(
                    db, workshop, first=form.first.data or "", second=form.second.data or "",
                    kind=PairKind(form.kind.data), by=_by(),
                )  # fmt: skip
        except WorkshopError as error:
            typed = {"first": form.first.data or "", "second": form.second.data or ""}
            for one in service.unknown(session(), workshop, typed) or [error]:
                form.refuse(one)
        else:
            flash(_("Saved. The next split goes by these rules."), "success")
            return redirect(_here(workshop), DONE)
    return _page(workshop, _form(workshop, formdata=None), form), REFUSED


@bp.post("/pairs/<int:number>/remove")
@requires(Role.ORGANISER)
def remove_pair(workshop: Workshop, number: int) -> ResponseReturnValue:
    try:
        with transaction() as db:
            service.remove_pair(db, workshop, number, by=_by())
    except WorkshopError as error:
        flash(str(error), "error")
    else:
        flash(_("The pair is removed. The next split goes without it."), "success")
    return redirect(_here(workshop), DONE)


def _form(workshop: Workshop, **kwargs: Any) -> RulesForm:
    """As stored, or as sent."""
    row = service.stored(session(), workshop)
    values = service.values(session(), workshop, row)
    offered = [(one.key, one.name, _hint(one)) for one in service.mixed(session(), workshop)]
    return rules_form(offered, data={**values, "version": row.version}, **kwargs)


def _hint(one: service.Mixed) -> str:
    has = one.has
    if not has.number:
        return str(_("Nobody has a value yet. Import a list with this column."))
    if 2 * has.number > has.people > MOST_NAMED:
        return str(_("%(values)s different values of %(people)s people: too many to spread evenly.",
                     values=has.number, people=has.people))  # fmt: skip
    named, more = ", ".join(has.values[:MOST_NAMED]), max(has.number - MOST_NAMED, 0)
    if more:
        return str(_("Spread evenly over the groups: %(values)s and %(more)s more.",
                     values=named, more=more))  # fmt: skip
    return str(_("Spread evenly over the groups: %(values)s.", values=named))


def _fresh_pair(workshop: Workshop) -> PairForm:
    """Filled in with the person from whose panel on the board one came, if any."""
    form = PairForm(formdata=None)
    number = request.args.get("person", type=row_number)
    if number is not None:
        setting = read_setting(session(), workshop)
        person = setting.people.get(number)
        form.first.data = service.label(setting, person) if person else None
    return form


def _page(workshop: Workshop, form: RulesForm, pair: PairForm) -> str:
    setting = read_setting(session(), workshop)
    plan = plans.working(session(), workshop)
    return render_template(
        "assignment/rules.html",
        workshop=workshop,
        form=form,
        pair=pair,
        pairs=service.pairs(session(), workshop, setting),
        people=service.labels(setting),
        words=[str(one) for one in WEIGHTS],
        most=MOST,
        outdated=plan is not None and service.changed_since(session(), workshop, plan),
    )


def _here(workshop: Workshop) -> str:
    return url_for("assignment_rules.rules", w=workshop.slug)


def _by() -> By:
    account = access.current_account()
    return By(account.email if account else "", now())

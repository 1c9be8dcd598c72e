"""Agencies people typed that are not in the list, to be matched once for all."""

import math

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session, transaction
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import _, ngettext
from workshop.models import Workshop
from workshop.planning import agencies_service
from workshop.planning import agency_typed_service as service
from workshop.planning.agency_typed_forms import PAGE, TypedForm, is_named, typed_form
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, to


@bp.route("/<w>/agencies/typed", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agencies_typed(workshop: Workshop) -> ResponseReturnValue:
    """Those most people typed first, PAGE at a time; what is sent is about the names it names."""
    found = service.collected(session(), workshop)
    pages = max(1, math.ceil(len(found) / PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    if request.method == "POST":
        shown = [typed for typed in found if is_named(typed, request.form)][:PAGE]
    service.suggest(session(), workshop, shown)
    form = typed_form(shown)
    status = 200
    if form.is_submitted():
        status = _store(workshop, form)
        if status == 303:
            return redirect(to("agencies_typed", workshop, page=page), 303)
    return render_template(
        "planning/agency_typed.html",
        workshop=workshop,
        form=form,
        found=found,
        shown=shown,
        page=page,
        pages=pages,
        names=agencies_service.names(session(), workshop),
    ), status


def _store(workshop: Workshop, form: TypedForm) -> int:
    named = _named(workshop, form) if form.validate() else None
    if named is None:
        return 422
    try:
        with transaction() as db:
            decisions = {**form.decided(), **_one(), **named}
            names, rows = service.match(db, workshop, decisions, by=by())
    except WorkshopError as error:
        form.form_errors = [str(error)]
        return int(error.status)
    if names:
        told = ngettext(
            "Matched. %(num)s entry belongs to an agency of the list now.",
            "Matched. %(num)s entries belong to an agency of the list now.",
            rows,
        )
        flash(told, "success")
    else:
        flash(_("Nothing was chosen, or somebody else has matched it already."), "message")
    return 303


def _named(workshop: Workshop, form: TypedForm) -> dict[str, int] | None:
    """Agencies that were named in a field of their own; None where one is not in the list."""
    decided: dict[str, int] = {}
    fine = True
    for key, field in form.named():
        try:
            decided[key] = agencies_service.named(session(), workshop, field.data[:400]).id
        except WorkshopError as error:
            field.errors, fine = [str(error)], False
    return decided if fine else None


def _one() -> dict[str, int]:
    """A single name decided elsewhere, on a person's page: `name` and `agency`."""
    name, agency = request.form.get("name", ""), request.form.get("agency", "")
    if not name or not agency.isdecimal() or len(agency) > 9:
        return {}
    return {service.key_of(name[:400]): int(agency)}

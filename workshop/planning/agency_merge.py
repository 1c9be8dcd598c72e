"""Merging an agency into another: which one, what would move, then for good."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import _, plain
from workshop.models import Workshop
from workshop.planning import agencies_service
from workshop.planning import agency_merge_service as service
from workshop.planning.agencies_forms import IntoForm
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, confirm, to


@bp.route("/<w>/agencies/<int:number>/merge", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agencies_merge(workshop: Workshop, number: int) -> ResponseReturnValue:
    """Without `id` in the address asks which agency; a name that is typed leads to its id."""
    row = agencies_service.agency(session(), workshop, number)
    into = request.args.get("id", "")
    if into.isascii() and into.isdecimal() and len(into) < 10:
        return _confirm(workshop, number, int(into))
    form, status = IntoForm(request.args, meta={"csrf": False}), 200
    if form.into.data:
        try:
            kept = service.named(session(), workshop, form.into.data[:400], other_than=number)
            return _confirm(workshop, number, kept.id)
        except WorkshopError as error:
            form.into.errors, status = [str(error)], 422
    return render_template(
        "planning/agency_merge.html",
        workshop=workshop,
        row=row,
        form=form,
        close=service.candidates(session(), workshop, row),
        names=agencies_service.names(session(), workshop),
    ), status


def _confirm(workshop: Workshop, number: int, into: int) -> ResponseReturnValue:
    merging = service.plan(session(), workshop, number, into)
    lost, kept = plain(merging.lost, "name"), plain(merging.kept, "name")
    return confirm(
        lambda db, version: service.merge(db, workshop, number, into, version=version, by=by()),
        version=merging.version,
        done=_("Merged. “%(name)s” means “%(kept)s” from now on.", name=lost, kept=kept),
        back=to("agencies_one", workshop, number=into),
        page={
            "template": "planning/agency_merge_confirm.html",
            "workshop": workshop,
            "subnav": "agencies",
            "heading": _("Merge “%(name)s” into “%(kept)s”?", name=lost, kept=kept),
            **merging.names(),
            "counts": merging.counts,
            "cancel": to("agencies_one", workshop, number=number),
        },
    )

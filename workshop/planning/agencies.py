"""The agencies of a workshop: a list with a search, and one sheet per agency."""

import math
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _, plain
from workshop.models import Workshop
from workshop.planning import agencies_service as service
from workshop.planning import agency_merge_service as merging
from workshop.planning import agency_typed_service as typed
from workshop.planning import groups_service
from workshop.planning.agencies_forms import AgencyForm
from workshop.planning.blueprint import bp
from workshop.planning.forms import options
from workshop.planning.pages import by, confirm, edit, to
from workshop.web import row_number

PAGE = 100
"""Agencies on one page of the list."""


@bp.get("/<w>/agencies")
@requires(Role.ORGANISER)
def agencies(workshop: Workshop) -> ResponseReturnValue:
    search = request.args.get("q", "")[:200]
    found = service.listing(session(), workshop, search)
    pages = max(1, math.ceil(len(found) / PAGE))
    page = min(max(request.args.get("page", 1, type=row_number) or 1, 1), pages)
    return render_template(
        "planning/agencies.html",
        workshop=workshop,
        search=search,
        number=len(found),
        page=page,
        pages=pages,
        rows=found[(page - 1) * PAGE : page * PAGE],
        typed=typed.count(session(), workshop),
    )


@bp.route("/<w>/agencies/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agencies_new(workshop: Workshop) -> ResponseReturnValue:
    form = _form(workshop)
    page: dict[str, Any] = {
        "workshop": workshop,
        "subnav": "agencies",
        "heading": _("New agency"),
        "template": "planning/agency.html",
    }

    def store(db: Any) -> None:
        others = request.form.getlist("other", type=row_number)
        try:
            service.add(db, workshop, form.values(), others=others, by=by())
        except service.SimilarNameError as similar:
            page["similar"] = similar.entries
            raise

    return edit(form, store, done=_("Saved."), back=to("agencies", workshop), page=page)


@bp.route("/<w>/agencies/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agencies_one(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.agency(session(), workshop, number)
    form = _form(workshop, {**service.values(session(), row), "version": row.version})
    return edit(
        form,
        lambda db: service.change(
            db, workshop, number, form.values(), version=form.version.data, by=by()
        ),
        done=_("Saved."),
        back=to("agencies", workshop),
        page={
            "workshop": workshop,
            "subnav": "agencies",
            "heading": plain(row, "name"),
            "delete": to("agencies_delete", workshop, number=number),
            "template": "planning/agency.html",
            "merge": to("agencies_merge", workshop, number=number),
            "close": merging.candidates(session(), workshop, row),
        },
    )


@bp.route("/<w>/agencies/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agencies_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.agency(session(), workshop, number)
    return confirm(
        lambda db, version: service.delete(db, workshop, number, version=version, by=by()),
        version=row.version,
        done=_("Deleted."),
        back=to("agencies", workshop),
        page={
            "workshop": workshop,
            "subnav": "agencies",
            "heading": _("Delete “%(what)s”?", what=plain(row, "name")),
            "sentence": _("The agency disappears from the list people choose from."),
        },
    )


def _form(workshop: Workshop, data: dict[str, object] | None = None) -> AgencyForm:
    form = AgencyForm(data=data)
    form.roles.choices = options(
        (role.id, plain(role, "name")) for role in groups_service.roles(session(), workshop)
    )
    return form

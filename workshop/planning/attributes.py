"""Attributes of people that lists brought or organisers added: named, ordered, deleted."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _, ngettext, plain
from workshop.models import Workshop
from workshop.planning import attributes_service as service
from workshop.planning.attributes_forms import AttributeForm
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, confirm, edit, to

MENU = {"nav": "assignment", "subnav": "rules"}
"""Beside the rules of the split, where attributes are weighed."""


@bp.route("/<w>/attributes")
@requires(Role.ORGANISER)
def attributes(workshop: Workshop) -> ResponseReturnValue:
    listed = service.listing(session(), workshop)
    return render_template("planning/attributes.html", workshop=workshop, listed=listed)


@bp.route("/<w>/attributes/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def attributes_new(workshop: Workshop) -> ResponseReturnValue:
    listed = service.listing(session(), workshop)
    last = max((one.attribute.position for one in listed), default=-1)
    form = AttributeForm(data={"position": last + 1})
    return edit(
        form,
        lambda db: service.add(db, workshop, form.values(), by=by()),
        done=_("Saved."),
        back=to("attributes", workshop),
        page={"workshop": workshop, **MENU, "heading": _("New attribute")},
    )


@bp.route("/<w>/attributes/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def attributes_one(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.find(session(), workshop, number)
    form = AttributeForm(data={**service.values(row), "version": row.version})
    return edit(
        form,
        lambda db: service.change(
            db, workshop, number, form.values(), version=form.version.data, by=by()
        ),
        done=_("Saved."),
        back=to("attributes", workshop),
        page={
            "workshop": workshop,
            **MENU,
            "heading": plain(row, "name"),
            "delete": to("attributes_delete", workshop, number=number),
        },
    )


@bp.route("/<w>/attributes/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def attributes_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.find(session(), workshop, number)
    people = next(
        one.people for one in service.listing(session(), workshop) if one.attribute.id == number
    )
    return confirm(
        lambda db, version: service.delete(db, workshop, number, version=version, by=by()),
        version=row.version,
        done=_("Deleted."),
        back=to("attributes", workshop),
        page={
            "workshop": workshop,
            **MENU,
            "heading": _("Delete “%(what)s”?", what=plain(row, "name")),
            "sentence": ngettext(
                "It is known of %(num)s person; that is deleted with it, and no split mixes groups"
                " by it any more.",
                "It is known of %(num)s people; that is deleted with it, and no split mixes groups"
                " by it any more.",
                people,
            ),
        },
    )

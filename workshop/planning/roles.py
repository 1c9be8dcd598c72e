"""The roles agencies play towards the host; groups name the roles they take."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _, plain
from workshop.models import Workshop
from workshop.planning import agencies_service as service
from workshop.planning import groups_service
from workshop.planning.agencies_forms import RoleForm
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, confirm, edit, to


@bp.get("/<w>/agencies/roles")
@requires(Role.ORGANISER)
def roles(workshop: Workshop) -> ResponseReturnValue:
    found = groups_service.roles(session(), workshop)
    return render_template("planning/roles.html", workshop=workshop, roles=found)


@bp.route("/<w>/agencies/roles/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def roles_new(workshop: Workshop) -> ResponseReturnValue:
    found = groups_service.roles(session(), workshop)
    form = RoleForm(data={"position": max((row.position for row in found), default=-1) + 1})
    return edit(
        form,
        lambda db: service.add_role(db, workshop, form.values(), by=by()),
        done=_("Saved."),
        back=to("roles", workshop),
        page={"workshop": workshop, "subnav": "agencies", "heading": _("New role")},
    )


@bp.route("/<w>/agencies/roles/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def roles_one(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.role(session(), workshop, number)
    form = RoleForm(data={**service.role_values(row), "version": service.role_version(row)})
    return edit(
        form,
        lambda db: service.change_role(
            db, workshop, number, form.values(), version=form.version.data, by=by()
        ),
        done=_("Saved."),
        back=to("roles", workshop),
        page={
            "workshop": workshop,
            "subnav": "agencies",
            "heading": plain(row, "name"),
            "delete": to("roles_delete", workshop, number=number),
        },
    )


@bp.route("/<w>/agencies/roles/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def roles_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.role(session(), workshop, number)
    return confirm(
        lambda db, version: service.delete_role(db, workshop, number, version=version, by=by()),
        version=service.role_version(row),
        done=_("Deleted."),
        back=to("roles", workshop),
        page={
            "workshop": workshop,
            "subnav": "agencies",
            "heading": _("Delete “%(what)s”?", what=plain(row, "name")),
            "sentence": _("The role disappears from every choice."),
        },
    )

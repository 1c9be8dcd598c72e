"""Focus groups: a list, and one sheet per group."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _, ngettext, plain
from workshop.models import Workshop
from workshop.people.unreached import unreached
from workshop.planning import groups_service as service
from workshop.planning.blueprint import bp
from workshop.planning.forms import options
from workshop.planning.groups_forms import GroupForm
from workshop.planning.pages import by, confirm, edit, to
from workshop.registration.letters import Letters, Reach


@bp.get("/<w>/groups")
@requires(Role.ORGANISER)
def groups(workshop: Workshop) -> ResponseReturnValue:
    return render_template(
        "planning/groups.html",
        workshop=workshop,
        groups=service.groups(session(), workshop),
        roles=service.roles_by_group(session(), workshop),
    )


@bp.route("/<w>/groups/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def groups_new(workshop: Workshop) -> ResponseReturnValue:
    form = _form(workshop)
    return edit(
        form,
        lambda db: service.add(db, workshop, form.values(), by=by()),
        done=_("Saved."),
        back=to("groups", workshop),
        page={
            "workshop": workshop,
            "subnav": "groups",
            "heading": _("New group"),
            "letter": service.next_letter(session(), workshop),
        },
    )


@bp.route("/<w>/groups/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def groups_one(workshop: Workshop, number: int) -> ResponseReturnValue:
    group = service.group(session(), workshop, number)
    form = _form(workshop, {**service.values(session(), group), "version": group.version})
    told = Told(workshop, group.code)
    return edit(
        form,
        lambda db: told.count(
            service.change(
                db,
                workshop,
                number,
                form.values(),
                version=form.version.data,
                letters=_letters(),
                by=by(),
            )
        ),
        done=told,
        back=to("groups", workshop),
        page={
            "workshop": workshop,
            "subnav": "groups",
            "heading": plain(group, "name"),
            "letter": group.letter,
            "delete": to("groups_delete", workshop, number=number),
        },
    )


@bp.route("/<w>/groups/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def groups_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    group = service.group(session(), workshop, number)
    return confirm(
        lambda db, version: service.delete(db, workshop, number, version=version, by=by()),
        version=group.version,
        done=_("Deleted."),
        back=to("groups", workshop),
        page={
            "workshop": workshop,
            "subnav": "groups",
            "heading": _("Delete “%(what)s”?", what=plain(group, "name")),
            "sentence": _("The group and its letter disappear from every page."),
        },
    )


class Told:
    """What is said once a group is stored: also how many people hear of their new room."""

    def __init__(self, workshop: Workshop, code: str) -> None:
        self.workshop, self.code = workshop, code
        self.heard = Reach()

    def count(self, heard: Reach) -> None:
        self.heard = heard

    def __str__(self) -> Markup:
        if not self.heard.told and not self.heard.silent:
            return escape(_("Saved."))
        told = ngettext(
            "Saved. %(num)s person of the group is told the new room by mail.",
            "Saved. %(num)s people of the group are told the new room by mail.",
            len(self.heard.told),
        )
        missed = unreached(self.workshop, len(self.heard.silent), group=self.code)
        return Markup("{} {}").format(told, missed)


def _letters() -> Letters:
    return Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])


def _form(workshop: Workshop, data: dict[str, object] | None = None) -> GroupForm:
    form = GroupForm(data=data)
    form.roles.choices = options(
        (role.id, plain(role, "name")) for role in service.roles(session(), workshop)
    )
    return form

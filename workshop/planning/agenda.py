"""The agenda: a table, and one sheet per part of the day."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _, clock_range, plain
from workshop.models import AgendaItem, Workshop
from workshop.planning import agenda_service as service
from workshop.planning.agenda_forms import KINDS, AgendaForm
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, confirm, edit, to


@bp.get("/<w>/agenda")
@requires(Role.ORGANISER)
def agenda(workshop: Workshop) -> ResponseReturnValue:
    items = service.items(session(), workshop)
    hints = {item.id: _hint(workshop, item, items) for item in items}
    return render_template(
        "planning/agenda.html", workshop=workshop, items=items, kinds=KINDS, hints=hints
    )


def _hint(workshop: Workshop, item: AgendaItem, items: list[AgendaItem]) -> str:
    """What may be a slip of the times; nothing is refused for it."""
    if service.outside(workshop, item):
        hours = clock_range(workshop.starts, workshop.ends)
        return str(_("Outside the day, which is %(hours)s.", hours=hours))
    other = service.overlapping(item, items)
    return str(_("At the same time as “%(what)s”.", what=plain(other, "title"))) if other else ""


@bp.route("/<w>/agenda/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agenda_new(workshop: Workshop) -> ResponseReturnValue:
    form = AgendaForm()
    return edit(
        form,
        lambda db: service.add(db, workshop, form.values(), by=by()),
        done=_("Saved."),
        back=to("agenda", workshop),
        page={"workshop": workshop, "subnav": "agenda", "heading": _("New agenda item")},
    )


@bp.route("/<w>/agenda/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agenda_item(workshop: Workshop, number: int) -> ResponseReturnValue:
    item = service.item(session(), workshop, number)
    form = AgendaForm(data={**service.values(item), "version": item.version})
    return edit(
        form,
        lambda db: service.change(
            db, workshop, number, form.values(), version=form.version.data, by=by()
        ),
        done=_("Saved."),
        back=to("agenda", workshop),
        page={
            "workshop": workshop,
            "subnav": "agenda",
            "heading": plain(item, "title"),
            "delete": to("agenda_delete", workshop, number=number),
        },
    )


@bp.route("/<w>/agenda/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agenda_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    item = service.item(session(), workshop, number)
    return confirm(
        lambda db, version: service.delete(db, workshop, number, version=version, by=by()),
        version=item.version,
        done=_("Deleted."),
        back=to("agenda", workshop),
        page={
            "workshop": workshop,
            "subnav": "agenda",
            "heading": _("Delete “%(what)s”?", what=plain(item, "title")),
            "sentence": _("The item disappears from the programme at once."),
        },
    )

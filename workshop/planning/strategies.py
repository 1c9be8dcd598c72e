"""Strategies: a table, and one sheet per strategy."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import _, plain
from workshop.models import Workshop
from workshop.planning import strategies_service as service
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, confirm, edit, to
from workshop.planning.strategies_forms import StrategyForm


@bp.get("/<w>/strategies")
@requires(Role.ORGANISER)
def strategies(workshop: Workshop) -> ResponseReturnValue:
    return render_template(
        "planning/strategies.html",
        workshop=workshop,
        strategies=service.strategies(session(), workshop),
        questions=service.question_counts(session(), workshop),
    )


@bp.route("/<w>/strategies/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def strategies_new(workshop: Workshop) -> ResponseReturnValue:
    last = max((row.number for row in service.strategies(session(), workshop)), default=0)
    form = StrategyForm(data={"number": last + 1})
    return edit(
        form,
        lambda db: service.add(db, workshop, form.values(), by=by()),
        done=_("Saved. Now write its questions."),
        back=to("strategies", workshop),
        page={"workshop": workshop, "subnav": "strategies", "heading": _("New strategy")},
    )


@bp.route("/<w>/strategies/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def strategies_one(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.strategy(session(), workshop, number)
    form = StrategyForm(data={**service.values(row), "version": row.version})
    return edit(
        form,
        lambda db: service.change(
            db, workshop, number, form.values(), version=form.version.data, by=by()
        ),
        done=_("Saved."),
        back=to("strategies", workshop),
        page={
            "workshop": workshop,
            "subnav": "strategies",
            "heading": _("Strategy %(number)s", number=row.number),
            "delete": to("strategies_delete", workshop, number=number),
        },
    )


@bp.route("/<w>/strategies/<int:number>/delete", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def strategies_delete(workshop: Workshop, number: int) -> ResponseReturnValue:
    row = service.strategy(session(), workshop, number)
    return confirm(
        lambda db, version: service.delete(db, workshop, number, version=version, by=by()),
        version=row.version,
        done=_("Deleted."),
        back=to("strategies", workshop),
        page={
            "workshop": workshop,
            "subnav": "strategies",
            "heading": _("Delete “%(what)s”?", what=plain(row, "title")),
            "sentence": _("Its form and all its questions are deleted with it."),
        },
    )

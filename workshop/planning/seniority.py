"""The seniority table: which words in a position mean which level."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session
from workshop.domain.terms import Role
from workshop.i18n import ngettext
from workshop.models import Workshop
from workshop.planning import seniority_service as service
from workshop.planning.agencies_forms import SeniorityForm
from workshop.planning.blueprint import bp
from workshop.planning.pages import attempt, by, to


@bp.route("/<w>/agencies/seniority", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def seniority(workshop: Workshop) -> ResponseReturnValue:
    stored = service.values(session(), workshop)
    form = SeniorityForm(data={**stored, "version": service.version(session(), workshop)})
    form.asked.update(stored)
    changed: list[int] = []
    status = attempt(
        form,
        lambda db: changed.append(
            service.change(db, workshop, form.values(), seen=form.version.data, by=by())
        ),
    )
    if status == 303:
        flash(
            ngettext(
                "Saved. %(num)s person has another level now.",
                "Saved. %(num)s people have another level now.",
                changed[0],
            ),
            "success",
        )
        return redirect(to("seniority", workshop), 303)
    return render_template("planning/seniority.html", workshop=workshop, form=form), status

"""The organiser's day: what is on, who is there, who answered, what needs care."""

from functools import partial
from typing import Any

from flask import current_app, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop import freshness
from workshop.access import requires
from workshop.clock import now
from workshop.db import session
from workshop.domain.figures.marks import people_per_mark
from workshop.domain.terms import Role, WorkshopState
from workshop.i18n import _
from workshop.models import Workshop
from workshop.planning import care_service, checklist_service, overview_service
from workshop.planning.blueprint import bp
from workshop.planning.care_service import Care
from workshop.planning.overview_service import short_name


@bp.get("/<w>/")
@requires(Role.ORGANISER)
def day(workshop: Workshop) -> ResponseReturnValue:
    """The page, or only its live part; unchanged it costs a 304."""
    if workshop.state is WorkshopState.DRAFT:
        steps = checklist_service.checklist(session(), workshop)
        return render_template("planning/draft.html", workshop=workshop, steps=steps)
    overview = overview_service.overview(session(), workshop, now=now())
    may_link = current_app.config["SETTINGS"].may_mail_links
    cares = care_service.cares(session(), overview, may_mail=may_link)
    tag = partial(freshness.tag, overview.stamp, cares)
    live = freshness.is_live()
    if (answer := freshness.unchanged(etag := tag(live=live))) is not None:
        return answer
    people = overview.seats.confirmed + (0 if overview.arrived else overview.free)
    page = render_template(
        "planning/_day.html" if live else "planning/day.html",
        workshop=workshop,
        overview=overview,
        cares=[(care, address) for care in cares if (address := _address(workshop, care))],
        names={row.group.id: short_name(row.group) for row in overview.rows},
        shut=", ".join(_form_name(number) for number in overview.shut),
        codes=None if may_link else "code",
        per_mark=people_per_mark(people),
        live_etag=freshness.quoted(tag(live=True)),
    )
    return freshness.with_tag(make_response(page), etag)


def _form_name(number: int) -> str:
    return str(_("strategy %(number)s", number=number) if number else _("overall questions"))


def _address(workshop: Workshop, care: Care) -> str | None:
    """Where it is done; None while that page does not exist."""
    if care.endpoint not in current_app.view_functions:
        return None
    values: dict[str, Any] = dict(care.values)
    return url_for(care.endpoint, w=workshop.slug, **values)

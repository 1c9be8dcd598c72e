"""The facilitator's desk: the group at a glance, and each strategy as it is answered."""

from functools import partial

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import requires
from workshop.models import FocusGroup, Workshop
from workshop.summary import (
    notes_views,
    pages,
    report_backs_views,
    service,
    themes_views,
    words_views,
)
from workshop.summary.blueprint import ROLES, bp
from workshop.summary.desk_pages import Table, show_part, show_strategy

blueprints = (bp,)
__all__ = ["blueprints", "notes_views", "report_backs_views", "themes_views", "words_views"]


@bp.get("/facilitate/<w>/<g>/")
@requires(*ROLES)
def group(workshop: Workshop, group: FocusGroup) -> ResponseReturnValue:
    desk = service.desk(db.session(), workshop_id=workshop.id, group_id=group.id)
    tag = partial(freshness.tag, workshop.id, workshop.version, group.id, group.version, desk)
    live = freshness.is_live()
    if (answer := freshness.unchanged(etag := tag(live=live))) is not None:
        return answer
    html = render_template(
        "summary/_group.html" if live else "summary/group.html",
        workshop=workshop,
        group=group,
        desk=desk,
        page=pages.group_page(workshop, desk),
        live_etag=freshness.quoted(tag(live=True)),
    )
    return freshness.with_tag(make_response(html), etag)


@bp.get("/facilitate/<w>/<g>/<int:n>")
@requires(*ROLES)
def strategy(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    table = Table.of(workshop, group, n)
    wanted, live = pages.Wanted.read(request.args), freshness.is_live()
    tag = table.tag(wanted, live=live)
    if (answer := freshness.unchanged(tag)) is not None:
        return answer
    html = show_part(table, wanted) if live else show_strategy(table, wanted)
    return freshness.with_tag(make_response(html), tag)

"""The facilitator's desk: the group at a glance, and each strategy as it is answered."""

from functools import partial

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import requires
from workshop.domain.terms import Role
from workshop.models import FocusGroup, Workshop
from workshop.summary import pages, service

bp = Blueprint("summary", __name__)
blueprints = (bp,)

ROLES = (Role.FACILITATOR, Role.NOTE_TAKER, Role.ORGANISER)


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
        page=pages.group_page(desk),
        live_etag=freshness.quoted(tag(live=True)),
    )
    return freshness.with_tag(make_response(html), etag)


@bp.get("/facilitate/<w>/<g>/<int:n>")
@requires(*ROLES)
def strategy(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    desk = service.desk(db.session(), workshop_id=workshop.id, group_id=group.id)
    standing = desk.on(n)
    if standing is None:
        abort(404)
    wanted, live = pages.Wanted.read(request.args), freshness.is_live()
    tag = partial(
        freshness.tag, n, workshop.id, workshop.version, group.id, group.version, desk,
        service.k_of(workshop),
    )  # fmt: skip
    if (answer := freshness.unchanged(etag := tag(wanted, live=live))) is not None:
        return answer
    summary = service.summary(db.session(), workshop, standing)
    address = partial(url_for, "summary.strategy", w=workshop.slug, g=group.code, n=n)
    page = pages.strategy_page(desk, summary, wanted, address=address)
    html = render_template(
        "summary/_strategy.html" if live else "summary/strategy.html",
        workshop=workshop,
        group=group,
        desk=desk,
        page=page,
        live_etag=freshness.quoted(tag(page.watched, live=True)),
    )
    return freshness.with_tag(make_response(html), etag)

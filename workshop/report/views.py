"""The organiser's results: figures of all strategies and groups, comments, who is missing."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import requires
from workshop.agreement import results as agreement
from workshop.agreement import tables as agreement_tables
from workshop.clock import now
from workshop.domain.terms import Role
from workshop.keys import AnswerKeyDestroyed, Keys
from workshop.models import Workshop
from workshop.report import exports, files, service, tables, voices
from workshop.report.service import Overview
from workshop.report.voices import Filters, Missing
from workshop.summary import place, themes_service
from workshop.summary.absence import Absent, absent
from workshop.summary.service import k_of
from workshop.summary.shares import shares
from workshop.summary.wording import KINDS

bp = Blueprint("report", __name__)
blueprints = (bp,)


@bp.get("/organise/<w>/report")
@requires(Role.ORGANISER)
def matrix(workshop: Workshop) -> ResponseReturnValue:
    overview = service.overview(db.session(), workshop)
    return _counts(workshop, overview) if freshness.is_live() else _page(workshop, overview)


def _counts(workshop: Workshop, overview: Overview) -> ResponseReturnValue:
    """The live part: how many answered, and whether the figures below are still the newest."""
    seen = request.args.get("seen", "")
    etag = freshness.tag(workshop.id, overview.version, seen, live=True)
    if (answer := freshness.unchanged(etag)) is not None:
        return answer
    html = render_template(
        "report/_counts.html",
        workshop=workshop,
        counts=tables.counts(overview),
        groups=overview.groups,
        is_newer=seen != overview.release,
    )
    return freshness.with_tag(make_response(html), etag)


def _page(workshop: Workshop, overview: Overview) -> ResponseReturnValue:
    """The whole page, or a 304 when this reader has it as it still is."""
    filters = voices.Filters.read(request.args)
    left = _absent(workshop, overview)
    missing = None if left is None else voices.missing(overview, left)
    agreed = agreement.results(db.session(), workshop, k=k_of(workshop))
    etag = _page_tag(workshop, overview, filters, missing, agreed)
    if (answer := freshness.unchanged(etag)) is not None:
        return answer
    html = _written(workshop, overview, filters, missing, agreed)
    return freshness.with_tag(make_response(html), etag)


def _page_tag(
    workshop: Workshop, overview: Overview, filters: Filters, missing: Sequence[Missing] | None,
    agreed: agreement.Results,
) -> str:  # fmt: skip
    """What the page is made of: figures, notes and themes, who is missing, and, where answers
    carry names, those names.
    """
    session = db.session()
    told = [(one.group.id, one.heading, one.people) for one in missing or ()]
    return freshness.tag(
        workshop.id, workshop.version, k_of(workshop), overview.version, filters,
        missing is None, told, place.version(session, workshop.id),
        service.names(session, workshop), agreed.stamp, live=False,
    )  # fmt: skip


def _written(
    workshop: Workshop, overview: Overview, filters: Filters, missing: Sequence[Missing] | None,
    agreed: agreement.Results,
) -> str:  # fmt: skip
    session = db.session()
    whole = service.results(session, workshop, overview)
    hidden = whole.hidden.keys()
    results = whole.without(hidden)
    address = partial(url_for, "report.matrix", w=workshop.slug)
    names = partial(service.writers, session, workshop)
    return render_template(
        "report/matrix.html",
        workshop=workshop,
        overview=overview,
        groups=overview.groups,
        counts=tables.counts(overview),
        is_newer=False,
        live_url=address(seen=overview.release),
        live_etag=freshness.quoted(
            freshness.tag(workshop.id, overview.version, overview.release, live=True)
        ),
        k=results.disclosed.k,
        source_words=exports.source_words,
        released=tables.released_words(overview, results.disclosed.k),
        matrices=tables.matrices(results),
        numbers=tables.numbers(results),
        counted=tables.counted(results),
        comments=voices.comments(results, filters, names, address=address),
        filters=filters,
        spoken=voices.spoken(results),
        told=results.told,
        kinds=dict(KINDS),
        off_page=voices.off_page(whole, hidden),
        shares=shares(
            results.disclosed,
            overview.groups,
            themes_service.themes(session, workshop.id),
            themes_service.carried(session, workshop.id),
        ),
        missing=missing,
        agreed=agreement_tables.outcome(agreed) if agreed.lines else None,
    )


@bp.get("/organise/<w>/report.<ending>")
@requires(Role.ORGANISER)
def export(workshop: Workshop, ending: str) -> ResponseReturnValue:
    content, media_type = files.made(db.session(), workshop, ending, now=now())
    response = Response(content, content_type=media_type)
    name = f"{workshop.slug}-report.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _absent(workshop: Workshop, overview: Overview) -> list[Absent] | None:
    """Who is missing, or None once the answer key is destroyed and only counts remain."""
    keys: Keys = current_app.extensions["workshop.keys"]
    try:
        key = keys.answer_key(workshop.uid)
    except AnswerKeyDestroyed:
        return None
    return absent(db.session(), workshop, overview.standings, answer_key=key)

"""The page of words that stand out in a group, and of comments alike."""

from collections.abc import Sequence

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import requires
from workshop.i18n import ngettext
from workshop.models import FocusGroup, Workshop
from workshop.summary import pages, place, themes_service
from workshop.summary import words_service as service
from workshop.summary.blueprint import ROLES, bp
from workshop.summary.desk_pages import Table, by
from workshop.summary.place import Point
from workshop.summary.service import k_of
from workshop.summary.standing import Standing
from workshop.summary.themes_forms import PutForm

AT = "/facilitate/<w>/<g>/<int:n>/words"
MOST_SENT = 1_000


@bp.get(AT)
@requires(*ROLES)
def words(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    """A look within seconds of a release takes the texts apart itself, which takes about a second;
    otherwise that was done (see jobs.py)."""
    table = Table.of(workshop, group, n)
    found = service.form_standings(db.session(), workshop, table.standing.form_id)
    tag = freshness.tag(
        workshop.id, workshop.version, group.id, group.version, n, found, k_of(workshop),
        table.desk, place.version(db.session(), workshop.id), live=False,
    )  # fmt: skip
    if (answer := freshness.unchanged(tag)) is not None:
        return answer
    html = _page(table, found, PutForm(formdata=None))
    return freshness.with_tag(make_response(html), tag)


@bp.post(AT)
@requires(*ROLES)
def put_on_all(workshop: Workshop, group: FocusGroup, n: int) -> ResponseReturnValue:
    """point: comments of this page, repeated, or word: those that hold it; name: their theme."""
    table, form = Table.of(workshop, group, n), PutForm()
    if not form.validate_on_submit():
        found = service.form_standings(db.session(), workshop, table.standing.form_id)
        return _page(table, found, form), 422
    if word := request.form.get("word"):
        found = service.form_standings(db.session(), workshop, table.standing.form_id)
        shown = service.words(db.session(), workshop, table.place, found).holding(word)
    else:
        shown = _sent(table)
    with db.transaction() as session:
        number = service.put_on_all(session, table.place, shown, name=str(form.name.data), by=by())
    flash(
        ngettext(
            "The theme is on %(num)s comment now.", "The theme is on %(num)s comments now.", number
        ),
        "success",
    )
    return redirect(table.address("summary.words"), 303)


def _sent(table: Table) -> set[bytes]:
    """The comments that were ticked and are shown still."""
    summary = table.summary()
    sent = [Point.read(text) for text in request.form.getlist("point")[:MOST_SENT]]
    return {one.comment for one in sent if one and one.comment and summary.has(one.comment)}


def _page(table: Table, found: Sequence[Standing], form: PutForm) -> str:
    session = db.session()
    return render_template(
        "summary/words.html",
        workshop=table.workshop,
        group=table.group,
        desk=table.desk,
        page=pages.progress(table.workshop, table.standing, table.desk),
        number=table.standing.number,
        words=service.words(session, table.workshop, table.place, found),
        marks=themes_service.marks(session, table.place),
        sent=request.form.getlist("point"),
        part=request.form.get("part", ""),
        form=form,
        k=k_of(table.workshop),
    )

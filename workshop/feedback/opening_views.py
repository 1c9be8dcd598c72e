"""The organiser's page that opens and closes forms, now or at a time."""

import datetime as dt
from functools import partial
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import current_account, requires
from workshop.clock import now
from workshop.domain import phases
from workshop.domain.terms import Role
from workshop.errors import ConflictError, WorkshopError
from workshop.feedback import opening, service
from workshop.feedback.blueprint import bp
from workshop.feedback.opening_forms import OpeningForm, Time
from workshop.feedback.openings import forms_by_group
from workshop.feedback.structure import FormState
from workshop.i18n import _, plain
from workshop.local_clock import later_today, whole_minute
from workshop.models import Workshop

MORE = dt.timedelta(minutes=5)
"""What a tap gives a form that closes by itself."""


@bp.route("/organise/<w>/forms", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def openings(workshop: Workshop) -> ResponseReturnValue:
    """Every form by group. Its stamp, asked for every few seconds, changes with what is open."""
    if freshness.is_live():
        return freshness.stamp(_stamp(workshop))
    form = OpeningForm()
    if not form.validate_on_submit():
        return _page(workshop, form), 422 if form.is_submitted() else 200
    account, slug = current_account(), workshop.slug
    try:
        with db.transaction() as session:
            _act(session, workshop, form, account.email if account else "", now())
    except ConflictError as error:
        return _page(workshop, form, refused=error), error.status
    except WorkshopError as error:
        if error.field is None:
            raise
        form.refuse(error)
        return _page(workshop, form), error.status
    return redirect(url_for("feedback.openings", w=slug), 303)


def _act(
    session: Any, workshop: Workshop, form: OpeningForm, actor: str, moment: dt.datetime
) -> None:
    asked: dict[str, Any] = {
        "form": form.number(),
        "group": form.code(),
        "actor": actor,
        "now": moment,
    }
    set_open = partial(opening.set_open, session, workshop, **asked)
    change_time = partial(opening.change_time, session, workshop, **asked)
    if form.is_open.data == "0":
        set_open(is_open=False)
    elif form.asks is Time.MORE:
        change_time(more=MORE)
    elif form.asks is Time.NONE:
        change_time(more=None)
    elif form.asks is Time.SET and (ends := _ends(workshop, form, moment)) is not None:
        opening.open_until(session, workshop, ends, **asked)
    else:
        set_open(is_open=True)


def _ends(workshop: Workshop, form: OpeningForm, moment: dt.datetime) -> dt.datetime | None:
    """When it is to close by itself, at a whole minute of the workshop's clock."""
    if form.length is not None:
        return whole_minute(workshop, moment + dt.timedelta(minutes=form.length))
    return later_today(workshop, form.typed_end, now=moment) if form.typed_end else None


def _stamp(workshop: Workshop) -> str:
    found = service.openings_stamp(db.session(), workshop_id=workshop.id, now=now())
    return freshness.tag(workshop.version, found, live=True)


def _page(workshop: Workshop, form: OpeningForm, refused: ConflictError | None = None) -> str:
    table = forms_by_group(db.session(), workshop, now=now())
    form.offer(
        [(str(one.number), _title(one)) for one, _cells in table.rows],
        [(group.code, plain(group, "name")) for group in table.groups],
    )
    return render_template(
        "feedback/openings.html", workshop=workshop, table=table, refused=refused, form=form,
        live_etag=freshness.quoted(_stamp(workshop)),
        more=int(MORE.total_seconds() // 60), grace=int(phases.GRACE.total_seconds()),
    )  # fmt: skip


def _title(form: FormState) -> str:
    return (
        str(_("Overall questions")) if form.is_overall else f"{form.number} {plain(form, 'title')}"
    )

"""The organiser's pages about invitations."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session, transaction
from workshop.domain.coverage import Presence
from workshop.domain.names import OFFERED
from workshop.domain.terms import InvitationState, Role, WorkshopState
from workshop.errors import ConflictError, WorkshopError
from workshop.forms import tidy
from workshop.i18n import _
from workshop.invitations import (
    covering,
    guest_views,
    import_views,
    reading,
    send_views,
    service,
    wording,
)
from workshop.invitations import export as exporting
from workshop.invitations.blueprint import bp, mailer, to
from workshop.invitations.forms import AskForm, DeclineForm, InviteeForm
from workshop.models import Invitee, Workshop
from workshop.people.blueprint import by, download, number
from workshop.people.wording import telephone
from workshop.registration.details import full_name
from workshop.registration.invited import addressed

PAGES = (guest_views, import_views, send_views)
blueprints = (bp,)

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
ACTIONS = ("withdraw", "again", "renew", "write", "undecline")


def _filters() -> reading.Filters:
    """What was asked for, without characters that no database takes."""
    return reading.Filters(
        **{name: str(tidy(request.args.get(name, "")[:200])) for name in ("q", "state")}
    )


@bp.get("/organise/<w>/invitations")
@requires(Role.ORGANISER)
def board(workshop: Workshop) -> ResponseReturnValue:
    filters = _filters()
    return render_template(
        "invitations/board.html",
        workshop=workshop,
        filters=filters,
        board=reading.board(session(), workshop, filters, number("page")),
        asked={name: value for name, value in vars(filters).items() if value},
        may_mail=mailer().may_mail_links,
        is_open=workshop.state is WorkshopState.OPEN,
        **_words(),
    )


@bp.get("/organise/<w>/invitations/coverage")
@requires(Role.ORGANISER)
def coverage(workshop: Workshop) -> ResponseReturnValue:
    """Which invited agencies will be present, absent, silent."""
    ministries = covering.coverage(session(), workshop)
    totals = covering.totals(ministries)
    return render_template(
        "invitations/coverage.html",
        workshop=workshop,
        ministries=ministries,
        show=next((one for one in Presence if one.value == request.args.get("show")), None),
        totals={one: totals[one] for one in Presence},
        Presence=Presence,
        presences=wording.PRESENCES,
    )


@bp.get("/organise/<w>/invitations.<any(xlsx, csv):ending>")
@requires(Role.ORGANISER)
def export(workshop: Workshop, ending: str) -> ResponseReturnValue:
    data = exporting.invitations(session(), workshop, _filters(), ending)
    return download(data, f"invitations-{workshop.slug}", ending)


@bp.route("/organise/<w>/invitations/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def new(workshop: Workshop) -> ResponseReturnValue:
    form = InviteeForm(data={"language": workshop.default_language})
    if not form.validate_on_submit():
        return _page(workshop, form, None), REFUSED if form.is_submitted() else HTTPStatus.OK
    same = service.same(session(), workshop, form.values())
    if same and request.form.get("anyway") != "yes":
        return _page(workshop, form, None, same=same), HTTPStatus.CONFLICT
    with transaction() as writing:
        invitee = service.add(writing, workshop, form.values(), by=by())
    flash(_("%(name)s is on the list of those to invite.", name=addressed(invitee)), "success")
    return redirect(to("invitee", workshop, invitee_id=invitee.id), DONE)


@bp.route("/organise/<w>/invitations/<int:invitee_id>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def invitee(workshop: Workshop, invitee_id: int) -> ResponseReturnValue:
    found = service.find(session(), workshop, invitee_id)
    form = InviteeForm(data=_stored(found))
    if not form.validate_on_submit():
        return _page(workshop, form, found), REFUSED if form.is_submitted() else HTTPStatus.OK
    try:
        with transaction() as writing:
            service.change(
                writing, workshop, invitee_id, form.values(), version=form.version.data, by=by()
            )
    except ConflictError as error:
        found = service.find(session(), workshop, invitee_id)
        form.show_theirs(_stored(found), found.version)
        return _page(workshop, form, found, conflict=error), error.status
    flash(_("Saved."), "success")
    return redirect(to("invitee", workshop, invitee_id=invitee_id), DONE)


@bp.post("/organise/<w>/invitations/<int:invitee_id>/<action>")
@requires(Role.ORGANISER)
def act(workshop: Workshop, invitee_id: int, action: str) -> ResponseReturnValue:
    """withdraw, again (after a withdrawal), renew (the link), write (one mail), undecline."""
    if action not in ACTIONS:
        abort(404)
    try:
        sentence = send_views.done(workshop, invitee_id, action)
    except WorkshopError as error:
        if error.status not in (REFUSED, HTTPStatus.CONFLICT):
            raise
        flash(str(error), "error")
    else:
        flash(str(sentence), "success")
    return redirect(to("invitee", workshop, invitee_id=invitee_id), DONE)


@bp.post("/organise/<w>/invitations/<int:invitee_id>/declined")
@requires(Role.ORGANISER)
def decline_for(workshop: Workshop, invitee_id: int) -> ResponseReturnValue:
    """An invitee declined by telephone, and the organiser notes it."""
    form = DeclineForm()
    found = service.find(session(), workshop, invitee_id)
    if not form.validate():
        return _page(workshop, _unsent(found), found, decline=form), REFUSED
    try:
        with transaction() as writing:
            service.decline_for(writing, workshop, invitee_id, form.reason.data or "", by=by())
    except ConflictError as error:
        flash(str(error), "error")
    else:
        flash(_("Noted that nobody comes on this invitation."), "success")
    return redirect(to("invitee", workshop, invitee_id=invitee_id), DONE)


@bp.post("/organise/<w>/invitations/<int:invitee_id>/is/<int:person_id>/<any(no, yes):answer>")
@requires(Role.ORGANISER)
def settle(workshop: Workshop, invitee_id: int, person_id: int, answer: str) -> ResponseReturnValue:
    """Whether somebody who registered without the link is the one invited."""
    try:
        with transaction() as writing:
            service.settle(writing, workshop, invitee_id, person_id, yes=answer == "yes", by=by())
    except ConflictError as error:
        flash(str(error), "error")
    else:
        flash(_("Noted."), "success")
    return redirect(to("invitee", workshop, invitee_id=invitee_id), DONE)


def _stored(invitee: Invitee) -> dict[str, Any]:
    values: Mapping[str, Any] = {name: getattr(invitee, name) for name in service.COLUMNS}
    return {
        **values,
        "agency": invitee.agency_name,
        "phone": telephone(invitee.phone),
        "version": invitee.version,
    }


def _unsent(invitee: Invitee) -> InviteeForm:
    return InviteeForm(formdata=None, data=_stored(invitee))


def _words() -> dict[str, Any]:
    """What the pages need to put invitations into words."""
    return {
        "states": wording.STATES,
        "tags": wording.TAGS,
        "addressed": addressed,
        "full_name": full_name,
        "State": InvitationState,
        "Presence": Presence,
        "presences": wording.PRESENCES,
    }


def _page(
    workshop: Workshop,
    form: InviteeForm,
    found: Invitee | None,
    *,
    same: list[Invitee] | None = None,
    conflict: ConflictError | None = None,
    decline: DeclineForm | None = None,
) -> str:
    page: str = render_template(
        "invitations/invitee.html",
        workshop=workshop,
        form=form,
        invitee=found,
        row=reading.one(session(), workshop, found) if found else None,
        link=mailer().page_link(found) if found else None,
        code=mailer().letter(workshop, found).code if found else None,
        may_mail=mailer().may_mail_links,
        prefixes=OFFERED,
        same=same or [],
        conflict=conflict,
        decline=decline or DeclineForm(formdata=None),
        ask=AskForm(),
        **_words(),
    )
    return page

"""What whoever was invited sees: the invitation, and how to decline it. Looking changes nothing."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import invited
from workshop.browser import signed_in_person
from workshop.clock import now
from workshop.domain.terms import InvitationState, WorkshopState
from workshop.errors import ConflictError
from workshop.i18n import _
from workshop.invitations.blueprint import bp, mailer, unkept
from workshop.invitations.forms import AskForm, DeclineForm
from workshop.invitations.reading import reply_of
from workshop.links import invitation_token_of
from workshop.models import Invitee, Workshop
from workshop.registration import replies
from workshop.registration.day import public_rows
from workshop.registration.invited import addressed
from workshop.registration.reading import agency_words, front
from workshop.registration.succession import may_hand_on

DONE = HTTPStatus.SEE_OTHER
DECLINED = "declined"
"""Under this name a browser's session keeps the invitation it declined."""


@bp.get("/i/<token>")
@invited
def enter(workshop: Workshop, invitee: Invitee) -> ResponseReturnValue:
    """The invitation, opened as often as anybody likes, mail scanners included."""
    return _page(workshop, invitee)


@bp.route("/i/<token>/decline", methods=["GET", "POST"])
@invited
def decline(workshop: Workshop, invitee: Invitee) -> ResponseReturnValue:
    known = invitee.decline_reason if _declined_here(invitee) else ""
    form = DeclineForm(data={"reason": known})
    if not form.validate_on_submit():
        may = replies.is_open(workshop) and (
            replies.state(db.session(), invitee) in replies.OPEN_STATES
        )
        if not may and not form.is_submitted():
            return _to_invitation(invitee)
        page = render_template(
            "invitations/decline.html", workshop=workshop, form=form, who=addressed(invitee),
            token=_token(invitee),
        )  # fmt: skip
        return unkept((page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK))
    try:
        with db.transaction() as session:
            replies.decline(session, workshop, invitee, reason=form.reason.data or "", now=now())
        cookie[DECLINED] = invitee.id
    except ConflictError as refused:
        return _page(workshop, invitee, refused=refused)
    return _to_invitation(invitee)


@bp.post("/i/<token>/undecline")
@invited
def undecline(workshop: Workshop, invitee: Invitee) -> ResponseReturnValue:
    """They may come after all."""
    try:
        with db.transaction() as session:
            replies.take_back(session, workshop, invitee, now=now())
    except ConflictError as refused:
        return _page(workshop, invitee, refused=refused)
    flash(_("Taken back. The invitation waits for a reply again."), "done")
    return _to_invitation(invitee)


def _page(
    workshop: Workshop, invitee: Invitee, *, refused: ConflictError | None = None
) -> ResponseReturnValue:
    """Who holds the link reads no name but the one invited: the link may have been passed on.

    A reply's own browser reads its name, and the reason it gave.
    """
    own = signed_in_person(workshop)
    shown = reply_of(db.session(), invitee)
    is_own = own is not None and own.id == invitee.person_id
    named = bool(invitee.first_name) and not invitee.is_substitute
    page = render_template(
        "invitations/enter.html",
        agency=agency_words(db.session(), invitee),
        workshop=workshop,
        invitee=invitee,
        who=addressed(invitee),
        reply=shown,
        is_over=workshop.state is WorkshopState.CLOSED,
        may_reply=replies.is_open(workshop) and shown.state in replies.OPEN_STATES,
        State=InvitationState,
        own=own,
        is_own=is_own,
        may_hand_on=own is not None and is_own and may_hand_on(workshop, own),
        known=shown.name if is_own else addressed(invitee) if named else "",
        may_read_reason=_declined_here(invitee),
        token=_token(invitee),
        rows=public_rows(front(db.session(), workshop, now=now()).day),
        refused=refused,
        form=AskForm(),
    )
    return unkept((page, refused.status if refused else HTTPStatus.OK))


def _declined_here(invitee: Invitee) -> bool:
    return bool(cookie.get(DECLINED) == invitee.id)


def _token(invitee: Invitee) -> str:
    return invitation_token_of(mailer().letters.keys, invitee)


def _to_invitation(invitee: Invitee) -> ResponseReturnValue:
    return unkept(redirect(url_for("invitations.enter", token=_token(invitee)), DONE))

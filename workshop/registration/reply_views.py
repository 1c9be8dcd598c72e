"""Registering through an invitation: "I will come", and "somebody comes in my place"."""

from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import invited
from workshop.browser import sign_in_person, signed_in_person
from workshop.clock import now
from workshop.errors import ConflictError
from workshop.links import invitation_token_of
from workshop.models import Invitee, Workshop
from workshop.registration import pages, replies, service, waiting
from workshop.registration.blueprint import bp
from workshop.registration.forms import RegistrationForm
from workshop.registration.invited import addressed, is_other_name
from workshop.registration.reply_forms import SUBSTITUTE, ReplyForm, SubstituteForm

OK, REFUSED = HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.route("/i/<token>/come", methods=["GET", "POST"])
@invited
def come(workshop: Workshop, invitee: Invitee) -> ResponseReturnValue:
    """The registration form with what the invitation knows already filled in."""
    form = ReplyForm(data=_known(invitee))
    offered = pages.offer(form, workshop)
    if not _may_reply(workshop, invitee) and not form.is_submitted():
        return _to_invitation(invitee)
    if not form.validate_on_submit():
        return _page(workshop, invitee, form, offered, REFUSED if form.is_submitted() else OK)
    other = is_other_name(invitee, form.details())
    if other and not form.answered_who() and _may_reply(workshop, invitee):
        form.ask_who()
        return _page(workshop, invitee, form, offered, REFUSED)
    return _reply(
        workshop, invitee, form, offered, substitute=other and form.who.data == SUBSTITUTE
    )


@bp.route("/i/<token>/substitute", methods=["GET", "POST"])
@invited
def substitute(workshop: Workshop, invitee: Invitee) -> ResponseReturnValue:
    """The same for whoever comes in their place: the agency stays, the rest is empty."""
    known = {"ministry": invitee.ministry, "language": invitee.language}
    form = SubstituteForm(data=known, agency=invitee.agency_name)
    offered = pages.offer(form, workshop)
    if not _may_reply(workshop, invitee) and not form.is_submitted():
        return _to_invitation(invitee)
    if not form.validate_on_submit():
        return _page(workshop, invitee, form, offered, REFUSED if form.is_submitted() else OK)
    if invitee.name_key and not is_other_name(invitee, form.details()):
        form.same_as_invited()
        return _page(workshop, invitee, form, offered, REFUSED)
    return _reply(workshop, invitee, form, offered, substitute=True)


def _reply(
    workshop: Workshop,
    invitee: Invitee,
    form: RegistrationForm,
    offered: dict[str, Any],
    *,
    substitute: bool,
) -> ResponseReturnValue:
    sent = service.Sent(
        form.details(), form.submission_id.data or None, photographs=form.consent_photos.data
    )
    here = signed_in_person(workshop)
    try:
        with db.transaction() as session:
            made = replies.reply(
                session, workshop, invitee, sent, substitute=substitute, here=here,
                letters=pages.letters(), now=now(),
            )  # fmt: skip
    except ConflictError as refused:
        return _page(workshop, invitee, form, offered, refused.status, sentence=refused.sentence)
    if made.may_enter:
        sign_in_person(made.person)
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))


def _known(invitee: Invitee) -> dict[str, Any]:
    """What the invitation says about whom it names; an office has no name yet."""
    return {
        "prefix": invitee.prefix, "first_name": invitee.first_name,
        "last_name": invitee.last_name, "position": invitee.position,
        "agency": invitee.agency_name, "ministry": invitee.ministry, "email": invitee.email,
        "phone": invitee.phone, "language": invitee.language,
    }  # fmt: skip


def _may_reply(workshop: Workshop, invitee: Invitee) -> bool:
    return replies.is_open(workshop) and replies.state(db.session(), invitee) in replies.OPEN_STATES


def _to_invitation(invitee: Invitee) -> ResponseReturnValue:
    """The invitation's own page says why no reply is taken."""
    token = invitation_token_of(pages.keys(), invitee)
    return pages.unkept(redirect(url_for("invitations.enter", token=token), 303))


def _page(
    workshop: Workshop,
    invitee: Invitee,
    form: RegistrationForm,
    offered: dict[str, Any],
    status: HTTPStatus,
    *,
    sentence: object | None = None,
) -> ResponseReturnValue:
    form.fresh_id()
    page = render_template(
        "registration/reply.html",
        workshop=workshop,
        form=form,
        token=invitation_token_of(pages.keys(), invitee),
        who=addressed(invitee),
        invitee=invitee,
        is_substitute=isinstance(form, SubstituteForm),
        seats_shown=waiting.shown(db.session(), workshop, now=now()),
        sentence=sentence,
        **offered,
    )
    return pages.unkept((page, status))

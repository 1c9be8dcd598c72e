"""Ways back in: the short code, the link sent again, and the answer to "was this you?"."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from workshop import db, presence
from workshop.access import public
from workshop.browser import former_person, sign_in_person, signed_in_person
from workshop.clock import now
from workshop.domain.codes import read_code
from workshop.i18n import _
from workshop.links import invitation_token_of
from workshop.models import Invitee, Workshop
from workshop.registration import guesses, invited, pages, proposals, service
from workshop.registration.blueprint import bp
from workshop.registration.details import full_name
from workshop.registration.forms import AskForm, JoinForm
from workshop.registration.guesses import Outcome

RETRY_SECONDS = int(guesses.WINDOW.total_seconds())


@bp.route("/w/<w>/join", methods=["GET", "POST"])
@public
def join(workshop: Workshop) -> ResponseReturnValue:
    form = JoinForm()
    if not form.validate_on_submit():
        return _page(workshop, form, 422 if form.is_submitted() else 200)
    if "@" in form.code.data:
        return _send_links(workshop, form)
    return _enter(workshop, form)


def _enter(workshop: Workshop, form: JoinForm) -> ResponseReturnValue:
    with db.transaction() as session:
        outcome, person = guesses.enter(
            session, workshop, form.code.data, last_name=form.last_name.data or "",
            caller=pages.caller(workshop), now=now(),
        )  # fmt: skip
    if person is not None and presence.is_replaced(db.session(), person):
        form.code.errors = [presence.REPLACED]
        return _page(workshop, form, 422)
    if person is not None:
        sign_in_person(person)
        return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))
    if outcome is Outcome.WRONG and (invitee := _invited(workshop, form.code.data)):
        token = invitation_token_of(pages.keys(), invitee)
        return pages.unkept(redirect(url_for("invitations.enter", token=token), 303))
    return _refused(workshop, form, outcome)


def _invited(workshop: Workshop, typed: str) -> Invitee | None:
    """Whose invitation the code leads to, as printed in its letter."""
    return invited.by_code(db.session(), workshop.id, read_code(typed))


def _refused(workshop: Workshop, form: JoinForm, outcome: Outcome) -> ResponseReturnValue:
    if outcome is Outcome.WRONG:
        form.code.errors = [
            _("There is no such code. Compare it with your badge, letter by letter.")
        ]
        return _page(workshop, form, 422)
    if outcome is Outcome.NAME_NEEDED:
        form.last_name.errors = [
            _("Many wrong codes came from this network. Enter your last name as well.")
        ]
    else:
        form.code.errors = [
            _("Too many wrong codes. Wait 10 minutes, or ask at the door desk for your link.")
        ]
    return _page(workshop, form, 429, needs_name=outcome is Outcome.NAME_NEEDED)


def _send_links(workshop: Workshop, form: JoinForm) -> ResponseReturnValue:
    if not pages.letters().may_mail(workshop):
        form.code.errors = [
            _("Links cannot be mailed here. Use the code on your badge, or ask the organiser.")
        ]
        return _page(workshop, form, 422)
    with db.transaction() as session:
        outcome = guesses.send_links(
            session, workshop, form.code.data, caller=pages.caller(workshop),
            letters=pages.letters(), now=now(),
        )  # fmt: skip
    if outcome is Outcome.STOPPED:
        form.code.errors = [_("Asked too often. Wait 10 minutes and look for the mail.")]
        return _page(workshop, form, 429)
    flash(_("If this address is registered, its link is on the way. Look into your mail."), "done")
    return redirect(url_for("registration.join", w=workshop.slug), 303)


def _page(
    workshop: Workshop, form: JoinForm, status: int, *, needs_name: bool = False
) -> ResponseReturnValue:
    own = signed_in_person(workshop)
    former = None if own or form.is_submitted() else former_person(workshop)
    response = pages.personal(
        "registration/join.html", status, workshop=workshop, form=form, needs_name=needs_name,
        own=own, ended=pages.why_no_longer(former) if former else "",
    )  # fmt: skip
    if status == 429:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


@bp.route("/w/<w>/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(workshop: Workshop, token: str) -> ResponseReturnValue:
    """From the mail to the known address: looking changes nothing, the button does."""
    form = AskForm()
    made, person = proposals.find(db.session(), workshop.id, token)
    if form.validate_on_submit():
        with db.transaction() as session:
            person = service.confirm(session, workshop, token, letters=pages.letters(), now=now())
        sign_in_person(person)
        flash(_("The new details count now."), "done")
        return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))
    return pages.personal(
        "registration/confirm.html", 422 if form.is_submitted() else 200, workshop=workshop,
        form=form, name=full_name(person), applied=made.applied_at is not None,
        details=proposals.proposed_details(made),
        details_name=full_name(proposals.proposed_details(made)),
    )  # fmt: skip

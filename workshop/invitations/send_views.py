"""Pages that say whom a button will write to before it does."""

from http import HTTPStatus

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import Role, WorkshopState
from workshop.errors import WorkshopError
from workshop.i18n import _, ngettext
from workshop.invitations import sending, service
from workshop.invitations.blueprint import bp, mailer, to
from workshop.invitations.forms import SendForm
from workshop.invitations.sending import What
from workshop.models import Workshop
from workshop.people.blueprint import by
from workshop.registration import replies
from workshop.registration.invited import addressed

DONE = HTTPStatus.SEE_OTHER


@bp.route("/organise/<w>/invitations/<any(printed, remind, send):what>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def write(workshop: Workshop, what: str) -> ResponseReturnValue:
    """Send to those not yet sent, remind those who have not reacted, or note letters as sent."""
    return _batch(workshop, What(what))


def _batch(workshop: Workshop, what: What) -> ResponseReturnValue:
    form = SendForm()
    if not form.is_submitted():
        return _page(workshop, what), HTTPStatus.OK
    try:
        with transaction() as writing:
            count = sending.send(
                writing, workshop, what, seal=form.seal.data or "", mailer=mailer(), by=by()
            )
    except WorkshopError as error:
        return _page(workshop, what, refused=error), error.status
    flash(str(_done(what, count)), "success")
    return redirect(to("board", workshop), DONE)


def _page(workshop: Workshop, what: What, *, refused: WorkshopError | None = None) -> str:
    batch = sending.batch(session(), workshop, what, now=now())
    page: str = render_template(
        "invitations/send.html",
        workshop=workshop,
        batch=batch,
        What=What,
        unsure=[row for row in batch.rows if row.maybe],
        form=SendForm(formdata=None, data={"seal": batch.seal}),
        refused=refused,
        may_mail=mailer().may_mail_links,
        is_open=workshop.state is WorkshopState.OPEN,
        addressed=addressed,
    )
    return page


def _done(what: What, count: int) -> object:
    if what is What.REMINDERS:
        return ngettext(
            "%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count
        )
    if what is What.PAPER:
        return ngettext("%(num)s letter noted as sent.", "%(num)s letters noted as sent.", count)
    return ngettext(
        "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count
    )


def done(workshop: Workshop, invitee_id: int, action: str) -> object:
    """Do one thing with one invitation; gives the sentence that says so."""
    with transaction() as writing:
        if action == "withdraw":
            service.withdraw(writing, workshop, invitee_id, by=by())
            return _("Withdrawn. The link says so to whoever opens it.")
        if action == "again":
            service.invite_again(writing, workshop, invitee_id, by=by())
            return _("Invited again, with a new link. It has not been sent yet.")
        if action == "renew":
            service.renew(writing, workshop, invitee_id, by=by())
            return _(
                "There is a new link. Every earlier one is useless; send or print the new one."
            )
        if action == "undecline":
            invitee = service.find(writing, workshop, invitee_id)
            replies.take_back(writing, workshop, invitee, now=by().now, actor=by().actor)
            return _("Taken back. The invitation waits for a reply again.")
        sending.write_to(writing, workshop, invitee_id, mailer=mailer(), by=by())
        return _("The mail is on its way.")

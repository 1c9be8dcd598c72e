"""The outbox: what was sent to whom, and what became of it."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop import db, mail
from workshop.access import requires
from workshop.clock import now
from workshop.domain.names import tidy
from workshop.domain.terms import MessageState, Role
from workshop.i18n import _
from workshop.messages import address_views, letter_views, mailing_views
from workshop.messages import outbox_service as service
from workshop.messages.blueprint import actor, bp, letters, settings, to
from workshop.messages.wording import LOOKS, STATES
from workshop.models import Workshop

PAGES = (letter_views, mailing_views, address_views)
blueprints = (bp,)


@bp.get("/<w>/messages")
@requires(Role.ORGANISER)
def outbox(workshop: Workshop) -> ResponseReturnValue:
    search = service.Search(
        state=request.args.get("state", "")
        if request.args.get("state") in set(MessageState)
        else "",
        q=tidy(request.args.get("q", "")[:200]).lower(),
    )
    return render_template(
        "messages/outbox.html",
        workshop=workshop,
        search=search,
        outbox=service.outbox(db.session(), workshop, search, page=_page()),
        asked={name: value for name, value in vars(search).items() if value},
        states=STATES,
        looks=LOOKS,
        smtp=settings().smtp_url is not None,
        may_mail_links=settings().may_mail_links,
        text=lambda message: mail.written(message, settings().outbox_dir),
        may_repeat=service.may_repeat,
    )


@bp.post("/<w>/messages/<int:message_id>/again")
@requires(Role.ORGANISER)
def again(workshop: Workshop, message_id: int) -> ResponseReturnValue:
    with db.transaction() as writing:
        service.send_again(writing, workshop, message_id, letters=letters(), by=actor(), now=now())
    flash(_("The message goes out again in a few seconds."), "done")
    return redirect(to("outbox", workshop), 303)


@bp.post("/<w>/messages/<int:message_id>/withdraw")
@requires(Role.ORGANISER)
def withdraw(workshop: Workshop, message_id: int) -> ResponseReturnValue:
    with db.transaction() as writing:
        service.withdraw(writing, workshop, message_id, by=actor(), now=now())
    flash(_("The message is withdrawn and will not be sent."), "done")
    return redirect(to("outbox", workshop), 303)


def _page() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1

"""A participant answers the offer of a seat: looking changes nothing, the buttons do."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import participant
from workshop.clock import now
from workshop.errors import WorkshopError
from workshop.i18n import _, moment
from workshop.models import Person, Workshop
from workshop.registration import offers, offers_reading, pages
from workshop.registration.blueprint import bp
from workshop.registration.offers import Outcome

ANSWERS = {"accept": True, "decline": False}


@bp.post("/w/<w>/me/offer")
@participant
def answer_offer(workshop: Workshop, person: Person) -> ResponseReturnValue:
    accepts = ANSWERS.get(request.form.get("answer", ""))
    if accepts is None:
        raise WorkshopError(
            _("Choose whether you take the seat or not. Go back to your page and use its buttons.")
        )
    with db.transaction() as session:
        outcome = offers.answer(
            session, workshop, person, accepts=accepts, letters=pages.letters(), now=now()
        )
        offer = offers_reading.newest(session, person)
        until = moment(offer.expires_at, workshop.timezone) if offer else ""
    _tell(outcome, until)
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))


def _tell(outcome: Outcome, until: str) -> None:
    """until: when the offer ended, in words."""
    done = {
        Outcome.SEATED: _("The seat is yours."),
        Outcome.DECLINED: _("Declined. The seat goes to the next person."),
    }
    refused = {
        Outcome.LATE: _(
            "The time to answer was over on %(until)s. The seat is not held for you any more.",
            until=until,
        ),
        Outcome.TAKEN: _("You have this seat already. If you cannot come, cancel on this page."),
        Outcome.LET_GO: _(
            "You let this seat go before. If you can come after all, register again here."
        ),
        Outcome.WITHDRAWN: _(
            "The organiser has withdrawn this offer. Your place on the waiting list stays."
        ),
        Outcome.GONE: _("No seat is offered to you at the moment."),
    }
    if outcome in done:
        flash(done[outcome], "done")
    else:
        flash(refused[outcome], "warning")

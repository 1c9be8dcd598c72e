"""A participant answers the offer of a seat: looking changes nothing, the buttons do."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import participant
from workshop.clock import now
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Person, Workshop
from workshop.registration import offers, pages
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
    _tell(outcome)
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))


def _tell(outcome: Outcome) -> None:
    if outcome is Outcome.SEATED:
        flash(_("The seat is yours."), "done")
    elif outcome is Outcome.DECLINED:
        flash(_("Declined. The seat goes to the next person."), "done")
    elif outcome is Outcome.LATE:
        flash(_("The time to answer is over. The seat went to the next person."), "warning")
    else:
        flash(_("No seat is offered to you at the moment."), "warning")

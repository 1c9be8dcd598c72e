"""The organiser's page of the waiting list: in order, with offers, and acting out of order."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import current_account, requires
from workshop.clock import now
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Workshop
from workshop.registration import offers, offers_reading, pages, queue_service
from workshop.registration.blueprint import bp
from workshop.registration.details import full_name
from workshop.registration.forms import ReasonForm
from workshop.registration.left import left_in_words

MOST_PAGES = 10_000
ACTIONS: dict[str, Callable[..., None]] = {
    "offer": queue_service.put_first,
    "withdraw": queue_service.withdraw,
    "seat": queue_service.give_seat,
}


@bp.get("/organise/<w>/waiting")
@requires(Role.ORGANISER)
def queue(workshop: Workshop) -> ResponseReturnValue:
    return _page(workshop, ReasonForm(), 200)


@bp.post("/organise/<w>/waiting/<int:person_id>/<any(offer, withdraw, seat):action>")
@requires(Role.ORGANISER)
def act_on_queue(workshop: Workshop, person_id: int, action: str) -> ResponseReturnValue:
    """Offer a seat, out of turn with the reason; withdraw an offer; give the seat at once."""
    form = ReasonForm()
    account = current_account()
    if account is None or not form.validate_on_submit():
        return _page(workshop, form, 422, person_id)
    by = offers.By(account.email, form.reason.data or "")
    try:
        with db.transaction() as session:
            person = queue_service.find(session, workshop, person_id)
            ACTIONS[action](
                session, workshop, person, by=by, letters=pages.letters(), now=now()
            )  # fmt: skip
            name = full_name(person)
            is_held = offers_reading.open_offer(session, person) is not None
    except WorkshopError as refused:
        if refused.field != "reason":
            if refused.status != 422:
                raise
            flash(str(refused), "error")
            return redirect(_here(workshop), 303)
        form.reason.errors = [str(refused)]
        return _page(workshop, form, 422, person_id)
    flash(_done(action, name, is_held=is_held), "success")
    return redirect(_here(workshop), 303)


def _here(workshop: Workshop) -> str:
    """The page of the list that the form stood on."""
    page = _asked()
    return url_for("registration.queue", w=workshop.slug, page=page if page > 1 else None)


def _asked() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def _done(action: str, name: str, *, is_held: bool) -> str:
    later = _("%(name)s is offered the next seat that becomes free.", name=name)
    told: dict[str, object] = {
        "offer": _("A seat is held for %(name)s.", name=name) if is_held else later,
        "withdraw": _("The offer to %(name)s is withdrawn.", name=name),
        "seat": _("%(name)s has a seat now.", name=name),
    }
    return str(told[action])


def _page(
    workshop: Workshop, form: ReasonForm, status: int, person_id: int | None = None
) -> ResponseReturnValue:
    """The list. person_id: whose form `form` is, where it was refused."""
    moment = now()
    found = queue_service.queue(
        db.session(), workshop, letters=pages.letters(), now=moment,
        page=_asked(), holding=person_id,
    )  # fmt: skip
    page = render_template(
        "registration/queue.html",
        workshop=workshop,
        queue=found,
        form=form,
        refused=person_id,
        full_name=full_name,
        left={
            row.person.id: left_in_words(row.offer.expires_at, moment)
            for row in found.rows
            if row.offer is not None
        },
        lasts=left_in_words(offers_reading.lasts_until(workshop, now=moment), moment),
        may_mail=pages.settings().may_mail_links,
    )
    return page, status

"""What is kept about a participant: to read, as a file, and what was agreed to taken back."""

import json

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import participant
from workshop.clock import now
from workshop.domain.terms import PersonStatus
from workshop.i18n import _, plain
from workshop.models import Person, Workshop
from workshop.registration import consents, mine, own_answers, own_data, pages, retention, service
from workshop.registration.blueprint import bp
from workshop.registration.details import full_name
from workshop.registration.forms import AskForm
from workshop.registration.letters import spaced_code
from workshop.registration.own_answers import Sent

JSON = "application/json; charset=utf-8"


@bp.get("/w/<w>/me/data")
@participant
def data(workshop: Workshop, person: Person) -> ResponseReturnValue:
    session = db.session()
    return pages.personal(
        "registration/data.html", workshop=workshop, person=person, name=full_name(person),
        code=spaced_code(person), answers=_answers(workshop, person),
        kept=own_data.kept(session, workshop, person, letters=pages.letters(), now=now()),
        texts=own_data.texts(session, workshop.id),
        photo_words=plain(consents.words(session, workshop.id), "text"),
    )  # fmt: skip


@bp.get("/w/<w>/me/data.json")
@participant
def data_file(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """The same as a file for other programs."""
    session = db.session()
    whole = own_data.as_json(
        own_data.kept(session, workshop, person, letters=pages.letters(), now=now()),
        workshop, spaced_code(person), own_data.texts(session, workshop.id),
        _answers(workshop, person),
    )  # fmt: skip
    response = make_response(json.dumps(whole, ensure_ascii=False, indent=1))
    response.content_type = JSON
    response.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}-my-data.json"'
    return pages.unkept(response)


def _answers(workshop: Workshop, person: Person) -> list[Sent]:
    """Those of this browser alone: whoever else signs in as this person sees none."""
    if person.status is not PersonStatus.CONFIRMED:
        return []
    way = mine.way(db.session(), workshop, person, pages.keys(), now=now())
    return own_answers.sent_here(db.session(), way)


@bp.post("/w/<w>/me/photographs")
@participant
def photographs(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """Agrees to photographs, or takes that back."""
    agrees = request.form.get("agree") == "y"
    with db.transaction() as session:
        service.decide_photographs(session, workshop, person, agrees=agrees, now=now())
    if agrees:
        flash(_("Stored: photographs may show you."), "done")
    else:
        flash(_("Stored: you do not agree to photographs. The organiser sees it at once."), "done")
    return _to_data(workshop)


@bp.route("/w/<w>/me/withdraw", methods=["GET", "POST"])
@participant
def withdraw(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """Takes back the consent to registering; what follows from it is said before."""
    form = AskForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            service.withdraw(session, workshop, person, letters=pages.letters(), now=now())
        flash(_("Your consent is withdrawn."), "done")
        return _to_data(workshop)
    return pages.personal(
        "registration/withdraw.html", 422 if form.is_submitted() else 200, workshop=workshop,
        person=person, form=form, name=full_name(person),
        erased_by=retention.erased_by(db.session(), workshop),
    )  # fmt: skip


def _to_data(workshop: Workshop) -> ResponseReturnValue:
    return pages.unkept(redirect(url_for("registration.data", w=workshop.slug), 303))

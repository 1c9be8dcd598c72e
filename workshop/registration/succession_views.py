"""A person with a seat names who comes instead."""

from http import HTTPStatus

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import participant
from workshop.browser import sign_in_person
from workshop.clock import now
from workshop.domain.names import name_key
from workshop.errors import ConflictError
from workshop.i18n import _, _l
from workshop.models import Person, Workshop
from workshop.registration import pages, service, succession
from workshop.registration.blueprint import bp
from workshop.registration.details import PersonDetails, full_name
from workshop.registration.reply_forms import SubstituteForm

TAKE_OVER = "workshop.take_over"
"""Under this name the application holds what gives a plan's place on."""


@bp.route("/w/<w>/me/substitute", methods=["GET", "POST"])
@participant
def hand_on(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """The registration form for whoever comes instead: the agency stays, the rest is empty."""
    form = _form(person, {"language": person.language})
    offered = pages.offer(form, workshop)
    if not form.is_submitted() and not succession.may_hand_on(workshop, person):
        return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))
    if not form.validate_on_submit():
        return _page(workshop, person, form, offered, 422 if form.is_submitted() else 200)
    if name_key(form.first_name.data, form.last_name.data) == person.name_key:
        form.same_as_registered()
        return _page(workshop, person, form, offered, 422)
    sent = service.Sent(form.details(), photographs=form.consent_photos.data)
    try:
        with db.transaction() as session:
            came = succession.hand_on(
                session, workshop, person, sent, letters=pages.letters(), now=now(),
                take_over=current_app.extensions[TAKE_OVER],
            )  # fmt: skip
    except ConflictError as refused:
        return _page(workshop, person, form, offered, 409, sentence=refused.sentence)
    sign_in_person(came)
    name = full_name(came)
    flash(_("%(name)s comes instead, and this is their page from now on.", name=name), "done")
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))


def typed(workshop: Workshop, person: Person, details: PersonDetails) -> ResponseReturnValue:
    """The same form with what was typed as a change: what is missing is the other's agreement."""
    form = _form(person, {**details.as_json(), "ministry": person.ministry}, unsent=True)
    offered = pages.offer(form, workshop)
    return _page(
        workshop, person, form, offered, HTTPStatus.OK,
        sentence=_("One more step: whoever comes agrees below, then send."),
    )  # fmt: skip


def _form(person: Person, known: dict[str, object], *, unsent: bool = False) -> SubstituteForm:
    values = {"ministry": person.ministry, **known}
    only = {"formdata": None} if unsent else {}
    return SubstituteForm(
        data=values, agency=person.agency_name, described=_l("It stays the same."), **only
    )


def _page(
    workshop: Workshop, person: Person, form: SubstituteForm, offered: dict[str, object],
    status: int, *, sentence: object | None = None,
) -> ResponseReturnValue:  # fmt: skip
    form.fresh_id()
    return pages.personal(
        "registration/hand_on.html", status, workshop=workshop, form=form,
        who=full_name(person), is_conflict=status == HTTPStatus.CONFLICT, sentence=sentence,
        **offered,
    )  # fmt: skip

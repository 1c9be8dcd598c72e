"""A participant's own pages: seat and group, change, cancel, and what is kept."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db, freshness
from workshop.access import participant
from workshop.browser import sign_out_person
from workshop.clock import now
from workshop.domain.names import name_key
from workshop.domain.terms import PersonStatus, Purpose
from workshop.errors import ConflictError
from workshop.i18n import _, local
from workshop.models import Person, Workshop
from workshop.registration import (
    consents,
    mine,
    pages,
    reading,
    records,
    service,
    succession,
)
from workshop.registration.blueprint import bp
from workshop.registration.day import own_rows
from workshop.registration.details import PersonDetails, full_name
from workshop.registration.forms import AgainForm, AskForm
from workshop.registration.live_views import stamp_of
from workshop.registration.reply_forms import SUBSTITUTE, ChangeForm
from workshop.registration.succession_views import typed


@bp.get("/w/<w>/me")
@participant
def me(workshop: Workshop, person: Person) -> ResponseReturnValue:
    return _own_page(workshop, person, AgainForm(formdata=None), 200)


def _own_page(
    workshop: Workshop, person: Person, again: AgainForm, status: int
) -> ResponseReturnValue:
    page = mine.mine(db.session(), workshop, person, letters=pages.letters(), now=now())
    return pages.personal(
        "registration/me.html", status, workshop=workshop, person=person, mine=page,
        rows=own_rows(page.day, room=local(page.group, "room") if page.group else None),
        is_open=service.is_open(workshop), form=AskForm(), again=again,
        live_etag=freshness.quoted(stamp_of(workshop, person)),
        voting=reading.voting(db.session(), workshop.id),
        may_hand_on=succession.may_hand_on(workshop, person),
    )  # fmt: skip


@bp.route("/w/<w>/me/change", methods=["GET", "POST"])
@participant
def change(workshop: Workshop, person: Person) -> ResponseReturnValue:
    form = ChangeForm() if request.method == "POST" else _filled(person)
    offered = pages.offer(form, workshop)
    if not form.validate_on_submit():
        return _change_page(workshop, form, offered, 422 if form.is_submitted() else 200)
    details = form.details()
    if succession.may_hand_on(workshop, person) and _is_other(person, details):
        if not form.answered_who():
            form.ask_who()
            return _change_page(workshop, form, offered, 422)
        if form.who.data == SUBSTITUTE:
            return typed(workshop, person, details)
    try:
        with db.transaction() as session:
            service.change(session, workshop, person, details, version=form.version.data, now=now())
    except ConflictError as refused:
        form.version.data = person.version  # sent again, it replaces the other change knowingly
        return _change_page(workshop, form, offered, 409, sentence=refused.sentence)
    flash(_("Your details are stored."), "done")
    return _to_me(workshop)


def _is_other(person: Person, details: PersonDetails) -> bool:
    """Whether neither the first nor the last name is left: one of them changes in a life."""
    first = name_key(person.first_name, "") != name_key(details.first_name, "")
    return first and name_key("", person.last_name) != name_key("", details.last_name)


def _filled(person: Person) -> ChangeForm:
    details = records.details_of(db.session(), person)
    values = {**details.as_json(), "agency": details.agency_name, "version": person.version}
    return ChangeForm(formdata=None, data=values)


def _change_page(
    workshop: Workshop,
    form: ChangeForm,
    offered: dict[str, object],
    status: int,
    *,
    sentence: object | None = None,
) -> ResponseReturnValue:
    return pages.personal(
        "registration/change.html", status, workshop=workshop, form=form, sentence=sentence,
        may_hand_on=succession.may_hand_on(workshop, g.person),
        **offered,
    )  # fmt: skip


@bp.route("/w/<w>/me/cancel", methods=["GET", "POST"])
@participant
def cancel(workshop: Workshop, person: Person) -> ResponseReturnValue:
    form = AskForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            service.cancel(session, workshop, person, letters=pages.letters(), now=now())
        return _to_me(workshop)
    if person.status is PersonStatus.CANCELLED:
        return _to_me(workshop)
    return pages.personal(
        "registration/cancel.html", workshop=workshop, person=person, form=form,
        name=full_name(person), may_return=service.is_open(workshop),
        may_hand_on=succession.may_hand_on(workshop, person),
    )  # fmt: skip


@bp.post("/w/<w>/me/restore")
@participant
def restore(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """Registers again; who does not agree to the notice any more, or never did, ticks that anew."""
    agrees = consents.holds(db.session(), person, Purpose.REGISTRATION)
    again = AgainForm()
    if not agrees and person.status is PersonStatus.CANCELLED and not again.validate():
        return _own_page(workshop, person, again, 422)
    with db.transaction() as session:
        service.restore(session, workshop, person, letters=pages.letters(), now=now())
    return _to_me(workshop)


@bp.post("/w/<w>/me/leave")
@participant
def leave(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """Sign out: this browser forgets the person."""
    sign_out_person(workshop.id)
    flash(_("Signed out. Your link and the code on your badge lead back."), "done")
    return pages.unkept(redirect(url_for("registration.landing", w=workshop.slug), 303))


def _to_me(workshop: Workshop) -> ResponseReturnValue:
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))

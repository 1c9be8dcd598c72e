"""The organiser's pages about people."""

from collections.abc import Mapping, Set
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop import attributes, mail
from workshop.access import requires
from workshop.db import session, transaction
from workshop.domain.names import OFFERED, tidy
from workshop.domain.terms import Role
from workshop.errors import ClosedError, ConflictError, WorkshopError
from workshop.i18n import _, local, ngettext, plain
from workshop.keys import AnswerKeyDestroyed, Keys
from workshop.links import page_link
from workshop.models import Person, Workshop
from workshop.people import export as exporting
from workshop.people import import_views, proposed, service
from workshop.people import listing as lists
from workshop.people.answering import Answering, answering, without_answer
from workshop.people.blueprint import bp, by, download, number, to
from workshop.people.forms import AskForm, PersonForm, ProposedForm, person_form
from workshop.people.wording import CLOSED, SENIORITIES, name_parts, telephone
from workshop.registration import invited, seats
from workshop.registration.details import full_name
from workshop.registration.letters import Letters, spaced_code

PAGES = (import_views,)
blueprints = (bp,)

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def _letters() -> Letters:
    return Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])


def _filters() -> lists.Filters:
    """What was asked for, without characters that no database takes."""
    names = ("q", "group", "role", "status", "photos", "value", "unanswered")
    return lists.Filters(**{name: tidy(request.args.get(name, "")[:200]) for name in names})


def _answering(workshop: Workshop) -> Answering | None:
    """What the filter by answers offers; None once the answer key is destroyed."""
    keys: Keys = current_app.extensions["workshop.keys"]
    try:
        key = keys.answer_key(workshop.uid)
    except AnswerKeyDestroyed:
        return None
    return answering(session(), workshop, answer_key=key)


def _among(
    workshop: Workshop, filters: lists.Filters, offered: Answering | None
) -> Set[int] | None:
    """Who comes into question by what they have not answered; None for everybody."""
    if not filters.unanswered or offered is None:
        return None
    return without_answer(session(), workshop, offered, filters.unanswered)


@bp.get("/<w>/people")
@requires(Role.ORGANISER)
def listing(workshop: Workshop) -> ResponseReturnValue:
    filters, offered = _filters(), _answering(workshop)
    if offered is None:
        filters = replace(filters, unanswered="")
    among = _among(workshop, filters, offered)
    found = lists.list_people(session(), workshop, filters, number("page"), among=among)
    return render_template(
        "people/listing.html",
        workshop=workshop,
        filters=filters,
        listing=found,
        flagged=mail.flagged(session(), workshop.id, [row.person.email for row in found.rows]),
        groups=lists.groups(session(), workshop),
        roles=lists.roles(session(), workshop),
        by_attribute=attributes.choices(session(), workshop.id),
        forms=None if offered is None else offered.forms,
        seats=seats.count(session(), workshop.id),
        asked={name: value for name, value in vars(filters).items() if value},
        full_name=full_name,
        name_parts=name_parts,
        standing=exporting.standing,
        closed=CLOSED,
        ask=AskForm(),
    )


@bp.get("/<w>/people.<any(xlsx, csv):ending>")
@requires(Role.ORGANISER)
def export(workshop: Workshop, ending: str) -> ResponseReturnValue:
    filters, offered = _filters(), _answering(workshop)
    if filters.unanswered and offered is None:
        raise ClosedError(CLOSED)
    among = _among(workshop, filters, offered)
    data = exporting.people(session(), workshop, filters, ending, among=among)
    return download(data, f"people-{workshop.slug}", ending)


@bp.route("/<w>/people/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def new(workshop: Workshop) -> ResponseReturnValue:
    form = _person_form(workshop, {"language": workshop.default_language})
    if not form.validate_on_submit():
        status = REFUSED if form.is_submitted() else HTTPStatus.OK
        return _person_page(workshop, form, None), status
    details = form.details()
    same = service.namesakes(session(), workshop, details)
    if same and request.form.get("anyway") != "yes":
        return _person_page(workshop, form, None, same=same), HTTPStatus.CONFLICT
    with transaction() as writing:
        person = service.add(writing, workshop, details, by=by(), values=form.values())
    flash(_("%(name)s is on the list.", name=full_name(person)), "success")
    return redirect(to("person", workshop, person_id=person.id), DONE)


@bp.route("/<w>/people/<int:person_id>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def person(workshop: Workshop, person_id: int) -> ResponseReturnValue:
    found = service.find(session(), workshop, person_id)
    if found.is_erased:
        if request.method == "POST":
            raise ConflictError(service.ERASED)
        return render_template("people/erased.html", workshop=workshop)
    form = _person_form(workshop, _stored(found))
    if not form.validate_on_submit():
        status = REFUSED if form.is_submitted() else HTTPStatus.OK
        return _person_page(workshop, form, found), status
    try:
        with transaction() as writing:
            service.change(
                writing, workshop, person_id, form.details(), version=form.version.data, by=by(),
                values=form.values(),
            )  # fmt: skip
    except ConflictError as error:
        found = service.find(session(), workshop, person_id)
        form.show_theirs(_stored(found), found.version)
        return _person_page(workshop, form, found, conflict=error), error.status
    flash(_("Saved."), "success")
    return redirect(to("person", workshop, person_id=person_id), DONE)


@bp.post("/<w>/people/<int:person_id>/<action>")
@requires(Role.ORGANISER)
def act(workshop: Workshop, person_id: int, action: str) -> ResponseReturnValue:
    """cancel, restore, confirm (a seat for somebody who waits) or revoke (the personal link)."""
    if action not in _acted():
        abort(404)
    try:
        with transaction() as writing:
            if action == "cancel":
                is_told = service.cancel(
                    writing, workshop, person_id, letters=_letters(), by=by()
                )  # fmt: skip
            elif action == "restore":
                service.restore(writing, workshop, person_id, by=by())
            elif action == "confirm":
                service.confirm(writing, workshop, person_id, letters=_letters(), by=by())
            else:
                service.revoke(writing, workshop, person_id, by=by())
    except WorkshopError as error:
        if error.status is not REFUSED:
            raise
        flash(str(error), "error")
    else:
        told = _told_words(is_told) if action == "cancel" else ""
        flash(" ".join((_acted()[action], told)).strip(), "success")
    return redirect(to("person", workshop, person_id=person_id), DONE)


def _told_words(is_told: bool | None) -> str:
    if is_told is None:
        return ""
    told: str = _("A mail tells the person.")
    return told if is_told else str(_("No mail reaches the person: tell them."))


@bp.post("/<w>/people/<int:person_id>/proposed/<int:change_id>/<any(take, discard):action>")
@requires(Role.ORGANISER)
def decide(workshop: Workshop, person_id: int, change_id: int, action: str) -> ResponseReturnValue:
    """What was sent under this name: take it over, or discard it."""
    form = ProposedForm()
    done = proposed.take_over if action == "take" else proposed.discard
    seen = (form.version.data, form.change_version.data)
    try:
        with transaction() as writing:
            done(writing, workshop, person_id, change_id, seen, by=by())
    except ConflictError as error:
        flash(str(error), "error")
    else:
        flash(_("The new details count now.") if action == "take" else _("Discarded."), "success")
    return redirect(to("person", workshop, person_id=person_id), DONE)


@bp.post("/<w>/people/waiting")
@requires(Role.ORGANISER)
def seat_waiting(workshop: Workshop) -> ResponseReturnValue:
    """Empty seats are offered to those who wait longest."""
    with transaction() as writing:
        called = service.seat_waiting(writing, workshop, letters=_letters(), by=by())
    flash(
        ngettext(
            "%(num)s person is offered a seat now.",
            "%(num)s people are offered a seat now.",
            len(called),
        ),
        "success",
    )
    return redirect(to("listing", workshop), DONE)


def _person_form(workshop: Workshop, data: Mapping[str, Any]) -> PersonForm:
    rows = attributes.defined(session(), workshop.id)
    form = person_form([(one.id, one.key, local(one, "name")) for one in rows], data)
    form.roles.choices = [
        (role.code, plain(role, "name")) for role in lists.roles(session(), workshop)
    ]
    return form


def _stored(person: Person) -> dict[str, Any]:
    details = service.details(session(), person)
    known = attributes.of_person(session(), person)
    rows = attributes.defined(session(), person.workshop_id)
    return {
        **details.as_json(),
        **{one.key: known.get(one.id, "") for one in rows},
        "agency": details.agency_name,
        "phone": telephone(details.phone),
        "version": person.version,
    }


def _person_page(
    workshop: Workshop,
    form: PersonForm,
    person: Person | None,
    *,
    same: list[Person] | None = None,
    conflict: ConflictError | None = None,
) -> str:
    settings, keys = current_app.config["SETTINGS"], current_app.extensions["workshop.keys"]
    roles = {role.code: plain(role, "name") for role in lists.roles(session(), workshop)}
    page: str = render_template(
        "people/person.html",
        proposed=proposed.waiting(session(), person, roles) if person else [],
        workshop=workshop,
        form=form,
        person=person,
        row=service.row(session(), workshop, person) if person else None,
        flagged=mail.flagged(session(), workshop.id, [person.email]) if person else set(),
        is_told=service.is_told(session(), workshop, person, _letters()) if person else False,
        placement=service.placement(session(), person) if person else None,
        consents=service.consents(session(), person) if person else [],
        nearly=service.nearly(session(), person) if person else (),
        link=page_link(settings, keys, person) if person else None,
        code=spaced_code(person) if person else None,
        prefixes=OFFERED,
        offered=attributes.offered(session(), workshop.id),
        seniorities=SENIORITIES,
        standing=exporting.standing,
        full_name=full_name,
        name_parts=name_parts,
        same=same or [],
        conflict=conflict,
        came_for=invited.came_for(session(), [person.id])[person.id] if person else [],
        instead=invited.came_instead(session(), [person.id])[person.id] if person else [],
    )
    return page


def _acted() -> dict[str, str]:
    return {
        "cancel": _("Cancelled. Restore the person here if they come after all."),
        "restore": _("Restored."),
        "confirm": _("This person has a seat now."),
        "revoke": _("There is a new personal link. Every earlier one is useless."),
    }

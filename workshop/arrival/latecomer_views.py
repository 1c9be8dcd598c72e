"""The door's pages for people who are not on the list, or come in somebody's place."""

from http import HTTPStatus

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.arrival import choosing, pages, reading, room, sending
from workshop.arrival import latecomers_service as service
from workshop.arrival.blueprint import bp, by, is_organiser, keys, to
from workshop.arrival.forms import LatecomerForm, PersonForm, PlaceForm, WalkInForm
from workshop.arrival.intake import read_person
from workshop.arrival.latecomers_service import Came
from workshop.arrival.service import Outcome
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.names import OFFERED
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.models import Workshop
from workshop.registration.letters import Letters

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.route("/<w>/arrival/walk-in", methods=["GET", "POST"])
@requires(Role.ORGANISER, Role.DOOR)
def walk_in(workshop: Workshop) -> ResponseReturnValue:
    """A name and an agency, and somebody has a seat, a group and is checked in."""
    form = WalkInForm(data=_invited(workshop))
    if not form.validate_on_submit():
        status = REFUSED if form.is_submitted() else HTTPStatus.OK
        return _walk_in_page(workshop, form), status
    details = form.details(form.agency.data)
    same = service.namesakes(session(), workshop, details)
    before = sending.sent_before(session(), workshop, form.submission_id.data)
    if same and not form.anyway.data and before is None:
        return _walk_in_page(workshop, form, same=same), HTTPStatus.CONFLICT
    with transaction() as writing:
        came = sending.once(
            writing, workshop, form.submission_id.data,
            lambda: service.walk_in(
                writing, workshop, details, by=by(), invitee=read_person(form.invitee.data)
            ),
        )  # fmt: skip
    return _arrived(workshop, came)


@bp.route("/<w>/arrival/substitute/<int:person_id>", methods=["GET", "POST"])
@requires(Role.ORGANISER, Role.DOOR)
def substitute(workshop: Workshop, person_id: int) -> ResponseReturnValue:
    """Somebody came in the place of this person."""
    service.find(session(), workshop, person_id)
    form = LatecomerForm(data={"language": workshop.default_language})
    if not form.validate_on_submit():
        status = REFUSED if form.is_submitted() else HTTPStatus.OK
        return _substitute_page(workshop, person_id, form), status
    try:
        with transaction() as writing:
            came = sending.once(
                writing, workshop, form.submission_id.data,
                lambda: service.substitute(
                    writing, workshop, person_id, form.details(), by=by()
                ),
            )  # fmt: skip
    except WorkshopError as error:
        if error.status is not REFUSED:
            raise
        return _substitute_page(workshop, person_id, form, sentence=str(error)), REFUSED
    return _arrived(workshop, came)


@bp.post("/<w>/arrival/let-in")
@requires(Role.ORGANISER, Role.DOOR)
def let_in(workshop: Workshop) -> ResponseReturnValue:
    """A seat for somebody on the list who has none."""
    number = read_person(PersonForm().person_id.data)
    letters = Letters(current_app.config["SETTINGS"], keys())
    try:
        with transaction() as writing:
            came = service.let_in(writing, workshop, number, letters=letters, by=by())
    except WorkshopError as error:
        if error.status is not REFUSED:
            raise
        known = reading.person(session(), workshop, number)
        return pages.desk(
            workshop, Outcome.NOT_CONFIRMED, known=known, sentence=str(error)
        ), REFUSED
    return _arrived(workshop, came)


@bp.post("/<w>/arrival/drop")
@requires(Role.ORGANISER, Role.DOOR)
def drop(workshop: Workshop) -> ResponseReturnValue:
    """Somebody whom a device recorded without network needs no seat: the same person, or gone."""
    number = read_person(PersonForm().person_id.data)
    letters = Letters(current_app.config["SETTINGS"], keys())
    with transaction() as writing:
        service.drop(writing, workshop, number, letters=letters, by=by())
    return redirect(to("desk", workshop), DONE)


@bp.post("/<w>/arrival/place")
@requires(Role.ORGANISER, Role.DOOR)
def place(workshop: Workshop) -> ResponseReturnValue:
    """The group that was chosen for somebody whose own groups are full."""
    form = PlaceForm()
    number, group = read_person(form.person_id.data), read_person(form.group_id.data)
    try:
        with transaction() as writing:
            choosing.choose(writing, workshop, number, group, by=by())
    except WorkshopError as error:
        if error.status is not REFUSED:
            raise
        known = reading.person(session(), workshop, number)
        outcome = Outcome.ALREADY if known and known.at else Outcome.NOT_CONFIRMED
        return pages.desk(workshop, outcome, known=known, sentence=str(error)), REFUSED
    where = to("desk", workshop, shown=number, outcome=Outcome.ALREADY.value)
    return redirect(where, DONE)


def _arrived(workshop: Workshop, came: Came) -> ResponseReturnValue:
    outcome = Outcome.IN if came.has_seat else Outcome.NOT_CONFIRMED
    return redirect(to("desk", workshop, shown=came.person.id, outcome=outcome.value), DONE)


def _invited(workshop: Workshop) -> dict[str, object]:
    """What an invitation that was shown says of whoever stands there."""
    number = read_person(request.args.get("invitee", ""))
    invitee = service.invited_by(session(), workshop, number)
    if invitee is None:
        return {"language": workshop.default_language}
    return {
        "prefix": invitee.prefix, "first_name": invitee.first_name,
        "last_name": invitee.last_name, "position": invitee.position, "phone": invitee.phone,
        "agency": invitee.agency_name, "language": invitee.language, "invitee": invitee.id,
    }  # fmt: skip


def _walk_in_page(workshop: Workshop, form: WalkInForm, *, same: list[int] | None = None) -> str:
    form.fresh_id()
    seats = room.read(session(), workshop, now=now())
    page: str = render_template(
        "arrival/walk_in.html", workshop=workshop, form=form, prefixes=OFFERED,
        meals=pages.meals(), is_organiser=is_organiser(),
        full=seats.sentence, held=seats.held,
        same=reading.people(session(), workshop, same or []),
    )  # fmt: skip
    return page


def _substitute_page(
    workshop: Workshop, person_id: int, form: LatecomerForm, *, sentence: str = ""
) -> str:
    form.fresh_id()
    page: str = render_template(
        "arrival/substitute.html", workshop=workshop, form=form, prefixes=OFFERED,
        meals=pages.meals(), is_organiser=is_organiser(), sentence=sentence,
        absent=reading.person(session(), workshop, person_id),
    )  # fmt: skip
    return page

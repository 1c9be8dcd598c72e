"""What a participant's pages of forms ask for every few seconds: what is open, and until when."""

from flask import Response, make_response, render_template, request

from workshop import db, freshness
from workshop.access import participant
from workshop.browser import Sender
from workshop.clock import now
from workshop.feedback import closing, pages, service, structure
from workshop.feedback.blueprint import bp
from workshop.models import Person, Workshop
from workshop.web import row_number


@bp.get("/w/<w>/feedback/live")
@participant
def live(workshop: Workshop, person: Person) -> Response:
    """A 304 while nothing changed; else nothing, or how the form `?form=` closes, in words.

    Nothing in its stamp is of the person alone but the group.
    """
    etag = stamp_of(workshop, person)
    number = request.args.get("form", type=row_number)
    if number is None or request.if_none_match.contains_weak(etag):
        return freshness.stamp(etag)
    way = pages.journey_of(Sender.of(workshop, person), pages.answer_key(workshop.uid))
    step = way.step(number)
    html = render_template(
        "feedback/_closing.html", workshop=workshop, closing=closing.of(workshop, step, now=now())
    )
    return freshness.with_tag(make_response(html), etag)


def stamp_of(workshop: Workshop, person: Person) -> str:
    seat = structure.seat(db.session(), workshop_id=workshop.id, person_id=person.id)
    opened = service.openings_stamp(db.session(), workshop_id=workshop.id, now=now())
    return freshness.tag(person.status, workshop.version, seat, opened, live=True)

"""Whether a participant's page is still true: their seat, group, room and table."""

from flask import Response

from workshop import db, freshness
from workshop.access import participant
from workshop.clock import now
from workshop.feedback.service import openings_stamp
from workshop.models import Person, Workshop
from workshop.registration import offers_reading, reading
from workshop.registration.blueprint import bp
from workshop.summary import report_backs_service


@bp.get("/w/<w>/me/seat")
@participant
def seat(workshop: Workshop, person: Person) -> Response:
    """Asked by the page every few seconds, which is loaded anew once the answer changes."""
    return freshness.stamp(stamp_of(workshop, person))


def stamp_of(workshop: Workshop, person: Person) -> str:
    """Changes with all that somebody else may change on the page: seat, offer, group, room, voting,
    which forms are open, what the group told, and whether the report is published.

    Nothing in it is of the person alone, or it would tell whether somebody is known (stand_in).
    """
    place = reading.place_of(db.session(), person)
    tables = reading.tables_of(db.session(), place[0]) if place else []
    where = (place[0].plan_id, tables, place[1].id, place[1].version) if place else ()
    offer = offers_reading.newest(db.session(), person)
    held = (offer.made_at, offer.state) if offer else ()
    voting = reading.voting(db.session(), workshop.id)
    told = report_backs_service.approvals(db.session(), workshop.id, place[1].id) if place else ()
    opened = openings_stamp(db.session(), workshop_id=workshop.id, now=now()) if place else ()
    return freshness.tag(
        person.status, workshop.version, where, held, voting, told, opened, live=True
    )

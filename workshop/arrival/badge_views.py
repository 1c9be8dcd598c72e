"""One badge from the desk, for somebody who came late or has none."""

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.arrival import latecomers_service
from workshop.arrival.blueprint import bp, by, keys
from workshop.db import session
from workshop.documents import service
from workshop.documents.options import Name, Options
from workshop.domain.terms import Role
from workshop.models import Workshop


@bp.get("/<w>/arrival/badge/<int:person_id>.pdf")
@requires(Role.ORGANISER, Role.DOOR)
def badge(workshop: Workshop, person_id: int) -> ResponseReturnValue:
    """One badge, for somebody who came late or lost theirs."""
    latecomers_service.find(session(), workshop, person_id)
    origin = service.Origin(current_app.config["SETTINGS"], keys())
    content = service.make(
        session(), workshop, Name.BADGES, Options(person=person_id), origin=origin, now=by().now
    )
    response = Response(content, content_type="application/pdf")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    return response

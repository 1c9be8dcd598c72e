"""One badge from the desk, for somebody who came late or has none, on a sheet that goes in again.

Which place of the sheet was used last is remembered in this browser alone, so each desk goes on
with its own half used sheet.
"""

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.arrival import latecomers_service, reading
from workshop.arrival.blueprint import bp, by, is_organiser, keys, to
from workshop.db import session
from workshop.documents import service
from workshop.documents.options import Name, Options
from workshop.documents.press import press
from workshop.domain.terms import Role
from workshop.models import Workshop

PLACES = 8
COOKIE = "badge_place"
DAYS_KEPT = 3


@bp.get("/<w>/arrival/badge/<int:person_id>")
@requires(Role.ORGANISER, Role.DOOR)
def badge_place(workshop: Workshop, person_id: int) -> ResponseReturnValue:
    """Which place of the sheet of labels is printed on; the one after the last is offered first."""
    latecomers_service.find(session(), workshop, person_id)
    last = _place(request.cookies.get(COOKIE, ""))
    return render_template(
        "arrival/badge.html", workshop=workshop, is_organiser=is_organiser(),
        known=reading.person(session(), workshop, person_id),
        places=range(1, PLACES + 1), last=last, offered=last % PLACES + 1,
    )  # fmt: skip


@bp.get("/<w>/arrival/badge/<int:person_id>.pdf")
@requires(Role.ORGANISER, Role.DOOR)
def badge(workshop: Workshop, person_id: int) -> ResponseReturnValue:
    """One badge, on the place of the sheet that `?place=` says (1 to 8), else on the first."""
    latecomers_service.find(session(), workshop, person_id)
    origin = service.Origin(current_app.config["SETTINGS"], keys())
    options = Options(person=person_id)
    data = service.content(session(), workshop, Name.BADGES, options, origin=origin)
    place = _place(request.args.get("place", ""))
    content = press(f"{Name.BADGES}.typ", {**data, "place": max(place, 1)}, now=by().now)
    response = Response(content, content_type="application/pdf")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    if place:
        response.set_cookie(
            COOKIE, str(place), max_age=DAYS_KEPT * 24 * 3600, path=to("desk", workshop),
            secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def _place(text: str) -> int:
    """1 to 8 by rows; 0 for anything else."""
    is_place = len(text) == 1 and text.isascii() and text.isdecimal() and int(text) <= PLACES
    return int(text) if is_place else 0

"""The organiser's page of documents, and each of them as a PDF."""

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.clock import now
from workshop.db import session
from workshop.documents import people, service, signs
from workshop.documents.options import Name, Options
from workshop.domain.terms import Role
from workshop.models import Workshop
from workshop.people import listing

bp = Blueprint("documents", __name__, url_prefix="/organise")
blueprints = (bp,)

NAMES = ",".join(f"'{name.value}'" for name in Name)


@bp.get("/<w>/documents")
@requires(Role.ORGANISER)
def index(workshop: Workshop) -> ResponseReturnValue:
    return render_template(
        "documents/index.html",
        workshop=workshop,
        titles=service.TITLES,
        standing=people.standing(session(), workshop),
        groups=listing.groups(session(), workshop),
        invites="invitations.board" in current_app.view_functions,
        unprintable=signs.unprintable(session(), workshop),
        said=signs.said,
        may_link=current_app.config["SETTINGS"].may_mail_links,
    )


@bp.get(f"/<w>/documents/<any({NAMES}):name>.pdf")
@requires(Role.ORGANISER)
def download(workshop: Workshop, name: str) -> ResponseReturnValue:
    origin = service.Origin(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])
    document = service.make(
        session(), workshop, Name(name), Options.read(request.args), origin=origin, now=now()
    )
    response = Response(document, content_type="application/pdf")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{name}-{workshop.slug}.pdf"
    )
    return response

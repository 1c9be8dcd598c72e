"""The blueprint of invitations, and what its views share."""

from typing import Any

from flask import Blueprint, current_app, make_response, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from workshop.invitations.mailing import Mailer
from workshop.models import Workshop
from workshop.registration.letters import Letters

bp = Blueprint("invitations", __name__)


def mailer() -> Mailer:
    """What writes invitations, for this installation."""
    return Mailer(Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"]))


def to(endpoint: str, workshop: Workshop, **values: Any) -> str:
    """The address of one of the organiser's pages."""
    return url_for(f"invitations.{endpoint}", w=workshop.slug, **values)


def unkept(answer: ResponseReturnValue) -> Response:
    """A page about one person: no browser, proxy or history keeps it."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response

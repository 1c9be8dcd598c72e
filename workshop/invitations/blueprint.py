"""The blueprint of invitations, and what its views share."""

from typing import Any

from flask import Blueprint, current_app, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from workshop.access import current_account
from workshop.clock import now
from workshop.invitations.mailing import Mailer
from workshop.models import Workshop
from workshop.people.service import By
from workshop.registration.letters import Letters

bp = Blueprint("invitations", __name__)


def by() -> By:
    """Who is signed in, and this moment."""
    account = current_account()
    return By(account.email if account else "", now())


def mailer() -> Mailer:
    """What writes invitations, for this installation."""
    return Mailer(Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"]))


def to(endpoint: str, workshop: Workshop, **values: Any) -> str:
    """The address of one of the organiser's pages."""
    return url_for(f"invitations.{endpoint}", w=workshop.slug, **values)


def number(name: str) -> int:
    """A page number out of the address, 1 for anything else."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else 1


def unkept(answer: ResponseReturnValue) -> Response:
    """A page about one person: no browser, proxy or history keeps it."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response

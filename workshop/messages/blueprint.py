"""The one blueprint of the pages about messages, and what they share."""

from typing import Any

from flask import Blueprint, current_app, request, url_for

from workshop.access import current_account
from workshop.clock import now
from workshop.models import Workshop
from workshop.planning.editing import By
from workshop.registration.letters import Letters
from workshop.settings import Settings

bp = Blueprint("messages", __name__, url_prefix="/organise")


@bp.teardown_request
def _close_uploads(_error: BaseException | None) -> None:
    """Large uploads lie in temporary files; they go with the request."""
    request.close()


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def letters() -> Letters:
    return Letters(settings(), current_app.extensions["workshop.keys"])


def actor() -> str:
    """Who is signed in."""
    account = current_account()
    return account.email if account else ""


def by() -> By:
    """Who is signed in, and this moment."""
    return By(actor(), now())


def to(endpoint: str, workshop: Workshop, **values: Any) -> str:
    """The address of one of these pages."""
    return url_for(f"messages.{endpoint}", w=workshop.slug, **values)

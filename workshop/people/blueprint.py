"""The blueprint of the people's pages, and what their views share."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from workshop.access import current_account
from workshop.clock import now
from workshop.models import Workshop
from workshop.people.service import By
from workshop.sheets import MEDIA_TYPES

bp = Blueprint("people", __name__, url_prefix="/organise")


def by() -> By:
    """Who is signed in, and this moment."""
    account = current_account()
    return By(account.email if account else "", now())


def to(endpoint: str, workshop: Workshop, **values: Any) -> str:
    """The address of one of these pages."""
    return url_for(f"people.{endpoint}", w=workshop.slug, **values)


def number(name: str) -> int:
    """A page number out of the address, 1 for anything else."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else 1


def download(data: bytes, name: str, ending: str) -> Response:
    """A list as a file to keep."""
    response = Response(data, content_type=MEDIA_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response

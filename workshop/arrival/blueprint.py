"""The blueprint of the door, and what its views share."""

from typing import Any

from flask import Blueprint, current_app, url_for

from workshop.access import current_account, current_roles
from workshop.arrival.service import Device
from workshop.clock import now
from workshop.domain.terms import Role
from workshop.keys import Keys
from workshop.models import Workshop
from workshop.planning.editing import By

bp = Blueprint("arrival", __name__, url_prefix="/organise")


def keys() -> Keys:
    found: Keys = current_app.extensions["workshop.keys"]
    return found


def device(name: str = "", **values: Any) -> Device:
    """Who is signed in at which device, and this moment."""
    account = current_account()
    return Device(by=account.email if account else "", name=name, now=now(), **values)


def by() -> By:
    """Who is signed in, and this moment."""
    account = current_account()
    return By(account.email if account else "", now())


def is_organiser() -> bool:
    return Role.ORGANISER in current_roles()


def to(endpoint: str, workshop: Workshop, **values: Any) -> str:
    """The address of one of these pages."""
    return url_for(f"arrival.{endpoint}", w=workshop.slug, **values)

"""Health for operators; the audit trail for organisers."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import public, requires
from workshop.domain.terms import Role
from workshop.models import Workshop
from workshop.operations import measures, service, wording
from workshop.operations.about import about

bp = Blueprint("operations", __name__)
blueprints = (bp,)

PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.record_once
def _measure(state: BlueprintSetupState) -> None:
    measures.init_app(state.app)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, PLAIN


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers too; 503 otherwise."""
    service.ping(db.session())
    return "ready\n", 200, PLAIN


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """For Prometheus: from this machine, or with the bearer token of the settings."""
    if not (_from_here() or _has_token()):
        abort(404)
    lines = current_app.extensions["workshop.measures"].lines()
    lines += [
        "# TYPE workshop_messages_waiting gauge",
        f"workshop_messages_waiting {service.waiting(db.session())}",
    ]
    return "\n".join(lines) + "\n", 200, PLAIN


def _from_here() -> bool:
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _has_token() -> bool:
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(token.encode(), given.encode("utf-8", "replace"))


@bp.get("/organise/<w>/history")
@requires(Role.ORGANISER)
def history(workshop: Workshop) -> ResponseReturnValue:
    page = service.history(db.session(), workshop, page=_page())
    return render_template(
        "operations/history.html",
        workshop=workshop,
        page=page,
        deeds=wording.DEEDS,
        actors=wording.ACTORS,
        about=about,
    )


def _page() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and 0 < int(asked) < 100_000 else 1

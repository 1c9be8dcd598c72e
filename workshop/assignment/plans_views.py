"""About plans as a whole: two compared, those published so far, and one on paper."""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.assignment import compare_service, history_service, plans
from workshop.assignment.board import read_board, read_scene
from workshop.assignment.sieve import Sieve
from workshop.db import session
from workshop.domain.terms import Role
from workshop.errors import NotFoundError
from workshop.i18n import _l
from workshop.models import Plan, Workshop

bp = Blueprint("plans", __name__, url_prefix="/organise/<w>/assignment")
NO_SUCH_PLAN = _l("There is no plan with this number. It may have been discarded.")


@bp.get("/compare")
@requires(Role.ORGANISER)
def compare(workshop: Workshop) -> ResponseReturnValue:
    """Two plans by their numbers; without any, the published and the newest one."""
    found = plans.all_plans(session(), workshop)
    asked = [request.args.get(name, "") for name in ("a", "b")]
    numbers = [int(one) if one.isdecimal() and len(one) < 10 else None for one in asked]
    a, b = compare_service.pick(found, *numbers)
    page = {
        "workshop": workshop, "plans": found, "a": a, "b": b,
        "working": plans.working(session(), workshop),
    }  # fmt: skip
    wrong = any(one and number is None for one, number in zip(asked, numbers, strict=True))
    if wrong or (len(found) > 1 and (a is None or b is None)):
        page["wrong"] = NO_SUCH_PLAN
        return render_template("assignment/compare.html", **page), HTTPStatus.NOT_FOUND
    if a is not None and b is not None:
        page["said"] = compare_service.compare(session(), workshop, a, b)
    return render_template("assignment/compare.html", **page)


@bp.get("/history")
@requires(Role.ORGANISER)
def history(workshop: Workshop) -> ResponseReturnValue:
    found = history_service.publications(session(), workshop)
    return render_template("assignment/history.html", workshop=workshop, publications=found)


@bp.get("/print")
@requires(Role.ORGANISER)
def on_paper(workshop: Workshop) -> ResponseReturnValue:
    """The working plan, or the one with the number asked for; one group a page."""
    plan = _asked_for(workshop)
    board = read_board(session(), read_scene(session(), workshop, plan), Sieve())
    return render_template("assignment/print.html", workshop=workshop, board=board)


def _asked_for(workshop: Workshop) -> Plan:
    if not (asked := request.args.get("plan", "")):
        found = plans.working(session(), workshop)
    else:
        numbered = (one for one in plans.all_plans(session(), workshop) if str(one.number) == asked)
        found = next(numbered, None)
    if found is None:
        raise NotFoundError(NO_SUCH_PLAN)
    return found

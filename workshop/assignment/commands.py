"""`workshop assign`: solves, says score, bound and status, and publishes when asked."""

import sys

from flask import current_app

from workshop.assignment import publishing_service, service
from workshop.assignment.plans import Solved
from workshop.assignment.solving import solve_apart
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import SolveStatus, WorkshopState
from workshop.errors import WorkshopError
from workshop.models import Plan, Workshop
from workshop.planning.editing import By
from workshop.registration.letters import Letters


def assign(workshop: Workshop, *, seed: int, publish: bool) -> int:
    """A new draft, published at once with `publish`; 0, also when it is not proven best.

    Raises WorkshopError, which says why, when there is no split, and before solving when the
    workshop is a draft that nobody could be told of.
    """
    if publish and workshop.state is WorkshopState.DRAFT:
        raise WorkshopError(publishing_service.NOT_OPEN)
    by = By(service.COMMAND_LINE, now())
    task = service.prepare(session(), workshop, seed=seed)
    session().commit()  # ends the reading transaction: solving takes a while
    result = solve_apart(task.problem, task.options)
    with transaction() as writing:
        plan = service.keep(writing, workshop, task, result, by=by)
    _say(_told(plan))
    if publish:
        letters = Letters(current_app.config["SETTINGS"], current_app.extensions["workshop.keys"])
        with transaction() as writing:
            said = publishing_service.publish(
                writing, workshop, plan_id=plan.id, version=plan.version,
                effective_on=workshop.date, note="", letters=letters,
                by=by,
            )  # fmt: skip
        _say(f"Published: {len(said.changes)} people have a new group, {said.told} are told.")
        if not said.may_mail:
            _say(str(publishing_service.NOBODY_TOLD))
    return 0


def _told(plan: Plan) -> str:
    """One line: number, status, and per level score and bound."""
    solved, score = Solved.of(plan), plan.result["score"]
    parts = ", ".join(
        f"{level} {score[level.value]} (bound {solved.bound[level]})" for level in solved.order
    )
    best = "proven best" if plan.status is SolveStatus.OPTIMAL else "not proven best"
    return f"Draft {plan.number}: {plan.status}, {best}; {parts}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")

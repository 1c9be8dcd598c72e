"""Keeps what is worked out beside the server: one thing at a time, seen by all, never hanging."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.assignment.service import NoSplitError, Task, prepare
from workshop.assignment.tables_service import TableTask
from workshop.domain.assignment import kept
from workshop.domain.assignment.problem import Conflict
from workshop.domain.terms import PlanState, RunKind, RunState
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _l
from workshop.models import Plan, SolveRun, Workshop
from workshop.planning.editing import By, hold
from workshop.presence import chunks

Work = Task | TableTask
AT_WORK = (RunState.WAITING, RunState.RUNNING)
DEAD_AFTER = dt.timedelta(seconds=20)
"""A run is seen about once a second by whoever watches its child."""
KEPT = 20
"""Runs of a workshop that stay, the newest ones."""
MOST_SEED = 2**31 - 1

NO_SPLIT, CHANGED, LATE, DIED, BROKEN = "no_split", "changed", "late", "died", "broken"
WHY = {
    NO_SPLIT: _l("There is no split that keeps all rules."),
    CHANGED: _l("The list of people changed while the split was solved. Try again."),
    LATE: _l("No split was found in time. Try again."),
    DIED: _l("The server was stopped while this was worked out. Nothing was stored; start again."),
    BROKEN: _l("This could not be worked out: the solver ended by itself. Nothing was stored; "
               "start again, and tell the operator if it happens twice."),
}  # fmt: skip
"""What became of a failed run, by `outcome["why"]`."""
WHY_NO_TABLES = {
    CHANGED: _l("The draft or its people changed while the tables were dealt. Nothing was stored; "
                "deal again."),
    LATE: _l("The tables were not dealt in time. Try again."),
}  # fmt: skip
"""The same where tables were dealt."""


def begin(
    session: Session, workshop: Workshop, *, kind: RunKind, task: Work, by: By
) -> tuple[SolveRun, bool]:
    """A new run, or the one that is at work already; true for a new one.

    However many organisers ask at once, one run is at work.
    """
    hold(session, workshop)
    end_dead(session, now=by.now)
    going = at_work(session, workshop)
    if going is not None:
        return going, False
    run = SolveRun(
        workshop_id=workshop.id, kind=kind, state=RunState.WAITING, seed=task.options.seed,
        effort=task.options.effort.value, goals=task.goals,
        progress=task.about, outcome={}, requested_by=by.actor,
        started_at=by.now, seen_at=by.now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run, True


def find(session: Session, workshop: Workshop, number: int) -> SolveRun:
    run = session.scalar(
        sa.select(SolveRun).where(SolveRun.workshop_id == workshop.id, SolveRun.id == number)
    )
    if run is None:
        raise NotFoundError(_l("This is not kept any more. Go back to the board."))
    return run


def at_work(session: Session, workshop: Workshop) -> SolveRun | None:
    return session.scalar(
        sa.select(SolveRun).where(
            SolveRun.workshop_id == workshop.id, SolveRun.state.in_(AT_WORK)
        )
    )  # fmt: skip


def latest(session: Session, workshop: Workshop, kind: RunKind) -> SolveRun | None:
    """The newest of its kind that came to an end with a result."""
    return session.scalar(
        sa.select(SolveRun)
        .where(
            SolveRun.workshop_id == workshop.id,
            SolveRun.kind == kind,
            SolveRun.state == RunState.DONE,
        )
        .order_by(SolveRun.id.desc())
        .limit(1)
    )


def impossible(session: Session, workshop: Workshop) -> SolveRun | None:
    """The newest split that was worked out, if there was none and nothing has changed since: with
    the same people, groups, rules and pins there is none now."""
    ended = session.scalars(
        sa.select(SolveRun)
        .where(
            SolveRun.workshop_id == workshop.id, SolveRun.kind == RunKind.SPLIT,
            SolveRun.state.in_((RunState.DONE, RunState.FAILED)),
        )
        .order_by(SolveRun.id.desc())
        .limit(KEPT)
    )  # fmt: skip
    told = (
        one for one in ended if one.state is RunState.DONE or one.outcome.get("why") == NO_SPLIT
    )
    run = next(told, None)
    if run is None or run.state is RunState.DONE or not run.outcome.get("conflicts"):
        return None
    try:
        task = prepare(session, workshop)
    except WorkshopError:  # nobody or nothing to split any more
        return None
    return run if task.mark == run.outcome.get("mark") else None


def is_dead(run: SolveRun, *, now: dt.datetime) -> bool:
    """Whether nobody watches it any more, noted or not yet."""
    return run.state in AT_WORK and run.seen_at < now - DEAD_AFTER


def end_dead(session: Session, *, now: dt.datetime) -> int:
    """Notes runs as failed whose server is gone; gives how many."""
    return _end(
        session,
        SolveRun.seen_at < now - DEAD_AFTER,
        state=RunState.FAILED,
        outcome={"why": DIED},
        finished_at=now,
    )


def any_dead(session: Session, *, now: dt.datetime) -> bool:
    """Asked first, so that nothing is locked as long as there is nothing to end."""
    dead = SolveRun.state.in_(AT_WORK) & (SolveRun.seen_at < now - DEAD_AFTER)
    return bool(session.scalar(sa.select(sa.exists().where(dead))))


def outworn(session: Session) -> list[int]:
    """Runs that nobody looks at any more.

    All but the newest KEPT of each workshop, what is at work, the newest result of each kind, and
    the run that the published plan came from.
    """
    newest = SolveRun.id.desc()
    ranked = sa.select(
        SolveRun.id, SolveRun.state, SolveRun.plan_id,
        sa.func.row_number()
        .over(partition_by=SolveRun.workshop_id, order_by=newest)
        .label("place"),
        sa.func.row_number().over(
            partition_by=(SolveRun.workshop_id, SolveRun.kind, SolveRun.state), order_by=newest
        ).label("of_its_kind"),
    ).subquery()  # fmt: skip
    published = sa.select(Plan.id).where(Plan.state == PlanState.PUBLISHED)
    ids = session.scalars(
        sa.select(ranked.c.id).where(
            ranked.c.place > KEPT,
            ranked.c.state.not_in(AT_WORK),
            sa.or_(ranked.c.state != RunState.DONE, ranked.c.of_its_kind > 1),
            sa.or_(ranked.c.plan_id.is_(None), ranked.c.plan_id.not_in(published)),
        )
    )
    return list(ids)


def forget(session: Session, runs: list[int]) -> int:
    """Deletes runs that have come to an end; gives how many."""
    for some in chunks(runs):
        session.execute(
            sa.delete(SolveRun).where(SolveRun.id.in_(some), SolveRun.state.not_in(AT_WORK))
        )
    return len(runs)


def see(
    session: Session, run_id: int, *, state: RunState, progress: dict[str, Any], now: dt.datetime
) -> bool:
    """Notes that the run is at work or waits for its turn, and how far it is; false once it is to
    be given up."""
    return bool(_end(session, SolveRun.id == run_id, state=state, seen_at=now, progress=progress))


def still_wanted(session: Session, run_id: int) -> SolveRun | None:
    """The run, locked, unless it was cancelled."""
    return session.scalar(
        sa.select(SolveRun)
        .where(SolveRun.id == run_id, SolveRun.state.in_(AT_WORK))
        .with_for_update()
    )


def done(run: SolveRun, *, now: dt.datetime, plan_id: int | None, outcome: dict[str, Any]) -> None:
    run.state, run.finished_at, run.seen_at = RunState.DONE, now, now
    run.plan_id, run.outcome = plan_id, outcome


def fail(
    session: Session, run_id: int, *, why: str, now: dt.datetime,
    conflicts: tuple[Conflict, ...] = (), mark: Mapping[str, Any] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Nothing for a run that was cancelled.  mark: of the task, see `impossible`."""
    told = [kept.as_values(one) for one in conflicts]
    outcome = {"why": why, "conflicts": told, "mark": dict(mark)}
    _end(
        session, SolveRun.id == run_id, state=RunState.FAILED, outcome=outcome, finished_at=now,
        seen_at=now,
    )  # fmt: skip


def cancel(session: Session, workshop: Workshop, *, number: int, by: By) -> SolveRun:
    """Gives a run up: its child is ended within a moment, and nothing of it is stored.

    Raises ConflictError when it has come to its end already.
    """
    run = find(session, workshop, number)
    ended = _end(
        session, SolveRun.id == run.id, state=RunState.CANCELLED, finished_at=by.now,
        outcome={"by": by.actor},
    )  # fmt: skip
    if not ended:
        raise ConflictError(_l("This had come to its end already; there is nothing to cancel."))
    by.record(session, workshop, "run.cancelled", f"{run.id} {run.kind}")
    session.refresh(run)
    return run


def failure(run: SolveRun) -> WorkshopError:
    """What a failed run says to whoever waits for it."""
    why = run.outcome.get("why", BROKEN)
    if why == NO_SPLIT:
        return NoSplitError(conflicts_of(run))
    return (ConflictError if why == CHANGED else WorkshopError)(sentence(run, why))


def sentence(run: SolveRun, why: str) -> object:
    """What became of a failed run, in words."""
    return (WHY_NO_TABLES if run.kind is RunKind.TABLES else {}).get(why) or WHY[why]


def conflicts_of(run: SolveRun) -> tuple[Conflict, ...]:
    return tuple(kept.from_values(one) for one in run.outcome.get("conflicts", ()))


def _end(session: Session, which: sa.ColumnElement[bool], **values: Any) -> int:
    """Changes runs that are at work, and only those; gives how many."""
    changed = session.execute(
        sa.update(SolveRun)
        .where(which, SolveRun.state.in_(AT_WORK))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(changed, "rowcount", 0))

"""Watches over one run: a thread that starts the child, notes how far it is, stores what comes out.

The request that asks for a run does not wait for it (or only for a moment); what is noted in the
database is all that pages know of it, so that another server process tells the same.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from workshop.assignment import rerun_points, runs_service, service, tables_service
from workshop.assignment.runs_service import Work
from workshop.assignment.service import NoSplitError, Task
from workshop.assignment.solving import Apart, StoppedError, solve_apart, work_apart
from workshop.assignment.tables_service import TableTask
from workshop.assignment.tables_solving import deal_apart
from workshop.clock import now
from workshop.db import Database, open_session
from workshop.domain.assignment.progress import Listener, Progress, TableProgress
from workshop.domain.terms import RunKind, RunState
from workshop.errors import ConflictError, WorkshopError
from workshop.models import Workshop
from workshop.planning.editing import By

MOST_AT_ONCE = 2
"""Children at work in one server process; further runs wait for their turn."""
NOTED_SECONDS, NEWS_SECONDS = 1.0, 0.3
"""How often a run is noted at most while the child says the same, and something new."""
TURN_SECONDS = 0.2
log = logging.getLogger(__name__)
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Order:
    """What is to be worked out, for whom."""

    run_id: int
    workshop_id: int
    kind: RunKind
    task: Work
    actor: str


def start(database: Database, order: Order) -> threading.Event:
    """Sets off; the event is set once the run has come to an end, whatever end."""
    ended = threading.Event()
    threading.Thread(
        target=_watch, args=(database, order, ended), daemon=True, name=f"run-{order.run_id}"
    ).start()
    return ended


def _watch(database: Database, order: Order, ended: threading.Event) -> None:
    try:
        pulse = _Pulse(database, order)
        _carry_out(database, order, pulse)
    except StoppedError:
        log.info("run %s was cancelled", order.run_id)
    except Exception:  # the database may be away: then the run is noted as dead later
        log.exception("run %s was left", order.run_id)
    finally:
        ended.set()


def _carry_out(database: Database, order: Order, pulse: "_Pulse") -> None:
    try:
        result = _work(order, pulse)
    except WorkshopError:
        _fail(database, order, runs_service.LATE)
    except RuntimeError:
        log.exception("the child of run %s broke", order.run_id)
        _fail(database, order, runs_service.BROKEN)
    else:
        _store(database, order, result)


def _work(order: Order, pulse: "_Pulse") -> Any:
    """Waits for a turn, then for the child."""
    while not _turns.acquire(timeout=TURN_SECONDS):
        if not pulse.goes_on():
            raise StoppedError
    try:
        pulse.takes_its_turn()
        work = _jobs()[order.kind]
        return work(
            order.task.problem, order.task.options, tell=pulse.tell, goes_on=pulse.goes_on
        )  # fmt: skip
    finally:
        _turns.release()


def _jobs() -> dict[RunKind, Apart]:
    return {
        RunKind.SPLIT: solve_apart,
        RunKind.CURVE: _apart("curve"),
        RunKind.ABSENCES: _apart("even_out"),
        RunKind.TABLES: deal_apart,
    }


def _apart(job: str) -> Apart:
    def work(problem: Any, options: Any, *, tell: Listener, goes_on: Callable[[], bool]) -> Any:
        return work_apart(job, problem, options, tell=tell, goes_on=goes_on)

    return work


def _store(database: Database, order: Order, result: Any) -> None:
    """One transaction: a run that was cancelled in the meantime stores nothing."""
    try:
        with open_session(database) as session, database.writing(session) as writing:
            run = runs_service.still_wanted(writing, order.run_id)
            if run is None:
                return
            plan_id, outcome = _kept(writing, order, result)
            runs_service.done(run, now=now(), plan_id=plan_id, outcome=outcome)
    except NoSplitError as error:
        mark = order.task.mark if isinstance(order.task, Task) else {}
        _fail(database, order, runs_service.NO_SPLIT, conflicts=error.conflicts, mark=mark)
    except ConflictError:
        _fail(database, order, runs_service.CHANGED)


def _kept(session: Session, order: Order, result: Any) -> tuple[int | None, dict[str, Any]]:
    """A split becomes a draft, tables are seated; points to choose from are kept with the run."""
    workshop = session.get_one(Workshop, order.workshop_id)
    by = By(order.actor, now())
    if isinstance(order.task, TableTask):
        return tables_service.keep(session, workshop, order.task, result, by=by).id, {}
    if order.kind is RunKind.SPLIT:
        return service.keep(session, workshop, order.task, result, by=by).id, {}
    if not result.points:
        raise NoSplitError(result.conflicts)
    return None, rerun_points.kept(order.task, result)


def _fail(database: Database, order: Order, why: str, **details: Any) -> None:
    with open_session(database) as session, database.writing(session) as writing:
        runs_service.fail(writing, order.run_id, why=why, now=now(), **details)


class _Pulse:
    """Notes about once a second that the run is at work, and sooner what is new; learns whether it
    is still wanted."""

    def __init__(self, database: Database, order: Order) -> None:
        self._database = database
        self._order = order
        self._progress: dict[str, Any] = order.task.about
        self._noted = time.monotonic()
        self._next = self._noted + NOTED_SECONDS
        self._wanted = True
        self._state = RunState.WAITING

    def takes_its_turn(self) -> None:
        """Noted at once: from here on the page tells of work."""
        self._state, self._next = RunState.RUNNING, time.monotonic()

    def tell(self, progress: Progress | TableProgress) -> None:
        told = {**self._order.task.about, **progress.as_values()}
        if told != self._progress:
            self._progress = told
            self._next = min(self._next, self._noted + NEWS_SECONDS)

    def goes_on(self) -> bool:
        if self._wanted and time.monotonic() >= self._next:
            try:
                self._wanted = self._note()
            except OperationalError:  # away for a moment: the next pulse notes it
                log.warning("run %s could not be noted", self._order.run_id, exc_info=True)
            self._noted = time.monotonic()
            self._next = self._noted + NOTED_SECONDS
        return self._wanted

    def _note(self) -> bool:
        with open_session(self._database) as session, self._database.writing(session) as db:
            return runs_service.see(
                db, self._order.run_id, state=self._state, progress=self._progress, now=now()
            )

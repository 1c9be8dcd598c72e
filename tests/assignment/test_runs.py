"""Solving beside the server: progress, joining, cancelling, and runs that come to a bad end."""

import datetime as dt
import threading
import time
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from tests.assignment.conftest import make_stage
from tests.assignment.reading import fresh, plan_of
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop import timed
from workshop.assignment import runs_service, runs_views, runs_watch, solving
from workshop.clock import now
from workshop.domain.assignment.problem import Level, Score
from workshop.domain.assignment.progress import Progress
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import PersonStatus, PlanState, RunKind, RunState, SolveStatus
from workshop.models import SolveRun


@pytest.fixture
def impatient(monkeypatch):
    """Requests do not wait, and runs note at once how far they are."""
    for patience in ("PATIENCE", "PATIENCE_FOR_SMALL"):
        monkeypatch.setattr(runs_views, patience, 0.05)
    monkeypatch.setattr(runs_watch, "NOTED_SECONDS", 0.01)


@pytest.fixture
def slow(monkeypatch):
    """A solver that says how far it is and goes on until told to finish or to stop."""
    finish, ended = threading.Event(), threading.Event()

    def work(problem, options, *, tell, goes_on):
        score = Score(P=0, B=120, S=3, D=0)
        tell(Progress(Level.BALANCE, (Level.PREFERENCE,), score, {Level.PREFERENCE: 0,
                                                                  Level.BALANCE: 96}))  # fmt: skip
        try:
            while not finish.wait(0.01):
                if not goes_on():
                    raise solving.StoppedError
            return solve(problem, options)
        finally:
            ended.set()

    monkeypatch.setattr(runs_watch, "solve_apart", work)
    yield finish, ended
    finish.set()
    assert ended.wait(10)


def run_of(session):
    fresh(session)
    return session.scalars(sa.select(SolveRun).order_by(SolveRun.id.desc())).first()


def until(check):
    end = time.monotonic() + 10
    while not check():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_long_run_tells_how_far_it_is_is_joined_and_cancelled(
    session, stage, organiser, browsers, impatient, slow
):
    answer = organiser.post(f"{stage.board}/solve", {"effort": "thorough", "seed": "7"})
    run = run_of(session)
    where = f"{stage.board}/runs/{run.id}"
    assert (answer.status_code, answer.location) == (303, where)
    assert (run.effort, run.seed, run.requested_by) == ("thorough", 7, stage.organiser.email)
    until(lambda: run_of(session).progress.get("level") == "B")
    page = organiser.get(where).text
    assert "0 steps away from first choices: proven, it cannot be better." in page
    assert (
        "5.0 people from an even mix so far; it cannot be better than "
        "4.0 people from an even mix." in page
    )
    assert "Thorough, split number 7." in page
    assert '<noscript><meta http-equiv="refresh"' in page
    live = organiser.get(where, headers={"X-Live": "1"})
    assert "people from an even mix so far" in live.text
    again = organiser.get(where, headers={"X-Live": "1", "If-None-Match": live.headers["ETag"]})
    assert again.status_code == 304

    other = browsers().sign_in(stage.organiser)
    other.get(f"{stage.board}?lang=en")
    assert other.post(f"{stage.board}/solve").location == where
    page = other.get(where).text
    assert "You started this with other options (Thorough, split number 7: First choices," in page
    assert "Yours (Usual, split number 0: First choices," in page
    assert "was not started" in page
    other.post(f"{stage.board}/solve", {"effort": "thorough", "seed": "7"})
    assert "This is being worked out already." in other.get(where).text
    assert session.scalar(sa.select(sa.func.count(SolveRun.id))) == 1

    assert organiser.post(f"{where}/cancel").status_code == 303
    assert slow[1].wait(10)
    assert "Cancelled. Nothing was stored." in organiser.get(stage.board).text
    assert run_of(session).state is RunState.CANCELLED
    assert plan_of(session, stage) is None
    assert f"Cancelled by {stage.organiser.email}" in organiser.get(where).text
    late = organiser.post(f"{where}/cancel", follow_redirects=True)
    assert "there is nothing to cancel" in late.text


def test_from_the_first_moment_the_goal_at_work_is_named(stage, organiser, impatient, monkeypatch):
    """While the child only starts, before it has told anything; and what it tells, at once."""
    begun, goes, told, finish = (threading.Event() for _ in range(4))

    def work(problem, options, *, tell, goes_on):
        goes_on()
        begun.set()
        goes.wait(10)
        tell(Progress(Level.PREFERENCE, (), Score(0, 120, 3, 0), {Level.PREFERENCE: 0}))
        goes_on()
        told.set()
        finish.wait(10)
        return solve(problem, options)

    monkeypatch.setattr(runs_watch, "NOTED_SECONDS", 60)
    monkeypatch.setattr(runs_watch, "NEWS_SECONDS", 0)
    monkeypatch.setattr(runs_watch, "solve_apart", work)
    where = organiser.post(f"{stage.board}/solve").location
    assert begun.wait(10)
    page = organiser.get(where).text
    goes.set()
    assert told.wait(10)
    later = organiser.get(where).text
    finish.set()
    assert "0 steps away from first choices: proven, it cannot be better." in later
    assert 'data-live-seconds="0.9"' in later
    assert "Works beside the server" in page
    assert "Nothing found yet." in page
    assert '<li class="now">' in page


def test_a_long_run_leads_to_its_draft(session, stage, organiser, impatient, slow):
    where = organiser.post(f"{stage.board}/solve").location
    before = organiser.get(f"{where}/state").headers["ETag"]
    slow[0].set()
    until(lambda: run_of(session).state is RunState.DONE)
    assert organiser.get(f"{where}/state").headers["ETag"] != before
    assert organiser.get(where).location == stage.board
    assert run_of(session).plan_id == plan_of(session, stage).id


def test_who_left_while_it_was_solved_is_no_part_of_a_draft(session, stage, organiser, monkeypatch):
    def work(problem, options, *, tell, goes_on):
        stage.people[0].status = PersonStatus.CANCELLED
        session.commit()
        return solve(problem, options)

    monkeypatch.setattr(runs_watch, "solve_apart", work)
    answer = organiser.post(f"{stage.board}/solve")
    assert answer.status_code == 409
    assert "The list of people changed while the split was solved." in answer.text
    assert plan_of(session, stage) is None


def test_a_split_that_ran_out_of_time_says_so(session, stage, organiser, monkeypatch):
    def work(problem, options, *, tell, goes_on):
        return replace(solve(problem, options), status=SolveStatus.TIME_LIMIT)

    monkeypatch.setattr(runs_watch, "solve_apart", work)
    assert organiser.post(f"{stage.board}/solve").location == stage.board
    assert (
        "Draft 1 is the best that was found when the time was up."
        in organiser.get(stage.board).text
    )
    assert plan_of(session, stage).status is SolveStatus.TIME_LIMIT


def test_a_child_that_breaks_is_told_of_and_nothing_is_stored(
    session, stage, organiser, monkeypatch
):
    def work(problem, options, *, tell, goes_on):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(runs_watch, "solve_apart", work)
    answer = organiser.post(f"{stage.board}/solve")
    assert answer.status_code == 422
    assert "the solver ended by itself" in answer.text
    assert run_of(session).state is RunState.FAILED
    assert plan_of(session, stage) is None


def test_no_split_is_told_with_its_cure_after_a_long_run_too(
    session, stage, organiser, impatient, slow
):
    for group in stage.groups.values():
        group.seats_min, group.seats_max = 0, 5
    session.commit()
    where = organiser.post(f"{stage.board}/solve").location
    slow[0].set()
    until(lambda: run_of(session).state is RunState.FAILED)
    page = organiser.get(where).text
    assert "All groups together hold 10, but there are 12 people: 2 more needed." in page


def test_a_run_whose_server_is_gone_never_hangs(app, session, stage, organiser):
    long_ago = now() - dt.timedelta(minutes=2)

    def left_behind():
        run = SolveRun(
            workshop_id=stage.workshop.id, kind=RunKind.SPLIT, state=RunState.RUNNING,
            goals="PBSD", requested_by="a@example.go.th", started_at=long_ago, seen_at=long_ago,
        )  # fmt: skip
        session.add(run)
        session.commit()
        return run

    first = left_behind()
    page = organiser.get(f"{stage.board}/runs/{first.id}").text
    assert "The server was stopped while this was worked out." in page
    timed.do_jobs(app, now=now())
    assert run_of(session).state is RunState.FAILED
    second = left_behind()
    assert organiser.post(f"{stage.board}/solve").location == stage.board
    session.refresh(second)
    assert (second.state, second.outcome) == (RunState.FAILED, {"why": "died"})


@ON_BOTH_DATABASES
def test_old_runs_are_forgotten_but_none_whose_result_is_in_use(app, session, stage, organiser):
    organiser.post(f"{stage.board}/solve")
    plan, moment = plan_of(session, stage), now()
    plan.state, plan.published_at = PlanState.PUBLISHED, moment
    old_curve, curve, *others = (
        SolveRun(
            workshop_id=stage.workshop.id, kind=kind, state=state, goals="PBSD", started_at=moment,
            requested_by="a@example.go.th", seen_at=moment,
            finished_at=None if state is RunState.RUNNING else moment,
        )
        for kind, state in (
            (RunKind.CURVE, RunState.DONE), (RunKind.CURVE, RunState.DONE),
            (RunKind.SPLIT, RunState.RUNNING), *[(RunKind.SPLIT, RunState.CANCELLED)] * 22,
        )
    )  # fmt: skip
    session.add_all([old_curve, curve, *others])
    session.commit()
    first = session.scalar(sa.select(SolveRun.id).where(SolveRun.plan_id == plan.id))
    kept = {first, curve.id, others[0].id, *(one.id for one in others[-20:])}
    timed.do_jobs(app, now=now())
    fresh(session)
    assert set(session.scalars(sa.select(SolveRun.id))) == kept
    assert runs_service.outworn(session) == []


def test_what_is_asked_of_a_run_is_checked_and_kept(session, stage, organiser):
    assert "How thoroughly" in organiser.get(f"{stage.board}/solve").text
    for form, sentence in (
        ({"seed": "a\x00b"}, "Enter a whole number from 0 to 2147483647"),
        ({"seed": "-1"}, "Enter a whole number from 0 to 2147483647"),
        ({"seed": "99999999999"}, "Enter a whole number from 0 to 2147483647"),
        ({"effort": "endless", "seed": "3"}, "Choose how thoroughly to solve"),
    ):
        answer = organiser.post(f"{stage.board}/solve", form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert plan_of(session, stage) is None
    assert 'value="3"' in answer.text
    assert run_of(session) is None
    for number in ("1", "99999999999999999999"):
        assert organiser.get(f"{stage.board}/runs/{number}").status_code == 404
        assert organiser.post(f"{stage.board}/runs/{number}/cancel").status_code == 404


@pytest.mark.slow
def test_a_child_that_is_killed_ends_in_a_sentence(
    session, stage, organiser, impatient, monkeypatch
):
    monkeypatch.setattr(runs_watch, "solve_apart", solving.solve_apart)
    monkeypatch.setattr(solving, "CHILD", "import time; time.sleep(60)")
    where = organiser.post(f"{stage.board}/solve").location
    until(lambda: solving._AT_WORK)
    (child,) = solving._AT_WORK
    child.kill()
    until(lambda: run_of(session).state is RunState.FAILED)
    assert "the solver ended by itself" in organiser.get(where).text
    assert plan_of(session, stage) is None


@pytest.mark.slow
def test_cancelling_ends_the_child_itself(session, stage, organiser, impatient, monkeypatch):
    monkeypatch.setattr(runs_watch, "solve_apart", solving.solve_apart)
    monkeypatch.setattr(solving, "CHILD", "import time; time.sleep(60)")
    where = organiser.post(f"{stage.board}/solve").location
    until(lambda: solving._AT_WORK)
    (child,) = solving._AT_WORK
    organiser.post(f"{where}/cancel")
    until(lambda: child.poll() is not None)
    assert run_of(session).state is RunState.CANCELLED


@pytest.mark.slow
@ON_BOTH_DATABASES
def test_organisers_who_ask_at_once_share_one_run(session, browsers, impatient, slow):
    stage = make_stage()
    asking = [browsers().sign_in(stage.organiser) for _ in range(4)]
    for one in asking:
        one.get(f"{stage.board}?lang=en")
    answers = at_once(*(partial(one.post, f"{stage.board}/solve") for one in asking))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.location for answer in answers} == {f"{stage.board}/runs/{run_of(session).id}"}
    assert session.scalar(sa.select(sa.func.count(SolveRun.id))) == 1

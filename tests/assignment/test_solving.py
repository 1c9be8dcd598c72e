"""The child process that solves: the same answer, and nothing of it stays behind."""

import subprocess
import sys

import pytest

from tests.domain.assignment.instances import person
from workshop.assignment import solving, tables_solving
from workshop.domain.assignment.curve import curve
from workshop.domain.assignment.problem import Effort, Group, Options, Problem
from workshop.domain.assignment.progress import Progress
from workshop.domain.assignment.rerun import even_out
from workshop.domain.assignment.solve import solve
from workshop.domain.assignment.tables import TableProblem
from workshop.domain.assignment.tables_search import deal_tables
from workshop.errors import WorkshopError

PROBLEM = Problem((person("a", "AB"), person("b", "A")), (Group("A", 0, 1), Group("B", 0, 1)))

SEATED = Problem((person("a", "AB", current="B"), person("b", "A", current="A")), PROBLEM.groups)


@pytest.mark.slow
def test_a_child_process_gives_the_answer_of_the_solver(app):
    with app.app_context():
        assert solving.solve_apart(PROBLEM, Options(seed=2)) == solve(PROBLEM, Options(seed=2))


@pytest.mark.slow
def test_each_job_of_the_worker_gives_the_answer_of_its_function(app):
    told = []
    with app.app_context():
        for job, function in (("curve", curve), ("even_out", even_out)):
            done = solving.work_apart(job, SEATED, Options(), tell=told.append)
            assert done == function(SEATED)
            assert done.points
    assert {type(one) for one in told} == {Progress}


@pytest.mark.slow
def test_a_child_that_takes_too_long_is_ended_with_a_sentence(app, monkeypatch):
    monkeypatch.setattr(solving, "GRACE_SECONDS", -59.9)
    with app.test_request_context("/?lang=en"), pytest.raises(WorkshopError, match="in time"):
        solving.solve_apart(PROBLEM, Options())


@pytest.mark.slow
def test_a_child_that_breaks_is_no_silent_empty_plan(app, monkeypatch):
    monkeypatch.setattr(solving, "CHILD", "raise SystemExit('broken')")
    with app.app_context(), pytest.raises(RuntimeError, match="broken"):
        solving.solve_apart(PROBLEM, Options())


@pytest.mark.slow
def test_serving_the_board_loads_no_numeric_library():
    """Their memory would stay with the server for good."""
    code = (
        "import sys, workshop.assignment.views, workshop.assignment.commands;"
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert printed.stdout.strip() == b"[]"


@pytest.mark.slow
def test_a_child_process_deals_as_the_engine_does(app):
    people = tuple(person(f"p{number}", "A", organisation="xyz"[number % 3]) for number in range(8))
    problem, told = TableProblem(people, (), 2, 2), []
    with app.app_context():
        dealt = tables_solving.deal_apart(problem, Options(effort=Effort.QUICK), tell=told.append)
    assert dealt == deal_tables(problem, effort=Effort.QUICK)
    assert all(dealt.score.key() <= one.score.key() for one in told)

"""`workshop assign` and `workshop solve`, as they are typed."""

import dataclasses
import json

import pytest
import sqlalchemy as sa

from tests.assignment.reading import plan_of
from workshop import cli, commands
from workshop.domain.terms import PlanState, WorkshopState
from workshop.models import Message


@pytest.fixture
def run(settings, monkeypatch, capsys, stage):
    """The exit code and the output of a command line."""
    monkeypatch.setattr(commands.Settings, "load", lambda: settings)

    def _run(*arguments):
        code = cli.main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run


def test_assign_says_score_bound_and_status(session, stage, run):
    code, printed, _errors = run("assign", "ours", "--seed", "3")
    assert code == 0
    assert printed.startswith("Draft 1: optimal, proven best; P 0 (bound 0), B ")
    plan = plan_of(session, stage)
    assert (plan.seed, plan.state) == (3, PlanState.DRAFT)


def test_assign_publishes_when_asked(session, stage, run):
    stage.people[0].email = ""
    stage.people[0].phone = "021234567"
    session.commit()
    code, printed, _errors = run("assign", "ours", "--publish")
    assert code == 0
    assert "Published: 12 people have a new group, 11 are told." in printed
    assert plan_of(session, stage).state is PlanState.PUBLISHED
    assert session.scalar(sa.select(sa.func.count(Message.id))) == 11


def test_assign_publishes_nothing_of_a_workshop_that_is_not_open(session, stage, run):
    stage.workshop.state = WorkshopState.DRAFT
    session.commit()
    code, _printed, errors = run("assign", "ours", "--publish")
    assert code == 1
    assert "Open the workshop first. People cannot see a draft." in errors
    assert plan_of(session, stage) is None


def test_assign_says_why_nobody_is_told_without_a_public_address(
    session, settings, run, monkeypatch
):
    silent = dataclasses.replace(settings, base_url=None)
    monkeypatch.setattr(commands.Settings, "load", lambda: silent)
    code, printed, _errors = run("assign", "ours", "--publish")
    assert code == 0
    assert "Nobody is told by mail until the public address is set (WORKSHOP_BASE_URL)." in printed
    assert session.scalar(sa.select(sa.func.count(Message.id))) == 0


def test_assign_says_why_there_is_no_split(session, stage, run):
    for group in stage.groups.values():
        group.seats_min, group.seats_max = 0, 5
    session.commit()
    code, _printed, errors = run("assign", "ours")
    assert code == 1
    assert "All groups together hold 10" in errors
    assert plan_of(session, stage) is None


def test_solve_prints_one_json_object(tmp_path, run):
    file = tmp_path / "instance.json"
    person = {"id": "p1", "org": "x", "ministry": "m", "prefs": [["a"]]}
    group = {"id": "a", "track": "a", "min": 0, "max": 1}
    content = {"persons": [person], "groups": [group], "attributes": {"ministry": 1}}
    file.write_text(json.dumps(content))
    code, printed, _errors = run("solve", str(file))
    assert code == 0
    assert json.loads(printed)["assignment"] == {"p1": "a"}
    file.write_text(json.dumps({**content, "groups": [{**group, "max": 0}]}))
    code, printed, _errors = run("solve", str(file))
    assert code == 1
    assert json.loads(printed)["status"] == "infeasible"
    file.write_text(json.dumps({**content, "groups": [{**group, "min": 10**30}]}))
    code, printed, _errors = run("solve", str(file))
    assert (code, json.loads(printed)["status"]) == (1, "infeasible")


def test_solve_refuses_what_is_no_instance(tmp_path, run):
    file = tmp_path / "instance.json"
    file.write_text("[]")
    code, printed, errors = run("solve", str(file))
    assert code == 1
    sentence = "an instance is an object with persons and groups"
    assert errors == f"{file}: {sentence}\n"
    answer = json.loads(printed)
    assert (answer["status"], answer["assignment"], answer["tables"]) == ("infeasible", None, None)
    assert [why["en"] for why in answer["conflicts"]] == [sentence]
    code, printed, errors = run("solve", str(file / "gone"))
    assert (code, printed) == (1, "")
    assert "cannot be read" in errors

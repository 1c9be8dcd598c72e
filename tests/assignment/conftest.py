"""A small workshop ready to be split: three groups, and agencies with one role or two."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests import factories
from tests.assignment.reading import plan_of
from workshop.domain.assignment.curve import curve
from workshop.domain.assignment.progress import nobody
from workshop.domain.assignment.rerun import even_out
from workshop.domain.assignment.solve import solve
from workshop.domain.terms import Role, Seniority


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Spares each test a child process; test_solving.py starts real ones."""
    for module in ("runs_watch", "commands"):
        monkeypatch.setattr(f"workshop.assignment.{module}.solve_apart", here)
    monkeypatch.setattr("workshop.assignment.runs_watch.work_apart", work_here)


def work_here(job, problem, options, *, tell=nobody, goes_on=None):
    return {"curve": curve, "even_out": even_out}[job](problem, options, tell)


def here(problem, options, *, tell=nobody, goes_on=None):
    return solve(problem, options, tell)


@dataclass
class Stage:
    workshop: Any
    organiser: Any
    groups: dict[str, Any]
    people: list[Any]

    @property
    def board(self) -> str:
        return f"/organise/{self.workshop.slug}/assignment"


@pytest.fixture
def stage(session, world) -> Stage:
    return world(make_stage)


def make_stage() -> Stage:
    """Twelve people: four may only join policy, four only user, four either of the two."""
    workshop = factories.make_workshop(slug="ours", default_language="en")
    roles = {code: factories.make_role(workshop, code) for code in ("policy", "user")}
    groups = {
        code: factories.make_group(workshop, code, roles=(role,), seats_min=4, seats_max=8)
        for code, role in roles.items()
    }
    people = []
    for number, codes in enumerate([("policy",), ("user",), ("policy", "user")] * 2):
        agency = factories.make_agency(
            workshop, roles=tuple(roles[code] for code in codes),
            ministry_th=f"กระทรวง {number % 2}", ministry_en=f"Ministry {number % 2}",
        )  # fmt: skip
        people += [
            factories.make_person(workshop, agency=agency, seniority=level)
            for level in (Seniority.HEAD, Seniority.OFFICER)
        ]
    organiser = factories.make_account(workshop, Role.ORGANISER, language="en")
    return Stage(workshop, organiser, groups, people)


@pytest.fixture
def organiser(stage, browser):
    """Orn's browser, in English."""
    browser.sign_in(stage.organiser)
    browser.client.set_cookie("lang", "en")
    return browser


@pytest.fixture
def solved(session, stage, organiser):
    assert organiser.post(f"{stage.board}/solve").status_code == 303
    return plan_of(session, stage)

"""A day of two strategies, as the report's tests need it."""

from types import SimpleNamespace

import pytest

from tests import factories as make
from workshop.domain.terms import QuestionKind, Role

LONG = QuestionKind.LONG_TEXT


@pytest.fixture
def day(session):
    """Two strategies with the same scale question, three groups, a ranking and a written one."""
    workshop = make.make_workshop()
    groups = [make.make_group(workshop, code) for code in ("policy", "partner", "user")]
    strategies = [make.make_strategy(workshop, n) for n in (1, 2)]
    return SimpleNamespace(
        workshop=workshop,
        groups=groups,
        strategies=strategies,
        fit=[make.make_question(workshop, n, short_text_en="Meets the needs") for n in (1, 2)],
        rank=make.make_question(
            workshop, 1, QuestionKind.RANKING, short_text_en="First", text_en="Order?"
        ),
        pick=make.make_question(
            workshop, 2, QuestionKind.MULTIPLE, short_text_en="Help", text_en="Which?"
        ),
        start=make.make_question(
            workshop, 0, QuestionKind.SINGLE, short_text_en="Start", text_en="Start where?"
        ),
        say=[
            make.make_question(workshop, n, LONG, short_text_en="Strength", text_en="Good?")
            for n in (1, 2)
        ],
        orn=make.make_account(workshop, Role.ORGANISER),
    )

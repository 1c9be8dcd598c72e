"""A small room: two groups, two strategies and the overall form, all open to the first group."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests import factories as make
from workshop.domain.terms import QuestionKind
from workshop.models import FocusGroup, Person, Question, Workshop


@dataclass
class Room:
    """Pim and Pat sit in group A, Som in group B; strategy 1 asks one question of each kind."""

    workshop: Workshop
    a: FocusGroup
    b: FocusGroup
    pim: Person
    pat: Person
    som: Person
    questions: dict[str, Question]

    def path(self, number: int | str = 1) -> str:
        return f"/w/{self.workshop.slug}/feedback/{number}"

    def answers(self, submission_id: str, **changes: Any) -> dict[str, Any]:
        """What a browser posts for strategy 1; `changes` by kind of question, None: left out."""
        values: dict[str, Any] = {
            "scale": "4", "single": "b", "multiple": ["a", "c"],
            "ranking": ["2:a", "1:b", "3:c", "4:d"], "short_text": "สั้น",
            "long_text": "ยาว\r\nสองบรรทัด",
        }  # fmt: skip
        chosen = {**values, **changes}
        posted = {
            f"q{self.questions[kind].id}": value
            for kind, value in chosen.items()
            if value is not None
        }
        return {"submission_id": submission_id, **posted}

    def field(self, kind: str) -> str:
        return f"q{self.questions[kind].id}"


@pytest.fixture
def room(session: Any, world: Any) -> Room:
    return world(_room)


def _room() -> Room:
    workshop = make.make_workshop()
    a, b = make.make_group(workshop, "policy"), make.make_group(workshop, "user")
    for number in (1, 2):
        make.make_strategy(workshop, number)
    questions = {
        kind.value: make.make_question(
            workshop, 1, kind, text_th=f"คำถาม {kind.value}", text_en=f"Question on {kind.value}"
        )
        for kind in QuestionKind
    }
    make.make_question(workshop, 2)
    make.make_question(workshop, 0)
    for number in (1, 2, 0):
        make.open_form(workshop, number, a)
    pim, pat, som = (make.make_person(workshop, first_name=name) for name in ("พิม", "แพท", "ส้ม"))
    make.place(workshop, {pim: a, pat: a, som: b})
    return Room(workshop, a, b, pim, pat, som, questions)

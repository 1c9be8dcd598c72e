"""Who has not answered yet, as a filter of the list: worked out when asked, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from workshop.feedback.attendance import rooms
from workshop.models import Workshop
from workshop.summary.absence import Absent, absent
from workshop.summary.standing import Standing, standings

ANY, EVERY = "any", "every"
"""Whoever has left out one form at least, or answered none; else the number of a form."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What the filter offers: the forms that are put to groups; none before a plan is published.

    answer_key: without which nobody can be told by what they answered.
    """

    standings: Sequence[Standing]
    answer_key: bytes = field(repr=False)

    @property
    def forms(self) -> list[Standing]:
        """One standing of each form, strategies by number and the overall one last."""
        return list({one.form_id: one for one in self.standings if one.asked}.values())


def answering(session: Session, workshop: Workshop, *, answer_key: bytes) -> Answering:
    """Two queries, whatever the number of answers."""
    found = standings(session, workshop_id=workshop.id)
    return Answering(found if rooms(session, workshop_id=workshop.id) else [], answer_key)


def without_answer(
    session: Session, workshop: Workshop, offered: Answering, which: str
) -> frozenset[int] | None:
    """Ids of the people of the published plan who have not answered, as the report lists them.

    which: ANY, EVERY or a form's number; None for anything else, which asks for nobody special.
    """
    if which not in {ANY, EVERY, *(str(form.number) for form in offered.forms)}:
        return None
    seen = offered.standings
    put_to = {one.group_id: 0 for one in seen}
    for one in seen:
        put_to[one.group_id] += one.asked

    def fits(one: Absent) -> bool:
        if which == EVERY:
            return len(one.forms) == put_to[one.group_id]
        return which == ANY or int(which) in one.forms

    missing = absent(session, workshop, seen, answer_key=offered.answer_key)
    return frozenset(one.person.id for one in missing if fits(one))

"""Comments that may become statements: released, shown, and quoted with their writer's consent."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.models import FocusGroup, Workshop
from workshop.summary import themes_service
from workshop.summary.disclosed import disclose, quotable
from workshop.summary.released import cells
from workshop.summary.standing import standings
from workshop.summary.strands import strands


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment; `order` names it and tells nothing of its writer. number: the strategy's."""

    order: bytes
    text: str
    group: FocusGroup
    number: int


def quotes(session: Session, workshop: Workshop, groups: Sequence[FocusGroup]) -> list[Quote]:
    """By strategy and group, shuffled within.

    A statement goes to everybody, so the workshop's k holds also where answers carry names.
    """
    places = standings(session, workshop_id=workshop.id)
    numbers = {one.form_id: one.number for one in places}
    asked = strands(session, sorted(numbers))
    found = cells(session, workshop_id=workshop.id, standings=places, strands=asked)
    hidden = themes_service.hidden(session, workshop.id)
    disclosed = disclose(found, asked, k=workshop.disclosure_k).without(hidden)
    texts = [strand for strand in asked if strand.is_text]
    made = [
        Quote(comment.order, comment.text, group, numbers[strand.form_id])
        for group in groups
        for strand, comment in quotable(disclosed.said(texts, group.id)[1])
    ]
    return sorted(made, key=lambda one: (one.number == 0, one.number, one.group.letter, one.order))


def quote(
    session: Session, workshop: Workshop, groups: Sequence[FocusGroup], name: str
) -> Quote | None:
    """The comment of this name (16 hexadecimal digits), while it may be quoted."""
    return next((q for q in quotes(session, workshop, groups) if q.order.hex() == name), None)

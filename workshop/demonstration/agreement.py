"""Statements that the demonstration's people vote on; the voting is open."""

import random
import uuid

from sqlalchemy.orm import Session

from workshop.agreement import service, statements_service
from workshop.agreement.statements_service import Words
from workshop.clock import now
from workshop.demonstration import data
from workshop.demonstration.filling import Cast
from workshop.demonstration.setup import Stage
from workshop.domain.terms import Vote
from workshop.feedback import filing
from workshop.feedback.filing import Sent
from workshop.keys import author_key
from workshop.planning.editing import By


def write(session: Session, stage: Stage, by: By) -> None:
    """All statements approved, but for one that a group's desk proposes."""
    for one in data.statements():
        words = Words(one["text_th"], one["text_en"])
        made = statements_service.propose(session, stage.workshop, words, by=by)
        statements_service.approve(session, stage.workshop, made.number, by=by)
    words = Words("ควรมีผู้ประสานงานดิจิทัลประจำทุกกรม", "Every department should have a digital officer.")
    group = stage.groups["policy"]
    statements_service.propose(session, stage.workshop, words, by=by, group=group)
    statements_service.set_voting(session, stage.workshop, is_open=True, by=by)


def vote(session: Session, stage: Stage, cast: Cast, answer_key: bytes) -> int:
    """Everybody who answers votes on everything, in an order that says nothing; gives how many."""
    asked = service.statements(session, stage.workshop.id)
    sent = [
        Sent(
            workshop_id=stage.workshop.id,
            form_id=one.form_id,
            form_version=one.form_version,
            group_id=stage.groups[group].id,
            author=author_key(answer_key, person_id=person_id, form_id=one.form_id),
            person_id=person_id,
            submission_id=str(uuid.uuid4()),
            content={str(one.question): _choice(one.number, place, written["votes"][group])},
        )
        for one, written in zip(asked, data.statements(), strict=False)
        for group, members in cast.members.items()
        for place, person_id in enumerate(members)
    ]
    random.Random("ega-2557 votes").shuffle(sent)  # noqa: S311  an order, not a secret
    for one in sent:
        filing.store(session, one, now=now())
    return len(sent)


def _choice(number: int, place: int, shares: list[float]) -> str:
    """shares: of those who agree and who disagree; the others pass."""
    drawn = random.Random(f"ega-2557 vote {number} {place}").random()  # noqa: S311
    agree, disagree = shares
    if drawn < agree:
        return Vote.AGREE.value
    return Vote.DISAGREE.value if drawn < agree + disagree else Vote.PASS.value

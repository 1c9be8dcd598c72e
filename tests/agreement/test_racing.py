"""Votes at once, on SQLite and PostgreSQL: one person has one vote, and no batch is too small."""

import sqlalchemy as sa

from tests.agreement.conftest import fields
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop.models import Response, ResponseRevision

pytestmark = ON_BOTH_DATABASES


def test_votes_of_one_person_at_once_leave_one_row(hall, session):
    hall.write("One portal for all")
    hall.voting("open")
    phones = [hall.phone(hall.people[0]) for _ in range(6)]
    page = fields(phones[0].get(f"{hall.path}/1").text)
    for phone in phones:
        phone.get(f"{hall.path}/1")
    choices = ("agree", "disagree", "pass") * 2
    replies = at_once(*(
        lambda p=phone, c=choice: p.post(f"{hall.path}/1", {**page, "vote": c})
        for phone, choice in zip(phones, choices, strict=True)
    ))  # fmt: skip
    assert {reply.status_code for reply in replies} == {303}
    session.rollback()
    (vote,) = session.scalars(sa.select(Response)).all()
    revisions = session.scalars(sa.select(ResponseRevision.number)).all()
    assert sorted(revisions) == list(range(1, vote.revision + 1))


def test_while_the_words_change_each_vote_is_of_the_words_it_was_given_on(hall, session):
    hall.write("One portal for all")
    hall.voting("open")
    phones = [hall.phone(person) for person in hall.people[:7]]
    pages = [fields(phone.get(f"{hall.path}/1").text) for phone in phones]
    hall.vote(hall.phone(hall.people[8]), 1, "agree")
    hall.orn.get(f"{hall.desk}/1")
    change = {"version": "2", "text_en": "Other words", "anew": "y"}
    replies = at_once(
        lambda: hall.orn.post(f"{hall.desk}/1", change),
        *(
            lambda p=phone, f=page: p.post(f"{hall.path}/1", {**f, "vote": "agree"})
            for phone, page in zip(phones, pages, strict=True)
        ),
    )
    assert replies[0].status_code == 303
    stored = sum(reply.status_code == 303 for reply in replies[1:])
    assert {reply.status_code for reply in replies[1:]} <= {303, 409}
    session.rollback()
    votes = session.scalars(sa.select(Response)).all()
    assert len(votes) == stored + 1
    assert len({vote.form_id for vote in votes}) == 1  # none under the new words
    released = sum(vote.released for vote in votes)
    assert released == (len(votes) if len(votes) >= 5 else 0)

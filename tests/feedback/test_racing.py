"""Many send at once, on SQLite and on PostgreSQL: nothing is lost, doubled or shown too early."""

import uuid

import sqlalchemy as sa

from tests import factories as make
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop import db
from workshop.clock import now
from workshop.feedback import opening
from workshop.models import Response, ResponseRevision, Workshop

pytestmark = ON_BOTH_DATABASES


def signed_in(room, browsers, people):
    opened = [browsers().be(person) for person in people]
    for browser in opened:
        browser.get(room.path())
    return opened


def test_one_submission_sent_ten_times_at_once_is_stored_once(room, browsers, session):
    sent = room.answers(str(uuid.uuid4()))
    phones = signed_in(room, browsers, [room.pim] * 10)
    replies = at_once(*(lambda p=phone: p.post(room.path(), sent) for phone in phones))
    assert {(reply.status_code, reply.location) for reply in replies} == {(303, room.path(2))}
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(ResponseRevision.id))) == 1


def test_ten_phones_of_one_person_make_ten_revisions_of_one_answer(room, browsers, session):
    phones = signed_in(room, browsers, [room.pim] * 10)
    at_once(*(
        lambda p=phone: p.post(room.path(), room.answers(str(uuid.uuid4()))) for phone in phones
    ))  # fmt: skip
    session.rollback()
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.revision == 10
    numbers = session.scalars(sa.select(ResponseRevision.number)).all()
    assert sorted(numbers) == list(range(1, 11))


def test_twelve_people_at_once_are_all_stored_and_five_kept_back(room, browsers, session):
    people = [make.make_person(room.workshop) for _ in range(12)]
    session.execute(sa.text("UPDATE plan SET state = 'archived'"))
    session.commit()
    make.place(room.workshop, dict.fromkeys(people, room.a))
    phones = signed_in(room, browsers, people)
    replies = at_once(*(
        lambda p=phone: p.post(room.path(), room.answers(str(uuid.uuid4()))) for phone in phones
    ))  # fmt: skip
    assert {reply.status_code for reply in replies} == {303}
    session.rollback()
    released = session.scalars(sa.select(Response.released)).all()
    assert (len(released), sum(released)) == (12, 5)


def test_while_a_form_closes_each_send_is_either_stored_or_refused(room, browsers, session, app):
    people = [make.make_person(room.workshop) for _ in range(8)]
    session.execute(sa.text("UPDATE plan SET state = 'archived'"))
    session.commit()
    make.place(room.workshop, dict.fromkeys(people, room.a))
    phones = signed_in(room, browsers, people)
    workshop_id = room.workshop.id

    def close():
        database = app.extensions[db.EXTENSION]
        with db.open_session(database) as own, database.writing(own):
            workshop = own.get(Workshop, workshop_id)
            opening.set_open(
                own, workshop, form=1, group=None, is_open=False, actor="orn", now=now()
            )

    replies = at_once(close, *(
        lambda p=phone: p.post(room.path(), room.answers(str(uuid.uuid4()))) for phone in phones
    ))[1:]  # fmt: skip
    stored = sum(reply.status_code == 303 for reply in replies)
    assert {reply.status_code for reply in replies} <= {303, 409}
    session.rollback()
    released = session.scalars(sa.select(Response.released)).all()
    assert len(released) == stored
    assert sum(released) == (stored if stored >= 5 else 0)

"""Somebody holds the whole database: what a by-group answer leaves in it, and what it does not."""

import logging
import uuid

import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import Role
from workshop.keys import author_key
from workshop.models import Base, Response


def dump(session):
    """Every row of every table as text."""
    session.rollback()
    return {
        table.name: sorted(repr(tuple(row)) for row in session.execute(sa.select(table)))
        for table in Base.metadata.sorted_tables
    }


def test_a_send_writes_to_the_answer_tables_and_nowhere_else(room, browser, session):
    browser.be(room.pim).get(room.path())
    before = dump(session)
    browser.post(room.path(), room.answers(str(uuid.uuid4())))
    after = dump(session)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"response", "response_revision"}


def test_neither_ids_nor_names_of_the_person_stand_in_an_answer(room, browser, session):
    number = str(uuid.uuid4())
    browser.be(room.pim).post(room.path(), room.answers(number))
    rows = [row for name in ("response", "response_revision") for row in dump(session)[name]]
    text = "\n".join(rows)
    for trait in (number, uuid.UUID(number).hex, room.pim.first_name, room.pim.email):
        assert trait not in text
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.person_id is None


def test_the_key_that_files_answers_lies_outside_the_database(room, browser, session, app):
    browser.be(room.pim).post(room.path(), room.answers(str(uuid.uuid4())))
    key = app.extensions["workshop.keys"].answer_key(room.workshop.uid)
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.author == author_key(key, person_id=room.pim.id, form_id=response.form_id)
    stored = "\n".join(row for rows in dump(session).values() for row in rows)
    assert repr(key)[2:-1] not in stored
    assert key.hex() not in stored


def test_the_log_says_nothing_of_a_send(room, browser, caplog):
    browser.be(room.pim).get(room.path())
    with caplog.at_level(logging.DEBUG):
        browser.post(room.path(), room.answers(str(uuid.uuid4()), long_text="ลับมาก"))
    assert "ลับมาก" not in caplog.text
    assert room.pim.first_name not in caplog.text


def test_answer_tables_of_sqlite_keep_no_order_of_arrival(session):
    sql = session.scalars(
        sa.text("SELECT sql FROM sqlite_master WHERE name IN ('response', 'response_revision')")
    ).all()
    assert len(sql) == 2
    assert all("WITHOUT ROWID" in text.upper() for text in sql)
    assert session.scalar(sa.text("PRAGMA secure_delete")) == 1


def test_closing_for_good_ends_it_for_whoever_kept_a_copy_of_the_key(room, browser, session, app):
    browser.be(room.pim).post(room.path(), room.answers(str(uuid.uuid4())))
    key = app.extensions["workshop.keys"].answer_key(room.workshop.uid)
    (before,) = session.execute(sa.select(Response.id, Response.author, Response.form_id)).all()
    browser.sign_in(make.make_account(room.workshop, Role.ORGANISER))
    close = f"/organise/{room.workshop.slug}/settings/close"
    session.refresh(room.workshop)
    sent = {"version": str(room.workshop.version), "sure": "y"}
    assert browser.post(close, sent).status_code == 303
    session.rollback()
    (after,) = session.execute(sa.select(Response.id, Response.author)).all()
    assert before.author == author_key(key, person_id=room.pim.id, form_id=before.form_id)
    assert after.id == before.id
    assert after.author != before.author
    assert len(after.author) == len(before.author)

"""Somebody holds the files too: the database with its write-ahead log, and what was logged."""

import logging
import struct
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres import ON_POSTGRES
from workshop.keys import AnswerKeyDestroyed
from workshop.links import token_of
from workshop.models import Base, Response, ResponseRevision

ANSWERS = {"response", "response_revision"}
HEADER, FRAME_HEADER = 32, 24  # bytes, see sqlite.org/fileformat2.html


def transactions(session):
    """What each transaction of the log changed: names of tables, in order."""
    log = Path(f"{session.get_bind().url.database}-wal").read_bytes()
    session.rollback()
    named = sa.text("SELECT pageno, tbl_name FROM dbstat JOIN sqlite_master USING (name)")
    pages = dict(session.execute(named).all())
    size, salt = struct.unpack(">8xI4x8s", log[:24])
    found, tables = [], set()
    for start in range(HEADER, len(log) - FRAME_HEADER, FRAME_HEADER + size):
        page, pages_after, frame_salt = struct.unpack(">II8s", log[start : start + 16])
        assert frame_salt == salt, "the log began anew while somebody looked"
        tables.add(pages.get(page, "head" if page == 1 else "free"))
        if pages_after:
            found.append(tables - {"head", "free"})
            tables = set()
    return found


def a_round(room, browsers, keys):
    """Two people sign in by link and by code, answer, look, revise, and sign out."""
    one, two = browsers(), browsers()
    one.get(f"/me/{token_of(keys, room.pim)}")
    two.post(f"/w/{room.workshop.slug}/join", {"code": room.pat.short_code})
    for browser in (one, two, one):
        assert browser.get(room.path()).status_code == 200
        assert browser.post(room.path(), room.answers(str(uuid.uuid4()))).status_code == 303
        browser.get(f"/w/{room.workshop.slug}/feedback")
        browser.get(f"/w/{room.workshop.slug}/me/live")
    assert two.post(f"/w/{room.workshop.slug}/me/leave").status_code == 303


@pytest.fixture
def keys(app):
    return app.extensions["workshop.keys"]


def test_the_write_ahead_log_of_a_round_holds_answers_and_nothing_of_anybody(
    room, browsers, keys, session, caplog
):
    session.commit()
    log = Path(f"{session.get_bind().url.database}-wal")
    session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))  # the log begins here
    session.rollback()
    with caplog.at_level(logging.DEBUG):
        a_round(room, browsers, keys)
    changed = transactions(session)
    assert len(changed) == 3, "one transaction a send, none when somebody signs in or looks"
    assert all(tables and tables <= ANSWERS for tables in changed), changed
    written = log.read_bytes() + caplog.text.encode()
    for person in (room.pim, room.pat):
        for trait in (person.first_name, person.email, person.short_code, token_of(keys, person)):
            assert trait.encode() not in written


def test_answers_bear_no_time():
    for table in (Response.__table__, ResponseRevision.__table__):
        kinds = {str(column.type) for column in table.columns}
        assert not any("DATE" in kind or "TIME" in kind for kind in kinds)


@ON_POSTGRES
def test_transaction_numbers_of_postgresql_lead_to_nobody(room, browsers, keys, session):
    session.commit()
    before = session.scalar(sa.text("SELECT txid_current()"))
    session.commit()
    a_round(room, browsers, keys)
    touched = {
        table.name
        for table in Base.metadata.sorted_tables
        if session.scalar(sa.text(
            f'SELECT count(*) FROM "{table.name}" WHERE xmin::text::bigint > :before'  # noqa: S608
        ), {"before": before})
    }  # fmt: skip
    assert touched == ANSWERS


def test_with_the_key_gone_the_same_person_leads_to_no_answer(room, browsers, keys, session):
    a_round(room, browsers, keys)
    held = [path for path in keys.folder.rglob("*") if path.is_file()]
    secret = keys.answer_key(room.workshop.uid)
    keys.destroy_answer_key(room.workshop.uid)
    with pytest.raises(AnswerKeyDestroyed):
        keys.answer_key(room.workshop.uid)
    left = b"".join(path.read_bytes() for path in held if path.exists())
    assert secret not in left
    assert secret.hex().encode() not in left

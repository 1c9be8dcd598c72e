"""An installation with data is brought to this version, and nothing of it is lost."""

import pytest
import sqlalchemy as sa

from workshop.db import engine_for
from workshop.installation import newest, upgrade

FIRST_LANDED = "006_feedback"
ROWS = """
INSERT INTO workshop (id, uid, slug, title_th, title_en, short_title_th, short_title_en,
summary_th, summary_en, date, starts, ends, timezone, venue_th, venue_en, map_url, album_url,
capacity, registration_open, contact_name, contact_email, contact_phone, default_language,
state, answer_mode, disclosure_k, clock_shift, version, created_at) VALUES (1, 'u', 'w', 'ก',
'', '', '', '', '', '2026-12-01', '08:00', '16:00', 'Asia/Bangkok', '', '', '', '', 10, true,
'ฝ่ายแผน', '', '', 'th', 'open', 'by_group', 5, 0, 1, '2026-11-01 00:00:00');
INSERT INTO focus_group (id, workshop_id, code, letter, name_th, name_en, short_name_th,
short_name_en, room_th, room_en, floor, seats_min, seats_max, version) VALUES (1, 1, 'policy',
'A', 'ก', '', '', '', '', '', '', 0, 10, 1);
INSERT INTO person (id, workshop_id, prefix, first_name, last_name, name_key, position,
seniority, agency_name, ministry, email, phone, dietary, access_needs, language, status, source,
short_code, link_version, registered_at, checked_in_at, version) VALUES (1, 1, '', 'พิม', 'ใจดี',
'k', '', 'unknown', '', '', '', '', '', '', 'th', 'confirmed', 'self', 'ABCDEF', 1, '2026-11-01
00:00:00', '2026-12-01 01:30:00', 1);
INSERT INTO consent (id, workshop_id, person_id, purpose, notice_number, given_at) VALUES (1, 1,
1, 'registration', 1, '2026-11-01 00:00:00');
INSERT INTO feedback_form (id, workshop_id, number, version) VALUES (1, 1, 0, 1);
INSERT INTO response (id, workshop_id, form_id, group_id, author, revision, released) VALUES
(:bytes, 1, 1, 1, :bytes, 1, 0);
INSERT INTO response_revision (id, workshop_id, response_id, number, submission_hash,
content_hash, form_version, source, content) VALUES (:bytes, 1, :bytes, 1, :bytes, :bytes, 1,
'paper', '{}');
INSERT INTO message (id, workshop_id, message_id, kind, recipient, language, subject, body,
state, attempts, error, created_at, due_at) VALUES (1, 1, 'm', 'registration.registered',
'a@example.go.th', 'th', 's', 'b', 'waiting', 0, '', '2026-11-01 00:00:00', '2026-11-01
00:00:00')
"""
TABLES = (
    "workshop", "focus_group", "person", "consent", "feedback_form", "response",
    "response_revision", "message",
)  # fmt: skip


def filled(engine):
    upgrade(engine, FIRST_LANDED)
    with engine.begin() as connection:
        for row in ROWS.split(";"):
            values = {"bytes": b"x" * 32} if ":bytes" in row else {}
            connection.execute(sa.text(row), values)


def counted(engine):
    with engine.connect() as connection:
        return {
            table: connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            for table in TABLES
        }


def stays(engine):
    filled(engine)
    upgrade(engine, newest())
    assert counted(engine) == dict.fromkeys(TABLES, 1)
    with engine.connect() as connection:
        names = connection.execute(
            sa.text("SELECT contact_name_th, contact_name_en FROM workshop")
        ).all()
        arrived = connection.execute(
            sa.text(
                "SELECT scan_id, kind FROM arrival JOIN person ON person.id = arrival.person_id"
                " WHERE at = checked_in_at AND received_at = at"
            )
        ).all()
    assert names == [("ฝ่ายแผน", "")]  # in the workshop's own language
    assert arrived == [("before-1", "in")]  # who was in stays in


@pytest.mark.slow
def test_on_sqlite_every_row_of_the_first_version_stays(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}")
    stays(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


@pytest.mark.postgres
def test_on_postgresql_every_row_of_the_first_version_stays(postgres_url):
    engine = engine_for(postgres_url)
    stays(engine)
    engine.dispose()

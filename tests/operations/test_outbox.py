"""Mail leaves once, is tried again when a server is away, and cannot smuggle headers."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes
from email.policy import default as modern

import pytest
import sqlalchemy as sa

from tests.factories import MOMENT, make_account, make_workshop, store
from workshop import db, mail
from workshop.domain.terms import MessageState, Role
from workshop.messages import claims
from workshop.messages.delivery_service import deliver_due
from workshop.models import Message


@pytest.fixture
def database(app):
    return app.extensions[db.EXTENSION]


def put(session, **overrides):
    message = mail.enqueue(
        session,
        **{
            "workshop_id": None,
            "kind": "test",
            "recipient": "pim@example.go.th",
            "subject": "ยืนยันการลงทะเบียน",
            "body": "ที่ ทั้ง นั้น\n",
            "language": "th",
            "now": MOMENT,
            **overrides,
        },
    )
    session.commit()
    return message


def test_without_a_mail_server_a_mail_becomes_a_file_and_counts_as_sent(
    session, database, settings
):
    message = put(session)
    assert deliver_due(database, settings, now=MOMENT) == 1
    assert deliver_due(database, settings, now=MOMENT) == 0
    session.refresh(message)
    assert message.state is MessageState.SENT
    [file] = settings.outbox_dir.glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=modern)
    assert read["Subject"] == "ยืนยันการลงทะเบียน"
    assert read["Message-ID"] == message.message_id
    assert "ที่ ทั้ง นั้น" in read.get_content()


def test_a_line_break_in_a_subject_adds_no_header(session, database, settings):
    put(session, subject="hello\r\nBcc: everybody@example.com")
    deliver_due(database, settings, now=MOMENT)
    [file] = settings.outbox_dir.glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=modern)
    assert read["Bcc"] is None
    assert read["Subject"] == "hello Bcc: everybody@example.com"


def test_a_server_that_is_away_is_tried_again_later_and_then_given_up(session, database, settings):
    message = put(session)
    away = replace(settings, smtp_url="smtp://127.0.0.1:9")
    moment = MOMENT
    for attempt in range(1, claims.MOST_ATTEMPTS + 1):
        for _ in range(2):  # the second time it waits
            assert deliver_due(database, away, now=moment) == 0
        session.rollback()
        session.refresh(message)
        assert message.attempts == attempt
        moment += claims.LONGEST_WAIT + dt.timedelta(minutes=1)
    assert (message.state, message.attempts) == (MessageState.FAILED, claims.MOST_ATTEMPTS)
    assert message.error
    assert deliver_due(database, away, now=moment) == 0


def test_two_processes_never_take_the_same_mail(session, database):
    put(session)
    put(session)
    with db.open_session(database) as one, database.writing(one):
        first = claims.claim_due(one, address="http://localhost", now=MOMENT)
        assert len(claims.claimed(one, first)) == 2
    with db.open_session(database) as two, database.writing(two):
        assert claims.claim_due(two, address="http://localhost", now=MOMENT) is None


def test_the_organiser_sees_the_mails_of_the_workshop_and_sends_one_again(browser, session):
    workshop = make_workshop()
    orn = make_account(workshop, Role.ORGANISER)
    message = put(session, workshop_id=workshop.id)
    put(session, workshop_id=make_workshop().id, subject="of another workshop")
    message.state = MessageState.FAILED
    store(message)
    browser.sign_in(orn)
    page = browser.get(f"/organise/{workshop.slug}/messages?lang=en")
    assert "pim@example.go.th" in page.text
    assert "of another workshop" not in page.text
    path = f"/organise/{workshop.slug}/messages/{message.id}/again"
    assert browser.post(path).status_code == 303
    session.expire_all()
    assert session.get(Message, message.id).state is MessageState.WAITING
    assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 2


def test_a_copy_of_the_database_signs_nobody_in(session, database, settings):
    """Links leave the database once their mail is on its way; the file keeps them for its owner."""
    link = "http://localhost/me/" + "a" * 34
    message = put(session, body=f"Your page: {link}\n")
    deliver_due(database, settings, now=MOMENT)
    session.refresh(message)
    assert "a" * 34 not in message.body
    assert link in mail.written(message, settings.outbox_dir)
    [file] = settings.outbox_dir.glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0


def test_a_mail_whose_link_is_gone_is_not_sent_again_without_it(
    browser, session, database, settings
):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    link = "http://localhost/me/" + "a" * 34
    message = put(session, workshop_id=workshop.id, body=f"Your page: {link}\n")
    deliver_due(database, settings, now=MOMENT)
    browser.get(f"/organise/{workshop.slug}/messages?lang=en")
    response = browser.post(f"/organise/{workshop.slug}/messages/{message.id}/again")
    assert response.status_code == 409
    assert "is not kept after sending" in response.text

"""Mail leaves once, is tried again when a server is away, and cannot smuggle headers."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes
from email.policy import default as modern

import pytest
import sqlalchemy as sa

from tests.factories import (
    MOMENT,
    make_account,
    make_group,
    make_person,
    make_workshop,
    place,
    store,
)
from workshop import db, mail
from workshop.domain.terms import MessageState, PersonStatus, Role, WorkshopState
from workshop.invitations.mailing import Mailer
from workshop.links import invitation_link, personal_link
from workshop.messages import claims
from workshop.messages.delivery_service import deliver_due
from workshop.models import Invitee, Message
from workshop.registration.letters import Letters


def test_without_a_mail_server_a_mail_becomes_a_file_and_counts_as_sent(
    session, database, settings, put
):
    message = put()
    assert deliver_due(database, settings, now=MOMENT) == 1
    assert deliver_due(database, settings, now=MOMENT) == 0
    session.refresh(message)
    assert message.state is MessageState.SENT
    [file] = settings.outbox_dir.glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=modern)
    assert read["Subject"] == "ยืนยันการลงทะเบียน"
    assert read["Message-ID"] == message.message_id
    assert "ที่ ทั้ง นั้น" in read.get_content()


def test_a_line_break_in_a_subject_adds_no_header(session, database, settings, put):
    put(subject="hello\r\nBcc: everybody@example.com")
    deliver_due(database, settings, now=MOMENT)
    [file] = settings.outbox_dir.glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=modern)
    assert read["Bcc"] is None
    assert read["Subject"] == "hello Bcc: everybody@example.com"


def test_a_server_that_is_away_is_tried_again_later_and_then_given_up(
    session, database, settings, put
):
    message = put()
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


def test_two_processes_never_take_the_same_mail(session, database, put):
    put()
    put()
    with db.open_session(database) as one, database.writing(one):
        first = claims.claim_due(one, address="http://localhost", now=MOMENT)
        assert len(claims.claimed(one, first)) == 2
    with db.open_session(database) as two, database.writing(two):
        assert claims.claim_due(two, address="http://localhost", now=MOMENT) is None


def test_the_organiser_sees_the_mails_of_the_workshop_and_sends_one_again(browser, session, put):
    workshop = make_workshop()
    orn = make_account(workshop, Role.ORGANISER)
    message = put(workshop_id=workshop.id)
    put(workshop_id=make_workshop().id, subject="of another workshop")
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


def test_a_copy_of_the_database_signs_nobody_in(session, database, settings, put):
    """Links leave the database once their mail is on its way; the file keeps them for its owner."""
    link = "http://localhost/me/" + "a" * 34
    message = put(body=f"Your page: {link}\n")
    deliver_due(database, settings, now=MOMENT)
    session.refresh(message)
    assert "a" * 34 not in message.body
    assert link in mail.written(message, settings.outbox_dir)
    [file] = settings.outbox_dir.glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0


def outbox(workshop, **asked):
    return f"/organise/{workshop.slug}/messages?" + "&".join(
        f"{name}={value}" for name, value in {"lang": "en", **asked}.items()
    )


@pytest.fixture
def organised(browser, session):
    """A workshop with one person, and its organiser's browser."""
    workshop = make_workshop()
    group = make_group(workshop, "policy")
    person = make_person(workshop, email="pim@example.go.th", language="en")
    place(workshop, {person: group})
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    browser.get(outbox(workshop))
    return workshop, person


def register(app, session, workshop, person):
    """The confirmation, handed over as a file."""
    with app.app_context():
        letters = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
        letters.registered(session, workshop, person, now=MOMENT)
        session.commit()
    deliver_due(app.extensions[db.EXTENSION], app.config["SETTINGS"], now=MOMENT)
    session.rollback()
    return session.scalars(sa.select(Message)).one()


def again(browser, workshop, message):
    return browser.post(f"/organise/{workshop.slug}/messages/{message.id}/again")


def newest(session):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(1)).one()


def test_a_letter_whose_link_is_gone_is_composed_anew_to_the_address_of_today(
    app, browser, session, organised
):
    workshop, person = organised
    sent = register(app, session, workshop, person)
    assert mail.lost_its_link(sent)
    person.email, person.link_version = "new@example.go.th", 2
    session.commit()
    link = personal_link(app.config["SETTINGS"], app.extensions["workshop.keys"], person)
    assert again(browser, workshop, sent).status_code == 303
    fresh = newest(session)
    assert (fresh.id != sent.id, fresh.message_id != sent.message_id) == (True, True)
    assert fresh.recipient == "new@example.go.th"
    assert link in fresh.body
    assert (fresh.qr_link, fresh.calendar is not None) == (link, True)
    assert sent.state is MessageState.SENT


def test_what_is_perhaps_sent_goes_again_as_the_same_message(app, browser, session, organised):
    """A server that has it already knows it by its id."""
    workshop, person = organised
    message = register(app, session, workshop, person)
    message.state = MessageState.PERHAPS_SENT
    session.commit()
    message_id = message.message_id
    page = browser.get(outbox(workshop, state="perhaps_sent"))
    assert "may or may not have taken these" in page.text
    assert again(browser, workshop, message).status_code == 303
    fresh = newest(session)
    assert (fresh.message_id, fresh.state) == (message_id, MessageState.WAITING)
    assert "/me/" in fresh.body
    assert not mail.lost_its_link(fresh)


def test_a_link_that_works_once_is_not_made_up_again(browser, session, database, settings, put):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    message = put(workshop_id=workshop.id, body="http://localhost/link/" + "a" * 34)
    deliver_due(database, settings, now=MOMENT)
    browser.get(outbox(workshop))
    answer = again(browser, workshop, message)
    assert answer.status_code == 409
    assert "works once and is not kept" in answer.text


def test_letters_without_a_place_of_their_own_get_their_link_back(app, browser, session, organised):
    workshop, person = organised
    link = personal_link(app.config["SETTINGS"], app.extensions["workshop.keys"], person)
    message = mail.enqueue(
        session, workshop_id=workshop.id, kind="registration.room_changed",
        recipient=person.email, subject="Another room", body=f"Look: {link}\n", language="en",
        now=MOMENT, about=mail.About(person.id),
    )  # fmt: skip
    session.commit()
    deliver_due(app.extensions[db.EXTENSION], app.config["SETTINGS"], now=MOMENT)
    assert again(browser, workshop, message).status_code == 303
    fresh = newest(session)
    assert (fresh.id != message.id, fresh.body) == (True, f"Look: {link}\n")


def test_an_invitation_goes_again_with_its_link_to_the_address_of_today(app, browser, session):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    invitee = store(Invitee(
        workshop_id=workshop.id, position="Director", agency_name="Department", language="en",
        email="old@example.go.th", short_code="ACDEFG", created_at=MOMENT,
    ))  # fmt: skip
    settings, keys = app.config["SETTINGS"], app.extensions["workshop.keys"]
    with app.app_context():
        mailer = Mailer(Letters(settings, keys))
        mailer.send(session, workshop, invitee, "invitation", now=MOMENT)
        session.commit()
    deliver_due(app.extensions[db.EXTENSION], settings, now=MOMENT)
    sent = newest(session)
    assert mail.lost_its_link(sent)
    invitee.email = "new@example.go.th"
    session.commit()
    browser.get(outbox(workshop))
    assert again(browser, workshop, sent).status_code == 303
    fresh = newest(session)
    assert fresh.recipient == "new@example.go.th"
    assert invitation_link(settings, keys, invitee) in fresh.body


def test_a_draft_sends_nobody_a_link_that_leads_nowhere(app, browser, session, organised):
    """Only the team can open its pages: neither a seat nor a room is told, nothing goes again."""
    workshop, person = organised
    sent = register(app, session, workshop, person)
    waits = make_person(workshop, status=PersonStatus.WAITLISTED)
    workshop.state = WorkshopState.DRAFT
    session.commit()
    base = f"/organise/{workshop.slug}"
    assert "nobody is told by mail before it is open" in browser.get(f"{base}/waiting").text
    browser.post(f"{base}/waiting/{waits.id}/seat")
    browser.post(f"{base}/people/{person.id}/cancel")
    with app.app_context():
        letters = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
        letters.offer_withdrawn(session, workshop, waits, now=MOMENT)
        session.commit()
    browser.get(f"/w/{workshop.slug}/join")
    asked = browser.post(f"/w/{workshop.slug}/join", {"code": person.email})
    assert (asked.status_code, "Links cannot be mailed" in asked.text) == (422, True)
    answer = again(browser, workshop, sent)
    assert (answer.status_code, "nobody could open the links" in answer.text) == (409, True)
    assert newest(session).id == sent.id
    session.refresh(waits)
    assert waits.status is PersonStatus.CONFIRMED


def test_what_is_being_sent_is_left_alone(browser, session, put):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    message = put(workshop_id=workshop.id)
    message.state, message.claim = MessageState.SENDING, "somebody"
    session.commit()
    browser.get(outbox(workshop))
    assert again(browser, workshop, message).status_code == 409
    path = f"/organise/{workshop.slug}/messages/{message.id}/withdraw"
    assert browser.post(path).status_code == 409


def test_a_waiting_message_is_withdrawn_and_never_sent(browser, session, database, settings, put):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    message = put(workshop_id=workshop.id)
    browser.get(outbox(workshop))
    path = f"/organise/{workshop.slug}/messages/{message.id}/withdraw"
    assert browser.post(path).status_code == 303
    assert deliver_due(database, settings, now=MOMENT) == 0
    assert newest(session).state is MessageState.WITHDRAWN
    assert "Withdrawn" in browser.get(outbox(workshop)).text


def test_messages_are_found_by_state_and_address(browser, session, put):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    for name, state in (("pim", "sent"), ("pat", "failed"), ("som", "failed")):
        message = put(workshop_id=workshop.id, recipient=f"{name}@example.go.th")
        message.state = MessageState(state)
        session.commit()
    failed = browser.get(outbox(workshop, state="failed")).text
    assert ("pat@" in failed, "som@" in failed, "pim@" in failed) == (True, True, False)
    found = browser.get(outbox(workshop, q="PAT@exam")).text
    assert ("pat@" in found, "som@" in found) == (True, False)
    assert "No message fits" in browser.get(outbox(workshop, q="100%")).text
    for odd in ("%00", "%ED%A0%80", "x" * 3000, "%E2%80%AE"):
        assert browser.get(outbox(workshop, q=odd, state="x", page="9" * 40)).status_code == 200

"""Mailings: to a set one has seen, once each, at once or at a time that moves with the workshop."""

import datetime as dt
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
import time_machine

from tests import factories
from tests.factories import make_account, make_agency, make_group, make_person, make_workshop, place
from workshop import create_app, db, timed
from workshop.domain.terms import (
    FlagSource,
    MailingState,
    MessageState,
    PersonStatus,
    Role,
    WorkshopState,
)
from workshop.models import AddressFlag, Document, Mailing, Message

DAY = dt.date(2026, 7, 23)
EARLY = dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC)
"""Three weeks before, 9 o'clock in Bangkok."""


@pytest.fixture(autouse=True)
def early():
    with time_machine.travel(EARLY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workshop(session):
    return make_workshop(date=DAY)


@pytest.fixture
def orn(browser, workshop):
    return browser.sign_in(make_account(workshop, Role.ORGANISER))


def new(workshop):
    return f"/organise/{workshop.slug}/messages/mailings/new"


def look(orn, workshop, **asked):
    asked = {"kind": "reminder", "status": "confirmed", "timing": "now", **asked}
    return orn.get(new(workshop), query_string={"lang": "en", "step": "check", **asked})


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def confirm(orn, workshop, page, **asked):
    asked = {"kind": "reminder", "status": "confirmed", "timing": "now", **asked}
    kept = {name: hidden(page, name) for name in ("submission_id", "seal")}
    return orn.post(f"{new(workshop)}?lang=en", {**asked, **kept})


def send(orn, workshop, **asked):
    return confirm(orn, workshop, look(orn, workshop, **asked), **asked)


def messages(session):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Message).order_by(Message.id)).all()


def mailings(session):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Mailing).order_by(Mailing.id)).all()


def test_one_sees_how_many_and_who_before_anything_is_sent(orn, session, workshop):
    for name in ("กนก", "ขวัญ", "คมสัน", "งาม", "จันทร์", "ฉวี", "ชัย"):
        make_person(workshop, first_name=name)
    make_person(workshop, first_name="ฌาน", email="")
    make_person(workshop, first_name="ญาดา", status=PersonStatus.CANCELLED)
    page = look(orn, workshop)
    assert "7 people" in page.text
    assert "นางสาวกนก" in page.text
    assert "and 2 more" in page.text
    assert "1 person has no address" in page.text
    assert "Send to 7 people" in page.text
    assert not messages(session)


def test_everybody_of_the_set_gets_one_letter_in_their_own_language(orn, session, workshop):
    group = make_group(workshop, "policy")
    thai, english = make_person(workshop), make_person(workshop, language="en")
    place(workshop, {thai: group})
    assert send(orn, workshop).status_code == 303
    first, second = messages(session)
    assert (first.person_id, second.person_id) == (thai.id, english.id)
    assert first.subject.startswith("แล้วพบกัน")
    assert "กลุ่ม policy" in first.body
    assert second.subject.startswith("We look forward")
    assert {m.qr_link.split("/me/")[0] for m in (first, second)} == {"http://localhost"}
    [mailing] = mailings(session)
    assert (mailing.state, mailing.recipients, mailing.skipped) == (MailingState.SENT, 2, 0)


def test_the_set_is_narrowed_by_group_agency_language_and_arrival(orn, session, workshop):
    policy = make_group(workshop, "policy")
    agency = make_agency(workshop)
    one = make_person(workshop, first_name="หนึ่ง", agency=agency, language="en")
    two = make_person(workshop, first_name="สอง", checked_in_at=factories.MOMENT)
    place(workshop, {one: policy, two: policy})
    make_person(workshop, first_name="สาม")
    for asked, names in (
        ({"group": "policy"}, {"หนึ่ง", "สอง"}),
        ({"group": "none"}, {"สาม"}),
        ({"agency": str(agency.id)}, {"หนึ่ง"}),
        ({"language": "en"}, {"หนึ่ง"}),
        ({"status": "arrived"}, {"สอง"}),
        ({"status": "missing", "language": "th"}, {"สาม"}),
    ):
        text = look(orn, workshop, **asked).text
        assert {name for name in ("หนึ่ง", "สอง", "สาม") if f"นางสาว{name}" in text} == names


def test_a_double_click_sends_once(orn, session, workshop):
    make_person(workshop)
    page = look(orn, workshop)
    assert [confirm(orn, workshop, page).status_code for _ in range(3)] == [303] * 3
    assert len(messages(session)) == 1
    assert len(mailings(session)) == 1


def test_a_set_that_changed_since_is_looked_at_again(orn, session, workshop):
    make_person(workshop)
    page = look(orn, workshop)
    make_person(workshop)
    answer = confirm(orn, workshop, page)
    assert answer.status_code == 409
    assert "The set of people has changed since" in answer.text
    unseen = {"kind": "reminder", "status": "confirmed", "timing": "now",
              "submission_id": hidden(page, "submission_id")}  # fmt: skip
    answer = orn.post(f"{new(workshop)}?lang=en", unseen)
    assert answer.status_code == 422
    assert "Look first at whom it goes to" in answer.text
    assert not messages(session)


def test_addresses_that_do_not_work_are_left_out_and_counted(orn, session, workshop):
    bad = make_person(workshop)
    make_person(workshop)
    factories.store(AddressFlag(
        workshop_id=workshop.id, address=bad.email, source=FlagSource.BY_HAND,
        flagged_at=factories.MOMENT,
    ))  # fmt: skip
    assert "1 address does not work and is left out" in look(orn, workshop).text
    send(orn, workshop)
    assert [m.person_id for m in messages(session)] != [bad.id]
    assert [m.skipped for m in mailings(session)] == [1]


def test_group_and_room_goes_only_to_those_who_have_one(orn, session, workshop):
    group = make_group(workshop, "policy")
    placed, _unplaced = make_person(workshop), make_person(workshop)
    place(workshop, {placed: group})
    assert "1 person has no group yet" in look(orn, workshop, kind="placed").text
    send(orn, workshop, kind="placed")
    assert [(m.person_id, m.kind) for m in messages(session)] == [(placed.id, "assignment.placed")]


@pytest.mark.slow
def test_thanks_link_to_the_report_and_take_it_along(
    app, orn, session, workshop, tmp_path, settings
):
    make_person(workshop, language="en")
    report = factories.store(Document(
        workshop_id=workshop.id, title_en="Report", filename="report.pdf",
        media_type="application/pdf", size=8, content=b"%PDF-1.7",
    ))  # fmt: skip
    asked = {"kind": "thanks", "document": str(report.id), "attach": "y"}
    assert send(orn, workshop, **asked).status_code == 303
    [message] = messages(session)
    assert f"/w/{workshop.slug}/documents/{report.id}" in message.body
    timed.work(app, now=EARLY)
    [file] = settings.outbox_dir.glob("*.eml")
    assert b'filename="report.pdf"' in file.read_bytes()


def test_nobody_and_a_workshop_that_is_not_open_get_nothing(orn, session, workshop):
    answer = send(orn, workshop)
    assert answer.status_code == 422
    assert "Nobody fits" in answer.text
    make_person(workshop)
    workshop.state = WorkshopState.DRAFT
    session.commit()
    assert "nobody could open the links" in look(orn, workshop).text
    assert send(orn, workshop).status_code == 422
    assert not messages(session)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "offer"}, {"kind": "\x00"}, {"group": "nothing"}, {"agency": "x" * 100_000},
        {"timing": "planned"}, {"timing": "planned", "days": "-1", "at_time": "09:00"},
        {"timing": "planned", "days": "3", "at_time": "25:99"}, {"timing": "sometime"},
        {"language": "fr"}, {"document": "77"},
    ],
)  # fmt: skip
def test_bad_input_is_refused_beside_its_field(orn, session, workshop, asked):
    make_person(workshop)
    answer = look(orn, workshop, **asked)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert confirm(orn, workshop, look(orn, workshop), **asked).status_code == 422
    assert not mailings(session)


def plan(orn, workshop, **asked):
    return send(orn, workshop, timing="planned", **{"side": "before", "at_time": "09:00", **asked})


def run(app, moment):
    """The timed work, twice over, as two processes would do it."""
    for _ in range(2):
        timed.do_jobs(app, now=moment)


def test_a_planned_mailing_goes_out_once_at_its_time_to_whoever_fits_then(
    app, orn, session, workshop
):
    make_person(workshop)
    assert plan(orn, workshop, days="3").status_code == 303
    due = dt.datetime(2026, 7, 20, 2, 0, tzinfo=dt.UTC)
    run(app, due - dt.timedelta(seconds=1))
    assert not messages(session)
    make_person(workshop)
    run(app, due)
    assert len(messages(session)) == 2
    [mailing] = mailings(session)
    assert (mailing.state, mailing.is_late) == (MailingState.SENT, False)


def test_a_moved_workshop_moves_its_mailings(app, orn, session, workshop):
    make_person(workshop)
    plan(orn, workshop, days="1", side="after")
    workshop.date = DAY + dt.timedelta(days=30)
    session.commit()
    page = orn.get(f"/organise/{workshop.slug}/messages/mailings?lang=en").text
    assert "23 Aug 2569" in page
    run(app, dt.datetime(2026, 7, 24, 2, 0, tzinfo=dt.UTC))
    assert not messages(session)
    run(app, dt.datetime(2026, 8, 23, 2, 0, tzinfo=dt.UTC))
    assert len(messages(session)) == 1


def test_what_is_overdue_goes_out_late_as_long_as_it_makes_sense(app, orn, session, workshop):
    make_person(workshop)
    plan(orn, workshop, days="3")
    run(app, dt.datetime(2026, 7, 22, 12, 0, tzinfo=dt.UTC))
    [mailing] = mailings(session)
    assert (mailing.state, mailing.is_late) == (MailingState.SENT, True)
    assert "Went out late" in orn.get(f"/organise/{workshop.slug}/messages/mailings?lang=en").text


def test_a_reminder_that_comes_after_the_start_is_not_sent_any_more(app, orn, session, workshop):
    make_person(workshop)
    plan(orn, workshop, days="3")
    run(app, dt.datetime(2026, 7, 23, 1, 30, tzinfo=dt.UTC))  # 08:30 there
    assert not messages(session)
    assert [m.state for m in mailings(session)] == [MailingState.MISSED]
    page = orn.get(f"/organise/{workshop.slug}/messages/mailings?lang=en").text
    assert "afterwards it made no sense" in page


def test_a_mailing_waits_for_the_workshop_to_be_open_and_says_so(
    app, orn, session, workshop, early
):
    make_person(workshop)
    plan(orn, workshop, days="3")
    workshop.state = WorkshopState.DRAFT
    session.commit()
    due = dt.datetime(2026, 7, 20, 2, 0, tzinfo=dt.UTC)
    early.move_to(due)
    run(app, due)
    page = orn.get(f"/organise/{workshop.slug}/messages/mailings?lang=en").text
    assert "but it waits" in page
    workshop.state = WorkshopState.OPEN
    session.commit()
    run(app, due)
    assert len(messages(session)) == 1


def test_a_cancelled_mailing_stays_at_home_and_a_past_time_is_refused(
    app, orn, session, workshop, early
):
    make_person(workshop)
    plan(orn, workshop, days="3")
    [mailing] = mailings(session)
    path = f"/organise/{workshop.slug}/messages/mailings/{mailing.id}/cancel"
    assert orn.post(path).status_code == 303
    run(app, dt.datetime(2026, 7, 20, 2, 0, tzinfo=dt.UTC))
    assert not messages(session)
    asked = {"timing": "planned", "side": "before", "at_time": "09:00", "days": "3"}
    looked_at_in_time = look(orn, workshop, **asked)
    early.move_to(dt.datetime(2026, 7, 21, 2, 0, tzinfo=dt.UTC))
    for answer in (
        look(orn, workshop, **asked), confirm(orn, workshop, looked_at_in_time, **asked),
    ):  # fmt: skip
        assert answer.status_code == 422
        assert "This time has passed: 2026-07-20 09:00" in answer.text


def test_another_workshops_mailing_is_not_there(orn, session, workshop):
    other = make_workshop()
    mailing = factories.store(Mailing(
        workshop_id=other.id, kind="reminder", filters={}, submission_hash=b"x" * 32,
        state=MailingState.PLANNED, days_after=-1, at_time=dt.time(9), created_by="kai",
        created_at=factories.MOMENT,
    ))  # fmt: skip
    orn.get(new(workshop))
    path = f"/organise/{workshop.slug}/messages/mailings/{mailing.id}/cancel"
    assert orn.post(path).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_however_many_do_the_timed_work_a_mailing_goes_out_once(request, settings, kind):
    if kind == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("migrated_postgres_url"))
    apps = [create_app(settings) for _ in range(4)]
    engines = [app.extensions[db.EXTENSION].engine for app in apps]
    with db.open_session(apps[0].extensions[db.EXTENSION]) as session:
        factories.bind(session, apps[0].extensions["workshop.keys"])
        workshop = make_workshop(date=DAY)
        for _ in range(20):
            make_person(workshop)
        for number in range(3):
            factories.store(Mailing(
                workshop_id=workshop.id, kind="reminder", filters={"status": "confirmed"},
                submission_hash=uuid.uuid4().bytes * 2, state=MailingState.PLANNED,
                days_after=-1 - number, at_time=dt.time(9), created_by="orn",
                created_at=factories.MOMENT,
            ))  # fmt: skip
        start = threading.Barrier(8)

        def work(app):
            start.wait(30)
            timed.do_jobs(app, now=dt.datetime(2026, 7, 22, 3, 0, tzinfo=dt.UTC))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, apps * 2))
        session.rollback()
        sent = session.execute(
            sa.select(Message.mailing_id, sa.func.count()).group_by(Message.mailing_id)
        ).all()
        assert sorted(number for _mailing, number in sent) == [20, 20, 20]
        states = set(session.scalars(sa.select(Message.state)))
        assert states == {MessageState.WAITING}
    for engine in engines:
        engine.dispose()


def test_the_form_asks_in_thai_which_letter_not_which_change(orn, workshop):
    page = orn.get(f"{new(workshop)}?lang=th").text
    assert "จดหมายที่จะส่ง" in page
    assert "การแก้ไข" not in page


def test_before_sending_the_letter_is_shown_in_each_language_it_goes_out_in(orn, workshop):
    make_person(workshop)
    make_person(workshop, language="en")
    page = look(orn, workshop).text
    assert '<pre lang="th">' in page
    assert '<pre lang="en">' in page
    assert page.index('<pre lang="th">') < page.index('<pre lang="en">')
    only = look(orn, workshop, language="en").text
    assert '<pre lang="en">' in only
    assert '<pre lang="th">' not in only

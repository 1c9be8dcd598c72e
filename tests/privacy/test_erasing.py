"""Erasing blanks the details and keeps rows, counts and answers; links and codes stop working."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests import factories
from tests.registration.helpers import changes, people, stored, typed
from workshop.domain.terms import PersonStatus, QuestionKind, Role, WorkshopState
from workshop.links import token_of
from workshop.models import (
    Attribute,
    AttributeValue,
    AuditEntry,
    Base,
    Invitee,
    Message,
    Person,
    ResponseRevision,
    Submission,
)

NAMES = ("เอกชัย", "ตั้งรบ", "ekachai", "0822527365", "แพ้กุ้ง", "ทางลาด", "ภาคพายัพ")


@pytest.fixture
def workshop(session):
    return factories.make_workshop(slug="day", capacity=5)


@pytest.fixture
def orn(workshop, browsers):
    return browsers().sign_in(factories.make_account(workshop, Role.ORGANISER))


@pytest.fixture
def pim(browsers, session, workshop):
    """Registered, with all there is to erase; somebody else sent details under the same name."""
    owner, other = browsers(), browsers()
    for browser in (owner, other):
        browser.get("/w/day/register")
        browser.post(
            "/w/day/register",
            typed(dietary="แพ้กุ้ง", access_needs="ทางลาด", position="ผู้อำนวยการ"),
        )
    person = people(session)[0]
    region = factories.store(
        Attribute(workshop_id=workshop.id, name_en="Region", heading_key="region")
    )
    factories.store(AttributeValue(
        workshop_id=workshop.id, person_id=person.id, attribute_id=region.id, value="ภาคพายัพ"
    ))  # fmt: skip
    owner.be(person)
    return owner


def close(session, workshop):
    workshop = session.merge(workshop)
    workshop.state, workshop.registration_open = WorkshopState.CLOSED, False
    session.commit()


def erase(orn, path="/organise/day/privacy/erase"):
    orn.get(path)
    return orn.post(path, {"sure": "y"})


def everything(session):
    """All text that the database holds, table by table."""
    session.rollback()
    found = [
        str(row) for table in Base.metadata.sorted_tables for row in session.execute(table.select())
    ]
    session.commit()
    return "\n".join(found)


def test_nothing_of_the_person_is_left_anywhere(orn, pim, session, workshop):
    factories.store(Invitee(
        workshop_id=workshop.id, first_name="เอกชัย", last_name="ตั้งรบ", short_code="ABC123",
        created_at=factories.MOMENT, person_id=people(session)[0].id, replied_at=factories.MOMENT,
    ))  # fmt: skip
    before = everything(session)
    assert all(name in before for name in NAMES)
    close(session, workshop)
    assert erase(orn).location == "/organise/day/privacy"
    after = everything(session)
    assert [name for name in NAMES if name in after] == []


def test_rows_counts_and_answers_stay(orn, pim, session, workshop):
    group = factories.make_group(workshop)
    factories.make_strategy(workshop)
    question = factories.make_question(workshop, 1, QuestionKind.LONG_TEXT)
    factories.answer(workshop, 1, group, [{question: "ดีมาก"}] * 5)
    factories.place(workshop, {people(session)[0]: group})
    close(session, workshop)
    erase(orn)
    [person] = people(session)
    assert person.status is PersonStatus.CONFIRMED
    assert person.agency_name == "สำนักงานสถิติแห่งชาติ"
    assert len(stored(session, sa.select(ResponseRevision))) == 5
    page = orn.get("/organise/day/privacy?lang=en").text
    assert "were erased on" in page
    assert orn.get("/organise/day/people").status_code == 200
    assert orn.get("/organise/day/report").status_code == 200
    assert orn.get(f"/organise/day/people/{person.id}").status_code == 200
    assert orn.get("/organise/day/history").status_code == 200
    assert orn.get("/organise/day/messages").status_code == 200


def test_links_and_codes_lead_nowhere_any_more(app, orn, pim, browsers, session, workshop):
    [person], [change] = people(session), changes(session)
    link = token_of(app.extensions["workshop.keys"], person)
    code = person.short_code
    close(session, workshop)
    erase(orn)
    assert browsers().get(f"/me/{link}").status_code == 404
    assert pim.get("/w/day/me").status_code == 303
    stranger = browsers()
    stranger.get("/w/day/join")
    for typed_code in (code, change.short_code):
        assert stranger.post("/w/day/join", {"code": typed_code}).status_code in (422, 429)
    assert stored(session, sa.select(Submission)) == []


def test_nobody_new_gets_the_number_of_somebody_erased(orn, pim, session, workshop):
    close(session, workshop)
    erase(orn)
    old = people(session)[0].id
    other = factories.make_person(factories.make_workshop())
    assert other.id != old


def test_files_of_mails_go_too(app, orn, pim, session, workshop):
    outbox = app.config["SETTINGS"].outbox_dir
    outbox.mkdir(parents=True, exist_ok=True)
    for number in stored(session, sa.select(Message.id)):
        (outbox / f"{number:06d}.eml").write_text("เอกชัย", "utf-8")
    close(session, workshop)
    erase(orn)
    assert list(outbox.glob("*.eml")) == []


def test_it_is_asked_first_and_only_possible_once_closed(orn, pim, session, workshop):
    assert erase(orn).status_code == 409
    close(session, workshop)
    page = orn.get("/organise/day/privacy/erase").text
    assert "checked" not in page.split('name="sure"', 1)[1].split(">", 1)[0]
    assert orn.post("/organise/day/privacy/erase", {}).status_code == 422
    assert people(session)[0].first_name == "เอกชัย"


def test_the_page_shows_the_day_and_when_it_has_come(orn, session, workshop):
    day = dt.date.today()  # noqa: DTZ011  about now is enough
    for days_ago, is_due in ((10, False), (91, True)):
        session.merge(workshop).date = day - dt.timedelta(days=days_ago)
        session.commit()
        assert ("Due now" in orn.get("/organise/day/privacy?lang=en").text) is is_due


def test_one_person_is_erased_on_request_after_cancelling(orn, pim, browsers, session, workshop):
    browsers().get("/w/day/")
    other = factories.make_person(workshop, first_name="คนอื่น")
    person = next(one for one in people(session) if one.id != other.id)
    path = f"/organise/day/privacy/erase/{person.id}"
    assert f'href="/organise/day/people/{person.id}"' in orn.get(path).text  # cancel there first
    assert erase(orn, path).status_code == 409
    pim.get("/w/day/me")
    pim.post("/w/day/me/cancel")
    assert erase(orn, path).status_code == 303
    left = f"/organise/day/people/{person.id}"
    assert "Details erased" in orn.get(f"{left}?lang=en").text
    listed = orn.get("/organise/day/people?status=cancelled&lang=en").text
    assert ("Details erased" in listed, '"whole">—' in listed) == (True, False)
    assert orn.post(f"{left}/restore").status_code == 409  # nobody without a name gets a seat
    assert orn.post(left, {"first_name": "ใคร"}).status_code == 409
    assert [name for name in NAMES if name in everything(session)] == []
    assert next(one for one in people(session) if one.id == other.id).first_name == "คนอื่น"
    assert erase(orn, "/organise/day/privacy/erase/99999").status_code == 404


def test_the_history_says_that_it_was_done_and_by_whom(orn, pim, session, workshop):
    close(session, workshop)
    erase(orn)
    entry = stored(session, sa.select(AuditEntry).where(AuditEntry.what == "privacy.erased"))[0]
    assert entry.subject == "1"
    assert entry.actor.endswith("@example.go.th")
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1

"""Walk-ins, substitutes and people of the list who come without a seat."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from tests import factories
from tests.arrival.conftest import scanned
from tests.postgres import ON_BOTH_DATABASES
from workshop.clock import now
from workshop.domain.terms import PersonStatus, PlanState, QuestionKind, Role, WorkshopState
from workshop.links import token_of
from workshop.models import AuditEntry, Person, Placement, Plan, Substitution

MM = 72 / 25.4
BANGKOK = ZoneInfo("Asia/Bangkok")


def walk_in(door, **typed):
    fields = {"first_name": "มาลี", "last_name": "ทองดี", "agency": "ทล.", "language": "th",
        "submission_id": str(uuid.uuid4()), **typed}  # fmt: skip
    return door.browser.post(f"{door.path}/walk-in", fields)


def substitute(door, absent, **typed):
    fields = {"first_name": "มาลี", "last_name": "ทองดี", "language": "th",
        "submission_id": str(uuid.uuid4()), **typed}  # fmt: skip
    return door.browser.post(f"{door.path}/substitute/{absent.id}", fields)


def people(door):
    door.session.rollback()
    door.session.expire_all()
    return door.session.query(Person).order_by(Person.id).all()


def place_of(door, person, state=PlanState.PUBLISHED):
    door.session.rollback()
    door.session.expire_all()
    return (
        door.session.query(Placement)
        .join(Plan, Plan.id == Placement.plan_id)
        .filter(Plan.state == state, Placement.person_id == person.id)
        .one_or_none()
    )


@ON_BOTH_DATABASES
def test_three_fields_give_a_seat_a_group_and_a_check_in(door):
    answer = walk_in(door)
    page = door.browser.get(answer.location).text
    assert 'class="door-result in"' in page
    assert "มาลี" in page
    *_others, mali = people(door)
    assert mali.status is PersonStatus.CONFIRMED
    assert mali.checked_in_at is not None
    assert (mali.agency_id, mali.agency_name) == (door.agency.id, "กรมทางหลวง")
    assert f'/arrival/badge/{mali.id}"' in page
    place = place_of(door, mali)
    assert place.group_id == door.groups["user"].id  # two already sit in the other group
    assert place.reason_th
    assert place.reason_en


def test_the_roles_of_the_agency_decide_before_balance(door):
    role = factories.make_role(door.workshop, "partner")
    factories.make_group(door.workshop, "partner", roles=(role,), seats_max=1)
    factories.make_agency(
        door.workshop, name_th="กรมเจ้าท่า", abbreviations=["จท."], roles=(role,), name_en="Marine"
    )
    walk_in(door, agency="จท.")
    *_others, mali = people(door)
    assert "only group open" in place_of(door, mali).reason_en
    answer = walk_in(door, first_name="มานี", agency="จท.")
    page = door.browser.get(answer.location).text.split('id="recent"')[0]
    assert "No group yet" in page  # their one group is full; nobody is put into a wrong one
    *_others, mani = people(door)
    assert place_of(door, mani) is None
    assert mani.checked_in_at is not None


def test_a_plan_that_takes_somebody_late_says_so_to_whoever_looks_at_it(door):
    version = door.session.query(Plan).one().version
    walk_in(door)
    people(door)
    assert door.session.query(Plan).one().version > version


def test_a_draft_that_is_being_worked_on_gets_the_same_place(door):
    factories.place(door.workshop, {door.pim: door.groups["policy"]}, state=PlanState.DRAFT)
    walk_in(door)
    *_others, mali = people(door)
    drafted = place_of(door, mali, PlanState.DRAFT)
    assert drafted.group_id == place_of(door, mali).group_id


def test_when_all_seats_are_taken_the_walk_in_waits_and_the_page_says_so(door):
    workshop = door.session.merge(door.workshop)
    workshop.capacity = 3
    door.session.commit()
    answer = walk_in(door)
    page = door.browser.get(answer.location).text
    assert 'class="door-result bad"' in page
    assert "On the waiting list, without a seat." in page
    assert "No seat is free: all 3 are taken." in page
    assert 'action="/organise/day/arrival/let-in"' not in page  # it could only be refused
    assert "No seat is free: all 3 are taken." in door.browser.get(f"{door.path}/walk-in").text
    *_others, mali = people(door)
    assert (mali.status, mali.checked_in_at) == (PersonStatus.WAITLISTED, None)
    refused = door.browser.post(f"{door.path}/let-in", {"person_id": mali.id})
    assert refused.status_code == 422
    assert "All 3 seats are taken" in refused.text


def test_a_walk_in_gets_an_empty_seat_at_once_but_never_one_that_an_offer_holds(door):
    """Two wait at home; one of them is offered the one empty seat, then there is another."""
    workshop = door.session.merge(door.workshop)
    workshop.capacity = 4
    door.session.commit()
    tia, _nun = (
        factories.make_person(door.workshop, status=PersonStatus.WAITLISTED) for _ in range(2)
    )
    until = now() + dt.timedelta(minutes=20)
    factories.make_offer(tia, made_at=now(), expires_at=until)
    listed = door.browser.get(f"{door.path}/list.json")
    assert "Held by offers until" in listed.json["seats"]["full"]
    page = door.browser.get(walk_in(door).location).text
    assert f"Held by offers until {until.astimezone(BANGKOK):%H:%M}: 1." in page
    assert people(door)[-1].status is PersonStatus.WAITLISTED
    door.session.merge(door.workshop).capacity = 5
    door.session.commit()
    form = door.browser.get(f"{door.path}/walk-in").text
    held = f"1 seat is offered to the waiting list until {until.astimezone(BANGKOK):%H:%M} and"
    assert held in form
    known = {"If-None-Match": listed.headers["ETag"]}
    seats = door.browser.get(f"{door.path}/list.json", headers=known).json["seats"]
    assert (seats["full"], held in seats["held"]) == ("", True)
    page = door.browser.get(walk_in(door, first_name="มานะ").location).text
    assert 'class="door-result in"' in page
    *_others, mana = people(door)
    assert (mana.status, place_of(door, mana).group_id) == (
        PersonStatus.CONFIRMED, door.groups["user"].id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first_name", "", "Enter a first name"),
        ("last_name", " ", "Enter a last name"),
        ("agency", "\x00", "Enter the agency"),
        ("phone", "call me", "Enter a phone number"),
        ("first_name", "ก" * 100_000, "Enter at most 120 characters"),
        ("language", "fr", "Choose a language"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_what_was_typed_stays(door, field, value, words):
    answer = walk_in(door, **{"position": "นักวิชาการ", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="นักวิชาการ"' in answer.text
    assert len(people(door)) == 3


def test_a_name_that_is_on_the_list_is_asked_about_first(door):
    typed = {"first_name": "พิมพ์ใจ", "last_name": "ตั้งรบ"}
    answer = walk_in(door, **typed)
    assert answer.status_code == 409
    assert f'name="person_id" value="{door.pim.id}"' in answer.text
    assert len(people(door)) == 3
    assert walk_in(door, anyway="yes", **typed).status_code == 303
    assert len(people(door)) == 4


@ON_BOTH_DATABASES
def test_a_substitute_takes_over_seat_group_and_table(door, app):
    place = place_of(door, door.pim)
    place.table_number, place.pinned = 4, True
    door.session.commit()
    keys = app.extensions["workshop.keys"]
    old_link = token_of(keys, door.pim)
    answer = substitute(door, door.pim, prefix="นาง")
    page = door.browser.get(answer.location).text
    assert "Came for" in page
    assert "Table 4" in page
    pim, *_others, mali = people(door)
    assert (pim.status, pim.checked_in_at) == (PersonStatus.CANCELLED, None)
    assert token_of(keys, pim) != old_link
    assert (mali.status, mali.agency_id) == (PersonStatus.CONFIRMED, pim.agency_id)
    assert mali.checked_in_at is not None
    taken = place_of(door, mali)
    assert (taken.group_id, taken.table_number, taken.pinned) == (
        door.groups["policy"].id, 4, True,
    )  # fmt: skip
    assert taken.reason_en == "Came in the place of a colleague who was seated in group A."
    assert place_of(door, pim) is None
    [record] = door.session.query(Substitution).all()
    assert (record.person_id, record.absent_id) == (mali.id, pim.id)
    assert record.recorded_by == "dao@example.go.th"
    trail = [one.subject for one in door.session.query(AuditEntry) if "substituted" in one.what]
    assert trail == ["นางสาวพิมพ์ใจ ตั้งรบ → นางมาลี ทองดี"]


def test_who_was_replaced_at_the_door_is_sent_to_the_desk_by_link_and_code(door, app, browsers):
    old_link = token_of(app.extensions["workshop.keys"], door.pim)
    substitute(door, door.pim)
    pim = door.stored(door.pim)
    phone = browsers()
    phone.client.set_cookie("lang", "en")
    answers = [
        phone.get(f"/me/{old_link}"),
        phone.post("/w/day/join", {"code": pim.short_code}),
    ]
    assert [one.status_code for one in answers] == [404, 422]
    for one in answers:
        assert "taken over by a substitute. Ask at the door desk." in one.text
        assert "newer" not in one.text
        assert pim.first_name not in one.text
    assert phone.get("/w/day/me").location == "/w/day/join"
    sent_again = token_of(app.extensions["workshop.keys"], pim)  # to the known address
    phone.get(f"/me/{sent_again}")
    page = phone.get("/w/day/me").text
    assert "A substitute came in your place." in page
    assert "You have cancelled" not in page


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "taken over by a substitute. Ask at the door desk."), ("th", "ผู้มาแทนรับที่นั่งของท่านแล้ว")],
)
def test_the_phone_of_whoever_was_replaced_says_why_it_is_signed_out(door, browsers, lang, told):
    phone = browsers().be(door.pim)
    phone.client.set_cookie("lang", lang)
    assert told not in phone.get("/w/day/join").text
    substitute(door, door.pim)
    assert phone.get("/w/day/me").location == "/w/day/join"
    page = phone.get("/w/day/join").text
    assert told in page
    assert door.pim.first_name not in page
    assert told not in browsers().get(f"/w/day/join?lang={lang}").text


def test_the_list_of_people_says_who_came_for_whom(door, browsers):
    substitute(door, door.pim)
    pim, *_others, mali = people(door)
    orn = browsers().sign_in(factories.make_account(door.workshop, Role.ORGANISER))
    orn.client.set_cookie("lang", "en")
    assert "มาลี ทองดี came instead." in orn.get(f"/organise/day/people/{pim.id}").text
    assert "in place of นางสาวพิมพ์ใจ ตั้งรบ" in orn.get(f"/organise/day/people/{mali.id}").text
    everybody = orn.get("/organise/day/people.csv?status=cancelled").data.decode("utf-8-sig")
    heading, row = everybody.splitlines()[:2]
    assert heading.endswith("Who came instead")
    assert row.endswith(",มาลี ทองดี")


def test_the_old_link_dies_and_the_old_code_says_who_came(door, app, browsers):
    token = token_of(app.extensions["workshop.keys"], door.pim)
    code = door.pim.short_code
    substitute(door, door.pim)
    told = door.scan(scanned(code=token), scanned(code=code))["results"]
    assert [one["outcome"] for one in told] == ["unknown", "not_confirmed"]
    assert told[1]["person"]["instead"] == "มาลี ทองดี"
    assert "มาลี ทองดี came instead." in door.browser.post(door.path, {"code": code}).text
    assert browsers().get(f"/me/{token}").status_code == 404


def test_what_the_absent_person_answered_stays_theirs(door, app, browsers):
    factories.make_strategy(door.workshop, 1)
    question = factories.make_question(door.workshop, 1, QuestionKind.SCALE)
    factories.open_form(door.workshop, 1, door.groups["policy"])
    pim = browsers().be(door.pim)
    page = pim.get("/w/day/feedback/1")
    number = page.text.split('name="submission_id"', 1)[1].split('value="', 1)[1].split('"')[0]
    sent = pim.post("/w/day/feedback/1", {"submission_id": number, f"q{question.id}": "4"})
    assert sent.status_code == 303
    substitute(door, door.pim)
    *_others, mali = people(door)
    hers = browsers().be(mali).get("/w/day/feedback")
    assert "Sent 0 of" in hers.text or "ส่งแล้ว 0" in hers.text


def test_nobody_takes_the_place_of_somebody_who_is_in_or_has_none(door):
    door.scan(scanned(door.pim))
    answer = substitute(door, door.pim)
    assert answer.status_code == 422
    assert "is checked in. Undo that first" in answer.text
    assert 'value="มาลี"' in answer.text
    tia = factories.make_person(door.workshop, status=PersonStatus.WAITLISTED)
    assert "has no seat that could be taken over" in substitute(door, tia).text
    assert len(people(door)) == 4
    stranger = factories.make_person(factories.make_workshop())
    assert substitute(door, stranger).status_code == 404


def test_a_substitute_needs_no_further_seat(door):
    workshop = door.session.merge(door.workshop)
    workshop.capacity = 3
    door.session.commit()
    factories.make_person(door.workshop, status=PersonStatus.WAITLISTED)
    assert substitute(door, door.pim).status_code == 303
    seated = [one for one in people(door) if one.status is PersonStatus.CONFIRMED]
    assert len(seated) == 3


@pytest.mark.parametrize("status", [PersonStatus.WAITLISTED, PersonStatus.CANCELLED])
def test_somebody_without_a_seat_gets_an_empty_one_and_a_group(door, status):
    tia = factories.make_person(door.workshop, agency=door.agency, status=status)
    answer = door.browser.post(f"{door.path}/let-in", {"person_id": tia.id})
    assert answer.status_code == 303
    assert 'class="door-result in"' in door.browser.get(answer.location).text
    stored = door.stored(tia)
    assert stored.status is PersonStatus.CONFIRMED
    assert stored.checked_in_at is not None
    assert place_of(door, tia).group_id == door.groups["user"].id


@ON_BOTH_DATABASES
def test_somebody_who_comes_back_keeps_the_place_while_it_is_free(door):
    door.stored(door.pim).status = PersonStatus.CANCELLED
    door.session.commit()
    door.browser.post(f"{door.path}/let-in", {"person_id": door.pim.id})
    assert place_of(door, door.pim).group_id == door.groups["policy"].id


def test_a_place_given_away_meanwhile_is_replaced_by_another(door):
    door.stored(door.pim).status = PersonStatus.CANCELLED
    door.session.commit()
    policy = door.session.merge(door.groups["policy"])
    policy.seats_max = 1  # pat sits there
    door.session.commit()
    door.browser.post(f"{door.path}/let-in", {"person_id": door.pim.id})
    assert place_of(door, door.pim).group_id == door.groups["user"].id


def test_after_the_workshop_is_closed_nobody_is_added(door):
    workshop = door.session.merge(door.workshop)
    workshop.state = WorkshopState.CLOSED
    door.session.commit()
    assert walk_in(door).status_code == 409
    assert substitute(door, door.pim).status_code == 409
    assert len(people(door)) == 3


def test_let_in_of_nobody_is_a_sentence(door):
    for number in ("", "x", "999", str(2**70)):
        assert door.browser.post(f"{door.path}/let-in", {"person_id": number}).status_code == 404


@pytest.mark.slow
def test_one_badge_is_printed_on_the_next_free_place_of_a_sheet(door, browsers):
    page = f"{door.path}/badge/{door.pim.id}"
    assert "begins at place 1" in door.browser.get(page).text
    places = []
    for place in ("8", "3", "9", "x", ""):
        answer = door.browser.get(f"{page}.pdf?place={place}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        places.append(_place_of(answer.data, door.pim.short_code))
    assert places == [8, 3, 1, 1, 1]
    said = door.browser.get(page).text
    assert "place 3. The next free one is 4." in said
    assert f'<a class="button" href="{page}.pdf?place=4" aria-current="true"' in said
    other = browsers().sign_in(factories.make_account(door.workshop, Role.DOOR))
    other.client.set_cookie("lang", "en")
    assert "begins at place 1" in other.get(page).text  # remembered on one device alone
    stranger = factories.make_person(factories.make_workshop())
    assert door.browser.get(f"{door.path}/badge/{stranger.id}").status_code == 404
    assert door.browser.get(f"{door.path}/badge/{stranger.id}.pdf").status_code == 404


def _place_of(document, code):
    """Which of the eight places of the one page the short code stands on, counted by rows."""
    with pypdfium2.PdfDocument(document) as pdf:
        assert len(pdf) == 1
        page = pdf[0]
        words = page.get_textpage()
        found = words.search(code[:3]).get_next()
        left, _bottom, _right, top = words.get_charbox(found[0])
        width, height = page.get_size()
    row = int((height - top - (height - 4 * 55 * MM) / 2) // (55 * MM))
    return 2 * row + int(left > width / 2) + 1

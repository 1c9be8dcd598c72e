"""Walk-ins and substitutes whom a device recorded while it had no network, as they arrive later."""

import datetime as dt
import uuid

import pytest

from tests import factories
from tests.arrival.conftest import scanned
from tests.arrival.test_latecomers import people, place_of, substitute, walk_in
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop.clock import now
from workshop.domain.terms import PersonStatus, WorkshopState
from workshop.models import Person, Substitution


def walked_in(*, minutes_ago=30, **typed):
    return {
        "id": str(uuid.uuid4()), "kind": "walk_in", "prefix": "นาง", "first_name": "มาลี",
        "last_name": "ทองดี", "agency": "ทล.", "language": "th", "others": [],
        "at": (now() - dt.timedelta(minutes=minutes_ago)).isoformat(), **typed,
    }  # fmt: skip


def came_for(absent, **typed):
    return walked_in(**{"kind": "substitute", "absent": absent.id, "agency": "", **typed})


def seats_are(door, number):
    door.session.merge(door.workshop).capacity = number
    door.session.commit()


def decide(door):
    """What the desk's page lists as to be decided."""
    return door.browser.get(door.path).text.split('id="conflicts"')[1].split('id="counts"')[0]


def test_a_walk_in_and_a_substitute_arrive_once_however_often_they_are_sent(door):
    walk, instead = walked_in(), came_for(door.pim, first_name="มานี", last_name="ใจดี")
    walk["phone"] = "๐๘๒ ๒๕๒ ๗๓๖๕"
    for _turn in range(3):
        first, second = door.scan(walk, scanned(door.tor), instead)["results"][::2]
        assert [first["outcome"], second["outcome"]] == ["in", "in"]
        assert first["person"]["group"]["letter"] == "B"  # two already sit in the other group
        assert second["person"]["group"]["letter"] == "A"
        assert second["person"]["came_for"].endswith("พิมพ์ใจ ตั้งรบ")
    *_others, mali, mani = people(door)
    assert len(people(door)) == 5
    assert (mali.agency_id, mali.phone, mani.agency_id) == (
        door.agency.id, "0822527365", door.agency.id,
    )  # fmt: skip
    assert mali.checked_in_at == dt.datetime.fromisoformat(walk["at"])
    assert {row.device for row in door.arrivals() if row.person_id == mali.id} == {"Door 1"}
    assert door.stored(door.pim).status is PersonStatus.CANCELLED
    assert place_of(door, mani).group_id == door.groups["policy"].id
    assert "To be decided" in decide(door)
    assert "Give a seat" not in decide(door)


def test_the_order_in_which_things_were_done_on_the_device_is_kept(door):
    sent = [scanned(door.pim), scanned(door.pim, kind="undo"), came_for(door.pim)]
    assert [one["outcome"] for one in door.scan(*sent)["results"]] == ["undone", "undone", "in"]
    later = door.scan(scanned(door.pim))["results"][0]
    assert (later["outcome"], later["person"]["instead"]) == ("not_confirmed", "นางมาลี ทองดี")


def test_the_same_person_from_two_devices_takes_one_seat_and_the_desk_is_asked(door):
    assert door.scan(walked_in())["results"][0]["outcome"] == "in"
    answer = door.scan(walked_in(agency="กรมทางหลวง"), device="Door 2")
    assert answer["results"][0]["outcome"] == "not_confirmed"
    assert "of this name is on the list already" in answer["results"][0]["sentence"]
    assert answer["counts"]["conflicts"] == 1
    assert (answer["counts"]["in"], answer["counts"]["expected"]) == (1, 4)
    *_others, first, second = people(door)
    assert (second.status, second.checked_in_at) == (PersonStatus.CANCELLED, None)
    page = decide(door)
    assert "Somebody of this name is on the list already." in page
    assert "Door 2" in page
    assert f'value="{first.id}"' in page or "In " in page
    door.browser.post(f"{door.path}/drop", {"person_id": second.id})
    assert "Give a seat" not in decide(door)
    assert door.stored(first).checked_in_at is not None
    assert len(people(door)) == 5  # the entry is still on the list


def test_two_people_of_one_name_are_two_once_the_desk_says_so(door):
    known = walked_in(first_name="พิมพ์ใจ", last_name="ตั้งรบ", others=[door.pim.id])
    assert door.scan(known)["results"][0]["outcome"] == "in"
    unknown = walked_in(first_name="ภัทรา", last_name="ดีงาม")
    assert door.scan(unknown)["results"][0]["outcome"] == "not_confirmed"
    *_others, kept = people(door)
    answer = door.browser.post(f"{door.path}/let-in", {"person_id": kept.id})
    assert "outcome=in" in answer.location
    assert door.stored(kept).checked_in_at == dt.datetime.fromisoformat(unknown["at"])
    assert "Give a seat" not in decide(door)


@ON_BOTH_DATABASES
def test_seats_are_never_oversold_by_devices_that_come_back_at_once(door):
    seats_are(door, 4)

    def sent(number):
        entry = walked_in(first_name=f"มาลี{number}")
        return lambda: door.scan(entry, device=f"Door {number}")

    results = [one["results"][0] for one in at_once(*(sent(number) for number in range(3)))]
    assert sorted(one["outcome"] for one in results) == ["in", "not_confirmed", "not_confirmed"]
    assert {one["sentence"] for one in results} == {"", "No seat was left."}
    states = [one.status for one in people(door)]
    assert states.count(PersonStatus.CONFIRMED) == 4
    assert decide(door).count("No seat was left.") == 2


def test_who_found_no_seat_gets_one_at_the_desk_or_is_dropped(door):
    seats_are(door, 3)
    door.scan(walked_in(), walked_in(first_name="มานี"))
    *_others, mali, mani = people(door)
    refused = door.browser.post(f"{door.path}/let-in", {"person_id": mali.id})
    assert refused.status_code == 422
    seats_are(door, 5)
    waits = factories.make_person(door.workshop, status=PersonStatus.WAITLISTED)
    for somebody in (mani, mani, waits):
        assert door.browser.post(f"{door.path}/drop", {"person_id": somebody.id}).status_code == 303
    assert door.stored(waits).status is PersonStatus.WAITLISTED
    assert door.stored(mani).status is PersonStatus.CANCELLED
    assert door.browser.post(f"{door.path}/let-in", {"person_id": mali.id}).status_code == 303
    assert door.stored(mali).checked_in_at is not None
    assert "Give a seat" not in decide(door)
    assert door.browser.post(f"{door.path}/drop", {"person_id": mali.id}).status_code == 422


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (lambda door: door.scan(scanned(door.pim)), "who is in by now"),
        (lambda door: substitute(door, door.pim, first_name="มานี"), "มานี ทองดี had taken over"),
        (
            lambda door: setattr(door.stored(door.pim), "status", PersonStatus.CANCELLED),
            "whose registration was cancelled meanwhile",
        ),
    ],
)
def test_a_seat_whose_owner_came_or_was_replaced_is_not_taken_over(door, meanwhile, words):
    meanwhile(door)
    door.session.commit()
    before = door.stored(door.pim).status
    sent = came_for(door.pim)
    for _turn in range(2):
        result = door.scan(sent, device="Door 2")["results"][0]
        assert result["outcome"] == "not_confirmed"
        assert words in result["sentence"]
    page = decide(door)
    assert page.count(words) == 1
    assert door.stored(door.pim).status is before
    mali = door.session.query(Person).filter_by(first_name="มาลี").one()
    assert (mali.status, mali.agency_id) == (PersonStatus.WAITLISTED, door.agency.id)
    assert "มาลี" not in door.scan(scanned(door.pim))["results"][0]["person"]["instead"]
    door.browser.post(f"{door.path}/let-in", {"person_id": mali.id})
    assert door.stored(mali).checked_in_at is not None
    assert not door.session.query(Substitution).filter_by(person_id=mali.id).all()


def test_what_cannot_be_read_is_refused_alone(door):
    bad = [
        walked_in(first_name=""),
        walked_in(last_name="\u0000\u200b"),
        walked_in(agency=["x"]),
        walked_in(first_name="ก" * 10_000),
        walked_in(kind="substitute", absent=None),
        walked_in(id="x"),
    ]
    odd = walked_in(
        first_name="มา\ud800ลี\u202e", phone="call me", language="fr", others={"a": 1}, dietary=7
    )
    results = door.scan(*bad[:3], odd, *bad[3:], came_for(factories.make_person(
        factories.make_workshop(slug="other"))))["results"]  # fmt: skip
    outcomes = [one["outcome"] for one in results]
    assert outcomes == ["refused"] * 3 + ["in"] + ["refused"] * 3 + ["not_confirmed"]
    assert all(one["sentence"] for one in results if one["outcome"] == "refused")
    [mali] = [one for one in people(door) if one.first_name == "มาลี" and one.agency_id]
    assert (mali.first_name, mali.phone, mali.language, mali.dietary) == ("มาลี", "", "th", "")


def test_after_the_workshop_nothing_is_added(door):
    door.session.merge(door.workshop).state = WorkshopState.CLOSED
    door.session.commit()
    result = door.scan(walked_in())["results"][0]
    assert (result["outcome"], len(people(door))) == ("refused", 3)
    assert "over" in result["sentence"]


def test_a_form_sent_online_and_kept_too_is_asked_about(door):
    walk_in(door)
    assert door.scan(walked_in())["results"][0]["outcome"] == "not_confirmed"
    assert door.scan(walked_in(first_name="มาลัย"))["results"][0]["outcome"] == "in"

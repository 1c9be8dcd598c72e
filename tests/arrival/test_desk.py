"""The page of the door, with no script at all: scan, look, undo, search, who is missing."""

import re

import pytest

from tests import factories
from tests.arrival.conftest import scanned
from tests.postgres import ON_BOTH_DATABASES
from workshop.domain.terms import PersonStatus, Role
from workshop.links import token_of


def test_a_code_typed_by_a_keyboard_scanner_checks_somebody_in(door):
    code = door.pim.short_code.lower()
    answer = door.browser.post(door.path, {"code": f"{code[:3]} {code[3:]}", "device": "Door 1"})
    assert answer.status_code == 303
    page = door.browser.get(answer.location).text
    assert 'class="door-result in"' in page
    assert "Checked in" in page
    for words in ("พิมพ์ใจ", "ตั้งรบ", "Group policy", "Parichat 1", "เจ", "Department of Highways"):
        assert words in page
    assert door.stored(door.pim).checked_in_at is not None
    [arrival] = door.arrivals()
    assert (arrival.scanned_by, arrival.device) == ("dao@example.go.th", "Door 1")


@pytest.mark.parametrize("whole", [True, False])
def test_the_personal_link_is_read_from_the_qr_code(door, app, whole):
    token = token_of(app.extensions["workshop.keys"], door.pim)
    typed = f"http://localhost/me/{token}" if whole else token
    assert door.browser.post(door.path, {"code": typed}).status_code == 303
    assert door.stored(door.pim).checked_in_at is not None


def test_a_second_scan_is_amber_and_says_since_when_and_by_whom(door):
    door.browser.post(door.path, {"person_id": door.pim.id})
    door.browser.get(door.path)
    answer = door.browser.post(door.path, {"person_id": door.pim.id})
    assert "outcome=already" in answer.location
    page = door.browser.get(answer.location).text
    assert 'class="door-result already"' in page
    assert re.search(r"since \d\d:\d\d, by dao@example.go.th", page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ZZZZZZ", "Nobody has this code"),
        ("https://example.org/somewhere", "This is no code and no link"),
        ("x" * 40_000, "This is no code and no link"),
        ("\x00\u202e🙂", "This is no code and no link"),
        ("", "Scan a badge or type its code"),
        ("A" * 34, "This QR code counts for nobody"),
    ],
)
def test_a_wrong_code_is_red_and_says_what_to_do(door, typed, words):
    answer = door.browser.post(door.path, {"code": typed})
    assert answer.status_code == 422
    assert 'class="door-result bad"' in answer.text
    assert words in answer.text
    assert not door.arrivals()


def test_a_name_typed_where_the_code_belongs_is_searched_for(door):
    answer = door.browser.post(door.path, {"code": "พิมพ์ใจ"})
    assert answer.status_code == 422
    assert f'name="person_id" value="{door.pim.id}"' in answer.text


def test_a_replaced_link_opens_no_door(door, app):
    token = token_of(app.extensions["workshop.keys"], door.pim)
    door.stored(door.pim).link_version += 1
    door.session.commit()
    answer = door.browser.post(door.path, {"code": token})
    assert answer.status_code == 422
    assert "This QR code counts for nobody" in answer.text


def test_somebody_without_a_seat_is_red_and_may_be_let_in(door):
    tia = factories.make_person(door.workshop, status=PersonStatus.WAITLISTED)
    answer = door.browser.post(door.path, {"person_id": tia.id})
    assert answer.status_code == 422
    assert "On the waiting list, without a seat." in answer.text
    assert "/arrival/let-in" in answer.text
    assert not door.arrivals()


def test_undoing_counts_somebody_as_missing_again(door):
    door.browser.post(door.path, {"person_id": door.pim.id})
    page = door.browser.get(f"{door.path}?shown={door.pim.id}&outcome=in").text
    assert "Undo this check-in" in page
    answer = door.browser.post(door.path, {"person_id": door.pim.id, "kind": "undo"})
    assert "Check-in undone" in door.browser.get(answer.location).text
    assert door.stored(door.pim).checked_in_at is None
    assert len(door.arrivals()) == 2


def test_the_same_page_sent_twice_is_one_scan_but_another_code_is_another(door):
    number = "6f1f7e0e-9a0b-4c59-9d52-0c1b7f2f0a11"
    for _ in range(3):
        door.browser.post(door.path, {"scan_id": number, "code": door.pim.short_code})
    door.browser.post(door.path, {"scan_id": number, "code": door.pat.short_code})
    assert [one.person_id for one in door.arrivals()] == [door.pim.id, door.pat.id]


def test_a_link_to_a_result_never_claims_more_than_is_stored(door):
    page = door.browser.get(f"{door.path}?shown={door.pim.id}&outcome=in").text
    assert "door-result in" not in page
    for query in ("shown=999999&outcome=in", "shown=x&outcome=y", f"shown={2**70}&outcome=in"):
        assert door.browser.get(f"{door.path}?{query}").status_code == 200


def test_search_finds_parts_and_offers_what_can_be_done(door):
    page = door.browser.get(f"{door.path}?q=ตังรบ").text
    assert "1 person found" in page
    assert f'name="person_id" value="{door.pim.id}"' in page
    assert f"/arrival/substitute/{door.pim.id}" in page
    part = door.browser.get(f"{door.path}/search?q=7365").text
    assert part.count("<li>") == 1
    assert "csrf_token" not in part
    assert "Nobody fits" in door.browser.get(f"{door.path}/search?q=ไม่มีใคร").text


def test_a_code_that_is_searched_for_stands_in_no_address(door):
    code = door.pim.short_code
    page = door.browser.get(door.path).text
    form = page.split('class="door-search"')[1].split("</form>")[0]
    assert 'method="post"' in form
    assert page.index('id="search"') < page.index('id="recent"')
    found = door.browser.post(door.path, {"q": code})
    assert (found.status_code, found.location) == (200, None)
    assert f'name="person_id" value="{door.pim.id}"' in found.text
    assert not door.arrivals()
    asked = {"headers": {"X-CSRFToken": door.browser.token, "Accept": "application/json"}}
    said = door.browser.client.post(f"{door.path}/search", json={"q": code}, **asked).json
    assert [one["id"] for one in said["people"]] == [door.pim.id]
    for odd in ({"q": 7}, {"q": "\x00\ud800"}, [], None):
        answer = door.browser.client.post(f"{door.path}/search", json=odd, **asked)
        assert answer.json["total"] == 0


@ON_BOTH_DATABASES
def test_search_follows_every_change_at_once(door):
    assert "Nobody fits" in door.browser.get(f"{door.path}/search?q=มะลิ").text
    person = factories.make_person(door.workshop, first_name="มะลิ")
    assert "มะลิ" in door.browser.get(f"{door.path}/search?q=มะลิ").text
    person = door.stored(person)
    person.first_name, person.version = "จำปี", person.version + 1
    door.session.commit()
    assert "Nobody fits" in door.browser.get(f"{door.path}/search?q=มะลิ").text
    assert "จำปี" in door.browser.get(f"{door.path}/search?q=จำปี").text
    agency = door.session.merge(door.agency)
    agency.abbreviations, agency.version = ["ทท."], agency.version + 1
    door.session.commit()
    assert "3 people found" in door.browser.get(f"{door.path}/search?q=ทท").text
    assert "Nobody fits" in door.browser.get(f"{door.path}/search?q=ทล").text


@ON_BOTH_DATABASES
def test_who_is_missing_stands_by_group_with_a_number_to_call(door):
    door.browser.post(door.path, {"person_id": door.pat.id})
    page = door.browser.get(door.path).text
    assert "1 of 3" in page
    missing = page.split('id="missing"', 1)[1]
    assert 'href="tel:0822527365"' in missing
    assert "082 252 7365" in missing
    assert "ภัทรา" not in missing


def test_the_door_sees_no_links_to_pages_it_may_not_open(door, browsers):
    page = door.browser.get(door.path).text
    assert "/organise/day/people" not in page
    orn = browsers().sign_in(factories.make_account(door.workshop, Role.ORGANISER))
    assert "/organise/day/people" in orn.get(door.path).text


def test_who_was_scanned_twice_is_told_folded_below_with_both_scans(door):
    door.scan(scanned(door.pim, minutes_ago=30), device="Door 1")
    door.scan(scanned(door.pim, minutes_ago=20), device="Door 2")
    page = door.browser.get(door.path).text
    below = page.split('id="missing"', 1)[1]
    twice = below.split('id="twice"', 1)[1].split("</section>")[0]
    assert "Scanned twice, counted once" in twice
    folded = twice.split("<details><summary>1 person</summary>")[1]
    assert "Door 1" in folded
    assert "Door 2" in folded
    assert '<section id="conflicts" aria-labelledby="conflicts-title" hidden>' in page


def test_the_page_speaks_thai(door):
    door.browser.client.set_cookie("lang", "th")
    answer = door.browser.post(door.path, {"person_id": door.pim.id})
    page = door.browser.get(answer.location).text
    assert "เช็กอินแล้ว" in page
    assert "ปาริชาต 1" in page
    assert "มอบคูปองอาหารพร้อมป้ายชื่อ" in page

"""What devices send: each scan once, in any order, and a bad one never costs the others."""

import datetime as dt
import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.arrival.conftest import scanned
from tests.postgres import ON_BOTH_DATABASES
from workshop.clock import now
from workshop.domain.terms import PersonStatus
from workshop.links import stand_in, token_of
from workshop.models import AuditEntry, ProposedChange


def outcomes(answer):
    return [one["outcome"] for one in answer["results"]]


def test_a_device_hands_over_what_it_scanned_while_it_was_offline(door, app):
    token = token_of(app.extensions["workshop.keys"], door.pat)
    early = scanned(door.pim, minutes_ago=40)
    answer = door.scan(
        early, scanned(code=f"http://localhost/me/{token}"), scanned(code=door.tor.short_code)
    )
    assert outcomes(answer) == ["in"] * 3
    assert answer["counts"]["in"] == 3
    first = answer["results"][0]
    assert (first["by"], first["device"]) == ("dao@example.go.th", "Door 1")
    assert first["person"]["group"]["letter"] == "A"
    told = dt.datetime.fromisoformat(early["at"])
    assert door.stored(door.pim).checked_in_at == told


def test_the_same_scan_sent_ten_times_is_one(door):
    scan = scanned(door.pim)
    answers = [outcomes(door.scan(scan)) for _ in range(10)]
    assert answers == [["in"]] * 10
    assert outcomes(door.scan(scan, scan, scan)) == ["in"] * 3
    assert len(door.arrivals()) == 1


def test_an_earlier_scan_that_comes_later_counts_and_both_are_kept(door):
    late, early = scanned(door.pim, minutes_ago=5), scanned(door.pim, minutes_ago=30)
    assert outcomes(door.scan(late, device="Door 2")) == ["in"]
    answer = door.scan(early, device="Door 1")
    assert outcomes(answer) == ["in"]
    assert [one["scans"][0]["device"] for one in answer["conflicts"]] == ["Door 1"]
    assert answer["counts"]["conflicts"] == 1
    again = door.scan(late, device="Door 2")["results"][0]
    assert (again["outcome"], again["device"]) == ("already", "Door 1")
    assert len(door.arrivals()) == 2
    assert door.stored(door.pim).checked_in_at == dt.datetime.fromisoformat(early["at"])


def test_undoing_holds_against_scans_from_before_it(door):
    door.scan(scanned(door.pim, minutes_ago=20))
    assert outcomes(door.scan(scanned(door.pim, kind="undo", minutes_ago=10))) == ["undone"]
    assert outcomes(door.scan(scanned(door.pim, minutes_ago=15), device="Door 2")) == ["undone"]
    assert door.stored(door.pim).checked_in_at is None
    assert outcomes(door.scan(scanned(door.pim, minutes_ago=1))) == ["in"]
    said = {one.what for one in door.session.query(AuditEntry)}
    assert "arrival.undone" in said


def test_a_scan_from_the_future_counts_as_made_when_it_was_received(door):
    before = now()
    door.scan(scanned(door.pim, minutes_ago=-600))
    assert before <= door.stored(door.pim).checked_in_at <= now()


def test_a_wrong_clock_is_put_right_when_the_device_tells_its_time(door):
    sent_at = (now() - dt.timedelta(hours=2)).isoformat()
    door.scan(scanned(door.pim, minutes_ago=125), sent_at=sent_at)
    late = now() - door.stored(door.pim).checked_in_at
    assert dt.timedelta(minutes=4) < late < dt.timedelta(minutes=6)


def test_nobody_without_a_seat_is_let_in_and_nothing_is_stored(door):
    tia = factories.make_person(door.workshop, status=PersonStatus.WAITLISTED)
    gone = factories.make_person(door.workshop, status=PersonStatus.CANCELLED)
    answer = door.scan(scanned(tia), scanned(gone), scanned(door.pim))
    assert outcomes(answer) == ["not_confirmed", "not_confirmed", "in"]
    assert answer["results"][0]["person"]["status"] == "waitlisted"
    assert answer["results"][1]["sentence"] == "The registration is cancelled."
    assert len(door.arrivals()) == 1


def test_a_person_of_another_workshop_is_unknown(door, app):
    other = factories.make_person(factories.make_workshop())
    token = token_of(app.extensions["workshop.keys"], other)
    answer = door.scan(scanned(other), scanned(code=token), scanned(code=other.short_code))
    assert outcomes(answer) == ["unknown"] * 3


def test_whoever_registered_twice_is_known_by_either_code(door, app):
    again = factories.store(ProposedChange(
        workshop_id=door.workshop.id, person_id=door.pim.id,
        details={"first_name": "พิมพ์ใจ", "last_name": "ตั้งรบ"}, email="x@example.go.th",
        status=PersonStatus.CONFIRMED, short_code="AAAAAA", token_hash=b"x" * 32, notice_number=1,
        created_at=now(), held_until=now(),
    ))  # fmt: skip
    token = token_of(app.extensions["workshop.keys"], stand_in(again))
    assert outcomes(door.scan(scanned(code="AAAAAA"))) == ["in"]
    answer = door.scan(scanned(code=token))
    assert outcomes(answer) == ["already"]
    assert answer["results"][0]["person"]["id"] == door.pim.id


def test_a_look_alike_character_is_forgiven_while_it_is_clear_who_is_meant(door):
    pim = door.stored(door.pim)
    pim.short_code = "KQ7M4R"
    door.session.commit()
    assert outcomes(door.scan(scanned(code="ko7m4r"))) == ["in"]
    door.stored(door.pat).short_code = "KD7M4R"
    door.session.commit()
    answer = door.scan(scanned(code="K07M4R"))
    assert outcomes(answer) == ["unknown"]
    assert "Several people" in answer["results"][0]["sentence"]


BAD = [
    None, 7, "x", [], {}, {"id": 5}, {"id": "no uuid", "at": "2026-07-23T09:00:00Z", "person": 1},
    {"id": str(uuid.uuid4())}, {"id": str(uuid.uuid4()), "at": "yesterday", "person": 1},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00", "person": 1},  # which time zone?
    {"id": str(uuid.uuid4()), "at": "0001-01-01T00:00:00+14:00", "person": 1},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z"},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z", "person": True},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z", "person": 2**80},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z", "person": -1},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z", "person": 1, "kind": "out"},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z", "person": 1, "kind": ["in"]},
    {"id": str(uuid.uuid4()), "at": "2026-07-23T09:00:00Z", "code": "\x00 "},
    {"id": "\ud800" * 30, "at": "2026-07-23T09:00:00Z", "code": "\ud800"},
]  # fmt: skip


@ON_BOTH_DATABASES
def test_what_cannot_be_read_is_refused_one_by_one_with_a_sentence(door):
    answer = door.scan(*BAD[:9], scanned(door.pim), *BAD[9:])
    told = answer["results"]
    good = told.pop(9)
    assert good["outcome"] == "in"
    assert {one["outcome"] for one in told} <= {"refused", "unknown"}
    assert all(one["sentence"] for one in told)
    assert len(door.arrivals()) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"scans": 7}',
        b'{"scans": {"a": 1}}',
        b"\xff\xfe",
        b"[" * 90_000,
    ],
)
def test_what_is_no_list_of_scans_is_answered_with_a_sentence(door, body):
    answer = door.browser.client.post(
        f"{door.path}/scans", data=body,
        headers={"X-CSRFToken": door.browser.token, "Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.json["error"].startswith("No scans came with this.")


def test_too_many_at_once_are_refused_with_what_to_do(door):
    many = {"scans": [scanned(door.pim) for _ in range(501)]}
    answer = door.browser.client.post(
        f"{door.path}/scans", json=many, headers={"X-CSRFToken": door.browser.token}
    )
    assert answer.status_code == 422
    assert "500" in answer.json["error"]
    huge = door.browser.client.post(
        f"{door.path}/scans", data=b" " * 3_000_000, headers={"X-CSRFToken": door.browser.token}
    )
    assert huge.status_code == 422
    assert not door.arrivals()


def test_without_the_token_of_the_page_nothing_is_taken(door):
    answer = door.browser.client.post(f"{door.path}/scans", json={"scans": [scanned(door.pim)]})
    assert answer.status_code == 400
    assert not door.arrivals()


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "at", "kind", "code", "person", "x"]), inner, max_size=5
    ),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(SCRAPS, max_size=4), SCRAPS, SCRAPS)
def test_any_json_is_answered_scan_by_scan(door, scans, device, sent_at):
    body = json.dumps({"device": device, "sent_at": sent_at, "scans": scans})
    answer = door.browser.client.post(
        f"{door.path}/scans", data=body, headers={"X-CSRFToken": door.browser.token}
    )
    assert answer.status_code == 200
    assert len(answer.json["results"]) == len(scans)


def test_the_list_for_a_device_holds_no_link_and_no_whole_number(door, app):
    answer = door.browser.get(f"{door.path}/list.json")
    people = {one["id"]: one for one in answer.json["people"]}
    assert set(people) == {door.pim.id, door.pat.id, door.tor.id}
    pim = people[door.pim.id]
    assert pim["phone_tail"] == "7365"
    assert pim["dietary"] == "เจ"
    assert pim["abbreviation"] == "ทล."
    assert len(pim["token"]) == 20
    assert token_of(app.extensions["workshop.keys"], door.pim) not in answer.text
    assert "0822527365" not in answer.text
    assert "@example.go.th" not in answer.text


@ON_BOTH_DATABASES
@pytest.mark.parametrize("name", ["list.json", "counts"])
def test_what_is_polled_is_sent_again_only_after_a_change(door, name):
    first = door.browser.get(f"{door.path}/{name}")
    known = {"If-None-Match": first.headers["ETag"]}
    assert door.browser.get(f"{door.path}/{name}", headers=known).status_code == 304
    door.scan(scanned(door.pim))
    changed = door.browser.get(f"{door.path}/{name}", headers=known)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_counts_are_those_of_the_groups(door):
    door.scan(scanned(door.pim), scanned(door.tor))
    counts = door.browser.get(f"{door.path}/counts").json
    assert (counts["in"], counts["expected"], counts["conflicts"]) == (2, 3, 0)
    assert [(one["letter"], one["in"], one["expected"]) for one in counts["groups"]] == [
        ("A", 1, 2), ("B", 1, 1),
    ]  # fmt: skip


def test_search_answers_devices_in_json(door):
    answer = door.browser.get(f"{door.path}/search?q=ทล", headers={"Accept": "application/json"})
    assert answer.json["total"] == 3
    assert {one["id"] for one in answer.json["people"]} == {door.pim.id, door.pat.id, door.tor.id}


def test_the_worker_may_serve_the_page_of_this_workshop_alone(door):
    answer = door.browser.get(f"{door.path}/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == door.path
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"


def test_cancelling_takes_a_check_in_back_for_good(door, browsers):
    door.scan(scanned(door.pim, minutes_ago=20))
    pim = browsers().be(door.stored(door.pim))
    assert pim.post("/w/day/me/cancel").status_code == 303
    assert door.stored(door.pim).checked_in_at is None
    back = door.stored(door.pim)
    back.status = PersonStatus.CONFIRMED
    door.session.commit()
    assert outcomes(door.scan(scanned(door.pim, minutes_ago=25), device="2")) == ["undone"]
    assert door.stored(door.pim).checked_in_at is None

"""Three devices without network, overlapping scans: a hundred arrivals, no conflict lost."""

import datetime as dt
import random
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import factories
from tests.postgres import ON_BOTH_DATABASES
from workshop import create_app, db
from workshop.arrival import counting, service
from workshop.arrival.intake import Typed
from workshop.arrival.service import Device
from workshop.clock import now
from workshop.domain.arrivals import standing
from workshop.domain.terms import ArrivalKind, Role
from workshop.models import Arrival, Person, Workshop

pytestmark = ON_BOTH_DATABASES

PEOPLE, DEVICES = 100, ("Door 1", "Door 2", "Door 3")


@pytest.fixture
def merging_app(settings) -> Iterator[Flask]:
    """As it runs for real: every commit waits for the disk."""
    app = create_app(settings)
    app.testing = True
    yield app
    app.extensions[db.EXTENSION].engine.dispose()


@pytest.fixture
def stored(merging_app):
    with db.open_session(merging_app.extensions[db.EXTENSION]) as session:
        factories.bind(session, merging_app.extensions["workshop.keys"])
        yield session


def fresh(session):
    session.rollback()
    session.expire_all()


def offline(people: list[int], chance: random.Random) -> dict[str, list[Typed]]:
    """What each device scanned: together everybody, a third of the people on two or three."""
    began = now() - dt.timedelta(hours=1)
    kept: dict[str, list[Typed]] = {name: [] for name in DEVICES}
    for person in people:
        for name in chance.sample(DEVICES, chance.choice((1, 1, 2, 3))):
            told = began + dt.timedelta(seconds=chance.randint(0, 3000))
            kept[name].append(Typed(id=str(uuid.uuid4()), person=person, told=told))
    return kept


def expected_times(kept: dict[str, list[Typed]]) -> dict[int, dt.datetime]:
    times: dict[int, dt.datetime] = {}
    for scans in kept.values():
        for one in scans:
            times[one.person] = min(one.told, times.get(one.person, one.told))
    return times


def batches(kept: dict[str, list[Typed]], chance: random.Random) -> list[tuple[str, list[Typed]]]:
    """Parts of what the devices kept, some of them sent twice, in any order."""
    parts = []
    for name, scans in kept.items():
        chance.shuffle(scans)
        while scans:
            size = chance.randint(1, 40)
            parts.append((name, scans[:size]))
            scans = scans[size:]
    parts += chance.sample(parts, len(parts) // 2)
    chance.shuffle(parts)
    return parts


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_and_repetition_of_three_devices_gives_the_same_hundred(
    merging_app, stored, seed
):
    chance = random.Random(seed)
    workshop = factories.make_workshop(slug="day", capacity=PEOPLE)
    people = [factories.make_person(workshop).id for _ in range(PEOPLE)]
    kept = offline(people, chance)
    times, doubled = expected_times(kept), _doubled(kept)
    keys = merging_app.extensions["workshop.keys"]
    with merging_app.app_context():
        for name, scans in batches(kept, chance):
            device = Device(by="dao@example.go.th", name=name, now=now())
            told = service.scan(stored, workshop, scans, keys=keys, device=device)
            stored.commit()
            assert {one.outcome.value for one in told} <= {"in", "already"}
        counts = counting.count(stored, workshop)
        fresh(stored)
        arrived = {one.id: one.checked_in_at for one in stored.scalars(sa.select(Person))}
        listed = {one.known.person.id for one in counting.conflicts(stored, workshop)}
    assert arrived == times
    assert counts.arrived == counts.expected == PEOPLE
    assert listed == doubled
    assert _stored_scans(stored) == sum(len(scans) for scans in kept.values())


def _doubled(kept: dict[str, list[Typed]]) -> set[int]:
    """Whom more than one device let in."""
    devices: dict[int, set[str]] = {}
    for name, scans in kept.items():
        for one in scans:
            devices.setdefault(one.person, set()).add(name)
    return {person for person, names in devices.items() if len(names) > 1}


def _stored_scans(session) -> int:
    fresh(session)
    return session.scalar(sa.select(sa.func.count()).select_from(Arrival))


@pytest.mark.slow
def test_three_devices_that_send_at_once_merge_to_a_hundred(merging_app, stored):
    chance = random.Random(7)
    workshop = factories.make_workshop(slug="day", capacity=PEOPLE)
    people = [factories.make_person(workshop).id for _ in range(PEOPLE)]
    account = factories.make_account(workshop, Role.DOOR)
    kept = offline(people, chance)
    times, number = expected_times(kept), sum(len(scans) for scans in kept.values())
    stored.commit()
    parts = batches(kept, chance)
    start = threading.Barrier(len(parts))

    def send(part):
        name, scans = part
        client = merging_app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.get_id(), True
        page = client.get("/organise/day/arrival").text
        token = page.split('data-csrf="', 1)[1].split('"', 1)[0]
        body = [
            {"id": one.id, "person": one.person, "kind": "in", "at": one.told.isoformat()}
            for one in scans
        ]
        start.wait(60)
        answer = client.post(
            "/organise/day/arrival/scans", json={"device": name, "scans": body},
            headers={"X-CSRFToken": token},
        )  # fmt: skip
        return answer.status_code

    with ThreadPoolExecutor(len(parts)) as pool:
        assert set(pool.map(send, parts)) == {200}
    fresh(stored)
    found = {one.id: one.checked_in_at for one in stored.scalars(sa.select(Person))}
    assert found == times
    assert _stored_scans(stored) == number


@pytest.mark.slow
def test_two_desks_never_give_the_last_seat_twice(merging_app, stored):
    workshop = factories.make_workshop(slug="day", capacity=21)
    for _ in range(20):
        factories.make_person(workshop)
    account = factories.make_account(workshop, Role.DOOR)
    stored.commit()
    start = threading.Barrier(8)

    def add(number):
        client = merging_app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.get_id(), True
        page = client.get("/organise/day/arrival/walk-in").text
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        start.wait(60)
        answer = client.post("/organise/day/arrival/walk-in", data={
            "csrf_token": token, "submission_id": str(uuid.uuid4()),
            "first_name": f"คน{number}", "last_name": "มาสาย", "agency": "กรม",
            "language": "th",
        })  # fmt: skip
        return answer.location.rpartition("outcome=")[2]

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(add, range(8)))
    assert told == ["in"] + ["not_confirmed"] * 7
    fresh(stored)
    arrived = stored.scalars(sa.select(Person).where(Person.checked_in_at.is_not(None))).all()
    assert len(arrived) == 1


@pytest.mark.slow
def test_a_substitution_raced_for_happens_once(merging_app, stored):
    workshop = factories.make_workshop(slug="day", capacity=5)
    absent = factories.make_person(workshop)
    account = factories.make_account(workshop, Role.DOOR)
    number = absent.id
    stored.commit()
    start = threading.Barrier(6)

    def come(who):
        client = merging_app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.get_id(), True
        path = f"/organise/day/arrival/substitute/{number}"
        page = client.get(path).text
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        start.wait(60)
        return client.post(path, data={
            "csrf_token": token, "submission_id": str(uuid.uuid4()),
            "first_name": f"แทน{who}", "last_name": "คนนั้น", "language": "th",
        }).status_code  # fmt: skip

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(come, range(6))) == [303] + [422] * 5
    fresh(stored)
    assert stored.scalar(sa.select(sa.func.count(Person.id))) == 2


def test_the_order_of_undoing_is_that_of_the_scans_not_of_their_arrival(merging_app, stored):
    """Every order of four scans of one person comes to the same."""
    workshop = factories.make_workshop(slug="day")
    began = now() - dt.timedelta(hours=1)
    kinds = (ArrivalKind.IN, ArrivalKind.UNDO, ArrivalKind.IN, ArrivalKind.IN)
    keys = merging_app.extensions["workshop.keys"]
    chance = random.Random(5)
    for _ in range(6):
        person = factories.make_person(workshop)
        scans = [
            Typed(str(uuid.uuid4()), kind, person=person.id, told=began + dt.timedelta(minutes=at))
            for at, kind in enumerate(kinds)
        ]
        chance.shuffle(scans)
        with merging_app.app_context():
            for one in scans:
                device = Device(by="dao@example.go.th", name="Door 1", now=now())
                service.scan(stored, stored.get_one(Workshop, workshop.id), [one], keys=keys,
                             device=device)  # fmt: skip
                stored.commit()
        fresh(stored)
        rows = stored.scalars(sa.select(Arrival).where(Arrival.person_id == person.id)).all()
        assert stored.get_one(Person, person.id).checked_in_at == began + dt.timedelta(minutes=2)
        assert len(standing(rows)) == 2

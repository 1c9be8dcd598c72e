"""The built demonstration is what the contract says it is."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import Browser
from tests.once import build_demonstration
from workshop import create_app, db
from workshop.clock import now
from workshop.demonstration import command, data
from workshop.demonstration.build import Built
from workshop.domain.terms import OVERALL, MessageState, PersonStatus, PlanState, Role, SolveStatus
from workshop.keys import Keys
from workshop.models import (
    Account,
    Agency,
    AgencyRole,
    AgencyRoleLink,
    Arrival,
    AuditEntry,
    FeedbackForm,
    FocusGroup,
    FormOpening,
    Membership,
    Message,
    Person,
    Placement,
    Plan,
    Response,
    ResponseRevision,
    Strategy,
    Workshop,
)
from workshop.registration.letters import spaced_code
from workshop.settings import Settings

pytestmark = pytest.mark.slow

SEATS = {"policy": (15, 35), "partner": (15, 30), "user": (40, 60)}


def test_one_hundred_people_have_a_seat_and_twenty_seats_are_free(demonstration: Session) -> None:
    workshop = demonstration.scalars(sa.select(Workshop)).one()
    assert (workshop.slug, str(workshop.date)) == ("ega-2557", "2014-07-23")
    people = demonstration.scalars(sa.select(Person)).all()
    assert [person.status for person in people] == [PersonStatus.CONFIRMED] * 100
    assert workshop.capacity - len(people) == 20
    assert workshop.registration_open
    assert len({person.short_code for person in people}) == 100


def test_whoever_has_arrived_was_scanned_at_the_door(demonstration: Session) -> None:
    people = demonstration.scalars(sa.select(Person)).all()
    arrived = {person.id: person.checked_in_at for person in people if person.checked_in_at}
    scans = demonstration.scalars(sa.select(Arrival)).all()
    assert {scan.person_id: scan.at for scan in scans} == arrived
    assert len(scans) == len(arrived) == 93
    assert {scan.scanned_by for scan in scans} == {"door@example.go.th"}


def test_groups_and_strategies_are_as_agreed(demonstration: Session) -> None:
    groups = demonstration.scalars(sa.select(FocusGroup).order_by(FocusGroup.letter)).all()
    assert {group.code: (group.seats_min, group.seats_max) for group in groups} == SEATS
    assert [group.letter for group in groups] == ["A", "B", "C"]
    assert set(demonstration.scalars(sa.select(Strategy.number))) == {1, 2, 3, 4}
    assert demonstration.scalar(sa.select(sa.func.count()).select_from(Agency)) == 60


def test_the_published_plan_is_proven_and_seats_everybody_by_role(demonstration: Session) -> None:
    plan = demonstration.scalars(sa.select(Plan)).one()
    assert (plan.state, plan.status) == (PlanState.PUBLISHED, SolveStatus.OPTIMAL)
    seated = Counter(
        demonstration.scalars(
            sa.select(FocusGroup.code).join(Placement, Placement.group_id == FocusGroup.id)
        )
    )
    assert seated.total() == 100
    assert all(low <= seated[code] <= high for code, (low, high) in SEATS.items())
    fitting = demonstration.scalar(
        sa.select(sa.func.count(sa.distinct(Placement.person_id)))
        .join(Person, Person.id == Placement.person_id)
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .join(AgencyRoleLink, AgencyRoleLink.agency_id == Person.agency_id)
        .join(AgencyRole, AgencyRole.id == AgencyRoleLink.role_id)
        .where(AgencyRole.code == FocusGroup.code)
    )
    assert fitting == 100
    reasons = demonstration.execute(sa.select(Placement.reason_th, Placement.reason_en)).all()
    assert all(thai and english for thai, english in reasons)
    tables = Counter(
        tuple(row)
        for row in demonstration.execute(sa.select(Placement.group_id, Placement.table_number))
    )
    assert all(table and 6 <= people <= 10 for (_, table), people in tables.items())
    assert len(tables) == 3 + 2 + 8


def test_eighty_five_people_answered_every_strategy(demonstration: Session) -> None:
    rows = demonstration.execute(
        sa.select(FeedbackForm.number, sa.func.count().label("people"))
        .join(Response, Response.form_id == FeedbackForm.id)
        .group_by(FeedbackForm.number)
    )
    counts = {row.number: row.people for row in rows}
    assert {number: counts[number] for number in (1, 2, 3, 4)} == dict.fromkeys((1, 2, 3, 4), 85)
    assert counts[OVERALL] == 62
    assert set(demonstration.scalars(sa.select(Response.person_id))) == {None}


def test_every_form_is_open_and_answers_wait_for_batches(demonstration: Session) -> None:
    assert set(demonstration.scalars(sa.select(FormOpening.is_open))) == {True}
    cells = demonstration.execute(
        sa.select(sa.func.count(), sa.func.count().filter(Response.released == 0))
        .group_by(Response.form_id, Response.group_id)
    ).all()  # fmt: skip
    assert len(cells) == 15 + 6 * 3  # forms, then statements, in each group
    for total, waiting in cells:
        assert 5 <= waiting < 10
        assert (total - waiting) % 5 == 0


def test_every_comment_was_written_by_one_person(demonstration: Session) -> None:
    answers = demonstration.scalars(sa.select(ResponseRevision.content)).all()
    values = [value for answer in answers for value in answer.values()]
    texts = Counter(value for value in values if isinstance(value, str))
    for strategy in (1, 2, 3, 4):
        for group in data.GROUPS:
            for kind in data.COMMENT_KINDS:
                assert all(texts[text] == 1 for text in data.comments(strategy, group, kind))


def test_everybody_has_two_letters_and_none_waits_to_be_sent(
    made: tuple[Settings, Built], demonstration: Session
) -> None:
    letters = demonstration.execute(
        sa.select(Message.state, sa.func.count(), sa.func.count(sa.distinct(Message.recipient)))
        .group_by(Message.state)
    ).all()  # fmt: skip
    assert [tuple(row) for row in letters] == [(MessageState.SENT, 200, 100)]
    assert len(list(made[0].outbox_dir.glob("*.eml"))) == 200


def test_the_history_says_who_published_the_plan(demonstration: Session) -> None:
    entries = demonstration.execute(sa.select(AuditEntry.what, AuditEntry.actor)).all()
    assert ("plan.published", "organiser@example.go.th") in [tuple(row) for row in entries]


def test_its_clock_begins_at_ten_to_eleven_on_the_workshops_day(demonstration: Session) -> None:
    workshop = demonstration.scalars(sa.select(Workshop)).one()
    shifted = now().timestamp() + workshop.clock_shift
    begins = 1_406_087_400  # 2014-07-23 10:50 in Bangkok
    assert begins <= shifted < begins + 600


def test_staff_sign_in_with_the_published_password(
    made: tuple[Settings, Built], demonstration: Session
) -> None:
    team = demonstration.execute(
        sa.select(Account.email, Membership.role, FocusGroup.code)
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(FocusGroup, FocusGroup.id == Membership.group_id)
    ).all()
    assert {(email, role, group) for email, role, group in team} == {
        ("organiser@example.go.th", Role.ORGANISER, None),
        ("facilitator1@example.go.th", Role.FACILITATOR, "policy"),
        ("facilitator2@example.go.th", Role.FACILITATOR, "partner"),
        ("facilitator3@example.go.th", Role.FACILITATOR, "user"),
        ("notes@example.go.th", Role.NOTE_TAKER, "policy"),
        ("door@example.go.th", Role.DOOR, None),
    }


def test_every_role_gets_an_address_and_a_sign_in(made: tuple[Settings, Built]) -> None:
    settings, built = made
    lines = list(command.ways_in(settings, built, command.choose_passwords("127.0.0.1")))
    for one in data.workshop()["staff"]:
        assert any(one["email"] in line and command.PASSWORD in line for line in lines)
    assert any(f"{settings.address}/me/" in line for line in lines)
    assert any(spaced_code(built.guest) in line for line in lines)


def test_every_printed_address_opens_for_the_one_who_signs_in_there(
    made: tuple[Settings, Built],
) -> None:
    settings, built = made
    app = create_app(settings)
    lines = list(command.ways_in(settings, built, command.choose_passwords("127.0.0.1")))
    places = [line.split()[-1].removeprefix(settings.address) for line in lines[3::2]]
    for one, place in zip(data.workshop()["staff"], places, strict=True):
        browser = Browser(app.test_client())
        assert browser.get(place).status_code == 303
        sent = browser.post("/login", {"email": one["email"], "password": command.PASSWORD})
        assert sent.status_code == 303
        assert browser.get(place).status_code == 200, (one["email"], place)
    for line in lines[:3:2]:
        opened = app.test_client().get(re.findall(r"http://[^/]+(\S+)", line)[0])
        assert opened.status_code in (200, 303)
    app.extensions[db.EXTENSION].engine.dispose()


def test_other_hosts_get_random_passwords() -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        assert set(command.choose_passwords(host).values()) == {command.PASSWORD}
    open_to_all = command.choose_passwords("192.0.2.7")
    assert len(set(open_to_all.values())) == 6
    assert command.PASSWORD not in open_to_all.values()
    assert all(len(password) >= 12 for password in open_to_all.values())


def test_the_landing_page_of_a_built_demonstration_opens(made: tuple[Settings, Built]) -> None:
    app = create_app(made[0])
    page = app.test_client().get("/w/ega-2557/?lang=en")
    app.extensions[db.EXTENSION].engine.dispose()
    assert page.status_code == 200
    assert "Four strategies for 2558" in page.text


def _seats(settings: Settings) -> list[tuple[str, str, str]]:
    database = db.Database(settings.database_url)
    with db.open_session(database) as session:
        rows = session.execute(
            sa.select(Person.first_name, Person.last_name, FocusGroup.code)
            .join(Placement, Placement.person_id == Person.id)
            .join(FocusGroup, FocusGroup.id == Placement.group_id)
            .order_by(Person.id)
        ).all()
    database.engine.dispose()
    return [(row.first_name, row.last_name, row.code) for row in rows]


def test_building_again_starts_afresh_with_the_same_people(
    made: tuple[Settings, Built], tmp_path: Path
) -> None:
    used = tmp_path / "used"
    shutil.copytree(made[0].data_dir, used)
    settings, _built = build_demonstration(used)
    assert settings.data_dir == used
    assert len(_seats(settings)) == 100
    assert _seats(settings) == _seats(made[0])
    assert Keys(settings.keys_dir).link_key() != Keys(made[0].keys_dir).link_key()

"""One invitation is answered once, one batch goes out once, whatever races; on both databases."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import factories
from tests.conftest import Browser
from tests.registration.helpers import stored as read
from tests.registration.helpers import typed
from workshop import create_app, db
from workshop.domain.terms import PersonStatus, Role
from workshop.installation import migrate
from workshop.links import invitation_token_of
from workshop.models import Invitee, Message, Person

pytestmark = pytest.mark.slow

AT_ONCE = 24
SEAL = re.compile(r'name="seal"[^>]*value="(\w+)"')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def racing_app(request: pytest.FixtureRequest, settings) -> Iterator[Flask]:
    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    app = create_app(settings)
    app.testing = True
    engine = app.extensions[db.EXTENSION].engine
    if request.param == "postgresql":
        migrate(engine)
    yield app
    engine.dispose()


@pytest.fixture
def session(racing_app):
    with db.open_session(racing_app.extensions[db.EXTENSION]) as opened:
        factories.bind(opened, racing_app.extensions["workshop.keys"])
        yield opened


def link(app: Flask, invitee: Invitee) -> str:
    return f"/i/{invitation_token_of(app.extensions['workshop.keys'], invitee)}"


def all_at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def sender(app: Flask, path: str, form: dict[str, Any], page: str | None = None) -> Any:
    """A browser of its own that has the page's token and is about to send the form."""
    browser = Browser(app.test_client())
    browser.get(page or path)
    return lambda: browser.post(path, form).status_code


def test_many_people_reply_to_one_invitation_and_one_reply_counts(racing_app, session):
    workshop = factories.make_workshop(capacity=3)
    invitee = factories.make_invitee(workshop, first_name="", last_name="", prefix="", name_key="")
    path = f"{link(racing_app, invitee)}/come"
    jobs = [
        sender(racing_app, path, typed(first_name=f"คน{n}", email=f"p{n}@example.go.th"))
        for n in range(AT_ONCE)
    ]
    counted = Counter(all_at_once(jobs))
    assert counted == {303: 1, 409: AT_ONCE - 1}
    (person,) = read(session, sa.select(Person))
    (after,) = read(session, sa.select(Invitee))
    assert after.person_id == person.id


def test_coming_and_declining_at_once_leaves_one_answer(racing_app, session):
    workshop = factories.make_workshop()
    invitee = factories.make_invitee(workshop, first_name="", last_name="", prefix="", name_key="")
    path = link(racing_app, invitee)
    jobs = [sender(racing_app, f"{path}/come", typed())]
    jobs += [sender(racing_app, f"{path}/decline", {"reason": str(n)}) for n in range(AT_ONCE)]
    all_at_once(jobs)
    (after,) = read(session, sa.select(Invitee))
    assert (after.person_id is None) != (after.declined_at is None)


def test_seats_are_never_oversold_by_invitations_and_the_public_form_together(racing_app, session):
    workshop = factories.make_workshop(slug="day", capacity=5)
    invitees = [
        factories.make_invitee(workshop, first_name="", last_name="", prefix="", name_key="")
        for _ in range(AT_ONCE // 2)
    ]
    jobs = [
        sender(
            racing_app, f"{link(racing_app, one)}/come",
            typed(first_name=f"เชิญ{n}", email=f"i{n}@example.go.th"),
        )
        for n, one in enumerate(invitees)
    ]  # fmt: skip
    jobs += [
        sender(
            racing_app, "/w/day/register", typed(first_name=f"ก{n}", email=f"w{n}@example.go.th")
        )
        for n in range(AT_ONCE // 2)
    ]
    assert set(all_at_once(jobs)) == {303}
    counted = Counter(one.status for one in read(session, sa.select(Person)))
    assert counted == {PersonStatus.CONFIRMED: 5, PersonStatus.WAITLISTED: AT_ONCE - 5}
    assert all(one.person_id for one in read(session, sa.select(Invitee)))


def test_a_send_button_pressed_by_many_sends_each_invitation_once(racing_app, session):
    workshop = factories.make_workshop()
    account = factories.make_account(workshop, Role.ORGANISER)
    for _ in range(5):
        factories.make_invitee(workshop, sent_at=None, sent_by=None)
    path = f"/organise/{workshop.slug}/invitations/send"
    jobs = []
    for _ in range(8):
        browser = Browser(racing_app.test_client()).sign_in(account)
        seal = SEAL.search(browser.get(path).text)[1]
        jobs.append(lambda b=browser, s=seal: b.post(path, {"seal": s}).status_code)
    assert Counter(all_at_once(jobs)) == {303: 8}
    mails = read(session, sa.select(Message).where(Message.kind == "invitation"))
    assert len(mails) == len({one.recipient for one in mails}) == 5

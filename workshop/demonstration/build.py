"""Builds the demonstration's installation, step by step, in a folder made ready for it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop import db
from workshop.accounts.passwords import hashed
from workshop.clock import now
from workshop.demonstration import people, plan, setup
from workshop.demonstration.filling import Cast, file_answers
from workshop.installation import prepare
from workshop.keys import Keys
from workshop.models import Person
from workshop.settings import Settings

Say = Callable[[str], object]


@dataclass(frozen=True)
class Built:
    """What was built; the person has arrived and answered nothing yet."""

    slug: str
    person_id: int
    short_code: str
    answers: int


def build(settings: Settings, passwords: Mapping[str, str], *, say: Say) -> Built:
    """The whole demonstration in an empty installation; passwords: by e-mail address of staff.

    Everything but keys, codes and the lot that releases answers is the same every time.
    """
    say("Preparing the database")
    prepare(settings, lambda line: None)
    keys = Keys(settings.keys_dir)
    keys.link_key()
    database = db.Database(settings.database_url)
    try:
        with db.open_session(database) as session:
            return _build(database, session, keys, passwords, say)
    finally:
        database.engine.dispose()


def _build(
    database: db.Database, session: Session, keys: Keys, passwords: Mapping[str, str], say: Say
) -> Built:
    say("Setting up the workshop, its agencies and its questions")
    hashes = {email: hashed(password) for email, password in passwords.items()}
    with database.writing(session):
        stage = setup.write_workshop(session, now=now())
        setup.write_staff(session, stage, hashes)
        uid = stage.workshop.uid
    keys.make_answer_key(uid)
    say("Registering 100 people")
    with database.writing(session):
        registered = people.register(session, stage)
    say("Solving the assignment")
    with database.writing(session):
        groups = plan.publish(session, stage, registered)
    with database.writing(session):
        arrived = people.let_arrive(session, stage, registered)
        cast, guest = _cast(arrived, groups)
    say("Filing the answers of 85 people")
    with database.writing(session):
        answers = file_answers(session, stage, cast, keys.answer_key(uid))
    return Built(stage.workshop.slug, guest.id, guest.short_code, answers)


def _cast(arrived: list[Person], groups: Mapping[int, str]) -> tuple[Cast, Person]:
    """Who answers, and somebody who arrived and has not answered yet."""
    answering, finished = people.who_answers(arrived)
    members: dict[str, list[int]] = defaultdict(list)
    for person in answering:
        members[groups[person.id]].append(person.id)
    guest = next(person for person in arrived if person not in answering)
    return Cast(dict(members), frozenset(person.id for person in finished)), guest

"""Builds the demonstration's installation, step by step, in a folder made ready for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workshop import create_app, db, i18n
from workshop.accounts.passwords import hashed
from workshop.clock import now
from workshop.demonstration import agreement, data, desk, invitations, people, plan, setup
from workshop.demonstration.filling import file_answers
from workshop.installation import prepare
from workshop.keys import Keys
from workshop.models import Person
from workshop.planning.editing import By
from workshop.registration.letters import Letters
from workshop.settings import Settings

Say = Callable[[str], object]


@dataclass(frozen=True)
class Built:
    """What was built; the guest has arrived, and answered nothing yet."""

    slug: str
    guest: Person
    answers: int
    votes: int


def build(settings: Settings, passwords: Mapping[str, str], *, say: Say) -> Built:
    """The whole demonstration in an empty installation; passwords: by e-mail address of staff.

    Everything but keys, codes and the lot that releases answers is the same every time.
    """
    say("Preparing the database")
    prepare(settings, lambda line: None)
    app = create_app(settings)
    with app.app_context():
        i18n.speak("en")
        try:
            return _build(settings, passwords, say)
        finally:
            db.session().close()
            db.database().engine.dispose()


def _build(settings: Settings, passwords: Mapping[str, str], say: Say) -> Built:
    keys = Keys(settings.keys_dir)
    letters = Letters(settings, keys)
    say("Setting up the workshop, its agencies and its questions")
    hashes = {email: hashed(password) for email, password in passwords.items()}
    with db.transaction() as session:
        stage = setup.write_workshop(session, now=now())
        setup.write_staff(session, stage, hashes)
        uid = stage.workshop.uid
    keys.make_answer_key(uid)
    say("Registering 100 people")
    with db.transaction() as session:
        registered = people.register(session, stage, letters)
        invitations.invite(session, stage, registered)
    say("Solving the assignment")
    with db.transaction() as session:
        groups = plan.publish(session, stage, letters)
        people.deliver(session, settings.outbox_dir)
    with db.transaction() as session:
        arrived = people.let_arrive(session, stage, registered)
        cast, guest = people.who_answers(arrived, groups)
    say("Filing the answers of 85 people")
    with db.transaction() as session:
        answers = file_answers(session, stage, cast, keys.answer_key(uid))
    say("Writing notes from the room, and themes")
    with db.transaction() as session:
        desk.write(session, stage, now=now())
    say("Voting on statements")
    with db.transaction() as session:
        agreement.write(session, stage, By("organiser@example.go.th", now()))
    with db.transaction() as session:
        votes = agreement.vote(session, stage, cast, keys.answer_key(uid))
        session.refresh(guest)
    return Built(data.workshop()["workshop"]["slug"], guest, answers, votes)

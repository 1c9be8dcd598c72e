"""Registers the demonstration's people, lets most of them arrive, and says who answers."""

import datetime as dt
import random
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import mail, presence
from workshop.demonstration import data
from workshop.demonstration.filling import Cast
from workshop.demonstration.setup import Stage
from workshop.domain.terms import Purpose, Role
from workshop.models import Message, Person
from workshop.registration import consents, records, seats
from workshop.registration.letters import Letters

ARRIVED = 93
ANSWERED = {"policy": 20, "partner": 15, "user": 50}
"""People who answered every strategy, 85 in all; everybody of them arrived."""
FINISHED = {"policy": 15, "partner": 10, "user": 37}
"""People of those who answered the overall questions too."""

DEVICE = "Door 1"
DOORS_OPEN = dt.time(8, 5)
LATEST_ARRIVAL = 90.0  # minutes after the doors open
PICTURED = 0.85
"""The share of those who agree to photographs."""
REGISTERED = (24, 3)  # days before the workshop, first and last


def register(session: Session, stage: Stage, letters: Letters) -> list[Person]:
    """A hundred people with a seat each, who agreed to the notice and got their letter."""
    chance = _chance("photographs")
    people = [_person(row) for row in data.people()]
    moments = _moments(stage, len(people))
    seats.admit_all(session, stage.workshop, people, now=moments[-1])
    for person, moment in zip(people, moments, strict=True):
        person.registered_at = moment
        records.consented(session, person, notice=1, now=moment)
        pictured = chance.random() < PICTURED
        consents.decide(session, person, Purpose.PHOTOGRAPHS, agrees=pictured, now=moment)
        letters.registered(session, stage.workshop, person, now=moment)
    session.flush()
    return people


def deliver(session: Session, outbox: Path) -> None:
    """Writes all letters as files, whatever mail server is set: the addresses are nobody's."""
    for message in session.scalars(sa.select(Message)):
        mail.file_away(message, outbox, now=message.created_at)
    session.flush()


def _person(row: data.Row) -> Person:
    """What they typed; what follows from it is worked out where seats are taken."""
    return Person(**{"agency_name" if name == "agency" else name: row[name] for name in row})


def let_arrive(session: Session, stage: Stage, people: list[Person]) -> list[Person]:
    """Checks in 93 of the 100 by scan; the times lie in the workshop's own morning."""
    chance = _chance("arrival")
    arrived = chance.sample(people, ARRIVED)
    opened = stage.moment(stage.workshop.date, DOORS_OPEN)
    minutes = [min(2 + chance.expovariate(1 / 25), LATEST_ARRIVAL) for _ in arrived]
    moments = [opened + dt.timedelta(minutes=after) for after in minutes]
    door = next(one["email"] for one in data.workshop()["staff"] if one["role"] == Role.DOOR)
    presence.check_in_all(session, zip(arrived, moments, strict=True), by=door, device=DEVICE)
    return arrived


def who_answers(arrived: list[Person], groups: Mapping[int, str]) -> tuple[Cast, Person]:
    """Who answers, drawn by lot in each group, and somebody who came and has not answered yet.

    groups: each person's group code by id.
    """
    chance = _chance("answering")
    members: dict[str, list[int]] = {code: [] for code in ANSWERED}
    for person in chance.sample(arrived, len(arrived)):
        members[groups[person.id]].append(person.id)
    answering = {code: people[: ANSWERED[code]] for code, people in members.items()}
    cast = Cast(answering, {code: people[: FINISHED[code]] for code, people in answering.items()})
    silent = {one for code, people in members.items() for one in people[ANSWERED[code] :]}
    return cast, next(person for person in arrived if person.id in silent)


def _moments(stage: Stage, count: int) -> list[dt.datetime]:
    """When people registered, in order: by day, over three weeks."""
    chance = _chance("registration")
    first, last = REGISTERED
    return sorted(
        stage.moment(
            stage.workshop.date - dt.timedelta(days=chance.randint(last, first)),
            dt.time(chance.randint(8, 16), chance.randint(0, 59), chance.randint(0, 59)),
        )
        for _ in range(count)
    )


def _chance(subject: str) -> random.Random:
    return random.Random(f"ega-2557 {subject}")  # noqa: S311  a rehearsal, not a secret

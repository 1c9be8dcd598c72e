"""Registers the demonstration's people, lets most of them arrive, and says who answers."""

import datetime as dt
import random
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.demonstration import data
from workshop.demonstration.setup import Stage
from workshop.domain.names import name_key
from workshop.domain.seniority import seniority_of
from workshop.domain.terms import PersonStatus
from workshop.models import Agency, Consent, Person

ARRIVED = 93
ANSWERED = 85
"""People who answered every strategy; all of them arrived."""
FINISHED = 62
"""People of those who answered the overall questions too."""

DOORS_OPEN = dt.time(8, 5)
LATEST_ARRIVAL = 90.0  # minutes after the doors open
REGISTERED = (24, 3)  # days before the workshop, first and last
CODE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE_LENGTH = 6


def register(session: Session, stage: Stage) -> list[Person]:
    """A hundred people with a seat each, who agreed to the notice when they registered."""
    own = {"workshop_id": stage.workshop.id}
    agencies = {row.name_th: row for row in session.scalars(sa.select(Agency).filter_by(**own))}
    rows = data.people()
    people = []
    for row, code, moment in zip(rows, _codes(len(rows)), _moments(stage, len(rows)), strict=True):
        agency = agencies[row["agency"]]
        person = Person(
            **own, **{name: value for name, value in row.items() if name != "agency"},
            name_key=name_key(row["first_name"], row["last_name"]),
            seniority=seniority_of(row["position"]), agency_id=agency.id,
            agency_name=agency.name_th, ministry=agency.ministry_th,
            status=PersonStatus.CONFIRMED, short_code=code, registered_at=moment,
        )  # fmt: skip
        people.append(person)
    session.add_all(people)
    session.flush()
    session.add_all(
        Consent(**own, person_id=person.id, purpose="workshop", notice_number=1,
                given_at=person.registered_at)
        for person in people
    )  # fmt: skip
    session.flush()
    return people


def let_arrive(session: Session, stage: Stage, people: list[Person]) -> list[Person]:
    """Checks in 93 of the 100; the times lie in the workshop's own morning."""
    chance = _chance("arrival")
    arrived = chance.sample(people, ARRIVED)
    opened = stage.moment(stage.workshop.date, DOORS_OPEN)
    for person in arrived:
        minutes = min(2 + chance.expovariate(1 / 25), LATEST_ARRIVAL)
        person.checked_in_at = opened + dt.timedelta(minutes=minutes)
    session.flush()
    return arrived


def who_answers(arrived: list[Person]) -> tuple[list[Person], list[Person]]:
    """Who answered every strategy, and who of them the overall questions; drawn by lot."""
    chance = _chance("answering")
    answering = chance.sample(arrived, ANSWERED)
    return answering, chance.sample(answering, FINISHED)


def _codes(count: int) -> list[str]:
    """As many different short codes; random, for they let people in."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)))
    return list(codes)


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

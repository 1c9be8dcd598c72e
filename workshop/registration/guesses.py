"""Short codes and lost links: finding people by what they type, with a limit on wrong guesses.

A code is one of 300 million, and 100 people make a guess worth 3 in 10 million. Wrong guesses are
counted in the database, so that every process counts the same: a browser gets ten in ten minutes.
A hall of 100 phones shares one address and may mistype 100 times, so an address and a workshop are
never shut: beyond their limit the last name is asked beside the code, and right codes keep working.
"""

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.codes import read_code
from workshop.domain.contacts import read_email
from workshop.domain.names import fold
from workshop.domain.terms import AttemptKind
from workshop.keys import Keys
from workshop.links import by_code, stand_in
from workshop.models import Attempt, Person, ProposedChange, Workshop
from workshop.registration.letters import Letters

WINDOW = dt.timedelta(minutes=10)
HOUR = dt.timedelta(hours=1)
KEPT = dt.timedelta(days=2)
FROM_BROWSER = 10
FROM_ADDRESS = 120
ON_WORKSHOP = 400  # in an hour
IPV6_NETWORK = 64  # bits that one customer of a provider has for all their devices


class Outcome(StrEnum):
    """What became of a guess."""

    IN = "in"
    WRONG = "wrong"
    NAME_NEEDED = "name needed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Caller:
    """Who guesses, as keyed hashes; the values themselves are never stored."""

    browser: bytes
    address: bytes
    workshop: bytes

    @classmethod
    def of(cls, keys: Keys, workshop: Workshop, *, browser: str, address: str) -> "Caller":
        key = keys.link_key()

        def hashed(kind: str, value: str) -> bytes:
            return hmac.digest(key, f"{kind}:{value}".encode("utf-8", "replace"), "sha256")

        return cls(
            browser=hashed("browser", browser),
            address=hashed("address", _network(address)),
            workshop=hashed("workshop", str(workshop.id)),
        )


def _network(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return str(int(read) >> (128 - IPV6_NETWORK))
    return str(read)


def enter(
    session: Session,
    workshop: Workshop,
    typed: str,
    *,
    last_name: str,
    caller: Caller,
    now: dt.datetime,
) -> tuple[Outcome, Person | None]:
    """Whom a short code lets in. Case, spaces and dashes do not matter; a wrong one is counted."""
    if _count(session, now - WINDOW, subject=caller.browser) >= FROM_BROWSER:
        return Outcome.STOPPED, None
    person = by_code(session, workshop_id=workshop.id, code=read_code(typed))
    needs_name = (
        _count(session, now - WINDOW, address=caller.address) >= FROM_ADDRESS
        or _count(session, now - HOUR, subject=caller.workshop) >= ON_WORKSHOP
    )
    if person is not None and (not needs_name or _same(person.last_name, last_name)):
        return Outcome.IN, person
    if person is None or last_name:
        _note(session, caller, now=now)
    return (Outcome.NAME_NEEDED if needs_name else Outcome.WRONG), None


def send_links(
    session: Session,
    workshop: Workshop,
    typed: str,
    *,
    caller: Caller,
    letters: Letters,
    now: dt.datetime,
) -> Outcome:
    """Send the links of everybody registered with an address to that address.

    Known or not, the same is stored and the same is answered.
    """
    asked = _count(session, now - WINDOW, subject=caller.browser, kind=AttemptKind.LINK)
    if asked >= FROM_BROWSER:
        return Outcome.STOPPED
    address = read_email(typed).value
    people = _registered_with(session, workshop.id, address) if address else []
    _add(session, AttemptKind.LINK, caller.browser, caller.browser, now)
    letters.links(session, workshop, people, now=now)
    session.flush()
    return Outcome.IN


def _registered_with(session: Session, workshop_id: int, address: str) -> Sequence[Person]:
    people = session.scalars(
        sa.select(Person)
        .where(Person.workshop_id == workshop_id, Person.email == address)
        .order_by(Person.id)
    )
    changes = session.scalars(
        sa.select(ProposedChange)
        .join(Person, Person.id == ProposedChange.person_id)
        .where(
            ProposedChange.workshop_id == workshop_id,
            ProposedChange.email == address,
            Person.email != address,
        )
        .order_by(ProposedChange.id)
    )
    return [*people, *map(stand_in, changes)]


def _same(one: str, other: str) -> bool:
    return fold(one).replace(" ", "") == fold(other[:200]).replace(" ", "")


def _count(
    session: Session,
    since: dt.datetime,
    *,
    subject: bytes | None = None,
    address: bytes | None = None,
    kind: AttemptKind = AttemptKind.CODE,
) -> int:
    wanted = Attempt.subject == subject if subject else Attempt.address == address
    counted = sa.select(sa.func.count()).where(Attempt.kind == kind, wanted, Attempt.at > since)
    return session.scalar(counted) or 0


def _note(session: Session, caller: Caller, *, now: dt.datetime) -> None:
    """Count one wrong guess of this browser, and of its address on this workshop."""
    session.execute(sa.delete(Attempt).where(Attempt.at < now - KEPT))
    _add(session, AttemptKind.CODE, caller.browser, caller.browser, now)
    _add(session, AttemptKind.CODE, caller.workshop, caller.address, now)
    session.flush()


def _add(
    session: Session, kind: AttemptKind, subject: bytes, address: bytes, now: dt.datetime
) -> None:
    session.add(Attempt(kind=kind, subject=subject, address=address, at=now))

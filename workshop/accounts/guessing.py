"""Wrong guesses are counted in the database, so that every process counts the same.

A hall of 100 phones shares one address, so an address alone is only slowed after many more wrong
guesses than a hall makes; right passwords are never counted.
"""

import datetime as dt
import hmac
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import AttemptKind
from workshop.errors import ThrottledError
from workshop.i18n import _
from workshop.models import Attempt

WINDOW = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=2)
FROM_ONE_ADDRESS = 200


@dataclass(frozen=True)
class Guess:
    """What is guessed (an account, a workshop's codes) and from where, both as keyed hashes."""

    kind: AttemptKind
    subject: bytes
    address: bytes

    @classmethod
    def of(cls, kind: AttemptKind, *, secret: str, subject: str, address: str) -> "Guess":
        key = secret.encode()
        return cls(
            kind,
            hmac.digest(key, f"{kind}:{subject}".encode("utf-8", "replace"), "sha256"),
            hmac.digest(key, f"address:{address}".encode(), "sha256"),
        )


def check(
    session: Session, guess: Guess, *, from_here: int, on_subject: int, now: dt.datetime
) -> None:
    """ThrottledError when there were too many wrong guesses in the last 15 minutes.

    from_here: most wrong guesses on this subject from this address; on_subject: from everywhere.
    """
    here = Attempt.address == guess.address
    wanted = Attempt.subject == guess.subject
    recent = sa.and_(Attempt.kind == guess.kind, Attempt.at > now - WINDOW)
    count = sa.func.count
    both, everywhere, address = session.execute(
        sa.select(
            sa.select(count()).where(recent, here, wanted).scalar_subquery(),
            sa.select(count()).where(recent, wanted).scalar_subquery(),
            sa.select(count()).where(recent, here).scalar_subquery(),
        )
    ).one()
    if both >= from_here or everywhere >= on_subject or address >= FROM_ONE_ADDRESS:
        raise ThrottledError(
            _("Too many wrong tries. Wait 15 minutes, then try again."),
            retry_after=int(WINDOW.total_seconds()),
        )


def count_wrong(session: Session, guess: Guess, *, now: dt.datetime) -> None:
    """Count one wrong guess, and forget those older than two days."""
    session.execute(sa.delete(Attempt).where(Attempt.at < now - KEPT))
    session.add(Attempt(kind=guess.kind, subject=guess.subject, address=guess.address, at=now))


def forget(session: Session, guess: Guess) -> None:
    """After a right guess, the wrong ones of this person from here no longer count."""
    session.execute(
        sa.delete(Attempt).where(
            Attempt.kind == guess.kind,
            Attempt.subject == guess.subject,
            Attempt.address == guess.address,
        )
    )

"""One person's way through the statements, and their votes: filed and released as answers are.

A vote is stored by feedback/filing.py: under a keyed hash of person and wording, with every
revision, released in batches. What a browser may see of its own votes it proves with a secret of
its own, from which the ids of its sends are made; the database holds only their hashes.
"""

import datetime as dt
import hmac
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.agreement import service
from workshop.agreement.service import Worded
from workshop.domain.terms import StatementState, Vote, WorkshopState
from workshop.errors import ClosedError, ConflictError
from workshop.feedback import filing, structure
from workshop.feedback.filing import Filed, Sent
from workshop.i18n import _l
from workshop.keys import author_key
from workshop.models import Workshop

LOOKED_BACK = 4
"""Sends of one browser whose numbers are tried to find its newest vote."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Who votes. answer_key: the workshop's, None once destroyed."""

    workshop_id: int
    state: WorkshopState
    person_id: int
    takes_part: bool
    answer_key: bytes | None


@dataclass(frozen=True, slots=True)
class Slip:
    """A statement before one person: `filed` once they voted on these words, and no sooner."""

    asked: Worded
    place: int
    group_id: int | None
    filed: Filed | None
    is_open: bool

    @property
    def mark(self) -> str:
        """How the progress shows it: stored, open or later."""
        if self.filed:
            return "stored"
        return "open" if self.is_open else "later"

    @property
    def seen(self) -> int:
        """How many votes of this person on it there were when the page was made."""
        return self.filed.revision if self.filed else 0


@dataclass(frozen=True, slots=True)
class Ballot:
    """All approved statements before one person, in their order."""

    slips: tuple[Slip, ...]
    group_id: int | None

    def slip(self, number: int) -> Slip | None:
        return next((one for one in self.slips if one.asked.number == number), None)

    @property
    def voted(self) -> int:
        return sum(one.filed is not None for one in self.slips)

    @property
    def is_open(self) -> bool:
        return any(one.is_open for one in self.slips)

    @property
    def stamp(self) -> tuple[object, ...]:
        """Changes with what may be voted on, not with votes."""
        asked = [(s.asked.form_id, s.asked.form_version, s.is_open) for s in self.slips]
        return (self.group_id, *asked)

    def after(self, number: int | None = None) -> Slip | None:
        """The next open one without a vote, looked for behind `number` first."""
        at = next((n for n, one in enumerate(self.slips, 1) if one.asked.number == number), 0)
        order = self.slips[at:] + self.slips[:at]
        return next(
            (one for one in order if one.mark == "open" and one.asked.number != number), None
        )


def ballot(session: Session, voter: Voter) -> Ballot:
    """What a person may vote on and has voted on; a vote stays with the group it was given in."""
    asked = service.statements(session, voter.workshop_id, state=StatementState.APPROVED)
    group_id = structure.seat(session, workshop_id=voter.workshop_id, person_id=voter.person_id)
    filed = _filed(session, voter, asked)
    opened = service.openings(session, voter.workshop_id)
    may = voter.takes_part and voter.state is WorkshopState.OPEN and voter.answer_key is not None
    slips = []
    for place, one in enumerate(asked, 1):
        own = filed.get(one.form_id)
        home = own.group_id if own else group_id
        slips.append(Slip(one, place, home, own, may and (one.form_id, home) in opened))
    return Ballot(tuple(slips), group_id)


def _filed(session: Session, voter: Voter, asked: list[Worded]) -> dict[int, Filed]:
    key = voter.answer_key
    if key is None or not asked:
        return {}
    authors = [author_key(key, person_id=voter.person_id, form_id=s.form_id) for s in asked]
    return filing.filed_under(session, workshop_id=voter.workshop_id, authors=authors)


def vote(
    session: Session, voter: Voter, number: int, choice: Vote, *,
    form_id: int, form_version: int, seen: int, secret: bytes, now: dt.datetime,
) -> None:  # fmt: skip
    """File a vote on the words that stood on the page; sent again it is still one.

    form_id, form_version, seen: of the page.  secret: this browser's.  Raises ClosedError when
    the voting is closed, ConflictError when the words are others by now.
    """
    session.execute(_HOLD, {"workshop": voter.workshop_id})
    here = ballot(session, voter)
    slip = here.slip(number)
    if slip is None or slip.group_id is None or voter.answer_key is None or not slip.is_open:
        raise ClosedError(_l("Voting on this statement is closed. Your vote was not stored."))
    asked = slip.asked
    if (asked.form_id, asked.form_version) != (form_id, form_version):
        raise ConflictError(_l("The words were changed in the meantime. Read them, then vote."))
    filing.store(
        session,
        Sent(
            workshop_id=voter.workshop_id,
            form_id=form_id,
            form_version=form_version,
            group_id=slip.group_id,
            author=author_key(voter.answer_key, person_id=voter.person_id, form_id=form_id),
            person_id=voter.person_id,
            submission_id=_send_id(secret, form_id, seen),
            content={str(asked.question): choice.value},
        ),
        now=now,
    )


def own_vote(session: Session, slip: Slip, secret: bytes | None) -> Vote | None:
    """This person's newest vote, when it was sent by the browser that asks."""
    if slip.filed is None or secret is None:
        return None
    newest = slip.filed.revision
    for seen in range(newest - 1, max(newest - 1 - LOOKED_BACK, -1), -1):
        sent = filing.sent_here(session, slip.filed, _send_id(secret, slip.asked.form_id, seen))
        if sent is not None:
            value = sent.content.get(str(slip.asked.question))
            return Vote(value) if sent.number == newest and value else None
    return None


def _send_id(secret: bytes, form_id: int, seen: int) -> str:
    """The id of a send: the same for a repeated one, another after every vote that was stored."""
    return str(
        uuid.UUID(bytes=hmac.digest(secret, f"vote:{form_id}:{seen}".encode(), "sha256")[:16])
    )


_HOLD = (
    sa.select(Workshop.id).where(Workshop.id == sa.bindparam("workshop")).with_for_update(read=True)
)

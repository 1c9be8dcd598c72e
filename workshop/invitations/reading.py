"""Invitations as pages and exports show them: who, what they replied, which agencies come."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.contacts import arabic
from workshop.domain.coverage import Presence
from workshop.domain.names import fold, in_thai_order
from workshop.domain.terms import InvitationState, PersonStatus
from workshop.i18n import plain
from workshop.invitations.covering import agency_key, matcher, presences
from workshop.models import AddressFlag, Agency, Invitee, Person, Workshop
from workshop.registration.details import full_name
from workshop.registration.invited import addressed, same_agency, state_of

PAGE = 200
BOUNCED, UNSURE = "bounced", "unsure"
NOWHERE = "\0"
"""Stands in no text that is stored."""
OPEN = (InvitationState.NOT_SENT, InvitationState.SILENT, InvitationState.DECLINED)


@dataclass(frozen=True)
class Reply:
    """What has come of one invitation; `name` of the person it led to, if any."""

    state: InvitationState
    name: str = ""


@dataclass
class Row:
    """One invitation. `agency_key` tells agencies apart; bounced: mail to the address fails.

    maybe: people who registered without an invitation and may be this one, see `unsure`.
    """

    invitee: Invitee
    person: Person | None
    state: InvitationState
    agency: Agency | None
    agency_key: str
    bounced: bool = False
    maybe: list[Person] = field(default_factory=list)

    @property
    def agency_name(self) -> str:
        return plain(self.agency, "name") if self.agency else self.invitee.agency_name

    @property
    def ministry(self) -> str:
        listed = plain(self.agency, "ministry") if self.agency else ""
        return listed or self.invitee.ministry

    @property
    def may_be_mailed(self) -> bool:
        return bool(self.invitee.email) and not self.bounced


@dataclass(frozen=True)
class Filters:
    """What is looked for; state: one of InvitationState, or bounced, or unsure."""

    q: str = ""
    state: str = ""

    @property
    def used(self) -> bool:
        return bool(self.q or self.state)


@dataclass(frozen=True)
class Board:
    """One page of the invitations found, and what is known of them all."""

    rows: list[Row]
    found: int
    total: int
    counts: Counter[str]
    agencies: Counter[Presence]
    page: int
    pages: int


def reply_of(session: Session, invitee: Invitee) -> Reply:
    person = session.get(Person, invitee.person_id) if invitee.person_id else None
    name = full_name(person) if person else ""
    return Reply(state_of(invitee, person.status if person else None), name)


def everything(session: Session, workshop: Workshop, *, only: Invitee | None = None) -> list[Row]:
    """All invitations of a workshop in the order they were made, in a fixed number of queries.

    only: this one of them.
    """
    agencies = {
        agency.id: agency
        for agency in session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop.id))
    }
    matched = matcher(session, workshop)
    flagged = set(
        session.scalars(
            sa.select(AddressFlag.address).where(AddressFlag.workshop_id == workshop.id)
        )
    )
    found = session.execute(
        sa.select(Invitee, Person)
        .outerjoin(Person, Person.id == Invitee.person_id)
        .where(Invitee.workshop_id == workshop.id, *([Invitee.id == only.id] if only else ()))
        .order_by(Invitee.id)
    )
    rows = []
    for invitee, person in found:
        agency_id = invitee.agency_id or matched(invitee.agency_name, invitee.ministry)
        rows.append(
            Row(
                invitee, person, state_of(invitee, person.status if person else None),
                agencies.get(agency_id or 0), agency_key(agency_id, invitee.agency_name),
                bounced=invitee.email in flagged,
            )
        )  # fmt: skip
    _ask(session, workshop, rows)
    return rows


def board(session: Session, workshop: Workshop, filters: Filters, page: int = 1) -> Board:
    """Sorted by agency and name as in a Thai dictionary; PAGE invitations at a time."""
    rows = everything(session, workshop)
    found = sorted_rows(row for row in rows if _fits(row, filters))
    pages = max(1, math.ceil(len(found) / PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    seen = presences(session, workshop)
    return Board(shown, len(found), len(rows), counts(rows), seen, page, pages)


def found(session: Session, workshop: Workshop, filters: Filters) -> list[Row]:
    """All invitations found, in the board's order; for exports."""
    return sorted_rows(row for row in everything(session, workshop) if _fits(row, filters))


def counts(rows: Iterable[Row]) -> Counter[str]:
    """How many there are of each state, of those with a bad address and of open questions."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row.state.value] += 1
        counted[BOUNCED] += row.bounced
        counted[UNSURE] += bool(row.maybe)
    return counted


def sorted_rows(rows: Iterable[Row]) -> list[Row]:
    return in_thai_order(rows, lambda row: f"{row.agency_name} {addressed(row.invitee)}")


def one(session: Session, workshop: Workshop, invitee: Invitee) -> Row:
    """One invitation with everything around it."""
    return everything(session, workshop, only=invitee)[0]


def _ask(session: Session, workshop: Workshop, rows: Sequence[Row]) -> None:
    """Puts to each open invitation those who registered without one and may be the one invited.

    The same name but neither agency nor e-mail; the same e-mail under another name; for an office,
    the same position and agency. Sure cases were recognised when they registered.
    """
    waiting = [row for row in rows if row.state in OPEN]
    if not waiting:
        return
    led = _led(session, workshop)
    by_sign: dict[tuple[str, str], list[int]] = {}
    for person_id, *signs in session.execute(
        sa.select(Person.id, Person.name_key, Person.email, Person.position).where(
            Person.workshop_id == workshop.id, Person.status != PersonStatus.CANCELLED
        )
    ):
        if person_id not in led:
            for sign in _signs(*signs):
                by_sign.setdefault(sign, []).append(person_id)
    for row in waiting:
        row.maybe = _maybe(session, row.invitee, by_sign)


def _led(session: Session, workshop: Workshop) -> set[int | None]:
    """Ids of those whom an invitation led to their registration."""
    return set(
        session.scalars(
            sa.select(Invitee.person_id).where(
                Invitee.workshop_id == workshop.id, Invitee.person_id.is_not(None)
            )
        )
    )


def _maybe(
    session: Session, invitee: Invitee, by_sign: dict[tuple[str, str], list[int]]
) -> list[Person]:
    said_no = set(invitee.not_them or ())
    position = "" if invitee.name_key else invitee.position
    found: dict[int, Person] = {}
    for sign in _signs(invitee.name_key, invitee.email, position):
        for person_id in by_sign.get(sign, []):
            if str(person_id) in said_no:
                continue
            person = session.get_one(Person, person_id)
            if sign[0] != "position" or same_agency(invitee, person):
                found[person_id] = person
    return list(found.values())


def _signs(name_key: str, email: str, position: str) -> Iterable[tuple[str, str]]:
    """What an invitation and somebody who registered may have in common."""
    if name_key:
        yield "name", name_key
    if email:
        yield "email", email
    if position:
        yield "position", fold(position)


def _fits(row: Row, filters: Filters) -> bool:
    if filters.state == BOUNCED and not row.bounced:
        return False
    if filters.state == UNSURE and not row.maybe:
        return False
    if filters.state not in ("", BOUNCED, UNSURE) and row.state.value != filters.state:
        return False
    words = fold(filters.q[:200]).split()
    if not words:
        return True
    text = _searched(row)
    return all(_letters(word) in text or _digits(word) in text for word in words)


def _searched(row: Row) -> str:
    """Everything somebody may remember of an invitation, without spaces and dots."""
    invitee, agency = row.invitee, row.agency
    known = [
        invitee.first_name, invitee.last_name, invitee.position, invitee.agency_name,
        invitee.ministry, invitee.email, invitee.phone, invitee.short_code, invitee.note,
    ]  # fmt: skip
    if agency:
        known += [agency.name_th, agency.name_en, agency.ministry_th, *agency.abbreviations]
    if row.person:
        known += [row.person.first_name, row.person.last_name]
    return "\n".join(_letters(one) for one in (*known, invitee.first_name + invitee.last_name))


def _letters(text: str) -> str:
    return fold(text).replace(" ", "").replace(".", "")


def _digits(word: str) -> str:
    """The digits of a telephone number; what is none of them fits nothing."""
    digits = re.sub(r"\D", "", arabic(word))
    return digits if len(digits) >= 3 else NOWHERE

"""Whose code, link or number a scan is."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import links
from workshop.arrival.intake import Typed
from workshop.domain.scanning import Scanned, read_scan
from workshop.domain.terms import InvitationState
from workshop.i18n import _
from workshop.keys import Keys, link_is_genuine
from workshop.models import Invitee, Person, ProposedChange, Workshop
from workshop.presence import CHUNK
from workshop.registration.invited import addressed, state_of


@dataclass(frozen=True)
class Named:
    """The person a scan names; without one, what to do in a sentence.

    invitee: whose invitation it was, where nobody came of it yet.
    """

    person: Person | None
    sentence: str = ""
    invitee: int | None = None


def name_people(
    session: Session, workshop: Workshop, scans: Sequence[Typed], *, keys: Keys
) -> dict[str, Named]:
    """By the scan's number; a few queries, however many scans.

    Whoever registered a second time under a known name has a page with a code and link of its
    own: those lead to the person on the list, who is the same.
    """
    read = {one.id: read_scan(one.code) for one in scans if one.person is None}
    numbers = {one.id: one.person for one in scans if one.person is not None}
    tokens = {key: scanned.token for key, scanned in read.items() if scanned.token}
    claimed = {key: links.person_id(keys, token) for key, token in tokens.items()}
    by_code = _with_codes(session, workshop, {c for one in read.values() for c in one.codes})
    changes = {-n for n in claimed.values() if n is not None and n < 0}
    behind = _behind(session, workshop, changes)
    wanted = {n for n in (*numbers.values(), *claimed.values(), *behind.values()) if n}
    people = _with_numbers(session, workshop, {n for n in wanted if n > 0})
    named: dict[str, Named] = {}
    for key, number in numbers.items():
        named[key] = _listed(people.get(number))
    for key, scanned in read.items():
        if scanned.token:
            named[key] = _linked(keys, scanned.token, claimed[key], people, behind)
        else:
            named[key] = _coded(scanned, by_code)
        if named[key].person is None and scanned:
            named[key] = _invited(session, workshop, scanned, keys) or named[key]
    return named


def _listed(person: Person | None) -> Named:
    if person is not None:
        return Named(person)
    return Named(None, _("This person is no longer on the list. Search for the name."))


def _linked(
    keys: Keys, token: str, number: int | None, people: dict[int, Person], behind: dict[int, int]
) -> Named:
    again = number is not None and number < 0
    person = people.get(behind.get(-number, 0) if again and number else number or 0)
    version = links.FIRST_VERSION if again or person is None else person.link_version
    genuine = link_is_genuine(keys.link_key(), token, person_id=number or 0, link_version=version)
    if person is not None and genuine:
        return Named(person)
    return Named(None, _("This QR code counts for nobody on this list. Search for the name."))


def _coded(scanned: Scanned, by_code: dict[str, Person]) -> Named:
    fitting = {by_code[code].id: by_code[code] for code in scanned.codes if code in by_code}
    if len(fitting) == 1:
        return Named(next(iter(fitting.values())))
    if fitting:
        return Named(None, _("Several people have a code like this. Search for the name."))
    if scanned.codes:
        return Named(None, _("Nobody has this code. Check it, or search for the name."))
    return Named(
        None, _("This is no code and no link of this workshop. Scan again, or search for the name.")
    )


def _invited(session: Session, workshop: Workshop, scanned: Scanned, keys: Keys) -> Named | None:
    """Whoever came of an invitation whose letter was shown; else what is known of the reply."""
    found: Invitee | None = None
    if scanned.token:
        behind = links.invitee_behind(session, keys, scanned.token)
        found = behind[0] if behind and behind[0].workshop_id == workshop.id else None
    else:
        wanted = sa.select(Invitee).where(
            Invitee.workshop_id == workshop.id, Invitee.short_code.in_(scanned.codes)
        )
        fitting = session.scalars(wanted.limit(2)).all()
        found = fitting[0] if len(fitting) == 1 else None
    if found is None:
        return None
    if found.person_id is not None:
        return Named(session.get_one(Person, found.person_id))
    said = {
        InvitationState.WITHDRAWN: _("The invitation of %(who)s was withdrawn."),
        InvitationState.DECLINED: _("Invited: %(who)s. The reply was that nobody comes."),
    }.get(state_of(found, None), _("Invited: %(who)s. Has not replied."))
    who = addressed(found)
    if found.agency_name and found.agency_name != who:
        who = f"{who}, {found.agency_name}"
    return Named(None, said % {"who": who}, found.id)


def _with_numbers(session: Session, workshop: Workshop, numbers: set[int]) -> dict[int, Person]:
    found: dict[int, Person] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), CHUNK):
        for person in session.scalars(
            sa.select(Person).where(
                Person.workshop_id == workshop.id, Person.id.in_(ordered[start : start + CHUNK])
            )
        ):
            found[person.id] = person
    return found


def _with_codes(session: Session, workshop: Workshop, codes: set[str]) -> dict[str, Person]:
    """People by short code, their own or that of what they sent a second time."""
    found: dict[str, Person] = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        own = sa.select(Person.short_code, Person).where(
            Person.workshop_id == workshop.id, Person.short_code.in_(some)
        )
        sent_again = (
            sa.select(ProposedChange.short_code, Person)
            .join(Person, Person.id == ProposedChange.person_id)
            .where(ProposedChange.workshop_id == workshop.id, ProposedChange.short_code.in_(some))
        )
        for wanted in (own, sent_again):
            found.update((code, person) for code, person in session.execute(wanted))
    return found


def _behind(session: Session, workshop: Workshop, changes: set[int]) -> dict[int, int]:
    """Who is on the list under what was sent a second time, by number of the proposed change."""
    if not changes:
        return {}
    rows = session.execute(
        sa.select(ProposedChange.id, ProposedChange.person_id).where(
            ProposedChange.workshop_id == workshop.id, ProposedChange.id.in_(sorted(changes))
        )
    )
    return {row[0]: row[1] for row in rows}

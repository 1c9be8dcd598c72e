"""Who was invited to the demonstration: most of those who came, and some who did not."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from workshop.demonstration import data
from workshop.demonstration.setup import Stage
from workshop.domain.terms import InvitedBy, InviteeSource
from workshop.invitations import service
from workshop.models import Invitee, Person
from workshop.people.service import By
from workshop.registration import invited

BY_NAME = 80
"""So many of those who registered were invited in their own name; others came by themselves."""
SENT = (26, dt.time(9, 30))  # days before the workshop, local time
REMINDED = (9, dt.time(10, 0))
DECLINED = (20, dt.time(14, 15))
OF_PERSON = ("prefix", "first_name", "last_name", "position", "email", "phone", "language")


def invite(session: Session, stage: Stage, people: Sequence[Person]) -> list[Invitee]:
    """A dozen invitations beside those to people who registered; no mail is written for them.

    Three declined, five have not reacted, one sent somebody else, three offices sent whoever came.
    """
    rows = data.invitees()
    own = {row["agency"] for row in rows}
    named = [person for person in people if person.agency_name not in own][:BY_NAME]
    asked = [*map(_of_person, named), *map(_of_row, rows)]
    by = By(data.workshop()["staff"][0]["email"], _moment(stage, SENT))
    service.admit(session, stage.workshop, asked, by=by, source=InviteeSource.IMPORT)
    for invitee in asked:
        invitee.sent_at, invitee.sent_by = by.now, InvitedBy.MAIL
    for invitee, person in zip(asked, named, strict=False):
        invited.answered(invitee, person, substitute=False, now=person.registered_at)
    _reply(stage, dict(zip(asked[len(named) :], rows, strict=True)), people)
    for invitee in asked:
        invitee.version = 1
    session.flush()
    return asked


def _reply(stage: Stage, asked: Mapping[Invitee, data.Row], people: Iterable[Person]) -> None:
    """What became of those who were not invited in the name of somebody who came."""
    came: dict[str, Person] = {}
    for person in people:
        came.setdefault(person.agency_name, person)
    for invitee, row in asked.items():
        reply = row["reply"]
        if reply == "declined":
            invitee.declined_at, invitee.decline_reason = _moment(stage, DECLINED), row["reason"]
        elif reply == "reminded":
            invitee.reminded_at = _moment(stage, REMINDED)
        elif reply == "letter":
            invitee.sent_by = InvitedBy.LETTER
        elif reply in ("substitute", "answered"):
            person = came[invitee.agency_name]
            invited.answered(
                invitee, person, substitute=reply == "substitute", now=person.registered_at
            )


def _of_person(person: Person) -> Invitee:
    known = {name: getattr(person, name) or "" for name in OF_PERSON}
    return Invitee(**known, agency_name=person.agency_name, ministry=person.ministry)


def _of_row(row: data.Row) -> Invitee:
    names = ("prefix", "first_name", "last_name", "position", "email")
    return Invitee(**{name: row[name] for name in names}, agency_name=row["agency"], ministry="")


def _moment(stage: Stage, at: tuple[int, dt.time]) -> dt.datetime:
    return stage.moment(stage.workshop.date - dt.timedelta(days=at[0]), at[1])

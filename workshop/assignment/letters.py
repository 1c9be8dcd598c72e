"""The mail that tells somebody their group."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop import mail
from workshop.links import personal_link
from workshop.models import FocusGroup, Person, Placement, Plan, Workshop
from workshop.registration.details import full_name
from workshop.registration.letters import Letters, spaced_code, spoken, written

KIND = "assignment.placed"


@dataclass(frozen=True)
class Placed:
    """What is told. moved: the person was in another group before."""

    plan: Plan
    placement: Placement
    group: FocusGroup
    moved: bool


def tell(
    session: Session, workshop: Workshop, person: Person, placed: Placed, letters: Letters,
    *, now: dt.datetime,
) -> None:  # fmt: skip
    """Puts the mail into the outbox; nothing for people who cannot be reached by mail."""
    link = personal_link(letters.settings, letters.keys, person)
    if link is None or not person.email:
        return
    thai = person.language == "th"
    with spoken(person.language):
        subject, body = written(
            "placed", workshop=workshop, name=full_name(person), link=link,
            code=spaced_code(person), group=placed.group, moved=placed.moved,
            table=placed.placement.table_number, note=placed.plan.note,
            reason=placed.placement.reason_th if thai else placed.placement.reason_en,
        )  # fmt: skip
    mail.enqueue(
        session, workshop_id=workshop.id, kind=KIND, recipient=person.email, subject=subject,
        body=body, language=person.language, now=now,
    )  # fmt: skip

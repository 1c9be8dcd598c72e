"""A person's own details in the database: read, rewritten, and what changed told in the trail."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.links import is_stand_in
from workshop.models import AgencyRole, Consent, Person, PersonRole, PrivacyNotice, ProposedChange
from workshop.registration import seats
from workshop.registration.details import COLUMNS, PersonDetails, differences, full_name

PARTICIPANT = "participant"
PURPOSE = "registration"


def rewrite(
    session: Session,
    person: Person,
    details: PersonDetails,
    *,
    now: dt.datetime,
    actor: str = PARTICIPANT,
) -> list[str]:
    """Put new details in the place of the old ones; gives the names of what changed."""
    old = details_of(session, person)
    changed = [name for name, value in details.as_json().items() if value != old.as_json()[name]]
    if not changed:
        return []
    for name in COLUMNS:
        setattr(person, name, getattr(details, name))
    if {"agency_name", "ministry"} & set(changed):
        person.agency_id = None
    seats.classify(session, person.workshop_id, [person])
    set_roles(session, person, details.roles)
    person.version += 1
    audit.record(
        session, workshop_id=person.workshop_id, actor=actor, what="person.changed",
        subject=f"{full_name(person)} · {differences(old, details_of(session, person))}", now=now,
    )  # fmt: skip
    session.flush()
    return changed


def details_of(session: Session, person: Person) -> PersonDetails:
    """What somebody said about themselves so far."""
    values = {name: getattr(person, name) for name in COLUMNS}
    if is_stand_in(person):
        change_ = session.get_one(ProposedChange, -person.id)
        return PersonDetails.from_json({**change_.details, "email": change_.email})
    roles = session.scalars(
        sa.select(AgencyRole.code)
        .join(PersonRole, PersonRole.role_id == AgencyRole.id)
        .where(PersonRole.person_id == person.id)
        .order_by(AgencyRole.code)
    )
    return PersonDetails(**values, roles=tuple(roles))


def notice_number(session: Session, workshop_id: int) -> int:
    """The version of the privacy notice that is shown now, 0 when none was written."""
    newest = sa.select(sa.func.max(PrivacyNotice.number)).where(
        PrivacyNotice.workshop_id == workshop_id
    )
    return session.scalar(newest) or 0


def set_roles(session: Session, person: Person, codes: tuple[str, ...]) -> None:
    session.execute(sa.delete(PersonRole).where(PersonRole.person_id == person.id))
    ids = session.scalars(
        sa.select(AgencyRole.id).where(
            AgencyRole.workshop_id == person.workshop_id, AgencyRole.code.in_(codes)
        )
    )
    session.add_all(
        PersonRole(workshop_id=person.workshop_id, person_id=person.id, role_id=role_id)
        for role_id in ids
    )


def consented(session: Session, person: Person, *, notice: int, now: dt.datetime) -> None:
    """Note that somebody agreed to the notice with this number."""
    session.add(
        Consent(
            workshop_id=person.workshop_id, person_id=person.id, purpose=PURPOSE,
            notice_number=notice, given_at=now,
        )
    )  # fmt: skip

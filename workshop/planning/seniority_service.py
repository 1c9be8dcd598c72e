"""The table that tells from a position how senior somebody is."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.seniority import Rule, seniority_of
from workshop.domain.terms import Seniority
from workshop.models import Person, SeniorityRule, Workshop
from workshop.planning import editing
from workshop.planning.editing import By
from workshop.registration import seats

LEVELS = (Seniority.EXECUTIVE, Seniority.HEAD, Seniority.OFFICER)


def values(session: Session, workshop: Workshop) -> dict[str, list[str]]:
    """By level, its patterns in their order."""
    rules = seats.seniority_rules(session, workshop.id)
    return {level.value: [pattern for pattern, own in rules if own is level] for level in LEVELS}


def version(session: Session, workshop: Workshop) -> int:
    return editing.checksum(values(session, workshop))


def change(
    session: Session, workshop: Workshop, new: Mapping[str, Sequence[str]], *,
    seen: int | None, by: By,
) -> int:  # fmt: skip
    """Stores the table and works out everybody's seniority anew; gives how many changed level.

    Raises ChangedMeanwhileError when the table is not what was looked at.
    """
    editing.hold(session, workshop)
    editing.seen(seen, version(session, workshop), values(session, workshop))
    write(session, workshop, [(one, level) for level in LEVELS for one in new[level.value]])
    by.record(session, workshop, "seniority.changed")
    return _recompute(session, workshop)


def write(session: Session, workshop: Workshop, rules: Sequence[Rule]) -> None:
    session.execute(sa.delete(SeniorityRule).where(SeniorityRule.workshop_id == workshop.id))
    session.add_all(
        SeniorityRule(workshop_id=workshop.id, position=place, pattern=pattern, seniority=level)
        for place, (pattern, level) in enumerate(rules)
    )
    session.flush()


def _recompute(session: Session, workshop: Workshop) -> int:
    rules = seats.seniority_rules(session, workshop.id)
    changed = 0
    for person in session.scalars(sa.select(Person).where(Person.workshop_id == workshop.id)):
        level = seniority_of(person.position, rules)
        changed += level is not person.seniority
        person.seniority = level
    return changed

"""What of a workshop holds signs that no font of the prints has, to be said before printing."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.documents.fonts import can_be_drawn
from workshop.domain.terms import PersonStatus
from workshop.i18n import ngettext
from workshop.models import Agency, FocusGroup, Invitee, Person, Strategy, Workshop

SAID = 5
"""How many of them are named; the others are counted."""


def unprintable(session: Session, workshop: Workshop) -> list[str]:
    """Names of people, agencies, groups and the workshop that hold such signs, each once.

    A person's name stands for whatever of theirs is printed.
    """
    texts = [*_people(session, workshop), *_places(session, workshop)]
    return list(dict.fromkeys(shown for shown, printed in texts if not can_be_drawn(printed)))


def said(texts: Sequence[str]) -> str:
    """The first of them in one line, and how many more there are."""
    more = len(texts) - SAID
    shown = " · ".join(texts[:SAID])
    return shown + (
        " · " + ngettext("and %(num)s other", "and %(num)s others", more) if more > 0 else ""
    )


def _people(session: Session, workshop: Workshop) -> Iterator[tuple[str, str]]:
    """Of everybody with a seat or an invitation: the name, and all that is printed."""
    for model in (Person, Invitee):
        columns = (model.first_name, model.last_name, model.prefix, model.position,
                   model.agency_name)  # fmt: skip
        wanted = sa.select(*columns).where(model.workshop_id == workshop.id).order_by(model.id)
        if model is Person:
            wanted = wanted.where(Person.status == PersonStatus.CONFIRMED)
        for row in session.execute(wanted):
            name = " ".join(part for part in row[:2] if part)
            yield name or row[3] or row[4], " ".join(row)


def _places(session: Session, workshop: Workshop) -> Iterator[tuple[str, str]]:
    groups = session.scalars(sa.select(FocusGroup).where(FocusGroup.workshop_id == workshop.id))
    agencies = session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop.id))
    strategies = session.scalars(sa.select(Strategy).where(Strategy.workshop_id == workshop.id))
    yield from _texts(workshop, ("title", "short_title", "venue", "summary", "contact_name"))
    for one in groups:
        yield from _texts(one, ("name", "short_name", "room"))
    for agency in agencies:
        yield from _texts(agency, ("name",))
    for strategy in strategies:
        yield from _texts(strategy, ("title", "description"))


def _texts(
    owner: Workshop | FocusGroup | Agency | Strategy, names: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for name in names:
        for language in ("th", "en"):
            text = getattr(owner, f"{name}_{language}")
            yield text, text

"""Letters composed from who gets them and what is stored now; also those that were sent before."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import i18n
from workshop.assignment import letters as placing
from workshop.assignment import tables_store
from workshop.assignment.letters import Placed
from workshop.domain.terms import LetterKind, OfferState, PlanState
from workshop.models import FocusGroup, Person, Placement, Plan, SeatOffer, Workshop
from workshop.registration.letters import Draft, Letters, spoken

WITH_CALENDAR = frozenset({LetterKind.REGISTERED, LetterKind.PROMOTED})


@dataclass(frozen=True)
class Writer:
    """Composes letters of one workshop. places: by person, for whoever has one."""

    session: Session
    workshop: Workshop
    letters: Letters
    now: dt.datetime
    places: Mapping[int, Placed]

    def write(
        self, kind: LetterKind, person: Person, details: Mapping[str, Any] | None = None
    ) -> Draft | None:
        """The letter to one person; None when there is nothing to tell them, or no way to."""
        special = SPECIAL.get(kind)
        if special is not None:
            return special(self, person, details or {})
        name = "registered" if kind is LetterKind.WAITLISTED else kind.value
        return self.plain(name, person, calendar=kind in WITH_CALENDAR)

    def plain(self, name: str, person: Person, **values: Any) -> Draft | None:
        return self.letters.draft(self.workshop, person, name, now=self.now, **values)

    def placed(self, person: Person, details: Mapping[str, Any]) -> Draft | None:
        found = self.places.get(person.id)
        if found is None:
            return None
        told = replace(
            found, moved=bool(details.get("moved")), former=self._group(details.get("former")),
            former_tables=tuple(details.get("former_tables", ())),
        )  # fmt: skip
        return placing.draft(self.workshop, person, told, self.letters, now=self.now)

    def _group(self, number: int | None) -> FocusGroup | None:
        """A group of the workshop; None once it is deleted."""
        found = self.session.get(FocusGroup, number) if number is not None else None
        return found if found is not None and found.workshop_id == self.workshop.id else None

    def moved(self, person: Person, _details: Mapping[str, Any]) -> Draft | None:
        return self.placed(person, {"moved": True})

    def reminder(self, person: Person, _details: Mapping[str, Any]) -> Draft | None:
        found = self.places.get(person.id)
        return self.plain(
            "reminder", person, group=found.group if found else None,
            table=found.table if found else "",
        )  # fmt: skip

    def thanks(self, person: Person, details: Mapping[str, Any]) -> Draft | None:
        document = details.get("document")
        page = self.letters.page(self.workshop)
        report = f"{page}documents/{document}" if document else page
        return self.plain("thanks", person, report=report, details=dict(details))

    def cancelled(self, person: Person, details: Mapping[str, Any]) -> Draft | None:
        by_organiser = bool(details.get("by_organiser"))
        return self.plain(
            "cancelled", person, by_organiser=by_organiser, details=dict(details)
        )  # fmt: skip

    def links(self, person: Person, _details: Mapping[str, Any]) -> Draft | None:
        same = self.session.scalars(
            sa.select(Person)
            .where(Person.workshop_id == self.workshop.id, Person.email == person.email)
            .order_by(Person.id)
        ).all()
        return self.plain("links", person, people=self.letters.own_links(same or [person]))

    def offer(self, person: Person, _details: Mapping[str, Any]) -> Draft | None:
        until = self.session.scalar(
            sa.select(SeatOffer.expires_at).where(
                SeatOffer.person_id == person.id,
                SeatOffer.state == OfferState.OPEN,
                SeatOffer.expires_at > self.now,
            )
        )
        if until is None:
            return None
        with spoken(person.language):
            words = i18n.moment(until, self.workshop.timezone)
        return self.plain("offer", person, until=words)


Special = Callable[[Writer, Person, Mapping[str, Any]], Draft | None]
SPECIAL: Mapping[LetterKind, Special] = {
    LetterKind.PLACED: Writer.placed,
    LetterKind.MOVED: Writer.moved,
    LetterKind.REMINDER: Writer.reminder,
    LetterKind.THANKS: Writer.thanks,
    LetterKind.CANCELLED: Writer.cancelled,
    LetterKind.LINKS: Writer.links,
    LetterKind.OFFER: Writer.offer,
}
OF_REGISTRATION = (
    LetterKind.REGISTERED, LetterKind.PROMOTED, LetterKind.OFFER, LetterKind.CANCELLED,
    LetterKind.LINKS, LetterKind.REMINDER, LetterKind.THANKS,
)  # fmt: skip
KINDS: Mapping[str, LetterKind] = {
    **{f"registration.{kind}": kind for kind in OF_REGISTRATION},
    placing.KIND: LetterKind.PLACED,
}
"""Which letter a mail in the outbox is, for those that can be composed anew."""


def writer(
    session: Session, workshop: Workshop, letters: Letters, *, now: dt.datetime,
    people: Iterable[int] | None = None,
) -> Writer:  # fmt: skip
    """people: only these have to be placed; everybody when None."""
    return Writer(session, workshop, letters, now, places(session, workshop, people))


def places(
    session: Session, workshop: Workshop, people: Iterable[int] | None = None
) -> dict[int, Placed]:
    """Where everybody sits as published."""
    rows = session.execute(
        sa.select(Plan, Placement, FocusGroup)
        .join(Placement, Placement.plan_id == Plan.id)
        .join(FocusGroup, FocusGroup.id == Placement.group_id)
        .where(
            Plan.workshop_id == workshop.id,
            Plan.state == PlanState.PUBLISHED,
            *(() if people is None else (Placement.person_id.in_(list(people)),)),
        )
    ).all()
    tables = tables_store.seated(session, [row[1] for row in rows])
    return {
        row[1].person_id: Placed(
            row[0], row[1], row[2], moved=False, tables=tables.get(row[1].person_id, ())
        )
        for row in rows
    }

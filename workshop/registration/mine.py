"""Everything on a person's own page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from workshop import presence
from workshop.domain.figures.marks import group_class
from workshop.domain.terms import OfferState, PersonStatus, Purpose, WorkshopState
from workshop.feedback import closing
from workshop.feedback.service import Journey, journey
from workshop.i18n import local, moment
from workshop.keys import AnswerKeyDestroyed, Keys
from workshop.links import page_link
from workshop.models import (
    Agency,
    FocusGroup,
    Person,
    Placement,
    SeatOffer,
    Workshop,
)
from workshop.registration import consents, offers_reading, reading, retention, waiting
from workshop.registration.day import Day, day_of, programme
from workshop.registration.details import with_prefix
from workshop.registration.left import left_in_words
from workshop.registration.letters import Letters, spaced_code
from workshop.summary import report_backs_service
from workshop.summary.standing import Standing, standings


class NoGroup(StrEnum):
    """What somebody with a seat and without a group may still expect."""

    ANNOUNCED = "announced"  # before the day
    AT_THE_DOOR = "at_the_door"  # from the day on, published or not, as a date closes nothing
    OVER = "over"  # once an organiser has closed the workshop


@dataclass(frozen=True)
class Mine:
    """A person's seat, group, way through the forms, and day.

    `queue` is the place on the waiting list, 1 is next. `offer`: a seat that is held for them;
    `last_offer`: what became of the newest offer since they registered, and `last_until`, in words,
    until when it could be answered, "" without one. `way` is None without a group; `until`: when
    open forms close by themselves, by number. `no_group`: for who has none, whether it is still
    told before the day, at the door, or nowhere any more.
    `may_return`: whether registering again works now; `is_running`: the workshop is not closed.
    `is_replaced`: a substitute took the seat at the door. `withdrawal`: of the consent to
    registering, while it lasts; `agrees`: whether that consent holds.
    `said`: on which forms the group's report-back is approved.
    `first` is prefix and first name; `mailed`: whether the link goes to the person by mail, so that
    it need not be written down.
    """

    first: str
    agency: Markup
    code: str
    link: str
    mailed: bool
    day: Day
    queue: int | None
    offer: "Offered | None"
    last_offer: OfferState | None
    last_until: str
    placement: Placement | None
    group: FocusGroup | None
    tables: list[int]
    no_group: NoGroup
    way: Journey | None
    until: dict[int, dt.datetime]
    may_return: bool
    is_running: bool
    is_replaced: bool = False
    agrees: bool = True
    withdrawal: "Withdrawal | None" = None
    said: Sequence[Standing] = ()

    @property
    def sent(self) -> int:
        """How many forms this person has sent."""
        return sum(step.filed is not None for step in self.way.steps) if self.way else 0

    @property
    def ground(self) -> str:
        """The class of the group's colour; ink before publication."""
        return group_class(self.group.letter if self.group else None)


def mine(
    session: Session, workshop: Workshop, person: Person, *, letters: Letters, now: dt.datetime
) -> Mine:
    """The page at this moment. Details that wait for a word have no group, ever."""
    confirmed = person.status is PersonStatus.CONFIRMED
    place = reading.place_of(session, person) if confirmed else None
    offer = offers_reading.newest(session, person)
    day = day_of(workshop, programme(session, workshop.id), now=now)
    forms = way(session, workshop, person, letters.keys, now=now) if place else None
    return Mine(
        first=with_prefix(person),
        agency=_agency(session, person),
        code=spaced_code(person),
        link=page_link(letters.settings, letters.keys, person),
        mailed=letters.has_way(workshop, person),
        day=day,
        queue=waiting.place_in_queue(session, person, now=now)
        if person.status is PersonStatus.WAITLISTED
        else None,
        offer=_offered(workshop, offer, now=now),
        last_offer=offer.state if offer else None,
        last_until=moment(offer.expires_at, workshop.timezone) if offer else "",
        placement=place[0] if place else None,
        group=place[1] if place else None,
        tables=reading.tables_of(session, place[0]) if place else [],
        no_group=_no_group(workshop, day),
        way=forms,
        until=closing.times(workshop, forms) if forms else {},
        may_return=workshop.registration_open and workshop.state is WorkshopState.OPEN,
        is_running=workshop.state is not WorkshopState.CLOSED,
        is_replaced=presence.is_replaced(session, person),
        agrees=consents.holds(session, person, Purpose.REGISTRATION),
        withdrawal=_withdrawal(session, workshop, person),
        said=_said(session, workshop, place[1]) if place else (),
    )


def _said(session: Session, workshop: Workshop, group: FocusGroup) -> Sequence[Standing]:
    """One query before the first report-back, three afterwards."""
    if not report_backs_service.approvals(session, workshop.id, group.id):
        return ()
    here = standings(session, workshop_id=workshop.id, group_id=group.id)
    return report_backs_service.approved_places(session, workshop.id, here)


@dataclass(frozen=True)
class Withdrawal:
    """When the consent to registering was taken back, in words, and when the details go."""

    at: str
    erased_by: dt.date


def _withdrawal(session: Session, workshop: Workshop, person: Person) -> Withdrawal | None:
    given = [
        one
        for one in consents.history(session, person)
        if one.purpose == Purpose.REGISTRATION
    ]  # fmt: skip
    if not given or given[-1].withdrawn_at is None:
        return None
    at = moment(given[-1].withdrawn_at, workshop.timezone)
    return Withdrawal(at, retention.erased_by(session, workshop))


def _no_group(workshop: Workshop, day: Day) -> NoGroup:
    if workshop.state is WorkshopState.CLOSED:
        return NoGroup.OVER
    return NoGroup.ANNOUNCED if day.local.date() < workshop.date else NoGroup.AT_THE_DOOR


@dataclass(frozen=True)
class Offered:
    """A seat that is held: until when, and how much time is left in words, "" when it is over."""

    until: str
    left: str


def _offered(workshop: Workshop, offer: SeatOffer | None, *, now: dt.datetime) -> Offered | None:
    if offer is None or offer.state is not OfferState.OPEN:
        return None
    until = moment(offer.expires_at, workshop.timezone)
    return Offered(until, left_in_words(offer.expires_at, now))


def _agency(session: Session, person: Person) -> Markup:
    """In the reader's language where the agency is on the list, as typed otherwise."""
    known = session.get(Agency, person.agency_id) if person.agency_id else None
    return local(known, "name") if known else escape(person.agency_name)


def way(
    session: Session, workshop: Workshop, person: Person, keys: Keys, *, now: dt.datetime
) -> Journey:
    """The person's forms and what they sent; without marks once the answer key is destroyed."""
    try:
        key = keys.answer_key(workshop.uid)
    except AnswerKeyDestroyed:
        key = None
    return journey(
        session, workshop_id=workshop.id, state=workshop.state, person_id=person.id,
        takes_part=True, answer_key=key, now=now,
    )  # fmt: skip

"""What the door says about seats when somebody stands there who has none."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import OfferState, PersonStatus
from workshop.i18n import _, clock, moment, ngettext
from workshop.models import Person, SeatOffer, Workshop
from workshop.registration import seats
from workshop.registration.seats import Seats


@dataclass(frozen=True)
class Room:
    """The workshop's seats; held_until: in words, when the last running offer ends."""

    seats: Seats
    held_until: str = ""

    @property
    def may_seat(self) -> bool:
        """Whether the desk may give a seat: one that nobody has and that no offer holds."""
        return self.seats.empty > 0

    @property
    def held(self) -> str:
        """How many seats look free and are not to be given; empty when no offer holds one."""
        if not self.seats.offered:
            return ""
        return str(
            ngettext(
                "%(num)s seat is offered to the waiting list until %(time)s and counts as taken.",
                "%(num)s seats are offered to the waiting list until %(time)s and count as taken.",
                self.seats.offered,
                time=self.held_until,
            )
        )

    @property
    def sentence(self) -> str:
        """Why nobody new gets a seat now; empty while the desk may give one."""
        if self.may_seat:
            return ""
        if self.seats.offered:
            said = _(
                "No seat is free. Held by offers until %(time)s: %(num)s. An organiser can withdraw"
                " an offer.",
                num=self.seats.offered,
                time=self.held_until,
            )
        else:
            said = _(
                "No seat is free: all %(seats)s are taken. An organiser can raise the number.",
                seats=self.seats.capacity,
            )
        return str(said)

    def as_json(self) -> dict[str, str]:
        """What a device without network says of seats, in the language of whoever asks."""
        return {"full": self.sentence, "held": self.held}


def read(session: Session, workshop: Workshop, *, now: dt.datetime) -> Room:
    """For showing; what is given is decided under the lock of the seats."""
    counted = seats.count(session, workshop.id)
    if not counted.offered:
        return Room(counted)
    last = session.scalar(
        sa.select(sa.func.max(SeatOffer.expires_at)).where(
            SeatOffer.workshop_id == workshop.id,
            SeatOffer.state == OfferState.OPEN,
            SeatOffer.person_id.is_not(None),
        )
    )
    return Room(counted, _until(workshop, last, now) if last else "")


def may_be_seated(session: Session, workshop: Workshop, person: Person, room: Room) -> bool:
    """Whether `let_in` would find a seat: an empty one, or the one held for this person."""
    if room.may_seat or person.status is not PersonStatus.WAITLISTED:
        return room.may_seat
    return (
        session.scalar(
            sa.select(SeatOffer.id).where(
                SeatOffer.workshop_id == workshop.id,
                SeatOffer.person_id == person.id,
                SeatOffer.state == OfferState.OPEN,
            )
        )
        is not None
    )


def _until(workshop: Workshop, last: dt.datetime, now: dt.datetime) -> str:
    soon = last - now < dt.timedelta(hours=12)
    return clock(last, workshop.timezone) if soon else moment(last, workshop.timezone)

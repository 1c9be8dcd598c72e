"""The workshop as a calendar file (RFC 5545), in the reader's language."""

import datetime as dt
import uuid
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from workshop.i18n import language, plain
from workshop.models import Workshop

PRODUCT = "-//Workshop//Workshop//EN"


def calendar_file(workshop: Workshop, *, link: str, now: dt.datetime) -> bytes:
    """One event with a stable identity: importing it again after a change replaces it.

    link: where the entry leads; a personal link for a mail, the public page otherwise.
    """
    zone = ZoneInfo(workshop.timezone)
    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_OID, workshop.uid)}@workshop.invalid")
    event.add("sequence", workshop.version)
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", dt.datetime.combine(workshop.date, workshop.starts, zone))
    event.add("dtend", dt.datetime.combine(workshop.date, workshop.ends, zone))
    event.add("summary", plain(workshop, "title"), parameters={"LANGUAGE": language()})
    for name, text in (
        ("location", plain(workshop, "venue")),
        ("description", "\n\n".join(filter(None, (plain(workshop, "summary"), link)))),
        ("url", link),
    ):
        if text:
            event.add(name, text)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_component(_described(workshop.timezone))
    made: bytes = calendar.to_ical()
    return made


@cache
def _described(timezone: str) -> Timezone:
    """The zone as calendars read it; slow to work out, so once."""
    return Timezone.from_tzid(timezone)

"""Mails to participants, written in their own language into the outbox.

A mail that would carry a link is not written as long as the installation does not know its own
address, and to nobody of a workshop that is still a draft, as its links would lead nowhere; the
page shows the link to keep instead.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from workshop import i18n, mail
from workshop.domain.terms import PersonStatus, WorkshopState
from workshop.keys import Keys
from workshop.links import is_stand_in, personal_link
from workshop.models import FocusGroup, Message, Person, Workshop
from workshop.paths import bundled
from workshop.registration import own_letters
from workshop.registration.calendar import calendar_file
from workshop.registration.details import full_name
from workshop.settings import Settings

MOST_AN_HOUR = 5
"""Mails of one kind to one address that anybody could cause, in an hour."""
MOST_REGISTERED = 40
"""Confirmations to one address in an hour: one office may register many people."""
WITH_CODE = frozenset({"registered", "promoted", "placed", "reminder"})
"""Letters that carry the QR code for the door."""
ON_REQUEST = frozenset({"registered", "proposed", "links"})
"""Letters that go to an address marked as not working too: somebody has just typed it and asks for
them. What a stranger can cause would otherwise tell whether an address is known and marked."""


@dataclass(frozen=True)
class Draft:
    """A letter to one person, not yet in the outbox. details: what composes it anew, no secret."""

    kind: str
    subject: str
    body: str
    calendar: bytes | None = None
    qr_link: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def put(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime,
        mailing_id: int | None = None,
    ) -> Message:  # fmt: skip
        """Into the outbox, in the caller's transaction; who only seems to be on the list is nobody
        that a mail could belong to.
        """
        whose = None if is_stand_in(person) else person.id
        return mail.enqueue(
            session, workshop_id=workshop.id, kind=self.kind, recipient=person.email,
            subject=self.subject, body=self.body, language=person.language, now=now,
            calendar=self.calendar,
            about=mail.About(whose, mailing_id, self.details, self.qr_link),
        )  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """Ids of the people whom a mail about a change reaches now, and of those whom none ever does,
    having no address or one marked as not working; there may be others while nothing is mailed.
    """

    told: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()


def goes_out(session: Session, workshop_id: int, address: str, name: str) -> bool:
    """Whether the letter of this name is sent to an address, as far as marks on it decide."""
    return name in ON_REQUEST or not mail.flagged(session, workshop_id, [address])


@dataclass(frozen=True)
class Letters:
    """Writes mails; knows where links lead."""

    settings: Settings
    keys: Keys

    def may_mail(self, workshop: Workshop) -> bool:
        """Whether links may be mailed and lead somewhere: only its team can open a draft."""
        return self.settings.may_mail_links and workshop.state is not WorkshopState.DRAFT

    def has_way(self, workshop: Workshop, person: Person) -> bool:
        """Whether a mail with a link can be written to this person, marked address or not."""
        return bool(person.email) and self.may_mail(workshop)

    def reach(self, session: Session, workshop: Workshop, people: Sequence[Person]) -> Reach:
        """Whom a mail about a change reaches: the same that `_send` goes by, in one query."""
        silent = frozenset(one.id for one in mail.unreached(session, workshop.id, people))
        everybody = frozenset(one.id for one in people)
        return Reach(everybody - silent if self.may_mail(workshop) else frozenset(), silent)

    def registered(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime
    ) -> None:
        """To somebody who has just registered: link, code and calendar entry."""
        if not self._too_many(session, person.email, "registered", now=now, most=MOST_REGISTERED):
            self._send(session, workshop, person, "registered", now=now, calendar=True)

    def promoted(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime
    ) -> None:
        """To somebody from the waiting list who has a seat now."""
        self._send(session, workshop, person, "promoted", now=now, calendar=True)

    def room_changed(
        self, session: Session, workshop: Workshop, people: Sequence[Person], group: FocusGroup, *,
        now: dt.datetime,
    ) -> Reach:  # fmt: skip
        """To people whose group meets in another room than they were told."""
        for person in people:
            self._send(session, workshop, person, "room_changed", now=now, group=group)
        return self.reach(session, workshop, people)

    def offered(
        self, session: Session, workshop: Workshop, person: Person,
        *, until: dt.datetime, now: dt.datetime,
    ) -> None:  # fmt: skip
        """To somebody from the waiting list: a seat is held for them until this moment."""
        with spoken(person.language):
            words = i18n.moment(until, workshop.timezone)
        self._send(session, workshop, person, "offer", now=now, until=words)

    def offer_expired(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime
    ) -> None:
        """To somebody who did not answer in time."""
        self._send(session, workshop, person, "offer_expired", now=now)

    def offer_withdrawn(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime
    ) -> None:
        """To somebody whose seat an organiser does not hold any more."""
        self._send(session, workshop, person, "offer_withdrawn", now=now)

    def cancelled(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime,
        by_organiser: bool = False,
    ) -> None:  # fmt: skip
        """To somebody who cancelled, or whose registration an organiser cancelled."""
        self._send(
            session, workshop, person, "cancelled", now=now, by_organiser=by_organiser,
            details={"by_organiser": True} if by_organiser else None,
        )  # fmt: skip

    def proposed(
        self, session: Session, workshop: Workshop, person: Person, token: str, *, now: dt.datetime
    ) -> None:
        """To a known address: somebody registered under this name again, and what to do."""
        if self._too_many(session, person.email, "proposed", now=now):
            return
        confirm = f"{self.settings.address}/w/{workshop.slug}/confirm/{token}"
        self._send(session, workshop, person, "proposed", now=now, confirm=confirm)

    def links(
        self, session: Session, workshop: Workshop, people: Sequence[Person], *, now: dt.datetime
    ) -> None:
        """To one address, the links of everybody registered with it; at most five an hour."""
        if people and not self._too_many(session, people[0].email, "links", now=now):
            own = self.own_links(people)
            self._send(session, workshop, people[0], "links", now=now, people=own)

    def own_links(self, people: Sequence[Person]) -> list[dict[str, str | None]]:
        """Name, link and code of each."""
        return [
            {"name": full_name(one), "link": self._link(one), "code": spaced_code(one)}
            for one in people
        ]

    def page(self, workshop: Workshop) -> str:
        """The workshop's public page."""
        return f"{self.settings.address}/w/{workshop.slug}/"

    def draft(
        self, workshop: Workshop, person: Person, name: str, *, now: dt.datetime,
        calendar: bool = False, kind: str = "",
        details: dict[str, Any] | None = None, **values: Any,
    ) -> Draft | None:  # fmt: skip
        """The letter `templates/mail/<name>.txt`, or the workshop's own, in the person's language.

        None for people without an address, and while links may not be mailed or lead nowhere.
        Whoever waits gets no entry for a calendar and no code for the door: they have no seat.
        details: kept with the mail, to compose it anew.
        """
        link = self._link(person)
        if link is None or not self.has_way(workshop, person):
            return None
        with spoken(person.language):
            subject, body = written(
                name, workshop=workshop, person=person, name=full_name(person), link=link,
                code=spaced_code(person), page=self.page(workshop), **values,
            )  # fmt: skip
            waits = person.status is PersonStatus.WAITLISTED
            has_entry = calendar and not waits
            attached = calendar_file(workshop, link=link, now=now) if has_entry else None
        return Draft(
            kind or f"registration.{name}", subject, body, attached,
            link if name in WITH_CODE and not waits else "", details or {},
        )  # fmt: skip

    def _link(self, person: Person) -> str | None:
        return personal_link(self.settings, self.keys, person)

    def _send(
        self,
        session: Session,
        workshop: Workshop,
        person: Person,
        name: str,
        *,
        now: dt.datetime,
        calendar: bool = False,
        **values: Any,
    ) -> None:
        """The one place where letters about a change pass over addresses that do not work."""
        draft = self.draft(workshop, person, name, now=now, calendar=calendar, **values)
        if draft is not None and goes_out(session, workshop.id, person.email, name):
            draft.put(session, workshop, person, now=now)

    def _too_many(
        self,
        session: Session,
        address: str,
        name: str,
        *,
        now: dt.datetime,
        most: int = MOST_AN_HOUR,
    ) -> bool:
        sent = session.scalar(
            sa.select(sa.func.count()).where(
                Message.recipient == address,
                Message.kind == f"registration.{name}",
                Message.created_at > now - dt.timedelta(hours=1),
            )
        )
        return (sent or 0) >= most


def spaced_code(person: Person) -> str:
    """The short code as people read it: "KQ7 M2R"."""
    half = len(person.short_code) // 2
    return f"{person.short_code[:half]} {person.short_code[half:]}"


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Texts inside are in this language, afterwards again in the one before."""
    before = i18n.language()
    i18n.speak(code)
    try:
        yield
    finally:
        i18n.speak(before)


def written(template: str, **values: Any) -> tuple[str, str]:
    """Subject and body, in the workshop's own words where it has some.

    Otherwise the first line of `templates/mail/<template>.txt` is the subject, the rest the body.
    """
    own = own_letters.own_text(values["workshop"], own_letters.kind_of(template, values))
    return own_letters.filled(own, values) if own else usual(template, **values)


def usual(template: str, **values: Any) -> tuple[str, str]:
    """Subject and body as every workshop has them."""
    text = _templates().get_template(f"{template}.txt").render(**values)
    text = re.sub(r"\n{3,}", "\n\n", text)  # what lines left out leave behind
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), f"{body.strip()}\n"


@cache
def _templates() -> Environment:
    """Mails are plain text: nothing is escaped, and what people typed is never a template."""
    environment = Environment(  # noqa: S701  plain text, no markup
        loader=FileSystemLoader(bundled("templates") / "mail"),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: i18n.translations(i18n.language()).ugettext(text),
        ngettext=lambda one, many, n: i18n.translations(i18n.language()).ungettext(one, many, n),
        newstyle=True,
    )
    environment.globals.update(
        plain=i18n.plain, clock_range=i18n.clock_range, when=own_letters.when,
        contact_of=own_letters.contact, links_of=own_letters.links,
    )  # fmt: skip
    environment.filters.update(day=i18n.day, clock=i18n.clock, moment=i18n.moment)
    return environment

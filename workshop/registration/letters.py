"""Mails to participants, written in their own language into the outbox.

A mail that would carry a link is not written as long as the installation does not know its own
address; the page shows the link to keep instead.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from workshop import i18n, mail
from workshop.domain.codes import spaced
from workshop.keys import Keys
from workshop.links import personal_link
from workshop.models import Message, Person, Workshop
from workshop.paths import bundled
from workshop.registration.calendar import calendar_file
from workshop.registration.details import full_name
from workshop.settings import Settings

MOST_AN_HOUR = 5
"""Mails of one kind to one address that anybody could cause, in an hour."""
MOST_REGISTERED = 40
"""Confirmations to one address in an hour: one office may register many people."""


@dataclass(frozen=True)
class Letters:
    """Writes mails; knows where links lead."""

    settings: Settings
    keys: Keys

    def can_reach(self, person: Person) -> bool:
        """Whether a mail with a link can be sent to this person."""
        return bool(person.email) and self.settings.may_mail_links

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

    def cancelled(
        self, session: Session, workshop: Workshop, person: Person, *, now: dt.datetime
    ) -> None:
        self._send(session, workshop, person, "cancelled", now=now)

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
            own = [
                {"name": full_name(one), "link": self._link(one), "code": spaced_code(one)}
                for one in people
            ]
            self._send(session, workshop, people[0], "links", now=now, people=own)

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
        link = self._link(person)
        if link is None or not person.email:
            return
        with spoken(person.language):
            subject, body = written(
                name, workshop=workshop, person=person, name=full_name(person), link=link,
                code=spaced_code(person), **values,
            )  # fmt: skip
            attached = calendar_file(workshop, link=link, now=now) if calendar else None
        mail.enqueue(
            session, workshop_id=workshop.id, kind=f"registration.{name}",
            recipient=person.email, subject=subject, body=body, language=person.language, now=now,
            calendar=attached,
        )  # fmt: skip

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
    return spaced(person.short_code)


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
    """Subject and body; the first line of `templates/mail/<template>.txt` is the subject."""
    text = _templates().get_template(f"{template}.txt").render(**values)
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
    environment.globals.update(plain=i18n.plain, clock_range=i18n.clock_range)
    environment.filters.update(day=i18n.day)
    return environment

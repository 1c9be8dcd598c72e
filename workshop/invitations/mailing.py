"""Invitations as mails and as letters: whom they address, where they lead."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session, object_session

from workshop import mail
from workshop.domain.codes import spaced
from workshop.links import invitation_link, invitation_page_link
from workshop.models import Invitee, Workshop
from workshop.registration.invited import addressed
from workshop.registration.letters import Letters, spoken, written
from workshop.registration.reading import agency_words

INVITATION, REMINDER = "invitation", "invitation.reminder"


@dataclass(frozen=True)
class Letter:
    """What a printed invitation needs.

    name: whom it addresses, an office where nobody is named; lines: what stands below the name in
    the address (position, agency, ministry), only what is known; link: the personal link, for its
    QR code; code: typed at `join` instead ("KQ7 M2R").
    """

    invitee_id: int
    language: str
    name: str
    agency: str
    lines: tuple[str, ...]
    link: str
    code: str
    join: str


@dataclass(frozen=True)
class Mailer:
    """Writes invitations into the outbox; knows where links lead."""

    letters: Letters

    @property
    def may_mail_links(self) -> bool:
        """Whether the installation knows its own address, see Settings."""
        return self.letters.settings.may_mail_links

    def page_link(self, invitee: Invitee) -> str:
        """The link as organisers see it on their own page."""
        return invitation_page_link(self.letters.settings, self.letters.keys, invitee)

    def letter(self, workshop: Workshop, invitee: Invitee) -> Letter:
        name = addressed(invitee)
        with spoken(invitee.language):
            agency = _agency(invitee)
        lines = (invitee.position, agency, invitee.ministry)
        return Letter(
            invitee_id=invitee.id,
            language=invitee.language,
            name=name,
            agency=agency,
            lines=tuple(line for line in lines if line and line != name),
            link=self.page_link(invitee),
            code=spaced(invitee.short_code),
            join=f"{self.letters.settings.address}/w/{workshop.slug}/join",
        )

    def send(
        self, session: Session, workshop: Workshop, invitee: Invitee, kind: str, *, now: dt.datetime
    ) -> None:
        """One mail, in the invitee's language; the caller saw that it can be sent."""
        subject, body = self.written(workshop, invitee, kind)
        mail.enqueue(
            session, workshop_id=workshop.id, kind=kind, recipient=invitee.email,
            subject=subject, body=body, language=invitee.language, now=now,
            about=mail.About(details={"invitee": invitee.id}),
        )  # fmt: skip

    def written(self, workshop: Workshop, invitee: Invitee, kind: str) -> tuple[str, str]:
        """Subject and body with today's link."""
        link = invitation_link(self.letters.settings, self.letters.keys, invitee)
        with spoken(invitee.language):
            return written(
                kind.replace(".", "_"), workshop=workshop, invitee=invitee,
                name=addressed(invitee), agency=_agency(invitee), link=link,
                code=spaced(invitee.short_code),
            )  # fmt: skip


def _agency(invitee: Invitee) -> str:
    session = object_session(invitee)
    return agency_words(session, invitee) if session else invitee.agency_name

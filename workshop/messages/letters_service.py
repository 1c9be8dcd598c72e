"""Letters in a workshop's own words: kept, put back, shown to a made-up person, tried out."""

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import i18n, mail
from workshop.domain import letters as texts
from workshop.domain.letters import Flaw
from workshop.domain.terms import LANGUAGES, LetterKind, PersonStatus
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import FocusGroup, MessageTemplate, Workshop
from workshop.planning import editing
from workshop.planning.editing import By
from workshop.registration import own_letters
from workshop.registration.calendar import calendar_file
from workshop.registration.letters import WITH_CODE, Letters, spoken, usual
from workshop.settings import Settings

FILES = {LetterKind.WAITLISTED: "registered", LetterKind.MOVED: "placed"}
"""Letters that share a file with another one."""
NO_OWN_TEXT = 0
MOST_NAMED = 10
"""Unknown placeholders that one sentence names."""
SAMPLE_NAMES = {"th": "นางสาวพิมพ์ใจ ตัวอย่าง", "en": "Ms Pimjai Example"}
SAMPLE_AGENCIES = {"th": "กรมตัวอย่าง", "en": "Department of Examples"}
SAMPLE_CODE = "KQ7 M2R"
ENTRY_KINDS = (LetterKind.REGISTERED, LetterKind.WAITLISTED, LetterKind.PROMOTED)
"""Letters that carry a calendar entry."""


@dataclass(frozen=True)
class Text:
    """A letter with its placeholders. version: NO_OWN_TEXT while the usual words hold."""

    subject: str
    body: str
    version: int

    @property
    def is_own(self) -> bool:
        return self.version != NO_OWN_TEXT


def usual_text(kind: LetterKind, language: str) -> Text:
    """The words every workshop has, with placeholders in place of values."""
    with spoken(language):
        subject, body = usual(FILES.get(kind, kind.value), **own_letters.unfilled(kind))
    return Text(subject, body, NO_OWN_TEXT)


def text(session: Session, workshop: Workshop, kind: LetterKind, language: str) -> Text:
    """What holds now: the workshop's own words, or the usual ones."""
    row = _row(session, workshop, kind, language)
    if row is None:
        return usual_text(kind, language)
    return Text(row.subject, row.body, _version(row))


def carries_code(kind: LetterKind) -> bool:
    """Whether the QR code for the door goes along."""
    return FILES.get(kind, kind.value) in WITH_CODE


def in_own_words(session: Session, workshop: Workshop) -> set[tuple[LetterKind, str]]:
    """Kind and language of every letter that was changed."""
    rows = session.execute(
        sa.select(MessageTemplate.kind, MessageTemplate.language).where(
            MessageTemplate.workshop_id == workshop.id
        )
    )
    return {(row[0], row[1]) for row in rows}


def change(
    session: Session, workshop: Workshop, kind: LetterKind, language: str,
    *, subject: str, body: str, version: int | None, by: By,
) -> None:  # fmt: skip
    """Stores own words; the usual ones typed again take them away.

    Raises WorkshopError with the sentence for a placeholder that is unknown, not closed or
    lacking, ChangedMeanwhileError when somebody stored other words after `version`.
    """
    editing.hold(session, workshop)
    stored = text(session, workshop, kind, language)
    editing.seen(version, stored.version, {"subject": stored.subject, "body": stored.body})
    check(kind, subject, body)
    row = _row(session, workshop, kind, language)
    standard = usual_text(kind, language)
    if (subject, body.strip()) == (standard.subject, standard.body.strip()):
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(
            MessageTemplate(workshop_id=workshop.id, kind=kind, language=language,
                            subject=subject, body=body)
        )  # fmt: skip
    else:
        row.subject, row.body = subject, body
    by.record(session, workshop, "letter.changed", f"{kind} {language}")


def reset(
    session: Session, workshop: Workshop, kind: LetterKind, language: str,
    *, version: int | None, by: By,
) -> None:  # fmt: skip
    """Back to the usual words."""
    editing.hold(session, workshop)
    row = _row(session, workshop, kind, language)
    if row is None:
        return
    editing.seen(version, _version(row), {"subject": row.subject, "body": row.body})
    session.delete(row)
    by.record(session, workshop, "letter.reset", f"{kind} {language}")


def check(kind: LetterKind, subject: str, body: str) -> None:
    """Raises WorkshopError on the field whose placeholders are wrong; unknown ones all at once."""
    for field, words in (("subject", subject), ("body", body)):
        mistakes = texts.mistakes(words, kind, is_body=field == "body")
        unknown = list(dict.fromkeys(one.part for one in mistakes if one.flaw is Flaw.UNKNOWN))
        if len(unknown) > 1:
            raise WorkshopError(
                _(
                    "%(parts)s are no placeholders of this letter. It knows %(known)s.",
                    parts=", ".join(unknown[:MOST_NAMED]),
                    known=_known(kind),
                ),
                field=field,
            )
        for found in mistakes:
            raise WorkshopError(_sentence(found, kind), field=field)


def _known(kind: LetterKind) -> str:
    return ", ".join(f"{{{name}}}" for name in texts.OFFERED[kind])


def _sentence(found: texts.Mistake, kind: LetterKind) -> object:
    if found.flaw is Flaw.UNKNOWN:
        return _(
            "%(part)s is no placeholder of this letter. It knows %(known)s.",
            part=found.part, known=_known(kind),
        )  # fmt: skip
    if found.flaw is Flaw.UNCLOSED:
        return _(
            "A curly bracket stands alone at %(part)s. Write placeholders like {name}.",
            part=found.part,
        )
    return _("Put %(part)s into the text: this letter is sent for its sake.", part=found.part)


def sample(
    session: Session, workshop: Workshop, kind: LetterKind, language: str, settings: Settings,
    *, own: tuple[str, str] | None = None, now: dt.datetime,
) -> tuple[str, str]:  # fmt: skip
    """The letter as a made-up person gets it. own: words that are not stored yet."""
    with spoken(language):
        values = _sample_values(session, workshop, kind, settings, now=now)
        words = own or own_letters.own_text(workshop, kind)
        if words is not None:
            return own_letters.filled(words, values)
        return usual(FILES.get(kind, kind.value), **values)


def try_out(
    session: Session, workshop: Workshop, kind: LetterKind, language: str,
    *, address: str, letters: Letters, by: By,
) -> None:  # fmt: skip
    """Sends the letter, as a made-up person gets it, to whoever asks."""
    if mail.ascii_address(address) is None:
        raise WorkshopError(
            _("%(address)s cannot get mail. Change your address under Account.", address=address)
        )
    settings = letters.settings
    subject, body = sample(session, workshop, kind, language, settings, now=by.now)
    page = letters.page(workshop)
    with spoken(language):
        subject = _("Test: %(subject)s", subject=subject)
        entry = calendar_file(workshop, link=page, now=by.now) if kind in ENTRY_KINDS else None
    mail.enqueue(
        session, workshop_id=workshop.id, kind=f"test.{kind}", recipient=address, subject=subject,
        body=body, language=language, now=by.now, calendar=entry,
        about=mail.About(qr_link=page if carries_code(kind) else ""),
    )  # fmt: skip
    by.record(session, workshop, "letter.tested", f"{kind} {language}")


def _sample_values(
    session: Session, workshop: Workshop, kind: LetterKind, settings: Settings, *, now: dt.datetime
) -> dict[str, Any]:
    """Values of nobody; the link is the public page, so that trying it opens nobody's data."""
    language = i18n.language()
    page = f"{settings.address}/w/{workshop.slug}/"
    name, code = SAMPLE_NAMES[language], SAMPLE_CODE
    waits = kind is LetterKind.WAITLISTED
    group = session.scalar(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop.id)
        .order_by(*FocusGroup.by_letter())
        .limit(1)
    ) or FocusGroup(letter="A", name_th="กลุ่มตัวอย่าง", name_en="Sample group")
    return {
        "former": _("B, Partners"), "lost_table": "",
        "workshop": workshop, "name": name, "agency": SAMPLE_AGENCIES[language], "link": page,
        "code": code, "page": page, "report": page, "group": group, "table": 4, "note": "",
        "until": i18n.moment(now + dt.timedelta(days=1), workshop.timezone),
        "reason": _("Your agency’s role is in this group"),
        "people": [{"name": name, "link": page, "code": code}],
        "person": SimpleNamespace(
            status=PersonStatus.WAITLISTED if waits else PersonStatus.CONFIRMED
        ),
        "moved": kind is LetterKind.MOVED,
    }  # fmt: skip


def _row(
    session: Session, workshop: Workshop, kind: LetterKind, language: str
) -> MessageTemplate | None:
    if language not in LANGUAGES:
        return None
    return session.scalar(
        sa.select(MessageTemplate).where(
            MessageTemplate.workshop_id == workshop.id,
            MessageTemplate.kind == kind,
            MessageTemplate.language == language,
        )
    )


def _version(row: MessageTemplate) -> int:
    return editing.checksum(row.subject, row.body) or 1

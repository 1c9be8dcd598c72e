"""The record of processing of one workshop (section 39 of the Personal Data Protection Act).

What the program keeps is known here; who answers for it and for how long, an organiser decides.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from workshop.domain.terms import AnswerMode
from workshop.i18n import _, day, plain
from workshop.models import Attribute, PrivacyRegister, Workshop
from workshop.registration import retention
from workshop.sheets import Cell, Table, to_csv, to_xlsx


@dataclass(frozen=True)
class Activity:
    """One purpose for which personal data is processed, each column in words."""

    purpose: str
    data: str
    whose: str
    source: str
    basis: str
    seen_by: str
    recipients: str
    kept: str


@dataclass(frozen=True)
class Register:
    """The whole record: what an organiser decided, and every purpose."""

    about: Sequence[tuple[str, str]]
    activities: Sequence[Activity]


def headings() -> list[str]:
    return [
        str(one)
        for one in (
            _("Purpose"), _("What is kept"), _("About whom"), _("From whom"), _("Legal basis"),
            _("Who sees it"), _("Passed on to"), _("For how long"),
        )
    ]  # fmt: skip


def register(
    workshop: Workshop, row: PrivacyRegister, attributes: Sequence[Attribute] = ()
) -> Register:
    """In the reader's language. attributes: columns of lists that are kept beside people."""
    names = [plain(one, "name") for one in attributes]
    return Register(_about(workshop, row), _activities(workshop, row, names))


def _about(workshop: Workshop, row: PrivacyRegister) -> list[tuple[str, str]]:
    missing = str(_("not written yet"))
    told = [
        (_("Workshop"), f"{plain(workshop, 'title')}, {day(workshop.date)}"),
        (_("Data controller"), plain(row, "controller") or missing),
        (_("Data protection officer"), plain(row, "officer") or missing),
        (_("Personal details are erased by"), day(retention.day_of(workshop, row.retention_days))),
        (_("How people use their rights"), _(
            "On their own page they see and download their details, roles, level and further "
            "columns, status, group, room and tables, arrival, consents, offers of a seat, "
            "invitation, mails, and the answers sent from that browser. They correct their "
            "details, withdraw consents and cancel; for anything else they write to the contact of "
            "the workshop. Conditions: the personal link or code proves who they are."
        )),
        (_("Requests that were refused, with the reasons"), row.refusals or str(_("none"))),
        (_("Safeguards"), _(
            "Each role sees only what it needs; personal links are signed and can be replaced; "
            "answers by group are filed under a keyed hash whose key lies outside the database and "
            "is destroyed when the workshop is closed; figures about few people are never shown; "
            "every change is in the history; nothing is loaded from third parties."
        )),
    ]  # fmt: skip
    return [(str(what), str(words)) for what, words in told]


def _activities(workshop: Workshop, row: PrivacyRegister, names: Sequence[str]) -> list[Activity]:
    until = str(_("until %(day)s", day=day(retention.day_of(workshop, row.retention_days))))
    outside = plain(row, "recipients") or _nobody()
    rows = [
        *_of_registering(until, outside),
        *([_of_lists(names, until, outside)] if names else []),
        *_of_the_day(until, outside),
        _answers(workshop, until),
        (
            _("Staff accounts and history"),
            _("e-mail, name, role; who changed what; wrong passwords as keyed hashes, two days"),
            _("organisers, facilitators, note-takers, door desk"), _("themselves"),
            _("legitimate interest in secure operation (section 24 (5))"), _("organisers"),
            _nobody(), _("as long as the account exists"),
        ),
    ]  # fmt: skip
    return [Activity(*(str(cell) for cell in one)) for one in rows]


def _nobody() -> str:
    return str(_("nobody outside"))


def _consent() -> object:
    return _("consent (sections 19 and 24)")


def _task() -> object:
    return _("task in the public interest (section 24 (4))")


def _of_registering(until: str, outside: str) -> list[tuple[object, ...]]:
    return [
        (
            _("Registration, seats and waiting list"),
            _("name, position, agency, ministry, e-mail, telephone, language; status and times"),
            _("participants"), _("themselves"), _consent(),
            _("organisers; at the door name, agency, group and the last digits of the telephone"),
            outside, until,
        ),
        (
            _("Lunch and help on the day"),
            _("food and access needs, which may tell of health or belief"),
            _("participants who say so"), _("themselves"),
            _("explicit consent (section 26): given by filling in an optional field"),
            _("organisers; the meal at the door"), outside, until,
        ),
        (
            _("Photographs and videos"), _("pictures in which people may be recognised"),
            _("participants who agreed"), _("the organiser’s photographer"), _consent(),
            _("organisers; whoever has the link to the album"),
            _("the public, where the report shows them"),
            _("until withdrawn or no longer needed; pictures are not kept in this system"),
        ),
    ]  # fmt: skip


def _of_lists(names: Sequence[str], until: str, outside: str) -> tuple[object, ...]:
    return (
        _("Mixing groups by further columns of lists"), ", ".join(names), _("participants"),
        _("the organiser’s lists"), _task(), _("organisers"), outside, until,
    )  # fmt: skip


def _of_the_day(until: str, outside: str) -> list[tuple[object, ...]]:
    return [
        (
            _("Invitations"),
            _("name, position, agency, e-mail, telephone; when asked, and the reply"),
            _("people who are invited"), _("the organiser’s lists"), _task(), _("organisers"),
            outside, until,
        ),
        (
            _("Groups, rooms and tables"), _("group, room, table and the reason"),
            _("participants"), _("worked out from agency and role"), _task(),
            _("organisers and the door desk; facilitators see how many, not who"), _nobody(), until,
        ),
        (
            _("Messages"), _("address, subject, text and what became of each mail"),
            _("participants and invited people"), _("written by the organiser"), _task(),
            _("organisers"), _("the mail service of the organiser"), until,
        ),
        (
            _("Arrivals at the door"), _("time and place of each scan, who came in whose place"),
            _("participants"), _("scanned at the door"), _task(),
            _("organisers and the door desk"), _nobody(), until,
        ),
    ]  # fmt: skip


def _answers(workshop: Workshop, until: str) -> tuple[object, ...]:
    if workshop.answer_mode is AnswerMode.NAMED:
        return (
            _("Answers to the strategies"), _("answers and comments with the name"),
            _("participants who answer"), _("themselves"), _consent(),
            _("organisers and the facilitator of the group"), _nobody(), until,
        )  # fmt: skip
    return (
        _("Answers to the strategies"),
        _("answers and comments by group, without name, time or device"),
        _("participants who answer"), _("themselves"), _consent(),
        _("the facilitator of the group and organisers, from %(k)s people on; a sheet of paper is "
          "read, without the name, by the organiser or the group’s staff who key it in",
          k=workshop.disclosure_k),
        _("readers of the report; comments are quoted only where their writer allows it"),
        _("without end; nobody can tie them to a person once the workshop is closed"),
    )  # fmt: skip


def as_xlsx(found: Register, counts: Table) -> bytes:
    """A sheet of purposes, one about who answers for it, one of consents."""
    return to_xlsx(
        [
            Table(str(_("Processing")), headings(), _rows(found)),
            Table(str(_("General")), [str(_("Item")), str(_("In words"))], found.about),
            counts,
        ]
    )


def as_csv(found: Register) -> bytes:
    """One row for each purpose; who answers for it stands in every row, as section 39 lists it."""
    what = [words for words, _text in found.about]
    told = [text for _words, text in found.about]
    return to_csv([*headings(), *what], [[*row, *told] for row in _rows(found)])


def _rows(found: Register) -> list[list[Cell]]:
    return [list(astuple(one)) for one in found.activities]

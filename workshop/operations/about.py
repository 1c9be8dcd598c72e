"""What an entry of the audit trail is about, in the reader's language.

Entries keep values as the program knows them ("waitlisted", "th"). The words are found when an
entry is shown, so that old entries read as well as new ones; names and texts of people stay.
"""

import re
from collections.abc import Callable, Mapping

from workshop.domain.terms import (
    InvitedBy,
    LetterKind,
    PersonStatus,
    Purpose,
    Role,
    RunKind,
    ScreenView,
    SolveStatus,
)
from workshop.i18n import _, _l

_Words = Mapping[str, object]
_LETTERS: _Words = {
    LetterKind.INVITATION: _l("Invitation"),
    LetterKind.INVITATION_REMINDER: _l("Reminder to reply"),
    LetterKind.REGISTERED: _l("Confirmation"),
    LetterKind.WAITLISTED: _l("On the waiting list"),
    LetterKind.OFFER: _l("Offer of a seat"),
    LetterKind.PROMOTED: _l("Seat from the waiting list"),
    LetterKind.PLACED: _l("Group and room"),
    LetterKind.MOVED: _l("Change of group"),
    LetterKind.REMINDER: _l("Reminder of the day"),
    LetterKind.THANKS: _l("Thanks, with the report"),
    LetterKind.CANCELLED: _l("Registration cancelled"),
    LetterKind.LINKS: _l("Personal link again"),
    "th": _l("Thai"), "en": _l("English"),
}  # fmt: skip
_COUNTS: _Words = {"new": _l("New"), "changed": _l("Changed")}
_STATUSES: _Words = {
    PersonStatus.CONFIRMED: _l("Has a seat"), PersonStatus.WAITLISTED: _l("Waiting list"),
    PersonStatus.CANCELLED: _l("Cancelled"),
}  # fmt: skip
_FIELDS: _Words = {
    "prefix": _l("Prefix"), "first_name": _l("First name"), "last_name": _l("Last name"),
    "position": _l("Position"), "agency_name": _l("Agency"), "ministry": _l("Ministry"),
    "email": _l("Email address"), "phone": _l("Phone"), "language": _l("Language"),
    "note": _l("Note for the team"), "roles": _l("Roles"), "dietary": _l("Food"),
    "access_needs": _l("Access needs"),
}  # fmt: skip
_WAYS: _Words = {InvitedBy.MAIL: _l("by email"), InvitedBy.LETTER: _l("by letter")}
_ROLES: _Words = {
    Role.ORGANISER: _l("Organiser"), Role.FACILITATOR: _l("Facilitator"),
    Role.NOTE_TAKER: _l("Note-taker"), Role.DOOR: _l("Door desk"),
}  # fmt: skip
_RESULTS: _Words = {
    SolveStatus.OPTIMAL: _l("proven best"), SolveStatus.FEASIBLE: _l("not proven best"),
    SolveStatus.INFEASIBLE: _l("no plan fits"), SolveStatus.TIME_LIMIT: _l("out of time"),
}  # fmt: skip
_PURPOSES: _Words = {
    Purpose.REGISTRATION: _l("Registration"), Purpose.PHOTOGRAPHS: _l("Photographs"),
}  # fmt: skip
_MIXED: _Words = {
    "ministry": _l("Ministry"), "seniority": _l("Seniority"), "language": _l("Language"),
    "roles": _l("Role of the agency"), "gender": _l("Gender, by title"),
}  # fmt: skip
_RUNS: _Words = {
    RunKind.SPLIT: _l("Split into groups"), RunKind.CURVE: _l("Moves against balance"),
    RunKind.ABSENCES: _l("Absences"), RunKind.TABLES: _l("Tables"),
}  # fmt: skip
_VIEWS: _Words = {
    ScreenView.WELCOME: _l("Welcome and joining"), ScreenView.NOW: _l("Now and next"),
    ScreenView.COUNTDOWN: _l("Countdown"), ScreenView.PROGRESS: _l("Answers so far"),
    ScreenView.FIGURES: _l("What was answered"),
    ScreenView.SHARED: _l("What all groups agree on"), ScreenView.DIVIDES: _l("What divides us"),
    ScreenView.REPORT_BACK: _l("Report-back"), ScreenView.BLANK: _l("Nothing"),
}  # fmt: skip
_WORDS: Mapping[str, _Words] = {
    "plan.solved": _RESULTS,
    "rules.changed": _MIXED,
    "run.cancelled": _RUNS,
    "arrival.walked_in": _STATUSES,
    "arrival.kept_apart": _STATUSES,
    "letter.": _LETTERS,
    "mailing.": _LETTERS,
    "team.": _ROLES,
    "people.imported": _COUNTS,
    "invitation.imported": _COUNTS,
    "invitation.changed": _FIELDS,
    "invitation.sent": _WAYS,
    "invitation.reminded": _WAYS,
    "consent.": _PURPOSES,
    "person.registered": _STATUSES,
    "person.cancelled": _STATUSES,
    "person.restored": _STATUSES,
}
"""The program's own words that a deed is recorded with, by how its key begins."""
_NAME = re.compile(r"^.*(?: · |\.\w+: )", re.DOTALL)
"""What a person or a file is called; what the program adds stands behind it."""
_WORD = re.compile(r"(?<!\S)[a-z_]+(?=[\s,:]|$)")
_WAS_FULL = re.compile(r"Group (.+) was full, so |The arrival desk ")
"""How entries from before say in English why somebody was placed at the door."""


def about(what: str, subject: str) -> str:
    """The subject of an entry with the program's words as people say them."""
    told = next((found for start, found in _TOLD.items() if what.startswith(start)), None)
    return told(subject) if told else _worded(what, subject)


def _worded(what: str, subject: str) -> str:
    words = next((found for start, found in _WORDS.items() if what.startswith(start)), {})
    named = _NAME.match(subject)
    behind = named.end() if named else 0
    added = _WORD.sub(lambda one: str(words.get(one[0], one[0])), subject[behind:])
    return subject[:behind] + added


def _changed(subject: str) -> str:
    person, dot, changes = subject.partition(" · ")
    return person + dot + "; ".join(map(_change, changes.split("; ")))


def _change(said: str) -> str:
    """ "position: A → B", or a field alone; whatever else was noted stays."""
    name, colon, values = said.partition(": ")
    if name == "language":
        values = " → ".join(str(_LETTERS.get(one, one)) for one in values.split(" → "))
    return f"{_FIELDS.get(name, name)}{colon}{values}"


def _opening(subject: str) -> str:
    """ "strategy 3, policy, until 14:30": which form, for whom, and how long."""
    form, group, until, *_more = [*subject.split(", "), "", ""]
    parts = [_form(form)]
    if group:
        everybody = group == "all groups"
        parts.append(_("All groups") if everybody else _("Group %(letter)s", letter=group))
    if until:
        parts.append(_("until %(when)s", when=until.removeprefix("until ")))
    return " · ".join(parts)


def _form(said: str) -> str:
    number = said.removeprefix("strategy ")
    if number.isdecimal():
        return str(_("Strategy %(number)s", number=number))
    return str({"all forms": _("All forms"), "overall": _("Overall questions")}.get(said, said))


def _shown(subject: str) -> str:
    """ "figures, strategy 3": which picture, of which form."""
    view, comma, form = subject.partition(", ")
    return str(_VIEWS.get(view, view)) + (f" · {_form(form)}" if comma else "")


def _placed(subject: str) -> str:
    """ "Mali Jaidee · C · A, B": who, in which group, and which of their own were full (or -)."""
    person, *rest = subject.rsplit(" · ", 2)
    if len(rest) != 2:
        return subject
    letter, full = rest
    from_before = _WAS_FULL.match(full)
    full = (from_before[1] or "-") if from_before else full
    why = [] if full == "-" else [_("Group %(letters)s was full", letters=full)]
    return " · ".join([person, _("Group %(letter)s", letter=letter), *why])


_TOLD: Mapping[str, Callable[[str], str]] = {
    "person.changed": _changed,
    "form.": _opening,
    "screen.shown": _shown,
    "arrival.placed": _placed,
}
"""Entries of more than one part, by how their keys begin."""

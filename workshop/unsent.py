"""What somebody sent and nobody could store: to be copied, and to be sent again.

The database was away, the session had ended, or the page was open too long. Nothing here asks the
database. Passwords, tokens and codes are never written into a page. How much comes back is limited
by how much a form may send (MOST_FORM_BYTES).
"""

import re
from dataclasses import dataclass

from flask import request
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from wtforms.validators import ValidationError

from workshop.forms import without_refused
from workshop.i18n import _, _l
from workshop.web import is_from_elsewhere

TOKEN = "csrf_token"  # noqa: S105  the name of a field
SECRET = frozenset({"password", "repeated", "current", "code", "token"})
SILENT = frozenset(
    {
        "submission_id", "version", "form_version", "change_version", "language", "roles",
        "prefix", "kind", "afresh", "anyway", "device", "form", "group", "group_id", "is_open",
        "pinned", "plan", "point", "round", "run", "scan_id", "seal", "seed", "show",
        "number",
    }
)  # fmt: skip
"""Sent again, but nothing that a person would copy."""
CHOSEN = re.compile(r"\d*:?[a-z0-9]{0,2}")
"""What a choice, a point of a scale or a place in a ranking is sent as."""
MACHINE_MADE = re.compile(r"[\w.:=-]{24,}", re.ASCII)
QUESTION = re.compile(r"q\d+")
TICKED = "y"
SHORT = 60  # characters that are shown on one line
LABELS = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "position": _l("Position"),
    "agency": _l("Name of your agency"),
    "ministry": _l("Ministry or parent body"),
    "email": _l("Email address"),
    "phone": _l("Mobile phone"),
    "dietary": _l("Lunch"),
    "access_needs": _l("What should we prepare?"),
    "text": _l("What was said"),
    "because": _l("Why is it hidden?"),
    "title": _l("Title"),
    "short_title": _l("Short title"),
    "name": _l("Name"),
    "short_name": _l("Short name"),
    "description": _l("Description"),
    "hint": _l("Hint"),
    "venue": _l("Venue"),
    "room": _l("Room"),
    "floor": _l("Floor"),
    "notice": _l("Privacy notice"),
    "subject": _l("Subject"),
    "body": _l("Text"),
    "note": _l("Note for the team"),
    "detail": _l("Who or what about"),
    "place": _l("Where"),
    "short_text": _l("In short"),
    "abbreviations": _l("Abbreviations"),
    "th": _l("Thai"),
    "en": _l("English"),
    "reason": _l("Reason"),
    "minutes": _l("Minutes"),
    "contact_name": _l("Contact"),
    "contact_email": _l("Contact’s email address"),
    "contact_phone": _l("Contact’s telephone"),
    "map_url": _l("Link to a map"),
    "capacity": _l("Seats in all"),
    "date": _l("Date"),
    "starts": _l("Starts"),
    "ends": _l("Ends"),
}
"""Fields in two languages stand without the language that ends their name."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text of the form; `is_long`: of several lines."""

    label: str
    text: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Unsent:
    """texts: what was typed. fields: the form as a button sends it again, without what is secret.

    has_right_token: whether a page of this session sent it. from_elsewhere: whether another site
    did; then no button may stand below it, since pressing it would do what that site wants.
    secrets, files: whether the form held some, which only the person can give again.
    """

    texts: list[Typed]
    fields: list[tuple[str, str]]
    has_right_token: bool
    from_elsewhere: bool
    secrets: bool
    files: bool

    @property
    def is_whole(self) -> bool:
        """Whether the fields are all there was."""
        return not (self.secrets or self.files)


def read() -> Unsent | None:
    """What this request wanted to store; None when it is no form that people fill in."""
    if request.method != "POST":
        return None
    try:
        pairs = [(n, without_refused(v)) for n, v in request.form.items(multi=True)]
        has_files = any(file.filename for file in request.files.values())
    except HTTPException:  # broken, or too much: there is nothing to give back
        return None
    if not pairs and not has_files:
        return None
    fields = [(name, value) for name, value in pairs if not _is_token(name)]
    kept = [(name, value) for name, value in fields if not _is_secret(name)]
    return Unsent(
        texts=_texts(kept),
        fields=kept,
        has_right_token=_has_right_token(pairs),
        from_elsewhere=is_from_elsewhere(),
        secrets=len(kept) < len(fields),
        files=has_files,
    )


def _is_token(name: str) -> bool:
    return name.endswith(TOKEN)


def _is_secret(name: str) -> bool:
    return name.rpartition("-")[2] in SECRET


def _has_right_token(pairs: list[tuple[str, str]]) -> bool:
    """Whether a page of ours sent this: only then does a button send it again."""
    try:
        validate_csrf(next((value for name, value in pairs if _is_token(name)), ""))
    except ValidationError:
        return False
    return True


def _texts(fields: list[tuple[str, str]]) -> list[Typed]:
    found: list[Typed] = []
    answers = 0
    for name, value in fields:
        if name in SILENT or value == TICKED or not value.strip():
            continue
        if QUESTION.fullmatch(name):
            if CHOSEN.fullmatch(value):
                continue
            answers += 1
            label = str(_("Text %(number)s", number=answers))
        elif MACHINE_MADE.fullmatch(value):
            continue
        else:
            label = _label(name)
        found.append(Typed(label, value, "\n" in value or len(value) > SHORT))
    return found


def _label(name: str) -> str:
    bare = without_refused(name.rpartition("-")[2])
    stem, _mark, spoken = bare.rpartition("_")
    if bare not in LABELS and stem in LABELS and spoken in ("th", "en"):
        what = _l("Question") if stem == "text" else LABELS[stem]
        both = {"th": _("%(what)s (Thai)", what=what), "en": _("%(what)s (English)", what=what)}
        return str(both[spoken])
    return str(LABELS.get(bare) or bare.replace("_", " "))

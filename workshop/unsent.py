"""What somebody sent while the database was away: to be copied, and to be sent again.

Nothing here asks the database. Passwords, tokens and codes are never written into a page.
"""

import re
from dataclasses import dataclass

from flask import request
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from wtforms.validators import ValidationError

from workshop.forms import without_refused
from workshop.i18n import _, _l

TOKEN = "csrf_token"  # noqa: S105  the name of a field
SECRET = frozenset({"password", "repeated", "current", "code", "token"})
SILENT = frozenset(
    {"submission_id", "version", "form_version", "language", "roles", "prefix", "kind"}
)
"""Sent again, but nothing that a person would copy."""
CHOSEN = re.compile(r"\d*:?[a-z0-9]{0,2}")
"""What a choice, a point of a scale or a place in a ranking is sent as."""
MACHINE_MADE = re.compile(r"[\w.:=-]{24,}", re.ASCII)
QUESTION = re.compile(r"q\d+")
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
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A text of the form; `is_long`: of several lines."""

    label: str
    text: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Unsent:
    """texts: what was typed. fields: the form as it can be sent again, None when it cannot.

    whole: whether loading the page anew sends everything again, secrets and files too.
    """

    texts: list[Typed]
    fields: list[tuple[str, str]] | None
    whole: bool


def read() -> Unsent | None:
    """What this request wanted to store; None when it is no form that people fill in."""
    if request.method != "POST":
        return None
    try:
        pairs = [(n, without_refused(v)) for n, v in request.form.items(multi=True)]
        has_files = any(file.filename for file in request.files.values())
    except HTTPException:  # broken, or too much: there is nothing to give back
        return None
    if not pairs:
        return None
    fields = [(name, value) for name, value in pairs if not _is_token(name)]
    is_ours = _has_right_token(pairs)
    can_be_repeated = is_ours and not has_files and not any(_is_secret(name) for name, _v in fields)
    return Unsent(_texts(fields), fields if can_be_repeated else None, is_ours)


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
        if _is_secret(name) or name in SILENT or not value.strip():
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
    bare = name.rpartition("-")[2]
    return str(LABELS.get(bare) or without_refused(bare).replace("_", " "))

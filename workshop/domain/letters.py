"""Letters in a workshop's own words: named placeholders, never a program.

A text is filled by looking its placeholders up once; what is put in is never looked at again, so
nothing that people typed can do more than appear.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.terms import LetterKind

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"\n{3,}")
_BRACE = re.compile(r"\{\{[^{}\n]{0,40}\}\}|\{[^{}\n]{0,40}\}?|\}")
ALWAYS = ("name", "title", "when", "where", "map", "contact")
"""What every letter may use."""
OWN = ("link", "code")
PLACE = ("letter", "group", "room", "table", "reason", "note")
OFFERED: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.INVITATION: (*ALWAYS, "agency", *OWN),
    LetterKind.INVITATION_REMINDER: (*ALWAYS, "agency", *OWN),
    LetterKind.REGISTERED: (*ALWAYS, *OWN),
    LetterKind.WAITLISTED: (*ALWAYS, *OWN),
    LetterKind.OFFER: (*ALWAYS, *OWN, "until"),
    LetterKind.PROMOTED: (*ALWAYS, *OWN),
    LetterKind.PLACED: (*ALWAYS, *OWN, *PLACE),
    LetterKind.MOVED: (*ALWAYS, *OWN, *PLACE, "former", "lost_table"),
    LetterKind.REMINDER: (*ALWAYS, *OWN, "letter", "group", "room", "table", "page"),
    LetterKind.THANKS: (*ALWAYS, *OWN, "report", "album", "page"),
    LetterKind.CANCELLED: (*ALWAYS, "link"),
    LetterKind.LINKS: (*ALWAYS, "links"),
}
NEEDED: Mapping[LetterKind, str] = {
    LetterKind.INVITATION: "link",
    LetterKind.INVITATION_REMINDER: "link",
    LetterKind.OFFER: "link",
    LetterKind.LINKS: "links",
}
"""What a letter is sent for: a text without it would be of no use."""


class Flaw(StrEnum):
    UNKNOWN = "unknown"
    UNCLOSED = "unclosed"
    LACKING = "lacking"


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a text; `part` is the piece it is about."""

    flaw: Flaw
    part: str


def mistakes(text: str, kind: LetterKind, *, is_body: bool) -> list[Mistake]:
    """Placeholders that are unknown or not closed, and in a body one that must be there."""
    found = []
    for piece in _BRACE.findall(text):
        named = PLACEHOLDER.fullmatch(piece)
        if named is None:
            closed = piece.startswith("{") and piece.endswith("}") and len(piece) > 2
            found.append(Mistake(Flaw.UNKNOWN if closed else Flaw.UNCLOSED, piece))
        elif named[1] not in OFFERED[kind]:
            found.append(Mistake(Flaw.UNKNOWN, piece))
    needed = NEEDED.get(kind)
    if is_body and needed and needed not in PLACEHOLDER.findall(text):
        found.append(Mistake(Flaw.LACKING, f"{{{needed}}}"))
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; unknown ones stay as they are.

    A line that has placeholders and none of them a value is left out, so that "Table: {table}"
    does not reach people without a table.
    """
    lines = []
    for line in text.split("\n"):
        names = [name for name in PLACEHOLDER.findall(line) if name in values]
        if not names or any(values[name] for name in names):
            lines.append(PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), line))
    return _GAP.sub("\n\n", "\n".join(lines))

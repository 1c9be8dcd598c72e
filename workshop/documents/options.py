"""What can be printed and how somebody asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.names import tidy

LONGEST = 120
"""Characters of a signer's name or position that are taken."""
MOST_DIGITS = 15


class Name(StrEnum):
    """The documents, as their addresses name them."""

    BADGES = "badges"
    SIGN_IN = "sign-in"
    ROSTERS = "rosters"
    TENT_CARDS = "tent-cards"
    CERTIFICATES = "certificates"
    PAPER_FORMS = "paper-forms"
    LETTERS = "letters"


CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("own", "th", "en"),
    "digits": ("arabic", "thai"),
    "size": ("small", "large"),
    "by": ("group", "agency"),
    "codes": ("link", "code"),
    "reasons": ("without", "with"),
}
"""Each option with what it may be; the first is meant when nothing fitting was asked for."""


@dataclass(frozen=True)
class Options:
    """How a document is to look.

    language: `own` is each person's, and the workshop's for lists.  codes: `link` prints the QR
    code of the personal link beside the short code, `code` the short code alone.  reasons: `with`
    ends the roster of each group with why its people sit there.  group: the code
    of the one group to print, person: the number of the one person or, for letters, invitee; empty
    and 0 for everybody.
    """

    language: str = "own"
    digits: str = "arabic"
    size: str = "small"
    by: str = "group"
    codes: str = "link"
    reasons: str = "without"
    group: str = ""
    person: int = 0
    signer: str = ""
    signer_position: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Options":
        """From the values of an address; what does not fit is as if it were not there."""
        chosen = {
            name: asked.get(name) if asked.get(name) in values else values[0]
            for name, values in CHOICES.items()
        }
        person = asked.get("person", "")
        return cls(
            **{name: str(value) for name, value in chosen.items()},
            group=tidy(asked.get("group", "")[:40]),
            person=int(person) if person.isascii() and person.isdigit() and
            len(person) < MOST_DIGITS else 0,
            signer=tidy(asked.get("signer", "")[:LONGEST]),
            signer_position=tidy(asked.get("signer_position", "")[:LONGEST]),
        )  # fmt: skip

    def language_for(self, own: str) -> str:
        """The language of somebody's page, whose own is `own`."""
        return own if self.language == "own" else self.language

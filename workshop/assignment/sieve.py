"""Which people of the board are shown: by name, agency, ministry, seniority, an
attribute that groups are mixed by, or what is special.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from workshop.i18n import _

LONGEST = 200
UNKNOWN = "-"
"""Stands for an agency, a ministry or a value that nobody knows."""
MARKS = ("pinned", "moved", "also", "conflict", "pair")


@dataclass(frozen=True)
class Traits:
    """What a person can be found by; marks: those of MARKS that hold; values: in attributes, as
    `rows.value_key` makes them.

    text: as `plainly` makes it, of the prefix, the name and everything the agency goes by.
    """

    text: str
    agency: str
    ministry: str
    seniority: str
    marks: frozenset[str]
    values: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sieve:
    """What was asked for; empty: everybody. What does not exist is asked for in vain: nobody."""

    q: str = ""
    agency: str = ""
    ministry: str = ""
    seniority: str = ""
    value: str = ""
    only: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Sieve":
        found = {
            name: args.get(name, "").replace("\x00", "").strip()[:LONGEST]
            for name in cls.__dataclass_fields__
        }
        return cls(**found)

    @property
    def used(self) -> bool:
        return bool(self.asked)

    @property
    def asked(self) -> dict[str, str]:
        """For addresses: only what narrows."""
        return {name: value for name, value in vars(self).items() if value}

    def takes(self, traits: Traits) -> bool:
        return (
            plainly(self.q) in traits.text
            and self.agency in ("", traits.agency)
            and self.ministry in ("", traits.ministry)
            and self.seniority in ("", traits.seniority)
            and (not self.value or self.value in traits.values)
            and (not self.only or self.only in traits.marks)
        )


def plainly(text: str) -> str:
    """As typed text is held against another: without spaces, in one case and Unicode form.

    The script of the board does the same.
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def mark_words(*, published: bool) -> dict[str, str]:
    return {
        "pinned": _("Pinned"),
        "moved": _("Moved since published") if published else _("Moved by hand"),
        "also": _("Could also sit elsewhere"),
        "conflict": _("Against a rule"),
        "pair": _("In a pair"),
    }

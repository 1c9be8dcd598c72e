"""Columns that are kept as they are: neither name nor address, but what groups may be mixed by."""

from collections.abc import Iterator
from functools import lru_cache

from workshop.domain.intake.columns import heading_key
from workshop.domain.names import fold, tidy

Kept = tuple[tuple[str, str], ...]
"""Heading and value, for each column in which a row says something."""

MOST = 12
"""Attributes a workshop can have."""
NAME_LENGTH, VALUE_LENGTH = 120, 200
"""Characters."""
FIELD = "kept:"
"""What the field of an attribute is called among those of a person; its heading follows."""


@lru_cache(maxsize=2_000)
def name_of(heading: str) -> str:
    """The heading as it can be kept."""
    return tidy(heading[: 4 * NAME_LENGTH])[:NAME_LENGTH].strip()


@lru_cache(maxsize=2_000)
def key_of(heading: str) -> str:
    """What tells attributes apart: the heading without case, spaces, punctuation and brackets.

    A key is its own key: what is taken away may leave something that is taken away as well.
    """
    key = heading_key(name_of(heading))[:NAME_LENGTH]
    return key if key == heading else key_of(key)


def heading_of(field: str) -> str | None:
    """The heading of an attribute's field, None for any other field of a person."""
    return field.removeprefix(FIELD) if field.startswith(FIELD) else None


def differing(new: Kept, old: Kept) -> Iterator[tuple[str, str, str]]:
    """Heading, value before and value now, where they are not alike; nothing is said by silence."""
    known = {key_of(heading): value for heading, value in old}
    for heading, value in new:
        before = known.get(key_of(heading), "")
        if fold(before) != fold(value):
            yield heading, before, value


def joined(old: Kept, new: Kept) -> Kept:
    """Both, with the new value where both have one."""
    taken = {key_of(heading) for heading, _value in new}
    return (*(one for one in old if key_of(one[0]) not in taken), *new)

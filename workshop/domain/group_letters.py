"""Letters of groups: A to Z, then AA to ZZ."""

from itertools import product
from string import ascii_uppercase

LETTERS: tuple[str, ...] = (
    *ascii_uppercase, *(f"{one}{two}" for one, two in product(ascii_uppercase, repeat=2)),
)  # fmt: skip
_PLACES = {letter: place for place, letter in enumerate(LETTERS)}


def place_of(letter: str) -> int:
    """Counted from 0; what is no letter of a group stands behind all."""
    return _PLACES.get(letter.upper(), len(LETTERS))

"""Balance as a number of people, for every sentence about a split."""

from workshop.domain.assignment.words import people_uneven
from workshop.i18n import _


def uneven(balance: int, people: int, *, weighted: bool, digits: int | None = None) -> str:
    """How many people sit unevenly, to be followed by the word "people".

    weighted: whether some attribute counts more than once.  Its people then do so too, the number
    can exceed everybody there is, and it is called weighted.  digits: see `people_uneven`.
    """
    return called(people_uneven(balance, people, digits), weighted=weighted)


def called(number: str, *, weighted: bool) -> str:
    return str(_("%(number)s weighted", number=number)) if weighted else number

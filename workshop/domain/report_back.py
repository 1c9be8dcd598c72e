"""What of a group's answers is worth telling the plenary; every sentence rests on counts."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from workshop.domain.statistics import Scale

APART = 0.10
"""Difference of two shares from where a group differs from the others."""
BOTH_ENDS = 0.25
"""Share at each end of a scale from where it divides a group."""
MOST_DIFFERENT, MOST_THEMES, MOST_QUOTED, MOST_NOTES = 2, 3, 3, 2
Thing = TypeVar("Thing")


class LineKind(StrEnum):
    """What a line of a report-back rests on."""

    FIGURE = "figure"
    DIFFERENCE = "difference"
    SPLIT = "split"
    THEME = "theme"
    QUOTE = "quote"
    NOTE = "note"
    OWN = "own"


def difference(here: Scale, there: Scale) -> float | None:
    """Share of 4 and 5 here less that of the other groups, in [-1, 1]; None below APART."""
    if here.top_share is None or there.top_share is None:
        return None
    apart = here.top_share - there.top_share
    return apart if abs(apart) >= APART else None


def divides(scale: Scale) -> bool:
    """Whether many chose 1 or 2 and many chose 4 or 5, of those who chose a point."""
    low = scale.counts[0] + scale.counts[1]
    return scale.rated > 0 and min(low, scale.top_two) >= BOTH_ENDS * scale.rated


def quoted(starred: Sequence[Thing], by_theme: Sequence[Sequence[Thing]]) -> list[Thing]:
    """Which comments to quote: starred ones first, then one of each leading theme, none twice."""
    chosen = list(dict.fromkeys(starred))[:MOST_QUOTED]
    for comments in by_theme:
        left = (one for one in comments if one not in chosen)
        if len(chosen) < MOST_QUOTED and (one := next(left, None)) is not None:
            chosen.append(one)
    return chosen

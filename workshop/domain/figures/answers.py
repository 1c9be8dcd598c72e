"""Figures of answers: a scale as a diverging bar, choices as bars, a ranking as places on a line.

Each function draws one row, to stand beside its counts in a table; rows of one table share their
scale. Colours are attributes that a page's style sheet overrides by class: `a1` to `a5` fill the
points of a scale, `n1` to `n5` the numbers on them, `bar`, `track`, `zero` and `mean` the rest.
Lengths are in px at the drawn size; the caller's title and description are put in as text.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH = 336
HEIGHT = 44
_BAR_TOP, _BAR_HEIGHT, _RADIUS, _GAP = 5, 34, 4, 2
_DIGIT, _PADDING = 9, 6
_INK, _INK2, _EDGE = "#16202C", "#47535E", "#8A949B"
FILLS = ("#86306F", "#D595C2", "#DEE2E1", "#8CC79B", "#1F6339")
NUMBERS = ("#FFFFFF", _INK, _INK, _INK, "#FFFFFF")
_MIDDLE = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a table's bars go left and right of zero, as shares (tenths, at least one)."""

    left: float = 0.5
    right: float = 0.5


def reach(rows: Iterable[Sequence[int]]) -> Reach:
    """The reach that holds every row, rounded up to the next 10 %, so that nothing is cut.

    rows: the number of people at the points 1 to 5, row by row. Zero is the middle of 3.
    """
    lefts, rights = [0.1], [0.1]
    for counts in rows:
        people = sum(counts)
        if people:
            left = _left(counts)
            lefts.append(left / people)
            rights.append((people - left) / people)
    return Reach(_up(max(lefts)), _up(max(rights)))


def _up(share: float) -> float:
    return math.ceil(round(share * 10, 6)) / 10


def _left(counts: Sequence[int]) -> float:
    """People left of zero: 1, 2 and half of 3."""
    return sum(counts[:_MIDDLE]) + counts[_MIDDLE] / 2


def diverging_bars(
    counts: Sequence[int], across: Reach, *, title: str, desc: str = "", width: int = WIDTH
) -> str:
    """One row of a scale: shares of the people who chose a point, side by side around zero.

    counts: people at the points 1 to 5.  across: the reach of the whole table.
    A number stands in its segment when it fits. Nobody gives the zero mark alone.
    """
    unit = width / (across.left + across.right)
    zero = across.left * unit
    people = sum(counts)
    parts = [
        f'<path class="zero" d="M{zero:.1f} 0V{HEIGHT}" stroke="{_INK2}" stroke-width="2"/>',
    ]
    start = zero - (_left(counts) / people * unit if people else 0)
    for index, count in enumerate(counts):
        if count:
            length = count / people * unit
            parts.append(_segment(index, count, start, length))
            start += length
    return _svg(parts, title, desc, width, HEIGHT, "diverging")


def _segment(index: int, count: int, start: float, length: float) -> str:
    """One point's part of the bar, with its number when there is room for it."""
    width = max(length - _GAP, 1.0)
    edge = f' stroke="{_EDGE}"' if index == _MIDDLE else ""
    box = (
        f'<rect class="a{index + 1}" x="{start + _GAP / 2:.1f}" y="{_BAR_TOP}" '
        f'width="{width:.1f}" height="{_BAR_HEIGHT}" rx="{min(_RADIUS, width / 2):.1f}" '
        f'fill="{FILLS[index]}"{edge}/>'
    )
    if len(str(count)) * _DIGIT + _PADDING > width:
        return box
    middle = start + length / 2
    return box + (
        f'<text class="n{index + 1}" x="{middle:.1f}" y="{_BAR_TOP + _BAR_HEIGHT / 2 + 5.5:.1f}" '
        f'text-anchor="middle" font-size="16" font-weight="600" fill="{NUMBERS[index]}">'
        f"{count}</text>"
    )


def swatch(point: int) -> str:
    """The colour of a point of the scale (1 to 5), above its column of counts; decoration."""
    edge = f' stroke="{_EDGE}"' if point == _MIDDLE + 1 else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="swatch" aria-hidden="true" '
        f'viewBox="0 0 16 16" width="16" height="16"><rect class="a{point}" x="1" y="1" '
        f'width="14" height="14" rx="4" fill="{FILLS[point - 1]}"{edge}/></svg>'
    )


def bars(
    count: int, most: int, *, title: str, desc: str = "", width: int = 200, hollow: bool = False
) -> str:
    """One row of choices: a bar as long as its share of `most`, the longest of the table.

    hollow: an outline instead of a filled bar, for what is none of the options.
    """
    length = width * count / most if most > 0 else 0
    if not count:
        parts = ['<path class="track" d="M0 10V20" stroke="#6B767E" stroke-width="2"/>']
    else:
        look = (
            f'class="bar hollow" fill="none" stroke="{_INK2}" stroke-width="1.5"'
            if hollow
            else f'class="bar" fill="{_INK2}"'
        )
        size = max(length - 1.5, 2.0)
        parts = [f'<rect {look} x="0.75" y="8" width="{size:.1f}" height="14" rx="4"/>']
    return _svg(parts, title, desc, width, 30, "bars")


def ranking(
    places: Sequence[int], *, title: str, desc: str = "", width: int = 200, most: int = 0
) -> str:
    """One row of a ranking: the mean place on a line from first (left) to last.

    places: people who put this option first, second, ...; above each place a column as high as
    its share of `most`, the largest such number of the table (0: of these people). Nobody gives
    the line alone.
    """
    people = sum(places)
    margin, foot, height = 10, 36, 48
    step = (width - 2 * margin) / max(len(places) - 1, 1)
    end = margin + step * (len(places) - 1)
    parts = [
        f'<path class="track" d="M{margin} {foot}H{end:.1f}" stroke="#6B767E" stroke-width="1.5"/>'
    ]
    for index, count in enumerate(places):
        if count:
            high = max(28 * count / (most or people), 1.5)
            parts.append(
                f'<rect class="column" x="{margin + step * index - 7:.1f}" '
                f'y="{foot - high:.1f}" width="14" height="{high:.1f}" rx="2" fill="#D5D9D5"/>'
            )
    if people:
        mean = sum(index * count for index, count in enumerate(places)) / people
        place = margin + step * mean
        parts.append(f'<circle class="mean" cx="{place:.1f}" cy="{foot}" r="6" fill="{_INK}"/>')
    return _svg(parts, title, desc, width, height, "ranking")


def _svg(parts: Iterable[str], title: str, desc: str, width: int, height: int, kind: str) -> str:
    """The parts as one picture that names itself; a text reader gets title and description."""
    words = f"<title>{escape(title)}</title>" + (f"<desc>{escape(desc)}</desc>" if desc else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure {kind}" role="img" '
        f'aria-label={quoteattr(title)} viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">{words}{"".join(parts)}</svg>'
    )

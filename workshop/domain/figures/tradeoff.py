"""A curve of few points: what is paid from left to right, what is left of a flaw upwards."""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 350, 210
_RIGHT, _TOP, _FOOT = 16, 44, 168
_DIGIT, _GAP = 8.5, 12
"""Room beside the axis: so many units a character of its longest number, and around it."""
_INK, _INK2, _EDGE, _NOW = "#16202C", "#47535E", "#6B767E", "#F2B233"
_RADIUS = 6
_APART = 18
"""Numbers closer to each other than this are left out; the table beside the picture has them."""


def tradeoff(
    points: Sequence[tuple[float, float, bool]], *, title: str, desc: str = "", below: str = "",
    beside: str = "", chosen: int | None = None,
) -> str:  # fmt: skip
    """A falling staircase from point to point.

    points: (paid, left, proven), paid rising and left falling; a point that is not proven is
    hollow.  below, beside: what is paid, and what is left, in words.  chosen: the place of the
    point that is looked at.
    """
    axis = _GAP + _DIGIT * max((len(f"{left:.2f}") for _paid, left, _proven in points), default=0)
    across = _scale([paid for paid, _left, _proven in points], axis + 10, WIDTH - _RIGHT - 10)
    up = _scale([left for _paid, left, _proven in points], _FOOT - 10, _TOP)
    places = [(across(paid), up(left)) for paid, left, _proven in points]
    parts = [
        f'<path d="M{axis:.1f} {_TOP - 8}V{_FOOT}H{WIDTH - _RIGHT}" fill="none" stroke="{_EDGE}"/>',
        _staircase(places),
    ]
    labelled: float = -_APART
    for number, ((x, y), (paid, left, proven)) in enumerate(zip(places, points, strict=True)):
        if number == chosen:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="{_NOW}"/>')
        fill = _INK if proven else "#FFFFFF"
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}" fill="{fill}" stroke="{_INK}" '
            'stroke-width="2"/>'
        )
        if number in (0, len(points) - 1):
            parts.append(_text(axis - 8, y + 5, f"{left:.2f}", "end"))
        if x - labelled >= _APART:
            parts.append(_text(x, _FOOT + 18, f"{paid:g}", "middle"))
            labelled = x
    parts += [_text(WIDTH - _RIGHT, HEIGHT - 6, below, "end"), _text(0, 14, beside, "start")]
    words = f"<title>{escape(title)}</title>" + (f"<desc>{escape(desc)}</desc>" if desc else "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="figure tradeoff" role="img" '
        f'aria-label={quoteattr(title)} viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}">{words}{"".join(parts)}</svg>'
    )


def _scale(values: Sequence[float], first: float, last: float) -> Callable[[float], float]:
    """Places values evenly between two ends; a single value stands at the first."""
    low = min(values, default=0.0)
    span = max(values, default=0.0) - low
    return lambda value: first + ((value - low) / span if span else 0.0) * (last - first)


def _staircase(places: Sequence[tuple[float, float]]) -> str:
    if not places:
        return ""
    (x, y), *rest = places
    path = f"M{x:.1f} {y:.1f}" + "".join(f"H{right:.1f}V{down:.1f}" for right, down in rest)
    return f'<path d="{path}" fill="none" stroke="{_INK2}" stroke-width="2"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="14" fill="{_INK2}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )

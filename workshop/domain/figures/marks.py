"""Marks, where a small shape of a group stands for one person: seats, the flower, the logo.

A group's shape and colour follow from its letter: A circle, B square, C diamond, D triangle,
E hexagon, F arch, and G starts again. On pages the colour comes from the style sheet by class
(`g-a` to `g-f`, `g-none` without a group), so light and dark grounds share one picture;
`standalone` writes it as attributes, for print. Lengths are user units of the view box.
Source of the proportions: the product's visual language, section "Marks and pictures".
"""

import math
from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from workshop.domain.group_letters import place_of

COLOURS = ("#173F8A", "#B54E00", "#08776D", "#BE3C86", "#4A3F05", "#6A5FE0")
INK, EDGE, TRACK = "#16202C", "#6B767E", "#E7EAE6"
MOST_SEATS = 60
MOST_SINGLE_MARKS = 300
GOLDEN_ANGLE = math.radians(137.508)
_SVG = 'xmlns="http://www.w3.org/2000/svg"'
_PITCH, _SEAT, _AISLE, _ROW = 19, 13, 6, 10
_RADIUS = 200

Group = tuple[str, int, int]


def shape_index(letter: str) -> int:
    """0 to 5 for the letters A to F, from the start again for G and later, and on after Z."""
    return place_of(letter) % len(COLOURS)


def group_class(letter: str | None) -> str:
    """The style sheet's class of a group's colour."""
    return f"g-{'abcdef'[shape_index(letter)]}" if letter else "g-none"


def colour(letter: str | None) -> str:
    """The group's colour on a light ground, white letters on it; ink where there is no group."""
    return COLOURS[shape_index(letter)] if letter else INK


def mark(
    letter: str,
    size: int = 44,
    label: str | None = None,
    *,
    hollow: bool = False,
    standalone: bool = False,
) -> str:
    """A group's shape with its letter, `size` px wide and high.

    label: its name for who cannot see it ("Group A"); without one the mark is decoration beside
    a text that says the same.  hollow: outline without a letter, for what is free or possible.
    """
    name = f'role="img" aria-label={quoteattr(label)}' if label else 'aria-hidden="true"'
    kind = "mark hollow" if hollow else "mark"
    paint = ""
    if standalone:
        tone = colour(letter)
        paint = f' fill="none" stroke="{tone}"' if hollow else f' fill="{tone}"'
    letter_paint = ' fill="#FFFFFF" font-family="Sarabun"' if standalone else ""
    shown = "" if hollow else (
        f'<text x="16" y="{_BASELINES[shape_index(letter)]}" text-anchor="middle" '
        f'font-size="{_type(letter)}" font-weight="600"{letter_paint}>{escape(letter)}</text>'
    )  # fmt: skip
    outline = _BOXED[shape_index(letter)]
    if hollow:
        outline = f'<g transform="translate(3 3) scale(.8125)" stroke-width="4">{outline}</g>'
    return (
        f'<svg {_SVG} class="{kind} {group_class(letter)}" viewBox="0 0 32 32" width="{size}" '
        f'height="{size}" {name}><g{paint}>{outline}</g>{shown}</svg>'
    )


def _type(letter: str) -> int:
    """Two letters are smaller, so that they stay inside the narrowest shape."""
    return 17 if len(letter) == 1 else 13


_HEXAGON = (
    "M14.5 1a3 3 0 0 1 3 0l11 6.3a3 3 0 0 1 1.5 2.6v12.2a3 3 0 0 1-1.5 2.6l-11 6.3a3 3 0 0 1-3 0"
    "l-11-6.3A3 3 0 0 1 2 22.1V9.9a3 3 0 0 1 1.5-2.6z"
)
_ARCH = (
    "M16 1a13.3 13.3 0 0 1 13.3 13.3V27a3 3 0 0 1-3 3H5.7a3 3 0 0 1-3-3V14.3A13.3 13.3 0 0 1 16 1z"
)
_BOXED = (
    '<circle cx="16" cy="16" r="15.5"/>',
    '<rect x="1.5" y="1.5" width="29" height="29" rx="5"/>',
    '<rect x="4.5" y="4.5" width="23" height="23" rx="3" transform="rotate(45 16 16)"/>',
    '<path d="M18 2 31 27a2 2 0 0 1-2 3H3a2 2 0 0 1-2-3L14 2a2.3 2.3 0 0 1 4 0z"/>',
    f'<path d="{_HEXAGON}"/>',
    f'<path d="{_ARCH}"/>',
)
_BASELINES = (21.8, 21.8, 21.8, 27, 21.8, 23)


def seats(
    taken: int, total: int, letter: str | None = None, *, title: str = "", standalone: bool = False
) -> str:
    """Rows of ten small marks, filled from the left, a wider gap after five; above 60 a bar.

    Without a letter the seats belong to no group and are ink circles.  0 <= taken <= total.
    Raises ValueError outside that range.
    """
    if not 0 <= taken <= total:
        raise ValueError(f"{taken} of {total} seats cannot be taken")
    if total > MOST_SEATS:
        width = _ROW * _PITCH + _AISLE
        return bar(taken, total, letter, width=width, title=title, standalone=standalone)
    draw = _DRAWN[shape_index(letter) if letter else 0]
    half = _SEAT / 2
    rows = max(math.ceil(total / _ROW), 1)
    places = [_seat_place(number) for number in range(total)]
    shapes = [draw(x, y, half if number < taken else half - 0.7) for number, (x, y) in
              enumerate(places)]  # fmt: skip
    parts = _layer(letter, shapes[:taken], False, standalone)
    parts += _layer(letter, shapes[taken:], True, standalone)
    columns = min(total, _ROW)
    width = max(columns, 1) * _PITCH + (_AISLE if columns > _ROW // 2 else 0)
    return _picture("seats", parts, width, rows * _PITCH, title)


def _seat_place(number: int) -> tuple[float, float]:
    """The middle of a seat, counted from 0 at the upper left."""
    row, column = divmod(number, _ROW)
    aisle = _AISLE if column >= _ROW // 2 else 0
    return column * _PITCH + _PITCH / 2 + aisle, row * _PITCH + _PITCH / 2


def bar(
    taken: int,
    total: int,
    letter: str | None = None,
    *,
    width: int = 112,
    title: str = "",
    standalone: bool = False,
) -> str:
    """A bar in the group's colour, filled as far as `taken` of `total` people reach."""
    share = min(max(taken / total, 0), 1) if total > 0 else 0
    track = f'<rect class="track" width="{width}" height="14" rx="4" fill="{TRACK}"/>'
    filled = [f'<rect width="{_short(width * share)}" height="14" rx="4"/>'] if share else []
    parts = track + _layer(letter, filled, False, standalone)
    return _picture("seats", parts, width, 14, title)


def people_per_mark(people: int) -> int:
    """How many people a mark of the flower stands for; the caption says so when it is ten."""
    return 1 if people <= MOST_SINGLE_MARKS else 10


def flower(
    groups: Iterable[Group], *, title: str = "", desc: str = "", size: int = 420,
    standalone: bool = False,
) -> str:  # fmt: skip
    """Everybody as one picture: groups from the centre outwards, hollow marks last.

    groups: (letter, filled, hollow) in people; the letter "" is for seats nobody has taken yet.
    """
    listed = list(groups)
    per = people_per_mark(sum(filled + hollow for _, filled, hollow in listed))
    rounded = [
        (letter, _tens(filled, per), _tens(hollow, per)) for letter, filled, hollow in listed
    ]
    number = sum(filled + hollow for _, filled, hollow in rounded)
    step = min((_RADIUS - 9) / math.sqrt(number), _RADIUS / 4) if number else 0.0
    places = iter([_floret(index, step) for index in range(number)])
    inner, outer = [], []
    for letter, filled, _ in rounded:
        inner.append(_florets(letter, filled, places, step, hollow=False, standalone=standalone))
    for letter, _, hollow in rounded:
        outer.append(_florets(letter, hollow, places, step, hollow=True, standalone=standalone))
    half = _short(max(_RADIUS, step * (math.sqrt(max(number - 0.5, 0)) + 0.84)) + 1)
    return (
        f'<svg {_SVG} class="flower" viewBox="-{half} -{half} {_short(2 * float(half))} '
        f'{_short(2 * float(half))}" width="{size}" height="{size}" {_named(title)}>'
        f"{_words(title, desc)}{''.join(inner + outer)}</svg>"
    )


def _tens(people: int, per: int) -> int:
    """Marks for so many people; somebody is never rounded away."""
    return max(round(people / per), 1) if people else 0


def _floret(index: int, step: float) -> tuple[float, float]:
    """Where the mark with this index stands, from the middle of the picture (Vogel's spiral)."""
    radius, angle = step * math.sqrt(index + 0.5), index * GOLDEN_ANGLE
    return radius * math.cos(angle), radius * math.sin(angle)


def _florets(
    letter: str, number: int, places: Iterable[tuple[float, float]], step: float,
    *, hollow: bool, standalone: bool,
) -> str:  # fmt: skip
    draw = _DRAWN[shape_index(letter) if letter else 0]
    radius = 0.7 * step - (0.7 if hollow else 0)
    shapes = [draw(x, y, radius) for _, (x, y) in zip(range(number), places, strict=False)]
    return _layer(letter, shapes, hollow, standalone)


def _layer(letter: str | None, shapes: Sequence[str], hollow: bool, standalone: bool) -> str:
    """Shapes of one group and state; nothing when there are none."""
    if not shapes:
        return ""
    paint = ""
    if standalone:
        tone = colour(letter) if letter or not hollow else EDGE
        paint = f' fill="none" stroke="{tone}"' if hollow else f' fill="{tone}"'
    kind = "free" if hollow else "taken"
    stroke = ' stroke-width="1.4"' if hollow else ""
    return f'<g class="{kind} {group_class(letter)}"{paint}{stroke}>{"".join(shapes)}</g>'


def logo(height: int = 13, *, standalone: bool = False) -> str:
    """The first three marks in a row, in the colour of the text around."""
    paint = f' fill="{INK}"' if standalone else ""
    return (
        f'<svg {_SVG} class="logo" viewBox="0 0 52 16" width="{_short(height * 3.25)}" '
        f'height="{height}" aria-hidden="true"{paint}><circle cx="8" cy="8" r="7.2"/>'
        '<rect x="19.5" y="1.5" width="13" height="13" rx="2"/>'
        '<rect x="38.9" y="2.9" width="10.2" height="10.2" rx="1.4" transform="rotate(45 44 8)"/>'
        "</svg>"
    )


def _picture(kind: str, parts: str, width: float, height: float, title: str) -> str:
    return (
        f'<svg {_SVG} class="{kind}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" {_named(title)}>{_words(title, "")}{parts}</svg>'
    )


def _named(title: str) -> str:
    return f'role="img" aria-label={quoteattr(title)}' if title else 'aria-hidden="true"'


def _words(title: str, desc: str) -> str:
    """What the picture is called and what it shows, first inside it."""
    return (f"<title>{escape(title)}</title>" if title else "") + (
        f"<desc>{escape(desc)}</desc>" if desc else ""
    )


def _short(value: float) -> str:
    """At most one decimal, and no needless sign or nought."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _circle(x: float, y: float, r: float) -> str:
    return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(r)}"/>'


def _square(x: float, y: float, r: float) -> str:
    side = 1.8 * r
    return (
        f'<rect x="{_short(x - side / 2)}" y="{_short(y - side / 2)}" width="{_short(side)}" '
        f'height="{_short(side)}" rx="{_short(side / 10)}"/>'
    )


def _diamond(x: float, y: float, r: float) -> str:
    half = _short(1.2 * r)
    return (
        f'<path d="M{_short(x)} {_short(y - 1.2 * r)}l{half} {half}-{half} {half}-{half}-{half}z"/>'
    )


def _triangle(x: float, y: float, r: float) -> str:
    half, rise = _short(1.1 * r), _short(1.9 * r)
    return f'<path d="M{_short(x)} {_short(y - 1.1 * r)}l{half} {rise}h-{_short(2.2 * r)}z"/>'


def _hexagon(x: float, y: float, r: float) -> str:
    across, down = _short(0.9 * r), _short(0.52 * r)
    return (
        f'<path d="M{_short(x)} {_short(y - 1.04 * r)}l{across} {down}v{_short(1.04 * r)}'
        f'l-{across} {down}-{across}-{down}v-{_short(1.04 * r)}z"/>'
    )


def _arch(x: float, y: float, r: float) -> str:
    half = _short(0.9 * r)
    return (
        f'<path d="M{_short(x - 0.9 * r)} {_short(y + 0.95 * r)}v-{_short(0.95 * r)}'
        f'a{half} {half} 0 0 1 {_short(1.8 * r)} 0v{_short(0.95 * r)}z"/>'
    )


_DRAWN: tuple[Callable[[float, float, float], str], ...] = (
    _circle, _square, _diamond, _triangle, _hexagon, _arch,
)  # fmt: skip

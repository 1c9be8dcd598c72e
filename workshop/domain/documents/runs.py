"""The text of a page as typst draws it: blocks of shown glyphs, and lines made of such blocks.

Written for the content streams of typst (krilla): each piece of a line stands in
`q MATRIX cm COLOUR BT ... ET Q`, each shown string behind its own `Tr Tf Tm`, and texts of several
glyphs under a remark `/Span<</ActualText<...>>>BDC ... EMC`. What looks different is left alone.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

BLOCK = re.compile(
    rb"q (?P<matrix>(?:-?[\d.]+ ){6})cm(?P<paint>(?:/\S+ (?:cs|CS|gs)|[\d. ]+(?:scn|SCN)|\s)*)\s"
    rb"BT(?P<body>.*?)\sET\sQ\s",
    re.DOTALL,
)
_STRING = rb"(?:[^\\()]|\\.)*"
for _ in range(4):  # brackets in pairs stand in a string as they are
    _STRING = rb"(?:[^\\()]|\\.|\(" + _STRING + rb"\))*"
_HEX = rb"<[0-9A-Fa-f]*>"  # so typst writes glyphs from 128 on, where a font needs so many
_SHOW = re.compile(
    rb"\s*(?:/Span<</ActualText<(?P<said>[0-9A-Fa-f]*)>>>BDC|(?P<end>EMC)"
    rb"| ?(?P<state>[\d.]+ Tr)/(?P<font>\S+) (?P<size>[\d.]+) Tf (?P<turn>(?:-?[\d.]+ ){4})"
    rb"(?P<x>-?[\d.]+) (?P<y>-?[\d.]+) Tm(?:\[(?P<array>(?:\("
    + _STRING
    + rb"\)|"
    + _HEX
    + rb"|[-\d.\s])*)\]TJ"
    rb"|(?P<string>\(" + _STRING + rb"\)|" + _HEX + rb")Tj))",
    re.DOTALL,
)
_PART = re.compile(rb"\((" + _STRING + rb")\)|<([0-9A-Fa-f]*)>|(-?[\d.]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BETWEEN = re.compile(rb"(?:\s|EMC|/\w+(?:<<[^<>]*>>BDC| BMC))*")
_LEVEL = 0.75
"""How far above or below its line a mark may stand, in sizes of the type."""
_TOUCH, _TOUCH_OF_MARK = 0.02, 0.3
"""How far apart two blocks of one line may stand, in sizes of the type; a mark moves sideways, and
what comes after it does not say by how much."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A string of glyphs; `remark` numbers the remark it stands under, `said` is its text."""

    head: bytes
    font: str
    size: float
    turn: bytes
    x: float
    y: float
    operand: bytes
    glyphs: tuple[int, ...]
    shift: float
    remark: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Block:
    """One `BT ... ET` with its place in the stream and on the page."""

    start: int
    end: int
    matrix: tuple[float, ...]
    paint: bytes
    body: bytes
    shown: tuple[Shown, ...]


def blocks(content: bytes) -> list[Block]:
    """Every block that can be read; the others stay as they are."""
    found = []
    for match in BLOCK.finditer(content):
        shown = _shown(match["body"])
        if shown:
            matrix = tuple(float(number) for number in match["matrix"].split())
            found.append(
                Block(match.start(), match.end(), matrix, match["paint"], match["body"], shown)
            )
    return found


@lru_cache(maxsize=20_000)
def _shown(body: bytes) -> tuple[Shown, ...]:
    """What a block shows; nothing when any of it cannot be read."""
    found: list[Shown] = []
    at, remark, number, said = 0, None, 0, ""
    while token := _SHOW.match(body, at):
        at = token.end()
        if token["said"] is not None:
            remark, said = number, bytes.fromhex(token["said"].decode()).decode("utf-16-be")
            said, number = said.removeprefix("\ufeff"), number + 1
        elif token["end"]:
            remark, said = None, ""
        else:
            found.append(_one(token, remark, said))
    return () if body[at:].strip() else tuple(found)


def _one(token: re.Match[bytes], remark: int | None, said: str) -> Shown:
    array = token["array"]
    parts = _PART.findall(token["string"] if array is None else array)
    operand = token["string"] + b"Tj" if array is None else b"[" + array + b"]TJ"
    return Shown(
        token["state"] + b"/" + token["font"] + b" " + token["size"] + b" Tf ",
        token["font"].decode("latin1"), float(token["size"]), token["turn"],
        float(token["x"]), float(token["y"]), operand,
        tuple(glyph for raw, digits, _ in parts for glyph in _glyphs(raw, digits)),
        sum(float(number) for *_, number in parts if number), remark, said,
    )  # fmt: skip


def _glyphs(raw: bytes, digits: bytes) -> tuple[int, ...]:
    """raw: between brackets, or the digits of a string in hexadecimal."""
    plain = _ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw
    plain = plain or bytes.fromhex(digits.decode())
    return struct.unpack(f">{len(plain) // 2}H", plain[: len(plain) & ~1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code.isdigit() else _ESCAPED.get(code, code)


Widths = Mapping[str, tuple[Mapping[int, float], float]]
"""By font name, the widths of its glyphs in thousandths of the size, and of those not listed."""


def lines(content: bytes, found: list[Block], widths: Widths) -> list[list[Block]]:
    """Blocks that follow each other on the page without a gap are one line, marks included."""
    joined: list[list[Block]] = []
    for block in found:
        last = joined[-1] if joined else None
        if last and _BETWEEN.fullmatch(content, last[-1].end, block.start) and _goes_on(
            last, block, widths
        ):  # fmt: skip
            last.append(block)
        else:
            joined.append([block])
    return joined


def _goes_on(line: list[Block], block: Block, widths: Widths) -> bool:
    first, last = line[0], line[-1]
    end, start = last.shown[-1], block.shown[0]
    same = (first.matrix[:4], first.paint, end.font, end.size, end.turn)
    if same != (block.matrix[:4], block.paint, start.font, start.size, start.turn):
        return False
    x, y = place(first, block)
    reached = place(first, last)[0] + end.x + _advance(end, widths)
    touch = _TOUCH if _width(end.glyphs[-1:], end.font, widths) else _TOUCH_OF_MARK
    return abs(x + start.x - reached) < touch * end.size and abs(y) < _LEVEL * end.size


def place(first: Block, block: Block) -> tuple[float, float]:
    """Where the origin of `block` lies in the coordinates of `first`; both are turned alike."""
    a, b, c, d, e, f = first.matrix
    across, up = block.matrix[4] - e, block.matrix[5] - f
    area = a * d - b * c
    return (d * across - c * up) / area, (a * up - b * across) / area


def _advance(shown: Shown, widths: Widths) -> float:
    return (_width(shown.glyphs, shown.font, widths) - shown.shift) * shown.size / 1000


def _width(glyphs: tuple[int, ...], font: str, widths: Widths) -> float:
    listed, default = widths.get(font, ({}, 0.0))
    return sum(listed.get(glyph, default) for glyph in glyphs)


def written(line: list[Block], text: str) -> bytes:
    """The blocks of a line as one, under one remark that says all of it."""
    first = line[0]
    said = f"\ufeff{text}".encode("utf-16-be").hex().upper().encode()
    matrix = b" ".join(_number(one) for one in first.matrix)
    parts = [b"q ", matrix, b" cm", first.paint, b"\nBT/Span<</ActualText<", said, b">>>BDC"]
    for block in line:
        x, y = place(first, block)
        for one in block.shown:
            spot = _number(x + one.x) + b" " + _number(y + one.y)
            parts += [b" ", one.head, one.turn, spot, b" Tm", one.operand]
    return b"".join([*parts, b"\nEMC\nET\nQ\n"])


@lru_cache(maxsize=50_000)
def _number(value: float) -> bytes:
    return (f"{value:.5f}".rstrip("0").rstrip(".") or "0").replace("-0", "0", value == 0).encode()

"""What a written report is made of: sections of a few kinds of blocks, as plain data.

The same blocks become pages (templates/print/report.typ) and a Word file
(domain/documents/word.py), so neither can say what the other does not. Widths are millimetres of
a text WIDTH wide; pictures are SVG under `picture` and `mark`, with `alt` and `label` for who
cannot see them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from workshop.documents.people import sign
from workshop.i18n import _, plain
from workshop.models import FocusGroup

WIDTH = 176
Block = Mapping[str, Any]


def section(title: object, blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """One section, or none where there is nothing to say."""
    found = list(blocks)
    return [{"title": str(title), "blocks": found}] if found else []


def heading(text: object, group: FocusGroup | None = None) -> Block:
    return {"kind": "heading", **_spoken(text), **(_marked(group) if group else {})}


def text(words: object) -> Block:
    return {"kind": "text", **_spoken(words)}


def hint(words: object) -> Block:
    """What is read beside the matter: how to read it, or why something is missing."""
    return {"kind": "hint", **_spoken(words)}


def below(words: object) -> Block:
    """The same behind a table instead of before it."""
    return {"kind": "below", **_spoken(words)}


def table(columns: Sequence[Block], rows: Sequence[Block]) -> Block:
    return {"kind": "table", "columns": columns, "rows": rows}


def column(head: object, width: float, *, right: bool = False, picture: str = "") -> Block:
    drawn = {"picture": font(picture)} if picture else {}
    return {"text": str(head), "width": width, "right": right, **drawn}


def numbers(heads: Sequence[object], width: float) -> list[Block]:
    """Columns of numbers that share this width."""
    return [column(one, width / len(heads), right=True) for one in heads]


def row(*cells: Block) -> Block:
    return {"cells": cells}


def band(words: object) -> Block:
    """A row from edge to edge that names those below it."""
    return {"band": spoken(words)}


def cell(words: object = "", *, span: int = 1, strong: bool = False) -> Block:
    return {"text": spoken(words), "span": span, "strong": strong}


def drawn(svg: str, alt: object, width: float) -> Block:
    """A cell with a picture; an empty one without."""
    if not svg:
        return cell()
    return {**cell(), "picture": font(svg), "alt": str(alt), "width": width}


def of_group(group: FocusGroup | None, words: object = "") -> Block:
    """The cell that begins a group's row: its mark and name; without one, of all groups."""
    if group is None:
        return cell(words or _("All groups"), strong=True)
    return {**cell(words or short(group)), **_marked(group)}


def lines(found: Sequence[Block]) -> Block:
    return {"kind": "lines", "lines": found}


def line(
    words: str, *, below: object = "", group: FocusGroup | None = None, quote: bool = False,
    picture: str = "", alt: object = "",
) -> Block:  # fmt: skip
    """Something said. below: what it rests on.  quote: word by word as it was written."""
    shown = {"picture": font(picture), "alt": str(alt), "width": 60} if picture else {}
    marked = {"mark": _marked(group)["mark"], "label": _marked(group)["label"]} if group else {}
    return {"text": words, "below": str(below), "quote": quote, **shown, **marked}


def short(group: FocusGroup) -> str:
    return plain(group, "short_name") or plain(group, "name")


def spoken(words: object) -> str:
    """Words without their markup; only what templates escape has any."""
    return words.striptags() if isinstance(words, Markup) else str(words)


def font(svg: str) -> str:
    """A picture of a page, named the font that its numbers are printed in."""
    return str(svg).replace("<svg ", '<svg font-family="Sarabun" ', 1)


def _spoken(words: object) -> dict[str, str]:
    return {"text": spoken(words)}


def _marked(group: FocusGroup) -> dict[str, str]:
    return {
        "mark": sign(group.letter)["mark"],
        "label": str(_("Group %(letter)s", letter=group.letter)),
    }

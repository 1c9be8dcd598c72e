"""The tags of a PDF: read from a file of typst, made fewer, and written again for other pages.

Typst names every block and every cell a division. Read aloud they say nothing, and on the 400
pages of a hall's forms they are ten times what matters: only elements that mean something are kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pikepdf

KEPT = ("/Alt", "/ActualText", "/Lang", "/A")
"""What an element says of itself beside its kind; /A for pictures and tables only."""
MARKER = "workshop:"
"""Begins the alternative text of an element that is not there to be read but marks a place."""


class Content(NamedTuple):
    """A piece of a page, by the number it has there."""

    page: int
    number: int


@dataclass(frozen=True)
class Element:
    """A tag on one page: its kind, what else it says (raw), and its parts."""

    kind: str
    page: int
    more: bytes = b""
    alt: str = ""
    parts: tuple["Element | Content", ...] = ()

    @property
    def marks(self) -> str:
        """What this marks, if it marks a place."""
        return self.alt.removeprefix(MARKER) if self.alt.startswith(MARKER) else ""


@dataclass(frozen=True)
class Flat:
    """An element of a list of them; parents and children are places in that list, -1 the whole."""

    kind: str
    more: bytes
    page: int
    parent: int
    parts: list[tuple[bool, int]] = field(default_factory=list)
    """(True, place of a child) or (False, number of content)."""


def read(pdf: pikepdf.Pdf) -> list[Element]:
    """The elements of a file in order of reading, divisions left out.

    Typst lets a line and the next page's first one be one element; here each page has its own.
    """
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    found: list[Element] = []
    for document in _listed(pdf.Root.StructTreeRoot.get("/K")):
        for node in _listed(document.get("/K")):
            for one in _parts(node, pages, -1, ""):
                if isinstance(one, Element):
                    found += _by_page(one).values()
    return found


def _listed(thing: Any) -> list[Any]:
    if thing is None:
        return []
    return list(thing) if isinstance(thing, pikepdf.Array) else [thing]


def _parts(node: Any, pages: dict[Any, int], page: int, lang: str) -> Iterator[Element | Content]:
    """A node as one part, or a division as the parts in it."""
    if not isinstance(node, pikepdf.Dictionary):
        yield Content(page, int(node))
        return
    values = dict(node.items())
    if "/Pg" in values:
        page = pages[values["/Pg"].objgen]
    if "/MCID" in values:
        yield Content(page, int(values["/MCID"]))
        return
    kind, own = str(values.get("/S", "/Div")), str(values.get("/Lang", lang))
    parts = tuple(
        part for one in _listed(values.get("/K")) for part in _parts(one, pages, page, own)
    )
    if kind in ("/Div", "/NonStruct"):
        yield from parts
    elif parts:
        more = _more(kind, own, values)
        kind = "/P" if kind == "/Span" else kind
        yield Element(kind, parts[0].page, more, str(values.get("/Alt", "")), parts)


def _more(kind: str, lang: str, values: dict[str, Any]) -> bytes:
    said = {name: raw(values[name]) for name in KEPT if name in values}
    if kind not in ("/Figure", "/TH", "/TD"):
        said.pop("/A", None)
    if lang:
        said["/Lang"] = raw(lang)
    return b"".join(name.encode() + b" " + value for name, value in said.items())


def raw(value: Any) -> bytes:
    """A value as a file says it; the library hands strings out as Python's."""
    if not isinstance(value, pikepdf.Object):
        value = pikepdf.String(str(value))
    return bytes(value.unparse())


def _by_page(one: Element) -> dict[int, Element]:
    """An element as one on each page it is on."""
    found: dict[int, list[Element | Content]] = {}
    for part in one.parts:
        if isinstance(part, Content):
            found.setdefault(part.page, []).append(part)
        else:
            for page, piece in _by_page(part).items():
                found.setdefault(page, []).append(piece)
    return {
        page: replace(one, page=page, parts=tuple(parts)) for page, parts in sorted(found.items())
    }


def moved(elements: Sequence[Element], by: int) -> list[Element]:
    """The same elements with the numbers of their content raised."""
    return [
        replace(
            one,
            parts=tuple(
                moved([part], by)[0]
                if isinstance(part, Element)
                else Content(part.page, part.number + by)
                for part in one.parts
            ),
        )
        for one in elements
    ]


def flat(elements: Sequence[Element]) -> list[Flat]:
    """All of them in one list, each before its children."""
    found: list[Flat] = []

    def add(one: Element, parent: int) -> int:
        at = len(found)
        made = Flat(one.kind, one.more, one.page, parent)
        found.append(made)
        for part in one.parts:
            if isinstance(part, Element):
                made.parts.append((True, add(part, at)))
            else:
                made.parts.append((False, part.number))
        return at

    for one in elements:
        add(one, -1)
    return found


Write = Callable[[int, int, Mapping[int, int]], bytes]
"""Makes an element: the numbers of the whole, of the list's first element, of the pages."""


def writer(one: Flat) -> Write:
    """One form for the element, to be filled in often."""
    head = f"<</S{one.kind}/P %d 0 R/Pg %d 0 R".encode() + one.more.replace(b"%", b"%%")
    children = [at for inner, at in one.parts if inner]
    parts = b" ".join(b"%d 0 R" if inner else b"%d" % at for inner, at in one.parts)
    form = head + b"/K[" + parts + b"]>>"
    parent, page = one.parent, one.page

    def write(whole: int, first: int, pages: Mapping[int, int]) -> bytes:
        above = whole if parent < 0 else first + parent
        return form % (above, pages[page], *(first + at for at in children))

    return write


def owners(listed: Sequence[Flat]) -> dict[int, dict[int, int]]:
    """By page and number of content, the place of the element it belongs to."""
    found: dict[int, dict[int, int]] = {}
    for at, one in enumerate(listed):
        for inner, number in one.parts:
            if not inner:
                found.setdefault(one.page, {})[number] = at
    return found

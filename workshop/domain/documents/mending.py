"""Makes the text of a PDF from typst come out right when it is searched, copied or read aloud.

A Thai cluster (ทั้ง's ทั้) is several glyphs, and marks stand at heights of their own. Typst names the
whole cluster once for every height, so readers see "ทั้ทั้ง", and it shows words in so many parts that
readers lose spaces and take tone marks for lines of their own. Here every glyph is given the
character it draws (the font's ToUnicode map), for readers that go by it, and every line one remark
(ActualText) that says what it says, for the others. What is drawn stays where it is.
"""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pikepdf

from workshop.domain.documents import runs
from workshop.domain.documents.parting import JOINED, MAY_END
from workshop.domain.documents.runs import Block
from workshop.domain.documents.writing import LEVEL

SARA_AM, NIKHAHIT, SARA_AA = "\u0e33", "\u0e4d", "\u0e32"
_JOINTS = str.maketrans("", "", MAY_END + JOINED)
"""What says where a line may end is no part of what a text says."""
_LINE = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]+)>")

Maps = dict[str, dict[int, str]]
"""By font and glyph, the text it stands for."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is one text for the reader, drawn as these glyphs."""

    font: str
    text: str
    glyphs: tuple[int, ...]


Known = dict[tuple[str, tuple[bytes, ...]], list[Cluster]]
"""The clusters of every line met so far, by its font and what its blocks show."""


@dataclass(frozen=True)
class Font:
    """A font of the file: its object, what its glyphs were said to be, and how wide they are."""

    object: pikepdf.Object
    said: dict[int, str]
    widths: dict[int, float]
    default_width: float


@dataclass(frozen=True)
class Page:
    """A page with its lines; `clusters` are those of each line."""

    object: pikepdf.Page
    content: bytes
    lines: list[list[Block]]
    clusters: list[list[Cluster]]


def mend(pdf: pikepdf.Pdf) -> None:
    """Puts the text of a file right that is as typst writes it.

    What it leaves at its default, no suspects, goes: poppler complains of it.
    """
    if "/Suspects" in pdf.Root.get("/MarkInfo", {}):
        del pdf.Root.MarkInfo["/Suspects"]
    fonts = _fonts(pdf)
    known: Known = {}
    pages = [_read(page, fonts, known) for page in pdf.pages if "/Contents" in page]
    for page in pages:
        page.object.Contents = pdf.make_stream(_rewritten(page))
    said = {key: font.said for key, font in fonts.items()}
    all_clusters = [one for line in known.values() for one in line]
    for key, texts in learn(all_clusters, said).items():
        fonts[key].object.ToUnicode = pdf.make_stream(_written_map(texts))
    _name_headings(pdf)


def _name_headings(pdf: pikepdf.Pdf) -> None:
    """Headings as they are called, in the outline and in the tags."""
    if "/Outlines" not in pdf.Root:
        return
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary):
            for name in ("/Title", "/T"):
                if name in one:
                    one[name] = str(one[name]).translate(_JOINTS)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file, compressed quickly rather than as small as it could be."""
    pikepdf.settings.set_flate_compression_level(LEVEL)
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _fonts(pdf: pikepdf.Pdf) -> dict[str, Font]:
    """Composite fonts with a map, by object number."""
    found: dict[str, Font] = {}
    for page in pdf.pages:
        for font in _page_fonts(page).values():
            key = str(font.objgen)
            if key not in found and font.get("/Subtype") == "/Type0" and "/ToUnicode" in font:
                below = font.DescendantFonts[0]
                widths = _widths(list(below.get("/W", [])))
                found[key] = Font(font, _read_map(font), widths, float(below.get("/DW", 1000)))
    return found


def _page_fonts(page: pikepdf.Page) -> dict[str, Any]:
    resources = page.get("/Resources")
    fonts = resources.get("/Font") if resources is not None else None
    return dict(fonts.items()) if fonts is not None else {}


def _widths(listed: list[Any]) -> dict[int, float]:
    """From `first [w w w]` and `first last w` to one width per glyph."""
    found: dict[int, float] = {}
    while listed:
        first = int(listed.pop(0))
        if isinstance(listed[0], pikepdf.Array):
            found.update({first + at: float(w) for at, w in enumerate(listed.pop(0))})
        else:
            last, width = int(listed.pop(0)), float(listed.pop(0))
            found.update(dict.fromkeys(range(first, last + 1), width))
    return found


def _read_map(font: pikepdf.Object) -> dict[int, str]:
    lines = _LINE.findall(font.ToUnicode.read_bytes().decode("ascii", "replace"))
    said = {int(g, 16): bytes.fromhex(text).decode("utf-16-be", "replace") for g, text in lines}
    texts = {glyph: text.translate(_JOINTS) for glyph, text in said.items()}
    return {glyph: text for glyph, text in texts.items() if text}


def _written_map(texts: dict[int, str]) -> bytes:
    """At most 100 lines to a block, as the format asks."""
    lines = [f"<{g:04X}> <{t.encode('utf-16-be').hex().upper()}>" for g, t in sorted(texts.items())]
    parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join("\n".join([f"{len(part)} beginbfchar", *part, "endbfchar"]) for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _read(page: pikepdf.Page, fonts: dict[str, Font], known: Known) -> Page:
    content = page.Contents.read_bytes()
    keys = {name[1:]: str(font.objgen) for name, font in _page_fonts(page).items()}
    keys = {name: key for name, key in keys.items() if key in fonts}
    blocks = [one for one in runs.blocks(content) if all(shown.font in keys for shown in one.shown)]
    widths = {name: (fonts[key].widths, fonts[key].default_width) for name, key in keys.items()}
    lines = runs.lines(content, blocks, widths)
    clusters = []
    for line in lines:
        font = keys[line[0].shown[0].font]
        drawn = (font, tuple(block.body for block in line))
        if drawn not in known:
            known[drawn] = clusters_of(line, font, fonts[font].said)
        clusters.append(known[drawn])
    return Page(page, content, lines, clusters)


def clusters_of(line: list[Block], font: str, said: dict[int, str]) -> list[Cluster]:
    """Each text once: said again, but not from its first glyph, it is the same drawn further."""
    found: list[Cluster] = []
    for text, glyphs in _pieces(line, said):
        last = found[-1] if found else None
        if last and len(text) > 1 and text == last.text and glyphs[:1] != last.glyphs[:1]:
            found[-1] = Cluster(font, text, last.glyphs + glyphs)
        else:
            found.append(Cluster(font, text, glyphs))
    return found


def _pieces(line: list[Block], said: dict[int, str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What stands under a remark is one piece, else each glyph is."""
    for block in line:
        for remark, group in groupby(block.shown, key=lambda one: one.remark):
            shown = list(group)
            glyphs = tuple(glyph for one in shown for glyph in one.glyphs)
            if remark is None:
                yield from ((said.get(glyph, ""), (glyph,)) for glyph in glyphs)
            else:
                yield shown[0].said.translate(_JOINTS), glyphs


def learn(clusters: list[Cluster], said: Maps) -> Maps:
    """The character each glyph draws, from clusters of as many glyphs as characters.

    ำ is drawn as two glyphs, the ring above (perhaps in one with the tone mark) and า.
    """
    seen: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for cluster, often in Counter(clusters).items():
        if len(cluster.glyphs) == len(cluster.text) and SARA_AM not in cluster.text:
            for glyph, character in zip(cluster.glyphs, cluster.text, strict=True):
                seen[cluster.font][glyph][character] += often
    drawn = {
        font: {**texts, **{g: often.most_common(1)[0][0] for g, often in seen[font].items()}}
        for font, texts in said.items()
    }
    for cluster in set(clusters):
        if cluster.text.endswith(SARA_AM) and len(cluster.glyphs) > 2:
            known = seen[cluster.font]
            rings = [glyph for glyph in cluster.glyphs[1:-1] if glyph not in known]
            drawn[cluster.font].update(dict.fromkeys(rings, NIKHAHIT + cluster.text[1:-1]))
            drawn[cluster.font][cluster.glyphs[-1]] = SARA_AA
    return drawn


def _rewritten(page: Page) -> bytes:
    """Every line as one block where its first stood; the others leave their place empty."""
    parts, at = [], 0
    for line, clusters in zip(page.lines, page.clusters, strict=True):
        text = "".join(cluster.text for cluster in clusters)
        for block in line:
            new = runs.written(line, text) if block is line[0] else b""
            parts += [page.content[at : block.start], new]
            at = block.end
    return b"".join([*parts, page.content[at:]])

"""Writes a report as a Word file in a process of its own: blocks as JSON in, a .docx out.

The blocks are those of workshop.report.blocks. Every run names Sarabun for Latin and Thai and says
which language Thai is in, for Word chooses font, size and line breaks of Thai by settings of its
own; styles name no font of a theme, which would win over them. Pictures are PNG, drawn by the same
typesetter that prints them, each with a text for who cannot see it.
"""

import gc
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typst
from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.shape import CT_Inline
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from workshop.domain.documents.fonts import font_folder

FONT = "Sarabun"
PPI = 240
INK, INK2, LINE = "16202C", "47535E", "D5D9D5"
MARK, SWATCH = 4.5, 3.0
"""Millimetres of a group's mark and of a colour above its column."""
TEXT, SMALL, QUIET = 11, 9.5, 9
"""Points."""
FLOWER = 52
STYLES = {"Normal": TEXT, "Title": 25, "Heading 1": 17, "Heading 2": 12.5}
SPACE = {"Title": (0, 6), "Heading 1": (26, 6), "Heading 2": (14, 4)}
Block = Mapping[str, Any]


def main() -> None:
    """Reads {folder, data} from standard input, writes the file."""
    gc.disable()  # the process ends before anything is worth collecting
    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(written(order))
    sys.stdout.buffer.flush()
    os._exit(0)


def written(order: dict[str, Any]) -> bytes:
    data = order["data"]
    paper = Paper(data, drawn(order["folder"], list(_pictures(data))))
    paper.front()
    for section in data["sections"]:
        paper.heading(section["title"], 1)
        for block in section["blocks"]:
            paper.block(block)
    out = io.BytesIO()
    paper.document.save(out)
    return out.getvalue()


def _pictures(thing: Any) -> Iterator[tuple[str, float]]:
    """Every picture with its width in mm."""
    if isinstance(thing, list):
        for one in thing:
            yield from _pictures(one)
    elif isinstance(thing, dict):
        if isinstance(thing.get("picture"), str):
            yield thing["picture"], thing.get("width", SWATCH) if "alt" in thing else SWATCH
        if "mark" in thing:
            yield thing["mark"], MARK
        if isinstance(thing.get("picture"), dict) and thing["picture"].get("flower"):
            yield thing["picture"]["flower"], FLOWER
        yield from _pictures([one for one in thing.values() if isinstance(one, (dict, list))])


def drawn(folder: str, wanted: list[tuple[str, float]]) -> dict[tuple[str, float], bytes]:
    """Each picture once, as PNG."""
    found = list(dict.fromkeys(wanted))
    if not found:
        return {}
    data = {"pictures": [svg for svg, _ in found], "widths": [width for _, width in found]}
    made = typst.Compiler(
        str(Path(folder) / "pictures.typ"),
        root=folder,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
        ),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    ).compile(format="png", ppi=PPI)
    pages = made if isinstance(made, list) else [made]
    return {key: bytes(page) for key, page in zip(found, pages, strict=True) if page}


class Paper:
    """A document on A4, filled from the top."""

    def __init__(self, data: dict[str, Any], images: Mapping[tuple[str, float], bytes]) -> None:
        self.data, self.images = data, images
        self.document: Doc = Document()
        self.lang: str = data["lang"]
        self._named = 0
        self._placed: dict[tuple[str, float], tuple[str, Length, Length]] = {}
        self._page()
        self._styles()
        self._facts()

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(17)
        section.top_margin, section.bottom_margin = Mm(16), Mm(20)
        about = self.data["about"][self.lang]
        foot = section.footer.paragraphs[0]
        self.say(foot, f"{about['short']} · {about['day']} · ", size=8.5, colour=INK2)
        before, middle, after = _around(self.data["words"][self.lang]["page"])
        for words, field in ((before, "PAGE"), (middle, "NUMPAGES"), (after, "")):
            self.say(foot, words, size=8.5, colour=INK2)
            if field:
                run = self.say(foot, "", size=8.5, colour=INK2)
                simple = OxmlElement("w:fldSimple")
                simple.set(qn("w:instr"), field)
                run._r.addprevious(simple)
                simple.append(run._r)
                run.text = "1"

    def _styles(self) -> None:
        for fonts in self.document.styles.element.iter(qn("w:rFonts")):
            for name in [name for name in fonts.attrib if name.endswith("Theme")]:
                del fonts.attrib[name]
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        _speak(defaults.find(qn("w:rPrDefault")).find(qn("w:rPr")), TEXT)
        for name, size in STYLES.items():
            style = self.document.styles[name]
            properties = style.element.get_or_add_rPr()
            _speak(properties, size)
            style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(INK)
            if name != "Normal":
                style.font.bold = True
                _toggle(properties, "w:bCs")
            before, after = SPACE.get(name, (0, 4))
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
            style.paragraph_format.line_spacing = 1.2
            borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
            if borders is not None:
                borders.getparent().remove(borders)

    def _facts(self) -> None:
        facts = self.document.core_properties
        facts.title, facts.author = self.data["title"], ""
        facts.language, facts.comments = self.lang, ""

    def front(self) -> None:
        about, data = self.data["about"][self.lang], self.data
        self.say(self.document.add_paragraph(), data["over"], colour=INK2, bold=True)
        self.say(self.document.add_paragraph(style="Title"), about["title"], size=0)
        self.paragraph(f"{about['day']} · {about['time']}", size=12)
        self.paragraph(data["place"], size=12)
        flower = data["picture"]["flower"]
        if flower:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            self.picture(paragraph, flower, FLOWER, data["flower_says"])
            self.paragraph(data["flower_says"], size=QUIET, colour=INK2)
        self.paragraph(data["released"], size=QUIET, colour=INK2)

    def heading(self, words: str, level: int, mark: Block | None = None) -> None:
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        if mark and "mark" in mark:
            self.picture(paragraph, mark["mark"], MARK, mark["label"])
            words = f" {words}"
        self.say(paragraph, words, size=0)

    def block(self, block: Block) -> None:
        kind = block["kind"]
        if kind == "heading":
            self.heading(block["text"], 2, block)
        elif kind == "table":
            self.table(block)
        elif kind == "lines":
            for line in block["lines"]:
                self.line(line)
        else:
            is_text = kind == "text"
            made = self.paragraph(
                block["text"], size=TEXT if is_text else QUIET, colour=INK if is_text else INK2
            )
            made.paragraph_format.keep_with_next = kind == "hint"

    def paragraph(self, words: str, *, size: float = TEXT, colour: str = INK) -> Paragraph:
        paragraph = self.document.add_paragraph()
        self.say(paragraph, words, size=size, colour=colour)
        return paragraph

    def line(self, line: Block) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(4)
        if "mark" in line:
            self.picture(paragraph, line["mark"], MARK, line["label"])
            self.say(paragraph, "  ")
        self.say(paragraph, f"“{line['text']}”" if line["quote"] else line["text"], size=10.5)
        if "picture" in line:
            paragraph.paragraph_format.keep_with_next = True
            paragraph = self.document.add_paragraph()
            self.picture(paragraph, line["picture"], line["width"], line["alt"])
        if line["below"]:
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(0)
            self.paragraph(line["below"], size=QUIET, colour=INK2)

    def table(self, block: Block) -> None:
        columns = block["columns"]
        table = self.document.add_table(rows=0, cols=len(columns))
        table.autofit = False
        _margins(table)
        for made, column in zip(table.columns, columns, strict=True):
            made.width = Mm(column["width"])
        self._head(table, columns)
        rows = block["rows"]
        for at, row in enumerate(rows):
            follows = at + 1 < len(rows) and "band" not in rows[at + 1]
            self._row(table, columns, row, keep=follows)
        end = self.document.add_paragraph()
        end.paragraph_format.space_after = Pt(0)

    def _head(self, table: Table, columns: list[Block]) -> None:
        row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx forgot it
        properties = row._tr.get_or_add_trPr()
        _toggle(properties, "w:cantSplit")
        _toggle(properties, "w:tblHeader")
        for cell, column in zip(row.cells, columns, strict=True):
            cell.width = Mm(column["width"])
            paragraph = _prepared(cell, right=column["right"], keep=True)
            if "picture" in column:
                self.picture(paragraph, column["picture"], SWATCH, "")
                paragraph = _prepared(cell, right=column["right"], keep=True, more=True)
            self.say(paragraph, column["text"], size=8.5, colour=INK2, bold=True)
            _underline(cell, INK, 8)

    def _row(self, table: Table, columns: list[Block], row: Block, *, keep: bool) -> None:
        made: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx forgot it
        _toggle(made._tr.get_or_add_trPr(), "w:cantSplit")
        cells = row.get("cells") or [{"text": row["band"], "span": len(columns), "strong": True}]
        own, at = made.cells, 0
        for one in cells:
            last = at + one["span"] - 1
            cell = own[at] if one["span"] == 1 else own[at].merge(own[last])
            cell.width = Mm(sum(column["width"] for column in columns[at : last + 1]))
            right = bool(columns[at]["right"]) and one["span"] == 1
            self._cell(cell, one, right=right, keep=keep)
            at = last + 1

    def _cell(self, cell: _Cell, one: Block, *, right: bool, keep: bool) -> None:
        _underline(cell, LINE, 4)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = _prepared(cell, right=right, keep=keep)
        if "mark" in one:
            self.picture(paragraph, one["mark"], MARK, one["label"])
            self.say(paragraph, " ", size=SMALL)
        if "picture" in one:
            self.picture(paragraph, one["picture"], one["width"], one["alt"])
            if one["text"]:
                paragraph = _prepared(cell, right=right, keep=keep, more=True)
        if one["text"]:
            bold = bool(one["strong"]) or "mark" in one
            quiet = "picture" in one or (one["span"] > 1 and not one["strong"])
            self.say(paragraph, one["text"], size=SMALL, colour=INK2 if quiet else INK, bold=bold)

    def picture(self, paragraph: Paragraph, svg: str, width: float, alt: str) -> None:
        """alt: "" for what only decorates.

        Numbers its pictures itself: python-docx reads the whole document for each.
        """
        if (svg, width) not in self._placed:
            image = io.BytesIO(self.images[svg, width])
            known, read = self.document.part.get_or_add_image(image)
            self._placed[svg, width] = (known, *read.scaled_dimensions(Mm(width), None))
        known, wide, high = self._placed[svg, width]
        self._named += 1
        inline = CT_Inline.new_pic_inline(self._named, known, "picture.png", wide, high)
        inline.docPr.set("descr", alt)
        paragraph.add_run()._r.add_drawing(inline)

    def say(
        self, paragraph: Paragraph, words: str, *, size: float = TEXT, colour: str = INK,
        bold: bool = False,
    ) -> Any:  # fmt: skip
        """size: in points; 0 leaves everything to the paragraph's style."""
        run = paragraph.add_run(words)
        properties = run._r.get_or_add_rPr()
        if size:
            run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(colour)
            _speak(properties, size)
        if bold:
            run.font.bold = True
            _toggle(properties, "w:bCs")
        return run


def _around(words: str) -> tuple[str, str, str]:
    """Before, between and after the page's number and that of all pages."""
    before, _, rest = words.partition("{page}")
    middle, _, after = rest.partition("{pages}")
    return before, middle, after


def _speak(properties: Any, size: float) -> None:
    """Font and size for Latin and Thai alike, and the languages of both.

    Latin letters are English in a Thai report too: as Thai they would break anywhere.
    """
    for name in ("w:rFonts", "w:szCs", "w:lang"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    sizes, spoken = OxmlElement("w:szCs"), OxmlElement("w:lang")
    sizes.set(qn("w:val"), str(round(size * 2)))
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:bidi"), "th-TH")
    properties.insert(0, fonts)
    properties.append(sizes)
    properties.append(spoken)


def _toggle(properties: Any, name: str) -> None:
    if properties.find(qn(name)) is None:
        properties.append(OxmlElement(name))


def _prepared(cell: _Cell, *, right: bool, keep: bool, more: bool = False) -> Paragraph:
    """A paragraph of a cell; `more` is one below those there."""
    paragraph: Paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.keep_with_next = keep
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def _margins(table: Table) -> None:
    """Narrow ones: a table of a scale has ten columns."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 30), ("left", 45), ("bottom", 30), ("right", 45)):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), str(width))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _underline(cell: _Cell, colour: str, eighths: int) -> None:
    """A hairline below a cell, in eighths of a point."""
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


if __name__ == "__main__":
    main()

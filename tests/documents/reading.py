"""Reads PDFs as others do: two extractors, the picture of a page, where its characters stand."""

import io
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pikepdf
import pypdfium2

from tests.conftest import must_run

POINTS_A_MM = 72 / 25.4


@dataclass(frozen=True)
class Box:
    """Where something is drawn, in millimetres from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def by_poppler(document: bytes, page: int | None = None) -> list[str]:
    """The lines pdftotext finds, on all pages or on one, counted from 1."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    done = _poppler(["pdftotext", *pages, "-", "-"], document)
    return _lines(done.stdout.decode().replace("\f", "\n"))


def poppler_complains(document: bytes) -> str:
    """What is wrong with the file itself, as pdfinfo says."""
    return _poppler(["pdfinfo", "-"], document).stderr.decode()


def _poppler(command: list[str], document: bytes) -> "subprocess.CompletedProcess[bytes]":
    if not shutil.which(command[0]):
        must_run(f"{command[0]} is missing: apt-get install poppler-utils")
    return subprocess.run(command, input=document, capture_output=True, check=True)


def by_pdfium(document: bytes, page: int | None = None) -> list[str]:
    """The lines pdfium finds, as browsers show and copy them."""
    with _opened(document) as pdf:
        found = [one for number, one in enumerate(pdf, start=1) if page in (None, number)]
        return _lines("\n".join(one.get_textpage().get_text_range() for one in found))


def by_both(document: bytes, page: int | None = None) -> list[str]:
    """The lines, once it is sure that both read the same words.

    They differ in the order of columns, and in whether a row of a table is one line.
    """
    one, other = by_poppler(document, page), by_pdfium(document, page)
    assert Counter("".join("".join(one).split())) == Counter("".join("".join(other).split()))
    return one


def text(document: bytes, page: int | None = None) -> str:
    return "\n".join(by_poppler(document, page))


def _lines(text: str) -> list[str]:
    lines = (nfc(line).strip() for line in text.replace("\r\n", "\n").split("\n"))
    return [line for line in lines if line]


@lru_cache(maxsize=2)
def picture(document: bytes, page: int = 1, *, dpi: int = 150) -> Any:
    """The page as rows of grey pixels, 0 black to 255 white."""
    with _opened(document) as pdf:
        return pdf[page - 1].render(scale=dpi / 72, grayscale=True).to_numpy().squeeze().copy()


def ink(document: bytes, page: int, box: Box, *, dpi: int = 150) -> float:
    """The share of a rectangle that is dark."""
    scale = dpi / 25.4
    part = picture(document, page, dpi=dpi)[
        int(box.top * scale) : int(box.bottom * scale),
        int(box.left * scale) : int(box.right * scale),
    ]
    return float(np.mean(part < 160))


def drawn(document: bytes, page: int = 1, *, dpi: int = 150) -> Box:
    """The smallest rectangle that holds everything on the page."""
    dark = np.argwhere(picture(document, page, dpi=dpi) < 160)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    scale = 25.4 / dpi
    return Box(left * scale, top * scale, right * scale, bottom * scale)


def words_at(document: bytes, number: int = 0) -> list[Box]:
    """Where each piece of text of a page stands, counted from 0."""
    with _opened(document) as pdf:
        page = pdf[number]
        high = page.get_height()
        found = []
        for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            left, bottom, right, top = one.get_bounds()
            sides = (left, high - top, right, high - bottom)
            found.append(Box(*(side / POINTS_A_MM for side in sides)))
        return found


@dataclass(frozen=True)
class Facts:
    """What a file says of itself; `standard` is the part of PDF/UA it claims, 0 for none."""

    pages: int
    title: str
    language: str
    tagged: bool
    standard: int
    fonts: frozenset[str]


def facts(document: bytes) -> Facts:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        described = pdf.open_metadata()
        fonts = {
            str(one.BaseFont).partition("+")[2]
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0"
        }
        return Facts(
            len(pdf.pages),
            str(described.get("dc:title", "")),
            str(pdf.Root.get("/Lang", "")),
            bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root,
            int(described.get("pdfuaid:part", 0)),
            frozenset(fonts),
        )


def read_aloud(document: bytes) -> list[list[tuple[str, str]]]:
    """For each person's part of a bound document: what its tags say, in order, with their kinds."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert pdf.check_pdf_syntax() == []
        said = {page.objgen: _said(page) for page in pdf.pages}
        whole = pdf.Root.StructTreeRoot.K[0]
        parts = [list(_told(part, said)) for part in whole.K]
        owned = pdf.Root.StructTreeRoot.ParentTree.Nums
        for page in pdf.pages:
            owners = owned[2 * int(page.StructParents) + 1]
            for number in said[page.objgen]:
                assert number in [int(one) for one in owners[number].K]
        return parts


def _said(page: pikepdf.Page) -> dict[int, str]:
    """By its number, what each piece of a page's content says."""
    content = b"".join(one.read_bytes() for one in page.Contents)
    found = {}
    for piece in re.split(rb"(?=/\w+<</MCID )|(?=/Artifact)", content):
        if number := re.match(rb"/\w+<</MCID (\d+)", piece):
            texts = re.findall(rb"/ActualText<FEFF([0-9A-F]*)>", piece)
            found[int(number[1])] = "".join(
                bytes.fromhex(one.decode()).decode("utf-16-be") for one in texts
            )
    return found


def _told(node: Any, said: dict[Any, dict[int, str]]) -> Iterator[tuple[str, str]]:
    if "/Alt" in node:
        yield str(node.S), str(node.Alt)
        return
    inner = [one for one in node.K if isinstance(one, pikepdf.Dictionary)]
    if inner:
        for one in inner:
            yield from _told(one, said)
    else:
        yield str(node.S), nfc(" ".join(said[node.Pg.objgen][int(one)] for one in node.K))


def _opened(document: bytes) -> Any:
    return pypdfium2.PdfDocument(document)

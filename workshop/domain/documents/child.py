"""Sets one document in a process of its own: an order as JSON in, a PDF out.

Typst's fonts, caches and threads go back to the system when it is done, and a document that takes
too long ends with its process. What people wrote reaches typst as data, never as source.
"""

import datetime as dt
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from workshop.domain.documents.mending import mend

FONTS = "fontpkg_sarabun"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA: tagged, with title and language, for people who have pages read to them."""
MASK = 3
"""Any of the eight patterns can be read; weighing them all takes most of the time of a code."""


@dataclass(frozen=True)
class Shop:
    """Where sources and pages already set lie, with what all documents need."""

    folder: Path
    fonts: typst.Fonts
    moment: dt.datetime

    def compiler(self, source: str, data: dict[str, Any]) -> typst.Compiler:
        return typst.Compiler(
            str(self.folder / source),
            root=str(self.folder),
            font_paths=self.fonts,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )

    def pages(self, compiler: typst.Compiler, *, standard: bool = True) -> bytes:
        """The PDF, to the standard where it can be: a character no font has must not stop it."""
        try:
            made = compiler.compile(
                format="pdf",
                timestamp=self.moment,
                pdf_standards=STANDARD if standard else None,
            )
        except typst.TypstError:
            if not standard:
                raise
            return self.pages(compiler, standard=False)
        if not isinstance(made, bytes):
            raise TypeError("a PDF is one piece")
        return mend(made)


def main() -> None:
    """Reads {folder, source, data, moment} from standard input, writes the PDF."""
    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(set_pages(order))


def set_pages(order: dict[str, Any]) -> bytes:
    """The PDF of an order; `data` holds what the source in `folder` prints."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()]
    )
    moment = dt.datetime.fromisoformat(order["moment"])
    with tempfile.TemporaryDirectory() as name:
        shop = Shop(Path(name), fonts, moment)
        for source in Path(order["folder"]).glob("*.typ"):
            shutil.copy(source, shop.folder)
        data = with_codes(order["data"])
        has_forms = "forms" in data
        if has_forms:
            data["forms"] = {
                key: set_questions(shop, f"questions-{number}", data, forms)
                for number, (key, forms) in enumerate(data["forms"].items())
            }
        # Pages that were set before cannot be part of a file to the standard; tagged it is.
        return shop.pages(shop.compiler(order["source"], data), standard=not has_forms)


def set_questions(
    shop: Shop, name: str, data: dict[str, Any], forms: list[dict[str, Any]]
) -> dict[str, Any]:
    """The pages with one group's questions, set once for all its people.

    The name of their file, and for each page what it asks, as text.
    """
    shared = {name: value for name, value in data.items() if name not in ("people", "forms")}
    lang = forms[0]["lang"] if forms else data["lang"]
    compiler = shop.compiler("paper-questions.typ", {**shared, "lang": lang, "forms": forms})
    (shop.folder / f"{name}.pdf").write_bytes(shop.pages(compiler, standard=False))
    asked = json.loads(compiler.query("<asked>", field="value"))
    pages: list[list[str]] = [[] for _ in range(max((one["page"] for one in asked), default=1))]
    for one in asked:
        pages[one["page"] - 1].append(one["text"])
    return {"file": f"{name}.pdf", "pages": ["\n".join(texts) for texts in pages]}


def font_folder() -> str:
    """Where the package with Sarabun's files lies."""
    found = find_spec(FONTS)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{FONTS} is missing from this installation; install it again")
    return str(Path(found.submodule_search_locations[0]) / "files")


def with_codes(data: Any) -> Any:
    """The same data with a picture `qr` beside every `link` that is not empty."""
    if isinstance(data, list):
        return [with_codes(one) for one in data]
    if not isinstance(data, dict):
        return data
    known = {name: with_codes(value) for name, value in data.items()}
    return {**known, "qr": qr(known["link"])} if known.get("link") else known


@lru_cache(maxsize=5_000)
def qr(text: str) -> str:
    """An SVG without margin, one unit per module, the dark ones as one path."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=MASK)
    rows = [bytes(row) for row in code.matrix]
    path = "".join(
        f"M{start} {y}h{end - start}v1H{start}z"
        for y, row in enumerate(rows)
        for start, end in _dark(row)
    )
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#16202C" d="{path}"/></svg>'
    )


def _dark(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules begin and end."""
    framed = b"\0" + row + b"\0"
    edges = [at for at in range(len(row) + 1) if framed[at] != framed[at + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


if __name__ == "__main__":
    main()

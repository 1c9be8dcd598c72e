"""Sets one document in a process of its own: an order as JSON in, a PDF out.

Typst's fonts, caches and threads go back to the system when it is done, and a document that takes
too long ends with its process. What people wrote reaches typst as data, never as source.
"""

import datetime as dt
import json
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
import typst

from workshop.domain.documents.mending import mend

FONTS = "fontpkg_sarabun"
STANDARD = "ua-1"
"""PDF/UA: tagged, with title and language, for people who have pages read to them."""


def main() -> None:
    """Reads {folder, source, data, moment} from standard input, writes the PDF."""
    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(set_pages(order))


def set_pages(order: dict[str, Any]) -> bytes:
    """The PDF of an order; `data` holds what the source in `folder` prints."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()]
    )
    compiler = typst.Compiler(
        str(Path(order["folder"]) / order["source"]),
        root=order["folder"],
        font_paths=fonts,
        sys_inputs={"data": json.dumps(with_codes(order["data"]), ensure_ascii=False)},
    )
    moment = dt.datetime.fromisoformat(order["moment"])
    try:
        pages = compiler.compile(format="pdf", timestamp=moment, pdf_standards=STANDARD)
    except typst.TypstError:  # a character no font has is no reason to print nothing
        pages = compiler.compile(format="pdf", timestamp=moment)
    return mend(pages)


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
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
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
    edges = [at for at in range(len(row) + 1) if (row[at - 1 : at] == b"\1") != (row[at : at + 1] == b"\1")]
    return list(zip(edges[::2], edges[1::2], strict=True))


if __name__ == "__main__":
    main()

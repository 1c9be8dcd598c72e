"""Sets one document in a process of its own: an order as JSON in, a PDF out.

Typst's fonts, caches and threads go back to the system when it is done, and a document that takes
too long ends with its process. What people wrote reaches typst as data, never as source.
"""

import datetime as dt
import gc
import io
import json
import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pikepdf
import segno
import typst

from workshop.domain.documents.binding import bound
from workshop.domain.documents.fonts import font_folder
from workshop.domain.documents.mending import mend, saved
from workshop.domain.documents.parting import parted

STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA: tagged, with title and language, for people who have pages read to them."""
MASK = 3
"""Any of the eight patterns can be read; weighing them all takes most of the time of a code."""
DARK = re.compile(b"\\x01+")
"""Modules side by side in a row of a code."""


def main() -> None:
    """Reads {folder, source, data, moment} from standard input, writes the PDF."""
    gc.disable()  # the process ends before anything is worth collecting
    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(set_pages(order))
    sys.stdout.buffer.flush()
    os._exit(0)  # the system takes everything back faster than the interpreter would


def set_pages(order: dict[str, Any]) -> bytes:
    """The PDF of an order; `data` holds what the source in `folder` prints.

    With `sheets` in it the pages are bound: each person's `sheet` is the number of theirs.
    """
    data = parted(order["data"])
    compiler = typst.Compiler(
        str(Path(order["folder"]) / order["source"]),
        root=order["folder"],
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
        ),
        sys_inputs={"data": json.dumps(with_codes(data), ensure_ascii=False)},
    )
    made = compiled(compiler, dt.datetime.fromisoformat(order["moment"]))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        mend(pdf)
        if "sheets" in data:
            return bound(pdf, [one["sheet"] for one in data["people"]])
        return saved(pdf)


def compiled(compiler: typst.Compiler, moment: dt.datetime, *, standard: bool = True) -> bytes:
    """The pages, to the standard where it can be: a character no font has must not stop it."""
    try:
        made = compiler.compile(
            format="pdf", timestamp=moment, pdf_standards=STANDARD if standard else None
        )
    except typst.TypstError:
        if not standard:
            raise
        return compiled(compiler, moment, standard=False)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece")
    return made


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
    runs = ((y, *dark.span()) for y, row in enumerate(rows) for dark in DARK.finditer(row))
    path = "".join([f"M{start} {y}h{end - start}v1H{start}z" for y, start, end in runs])
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#16202C" d="{path}"/></svg>'
    )


if __name__ == "__main__":
    main()

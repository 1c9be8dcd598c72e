"""Opens a workbook in a process of its own: reads its bytes from standard input, writes JSON.

The reader's memory cannot be bounded from inside it, and a crafted file can make it end the whole
process; here that ends this process only. Run by path, so that nothing else is imported.
"""

import io
import json
import sys
from typing import Any

import python_calamine as calamine

MEMORY = 160 * 1024 * 1024
"""Bytes, the interpreter and its libraries included: about 120 MB are left for the file."""
SECONDS = 20
"""Of computing."""
MAX_ROWS = 40_000
MAX_COLUMNS = 300
MAX_CELL = 2_000
"""Characters of a cell; the longest field that is stored holds half of that."""
MAX_TEXT = 12_000_000
"""Characters of all cells together, where each cell counts as a few more."""
_A_CELL = 4


class TooMuchError(Exception):
    """More text than a list of people holds."""


def limit() -> None:
    """Where the system can: the process ends when it takes more than MEMORY or SECONDS."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, ValueError, OSError):
        return


def read_workbook(data: bytes) -> dict[str, Any]:
    """{"sheets": [[name, rows]]}, visible ones only, or {"refused": why}.

    Why is locked, macros, heavy (more than fits) or damaged.
    """
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if any(one.typ == calamine.SheetTypeEnum.MacroSheet for one in book.sheets_metadata):
                return {"refused": "macros"}
            left = [MAX_TEXT]
            return {"sheets": [_sheet(book, one.name, left) for one in _visible(book)]}
    except calamine.PasswordError:
        return {"refused": "locked"}
    except (MemoryError, TooMuchError):
        return {"refused": "heavy"}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader's panics are no Exception
        return {"refused": "damaged"}


def _visible(book: calamine.CalamineWorkbook) -> list[calamine.SheetMetadata]:
    return [
        one
        for one in book.sheets_metadata
        if one.typ == calamine.SheetTypeEnum.WorkSheet
        and one.visible == calamine.SheetVisibleEnum.Visible
    ]


def _sheet(
    book: calamine.CalamineWorkbook, name: str, left: list[int]
) -> tuple[str, list[list[str]]]:
    """left: how many characters there is still room for, over all sheets."""
    sheet = book.get_sheet_by_name(name)
    if sheet.end is None:
        return name, []
    first_row, first_column = sheet.start or (0, 0)
    rows: list[list[str]] = [[] for _ in range(min(first_row, MAX_ROWS))]
    for row in sheet.iter_rows():
        cells = [cell_text(value) for value in row[:MAX_COLUMNS]]
        rows.append([""] * min(first_column, MAX_COLUMNS) + cells)
        left[0] -= sum(map(len, cells)) + _A_CELL * len(cells)
        if left[0] < 0:
            raise TooMuchError
        if len(rows) > MAX_ROWS:
            break
    while rows and not any(rows[-1]):
        rows.pop()
    return name, rows


def cell_text(value: object) -> str:
    """A cell as a person would read it: no ".0" behind whole numbers, moments in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value[:MAX_CELL]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def main() -> None:
    limit()
    found = read_workbook(sys.stdin.buffer.read())
    written = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(written.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()

"""Opens a workbook in a process of its own: reads its bytes from standard input, writes JSON.

The reader's memory cannot be bounded from inside it, and a crafted file can make it end the whole
process; here that ends this process only. Run by path, so that nothing else is imported.
"""

import io
import json
import sys
from typing import Any

import python_calamine as calamine

MEMORY = 1_500 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 300


def limit_memory() -> None:
    """Where the system can: at most MEMORY bytes, then the process ends."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        return


def read_workbook(data: bytes) -> dict[str, Any]:
    """{"sheets": [[name, rows]]}, visible ones only, or {"refused": "locked" or "damaged"}."""
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return {"sheets": [_sheet(book, one.name) for one in _visible(book)]}
    except calamine.PasswordError:
        return {"refused": "locked"}
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


def _sheet(book: calamine.CalamineWorkbook, name: str) -> tuple[str, list[list[str]]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.end is None:
        return name, []
    first_row, first_column = sheet.start or (0, 0)
    rows: list[list[str]] = [[] for _ in range(min(first_row, MAX_ROWS))]
    for row in sheet.iter_rows():
        cells = [cell_text(value) for value in row[:MAX_COLUMNS]]
        rows.append([""] * min(first_column, MAX_COLUMNS) + cells)
        if len(rows) > MAX_ROWS:
            break
    while rows and not any(rows[-1]):
        rows.pop()
    return name, rows


def cell_text(value: object) -> str:
    """A cell as a person would read it: no ".0" behind whole numbers, moments in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def main() -> None:
    limit_memory()
    found = read_workbook(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(found).encode("ascii"))


if __name__ == "__main__":
    main()

"""What a bench measured, handed to the one table of `python -m tests.bench`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

TABLE = "WORKSHOP_BENCH_TABLE"
"""In the environment: the file that a bench's rows go to. A bench run by itself has none."""


@dataclass(frozen=True)
class Row:
    """met: None where there is no bar."""

    what: str
    measured: str
    bar: str = ""
    met: bool | None = None


def tell(what: str, measured: str, bar: str = "", met: bool | None = None) -> None:
    """Beside what a bench prints itself."""
    if file := os.environ.get(TABLE):
        with Path(file).open("a", encoding="utf-8") as table:
            table.write(json.dumps(asdict(Row(what, measured, bar, met))) + "\n")


def told(file: Path) -> list[Row]:
    """The rows of a bench, those of one that ended early too."""
    return [Row(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]

"""All measurements one after the other, each in a process of its own, and one table over them.

    python -m tests.bench [--short | --full] [--only summary feedback ...]

What each bench prints comes first; the table at the end says what was measured, its bar and
whether it was met. Ends with 1 where one was missed or a bench failed. --short (the default) asks
less often and leaves out what takes long; --full measures everything and wants an idle machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.told import TABLE, Row, told

QUICK = ("--quick",)
SHORT: dict[str, tuple[str, ...] | None] = {
    "feedback": QUICK,
    "summary": QUICK,
    "arrival": QUICK,
    "documents": QUICK,
    "lists": QUICK,
    "assignment": QUICK,
    "solving": QUICK,
    "mail": ("--mails", "200"),
    "surviving": ("--kills", "5", "--restarts", "2"),
    "tables": None,
}
"""What each bench is told by --short, None where it is left out. By --full it is told nothing."""
LINE = "{:<11} {:<48} {:>16}  {:<18} {}"
SAID = {None: "", True: "ok", False: "MISSED"}


def run(name: str, arguments: tuple[str, ...], folder: Path) -> list[Row]:
    """What a bench measured, with a row that says so when it failed."""
    print(f"\n== {name} {' '.join(arguments)}".rstrip(), flush=True)
    file = folder / name
    file.touch()
    ended = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments],
        env={**os.environ, TABLE: str(file)}, check=False,
    )  # fmt: skip
    failed = Row("the bench itself", f"exit {ended.returncode}", "0", met=False)
    return [*told(file), *([failed] if ended.returncode else [])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true", help="less often; the default")
    which.add_argument("--full", action="store_true", help="everything")
    parser.add_argument("--only", nargs="+", choices=SHORT, default=[*SHORT])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = {
            bench: run(bench, () if asked.full else arguments or (), Path(name))
            for bench, arguments in SHORT.items()
            if bench in asked.only and (asked.full or arguments is not None)
        }
    print("\n" + LINE.format("bench", "what", "measured", "bar", "").rstrip())
    for bench, rows in found.items():
        for row in rows:
            print(LINE.format(bench, row.what, row.measured, row.bar, SAID[row.met]).rstrip())
    sys.exit(any(row.met is False for rows in found.values() for row in rows))


if __name__ == "__main__":
    main()

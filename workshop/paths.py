"""Finds what stands at the top level: in a checkout beside the package, in a wheel inside it.

And the folders of data and of files that commands write.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import platformdirs

from workshop.errors import SettingsError

PACKAGE = Path(__file__).resolve().parent


@cache
def bundled(name: str) -> Path:
    """The folder `templates` or `migrations`, from a wheel, a checkout or an editable install."""
    for folder in (PACKAGE / "_bundled" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is missing from this installation; install it again")


def default_data_dir() -> Path:
    """`WORKSHOP_DATA`, else `./instance` in a checkout of this project, else the user's folder."""
    if chosen := os.environ.get("WORKSHOP_DATA"):
        return Path(chosen).expanduser().resolve()
    here = Path.cwd()
    if (here / "wsgi.py").is_file() and (here / "workshop" / "paths.py").is_file():
        return here / "instance"
    return Path(platformdirs.user_data_dir("workshop"))


def demonstration_dir() -> Path:
    """`WORKSHOP_DATA`, else `demo` under the default folder."""
    folder = default_data_dir()
    return folder if os.environ.get("WORKSHOP_DATA") else folder / "demo"


@contextmanager
def writable(file: Path) -> Iterator[None]:
    """Its folder is made where it is missing; what the disk refuses is said in a sentence."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield
    except (OSError, sqlite3.OperationalError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingsError(
            f"{file} cannot be written: {why}. Choose a folder that can be written to."
        ) from error

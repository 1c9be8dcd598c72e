"""Finds what stands at the top level: in a checkout beside the package, in a wheel inside it."""

import os
from functools import cache
from pathlib import Path

import platformdirs

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

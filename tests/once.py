"""What is dear to make is made once a run, by the worker that asks first; each copies it."""

import io
import os
import pickle
import shutil
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from workshop import commands
from workshop.demonstration import command
from workshop.demonstration.build import Built, build
from workshop.serving import listening_at
from workshop.settings import Settings

WITHIN = 300  # seconds; on a busy machine
BUILT = "built.pickle"
LINKS = "links.csv"
"""What `workshop links` printed when it was built."""


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """A folder of one's own, as `make` fills it; of all workers of a run one calls `make`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    original, making = shared / f"{name}-made", shared / f"{name}-making"
    try:
        making.mkdir()
    except FileExistsError:
        _wait_for(original)
    else:
        try:
            make(making)
        except BaseException:
            shutil.rmtree(making)  # the next to ask tries again and sees why for itself
            raise
        shutil.copytree(making, shared / f"{name}-copied")
        (shared / f"{name}-copied").rename(original)
    return Path(shutil.copytree(original, tmp_path_factory.mktemp(name), dirs_exist_ok=True))


def _wait_for(folder: Path) -> None:
    until = time.monotonic() + WITHIN
    while not folder.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{folder} was not made by the worker that began it")
        time.sleep(0.1)


def build_demonstration(folder: Path) -> tuple[Settings, Built]:
    """What `workshop demo` does before it serves."""
    settings = command.make_room(folder)
    return settings, build(settings, command.choose_passwords("127.0.0.1"), say=lambda line: None)


def demonstration_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Built]:
    """A demonstration of one's own, built once a run."""
    folder = made_once(tmp_path_factory, "demonstration", _keep_demonstration)
    return Settings.load(folder), pickle.loads((folder / BUILT).read_bytes())  # noqa: S301  ours


def _keep_demonstration(folder: Path) -> None:
    settings, built = build_demonstration(folder)
    (folder / BUILT).write_bytes(pickle.dumps(built))
    with redirect_stdout(io.StringIO()) as printed:
        commands.links(listening_at(settings, "127.0.0.1", 1), built.slug)
    (folder / LINKS).write_text(printed.getvalue(), "utf-8")

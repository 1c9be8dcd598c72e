"""A demonstration served by a process of its own, and real Chromium to walk through it."""

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import must_run
from tests.once import LINKS, demonstration_once
from workshop.keys import Keys
from workshop.links import token_of

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP door.test 127.0.0.1",  # plain http that is not localhost
]  # fmt: skip
STARTS_WITHIN = 180  # seconds; on a busy machine
PATIENCE = 60_000  # ms; test machines are slow
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Served:
    """A running demonstration: its address, and the link of its guest."""

    address: str
    personal_link: str
    data: Path

    @property
    def workshop(self) -> str:
        return f"{self.address}/w/ega-2557"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration as it was built, served by a process of its own: files in any order."""
    settings, built = demonstration_once(tmp_path_factory)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = settings.data_dir.parent / "served.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "workshop", "serve", "--port", str(port)],
            env={**os.environ, "WORKSHOP_DATA": str(settings.data_dir)},
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz", process, log)
        link = f"{address}/me/{token_of(Keys(settings.keys_dir), built.guest)}"
        yield Served(address, link, settings.data_dir)
    finally:
        process.terminate()
        process.wait(timeout=60)


def listed(served: Served) -> list[dict[str, str]]:
    """Everybody, as `workshop links` printed it once built, with links that open here."""
    with (served.data / LINKS).open(encoding="utf-8", newline="") as printed:
        rows = list(csv.DictReader(printed))
    return [{**row, "link": served.address + urlsplit(row["link"]).path} for row in rows]


@pytest.fixture(scope="module")
def links(served: Served) -> list[str]:
    """Personal links of people who have a group, the demonstration's own person apart."""
    everybody = [row["link"] for row in listed(served)]
    return [link for link in everybody if link != served.personal_link]


def set_form(served: Served, number: str, how: str) -> None:
    """Opens or closes a form for all groups, as `workshop forms` does."""
    subprocess.run(
        [sys.executable, "-m", "workshop", "forms", "ega-2557", number, how],
        env={**os.environ, "WORKSHOP_DATA": str(served.data)}, check=True,
    )  # fmt: skip


def _wait_for(address: str, process: subprocess.Popen[Any], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the demonstration stopped: {log.read_text('utf-8')}")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310  our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the demonstration does not answer: {log.read_text('utf-8')}")


def chromium_path() -> str:
    """Debian's Chromium, never a downloaded one; without windows it needs a third less time."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        must_run("browser tests need Chromium: apt-get install chromium-headless-shell")
    return str(path)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a browser of its own: `new_page(PHONE, "th-TH")`."""
    contexts = []

    def opened(viewport: dict[str, int] = LAPTOP, locale: str = "en-GB", **options: Any) -> Any:
        context = chromium.new_context(viewport=viewport, locale=locale, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        for page in context.pages:  # what is still on its way must not end in the next test
            page.unroute_all(behavior="ignoreErrors")
        context.close()

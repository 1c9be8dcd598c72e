"""Documents are set in a child process that gives its memory back and cannot hold up the server."""

import datetime as dt
import subprocess
import sys
import threading

import pytest

from workshop import i18n
from workshop.documents import press
from workshop.errors import WorkshopError

NOW = dt.datetime(2026, 7, 23, tzinfo=dt.UTC)
SLEEPS = "import time; time.sleep(60)"
FAILS = "raise SystemExit(3)"


@pytest.fixture(autouse=True)
def set_here():
    """Not here: these start the child."""


@pytest.fixture(autouse=True)
def in_english(app):
    with app.app_context():
        i18n.speak("en")
        yield


@pytest.mark.slow
def test_a_stuck_document_is_stopped_with_a_sentence(monkeypatch):
    monkeypatch.setattr(press, "CHILD", SLEEPS)
    monkeypatch.setattr(press, "SECONDS", 0.3)
    with pytest.raises(WorkshopError, match="took too long and was stopped"):
        press.press("badges.typ", {}, now=NOW)


@pytest.mark.slow
def test_a_document_that_fails_says_so(monkeypatch):
    monkeypatch.setattr(press, "CHILD", FAILS)
    with pytest.raises(WorkshopError, match="could not be made"):
        press.press("badges.typ", {}, now=NOW)


@pytest.mark.slow
def test_the_child_sets_documents_and_says_what_it_cannot_set(printed, people):
    assert printed("badges").startswith(b"%PDF-")
    with pytest.raises(WorkshopError, match="could not be made"):
        press.press("badges.typ", {"lang": "th"}, now=NOW)


def test_only_a_few_are_set_at_once(monkeypatch):
    monkeypatch.setattr(press, "CHILD", SLEEPS)
    monkeypatch.setattr(press, "SECONDS", 1)
    monkeypatch.setattr(press, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(press, "_free", threading.BoundedSemaphore(1))
    held = press._free
    assert held.acquire()
    with pytest.raises(WorkshopError, match="Other documents are being made"):
        press.press("badges.typ", {}, now=NOW)
    held.release()


@pytest.mark.slow
def test_the_server_never_loads_the_typesetter():
    """Its 80 MB stay in the child."""
    found = subprocess.run(
        [
            sys.executable, "-c",
            "import sys, workshop.documents.views; print({'typst', 'pikepdf'} & set(sys.modules))",
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.strip() == "set()"


def test_text_loses_what_draws_nothing_but_turns_text_around():
    data = {"a": ["\u202eabc\x00\u2066", {"b": "กำ\nน้ำ"}], "n": 3, "none": None}
    assert press.printable(data) == {"a": ["abc", {"b": "กำ\nน้ำ"}], "n": 3, "none": None}

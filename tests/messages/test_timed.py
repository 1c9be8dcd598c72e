"""The timed work of a server: a slow mail server holds nothing else up, nor the end for long."""

import socket
import threading
import time
from dataclasses import replace

import pytest

from workshop import db, timed
from workshop.domain.terms import MessageState

pytestmark = pytest.mark.slow


@pytest.fixture
def tarpit():
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept, end = [], threading.Event()
        listener.settimeout(0.1)

        def accept():
            while not end.is_set():
                try:
                    kept.append(listener.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        end.set()
        thread.join()
        for connection in kept:
            connection.close()


def test_a_silent_mail_server_delays_no_other_job_and_ends_soon(
    app, session, put, tarpit, monkeypatch
):
    message, done = put(), []
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=tarpit)
    monkeypatch.setattr(timed, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(timed, "JOBS", (lambda _app, now: done.append(now),))
    with timed.beside(app):
        until = time.monotonic() + 20
        while len(done) < 5 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(done) >= 5
        left = time.monotonic()
    assert time.monotonic() - left < 12
    session.refresh(message)
    assert message.state in (MessageState.SENDING, MessageState.WAITING)
    assert message.handing_at is None


def test_a_job_that_fails_stops_no_other_and_no_mail(app, session, put, monkeypatch, caplog):
    message, done = put(), []

    def broken(_app, _now):
        raise RuntimeError("as it happens")

    monkeypatch.setattr(timed, "JOBS", (broken, lambda _app, now: done.append(db.session())))
    timed.work(app, now=message.due_at)
    session.rollback()
    session.refresh(message)
    assert (len(done), message.state) == (1, MessageState.SENT)
    assert "it is tried again" in caplog.text

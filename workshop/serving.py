"""The server of `workshop serve` and `workshop demo`, and the timed work beside it."""

import logging
import socket
import threading
from collections.abc import Callable

import waitress
from flask import Flask

from workshop.errors import SettingsError

THREADS = 16
BACKLOG = 512
log = logging.getLogger(__name__)


def free_socket(host: str, port: int) -> socket.socket:
    """A listening socket; SettingsError with a sentence when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"{host}:{port} cannot be used ({error.strerror}). "
            f"Stop what listens there or choose another, for instance --port {port + 1}."
        ) from error
    return listener


def serve(app: Flask, listener: socket.socket) -> None:
    """Serve until interrupted."""
    waitress.serve(
        app,
        sockets=[listener],
        threads=THREADS,
        backlog=BACKLOG,
        connection_limit=1000,
        channel_timeout=60,
        clear_untrusted_proxy_headers=False,
        ident=None,
    )


class Ticker:
    """Does a job every few seconds in a thread until stopped; an error is logged, not fatal."""

    def __init__(self, job: Callable[[], None], *, seconds: float) -> None:
        self._job = job
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="timed-work")

    def __enter__(self) -> "Ticker":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=self._seconds + 5)

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._job()
            except Exception:
                log.exception("timed work failed; trying again in %s s", self._seconds)

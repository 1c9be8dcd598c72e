"""The server of `workshop serve` and `workshop demo`, and the timed work beside it.

One process with threads: on SQLite its writers queue inside it. Measured on two cores against
waitress, gunicorn and granian: as fast as the fastest at storing, one process, TLS, every system.
Its threads keep to one processor, see domain/processes.py.
"""

import contextlib
import ctypes
import gc
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from flask import Flask

from workshop.domain import processes
from workshop.errors import SettingsError
from workshop.settings import Settings

THREADS = 16
BACKLOG = 512
KEPT_CONNECTIONS = 500
IDLE_SECONDS = 30
M_ARENA_MAX = -8
M_MMAP_THRESHOLD = -3
log = logging.getLogger(__name__)


def require_free(host: str, port: int) -> None:
    """SettingsError with a sentence when the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"{host}:{port} cannot be used ({error.strerror}). "
                f"Stop what listens there, or choose another port with --port {port + 1}."
            ) from error


def listening_at(settings: Settings, host: str, port: int, *, tls: bool = False) -> Settings:
    """Settings that know the address this process listens on."""
    name = f"[{host}]" if ":" in host else host
    return replace(settings, listening=f"{'https' if tls else 'http'}://{name}:{port}")


def give_memory_back() -> None:
    """On glibc: few heaps for many threads, and large blocks returned as soon as they are free.

    Without it a process keeps what password hashing and a few large uploads once needed.
    """
    with contextlib.suppress(OSError, AttributeError):
        tune = ctypes.CDLL("libc.so.6").mallopt
        tune(M_ARENA_MAX, 2)
        tune(M_MMAP_THRESHOLD, 512 * 1024)


def serve(
    app: Flask, host: str, port: int,
    *, tls_cert: Path | None = None, tls_key: Path | None = None,
) -> None:  # fmt: skip
    """Serve until interrupted."""
    server = Server(
        (host, port), app, numthreads=THREADS, request_queue_size=BACKLOG, timeout=IDLE_SECONDS,
        shutdown_timeout=5,
    )  # fmt: skip
    server.keep_alive_conn_limit = KEPT_CONNECTIONS
    if tls_cert:
        server.ssl_adapter = BuiltinSSLAdapter(str(tls_cert), str(tls_key or tls_cert))
    gc.collect()
    gc.freeze()  # what start-up made stays; collections look at what requests make
    try:
        with processes.together():
            server.start()
    finally:
        server.stop()


class Ticker:
    """Does a job every few seconds in a thread until stopped; an error is logged, not fatal."""

    def __init__(self, job: Callable[[], object], *, seconds: float) -> None:
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

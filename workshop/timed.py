"""The timed work: what has to happen by itself, done by `serve` or by `deliver-mail`.

However many processes do it, each piece of work is taken once: every job claims what it does.
Mail has a thread of its own, so that a slow mail server holds nothing else up, and so has taking
comments apart into words, which takes about a second.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from workshop import clock, db
from workshop.arrival.jobs import keep_names_ready
from workshop.assignment.runs_jobs import end_dead_runs, forget_outworn_runs
from workshop.feedback.jobs import close_forms
from workshop.messages.delivery_service import deliver_due
from workshop.messages.jobs import send_planned_mailings
from workshop.registration.jobs import offer_seats
from workshop.serving import Ticker
from workshop.summary.jobs import keep_words_ready

Job = Callable[[Flask, dt.datetime], object]
TICK_SECONDS = 2.0
WORDS_SECONDS = 10.0
log = logging.getLogger(__name__)

JOBS: tuple[Job, ...] = (
    close_forms, offer_seats, send_planned_mailings, end_dead_runs, forget_outworn_runs,
    keep_names_ready,
)  # fmt: skip
"""In this order, before the mail; each within an application context of its own."""


def work(app: Flask, *, now: dt.datetime) -> int:
    """Does what is due; gives how many mails were handed over. A job that fails stops no other."""
    do_jobs(app, now=now)
    return deliver(app, now=now)


def do_jobs(app: Flask, *, now: dt.datetime) -> None:
    """Everything but the mail."""
    for job in JOBS:
        _do(job, app, now=now)


def _do(job: Job, app: Flask, *, now: dt.datetime) -> None:
    with app.app_context():
        try:
            job(app, now)
        except Exception:
            log.exception("%s failed; it is tried again", job.__name__)


def deliver(app: Flask, *, now: dt.datetime, stop: threading.Event | None = None) -> int:
    """Hands the mails over that are due; gives how many were taken."""
    return deliver_due(app.extensions[db.EXTENSION], app.config["SETTINGS"], now=now, stop=stop)


@contextmanager
def beside(app: Flask) -> Iterator[None]:
    """Jobs, mail and words, each in a thread, as long as the block runs; mail ends between two."""
    stop = threading.Event()
    jobs = Ticker(lambda: do_jobs(app, now=clock.now()), seconds=TICK_SECONDS)
    mails = Ticker(lambda: deliver(app, now=clock.now(), stop=stop), seconds=TICK_SECONDS)
    words = Ticker(lambda: _do(keep_words_ready, app, now=clock.now()), seconds=WORDS_SECONDS)
    with mails, jobs, words:
        try:
            yield
        finally:
            stop.set()

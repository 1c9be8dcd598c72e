"""The timed work: what has to happen by itself, done by `serve` or by `deliver-mail`.

However many processes do it, each piece of work is taken once: every job claims what it does.
"""

import datetime as dt
import logging
from collections.abc import Callable

from flask import Flask

from workshop import db
from workshop.operations.service import deliver_due

Job = Callable[[Flask, dt.datetime], object]
log = logging.getLogger(__name__)

JOBS: tuple[Job, ...] = ()
"""In this order, before the mail; each within an application context of its own."""


def work(app: Flask, *, now: dt.datetime) -> int:
    """Does what is due; gives how many mails were handed over. A job that fails stops no other."""
    for job in JOBS:
        with app.app_context():
            try:
                job(app, now)
            except Exception:
                log.exception("%s failed; it is tried again", job.__name__)
    return deliver_due(app.extensions[db.EXTENSION], app.config["SETTINGS"], now=now)

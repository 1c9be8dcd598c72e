"""What the timed work does for runs."""

import datetime as dt

from flask import Flask

from workshop import db
from workshop.assignment import runs_service


def end_dead_runs(_app: Flask, now: dt.datetime) -> int:
    """Notes runs as failed whose server was stopped; gives how many."""
    if not runs_service.any_dead(db.session(), now=now):
        return 0
    with db.transaction() as session:
        return runs_service.end_dead(session, now=now)


def forget_outworn_runs(_app: Flask, now: dt.datetime) -> int:
    """Deletes records of runs that nobody looks at any more; gives how many."""
    runs = runs_service.outworn(db.session())
    if not runs:
        return 0
    with db.transaction() as session:
        return runs_service.forget(session, runs)

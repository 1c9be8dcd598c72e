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

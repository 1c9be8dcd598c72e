"""The timed work of forms: those that close by themselves are closed when their time is over."""

import datetime as dt

from flask import Flask

from workshop import db
from workshop.feedback import opening
from workshop.models import Workshop


def close_forms(app: Flask, now: dt.datetime) -> int:
    """Closes what is due, each workshop in a transaction of its own; gives how many were closed.

    However many processes do it, each form is closed and its answers are released once.
    """
    closed = 0
    for number in opening.due(db.session(), now=now):
        with db.transaction() as session:
            workshop = session.get_one(Workshop, number)
            closed += opening.close_due(session, workshop, now=now)
    return closed

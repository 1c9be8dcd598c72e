"""What the timed work does for the door."""

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from workshop import db
from workshop.arrival import index
from workshop.domain.terms import WorkshopState
from workshop.models import Workshop

AROUND = dt.timedelta(days=1)


def keep_names_ready(_app: Flask, now: dt.datetime) -> int:
    """Reads the names of workshops of these days before anybody searches; gives how many.

    It helps where the timed work and the pages share a process, as in `workshop serve`; elsewhere
    the first search reads them.
    """
    days = (now.date() - AROUND, now.date() + AROUND)
    wanted = sa.select(Workshop.id).where(
        Workshop.state != WorkshopState.CLOSED, Workshop.date.between(*days)
    )
    ids = db.session().scalars(wanted.limit(index.MOST_WORKSHOPS)).all()
    for number in ids:
        index.keep_ready(db.session(), number)
    return len(ids)

"""What the timed work does for the door."""

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from workshop import db
from workshop.arrival import index, reading
from workshop.domain.terms import WorkshopState
from workshop.models import Workshop

AROUND = dt.timedelta(days=1)


def keep_names_ready(app: Flask, now: dt.datetime) -> int:
    """Reads the names of workshops of these days before anybody searches; gives how many.

    What else a search needs is made ready with them, the statement that reads people and the part
    of the page, so that the first is no slower than the next. It helps where the timed work and the
    pages share a process, as in `workshop serve`; elsewhere the first search does it.
    """
    days = (now.date() - AROUND, now.date() + AROUND)
    wanted = sa.select(Workshop.id).where(
        Workshop.state != WorkshopState.CLOSED, Workshop.date.between(*days)
    )
    ids = db.session().scalars(wanted.limit(index.MOST_WORKSHOPS)).all()
    for number in ids:
        index.keep_ready(db.session(), number)
        reading.people(db.session(), db.session().get_one(Workshop, number), [0])
    if ids:
        app.jinja_env.get_template("arrival/_found.html")
    return len(ids)

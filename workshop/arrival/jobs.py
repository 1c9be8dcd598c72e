"""What the timed work does for the door."""

import datetime as dt
import weakref

import sqlalchemy as sa
from flask import Flask, render_template
from sqlalchemy.orm import Session

from workshop import db
from workshop.arrival import index, reading
from workshop.domain.terms import WorkshopState
from workshop.models import Person, Workshop

AROUND = dt.timedelta(days=1)

_ready: weakref.WeakSet[Flask] = weakref.WeakSet()


def keep_names_ready(app: Flask, now: dt.datetime) -> int:
    """Reads the names of workshops of these days before anybody searches; gives how many.

    Once, an answer is drawn with them, so that the first is no slower than the next. It helps where
    the timed work and the pages share a process, as in `workshop serve`; elsewhere the first search
    does it.
    """
    days = (now.date() - AROUND, now.date() + AROUND)
    wanted = sa.select(Workshop.id).where(
        Workshop.state != WorkshopState.CLOSED, Workshop.date.between(*days)
    )
    ids = db.session().scalars(wanted.limit(index.MOST_WORKSHOPS)).all()
    for number in ids:
        index.keep_ready(db.session(), number)
    if ids and app not in _ready:
        _draw(app, db.session(), ids[0])
        _ready.add(app)
    return len(ids)


def _draw(app: Flask, session: Session, number: int) -> None:
    """What a search answers, for nobody: its statements, templates and texts are loaded then."""
    workshop = session.get_one(Workshop, number)
    some = session.scalars(sa.select(Person.id).where(Person.workshop_id == number).limit(2)).all()
    with app.test_request_context():
        people = reading.people(session, workshop, some)
        render_template("arrival/_found.html", workshop=workshop, people=people, total=2, q="")

"""What the timed work does for the desks."""

import contextlib
import datetime as dt
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import Flask

from workshop import db
from workshop.domain.terms import WorkshopState
from workshop.domain.words.parting import UnpartedError
from workshop.models import Workshop
from workshop.summary import words_service
from workshop.summary.standing import Standing, standings

MOST_WORKSHOPS = 20

_ready: WeakKeyDictionary[Flask, dict[int, object]] = WeakKeyDictionary()


def keep_words_ready(app: Flask, _now: dt.datetime) -> int:
    """Takes new comments of open workshops apart before anybody looks at their words.

    Gives in how many workshops there were any. It helps where the timed work and the pages share a
    process, as in `workshop serve`; elsewhere the first look does it.
    """
    session, ready = db.session(), _ready.setdefault(app, {})
    wanted = sa.select(Workshop).where(Workshop.state == WorkshopState.OPEN)
    number = 0
    for workshop in session.scalars(wanted.order_by(Workshop.date.desc()).limit(MOST_WORKSHOPS)):
        names = words_service.dictionary(session, workshop.id)
        found = [one for one in standings(session, workshop_id=workshop.id) if one.released]
        new = [one for one in found if ready.get(one.form_id) != _mark(one.form_id, found, names)]
        if not new:
            continue
        with contextlib.suppress(UnpartedError):  # whoever looks is told; it is tried again
            words_service.part_ahead(session, workshop, new, names)
            ready.update({one.form_id: _mark(one.form_id, found, names) for one in new})
            number += 1
    return number


def _mark(form_id: int, found: list[Standing], names: list[str]) -> object:
    """The same while nothing new of the form is released anywhere, and all names are the same."""
    return tuple(one.stamp for one in found if one.form_id == form_id), tuple(sorted(names))

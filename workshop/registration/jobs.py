"""What the timed work does for the waiting list."""

import datetime as dt

from flask import Flask

from workshop import db
from workshop.models import Workshop
from workshop.registration import offers, offers_reading
from workshop.registration.letters import Letters


def offer_seats(app: Flask, now: dt.datetime) -> int:
    """Ends offers whose time is over and offers empty seats to the next; gives how many were made.

    However many processes do it, each seat is offered once: it is looked for under the lock.
    """
    letters = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
    made = 0
    for number in list(offers_reading.due(db.session(), now=now)):
        with db.transaction() as session:
            workshop = session.get_one(Workshop, number)
            made += len(offers.fill_free_seats(session, workshop, letters=letters, now=now))
    return made

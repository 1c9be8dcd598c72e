"""The timed work of messages."""

import datetime as dt
import logging

from flask import Flask

from workshop import db
from workshop.errors import WorkshopError
from workshop.messages import mailings_service as service
from workshop.registration.letters import Letters

log = logging.getLogger(__name__)


def send_planned_mailings(app: Flask, now: dt.datetime) -> None:
    """Every planned mailing whose time has come, each in a transaction of its own."""
    letters = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
    for number in service.due(db.session(), now=now):
        try:
            with db.transaction() as session:
                service.go_out(session, number, letters=letters, now=now)
        except WorkshopError as error:
            log.warning("mailing %s waits: %s", number, error)

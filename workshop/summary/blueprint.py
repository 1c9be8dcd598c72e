"""Where the views of the facilitator's desk are registered, and who may use them."""

from flask import Blueprint

from workshop.domain.terms import Role

bp = Blueprint("summary", __name__)

ROLES = (Role.FACILITATOR, Role.NOTE_TAKER, Role.ORGANISER)

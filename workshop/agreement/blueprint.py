"""Where the views of agreement are registered."""

from flask import Blueprint

bp = Blueprint("agreement", __name__)

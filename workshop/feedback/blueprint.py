"""The blueprint of the forms."""

from flask import Blueprint

bp = Blueprint("feedback", __name__)

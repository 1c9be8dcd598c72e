"""The one blueprint of the organiser's pages; view modules hang their pages on it."""

from flask import Blueprint

bp = Blueprint("planning", __name__, url_prefix="/organise")

"""The blueprints of visitors and participants."""

from flask import Blueprint

public_bp = Blueprint("public", __name__)
bp = Blueprint("registration", __name__)

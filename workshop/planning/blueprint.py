"""The one blueprint of the organiser's pages; view modules hang their pages on it."""

from flask import Blueprint, request

bp = Blueprint("planning", __name__, url_prefix="/organise")


@bp.teardown_request
def _close_uploads(_error: BaseException | None) -> None:
    """Large uploads lie in temporary files; they go with the request."""
    request.close()

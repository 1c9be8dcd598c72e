"""Pages that are polled: an unchanged one costs a 304 and no more than its data version."""

import hashlib
from typing import Any

from flask import Response, g, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from workshop.i18n import language

FLASHES = "_flashes"
CSRF = "csrf_token"


def is_live() -> bool:
    """Whether only the live part of the page is wanted."""
    return request.headers.get("X-Live") == "1"


def tag(*version: Any, live: bool) -> str:
    """What changes exactly when the page would: data, role, language, what was asked for.

    live: of the live part. A whole page also carries this browser's form token, so it changes
    with that too.
    """
    parts: list[Any] = [version, sorted(g.get("roles", ())), language(), live]
    if not live:
        generate_csrf()
        parts += [session.get("_user_id"), session.get(CSRF)]
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def quoted(etag: str) -> str:
    """As it stands in headers, for the script that asks for the live part."""
    return f'W/"{etag}"'


def unchanged(etag: str) -> ResponseReturnValue | None:
    """A 304 when the reader has this very page already."""
    if session.get(FLASHES) or not request.if_none_match.contains_weak(etag):
        return None
    return with_tag(Response(status=304), etag)


def stamp(etag: str) -> Response:
    """The part of a page that is loaded anew as a whole once this changed: nothing, or a 304."""
    if request.if_none_match.contains_weak(etag):
        return with_tag(Response(status=304), etag)
    return with_tag(Response(""), etag)


def with_tag(response: Response, etag: str) -> Response:
    """The page with its version; one that tells what just happened has none."""
    if not session.get(FLASHES):
        response.set_etag(etag, weak=True)
    return response

"""What every response carries: security headers, caching rules, compression, file versions."""

import gzip
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Flask, Response, current_app, request, send_file
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.routing import IntegerConverter

from workshop.domain import figures
from workshop.domain.intake.guard import MAX_BYTES

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
VARY = ("Cookie", "Accept-Language", "X-Live")
HSTS = "max-age=31536000"
COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")
PLAIN_FILES = ("font/woff2", "text/css", "text/javascript")
WORTH_COMPRESSING = 800  # bytes
MOST_ROWS = 2**31 - 1
STATIC_SECONDS = 365 * 24 * 3600


class RowNumber(IntegerConverter):
    """`<int:...>` in addresses: only numbers that a database can look up, anything else is 404."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": MOST_ROWS, **kwargs})


def row_number(text: str) -> int:
    """The same for queries and fields: `args.get("person", type=row_number)`; else ValueError."""
    number = int(text)
    if not 0 <= number <= MOST_ROWS:
        raise ValueError(text)
    return number


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; the signer is made once, not twice a request."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Not for what another site made a browser send.

        The browser sent no session with it (SameSite), so a new one would end the session of
        whoever is signed in.
        """
        return not is_from_elsewhere() and super().should_set_cookie(app, session)


def is_from_elsewhere() -> bool:
    """Whether a page of another site made the browser send this form.

    Browsers say so with every form; what is no browser says nothing, and nobody is fooled by it.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def lean_redirect(location: str, code: int = 302) -> Response:
    """A redirect without the page for browsers that follow none; it is a second write otherwise."""
    response = Response(status=code)
    response.headers["Location"] = location
    return response


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    app.redirect = lean_redirect  # type: ignore[method-assign]  # what `flask.redirect` calls
    app.url_map.converters["int"] = RowNumber
    app.after_request(_finish)
    app.url_defaults(_version_static)
    app.jinja_env.globals.update(
        qr=qr, has_endpoint=lambda name: name in app.view_functions, most_file_bytes=MAX_BYTES
    )
    app.jinja_env.globals.update(
        {name: _drawn(getattr(figures, name)) for name in getattr(figures, "__all__", ())}
    )


def _drawn(figure: Callable[..., str]) -> Callable[..., Markup]:
    """A figure for templates: its SVG escapes what people wrote, so it is safe as it is."""
    return lambda *args, **kwargs: Markup(figure(*args, **kwargs))  # noqa: S704


def qr(text: str, *, label: str = "") -> Markup:
    """A QR code as inline SVG with four modules of white margin; `label` names it for readers.

    The mask is set, see `mail.qr_picture`.
    """
    code = segno.make(text, error="m", micro=False, mask=0)
    drawn = code.svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff", dark="#16202C",
        title=label or None,
    )  # fmt: skip
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704  drawn by segno


def opens_without_network(address: str) -> bool:
    """Whether browsers let pages of this address keep a service worker."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


def worker(scope: str) -> Response:
    """The service worker that opens the pages under `scope` without network, see aside-worker.js.

    From an address of its feature, since browsers tell workers apart by where they come from.
    """
    response = send_file("static/js/aside-worker.js", mimetype="text/javascript", max_age=0)
    response.headers["Service-Worker-Allowed"] = scope
    response.headers["Cache-Control"] = "no-cache"
    return response


def _finish(response: Response) -> Response:
    if _is_plain_file(response):
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
    else:
        present = set(response.headers.keys())
        response.headers.extend(one for one in HEADERS.items() if one[0] not in present)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint == "static":
        _cache_file(response)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
        _vary(response)
    return _compress(response)


def _vary(response: Response) -> None:
    """Written as it is while nobody else named anything: the sets behind it are not cheap."""
    if "Vary" in response.headers:
        response.vary.update(VARY)
    else:
        response.headers["Vary"] = ", ".join(VARY)


def _is_plain_file(response: Response) -> bool:
    """A font, style sheet or script of ours: nothing in it could be framed or run as a page."""
    return request.endpoint == "static" and response.mimetype in PLAIN_FILES


def _cache_file(response: Response) -> None:
    if "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={STATIC_SECONDS}, immutable"
    elif response.mimetype == "text/javascript":  # a module another imports: never an older one
        response.headers["Cache-Control"] = "public, no-cache"
    else:
        response.headers["Cache-Control"] = "public, max-age=3600"


def _compress(response: Response) -> Response:
    if (
        "gzip" not in request.headers.get("Accept-Encoding", "")
        or response.status_code not in (200, 401, 404, 409, 422)
        or not str(response.mimetype).startswith(COMPRESSIBLE)
        or "Content-Encoding" in response.headers
    ):
        return response
    response.direct_passthrough = False
    response.make_sequence()  # reads a file to its end and closes it
    body = response.get_data()
    if len(body) < WORTH_COMPRESSING:
        return response
    static = request.endpoint == "static"
    response.set_data(_packed_file(body) if static else gzip.compress(body, 4, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@cache
def _packed_file(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _version_static(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values and current_app.static_folder:
        values.setdefault("v", _fingerprint(Path(current_app.static_folder) / values["filename"]))


@cache
def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""

"""What people read when something cannot be done: a sentence and a way on, never a bare error."""

import re
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from workshop import db, unsent
from workshop.errors import NotFoundError, ThrottledError, WorkshopError
from workshop.i18n import _, _l

SENTENCES = {
    400: _l("This request could not be read. Go back, reload the page and try again."),
    403: _l("You may look at this page but not change it. Ask an organiser if you need to."),
    404: _l("No such page. The link may be cut; the code on your badge works."),
    405: _l("This page cannot be used in that way. Go back and use its buttons."),
    409: _l("Somebody changed this in the meantime. Reload the page and look at it again."),
    413: _l("That was too much at once: at most 2 MB of text and a file of 10 MB are taken."
            " Shorten the text or choose a smaller file, then send it again."),
    429: _l("Too many tries. Wait a few minutes, then try again."),
    500: _l("Something went wrong here. What was stored before is safe. Try again in a moment."),
    503: _l("The service is briefly away. Nothing was lost; try again in a few seconds."),
}  # fmt: skip
NOT_FOUND = {
    "/i/": _l("No such invitation. The link may be cut. Open it from the letter again, or ask the"
              " organiser."),
    **dict.fromkeys(
        ("/organise", "/facilitate", "/account", "/login", "/link/"),
        _l("No such page, or it is not yours to see. Go back, or begin at the start page."),
    ),
}  # fmt: skip
"""Where a badge leads nowhere: what such a page says instead, by how its address begins."""
_THING = re.compile(r"(/(?:organise|facilitate)/[^/]+/.+?)/\d+(?:/[^/]*)?")
NOT_STORED = _l("The service is briefly away. This was not stored yet, and nothing of it is lost.")
RETRY_SECONDS = 5


def page(
    status: int, sentence: object | None = None, way: tuple[str, object] | None = None
) -> ResponseReturnValue:
    """An error page with its sentence. way: where to go on, and its words, else the start page."""
    text = sentence or SENTENCES.get(status, SENTENCES[500])
    html = render_template("errors/error.html", status=status, sentence=text, way=way)
    return make_response(html, status)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(WorkshopError, _broken_rule)
    for kind in (OperationalError, InterfaceError, DisconnectionError, PoolTimeoutError):
        app.register_error_handler(kind, _database_away)
    app.register_error_handler(500, _failed)
    app.log_exception = partial(_log, app)  # type: ignore[method-assign]


def _log(app: Flask, error: Any) -> None:
    """The route instead of the address: personal links never reach a log."""
    app.logger.error("failed: %s %s", request.method, request.url_rule, exc_info=error)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    way = None
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and _can_be_opened(request.path):
        way = request.path, _("Back to the form")
    return page(error.code, _not_found() if error.code == HTTPStatus.NOT_FOUND else None, way)


def _not_found() -> object | None:
    return next((text for start, text in NOT_FOUND.items() if request.path.startswith(start)), None)


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """A form without the token of this session: nothing was stored, and it can be sent again."""
    sent = unsent.read()
    if sent is None:
        return page(400, _("This page was open too long. Go back, reload it and send again."))
    return _kept(
        400, sent,
        _("This page was open too long. Everything you typed is still here; send it again."),
    )  # fmt: skip


def signed_out(sentence: object, way: tuple[str, object]) -> ResponseReturnValue:
    """A form of somebody who is not signed in, to be sent again. way: where one signs in.

    A mere button, with nothing typed beside it, leads there at once.
    """
    sent = unsent.read()
    if sent is None or not (sent.texts or sent.secrets or sent.files):
        return redirect(way[0], 303)
    return _kept(401, sent, sentence, way)


def _kept(
    status: int, sent: unsent.Unsent, sentence: object, way: tuple[str, object] | None = None
) -> ResponseReturnValue:
    """Its form posts to the address it stands at, and only when somebody presses the button."""
    html = render_template("errors/kept.html", sentence=sentence, unsent=sent, way=way)
    response = make_response(html, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _broken_rule(error: WorkshopError) -> ResponseReturnValue:
    if isinstance(error, ThrottledError):
        response = make_response(page(int(error.status), error.sentence))
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    way = _list_above() if isinstance(error, NotFoundError) else None
    sent = unsent.read()
    if sent is None or not sent.texts:
        return page(int(error.status), error.sentence, way)
    html = render_template("errors/lost.html", sentence=error.sentence, unsent=sent, way=way)
    response = make_response(html, int(error.status))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _list_above() -> tuple[str, object] | None:
    """The list that the thing at this address stood in: the page above the address's number."""
    found = _THING.match(request.path)
    return (found[1], _("To the list")) if found and _can_be_opened(found[1]) else None


def _can_be_opened(path: str) -> bool:
    """Whether there is a page to look at under this address."""
    urls = current_app.create_url_adapter(request)
    try:
        return urls is not None and bool(urls.match(path, method="GET"))
    except RequestRedirect:
        return True
    except HTTPException:
        return False


def _database_away(_error: Exception) -> ResponseReturnValue:
    """With what was typed. Rendered without what pages usually get: that would ask who it is."""
    db.session().close()
    sent = unsent.read()
    html = current_app.jinja_env.get_template("errors/away.html").render(
        sentence=NOT_STORED if sent else SENTENCES[503],
        unsent=sent,
    )
    response = make_response(html, 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _failed(_error: Exception) -> ResponseReturnValue:
    return page(500)

"""The screen for the room, and the page that steers it from a phone."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from workshop import freshness, web
from workshop.access import current_account, public, requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import language
from workshop.models import Workshop
from workshop.planning.editing import By
from workshop.report import service as report
from workshop.screen import composing, reading, service
from workshop.screen.forms import CountdownForm, OpenForm, ShowForm, SteerForm

bp = Blueprint("screen", __name__)
blueprints = (bp,)

NOW = "X-Now"
"""The server's clock in ms since 1970: a projector's own may be minutes off."""


@bp.get("/w/<w>/screen")
@public
def show(workshop: Workshop) -> ResponseReturnValue:
    """The screen, or only its picture; unchanged it costs a 304.

    A closed screen is not found, and waits on that page until it is opened. Organisers look at
    theirs with `?preview=1` alone: a projector that is signed in goes dark with the others.
    """
    state = service.state(session(), workshop.id)
    preview = not state.is_open and _may_preview(workshop)
    page = partial(_page, workshop, preview=preview)
    if not state.is_open and not preview:
        return page(None, ""), HTTPStatus.NOT_FOUND
    moment = now()
    sight = reading.sight(session(), workshop, state, now=moment)
    etag = freshness.tag(sight.version, preview, live=True)
    live = freshness.is_live()
    if live and (answer := freshness.unchanged(etag)) is not None:
        return _timed(make_response(answer))
    picture = composing.picture(session(), sight, now=moment)
    response = make_response(page(picture, freshness.quoted(etag), live=live))
    return _timed(freshness.with_tag(response, etag) if live else response)


def _page(
    workshop: Workshop, picture: composing.Picture | None, etag: str, *, preview: bool,
    live: bool = False,
) -> str:  # fmt: skip
    join = current_app.config["SETTINGS"].address + url_for("registration.join", w=workshop.slug)
    return render_template(
        "screen/_picture.html" if live else "screen/screen.html",
        workshop=workshop,
        picture=picture,
        texts=composing.texts(),
        join=join,
        short=join.partition("://")[2],
        live_etag=etag,
        address=url_for(
            "screen.show", w=workshop.slug, preview=1 if preview else None, lang=_asked()
        ),
        preview=preview,
    )


def _asked() -> str | None:
    """The language in the address, which stays in it: two screens of one computer may differ."""
    return language() if "lang" in request.args else None


def _may_preview(workshop: Workshop) -> bool:
    account = current_account() if request.args.get("preview") else None
    return account is not None and reading.may_preview(session(), workshop, account.id)


def _timed(response: Response) -> Response:
    response.headers[NOW] = str(int(now().timestamp() * 1000))
    return response


@bp.get("/w/<w>/screen/worker.js")
@public
def worker(workshop: Workshop) -> ResponseReturnValue:
    """The service worker, for the screen of this workshop."""
    return web.worker(url_for("screen.show", w=workshop.slug))


@bp.get("/organise/<w>/screen")
@requires(Role.ORGANISER)
def steer(workshop: Workshop) -> ResponseReturnValue:
    """The remote control, or the part of it that follows the other organisers' taps."""
    return _remote(workshop)


@bp.post("/organise/<w>/screen")
@requires(Role.ORGANISER)
def put(workshop: Workshop) -> ResponseReturnValue:
    form = ShowForm()
    key = form.show.data or ""
    _view, _dot, number = key.partition(".")
    return _tap(
        workshop, form, lambda by, db: service.show(db, workshop, key, by=by),
        place=f"form-{number.partition('.')[0]}" if number else None,
    )  # fmt: skip


@bp.post("/organise/<w>/screen/open")
@requires(Role.ORGANISER)
def set_open(workshop: Workshop) -> ResponseReturnValue:
    form = OpenForm()
    return _tap(
        workshop, form,
        lambda by, db: service.set_open(db, workshop, is_open=form.is_open.data == "1", by=by),
    )  # fmt: skip


@bp.post("/organise/<w>/screen/countdown")
@requires(Role.ORGANISER)
def count_down(workshop: Workshop) -> ResponseReturnValue:
    form = CountdownForm()

    def start(by: By, db: Any) -> None:
        if form.length is None:
            service.count_down_until(db, workshop, form.end, by=by)
        else:
            service.count_down(db, workshop, minutes=form.length, by=by)

    return _tap(workshop, form, start, place="countdown")


def _tap(
    workshop: Workshop, form: SteerForm, change: Callable[[By, Any], None],
    *, place: str | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """One tap: stored, and back to where the thumb was; or the reason why not.

    place: the id of the heading above the button.
    """
    if not form.validate():
        return _remote(workshop, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    account = current_account()
    try:
        with transaction() as db:
            change(By(account.email if account else "", now()), db)
    except WorkshopError as error:
        form.refuse(error)
        return _remote(workshop, form, status=error.status)
    back = url_for("screen.steer", w=workshop.slug, _anchor=place)
    return redirect(back, HTTPStatus.SEE_OTHER)


def _remote(
    workshop: Workshop, form: SteerForm | None = None, *, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    state = service.state(session(), workshop.id)
    overview = report.overview(session(), workshop)
    agreed = composing.agreement_choices(session(), workshop, state)
    told = composing.told_choices(session(), workshop, state, overview)
    tag = partial(
        freshness.tag, workshop.id, workshop.version, overview.version, state, agreed, told
    )
    live = freshness.is_live()
    if live and (answer := freshness.unchanged(tag(live=True))) is not None:
        return answer
    forms = composing.form_choices(session(), workshop, state, overview)
    part = "screen/_figures.html" if request.args.get("part") else "screen/_remote.html"
    address = current_app.config["SETTINGS"].address
    html = render_template(
        part if live else "screen/steer.html",
        workshop=workshop,
        state=state,
        on=composing.on_now(workshop, state, forms, told),
        easy=composing.easy_choices(state),
        forms=forms,
        agreed=agreed,
        told=told,
        minutes=composing.MINUTES,
        countdown=form if isinstance(form, CountdownForm) else CountdownForm(formdata=None),
        refused=form,
        screen=address + url_for("screen.show", w=workshop.slug),
        opens_again=web.opens_without_network(address),
        live_etag=freshness.quoted(tag(live=True)),
    )
    response = make_response(html, status)
    return freshness.with_tag(response, tag(live=True)) if live else response

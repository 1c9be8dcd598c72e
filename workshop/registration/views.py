"""What everybody may see: the workshop, its documents and calendar entry, and registering."""

import unicodedata
from io import BytesIO

from flask import (
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from workshop import db, error_pages, presence
from workshop.access import public
from workshop.browser import sign_in_person, signed_in_person
from workshop.clock import now
from workshop.domain.terms import WorkshopState
from workshop.errors import ClosedError
from workshop.i18n import _
from workshop.links import person_before, person_behind
from workshop.models import Workshop
from workshop.registration import (
    data_views,
    join_views,
    me_views,
    offer_views,
    pages,
    queue_views,
    reading,
    reply_views,
    service,
    succession_views,
    waiting,
)
from workshop.registration.blueprint import bp, public_bp
from workshop.registration.calendar import calendar_file
from workshop.registration.day import public_rows
from workshop.registration.forms import RegistrationForm

blueprints = (public_bp, bp)
__all__ = [
    "blueprints", "data_views", "join_views", "me_views", "offer_views", "queue_views",
    "reply_views", "succession_views",
]  # fmt: skip

SAFE_TYPES = ("application/pdf", "image/png", "image/jpeg", "text/plain", "text/csv")


@public_bp.get("/")
@public
def index() -> ResponseReturnValue:
    workshops = reading.open_workshops(db.session())
    if len(workshops) == 1:
        target = url_for("registration.landing", w=workshops[0].slug, lang=request.args.get("lang"))
        return redirect(target, 303)
    return render_template("public/index.html", workshops=workshops)


@bp.get("/w/<w>/")
@public
def landing(workshop: Workshop) -> ResponseReturnValue:
    front = reading.front(db.session(), workshop, now=now())
    return render_template(
        "registration/landing.html",
        workshop=workshop,
        front=front,
        rows=public_rows(front.day),
        is_open=service.is_open(workshop),
        own=signed_in_person(workshop),
    )


@bp.get("/w/<w>/privacy")
@public
def privacy(workshop: Workshop) -> ResponseReturnValue:
    notice = reading.notice(db.session(), workshop.id)
    return render_template("registration/privacy.html", workshop=workshop, written=notice)


@bp.get("/w/<w>/documents/<int:document_id>")
@public
def document(workshop: Workshop, document_id: int) -> ResponseReturnValue:
    found = reading.document(db.session(), workshop.id, document_id)
    if found is None:
        abort(404)
    kind = found.media_type if found.media_type in SAFE_TYPES else "application/octet-stream"
    return send_file(
        BytesIO(found.content), mimetype=kind, as_attachment=True,
        download_name=_file_name(found.filename),
    )  # fmt: skip


@bp.get("/w/<w>/calendar.ics")
@public
def calendar(workshop: Workshop) -> ResponseReturnValue:
    link = f"{pages.settings().address}/w/{workshop.slug}/"
    response = make_response(calendar_file(workshop, link=link, now=now()))
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}.ics"'
    return response


@bp.get("/w/<w>/agencies")
@public
def agencies(workshop: Workshop) -> ResponseReturnValue:
    """What the type-ahead offers, see static/js/typeahead.js."""
    return jsonify(reading.suggestions(db.session(), workshop.id, request.args.get("q", "")))


@bp.route("/w/<w>/register", methods=["GET", "POST"])
@public(keeps_text=True)
def register(workshop: Workshop) -> ResponseReturnValue:
    form = RegistrationForm()
    offered = pages.offer(form, workshop)
    if not form.validate_on_submit():
        return _register_page(workshop, form, offered, status=_refusal(form))
    sent = service.Sent(
        form.details(), form.submission_id.data or None, photographs=form.consent_photos.data
    )
    here = signed_in_person(workshop)
    try:
        with db.transaction() as session:
            made = service.register(
                session, workshop, sent, here=here, letters=pages.letters(), now=now()
            )
    except ClosedError as closed:
        return _register_page(workshop, form, offered, status=409, sentence=closed.sentence)
    if made.may_enter:
        sign_in_person(made.person)
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))


def _refusal(form: RegistrationForm) -> int:
    """A page without its token is answered as everywhere, only with what was typed still there."""
    if not form.is_submitted():
        return 200
    return 400 if form.csrf_token.errors else 422


def _register_page(
    workshop: Workshop,
    form: RegistrationForm,
    offered: dict[str, object],
    *,
    status: int,
    sentence: object | None = None,
) -> ResponseReturnValue:
    form.fresh_id()
    is_open = service.is_open(workshop)
    if status == 400:
        form.csrf_token.errors = [
            _("This page was open too long. Everything you typed is still here; send it again.")
        ]
    page = render_template(
        "registration/register.html",
        workshop=workshop,
        form=form,
        seats_shown=waiting.shown(db.session(), workshop, now=now()),
        is_open=is_open or form.is_submitted(),
        sentence=sentence,
        own=signed_in_person(workshop),
        **offered,
    )
    return page, status


@bp.get("/me/<token>")
@public
def enter(token: str) -> ResponseReturnValue:
    """A personal link: opened as often as anybody likes, mail scanners included."""
    person = person_behind(db.session(), pages.keys(), token)
    workshop = db.session().get(Workshop, person.workshop_id) if person else None
    if person is None or workshop is None:
        return _replaced(token)
    sign_in_person(person)
    return pages.unkept(redirect(url_for("registration.me", w=workshop.slug), 303))


def _replaced(token: str) -> ResponseReturnValue:
    """What an earlier link says: where the newest is had, never whose it is. Any other is 404."""
    person = person_before(db.session(), pages.keys(), token)
    workshop = db.session().get(Workshop, person.workshop_id) if person else None
    if person is None or workshop is None or workshop.state is WorkshopState.DRAFT:
        abort(404)
    sentence = pages.why_no_longer(person)
    way = (url_for("registration.join", w=workshop.slug), _("Open my page"))
    if sentence is presence.REPLACED:
        way = (url_for("registration.landing", w=workshop.slug), _("About the workshop"))
    return pages.unkept(error_pages.page(404, sentence, way))


def _file_name(name: str) -> str:
    """Without anything that could end a header or lead into a folder."""
    plain = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    return plain.replace("/", "-").replace("\\", "-").strip(". ") or "document"

"""Mailings: what is planned and was sent; a new one, looked at before it goes out."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import LetterKind, Role
from workshop.errors import WorkshopError
from workshop.i18n import _, ngettext, plain
from workshop.mail import sender_of
from workshop.messages import letters_service
from workshop.messages import mailings_service as service
from workshop.messages.blueprint import bp, by, letters, settings, to
from workshop.messages.forms import LANGUAGES, STATUSES, MailingForm
from workshop.messages.recipients_service import INVITING, Target, audience
from workshop.messages.wording import LETTERS, MAILINGS, NAMES
from workshop.models import Mailing, Workshop
from workshop.people import listing as lists
from workshop.planning import agencies_service

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
SET = ("kind", "status", "group", "role", "agency", "language", "document", "attach", "timing",
       "days", "side", "at_time")  # fmt: skip
"""Fields that say what goes to whom and when."""


@bp.get("/<w>/messages/mailings")
@requires(Role.ORGANISER)
def mailings(workshop: Workshop) -> ResponseReturnValue:
    return render_template(
        "messages/mailings.html",
        workshop=workshop,
        listed=service.listing(session(), workshop, letters(), now=now()),
        kinds=LETTERS,
        states=MAILINGS,
        target=lambda mailing: Target(**mailing.filters),
        chosen=_words(workshop),
    )


@bp.get("/<w>/messages/mailings/new")
@requires(Role.ORGANISER)
def mailing_new(workshop: Workshop) -> ResponseReturnValue:
    """The form; with `step=check` whom it would reach, to be confirmed."""
    asked = "step" in request.args
    form = _form(workshop, request.args if asked else None, csrf=False)
    if not asked:
        return _form_page(workshop, form)
    if not form.validate() or not _is_ahead(workshop, form):
        return _form_page(workshop, form), REFUSED
    return _check_page(workshop, form)


@bp.post("/<w>/messages/mailings/new")
@requires(Role.ORGANISER)
def mailing_send(workshop: Workshop) -> ResponseReturnValue:
    """Sends, or keeps for its time, what was looked at."""
    form = _form(workshop, request.form, csrf=True)
    if not form.validate():
        return _form_page(workshop, form), REFUSED
    try:
        with transaction() as db:
            made = _store(db, workshop, form)
    except WorkshopError as error:
        form[error.field or "kind"].errors = [str(error)]
        return _form_page(workshop, form), error.status
    flash(_said(made), "success")
    return redirect(to("mailings", workshop), DONE)


@bp.post("/<w>/messages/mailings/<int:number>/cancel")
@requires(Role.ORGANISER)
def mailing_cancel(workshop: Workshop, number: int) -> ResponseReturnValue:
    with transaction() as db:
        service.cancel(db, workshop, number, by=by())
    flash(_("Cancelled. This mailing will not go out."), "success")
    return redirect(to("mailings", workshop), DONE)


def _is_ahead(workshop: Workshop, form: MailingForm) -> bool:
    """Whether it goes out now or at a time to come; else the form says so."""
    if form.planned_for is None:
        return True
    days, at_time = form.planned_for
    try:
        service.require_ahead(workshop, Mailing(days_after=days, at_time=at_time), now=now())
    except WorkshopError as error:
        form.days.errors = [str(error)]
        return False
    return True


def _store(db: Any, workshop: Workshop, form: MailingForm) -> Mailing:
    order, number = _order(form), str(form.submission_id.data)
    planned = form.planned_for
    if planned is not None:
        return service.plan(db, workshop, order, planned, submission_id=number, by=by())
    return service.send(
        db, workshop, order, submission_id=number, seal=form.seal.data or "",
        letters=letters(), by=by(),
    )  # fmt: skip


def _said(made: Mailing) -> str:
    if made.days_after is not None:
        return str(_("Planned. Until then it can be cancelled here."))
    return str(
        ngettext("%(num)s message goes out now.", "%(num)s messages go out now.", made.recipients)
    )


def _order(form: MailingForm) -> service.Order:
    kind = LetterKind(form.kind.data)
    inviting = kind in INVITING
    names = () if inviting else ("status", "group", "role", "agency", "language")
    document = form.document.data if kind is LetterKind.THANKS else ""
    return service.Order(
        kind,
        Target(**{name: form[name].data or "" for name in names}),
        document=int(document) if document else None,
        attach=bool(form.attach.data),
    )


def _form(workshop: Workshop, given: object, *, csrf: bool) -> MailingForm:
    form = MailingForm(given, meta={"csrf": csrf})
    db = session()
    form.offer(
        group=[
            ("", _("All groups")),
            *((one.code, f"{one.letter} · {plain(one, 'name')}")
              for one in lists.groups(db, workshop)),
            (lists.NO_GROUP, _("No group yet")),
        ],
        role=[("", _("All roles")),
              *((one.code, plain(one, "name")) for one in lists.roles(db, workshop))],
        agency=[("", _("All agencies")),
                *((str(one.agency.id), plain(one.agency, "name"))
                  for one in agencies_service.listing(db, workshop))],
        document=[("", _("Only the workshop’s page")),
                  *((str(one.id), plain(one, "title") or one.filename)
                    for one in service.documents(db, workshop))],
    )  # fmt: skip
    form.fresh_id()
    return form


def _form_page(workshop: Workshop, form: MailingForm) -> str:
    form.fresh_id()
    page: str = render_template("messages/mailing.html", workshop=workshop, form=form)
    return page


def _check_page(workshop: Workshop, form: MailingForm) -> str:
    order = _order(form)
    found = audience(session(), workshop, order.kind, order.target, now=now())
    form.seal.data = found.seal
    moment = None
    if planned := form.planned_for:
        draft = Mailing(days_after=planned[0], at_time=planned[1])
        moment = service.local_time(workshop, draft)
    spoken = order.target.language or workshop.default_language
    page: str = render_template(
        "messages/mailing_check.html",
        workshop=workshop,
        form=form,
        kept=[(name, value) for name in SET for value in request.args.getlist(name)],
        kind=LETTERS[order.kind],
        letter=order.kind,
        order=order,
        found=found,
        moment=moment,
        inviting=order.kind in INVITING,
        held=service.held_back(workshop, order.kind, letters()),
        chosen=_words(workshop)(order.kind, order.target),
        samples=_samples(workshop, order, spoken),
        spoken=spoken,
        names=NAMES,
        sender=sender_of(settings().smtp_url),
        qr_link=letters().page(workshop) if letters_service.carries_code(order.kind) else None,
        has_entry=order.kind in letters_service.ENTRY_KINDS,
    )
    return page


def _samples(workshop: Workshop, order: service.Order, first: str) -> list[tuple[str, Any]]:
    """The letter in every language it goes out in, with its code; `first` comes first."""
    others = () if order.target.language else (one for one in NAMES if one != first)
    return [
        (code, letters_service.sample(
            session(), workshop, order.kind, code, settings(), now=now()
        ))
        for code in (first, *others)
    ]  # fmt: skip


def _words(workshop: Workshop) -> Callable[[LetterKind, Target], str]:
    """Says a set in words, only what narrows it; those invited are no set one chooses."""
    db = session()
    groups = {
        one.code: _("Group %(letter)s", letter=one.letter) for one in lists.groups(db, workshop)
    }
    groups[lists.NO_GROUP] = _("No group yet")
    roles = {one.code: plain(one, "name") for one in lists.roles(db, workshop)}
    agencies = {
        str(one.agency.id): plain(one.agency, "name")
        for one in agencies_service.listing(db, workshop)
    }

    def words(kind: LetterKind, target: Target) -> str:
        if kind in INVITING:
            return ""
        parts = (
            STATUSES.get(target.status),
            groups.get(target.group),
            roles.get(target.role),
            agencies.get(target.agency),
            LANGUAGES.get(target.language) if target.language else "",
        )
        return " · ".join(str(part) for part in parts if part)

    return words

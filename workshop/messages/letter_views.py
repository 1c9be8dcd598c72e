"""Letters in own words, with what a person would read beside them."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.letters import OFFERED
from workshop.domain.terms import LANGUAGES, LetterKind, Role
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.mail import sender_of
from workshop.messages import letters_service as service
from workshop.messages.blueprint import actor, bp, by, letters, settings, to
from workshop.messages.forms import LetterForm
from workshop.messages.wording import LETTERS, NAMES, OCCASIONS, PLACEHOLDERS
from workshop.models import Workshop
from workshop.planning.editing import ChangedMeanwhileError

DONE = HTTPStatus.SEE_OTHER


@bp.get("/<w>/messages/letters", endpoint="letters")
@requires(Role.ORGANISER)
def letter_list(workshop: Workshop) -> ResponseReturnValue:
    return render_template(
        "messages/letters.html",
        workshop=workshop,
        kinds=LETTERS,
        occasions=OCCASIONS,
        own=service.in_own_words(session(), workshop),
        names=NAMES,
    )


@bp.route("/<w>/messages/letters/<kind>/<any(th, en):language>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def letter(workshop: Workshop, kind: str, language: str) -> ResponseReturnValue:
    """One letter in one language: shown, tried on somebody made up, stored."""
    chosen = _kind(kind)
    stored = service.text(session(), workshop, chosen, language)
    form = LetterForm(
        data={"subject": stored.subject, "body": stored.body, "version": stored.version}
    )
    if request.form.get("action") == "preview":
        return _look(workshop, chosen, language, form, stored)
    status = _attempt(workshop, chosen, language, form)
    if status is DONE:
        flash(_("Saved. This letter goes out in these words from now on."), "success")
        return redirect(to("letter", workshop, kind=kind, language=language), DONE)
    return _page(workshop, chosen, language, form, stored), status


def _attempt(workshop: Workshop, kind: LetterKind, language: str, form: LetterForm) -> HTTPStatus:
    """Checks and stores; what was refused stands on the form, with the status to answer."""
    if not form.is_submitted():
        return HTTPStatus.OK
    if not form.validate():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction() as db:
            service.change(
                db, workshop, kind, language, subject=form.subject.data or "",
                body=form.body.data or "", version=form.version.data, by=by(),
            )  # fmt: skip
    except ChangedMeanwhileError as error:
        form.show_theirs(error.values, error.version)
        return error.status
    except WorkshopError as error:
        form.refuse(error)
        return error.status
    return DONE


@bp.post("/<w>/messages/letters/<kind>/<any(th, en):language>/<any(reset, try):action>")
@requires(Role.ORGANISER)
def letter_act(workshop: Workshop, kind: str, language: str, action: str) -> ResponseReturnValue:
    """Back to the usual words; or a mail to oneself."""
    chosen = _kind(kind)
    try:
        with transaction() as db:
            if action == "reset":
                version = request.form.get("version", "")
                service.reset(
                    db, workshop, chosen, language, by=by(),
                    version=int(version) if version.isdecimal() else None,
                )  # fmt: skip
                said = _("Back to the usual words.")
            else:
                service.try_out(
                    db, workshop, chosen, language, address=actor(), letters=letters(), by=by()
                )
                said = _("A test mail to %(address)s is on its way.", address=actor())
    except WorkshopError as error:
        flash(str(error), "error")
    else:
        flash(said, "success")
    return redirect(to("letter", workshop, kind=kind, language=language), DONE)


def _look(
    workshop: Workshop, kind: LetterKind, language: str, form: LetterForm, stored: service.Text
) -> ResponseReturnValue:
    """What was typed, as somebody would read it; nothing is stored."""
    if not form.validate():
        return _page(workshop, kind, language, form, stored), HTTPStatus.UNPROCESSABLE_ENTITY
    typed = (form.subject.data or "", form.body.data or "")
    try:
        service.check(kind, *typed)
    except WorkshopError as error:
        form.refuse(error)
        return _page(workshop, kind, language, form, stored), error.status
    return _page(workshop, kind, language, form, stored, typed=typed)


def _page(
    workshop: Workshop, kind: LetterKind, language: str, form: LetterForm, stored: service.Text,
    *, typed: tuple[str, str] | None = None,
) -> str:  # fmt: skip
    samples = [
        (
            code,
            service.sample(
                session(), workshop, kind, code, settings(), now=now(),
                own=typed if code == language else None,
            ),
        )
        for code in (language, *(other for other in LANGUAGES if other != language))
    ]  # fmt: skip
    page: str = render_template(
        "messages/letter.html",
        workshop=workshop,
        kind=kind,
        spoken=language,
        form=form,
        stored=stored,
        samples=samples,
        unsaved=typed is not None,
        names=NAMES,
        heading=LETTERS[kind],
        occasion=OCCASIONS[kind],
        placeholders=[(name, PLACEHOLDERS[name]) for name in OFFERED[kind]],
        sender=sender_of(settings().smtp_url),
        qr_link=letters().page(workshop) if service.carries_code(kind) else None,
        has_entry=kind in service.ENTRY_KINDS,
        me=actor(),
    )
    return page


def _kind(name: str) -> LetterKind:
    if name not in set(LetterKind):
        abort(HTTPStatus.NOT_FOUND)
    return LetterKind(name)

"""The organiser's pages about privacy: consents, the register of processing, erasing."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workshop import attributes
from workshop.access import current_account, requires
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import PersonStatus, Purpose, Role, WorkshopState
from workshop.errors import ConflictError
from workshop.i18n import _, plain
from workshop.local_clock import local_time
from workshop.models import Attribute, Person, Workshop
from workshop.people.service import find
from workshop.privacy import erasure_service, service
from workshop.privacy import register as registers
from workshop.privacy.forms import EraseForm, RegisterForm
from workshop.privacy.service import By, Consents
from workshop.registration import retention
from workshop.registration.details import full_name
from workshop.sheets import CSV, XLSX, Table

bp = Blueprint("privacy", __name__, url_prefix="/organise")
blueprints = (bp,)


def _by() -> By:
    account = current_account()
    return By(account.email if account else "", now())


def _attributes(workshop: Workshop) -> list[Attribute]:
    return attributes.defined(session(), workshop.id)


@bp.get("/<w>/privacy")
@requires(Role.ORGANISER)
def index(workshop: Workshop) -> ResponseReturnValue:
    row = service.register_of(session(), workshop)
    due = retention.day_of(workshop, row.retention_days)
    return render_template(
        "privacy/index.html",
        workshop=workshop,
        consents=service.overview(session(), workshop),
        purposes=_purposes(),
        row=row,
        register=registers.register(workshop, row, _attributes(workshop)),
        headings=registers.headings(),
        due=due,
        is_due=local_time(workshop, now()).date() >= due,
        left=erasure_service.left(session(), workshop),
        is_closed=workshop.state is WorkshopState.CLOSED,
    )


@bp.get("/<w>/privacy.<any(xlsx, csv):ending>")
@requires(Role.ORGANISER)
def export(workshop: Workshop, ending: str) -> ResponseReturnValue:
    """The register; the workbook counts consents as well."""
    row = service.register_of(session(), workshop)
    found = registers.register(workshop, row, _attributes(workshop))
    if ending == "csv":
        data, kind = registers.as_csv(found), CSV
    else:
        counts = _consent_table(service.overview(session(), workshop))
        data, kind = registers.as_xlsx(found, counts), XLSX
    response = Response(data, content_type=kind)
    name = f"privacy-{workshop.slug}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _consent_table(found: Consents) -> Table:
    titles = _purposes()
    headings = [_("Purpose"), _("Version"), _("Words agreed to"), _("Agree now"), _("Withdrew")]
    rows = [
        (
            titles[one.purpose], one.number, plain(one.text, "text") if one.text else "",
            one.agreed, one.withdrawn,
        )
        for one in found.versions
    ]  # fmt: skip
    return Table(str(_("Consents")), [str(one) for one in headings], rows)


def _purposes() -> dict[str, str]:
    return {
        Purpose.REGISTRATION: str(_("Registering")),
        Purpose.PHOTOGRAPHS: str(_("Photographs")),
    }


@bp.route("/<w>/privacy/register", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def edit(workshop: Workshop) -> ResponseReturnValue:
    """What the program cannot know; and the words people agree to for photographs."""
    form = RegisterForm(data=service.decided(session(), workshop))
    if not form.validate_on_submit():
        return _edit_page(workshop, form, 422 if form.is_submitted() else 200)
    try:
        with transaction() as writing:
            service.decide(writing, workshop, form.values(), version=form.version.data, by=_by())
    except ConflictError as refused:
        form.version.data = service.register_of(session(), workshop).version
        return _edit_page(workshop, form, 409, sentence=str(refused))
    flash(_("Saved."), "success")
    return _to_index(workshop)


def _edit_page(
    workshop: Workshop, form: RegisterForm, status: int, *, sentence: str = ""
) -> ResponseReturnValue:
    page = render_template("privacy/edit.html", workshop=workshop, form=form, sentence=sentence)
    return page, status


@bp.route("/<w>/privacy/erase", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def erase(workshop: Workshop) -> ResponseReturnValue:
    """Everybody's details, after the workshop."""
    return _erase(
        workshop,
        lambda writing: erasure_service.erase_all(writing, workshop, by=_by()),
        page={"people": erasure_service.left(session(), workshop), "name": ""},
    )


@bp.route("/<w>/privacy/erase/<int:person_id>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def erase_person(workshop: Workshop, person_id: int) -> ResponseReturnValue:
    """One person's details, because they asked for it."""
    person = find(session(), workshop, person_id)
    return _erase(
        workshop,
        lambda writing: erasure_service.erase_one(writing, workshop, person_id, by=_by()),
        page={"people": 1, "name": full_name(person), "expected": _is_expected(workshop, person)},
    )


def _is_expected(workshop: Workshop, person: Person) -> Person | None:
    """The person while they have to be cancelled first."""
    is_over = workshop.state is WorkshopState.CLOSED
    return None if is_over or person.status is PersonStatus.CANCELLED else person


def _erase(
    workshop: Workshop, work: Callable[[Any], Iterable[int]], *, page: dict[str, Any]
) -> ResponseReturnValue:
    form = EraseForm()
    if not form.validate_on_submit():
        shown = render_template("privacy/erase.html", workshop=workshop, form=form, **page)
        return shown, 422 if form.is_submitted() else 200
    with transaction() as writing:
        mails = list(work(writing))
    for number in mails:  # the files of mails that were written instead of sent
        (current_app.config["SETTINGS"].outbox_dir / f"{number:06d}.eml").unlink(missing_ok=True)
    flash(_("The personal details are erased."), "success")
    return _to_index(workshop)


def _to_index(workshop: Workshop) -> ResponseReturnValue:
    return redirect(url_for("privacy.index", w=workshop.slug), 303)

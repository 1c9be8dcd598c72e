"""Addresses that do not work."""

from http import HTTPStatus

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session, transaction
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import _, ngettext
from workshop.messages import addresses_service as service
from workshop.messages.blueprint import bp, by, to
from workshop.messages.forms import AddressForm, ReportForm
from workshop.messages.wording import SOURCES
from workshop.models import Workshop
from workshop.registration.details import full_name
from workshop.registration.invited import addressed

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/<w>/messages/addresses")
@requires(Role.ORGANISER)
def addresses(workshop: Workshop) -> ResponseReturnValue:
    return _page(workshop, AddressForm(prefix=""), ReportForm())


@bp.post("/<w>/messages/addresses/mark")
@requires(Role.ORGANISER)
def address_mark(workshop: Workshop) -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate():
        return _page(workshop, form, ReportForm(formdata=None)), REFUSED
    try:
        with transaction() as db:
            service.mark(db, workshop, form.address.data or "", form.reason.data or "", by=by())
    except WorkshopError as error:
        form.address.errors = [str(error)]
        return _page(workshop, form, ReportForm(formdata=None)), error.status
    flash(_("Marked. No mail goes there but what its owner asks for."), "success")
    return redirect(to("addresses", workshop), DONE)


@bp.post("/<w>/messages/addresses/report")
@requires(Role.ORGANISER)
def address_report(workshop: Workshop) -> ResponseReturnValue:
    """A mail that came back, uploaded or pasted."""
    form = ReportForm()
    form.validate()
    upload = form.file.data
    data = upload.stream.read() if upload else (form.pasted.data or "").encode("utf-8", "ignore")
    name = "file" if upload else "pasted"
    if not data and not form.errors:
        form.pasted.errors = [_("Choose the file, or paste the source of the mail")]
    if form.errors:
        return _page(workshop, AddressForm(formdata=None), form), REFUSED
    try:
        with transaction() as db:
            number = service.take_report(db, workshop, data, field=name, by=by())
    except WorkshopError as error:
        form[error.field or name].errors = [str(error)]
        return _page(workshop, AddressForm(formdata=None), form), error.status
    flash(
        ngettext("%(num)s address is marked.", "%(num)s addresses are marked.", number), "success"
    )
    return redirect(to("addresses", workshop), DONE)


@bp.post("/<w>/messages/addresses/<int:number>/works")
@requires(Role.ORGANISER)
def address_works(workshop: Workshop, number: int) -> ResponseReturnValue:
    with transaction() as db:
        address = service.unmark(db, workshop, number, by=by())
    flash(_("%(address)s gets mailings again.", address=address), "success")
    return redirect(to("addresses", workshop), DONE)


def _page(workshop: Workshop, form: AddressForm, report: ReportForm) -> str:
    page: str = render_template(
        "messages/addresses.html",
        workshop=workshop,
        listed=service.listing(session(), workshop),
        form=form,
        report=report,
        sources=SOURCES,
        full_name=full_name,
        addressed=addressed,
    )
    return page

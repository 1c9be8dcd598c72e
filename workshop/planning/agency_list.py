"""Taking over a list of agencies: pasted or uploaded, looked at, then stored."""

from collections import Counter

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.db import session, transaction
from workshop.domain.intake.refusal import Refused
from workshop.domain.intake.sheets import Sheet, read_sheets
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.i18n import _, _l
from workshop.models import Workshop
from workshop.planning import agency_list_service as service
from workshop.planning.agencies_forms import AgencyListForm
from workshop.planning.agency_list_service import Fate, Line
from workshop.planning.blueprint import bp
from workshop.planning.pages import by, to

UNREADABLE = _l(
    "This cannot be read as a list. Save it as xlsx or csv without a password and choose it again."
)
FATES = {
    Fate.NEW: _l("new"),
    Fate.CHANGED: _l("changed"),
    Fate.SAME: _l("same"),
    Fate.PROBLEM: _l("problem"),
}


@bp.route("/<w>/agencies/import", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def agency_list(workshop: Workshop) -> ResponseReturnValue:
    form = AgencyListForm()
    lines: list[Line] = []
    status = 200
    if form.is_submitted():
        lines, status = _read(workshop, form)
        if status == 303:
            counted = Counter(line.fate for line in lines)
            flash(
                _("Stored: %(new)s new, %(changed)s changed.",
                  new=counted[Fate.NEW], changed=counted[Fate.CHANGED]),
                "success",
            )  # fmt: skip
            return redirect(to("agencies", workshop), 303)
    counted = Counter(line.fate for line in lines)
    return render_template(
        "planning/agency_list.html",
        workshop=workshop,
        form=form,
        lines=lines,
        counted={str(FATES[fate]): counted[fate] for fate in Fate},
        fates=FATES,
        useful=counted[Fate.NEW] + counted[Fate.CHANGED],
    ), status


def _read(workshop: Workshop, form: AgencyListForm) -> tuple[list[Line], int]:
    """What the list would do, or did when it was sent to be stored."""
    if not form.validate():
        return [], 422
    try:
        sheet = _sheet(form)
        if request.form.get("step") != "store":
            return service.lines(session(), workshop, sheet), 200
        with transaction() as db:
            return service.store(db, workshop, sheet, by=by()), 303
    except WorkshopError as error:
        form.rows.errors = [str(error)]
        return [], 422


def _sheet(form: AgencyListForm) -> Sheet:
    """The first sheet of the file, which then stands in the field, or what was pasted.

    A damaged row stands there with a double quote before it, and so stays one.
    """
    uploaded = form.file.data.read() if form.file.data else b""
    data = uploaded or form.rows.data.encode()
    if not data.strip():
        raise WorkshopError(_("Paste rows or choose a file"))
    try:
        sheets = read_sheets(data)
    except Refused:
        raise WorkshopError(UNREADABLE) from None
    sheet = sheets[0] if sheets else Sheet("", [])
    if uploaded:
        form.rows.raw_data = None
        form.rows.data = "\n".join(
            '"' * (number in sheet.damaged) + "\t".join(" ".join(cell.split()) for cell in row)
            for number, row in enumerate(sheet.rows, start=1)
        )
    return sheet

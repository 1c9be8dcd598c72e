"""What a participant's group said, the published report, and the organiser's switch for it."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import current_account, participant, requires
from workshop.agreement import tables as agreement_tables
from workshop.agreement import voting_service
from workshop.agreement.voting_service import Voter
from workshop.browser import takes_part
from workshop.clock import now
from workshop.domain.terms import Role, WorkshopState
from workshop.i18n import _
from workshop.keys import AnswerKeyDestroyed, Keys
from workshop.models import Person, Workshop
from workshop.planning.editing import By
from workshop.publication import service
from workshop.publication.service import Reading
from workshop.report import tables

bp = Blueprint("publication", __name__)
blueprints = (bp,)


@bp.get("/w/<w>/said")
@participant
def said(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """What the person's group tells the plenary, as its facilitator approved it."""
    group = service.group_of(db.session(), workshop, person.id) if takes_part(person) else None
    if group is None:
        abort(404)
    return _private(
        "publication/said.html", workshop=workshop, group=group,
        told=service.said(db.session(), workshop, group),
    )  # fmt: skip


@bp.get("/w/<w>/report")
@participant
def report(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """The published report, for everybody who has a seat; not there before."""
    if workshop.report_published_at is None or not takes_part(person):
        abort(404)
    voted = _voted(workshop, person)
    found = service.reading(db.session(), workshop, voted=voted)
    return _private("publication/report.html", workshop=workshop, **_page(found))


@bp.route("/organise/<w>/report/publish", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def publish(workshop: Workshop) -> ResponseReturnValue:
    """What participants would read, above it the button that lets them."""
    if request.method == "POST":
        with db.transaction() as session:
            service.publish(session, workshop, by=_by())
        flash(_("The report is published. Every participant can read it."), "success")
        return redirect(url_for("report.matrix", w=workshop.slug), 303)
    found = service.reading(db.session(), workshop, voted=None)
    seen = found.results.overview
    return _private(
        "publication/publish.html", workshop=workshop, **_page(found),
        still_open=len({one.form_id for one in seen.standings if one.is_open}),
    )  # fmt: skip


@bp.post("/organise/<w>/report/withdraw")
@requires(Role.ORGANISER)
def withdraw(workshop: Workshop) -> ResponseReturnValue:
    with db.transaction() as session:
        service.withdraw(session, workshop, by=_by())
    flash(_("The report is taken back. Only the team can read it."), "success")
    return redirect(url_for("report.matrix", w=workshop.slug), 303)


def _page(found: Reading) -> dict[str, object]:
    """The report's parts as finished values."""
    results, k = found.results, found.results.disclosed.k
    agreed = agreement_tables.outcome(found.agreed)
    return {
        "groups": results.overview.groups,
        "k": k,
        "released": tables.released_words(results.overview, k),
        "matrices": tables.matrices(results),
        "numbers": tables.numbers(results),
        "counted": tables.counted(results),
        "told": results.told,
        "shared": agreed["shared"],
        "dividing": agreed["dividing"],
        "unvoted": found.unvoted,
        "shares": found.shares,
    }


def _voted(workshop: Workshop, person: Person) -> set[int] | None:
    """Statements this person voted on; None once nobody can vote any more."""
    if workshop.state is WorkshopState.CLOSED:
        return None
    keys: Keys = current_app.extensions["workshop.keys"]
    try:
        key = keys.answer_key(workshop.uid)
    except AnswerKeyDestroyed:
        return None
    voter = Voter(
        workshop_id=workshop.id, state=workshop.state, person_id=person.id,
        takes_part=takes_part(person), answer_key=key,
    )  # fmt: skip
    here = voting_service.ballot(db.session(), voter)
    return {one.asked.number for one in here.slips if one.filed}


def _by() -> By:
    account = current_account()
    return By(account.email if account else "", now())


def _private(template: str, **page: object) -> ResponseReturnValue:
    """For who is signed in: no cache keeps it."""
    response = make_response(render_template(template, **page))
    response.headers["Cache-Control"] = "private, no-store"
    return response

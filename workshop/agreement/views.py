"""Voting: a person's way through the statements, one at a time."""

from http import HTTPStatus

from flask import abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workshop import db, error_pages, freshness
from workshop.access import NO_PERSON, participant, sending
from workshop.agreement import desk_views, memory, results, tables, voting_service
from workshop.agreement.blueprint import bp
from workshop.agreement.forms import VoteForm
from workshop.agreement.results import Line
from workshop.agreement.voting_service import Ballot, Slip, Voter
from workshop.agreement.wording import CHOICES, CHOSEN
from workshop.browser import Sender, takes_part
from workshop.clock import now
from workshop.domain.terms import AnswerMode, Vote, WorkshopState
from workshop.errors import ConflictError
from workshop.i18n import _
from workshop.keys import AnswerKeyDestroyed
from workshop.models import Person, Workshop

blueprints = (bp,)
__all__ = ["blueprints", "desk_views"]


@bp.get("/w/<w>/agreement")
@participant
def ballot(workshop: Workshop, person: Person) -> ResponseReturnValue:
    """All statements: voted on, open, or closed; what came of those that are voted on.

    Its stamp, asked for every few seconds, changes with what may be voted on.
    """
    sender = Sender.of(workshop, person)
    here = voting_service.ballot(db.session(), _voter(sender))
    if freshness.is_live():
        return freshness.stamp(_stamp(workshop, here))
    found = results.results(db.session(), workshop, k=workshop.disclosure_k)
    every = [(slip, found.line(slip.asked.number)) for slip in here.slips]
    seen = [line for slip, line in every if line and _may_see(workshop, slip, line)]
    across = tables.spread(seen)
    shown = {line.asked.number: tables.shown(found, line, across) for line in seen}
    return _private(
        "agreement/ballot.html", workshop=workshop, here=here, following=here.after(),
        shown=shown, own=_own(here), chosen=CHOSEN, squares=_squares(workshop.slug, here),
        named=_is_named(workshop), k=workshop.disclosure_k,
        live_etag=freshness.quoted(_stamp(workshop, here)),
    )  # fmt: skip


@bp.get("/w/<w>/agreement/<int:n>")
@participant
def statement(workshop: Workshop, person: Person, n: int) -> ResponseReturnValue:
    return _page(workshop, Sender.of(workshop, person), n)


@bp.post("/w/<w>/agreement/<int:n>")
@sending
def vote(sender: Sender | None, n: int) -> ResponseReturnValue:
    if sender is None:
        join = url_for("registration.join", w=g.workshop.slug)
        return error_pages.signed_out(NO_PERSON, (join, _("Sign in with code or link")))
    form = VoteForm()
    if not form.validate():
        return _page(
            sender.workshop, sender, n, refused=form.mistake(),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )  # fmt: skip
    voter = _voter(sender)
    try:
        with db.transaction() as session:
            voting_service.vote(
                session, voter, n, Vote(form.vote.data), form_id=int(form.form.data),
                form_version=int(form.form_version.data), seen=int(form.seen.data),
                secret=memory.secret(), now=now(),
            )  # fmt: skip
    except ConflictError as error:
        return _page(sender.workshop, sender, n, refused=str(error), status=error.status)
    following = voting_service.ballot(db.session(), voter).after(n)
    if following is None:
        return redirect(url_for("agreement.ballot", w=sender.slug, sent=n), HTTPStatus.SEE_OTHER)
    target = url_for("agreement.statement", w=sender.slug, n=following.asked.number, sent=n)
    return redirect(target, HTTPStatus.SEE_OTHER)


def _page(
    workshop: Workshop, sender: Sender, number: int, *, refused: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:  # fmt: skip
    """One statement, its three buttons, and what came of it once the person has voted on it."""
    here = voting_service.ballot(db.session(), _voter(sender))
    slip = here.slip(number)
    if slip is None:
        abort(404)
    if slip.is_open:
        memory.secret()  # before the first vote, so that one sent twice is one
    line = None
    if slip.filed or not slip.is_open:
        found = results.results(db.session(), workshop, k=workshop.disclosure_k)
        line = found.line(number)
    if line and not _may_see(workshop, slip, line):
        line = None
    return _private(
        "agreement/statement.html", status, workshop=workshop, here=here, slip=slip,
        own=voting_service.own_vote(db.session(), slip, memory.recall()), refused=refused,
        shown=tables.shown(found, line) if line else None, squares=_squares(workshop.slug, here),
        choices=CHOICES, chosen=CHOSEN, named=_is_named(workshop), following=here.after(number),
        just_sent=_just_sent(here, number), k=workshop.disclosure_k,
        live_etag=freshness.quoted(_stamp(workshop, here)),
    )  # fmt: skip


def _stamp(workshop: Workshop, here: Ballot) -> str:
    return freshness.tag(workshop.version, here.stamp, live=True)


def _may_see(workshop: Workshop, slip: Slip, line: Line) -> bool:
    """Results are for who has voted, and for everybody once nobody can vote any more.

    That is when the workshop is closed for good, or voting is closed in all groups and the report
    that holds these results is published (see publication.service).
    """
    if slip.filed is not None or workshop.state is WorkshopState.CLOSED:
        return True
    return workshop.report_published_at is not None and not line.is_open


def _just_sent(here: Ballot, number: int) -> Slip | None:
    """The statement that was voted on a moment ago, for a word on the page that follows."""
    sent = request.args.get("sent", type=int)
    slip = here.slip(sent) if sent is not None and sent != number else None
    return slip if slip and slip.filed else None


def _own(here: Ballot) -> dict[int, Vote]:
    """This browser's own votes by the statement's number."""
    secret = memory.recall()
    found = {
        one.asked.number: voting_service.own_vote(db.session(), one, secret) for one in here.slips
    }
    return {number: vote for number, vote in found.items() if vote is not None}


def _squares(slug: str, here: Ballot) -> list[tuple[int, str, str]]:
    """For the progress: what a square says, how it is shown, where it leads."""
    return [
        (one.place, one.mark, url_for("agreement.statement", w=slug, n=one.asked.number))
        for one in here.slips
    ]


def _voter(sender: Sender) -> Voter:
    try:
        key: bytes | None = current_app.extensions["workshop.keys"].answer_key(sender.uid)
    except AnswerKeyDestroyed:
        key = None
    return Voter(
        workshop_id=sender.workshop_id, state=sender.state, person_id=sender.id,
        takes_part=takes_part(sender), answer_key=key,
    )  # fmt: skip


def _is_named(workshop: Workshop) -> bool:
    return workshop.answer_mode is AnswerMode.NAMED


def _private(
    template: str, status: HTTPStatus = HTTPStatus.OK, **page: object
) -> ResponseReturnValue:
    """About one person: no cache keeps it."""
    response = make_response(render_template(template, **page), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The pages a participant sees: a form open, closed or kept back; each about one person only."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, current_app, make_response, render_template, request, url_for
from markupsafe import Markup

from workshop import db
from workshop.browser import Sender, takes_part
from workshop.clock import now
from workshop.domain.questionnaire import Questionnaire
from workshop.domain.terms import OVERALL, AnswerMode
from workshop.feedback import closing, memory
from workshop.feedback.forms import FeedbackForm, Typed, build, typed_elsewhere
from workshop.feedback.service import Journey, Step, journey
from workshop.feedback.structure import FormState
from workshop.freshness import quoted
from workshop.i18n import _, _l, language
from workshop.keys import AnswerKeyDestroyed
from workshop.local_clock import local_time
from workshop.models import Workshop

_ANOTHER = _l(
    "Not sent: somebody else is signed in on this browser by now. Use your own code or link, then "
    "send again."
)
Marks = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Other:
    """An answer that was replaced by one whose writer had not seen it; `typed` where this browser
    may show it."""

    typed: list[Typed]


def progress_page(workshop: Workshop, way: Journey, live_etag: str) -> Response:
    """All forms: stored, open or closed, and the way to the next. live_etag: see live_views."""
    following = way.after()
    return _private(
        "feedback/progress.html",
        200,
        workshop=workshop,
        way=way,
        squares=_squares(workshop.slug, way.marks),
        sent=_sent(way.marks),
        following=following,
        just_sent=_just_sent(workshop, way),
        named=_is_named(workshop),
        next_url=form_url(workshop.slug, following.number) if following else None,
        undecided=_undecided(workshop.slug, way),
        until=closing.times(workshop, way),
        **_followed(workshop, live_etag),
    )


def form_page(
    workshop: Workshop,
    way: Journey,
    step: Step,
    filled: FeedbackForm | None,
    *,
    asked: Questionnaire | None = None,
    other: Other | None = None,
    replaces: bool = False,
    on_paper: bool = False,
    stored_at: dt.datetime | None = None,
    status: int = 200,
) -> Response:
    """An open form: `filled`, or what is `asked`, still empty.

    replaces: an answer that this browser does not show was sent elsewhere, `on_paper` where it was
    keyed in. other: one that what is shown replaced unseen. stored_at: when this browser sent what
    is shown.
    """
    following = way.after(step.number)
    return _private(
        "feedback/form.html",
        status,
        workshop=workshop,
        step=step,
        top=_top(workshop.slug, way.marks, step.state, _is_named(workshop), language()),
        form=filled,
        blank_bands=_blank_bands(asked, step.group_id, language())
        if asked and not filled
        else None,
        submission_id=filled.usable_id if filled else uuid.uuid4(),
        replaces=replaces,
        on_paper=on_paper,
        other=other,
        based_on=request.form.get("based_on") or (step.filed.revision if step.filed else 0),
        stored_at=local_time(workshop, stored_at) if stored_at else None,
        just_sent=_just_sent(workshop, way, step),
        closing=closing.of(workshop, step, now=now()),
        live_url=url_for("feedback.live", w=workshop.slug, form=step.number),
        send=_send(following.number if following else None, language()),
        unknown=typed_elsewhere(request.form, filled),
    )


def closed_page(
    workshop: Workshop, way: Journey, step: Step, filled: FeedbackForm | None, live_etag: str
) -> Response:
    """A form that is not open: why, and what this browser sent. live_etag: see live_views."""
    return _private(
        "feedback/closed.html",
        200,
        workshop=workshop,
        step=step,
        top=_top(workshop.slug, way.marks, step.state, _is_named(workshop), language()),
        typed=filled.typed() if filled else [],
        just_sent=_just_sent(workshop, way, step),
        why=_why_closed(way, step),
        **_followed(workshop, live_etag),
    )


def kept_page(
    workshop: Workshop,
    step: Step | None,
    filled: FeedbackForm | None,
    *,
    way: Journey | None,
    is_somebody: bool = False,
) -> Response:
    """Nothing was stored: 401 without a journey (not signed in), else 409 (closed).

    is_somebody: somebody is signed in, but not who typed this.

    Everything that was typed is on the page, ready to be copied.
    """
    return _private(
        "feedback/kept.html",
        409 if way else 401,
        workshop=workshop,
        step=step,
        typed=[*(filled.typed() if filled else ()), *typed_elsewhere(request.form, filled)],
        sentence=_ANOTHER if is_somebody else _why_kept(way),
        signed_in=way is not None,
    )


def form_url(slug: str, number: int) -> str:
    if number == OVERALL:
        return url_for("feedback.overall", w=slug)
    return url_for("feedback.form", w=slug, n=number)


def next_url(slug: str, way: Journey, step: Step) -> str:
    """Where a stored answer leads: the next open form, else the progress."""
    following = way.after(step.number)
    if following is None:
        return url_for("feedback.progress", w=slug)
    return form_url(slug, following.number)


@lru_cache(maxsize=512)
def _blank_bands(asked: Questionnaire, group_id: int | None, _language: str) -> Markup:
    """The questions of an empty form; most pages that are opened show nothing else."""
    page = render_template("feedback/_bands.html", form=build(asked, group_id))
    return Markup(page)  # noqa: S704  rendered by a template


@lru_cache(maxsize=2048)
def _top(slug: str, marks: Marks, state: FormState, named: bool, _language: str) -> Markup:
    """What stands above the questions, the same for everybody who is as far."""
    page = render_template(
        "feedback/_top.html",
        squares=_squares(slug, marks),
        sent=_sent(marks),
        state=state,
        named=named,
    )
    return Markup(page)  # noqa: S704  rendered by a template


@lru_cache(maxsize=512)
def _send(following: int | None, _language: str) -> Markup:
    """The button that names what comes next."""
    page = render_template("feedback/_send.html", following=following)
    return Markup(page)  # noqa: S704  rendered by a template


def _sent(marks: Marks) -> int:
    """How many forms are stored."""
    return sum(mark == "stored" for _number, mark in marks)


def _squares(slug: str, marks: Marks) -> list[tuple[object, str, str | None]]:
    """For the progress: what a square says, how it is shown, where it leads."""
    return [
        (
            _("Overall") if number == OVERALL else number,
            mark,
            None if mark == "later" else form_url(slug, number),
        )
        for number, mark in marks
    ]


def _just_sent(
    workshop: Workshop, way: Journey, here: Step | None = None
) -> dict[str, object] | None:
    """The form that this browser sent last, and when on the workshop's clock, for the next page."""
    kept = memory.just_sent(now())
    step = next((s for s in way.steps if kept and s.state.form_id == kept.form_id), None)
    if kept is None or step is None or step is here:
        return None
    return {"number": step.number, "at": local_time(workshop, kept.at)}


def _why_closed(way: Journey, step: Step) -> object:
    if way.group_id is None:
        return _("You have no group yet. The form opens once the groups are published.")
    if not way.may_answer or step.state.closings:
        return _("This form is closed.")
    return _("This form is not open yet. The organiser opens it when its turn comes.")


def _why_kept(way: Journey | None) -> object:
    if way is None:
        return _("Not sent: this browser is not signed in. Use your code or link, then send again.")
    if way.group_id is None:
        return _("Not sent: you have no group yet. The form opens once the groups are published.")
    return _("Not sent: this form is closed. Copy your text, or ask the organiser to reopen it.")


def _undecided(slug: str, way: Journey) -> list[tuple[int, str]]:
    """Forms on which two answers wait for their writer's choice, with their addresses."""
    open_ones = memory.undecided()
    return [
        (step.number, form_url(slug, step.number))
        for step in way.steps
        if step.state.form_id in open_ones and step.is_open
    ]


def _followed(workshop: Workshop, live_etag: str) -> dict[str, str]:
    """For a page that is loaded anew once a form opens or closes."""
    return {"live_url": url_for("feedback.live", w=workshop.slug), "live_etag": quoted(live_etag)}


def _is_named(workshop: Workshop) -> bool:
    return workshop.answer_mode is AnswerMode.NAMED


def _private(template: str, status: int, **values: object) -> Response:
    """A page about one person, which no cache keeps."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def journey_of(sender: Sender, key: bytes | None) -> Journey:
    """What whoever is here may answer, and has."""
    return journey(
        db.session(),
        workshop_id=sender.workshop_id,
        state=sender.state,
        person_id=sender.id,
        takes_part=takes_part(sender),
        answer_key=key,
        now=now(),
    )


def answer_key(uid: str) -> bytes | None:
    """The key of a workshop's answers; None once it was closed for good."""
    try:
        key: bytes = current_app.extensions["workshop.keys"].answer_key(uid)
    except AnswerKeyDestroyed:
        return None
    return key

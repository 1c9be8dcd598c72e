"""The questions of every form: in order, one sheet per question."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from workshop.access import requires
from workshop.db import session, transaction
from workshop.domain.terms import QuestionKind, Role
from workshop.i18n import _, plain
from workshop.models import FeedbackForm, Strategy, Workshop
from workshop.planning import groups_service, strategies_service
from workshop.planning import questions_service as service
from workshop.planning.blueprint import bp
from workshop.planning.forms import options
from workshop.planning.pages import by, confirm, edit, to
from workshop.planning.questions_forms import KINDS, QuestionForm
from workshop.web import row_number


@bp.get("/<w>/questions")
@requires(Role.ORGANISER)
def questions(workshop: Workshop) -> ResponseReturnValue:
    return render_template(
        "planning/questions.html",
        workshop=workshop,
        forms=service.forms(session(), workshop),
        kinds=KINDS,
    )


@bp.route("/<w>/questions/new", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def questions_new(workshop: Workshop) -> ResponseReturnValue:
    own = service.form(session(), workshop, request.args.get("form", -1, type=row_number))
    number = own.number
    try:
        kind = QuestionKind(request.args.get("kind", ""))
    except ValueError:
        raise NotFound from None
    form = _form(workshop, kind, {"required": kind is QuestionKind.SCALE})
    page = _page(workshop, own, kind, _("New question"))
    if request.form.get("more"):
        return _with_more(form, page, to("questions", workshop))
    return edit(
        form,
        lambda db: service.add(db, workshop, number, kind, form.values(), by=by()),
        done=_("Saved."),
        back=to("questions", workshop, _anchor=f"form-{number}"),
        page=page,
    )


@bp.route("/<w>/questions/<int:number>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def questions_one(workshop: Workshop, number: int) -> ResponseReturnValue:
    worded = service.question(session(), workshop, number)
    own = service.form_of(session(), workshop, worded)
    data = {**service.values(worded), "version": service.version(worded)}
    form = _form(workshop, worded.words.kind, data)
    page = _page(workshop, own, worded.words.kind, plain(worded.words, "text"))
    page["delete"] = to("questions_remove", workshop, number=number)
    page["splits"] = service.gets_new_wording(session(), own)
    back = to("questions", workshop, _anchor=f"form-{own.number}")
    if request.form.get("more"):
        return _with_more(form, page, back)
    return edit(
        form,
        lambda db: service.change(
            db, workshop, number, form.values(), seen=form.version.data, by=by()
        ),
        done=_("Saved."),
        back=back,
        page=page,
    )


@bp.route("/<w>/questions/<int:number>/remove", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def questions_remove(workshop: Workshop, number: int) -> ResponseReturnValue:
    worded = service.question(session(), workshop, number)
    own = service.form_of(session(), workshop, worded)
    return confirm(
        lambda db, seen: service.remove(db, workshop, number, seen=seen, by=by()),
        version=service.version(worded),
        done=_("The question is taken away."),
        back=to("questions", workshop, _anchor=f"form-{own.number}"),
        page={
            "workshop": workshop,
            "subnav": "questions",
            "heading": _("Take away “%(what)s”?", what=plain(worded.words, "text")),
            "sentence": _(
                "It is no longer asked. Once people have answered the form, it is kept with its "
                "answers and can be put back; before that it is deleted."
            ),
            "action": _("Take away"),
        },
    )


@bp.post("/<w>/questions/<int:number>/move")
@requires(Role.ORGANISER)
def questions_move(workshop: Workshop, number: int) -> ResponseReturnValue:
    with transaction() as db:
        service.move(db, workshop, number, up=request.form.get("to") == "up", by=by())
    return redirect(to("questions", workshop, _anchor=f"question-{number}"), 303)


@bp.post("/<w>/questions/<int:number>/back")
@requires(Role.ORGANISER)
def questions_back(workshop: Workshop, number: int) -> ResponseReturnValue:
    with transaction() as db:
        service.put_back(db, workshop, number, by=by())
    flash(_("The question is asked again."), "success")
    return redirect(to("questions", workshop, _anchor=f"question-{number}"), 303)


def _form(workshop: Workshop, kind: QuestionKind, data: dict[str, Any]) -> QuestionForm:
    form = QuestionForm(kind, data=data)
    groups = groups_service.groups(session(), workshop)
    named = [(group.id, f"{group.letter} {plain(group, 'name')}") for group in groups]
    form.group.choices = options([(0, _("everybody")), *named])
    return form


def _page(
    workshop: Workshop, own: FeedbackForm, kind: QuestionKind, heading: str
) -> dict[str, Any]:
    return {
        "template": "planning/question.html",
        "workshop": workshop,
        "heading": heading,
        "kind": kind,
        "kind_name": KINDS[kind],
        "strategy": _strategy(workshop, own),
    }


def _strategy(workshop: Workshop, own: FeedbackForm) -> Strategy | None:
    if own.strategy_id is None:
        return None
    return strategies_service.strategy(session(), workshop, own.strategy_id)


def _with_more(form: QuestionForm, page: dict[str, Any], back: str) -> ResponseReturnValue:
    """The same page with empty rows for more options; nothing is stored."""
    form.add_rows()
    template = page.pop("template")
    return render_template(template, form=form, back=back, **page)

"""The team: members, invitations by one-time link."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask import session as kept
from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.accounts import service as accounts
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.terms import Role
from workshop.i18n import _, plain
from workshop.models import FocusGroup, Workshop
from workshop.planning import groups_service
from workshop.planning import team_service as service
from workshop.planning.blueprint import bp
from workshop.planning.forms import options
from workshop.planning.pages import attempt, by, confirm, to
from workshop.planning.team_forms import NAMES, WITH_GROUP, InviteForm

FRESH_LINK = "invitation_link"


@bp.route("/<w>/team", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def team(workshop: Workshop) -> ResponseReturnValue:
    groups = groups_service.groups(session(), workshop)
    form = InviteForm()
    named = [(one.id, f"{one.letter} {plain(one, 'name')}") for one in groups]
    form.group.choices = options([(0, _("none")), *named])
    links: list[str] = []
    status = attempt(form, lambda db: links.append(_invite(db, workshop, form)))
    if status == 303:
        kept[FRESH_LINK] = [workshop.id, form.email.data, links[0]]
        return redirect(to("team", workshop), 303)
    fresh = kept.pop(FRESH_LINK, None) if status == 200 else None
    return render_template(
        "planning/team.html",
        workshop=workshop,
        form=form,
        names=NAMES,
        members=service.members(session(), workshop),
        invited=service.invited(session(), workshop, now=now()),
        fresh=fresh if fresh and fresh[0] == workshop.id else None,
        mailed=current_app.config["SETTINGS"].may_mail_links,
    ), status


def _invite(db: Any, workshop: Workshop, form: InviteForm) -> str:
    group: FocusGroup | None = None
    if form.role.data in WITH_GROUP:
        group = groups_service.group(db, workshop, form.group.data)
    return accounts.invite(
        db,
        settings=current_app.config["SETTINGS"],
        workshop=workshop,
        email=form.email.data,
        name=form.name.data,
        role=form.role.data,
        group=group,
        by=by().actor,
        now=now(),
    )


@bp.route("/<w>/team/<int:number>/remove", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def team_remove(workshop: Workshop, number: int) -> ResponseReturnValue:
    found = service.member(session(), workshop, number)
    name = found.account.name or found.account.email
    own = found.membership.role is Role.ORGANISER and found.account.email == by().actor
    return confirm(
        lambda db, _version: service.remove(db, workshop, number, by=by()),
        version=1,
        done=_("Removed from the team."),
        back=url_for("start.workshops") if own else to("team", workshop),
        page={
            "workshop": workshop,
            "subnav": "team",
            "heading": _("Remove %(who)s from the team?", who=name),
            "sentence": _(
                "%(who)s can no longer open this workshop as %(role)s. The account stays.",
                who=name, role=NAMES[found.membership.role],
            ),
            "action": _("Remove"),
        },
    )  # fmt: skip


@bp.post("/<w>/team/invitations/<int:number>/withdraw")
@requires(Role.ORGANISER)
def team_withdraw(workshop: Workshop, number: int) -> ResponseReturnValue:
    with transaction() as db:
        service.withdraw(db, workshop, number, by=by())
    flash(_("The invitation is withdrawn. Its link no longer works."), "success")
    return redirect(to("team", workshop), 303)

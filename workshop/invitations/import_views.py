"""The pages on which a list of those to invite is brought, looked at and stored."""

from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.domain.terms import Role
from workshop.invitations.blueprint import bp
from workshop.invitations.forms import ListForm
from workshop.invitations.importing import INVITEES
from workshop.models import Workshop
from workshop.people.bringing import Bringing

LISTS = Bringing(INVITEES, ListForm, feature="invitations", home="invitations.board")


@bp.route("/organise/<w>/invitations/import", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def importing(workshop: Workshop) -> ResponseReturnValue:
    return LISTS.page(workshop)


@bp.post("/organise/<w>/invitations/import/<step>")
@requires(Role.ORGANISER)
def import_step(workshop: Workshop, step: str) -> ResponseReturnValue:
    return LISTS.step(workshop, step)

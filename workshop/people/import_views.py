"""The pages on which a list of people is uploaded, looked at and stored."""

from flask.typing import ResponseReturnValue

from workshop.access import requires
from workshop.domain.terms import Role
from workshop.models import Workshop
from workshop.people.blueprint import bp
from workshop.people.bringing import Bringing
from workshop.people.forms import ImportForm
from workshop.people.importing import PEOPLE

LISTS = Bringing(PEOPLE, ImportForm, feature="people", home="people.listing")


@bp.route("/<w>/people/import", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def importing(workshop: Workshop) -> ResponseReturnValue:
    return LISTS.page(workshop)


@bp.post("/<w>/people/import/<step>")
@requires(Role.ORGANISER)
def import_step(workshop: Workshop, step: str) -> ResponseReturnValue:
    return LISTS.step(workshop, step)

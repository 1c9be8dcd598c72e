"""Inviting somebody to the team."""

from typing import ClassVar

from wtforms import Field
from wtforms.validators import Email, ValidationError

from workshop.domain.terms import Role
from workshop.forms import lower
from workshop.i18n import _, _l
from workshop.planning.forms import Layout, SetupForm, choice, line, options

ROLES = {
    Role.ORGANISER: _l("Organiser: everything in this workshop"),
    Role.FACILITATOR: _l("Facilitator: leads one group"),
    Role.NOTE_TAKER: _l("Note-taker: writes down what one group says"),
    Role.DOOR: _l("Door desk: checks people in"),
}
NAMES = {
    Role.ORGANISER: _l("Organiser"),
    Role.FACILITATOR: _l("Facilitator"),
    Role.NOTE_TAKER: _l("Note-taker"),
    Role.DOOR: _l("Door desk"),
}
WITH_GROUP = (Role.FACILITATOR, Role.NOTE_TAKER)


class InviteForm(SetupForm):
    layout: ClassVar[Layout] = (("email",), ("name",), ("role",), ("group",))

    email = line(
        _l("Email address"), 254, sentence=_l("Enter an email address"), filters=[lower],
        validators=[Email(_l("Enter an email address like name@agency.go.th"))],
        render_kw={"inputmode": "email", "spellcheck": "false", "autocomplete": "off"},
    )  # fmt: skip
    name = line(_l("Name"), 120, render_kw={"autocomplete": "off"})
    role = choice(_l("Role"), choices=options(ROLES.items()), coerce=Role, default=Role.FACILITATOR)
    group = choice(
        _l("Group"), coerce=int, default=0, description=_l("For facilitators and note-takers")
    )

    def validate_group(self, field: Field) -> None:
        if self.role.data in WITH_GROUP and not field.data:
            raise ValidationError(_("Choose the group this person works with"))

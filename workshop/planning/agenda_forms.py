"""The form of one part of the day."""

from typing import ClassVar

from wtforms import TimeField
from wtforms.validators import ValidationError

from workshop.domain.terms import AgendaKind
from workshop.i18n import _, _l
from workshop.planning.forms import Layout, SetupForm, choice, line_in_both, options, time

KINDS = {
    AgendaKind.PLENARY: _l("Everybody together"),
    AgendaKind.GROUPS: _l("In groups"),
    AgendaKind.BREAK: _l("Break"),
}


class AgendaForm(SetupForm):
    layout: ClassVar[Layout] = (
        ("starts", "ends"),
        ("kind",),
        ("title_th", "title_en"),
        ("detail_th", "detail_en"),
        ("place_th", "place_en"),
    )
    either: ClassVar = {"title": _l("Enter what happens then, in Thai or in English")}

    starts = time(_l("Starts"))
    ends = time(_l("Ends"), required=False)
    kind = choice(
        _l("How people sit"),
        choices=options(KINDS.items()),
        coerce=AgendaKind,
        default=AgendaKind.PLENARY,
    )
    title_th, title_en = line_in_both(_l("What happens"), 200)
    detail_th, detail_en = line_in_both(_l("Who or what about"), 300)
    place_th, place_en = line_in_both(_l("Where"), 120)

    def validate_ends(self, field: TimeField) -> None:
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("Enter an end after the start"))

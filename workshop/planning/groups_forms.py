"""The form of one focus group."""

from typing import ClassVar

from wtforms import IntegerField
from wtforms.validators import ValidationError

from workshop.forms import lower
from workshop.i18n import _, _l
from workshop.planning.forms import (
    WELL_FORMED,
    Layout,
    SetupForm,
    line,
    line_in_both,
    several,
    whole_number,
)

MOST_SEATS = 2000


class GroupForm(SetupForm):
    layout: ClassVar[Layout] = (
        ("name_th", "name_en"),
        ("short_name_th", "short_name_en"),
        ("code",),
        ("room_th", "room_en"),
        ("floor",),
        ("seats_min", "seats_max"),
        ("roles",),
    )
    either: ClassVar = {"name": _l("Enter a name in Thai or in English")}

    name_th, name_en = line_in_both(_l("Name"), 120)
    short_name_th, short_name_en = line_in_both(_l("Short name"), 60, _l("For badges and tables"))
    code = line(
        _l("Code"), 40, sentence=_l("Enter a code such as policy"), filters=[lower],
        description=_l("Part of the address of the group’s pages"),
        validators=[WELL_FORMED],
    )  # fmt: skip
    room_th, room_en = line_in_both(_l("Room"), 120)
    floor = line(_l("Floor"), 20)
    seats_min = whole_number(_l("Seats, at least"), 0, MOST_SEATS)
    seats_max = whole_number(_l("Seats, at most"), 1, MOST_SEATS)
    roles = several(
        _l("Takes people whose agency"),
        description=_l("Without a tick the group takes everybody."),
    )  # fmt: skip

    def validate_seats_max(self, field: IntegerField) -> None:
        least = self.seats_min.data
        if least is not None and field.data is not None and field.data < least:
            raise ValidationError(_("Enter at least as many seats as the smallest number"))

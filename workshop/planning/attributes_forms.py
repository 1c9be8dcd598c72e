"""What an attribute of people is called, and where it stands among the others."""

from typing import ClassVar

from workshop.domain.intake.attributes import NAME_LENGTH
from workshop.i18n import _l
from workshop.planning.forms import Layout, SetupForm, line_in_both, whole_number


class AttributeForm(SetupForm):
    layout: ClassVar[Layout] = (("name_th", "name_en"), ("position",))
    either: ClassVar = {"name": _l("Enter a name in Thai or in English")}

    name_th, name_en = line_in_both(
        _l("Name"), NAME_LENGTH, _l("As the column is headed in lists, for example: region")
    )
    position = whole_number(_l("Place in the list"), 0, 999, default=0)

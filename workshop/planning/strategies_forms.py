"""The form of one strategy."""

from typing import ClassVar

from workshop.i18n import _l
from workshop.planning.forms import Layout, SetupForm, line_in_both, text_in_both, whole_number


class StrategyForm(SetupForm):
    layout: ClassVar[Layout] = (
        ("number",),
        ("title_th", "title_en"),
        ("short_title_th", "short_title_en"),
        ("description_th", "description_en"),
    )
    either: ClassVar = {"title": _l("Enter a title in Thai or in English")}

    number = whole_number(_l("Number"), 1, 99)
    title_th, title_en = line_in_both(_l("Title"), 200)
    short_title_th, short_title_en = line_in_both(_l("Short title"), 80, _l("For tabs and tables"))
    description_th, description_en = text_in_both(
        _l("Description"), 4000, 6, _l("Two or three sentences; people read it before they answer.")
    )

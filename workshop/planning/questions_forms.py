"""The form of one question; what stands in it depends on the question's kind."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, FieldList, FormField, HiddenField
from wtforms import Form as PlainForm

from workshop.domain.terms import QuestionKind
from workshop.i18n import _, _l
from workshop.planning.forms import Layout, SetupForm, choice, line, line_in_both, text_in_both

KINDS = {
    QuestionKind.SCALE: _l("Scale from 1 to 5"),
    QuestionKind.SINGLE: _l("One choice"),
    QuestionKind.MULTIPLE: _l("Several choices"),
    QuestionKind.RANKING: _l("Put in order"),
    QuestionKind.SHORT_TEXT: _l("Short text"),
    QuestionKind.LONG_TEXT: _l("Long text"),
}
TEXTS = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
MOST_OPTIONS = 30
MOST_RANKED = 12
SPARE_ROWS = 3
POINTS = ("1", "2", "3", "4", "5")


class OptionForm(PlainForm):
    """One option, or one point of the scale."""

    key = HiddenField()
    th = line(_l("Thai"), 200, render_kw={"lang": "th"})
    en = line(_l("English"), 200, render_kw={"lang": "en"})


class QuestionForm(SetupForm):
    layout: ClassVar[Layout] = (
        ("text_th", "text_en"),
        ("short_text_th", "short_text_en"),
        ("hint_th", "hint_en"),
        ("group",),
        ("required",),
    )
    either: ClassVar = {"text": _l("Enter the question in Thai or in English")}

    text_th, text_en = text_in_both(_l("Question"), 500, 3)
    short_text_th, short_text_en = line_in_both(_l("In short"), 120, _l("For tables and figures"))
    hint_th, hint_en = line_in_both(_l("Hint"), 300)
    group = choice(_l("Put to"), coerce=int, default=0)
    required = BooleanField(_l("An answer is needed to send the form"))
    options = FieldList(FormField(OptionForm), max_entries=MOST_OPTIONS)

    def __init__(self, kind: QuestionKind, *args: Any, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)
        if kind is QuestionKind.SCALE:
            self._five_points()
        elif kind not in TEXTS and not self.options.entries:
            self.add_rows()

    def _five_points(self) -> None:
        while len(self.options.entries) > len(POINTS):
            self.options.pop_entry()
        for place, key in enumerate(POINTS):
            if place >= len(self.options.entries):
                self.options.append_entry({"key": key, "th": "", "en": ""})
            self.options.entries[place].form.key.data = key

    def add_rows(self) -> None:
        """Empty rows for more options, as long as there is room."""
        room = MOST_OPTIONS - len(self.options.entries)
        for _number in range(min(SPARE_ROWS, room)):
            self.options.append_entry({"key": "", "th": "", "en": ""})

    def values(self) -> dict[str, Any]:
        return {**super().values(), "options": self.filled()}

    def filled(self) -> list[dict[str, str]]:
        """The options with a text; all five points of a scale."""
        rows = [{**row, "key": row["key"] or ""} for row in self.options.data]
        if self.kind is QuestionKind.SCALE:
            return rows
        return [] if self.kind in TEXTS else [row for row in rows if row["th"] or row["en"]]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        sentence = None if self.kind in TEXTS else self._wrong_options()
        if sentence:
            self.options.errors = [*self.options.errors, str(sentence)]
            return False
        return fine

    def _wrong_options(self) -> Any:
        rows = self.filled()
        if self.kind is QuestionKind.SCALE:
            ends = (rows[0], rows[-1])
            missing = not all(row["th"] or row["en"] for row in ends)
            return _("Say in words what 1 and 5 mean") if missing else None
        if len(rows) < 2:
            return _("Enter at least two to choose from")
        if self.kind is QuestionKind.RANKING and len(rows) > MOST_RANKED:
            return _("Enter at most %(most)s; more cannot be put in order", most=MOST_RANKED)
        for code in ("th", "en"):
            words = [row[code].casefold() for row in rows if row[code]]
            if len(set(words)) < len(words):
                return _("Two of them are the same. Change or delete one.")
        return None

    def copy_of(self, values: Mapping[str, Any]) -> "QuestionForm":
        return type(self)(self.kind, formdata=None, data=dict(values))

    def show_theirs(self, values: Mapping[str, Any], version: int) -> None:
        super().show_theirs(values, version)
        if values.get("options") == self.filled():
            self.theirs.pop("options", None)

    def shown(self, field: Any, value: Any) -> str:
        if field.name == "options":
            rows = (" / ".join(word for word in (row["th"], row["en"]) if word) for row in value)
            return ", ".join(row for row in rows if row)
        return super().shown(field, value)

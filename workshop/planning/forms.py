"""What set-up forms share: fields in two languages, lengths, and what somebody else stored."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Optional,
    Regexp,
    StopValidation,
    ValidationError,
)

from workshop.domain.terms import LANGUAGES
from workshop.errors import WorkshopError
from workshop.forms import NumberRange, VersionedForm, tidy, tidy_text, unstacked
from workshop.i18n import _, _l

WELL_FORMED = Regexp(
    "^[a-z0-9]+(?:-[a-z0-9]+)*$", message=_l("Use small letters a to z, digits and hyphens")
)
FIRST_BUDDHIST_YEAR = 2400
PLAIN_FIELDS = frozenset({"csrf_token", "version", "submission_id"})

Layout = tuple[tuple[str, ...], ...]


class AtMost:
    """Refuses text of more than `most` characters, and says how many it has."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"limit": most}

    def __call__(self, _form: PlainForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise StopValidation(
                _("Shorten this to at most %(most)s characters; it has %(length)s.",
                  most=self.most, length=length)
            )  # fmt: skip


def thai(label: object) -> Any:
    return _l("%(what)s (Thai)", what=label)


def english(label: object) -> Any:
    return _l("%(what)s (English)", what=label)


def options(pairs: Iterable[tuple[object, object]]) -> list[SelectChoice]:
    """Keys with their words, for a field to choose from."""
    return [SelectChoice(key, words) for key, words in pairs]


_NO_CHOICE = _l("Choose one of these")


def choice(label: object, **kwargs: Any) -> SelectField:
    """One of several."""
    return SelectField(
        label, invalid_value_message=_NO_CHOICE, invalid_choice_message=_NO_CHOICE, **kwargs
    )


def several(label: object, **kwargs: Any) -> SelectMultipleField:
    """Any number of several, by their number."""
    return SelectMultipleField(
        label,
        coerce=int,
        invalid_value_message=_NO_CHOICE,
        invalid_choice_message=_NO_CHOICE,
        **kwargs,
    )


def line(label: object, most: int, *, sentence: object = None, **kwargs: Any) -> StringField:
    """One line of text; it must be filled in when `sentence` asks for it."""
    asked = [InputRequired(sentence)] if sentence else []
    filters = [tidy, *kwargs.pop("filters", ())]
    validators = [*asked, AtMost(most), unstacked, *kwargs.pop("validators", ())]
    return StringField(label, filters=filters, validators=validators, default="", **kwargs)


def text(label: object, most: int, *, rows: int = 4, lang: str | None = None,
         **kwargs: Any) -> TextAreaField:  # fmt: skip
    """Several lines of text."""
    shown = {"rows": rows, **({"lang": lang} if lang else {})}
    return TextAreaField(
        label, filters=[tidy_text], validators=[AtMost(most), unstacked], default="",
        render_kw=shown, **kwargs,
    )  # fmt: skip


def line_in_both(label: object, most: int, hint: object = "") -> tuple[StringField, StringField]:
    """The same line in Thai and in English."""
    return (
        line(thai(label), most, description=hint, render_kw={"lang": "th"}),
        line(english(label), most, render_kw={"lang": "en"}),
    )


def text_in_both(
    label: object, most: int, rows: int = 4, hint: object = ""
) -> tuple[TextAreaField, TextAreaField]:
    """The same text in Thai and in English."""
    return (
        text(thai(label), most, rows=rows, lang="th", description=hint),
        text(english(label), most, rows=rows, lang="en"),
    )


def whole_number(label: object, least: int, most: int, *, required: bool = True,
           **kwargs: Any) -> IntegerField:  # fmt: skip
    """A whole number from `least` to `most`."""
    sentence = _l("Enter a whole number from %(least)s to %(most)s", least=least, most=most)
    return IntegerField(
        label,
        validators=[
            InputRequired(sentence) if required else Optional(),
            NumberRange(least, most, sentence),
        ],
        invalid_value_message=sentence,
        render_kw={"inputmode": "numeric", "min": least, "max": most},
        **kwargs,
    )


def time(label: object, *, required: bool = True, **kwargs: Any) -> TimeField:
    """A time of day, local to the workshop."""
    sentence = _l("Enter a time such as 09:30")
    return TimeField(
        label,
        format=["%H:%M", "%H:%M:%S", "%H.%M"],
        validators=[InputRequired(sentence) if required else Optional()],
        invalid_value_message=sentence,
        **kwargs,
    )


def day(label: object, **kwargs: Any) -> DateField:
    """A date, counted in the common era as browsers do."""
    sentence = _l("Enter a date such as 2026-07-23")
    return DateField(
        label,
        validators=[InputRequired(sentence), _in_the_common_era],
        invalid_value_message=sentence,
        **kwargs,
    )


def _in_the_common_era(_form: PlainForm, field: Field) -> None:
    if field.data and field.data.year >= FIRST_BUDDHIST_YEAR:
        raise ValidationError(
            _("Enter the year of the common era: %(year)s for %(thai)s",
              year=field.data.year - 543, thai=field.data.year)
        )  # fmt: skip


class SetupForm(VersionedForm):
    """A form of the set-up pages.

    `layout` says which fields stand beside each other; `either` names texts that need one of
    their two languages, with the sentence that asks for it. `theirs` holds, by field, what
    somebody else stored while this form was open. `asked` are fields that are not called optional
    although each of them alone may stay empty.
    """

    changed: ClassVar[Any] = _l(
        "Somebody else stored a change while this was open. Nothing was overwritten: what is "
        "stored now stands under each field that differs. Correct what is typed, then save again."
    )
    layout: ClassVar[Layout] = ()
    either: ClassVar[Mapping[str, object]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: dict[str, str] = {}
        if self.is_submitted() and not self.version.raw_data:
            self.version.data = None  # who does not say what was looked at has seen nothing
        self.form_errors: list[str] = []
        self.asked = {f"{name}_{code}" for name in self.either for code in LANGUAGES}

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for name, sentence in self.either.items():
            first, second = self[f"{name}_th"], self[f"{name}_en"]
            if not (first.data or second.data or first.errors or second.errors):
                first.errors = [str(sentence)]
                fine = False
        return fine

    def values(self) -> dict[str, Any]:
        """What was filled in, by field name."""
        return {name: value for name, value in self.data.items() if name not in PLAIN_FIELDS}

    def refuse(self, error: WorkshopError) -> None:
        """Puts a broken rule on the field it belongs to, or above the form."""
        if error.field and error.field in self:
            self[error.field].errors = [*self[error.field].errors, str(error)]
        else:
            self.form_errors = [*self.form_errors, str(error)]

    def show_theirs(self, values: Mapping[str, Any], version: int) -> None:
        """Keeps what was typed, notes what is stored now, and lets the next send replace it."""
        stored = self.copy_of(values)
        for field in self:
            if field.name not in PLAIN_FIELDS and stored[field.name].data != field.data:
                self.theirs[field.name] = self.shown(field, stored[field.name].data)
        self.version.raw_data = None
        self.version.data = version
        self.form_errors = [*self.form_errors, str(self.changed)]

    def copy_of(self, values: Mapping[str, Any]) -> "SetupForm":
        """This form filled with other values."""
        return type(self)(formdata=None, data=dict(values))

    def shown(self, field: Field, value: Any) -> str:
        """A stored value in words."""
        choices = {one.value: one.label for one in getattr(field, "choices", None) or ()}
        if isinstance(value, list):
            return ", ".join(str(choices.get(one, one)) for one in value) or str(_("nothing"))
        if isinstance(value, dt.time):
            return f"{value:%H:%M}"
        if isinstance(value, dt.datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return str(choices.get(value, value) if value not in (None, "") else _("nothing"))


class ConfirmForm(SetupForm):
    """Nothing to fill in but the wish; remembers the version that was looked at."""

    changed = _l("Somebody changed this while the page was open. Look at it again, then decide.")

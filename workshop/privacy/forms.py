"""What an organiser decides for the record of processing, and the word before erasing."""

from typing import Any

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from workshop.forms import BaseForm, NumberRange, VersionedForm, tidy, tidy_text
from workshop.i18n import _l

_DAYS = _l("Enter a whole number of days from 1 to 3650")
_TOO_LONG = _l("Enter at most %(max)d characters")


def _line(label: object, code: str, hint: object = "") -> StringField:
    return StringField(
        label, filters=[tidy], default="", description=hint,
        validators=[Length(max=500, message=_TOO_LONG)], render_kw={"lang": code},
    )  # fmt: skip


def _words(label: object, code: str, hint: object = "") -> TextAreaField:
    return TextAreaField(
        label, filters=[tidy_text], default="", description=hint,
        validators=[Length(max=600, message=_TOO_LONG)], render_kw={"rows": 3, "lang": code},
    )  # fmt: skip


class RegisterForm(VersionedForm):
    """Everything the program cannot know."""

    controller_th = _line(
        _l("Data controller (Thai)"), "th", _l("Name and address of the agency that holds the day")
    )
    controller_en = _line(_l("Data controller (English)"), "en")
    officer_th = _line(_l("Data protection officer (Thai)"), "th", _l("Name and how to reach them"))
    officer_en = _line(_l("Data protection officer (English)"), "en")
    recipients_th = _line(
        _l("Who outside receives details (Thai)"), "th",
        _l("For instance the hotel, for name badges; empty: nobody"),
    )  # fmt: skip
    recipients_en = _line(_l("Who outside receives details (English)"), "en")
    retention_days = IntegerField(
        _l("Erase personal details so many days after the workshop"),
        description=_l("The privacy notice has to say the same."),
        validators=[InputRequired(_DAYS), NumberRange(1, 3650, _DAYS)],
        invalid_value_message=_DAYS,
        render_kw={"inputmode": "numeric", "min": 1, "max": 3650},
    )
    refusals = TextAreaField(
        _l("Requests that were refused, with the reasons"),
        filters=[tidy_text], default="",
        description=_l("Section 39 (7) asks for this record."),
        validators=[Length(max=5000, message=_TOO_LONG)], render_kw={"rows": 3},
    )  # fmt: skip
    photos_th = _words(
        _l("What people agree to for photographs (Thai)"), "th",
        _l("A change makes a new version; who agreed before keeps the version they read."),
    )  # fmt: skip
    photos_en = _words(_l("What people agree to for photographs (English)"), "en")

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        both = (self.photos_th, self.photos_en)
        if not any((field.data or "").strip() or field.errors for field in both):
            self.photos_th.errors = [str(_l("Enter what people agree to, in Thai or in English"))]
            fine = False
        return fine

    def values(self) -> dict[str, Any]:
        """What was filled in, by field name."""
        return {
            name: value
            for name, value in self.data.items()
            if name not in ("csrf_token", "version")
        }


class EraseForm(BaseForm):
    """Erasing has to be meant."""

    sure = BooleanField(
        _l("I know that this cannot be undone"),
        validators=[DataRequired(_l("Tick the box to erase the details for good"))],
    )

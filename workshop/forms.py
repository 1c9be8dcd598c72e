"""What all forms share: tidying, translated messages, versions, submission ids."""

import datetime as dt
import re
import unicodedata
import uuid
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    Field,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    StringField,
    validators,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from workshop import i18n
from workshop.domain.names import has_piled_marks, is_seen
from workshop.i18n import _, _l

LOOKED_AT = 20_000  # characters; what is longer is refused for that
REFUSED = re.compile("[\\x00\\ud800-\\udfff]")
SILENT_BREAKS = ("\u2028", "\u2029", "\v", "\f")


class Messages:
    """Gives WTForms its messages in the reader's language."""

    def gettext(self, string: str) -> str:
        return str(i18n._(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # WTForms fills in the values itself, afterwards
        return i18n.translations(i18n.language()).ungettext(singular, plural, n)


class BaseForm(FlaskForm):
    """Every form of ours: CSRF token, our messages, text cleaned by `tidy`."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> Messages:
            return Messages()

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """The token has one name on every page, whatever prefix tells its forms apart."""
            if options.get("name") == self.csrf_field_name:
                own = f"{options.get('prefix', '')}{self.csrf_field_name}"
                options = {**options, "prefix": "", "id": own}
            return super().bind_field(form, unbound_field, options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Files reach file fields only; one that is sent in place of a text is no text."""
            given = super().wrap_formdata(form, formdata)
            if not isinstance(given, CombinedMultiDict):
                return given
            wanted = {field.name for field in form if isinstance(field, FileField)}
            files = [pair for pair in request.files.items(multi=True) if pair[0] in wanted]
            return CombinedMultiDict([MultiDict(files), request.form])


class NumberRange(validators.NumberRange):
    """As WTForms' own, which breaks at a whole number too long for a float: that is refused."""

    def __call__(self, form: Form, field: Field) -> None:
        try:
            super().__call__(form, field)
        except OverflowError:
            said = self.message or field.gettext("Not a valid integer value.")
            raise ValidationError(said) from None


class VersionedForm(BaseForm):
    """A form that notices when somebody else stored a change after it was opened."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class SubmittedForm(BaseForm):
    """A form whose repeated send is one record; the id is random and kept only hashed."""

    submission_id = HiddenField()

    def fresh_id(self) -> None:
        """Gives the form an id when it has none, or came with one that cannot be used."""
        if self.submission_id.errors or not self.submission_id.data:
            self.submission_id.data = str(uuid.uuid4())

    def validate_submission_id(self, field: HiddenField) -> None:
        try:
            field.data = str(uuid.UUID(field.data or ""))
        except ValueError:
            raise ValidationError(
                _l("This form has lost its number. It has a new one now; send it again.")
            ) from None


def without_refused(value: str) -> str:
    """Text without null bytes and lone surrogates, which no database keeps."""
    return REFUSED.sub("", value)


def tidy(value: object) -> object:
    """One line of text: NFC, refused characters out, spaces folded and trimmed."""
    if not isinstance(value, str):
        return value
    return _seen(" ".join(unicodedata.normalize("NFC", without_refused(value)).split()))


def tidy_text(value: object) -> object:
    """Several lines of text: NFC, refused characters out, line ends made alike."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", without_refused(value))
    return _seen(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))


def _seen(text: str) -> str:
    """The text, or "" where nothing of it can be seen, such as a joiner alone."""
    return text if is_seen(text) else ""


def unstacked(_form: Form, field: Field) -> None:
    """Refuses a pile of marks on one letter: it would be painted over the lines above it."""
    if has_piled_marks(str(field.data or "")[:LOOKED_AT]):
        raise ValidationError(_("Too many marks stand on one letter. Type the word again."))


def lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def _with_plain_digits(value: object) -> object:
    return value.translate(_THAI_DIGITS) if isinstance(value, str) else value


class EndForm(BaseForm):
    """So many minutes, or until a time; the minutes win where both are given.

    A Thai keyboard's digits count as well.
    """

    minutes = StringField(
        _l("Minutes"),
        filters=[tidy, _with_plain_digits],
        validators=[
            Optional(),
            Regexp(r"^(?:[1-9]\d?|[1-5]\d\d|600)$", message=_l("Enter 1 to 600 minutes")),
        ],
        render_kw={"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"},
    )
    until = StringField(
        _l("Until"),
        filters=[tidy, _with_plain_digits],
        validators=[
            Optional(),
            Regexp(
                r"^(?:[01]?\d|2[0-3])[:.][0-5]\d(?::\d\d)?$",
                message=_l("Enter a time like 14:30"),
            ),
        ],
        render_kw={"type": "time"},
    )

    @property
    def length(self) -> int | None:
        """Minutes; None where a time was given."""
        return int(self.minutes.data) if self.minutes.data else None

    @property
    def end(self) -> dt.time:
        hours, minutes = self.until.data.replace(".", ":").split(":")[:2]
        return dt.time(int(hours), int(minutes))


class Choices:
    """Keys of closed sets with their words, for select and radio fields."""

    LANGUAGE: ClassVar = [SelectChoice("th", "ไทย"), SelectChoice("en", "English")]

"""Forms of letters, mailings and addresses."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    ValidationError,
)

from workshop.domain.contacts import read_email
from workshop.domain.terms import LetterKind
from workshop.errors import WorkshopError
from workshop.forms import (
    BaseForm,
    NumberRange,
    SubmittedForm,
    VersionedForm,
    lower,
    tidy,
    tidy_text,
)
from workshop.i18n import _l
from workshop.messages.wording import LETTERS

MOST_DAYS = 365
LANGUAGES = {"": _l("Both languages"), "th": "ไทย", "en": "English"}
STATUSES = {
    "": _l("Not cancelled"),
    "confirmed": _l("Has a seat"),
    "arrived": _l("Arrived"),
    "missing": _l("Not here yet"),
    "waitlisted": _l("Waiting list"),
    "cancelled": _l("Cancelled"),
}
MAILED = (
    LetterKind.REMINDER, LetterKind.PLACED, LetterKind.THANKS, LetterKind.REGISTERED,
    LetterKind.LINKS, LetterKind.INVITATION, LetterKind.INVITATION_REMINDER,
)  # fmt: skip
"""Letters that an organiser may send to many; the others belong to something that happens."""
_NO_CHOICE = _l("Choose one of these")
_NO_TIME = _l("Enter a time such as 09:30")
_NO_DAYS = _l("Enter a whole number from 0 to %(most)s", most=MOST_DAYS)
_TOO_LONG = _l("Shorten this to at most %(max)d characters")


def _pairs(pairs: Iterable[tuple[object, object]]) -> list[SelectChoice]:
    return [SelectChoice(key, words) for key, words in pairs]


def _choice(
    label: object, pairs: Iterable[tuple[object, object]] = (), default: str = "", hint: object = ""
) -> SelectField:
    return SelectField(
        label, choices=_pairs(pairs), default=default, description=hint,
        invalid_value_message=_NO_CHOICE, invalid_choice_message=_NO_CHOICE,
    )  # fmt: skip


class LetterForm(VersionedForm):
    """Subject and text; `theirs` holds what somebody else stored while this was open."""

    layout = (("subject",), ("body",))

    subject = StringField(
        _l("Subject"),
        filters=[tidy],
        validators=[DataRequired(_l("Enter a subject")), Length(max=300, message=_TOO_LONG)],
    )
    body = TextAreaField(
        _l("Text"),
        filters=[tidy_text],
        validators=[InputRequired(_l("Enter a text")), Length(max=20_000, message=_TOO_LONG)],
        render_kw={"rows": 18},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: dict[str, str] = {}
        self.asked: set[str] = set()
        self.form_errors: list[str] = []
        if self.is_submitted() and not self.version.raw_data:
            self.version.data = None  # who does not say what was looked at has seen nothing

    def validate_subject(self, field: StringField) -> None:
        raw = "".join(map(str, field.raw_data or ())).strip()
        if "\n" in raw or "\r" in raw:
            raise ValidationError(_l("A subject is one line. Take out the line break."))

    def validate_body(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_l("Enter a text"))

    def refuse(self, error: WorkshopError) -> None:
        """Puts a broken rule on the field it belongs to."""
        if error.field:
            self[error.field].errors = [*self[error.field].errors, str(error)]
        else:
            self.form_errors = [*self.form_errors, str(error)]

    def show_theirs(self, values: Mapping[str, Any], version: int) -> None:
        """Keeps what was typed, notes what is stored now, and lets the next send replace it."""
        self.theirs = {
            name: str(value) for name, value in values.items() if value != self[name].data
        }
        self.version.raw_data, self.version.data = None, version
        self.form_errors = [
            str(
                _l(
                    "Somebody else stored other words while this was open. They stand under each "
                    "field that differs. Correct what is typed, then save again."
                )
            )
        ]


class MailingForm(SubmittedForm):
    """Which letter, to whom, and when; `seal` is the set of people that was looked at."""

    kind = _choice(
        _l("Letter"), [(kind.value, LETTERS[kind]) for kind in MAILED], LetterKind.REMINDER.value
    )
    status = _choice(_l("Status"), STATUSES.items(), "confirmed")
    group = _choice(_l("Group"))
    role = _choice(_l("Role of the agency"))
    agency = _choice(_l("Agency"))
    language = _choice(_l("Language"), LANGUAGES.items())
    document = _choice(
        _l("Report"),
        hint=_l("For the thanks: a document of the workshop that the letter links to."),
    )
    attach = BooleanField(_l("Attach the document too, up to 5 MB"))
    timing = RadioField(
        _l("When"),
        choices=_pairs([("now", _l("Now")), ("planned", _l("At a planned time"))]),
        default="now",
        invalid_choice_message=_NO_CHOICE,
    )
    days = IntegerField(
        _l("Days from the workshop"),
        description=_l("0 is the day of the workshop."),
        validators=[Optional(), NumberRange(0, MOST_DAYS, _NO_DAYS)],
        invalid_value_message=_NO_DAYS,
        render_kw={"inputmode": "numeric", "min": 0, "max": MOST_DAYS},
    )
    side = _choice(
        _l("Before or after"),
        [("before", _l("days before")), ("after", _l("days after"))],
        "before",
    )
    at_time = TimeField(
        _l("Time"),
        format=["%H:%M", "%H:%M:%S", "%H.%M"],
        validators=[Optional()],
        invalid_value_message=_NO_TIME,
        default=dt.time(9),
    )
    seal = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """A planned time is asked for in full: nothing planned goes out at once by mistake."""
        fine = bool(super().validate(extra_validators))
        if self.timing.data == "planned":
            for field, sentence in ((self.days, _NO_DAYS), (self.at_time, _NO_TIME)):
                if field.data is None and not field.errors:
                    field.errors = [str(sentence)]
                    fine = False
        return fine

    def offer(self, **lists: list[tuple[str, Any]]) -> None:
        """What the set can be narrowed to: pairs of value and words, by field."""
        for name, pairs in lists.items():
            field = self[name]
            assert isinstance(field, SelectField)  # noqa: S101  tells mypy
            field.choices = _pairs(pairs)

    @property
    def planned_for(self) -> tuple[int, dt.time] | None:
        """Days after the workshop's date (negative: before) and time; None for now."""
        if self.timing.data != "planned" or self.days.data is None or self.at_time.data is None:
            return None
        sign = -1 if self.side.data == "before" else 1
        return sign * self.days.data, self.at_time.data


class AddressForm(BaseForm):
    """An address that does not work, learned from somewhere else."""

    address = EmailField(
        _l("Email address"),
        filters=[tidy, lower],
        validators=[InputRequired(_l("Enter the address"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    reason = StringField(
        _l("What happened"), filters=[tidy], validators=[Length(max=200, message=_TOO_LONG)]
    )

    def validate_address(self, field: EmailField) -> None:
        if not read_email(field.data or "").value:
            raise ValidationError(_l("Enter an email address like name@agency.go.th"))


class ReportForm(BaseForm):
    """A mail that came back, as a file or pasted with its headers."""

    file = FileField(_l("The mail that came back (.eml)"))
    pasted = TextAreaField(_l("Or its source text"), render_kw={"rows": 6, "spellcheck": "false"})

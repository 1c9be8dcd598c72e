"""What people type: the registration form and the short code."""

import re
import uuid
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import DataRequired, Optional, StopValidation, ValidationError

from workshop.domain.contacts import read_email
from workshop.domain.messages import Say
from workshop.domain.terms import LANGUAGES
from workshop.forms import BaseForm, Choices, tidy
from workshop.i18n import _l, language
from workshop.person_fields import PersonFields, at_most, line, lines, text

_GUESSED = {Say.EMAIL_REPAIRED, Say.EMAIL_FIRST_OF_SEVERAL}
NO = ("", "0", "false", "no", "off", "n")
_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)


def no_address(_form: object, field: StringField) -> None:
    """Names go into mails to whoever is named; they carry no advertisement."""
    if _ADDRESS.search(field.data or ""):
        raise ValidationError(_l("Enter a name without a web address"))


class PersonForm(PersonFields):
    """Who somebody says they are."""

    prefix = text(
        "prefix", _l("Prefix"), no_address, autocomplete="honorific-prefix", list="prefixes"
    )
    first_name = text(
        "first_name", _l("First name"), DataRequired(_l("Enter a first name")), no_address,
        autocomplete="given-name", spellcheck="false",
    )  # fmt: skip
    last_name = text(
        "last_name", _l("Last name"), DataRequired(_l("Enter a last name")), no_address,
        autocomplete="family-name", spellcheck="false",
    )  # fmt: skip
    position = text("position", _l("Position"), autocomplete="organization-title")
    agency = text(
        "agency", _l("Name of your agency"), DataRequired(_l("Enter the name of your agency")),
        description=_l("Type its name or short name."),
        autocomplete="organization", spellcheck="false",
    )  # fmt: skip
    ministry = text(
        "ministry", _l("Ministry or parent body"),
        description=_l("Filled in from the agency. You can change it."),
    )  # fmt: skip
    roles = SelectMultipleField(
        _l("How does your agency stand to the host?"),
        description=_l("Choose all that apply. They decide your group."),
        validators=[Optional()],
        validate_choice=False,
    )
    email = text(
        "email", _l("Email address"), field=EmailField,
        description=_l("We send your personal link here."),
        autocomplete="email", spellcheck="false", autocapitalize="none",
    )  # fmt: skip
    phone = text("phone", _l("Mobile phone"), field=TelField, autocomplete="tel")
    dietary = text(
        "dietary", _l("Lunch"), description=_l("For instance halal, vegetarian, no nuts."),
        list="meals",
    )  # fmt: skip
    access_needs = lines(
        "access_needs", _l("What should we prepare?"),
        description=_l("For instance a ramp, a sign interpreter, large print."),
    )  # fmt: skip
    language = RadioField(
        _l("Language of documents and mail"),
        choices=Choices.LANGUAGE,
        default=language,
        validate_choice=False,
    )

    def validate_email(self, field: EmailField) -> None:
        if not field.data:
            if self.phone.data or self.phone.errors:
                return
            raise StopValidation(_l("Enter an email address or a phone number"))
        reading = read_email(field.data)
        if not reading.value or any(note.key in _GUESSED for note in reading.notes):
            raise ValidationError(_l("Enter an email address like name@agency.go.th"))
        field.data = reading.value

    def validate_language(self, field: RadioField) -> None:
        if field.data in (None, ""):
            field.data = language()
        elif field.data not in LANGUAGES:
            raise ValidationError(_l("Choose a language"))


def agreement() -> BooleanField:
    """The tick without which nobody is registered."""
    field: BooleanField = BooleanField(
        _l("I agree that these details are used to run this workshop."),
        false_values=NO,
        validators=[DataRequired(_l("Tick the box to agree; without it no seat can be kept"))],
    )
    return field


class RegistrationForm(PersonForm):
    """The same for somebody new, with consent and the number that makes a repeat harmless."""

    version = None
    submission_id = HiddenField(filters=[tidy])
    consent = agreement()
    consent_photos = BooleanField(_l("Photographs"), false_values=NO)

    def ask_photographs(self, words: str) -> None:
        """Puts the question in the words that are asked now."""
        self.consent_photos.label.text = words

    def fresh_id(self) -> None:
        """Gives the form a number when it has none that can be used."""
        if not _is_uuid(self.submission_id.data):
            self.submission_id.data = str(uuid.uuid4())

    def validate_submission_id(self, field: HiddenField) -> None:
        """A form without a number is new; what is no number is refused."""
        if field.data and not _is_uuid(field.data):
            raise ValidationError(
                _l("This form has lost its number. It has a new one now; send it again.")
            )


class JoinForm(BaseForm):
    """A short code from the badge, or an e-mail address."""

    code = StringField(
        _l("Code from your badge, or your email address"),
        filters=[line],
        description=_l("The code has six characters, for instance KQ7 M2R."),
        validators=[
            DataRequired(_l("Enter the code from your badge or your email address")),
            at_most(254),
        ],
        render_kw={
            "autocomplete": "username", "spellcheck": "false", "autocapitalize": "characters",
            "enterkeyhint": "go",
        },
    )  # fmt: skip
    last_name = StringField(
        _l("Last name"),
        filters=[line],
        validators=[at_most(120)],
        render_kw={"autocomplete": "family-name", "spellcheck": "false"},
    )


class ReasonForm(BaseForm):
    """Why an organiser does something out of order."""

    reason = StringField(
        _l("Why out of turn"),
        filters=[line],
        validators=[at_most(300)],
        render_kw={"autocomplete": "off"},
    )


class AskForm(BaseForm):
    """A form of one button."""


class AgainForm(BaseForm):
    """Registers again who does not agree to the notice any more."""

    consent = agreement()


def _is_uuid(text: Any) -> bool:
    try:
        uuid.UUID(str(text or ""))
    except ValueError:
        return False
    return True

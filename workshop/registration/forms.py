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
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from workshop.domain import names
from workshop.domain.contacts import read_email, read_phone
from workshop.domain.messages import Say
from workshop.domain.terms import LANGUAGES
from workshop.forms import BaseForm, Choices, VersionedForm, tidy, tidy_text
from workshop.i18n import _l, language
from workshop.registration.details import PersonDetails

TIDIED_MAX = 5000
"""Characters; a longer text is refused anyway and not looked at letter by letter."""
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_GUESSED = {Say.EMAIL_REPAIRED, Say.EMAIL_FIRST_OF_SEVERAL}
NO = ("", "0", "false", "no", "off", "n")


def line(value: object) -> object:
    """One line as people see it, without invisible characters."""
    short = isinstance(value, str) and len(value) <= TIDIED_MAX
    return names.tidy(value) if short and isinstance(value, str) else tidy(value)


def lines(value: object) -> object:
    """Several lines; direction overrides are dropped, so that no text can hide in another."""
    value = tidy_text(value)
    return _DIRECTIONS.sub("", value) if isinstance(value, str) else value


_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)


def no_address(_form: object, field: StringField) -> None:
    """Names go into mails to whoever is named; they carry no advertisement."""
    if _ADDRESS.search(field.data or ""):
        raise ValidationError(_l("Enter a name without a web address"))


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("Enter at most %(max)d characters"))


class PersonForm(VersionedForm):
    """Who somebody is; the names of the fields are a contract with other tools."""

    prefix = StringField(
        _l("Prefix"),
        filters=[line],
        validators=[at_most(60), no_address],
        render_kw={"autocomplete": "honorific-prefix", "list": "prefixes"},
    )
    first_name = StringField(
        _l("First name"),
        filters=[line],
        validators=[DataRequired(_l("Enter a first name")), at_most(120), no_address],
        render_kw={"autocomplete": "given-name", "spellcheck": "false"},
    )
    last_name = StringField(
        _l("Last name"),
        filters=[line],
        validators=[DataRequired(_l("Enter a last name")), at_most(120), no_address],
        render_kw={"autocomplete": "family-name", "spellcheck": "false"},
    )
    position = StringField(
        _l("Position"),
        filters=[line],
        validators=[at_most(200)],
        render_kw={"autocomplete": "organization-title"},
    )
    agency = StringField(
        _l("Name of your agency"),
        filters=[line],
        description=_l("Type its name or short name."),
        validators=[DataRequired(_l("Enter the name of your agency")), at_most(200)],
        render_kw={"autocomplete": "organization", "spellcheck": "false"},
    )
    ministry = StringField(
        _l("Ministry or parent body"),
        filters=[line],
        description=_l("Filled in from the agency. You can change it."),
        validators=[at_most(200)],
        render_kw={"autocomplete": "off"},
    )
    roles = SelectMultipleField(
        _l("How does your agency stand to the host?"),
        description=_l("Choose all that apply. They decide your group."),
        validators=[Optional()],
        validate_choice=False,
    )
    email = EmailField(
        _l("Email address"),
        filters=[line],
        description=_l("We send your personal link here."),
        validators=[Length(max=254, message=_l("Enter at most %(max)d characters"))],
        render_kw={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"},
    )
    phone = TelField(
        _l("Mobile phone"),
        filters=[line],
        validators=[at_most(120)],
        render_kw={"autocomplete": "tel"},
    )
    dietary = StringField(
        _l("Lunch"),
        filters=[line],
        description=_l("For instance halal, vegetarian, no nuts."),
        validators=[at_most(200)],
        render_kw={"autocomplete": "off", "list": "meals"},
    )
    access_needs = TextAreaField(
        _l("What should we prepare?"),
        filters=[lines],
        description=_l("For instance a ramp, a sign interpreter, large print."),
        validators=[at_most(1000)],
        render_kw={"autocomplete": "off", "rows": "3"},
    )
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

    def validate_phone(self, field: TelField) -> None:
        if not field.data:
            return
        reading = read_phone(field.data)
        if not reading.value:
            raise ValidationError(_l("Enter a phone number like 082 252 7365"))
        field.data = reading.value

    def validate_roles(self, field: SelectMultipleField) -> None:
        if not field.choices:
            field.data = []  # the workshop asks for no roles
        offered = {choice[0] for choice in field.choices}
        if not set(field.data or ()) <= offered:
            raise ValidationError(_l("Choose from the list"))

    def validate_language(self, field: RadioField) -> None:
        if field.data in (None, ""):
            field.data = language()
        elif field.data not in LANGUAGES:
            raise ValidationError(_l("Choose a language"))

    def details(self) -> PersonDetails:
        """What was typed, once it is valid."""
        return PersonDetails(
            first_name=self.first_name.data,
            last_name=self.last_name.data,
            agency_name=self.agency.data,
            prefix=self.prefix.data or "",
            position=self.position.data or "",
            ministry=self.ministry.data or "",
            roles=tuple(sorted(set(self.roles.data or ()))),
            email=self.email.data or "",
            phone=self.phone.data or "",
            dietary=self.dietary.data or "",
            access_needs=self.access_needs.data or "",
            language=self.language.data,
        )


class RegistrationForm(PersonForm):
    """The same for somebody new, with consent and the number that makes a repeat harmless."""

    version = None
    submission_id = HiddenField(filters=[tidy])
    consent = BooleanField(
        _l("I agree that these details are used to run this workshop."),
        false_values=NO,
        validators=[DataRequired(_l("Tick the box to agree; without it no seat can be kept"))],
    )

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


def _is_uuid(text: Any) -> bool:
    try:
        uuid.UUID(str(text or ""))
    except ValueError:
        return False
    return True

"""What organisers type about people, and the file they choose."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from workshop.domain import names
from workshop.domain.contacts import read_email, read_phone
from workshop.forms import BaseForm, Choices, VersionedForm, tidy, tidy_text
from workshop.i18n import _l
from workshop.registration.details import PersonDetails

TIDIED_MAX = 5_000
"""Characters; a longer text is refused anyway and not looked at letter by letter."""


def line(value: object) -> object:
    """One line as people see it, without invisible characters."""
    if isinstance(value, str) and len(value) <= TIDIED_MAX:
        return names.tidy(value)
    return tidy(value)


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("Enter at most %(max)d characters"))


class PersonForm(VersionedForm):
    """Everything that can be known of somebody; only the name has to be."""

    prefix = StringField(
        _l("Prefix"), filters=[line], validators=[at_most(60)],
        render_kw={"autocomplete": "off", "list": "prefixes"},
    )  # fmt: skip
    first_name = StringField(
        _l("First name"),
        filters=[line],
        validators=[DataRequired(_l("Enter a first name")), at_most(120)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    last_name = StringField(
        _l("Last name"),
        filters=[line],
        validators=[DataRequired(_l("Enter a last name")), at_most(120)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    position = StringField(
        _l("Position"), filters=[line], validators=[at_most(200)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    agency = StringField(
        _l("Agency"),
        filters=[line],
        description=_l("A name or short form from the list of agencies; another is kept as typed."),
        validators=[at_most(200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    ministry = StringField(
        _l("Ministry"), filters=[line], validators=[at_most(200)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    roles = SelectMultipleField(
        _l("Roles of the agency"),
        description=_l("Tick some only when they differ from those in the list of agencies."),
        validators=[Optional()],
        validate_choice=False,
    )
    email = EmailField(
        _l("Email address"),
        filters=[line],
        validators=[Length(max=254, message=_l("Enter at most %(max)d characters"))],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    phone = TelField(
        _l("Phone"), filters=[line], validators=[at_most(120)], render_kw={"autocomplete": "off"}
    )
    dietary = StringField(
        _l("Food"), filters=[line], validators=[at_most(200)], render_kw={"autocomplete": "off"}
    )
    access_needs = TextAreaField(
        _l("Access needs"),
        filters=[tidy_text],
        validators=[at_most(1000)],
        render_kw={"autocomplete": "off", "rows": "3"},
    )
    language = RadioField(
        _l("Language of documents and mail"), choices=Choices.LANGUAGE, default="th"
    )

    theirs: dict[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = {}

    def validate_email(self, field: EmailField) -> None:
        if field.data and not (reading := read_email(field.data)).value:
            raise ValidationError(_l("Enter an email address like name@agency.go.th"))
        if field.data:
            field.data = reading.value

    def validate_phone(self, field: TelField) -> None:
        if field.data and not (reading := read_phone(field.data)).value:
            raise ValidationError(_l("Enter a phone number like 082 252 7365"))
        if field.data:
            field.data = reading.value

    def validate_roles(self, field: SelectMultipleField) -> None:
        if not set(field.data or ()) <= {value for value, _label in field.choices}:
            raise ValidationError(_l("Choose from the list"))

    def details(self) -> PersonDetails:
        """What was typed, once it is valid."""
        return PersonDetails(
            first_name=self.first_name.data,
            last_name=self.last_name.data,
            agency_name=self.agency.data or "",
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

    def show_theirs(self, stored: Mapping[str, Any], version: int) -> None:
        """Beside each field that differs, what is stored now; sending again replaces it."""
        self.version.data = version
        self.version.raw_data = None
        for name, value in stored.items():
            if name in self and _compared(self[name].data) != _compared(value):
                self.theirs[name] = ", ".join(value) if isinstance(value, list) else str(value)


def _compared(value: Any) -> Any:
    """Text without the spaces that numbers are shown with, lists in one order."""
    return sorted(value) if isinstance(value, list) else str(value or "").replace(" ", "")


class ImportForm(BaseForm):
    """The list as a file."""

    file = FileField(
        _l("List of people"),
        description=_l("Excel (.xlsx, .xls), OpenDocument (.ods) or text (.csv), at most 10 MB."),
        validators=[FileRequired(_l("Choose a file"))],
        render_kw={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"},
    )


class ProposedForm(BaseForm):
    """Which versions of a person and of what was sent were looked at."""

    version = IntegerField()
    change_version = IntegerField()


class ApplyForm(BaseForm):
    """Stores what was previewed; `seal` says which preview that was."""

    seal = HiddenField()


class AskForm(BaseForm):
    """One button."""

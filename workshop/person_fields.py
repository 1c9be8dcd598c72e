"""What every form about a person shares: how fields are tidied, their lengths and their checks.

A form chooses its own words; the names of the fields are a contract with other tools.
"""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import (
    EmailField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from workshop.domain import names
from workshop.domain.contacts import read_email, read_phone
from workshop.forms import VersionedForm, tidy, tidy_text, unstacked
from workshop.i18n import _l
from workshop.registration.details import PersonDetails

TIDIED_MAX = 5_000
"""Characters; a longer text is refused anyway and not looked at letter by letter."""

LENGTHS = {
    "prefix": 60, "first_name": 120, "last_name": 120, "position": 200, "agency": 200,
    "ministry": 200, "email": 254, "phone": 120, "dietary": 200, "access_needs": 1000,
}  # fmt: skip
"""Characters each field may hold; a phone is typed longer than it is stored."""


def line(value: object) -> object:
    """One line as people see it, without invisible characters."""
    if isinstance(value, str) and len(value) <= TIDIED_MAX:
        return names.tidy(value)
    return tidy(value)


_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_directions(value: object) -> object:
    """Several lines; direction overrides are dropped, so that no text can hide in another."""
    value = tidy_text(value)
    return _DIRECTIONS.sub("", value) if isinstance(value, str) else value


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("Enter at most %(max)d characters"))


def text(
    name: str, label: object, *validators: Any, field: type[StringField] = StringField,
    description: object = "", **controls: str,
) -> StringField:  # fmt: skip
    """A field of one line for `name`; controls are attributes of the input (autocomplete, list)."""
    return field(
        label,
        filters=[line],
        description=description,
        validators=[*validators, at_most(LENGTHS[name]), unstacked],
        render_kw={"autocomplete": "off", **controls},
    )


def lines(name: str, label: object, *, description: object = "") -> TextAreaField:
    """A field of several lines for `name`."""
    return TextAreaField(
        label,
        filters=[without_directions],
        description=description,
        validators=[at_most(LENGTHS[name]), unstacked],
        render_kw={"autocomplete": "off", "rows": "3"},
    )


class ContactFields(VersionedForm):
    """Whom a form is about and how to reach them; nothing of it has to be known."""

    prefix = text("prefix", _l("Prefix"), list="prefixes")
    first_name = text("first_name", _l("First name"), spellcheck="false")
    last_name = text("last_name", _l("Last name"), spellcheck="false")
    position = text("position", _l("Position"))
    agency = text("agency", _l("Agency"), spellcheck="false")
    ministry = text("ministry", _l("Ministry"))
    email = text(
        "email", _l("Email address"), field=EmailField, spellcheck="false", autocapitalize="none"
    )
    phone = text("phone", _l("Phone"), field=TelField)

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


class PersonFields(ContactFields):
    """Everything that can be known of somebody; only the name has to be."""

    first_name = text(
        "first_name", _l("First name"), DataRequired(_l("Enter a first name")), spellcheck="false"
    )
    last_name = text(
        "last_name", _l("Last name"), DataRequired(_l("Enter a last name")), spellcheck="false"
    )
    roles = SelectMultipleField(
        _l("Roles of the agency"), validators=[Optional()], validate_choice=False
    )
    dietary = text("dietary", _l("Food"))
    access_needs = lines("access_needs", _l("Access needs"))

    def validate_roles(self, field: SelectMultipleField) -> None:
        if not field.choices:
            field.data = []  # the workshop asks for no roles
        if not set(field.data or ()) <= {choice[0] for choice in field.choices or ()}:
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
            language=self["language"].data,
        )


class ShowsTheirs(VersionedForm):
    """A form that shows what somebody else stored while it was open."""

    theirs: dict[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = {}

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

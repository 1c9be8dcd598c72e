"""What organisers type about those they invite, lists they bring, and an invitee's reason."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError

from workshop.domain import names
from workshop.domain.contacts import read_email, read_phone
from workshop.forms import BaseForm, Choices, VersionedForm, tidy, tidy_text
from workshop.i18n import _, _l

TIDIED_MAX = 5_000
"""Characters; a longer text is refused anyway and not looked at letter by letter."""
PASTED_MAX = 500_000
"""Characters of a pasted list; a longer one belongs into a file."""


def line(value: object) -> object:
    """One line as people see it, without invisible characters."""
    if isinstance(value, str) and len(value) <= TIDIED_MAX:
        return names.tidy(value)
    return tidy(value)


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("Enter at most %(max)d characters"))


class InviteeForm(VersionedForm):
    """A person, an office or an agency; a name is needed only where a person is meant."""

    prefix = StringField(
        _l("Prefix"), filters=[line], validators=[at_most(60)],
        render_kw={"autocomplete": "off", "list": "prefixes"},
    )  # fmt: skip
    first_name = StringField(
        _l("First name"), filters=[line], validators=[at_most(120)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    last_name = StringField(
        _l("Last name"), filters=[line], validators=[at_most(120)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    position = StringField(
        _l("Position or office"),
        filters=[line],
        description=_l("Without a name the letter goes to this office, for instance Director."),
        validators=[at_most(200)],
        render_kw={"autocomplete": "off"},
    )
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
    email = EmailField(
        _l("Email address"),
        filters=[line],
        description=_l("Without one, print the letter."),
        validators=[Length(max=254, message=_l("Enter at most %(max)d characters"))],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    phone = TelField(
        _l("Phone"), filters=[line], validators=[at_most(120)], render_kw={"autocomplete": "off"}
    )
    language = RadioField(
        _l("Language of documents and mail"), choices=Choices.LANGUAGE, default="th"
    )
    note = StringField(
        _l("Note for the team"), filters=[line], validators=[at_most(500)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip

    theirs: dict[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = {}

    def validate_last_name(self, field: StringField) -> None:
        if self.first_name.data and not field.data:
            raise ValidationError(_l("Enter a last name, or leave both names empty"))

    def validate_first_name(self, field: StringField) -> None:
        if self.last_name.data and not field.data:
            raise ValidationError(_l("Enter a first name, or leave both names empty"))

    def validate_position(self, field: StringField) -> None:
        if not (field.data or self.first_name.data or self.last_name.data or self.agency.data):
            raise ValidationError(_l("Enter a name, an office or an agency"))

    def validate_agency(self, field: StringField) -> None:
        known = (field, self.position, self.email, self.phone)
        if self.first_name.data and not any(one.data for one in known):
            raise ValidationError(
                _l("Enter the agency: a name alone reaches nobody and may be anybody")
            )

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

    def values(self) -> dict[str, str]:
        """What was typed, once it is valid, by the names of an invitee's columns."""
        typed = {
            name: self[name].data or ""
            for name in (
                "prefix", "first_name", "last_name", "position", "ministry", "email", "phone",
                "note",
            )
        }  # fmt: skip
        return {**typed, "agency_name": self.agency.data or "", "language": self.language.data}

    def show_theirs(self, stored: Mapping[str, Any], version: int) -> None:
        """Beside each field that differs, what is stored now; sending again replaces it."""
        self.version.data = version
        self.version.raw_data = None
        for name, value in stored.items():
            if name in self and name != "version" and (self[name].data or "") != (value or ""):
                self.theirs[name] = str(value)


class ListForm(BaseForm):
    """A list of invitees: a file, or rows pasted from a spreadsheet."""

    file = FileField(
        _l("List of people to invite"),
        description=_l("Excel (.xlsx, .xls), OpenDocument (.ods) or text (.csv), at most 10 MB."),
        render_kw={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"},
    )
    pasted = TextAreaField(
        _l("Or paste the rows here"),
        filters=[tidy_text],
        description=_l("Copied from a spreadsheet, with the row of headings."),
        validators=[
            Length(max=PASTED_MAX, message=_l("That is too long to paste. Choose a file."))
        ],
        render_kw={"rows": "8", "autocomplete": "off", "spellcheck": "false"},
    )

    def validate_file(self, field: FileField) -> None:
        if not (field.data and field.data.filename) and not (self.pasted.data or "").strip():
            raise ValidationError(_l("Choose a file, or paste the rows below"))

    def brought(self, most: int) -> tuple[Field, str, bytes]:
        """The field, a name for the list and its first `most` bytes."""
        sent = self.file.data
        if not (sent and sent.filename):
            return self.pasted, _("Pasted rows"), (self.pasted.data or "").encode()
        content = sent.stream.read(most)
        sent.close()
        return self.file, sent.filename, content


class SendForm(BaseForm):
    """Sends to those counted on the page; `seal` says which they were."""

    seal = HiddenField()


class DeclineForm(BaseForm):
    """An invitee cannot come."""

    reason = TextAreaField(
        _l("Reason"),
        filters=[tidy_text],
        description=_l("Only the organiser reads it."),
        validators=[at_most(500)],
        render_kw={"rows": "3", "autocomplete": "off"},
    )


class AskForm(BaseForm):
    """One button."""

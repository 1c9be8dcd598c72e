"""What is typed at the door: a code, a walk-in, who came in whose place."""

from wtforms import HiddenField, RadioField, StringField, TelField
from wtforms.validators import DataRequired, Length, ValidationError

from workshop.domain import names
from workshop.domain.contacts import read_phone
from workshop.domain.terms import LANGUAGES
from workshop.forms import BaseForm, Choices, tidy
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


class ScanForm(BaseForm):
    """One scan by hand or by a keyboard scanner, which types a link or code and presses Enter."""

    scan_id = HiddenField()
    kind = HiddenField()
    person_id = HiddenField()
    device = HiddenField()
    code = StringField(
        _l("QR code or code from the badge"),
        render_kw={
            "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters",
            "enterkeyhint": "go", "inputmode": "text", "autofocus": True,
        },
    )  # fmt: skip


class LatecomerForm(BaseForm):
    """Somebody who stands at the desk: the name has to be known, the rest can wait."""

    prefix = StringField(
        _l("Prefix"), filters=[line], validators=[at_most(60)],
        render_kw={"autocomplete": "off", "list": "prefixes"},
    )  # fmt: skip
    first_name = StringField(
        _l("First name"),
        filters=[line],
        validators=[DataRequired(_l("Enter a first name")), at_most(120)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autofocus": True},
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
    phone = TelField(
        _l("Phone"), filters=[line], validators=[at_most(120)],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )  # fmt: skip
    dietary = StringField(
        _l("Food"), filters=[line], validators=[at_most(200)],
        render_kw={"autocomplete": "off", "list": "meals"},
    )  # fmt: skip
    language = RadioField(
        _l("Language of documents and mail"), choices=Choices.LANGUAGE, default="th",
        validate_choice=False,
    )  # fmt: skip

    def validate_phone(self, field: TelField) -> None:
        if field.data and not (reading := read_phone(field.data)).value:
            raise ValidationError(_l("Enter a phone number like 082 252 7365"))
        if field.data:
            field.data = reading.value

    def validate_language(self, field: RadioField) -> None:
        if field.data not in LANGUAGES:
            raise ValidationError(_l("Choose a language"))

    def details(self, agency_name: str = "") -> PersonDetails:
        """What was typed, once it is valid."""
        return PersonDetails(
            first_name=self.first_name.data,
            last_name=self.last_name.data,
            agency_name=agency_name,
            prefix=self.prefix.data or "",
            position=self.position.data or "",
            phone=self.phone.data or "",
            dietary=self.dietary.data or "",
            language=self.language.data,
        )


class WalkInForm(LatecomerForm):
    """The same with an agency; a substitute has that of the absent person.

    anyway: add the person although somebody of this name is on the list.
    """

    anyway = HiddenField()

    agency = StringField(
        _l("Agency"),
        filters=[line],
        description=_l("A name or short form from the list of agencies; another is kept as typed."),
        validators=[DataRequired(_l("Enter the agency")), at_most(200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class PersonForm(BaseForm):
    """One button about somebody on the list."""

    person_id = HiddenField()

"""What is typed at the door: a code, a walk-in, who came in whose place."""

from wtforms import HiddenField, RadioField, StringField, TelField
from wtforms.validators import DataRequired, ValidationError

from workshop.domain.contacts import read_phone
from workshop.domain.terms import LANGUAGES
from workshop.forms import BaseForm, Choices, SubmittedForm
from workshop.i18n import _l
from workshop.person_fields import text
from workshop.registration.details import PersonDetails


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


class LatecomerForm(SubmittedForm):
    """Somebody who stands at the desk: the name has to be known, the rest can wait."""

    prefix = text("prefix", _l("Prefix"), list="prefixes")
    first_name = text(
        "first_name", _l("First name"), DataRequired(_l("Enter a first name")),
        spellcheck="false", autofocus="autofocus",
    )  # fmt: skip
    last_name = text(
        "last_name", _l("Last name"), DataRequired(_l("Enter a last name")), spellcheck="false"
    )
    position = text("position", _l("Position"))
    phone = text("phone", _l("Phone"), field=TelField, inputmode="tel")
    dietary = text("dietary", _l("Food"), list="meals")
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

    anyway: add the person although somebody of this name is on the list.  invitee: whose invitation
    they showed.
    """

    anyway = HiddenField()
    invitee = HiddenField()

    agency = text(
        "agency", _l("Agency"), DataRequired(_l("Enter the agency")), spellcheck="false",
        description=_l("A name or short form from the list of agencies; another is kept as typed."),
    )  # fmt: skip


class PersonForm(BaseForm):
    """One button about somebody on the list."""

    person_id = HiddenField()


class PlaceForm(PersonForm):
    """One button for a group with room."""

    group_id = HiddenField()

"""What organisers type about those they invite, lists they bring, and an invitee's reason."""

from flask_wtf.file import FileField
from wtforms import EmailField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from workshop.forms import BaseForm, Choices, tidy_text
from workshop.i18n import _, _l
from workshop.person_fields import ContactFields, ShowsTheirs, at_most, line, text

PASTED_MAX = 500_000
"""Characters of a pasted list; a longer one belongs into a file."""


class InviteeForm(ShowsTheirs, ContactFields):
    """A person, an office or an agency; a name is needed only where a person is meant."""

    position = text(
        "position", _l("Position or office"),
        description=_l("Without a name the letter goes to this office, for instance Director."),
    )  # fmt: skip
    agency = text(
        "agency", _l("Agency"), spellcheck="false",
        description=_l("A name or short form from the list of agencies; another is kept as typed."),
    )  # fmt: skip
    email = text(
        "email", _l("Email address"), field=EmailField, spellcheck="false", autocapitalize="none",
        description=_l("Without one, print the letter."),
    )  # fmt: skip
    language = RadioField(
        _l("Language of documents and mail"), choices=Choices.LANGUAGE, default="th"
    )
    note = StringField(
        _l("Note for the team"), filters=[line], validators=[at_most(500)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip

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
        description=_l("Copied from a spreadsheet, with the row of headings if there is one."),
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

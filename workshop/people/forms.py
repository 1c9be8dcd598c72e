"""What organisers type about people, and the file they choose."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Optional

from workshop.domain.intake.attributes import VALUE_LENGTH
from workshop.forms import BaseForm, Choices, unstacked
from workshop.i18n import _l
from workshop.person_fields import PersonFields, ShowsTheirs, at_most, line, text


class PersonForm(ShowsTheirs, PersonFields):
    """Somebody as an organiser keeps them on the list."""

    agency = text(
        "agency",
        _l("Agency"),
        description=_l("A name or short form from the list of agencies; another is kept as typed."),
        spellcheck="false",
    )
    roles = SelectMultipleField(
        _l("Roles of the agency"),
        description=_l("Tick some only when they differ from those in the list of agencies."),
        validators=[Optional()],
        validate_choice=False,
    )
    language = RadioField(
        _l("Language of documents and mail"), choices=Choices.LANGUAGE, default="th"
    )
    known: tuple[tuple[int, str], ...] = ()

    def values(self) -> dict[int, str]:
        """What was typed of each attribute that was sent."""
        return {key: self[name].data or "" for key, name in self.known if self[name].raw_data}


def person_form(attributes: Iterable[tuple[int, str, str]], data: Any) -> PersonForm:
    """With a line for each attribute: its id, the name of its field, its label."""
    told = list(attributes)
    fields: dict[str, Any] = {
        name: StringField(
            label, filters=[line], validators=[at_most(VALUE_LENGTH), unstacked],
            render_kw={"autocomplete": "off", "list": f"values-{key}"},
        )
        for key, name, label in told
    }  # fmt: skip
    fields["known"] = tuple((key, name) for key, name, _label in told)
    made: PersonForm = type("MadePersonForm", (PersonForm,), fields)(data=data)
    return made


class ImportForm(BaseForm):
    """The list as a file."""

    file = FileField(
        _l("List of people"),
        description=_l("Excel (.xlsx, .xls), OpenDocument (.ods) or text (.csv), at most 10 MB."),
        validators=[FileRequired(_l("Choose a file"))],
        render_kw={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"},
    )

    def brought(self, most: int) -> tuple[Field, str, bytes]:
        """The field, the name of the file and its first `most` bytes."""
        sent = self.file.data
        content = sent.stream.read(most)
        sent.close()
        return self.file, sent.filename or "", content


class ProposedForm(BaseForm):
    """Which versions of a person and of what was sent were looked at."""

    version = IntegerField()
    change_version = IntegerField()


class ApplyForm(BaseForm):
    """Stores what was previewed; `seal` says which preview that was."""

    seal = HiddenField()


class AskForm(BaseForm):
    """One button."""

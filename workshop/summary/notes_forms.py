"""The forms of the facilitator's desk."""

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from workshop.domain.terms import NoteKind
from workshop.forms import SubmittedForm, VersionedForm, tidy_text
from workshop.i18n import _l
from workshop.summary.wording import KINDS

LONGEST_NOTE = 2000
NEEDS_KIND = _l("Choose what it is: strength, concern or suggestion")
NEEDS_TEXT = _l("Write down the point")
TOO_LONG = _l("Shorten it to %(max)d characters at most")


def _stripped(value: object) -> object:
    text = tidy_text(value)
    return text.strip() if isinstance(text, str) else text


def _kind() -> RadioField:
    return RadioField(
        _l("What is it?"),
        choices=[SelectChoice(*one) for one in KINDS],
        validators=[InputRequired(NEEDS_KIND)],
        invalid_choice_message=NEEDS_KIND,
    )


def _text() -> TextAreaField:
    return TextAreaField(
        _l("What was said"), filters=[_stripped], description=_l("The point, not who made it."),
        validators=[DataRequired(NEEDS_TEXT), Length(max=LONGEST_NOTE, message=TOO_LONG)],
        render_kw={"rows": 3},
    )  # fmt: skip


class NoteForm(SubmittedForm):
    """A new point; sent again it is still one."""

    kind = _kind()
    text = _text()

    def content(self) -> tuple[NoteKind, str]:
        return NoteKind(self.kind.data), str(self.text.data)


class ChangeNoteForm(VersionedForm):
    """A point that stands already."""

    kind = _kind()
    text = _text()

    def content(self) -> tuple[NoteKind, str]:
        return NoteKind(self.kind.data), str(self.text.data)

    def seen(self, version: int) -> None:
        """What is stored now is before the reader: sending the form again replaces it."""
        self.version.data, self.version.raw_data = version, [str(version)]

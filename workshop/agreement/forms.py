"""What people vote with, and what statements are written in."""

from typing import Any

from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import AnyOf, Length, Regexp

from workshop.domain.terms import Vote
from workshop.errors import WorkshopError
from workshop.forms import BaseForm, VersionedForm, tidy
from workshop.i18n import _l

LONGEST = 160
"""Letters of a statement: it is read on a phone at a glance, and from the back of a hall."""
NUMBER = Regexp(r"\A[0-9]{1,9}\Z", message=_l("Reload the page, then vote."))


class VoteForm(BaseForm):
    """`vote` is the button that was pressed; the others name the words that stood above it."""

    vote = HiddenField(
        validators=[
            AnyOf([one.value for one in Vote], message=_l("Choose agree, disagree or pass."))
        ]
    )
    form = HiddenField(validators=[NUMBER])
    form_version = HiddenField(validators=[NUMBER])
    seen = HiddenField(validators=[NUMBER])

    def mistake(self) -> str:
        """The first sentence of what is wrong, "" of nothing."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class StatementForm(VersionedForm):
    """A statement in one language or in both. `anew` is asked for once people have voted."""

    text_th = TextAreaField(
        _l("Statement in Thai"), filters=[tidy],
        validators=[Length(max=LONGEST, message=_l("Shorten it to %(max)d characters at most"))],
        render_kw={"rows": 3, "lang": "th"},
    )  # fmt: skip
    text_en = TextAreaField(
        _l("Statement in English"), filters=[tidy],
        validators=[Length(max=LONGEST, message=_l("Shorten it to %(max)d characters at most"))],
        render_kw={"rows": 3, "lang": "en"},
    )  # fmt: skip
    anew = BooleanField(_l("Everybody votes anew on the new words"))
    comment = HiddenField(filters=[tidy])

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not self.text_th.data and not self.text_en.data:
            self.text_th.errors = [str(_l("Write the statement in Thai or in English"))]
            return False
        return valid

    def refuse(self, error: WorkshopError) -> None:
        """Puts the sentence at its field, or above the form."""
        field: Any = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(str(error))
        else:
            field.errors = [*field.errors, str(error)]

    def seen(self, version: int) -> None:
        """What is stored now is before the reader: sending the form again replaces it."""
        self.version.data, self.version.raw_data = version, [str(version)]


class DeedForm(BaseForm):
    """A button: what is to become of a statement, or of the voting."""

    deed = HiddenField(
        validators=[
            AnyOf(
                ("approve", "withdraw", "delete", "up", "down", "open", "close"),
                message=_l("Choose what to do with the statement"),
            )
        ]
    )

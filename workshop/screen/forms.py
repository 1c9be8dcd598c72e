"""What the steering page sends: a switch, a picture, a countdown."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import AnyOf

from workshop.errors import WorkshopError
from workshop.forms import BaseForm, EndForm, tidy
from workshop.i18n import _l


class SteerForm(BaseForm):
    """Shows on the page what the service refused."""

    def refuse(self, error: WorkshopError) -> None:
        """Puts the sentence at its field, or above the page."""
        field: Any = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(str(error))
        else:
            field.errors = [*field.errors, str(error)]

    @property
    def above(self) -> str:
        """The sentence that stands above the page: no field of it can be seen."""
        hidden = [field for field in self if isinstance(field, HiddenField)]
        found = [*self.form_errors, *(error for field in hidden for error in field.errors)]
        return str(found[0]) if found else ""


class OpenForm(SteerForm):
    is_open = HiddenField(
        validators=[AnyOf(("0", "1"), message=_l("Choose to open or to close the screen"))]
    )


class ShowForm(SteerForm):
    show = HiddenField(filters=[tidy])


class CountdownForm(SteerForm, EndForm):
    """So many minutes, or until a time: one of them."""

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if valid and not self.minutes.data and not self.until.data:
            self.minutes.errors = [str(_l("Enter how many minutes, or until when"))]
            return False
        return valid

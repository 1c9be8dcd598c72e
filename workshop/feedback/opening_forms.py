"""What the organiser's page of forms sends: open or close, and until when."""

import datetime as dt
from enum import StrEnum
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, Optional

from workshop.errors import WorkshopError
from workshop.forms import EndForm, tidy
from workshop.i18n import _l

UNCLEAR = _l("Choose to open or to close a form")
ONE_OF_TWO = _l("Enter either minutes or a time. Without a time, open the form in the table below.")


class Time(StrEnum):
    """What becomes of the time at which a form closes by itself; "" leaves it as it is."""

    AS_IT_IS = ""
    SET = "set"
    MORE = "more"
    NONE = "none"


class OpeningForm(EndForm):
    """One form or all, one group or all, open or closed, and until when."""

    form = SelectField(_l("Form"), validate_choice=False, filters=[tidy])
    group = SelectField(_l("Group"), validate_choice=False, filters=[tidy])
    is_open = HiddenField(validators=[InputRequired(UNCLEAR), AnyOf(("0", "1"), message=UNCLEAR)])
    time = HiddenField(validators=[Optional(), AnyOf(tuple(Time), message=UNCLEAR)])

    def validate(self, extra_validators: Any = None) -> bool:
        """A time is asked for in exactly one way."""
        is_valid = bool(super().validate(extra_validators))
        if not is_valid or self.asks is not Time.SET:
            return is_valid
        if bool(self.minutes.data) == bool(self.until.data):
            self.until.errors = [str(ONE_OF_TWO)]
            return False
        return True

    def offer(self, forms: list[tuple[str, str]], groups: list[tuple[str, str]]) -> None:
        """What can be chosen, values with their words; "" is all of them."""
        self.form.choices = [("", _l("All forms")), *forms]
        self.group.choices = [("", _l("All groups")), *groups]

    def refuse(self, error: WorkshopError) -> None:
        """Puts the sentence of the service at the time that was typed."""
        self.until.errors = [*self.until.errors, str(error)]

    @property
    def asks(self) -> Time:
        return Time(self.time.data or "")

    @property
    def typed_end(self) -> dt.time | None:
        """The time of day that was typed."""
        return self.end if self.until.data else None

    def number(self) -> int | None:
        """The form's number, None for all."""
        text = str(self.form.data or "")
        return int(text[:6]) if text.isdecimal() else None

    def code(self) -> str | None:
        """The group's code, None for all."""
        return str(self.group.data) if self.group.data else None

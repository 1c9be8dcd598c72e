"""What the board sends: always with the plan and the version that was looked at."""

from wtforms import BooleanField, DateField, HiddenField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length
from wtforms.widgets import HiddenInput

from workshop.forms import BaseForm, NumberRange, VersionedForm, tidy
from workshop.i18n import _l

LARGEST = 2**31 - 1
YES, NO = ("1", "y", "yes", "true", "on"), ("0", "n", "no", "false", "off")
"""What a form may say for a pin and for none; anything else is refused, never guessed."""


def _number() -> IntegerField:
    """The number of a row."""
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST)])


class PlanForm(VersionedForm):
    """About one plan as it was looked at."""

    plan = _number()

    @property
    def seen(self) -> dict[str, int]:
        """Which plan in which version."""
        return {"plan_id": self.plan.data or 0, "version": self.version.data or 0}


class MoveForm(PlanForm):
    person = _number()
    group = HiddenField(validators=[InputRequired()])


class PinForm(PlanForm):
    person = _number()
    pinned = HiddenField(
        filters=[lambda value: (value or "").casefold()],
        validators=[AnyOf((*YES, *NO), message=_l("Say whether the seat is pinned, 1 or 0"))],
    )

    @property
    def wanted(self) -> bool:
        return self.pinned.data in YES


class ReopenForm(BaseForm):
    plan = _number()


class PublishForm(PlanForm):
    effective_on = DateField(
        _l("Valid on"), validators=[InputRequired(_l("Enter the day of the workshop"))],
        invalid_value_message=_l("Enter a date such as 2026-07-23"),
    )  # fmt: skip
    note = StringField(
        _l("Note to the people"), filters=[tidy],
        description=_l("Stands in the mail, for example why groups have changed."),
        validators=[Length(max=300, message=_l("Shorten the note to at most 300 characters"))],
    )  # fmt: skip

    not_kept = HiddenField(validators=[Length(max=64)])
    knowingly = BooleanField(_l("Publish although these rules are not kept"))

    @property
    def accepted(self) -> str:
        """The mark of the broken rules that the page named, if they were ticked."""
        return (self.not_kept.data or "") if self.knowingly.data else ""

    def name_broken(self, mark: str) -> None:
        """What is ticked next is about these rules; a tick for others is taken away."""
        if self.not_kept.data != mark:
            self.knowingly.data = False
        self.not_kept.data = mark

    @property
    def knows_its_plan(self) -> bool:
        return self.plan.data is not None and self.version.data is not None

    def look_at(self, plan: int, version: int) -> None:
        """What is sent next is about this plan as it is now."""
        for field, value in ((self.plan, plan), (self.version, version)):
            field.data, field.raw_data = value, None

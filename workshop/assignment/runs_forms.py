"""What is asked of a run."""

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from workshop.domain.assignment.problem import Effort
from workshop.forms import BaseForm, NumberRange
from workshop.i18n import _l

MOST_SEED = 2**31 - 1
_WHOLE = _l("Enter a whole number from %(least)s to %(most)s", least=0, most=MOST_SEED)


class SolveForm(BaseForm):
    """afresh: the best split counts more than staying where published.

    Every field may be left out.
    """

    effort = RadioField(
        _l("How thoroughly"),
        choices=[
            SelectChoice(Effort.QUICK.value, _l("Quick: a good split at once")),
            SelectChoice(
                Effort.NORMAL.value, _l("Usual: proven best for up to some hundred people")
            ),
            SelectChoice(Effort.THOROUGH.value, _l("Thorough: for many people, takes longer")),
        ],
        default=Effort.NORMAL.value,
        validators=[Optional()],
        validate_choice=False,
    )
    seed = IntegerField(
        _l("Which of the equally good splits"),
        description=_l(
            "A number. The same number gives the same split again, another one a different split "
            "that is just as good."
        ),
        default=0,
        validators=[Optional(), NumberRange(0, MOST_SEED, message=_WHOLE)],
        invalid_value_message=_WHOLE,
        render_kw={"inputmode": "numeric"},
    )
    afresh = HiddenField()

    def validate_effort(self, field: RadioField) -> None:
        if field.data not in {one.value for one in Effort}:
            field.data = Effort.NORMAL.value
            raise ValidationError(_l("Choose how thoroughly to solve"))

    @property
    def wanted(self) -> dict[str, Any]:
        return {
            "seed": self.seed.data or 0,
            "effort": Effort(self.effort.data or Effort.NORMAL.value),
            "afresh": self.afresh.data == "1",
        }

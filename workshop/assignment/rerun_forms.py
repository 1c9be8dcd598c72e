"""Which point of a curve is taken."""

from wtforms import IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from workshop.forms import BaseForm, NumberRange
from workshop.i18n import _l

LARGEST = 2**31 - 1
_WHICH = _l("Choose one of the list")


class PointForm(BaseForm):
    run = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(_WHICH), NumberRange(1, LARGEST, message=_WHICH)],
    )
    point = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(_WHICH), NumberRange(0, 1_000, message=_WHICH)],
    )

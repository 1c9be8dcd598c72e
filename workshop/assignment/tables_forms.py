"""What the page of tables sends: always with the plan and the version that was looked at."""

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from workshop.assignment.forms import LARGEST, PlanForm
from workshop.forms import NumberRange
from workshop.i18n import _l

MOST_TABLES = 500
MOST_ROUNDS = 6
SEATED_AT = r"[tp][1-9][0-9]{0,8}"


def _whole(value: object) -> int | None:
    """A whole number that was typed or chosen, else None."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class TablesForm(PlanForm):
    """About the tables of one group."""

    group = HiddenField(validators=[InputRequired(), Length(max=80)])


class DealForm(TablesForm):
    count = SelectField(
        _l("Tables"), coerce=_whole, validate_choice=False,
        validators=[NumberRange(1, MOST_TABLES, message=_l("Choose how many tables there are"))],
    )  # fmt: skip
    rounds = SelectField(
        _l("Rounds"), coerce=_whole, validate_choice=False,
        validators=[NumberRange(1, MOST_ROUNDS, message=_l("Choose 1 to 6 rounds"))],
    )  # fmt: skip


class SeatForm(TablesForm):
    """`to` is a table (t3) or somebody to change places with (p12)."""

    person = StringField(validators=[InputRequired(), Regexp(r"[1-9][0-9]{0,8}\Z")])
    round = StringField(validators=[InputRequired(), Regexp(r"[1-9][0-9]?\Z")])
    to = StringField(validators=[InputRequired(), Regexp(rf"{SEATED_AT}\Z")])

    @property
    def who(self) -> dict[str, int]:
        """Whose seat changes, and in which round."""
        return {"person_id": int(self.person.data or 0), "turn": int(self.round.data or 0)}

    @property
    def table(self) -> int | None:
        """The table to go to; None for a change of places."""
        to = self.to.data or ""
        return min(int(to[1:]), LARGEST) if to.startswith("t") else None

    @property
    def other(self) -> int:
        return int((self.to.data or "p0")[1:])

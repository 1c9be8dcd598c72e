"""Forms of the rules page: sliders with words, goals in order, a pair of people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field, IntegerRangeField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from workshop.domain.terms import PairKind
from workshop.errors import WorkshopError
from workshop.forms import BaseForm, NumberRange, VersionedForm, tidy
from workshop.i18n import _, _l

MOST = 5
WEIGHTS = (
    _l("does not count"), _l("counts"), _l("counts double"), _l("counts three times"),
    _l("counts four times"), _l("counts five times"),
)  # fmt: skip
"""What each weight means."""
GOALS = {
    "P": _l("Everybody in a group of their first choice"),
    "B": _l("Groups mixed like the whole"),
    "S": _l("Colleagues of one agency in different groups"),
    "D": _l("Few people moved from where they are published"),
}
CHANGED = _l(
    "Somebody else stored other rules while this was open. Nothing was overwritten: what is stored "
    "now stands under each line that differs. Correct what is chosen, then save again."
)
_NO_WEIGHT = _l("Choose a whole number from 0 to %(most)s", most=MOST)


def weight_in_words(weight: int) -> str:
    return str(WEIGHTS[weight]) if 0 <= weight <= MOST else str(weight)


def order_in_words(order: str) -> str:
    return ", ".join(f"{place}. {GOALS[letter]}" for place, letter in enumerate(order, 1))


@dataclass(frozen=True)
class Row:
    """A goal to be put in order."""

    value: str
    label: str


class OrderField(Field):
    """Goals in order, the one that counts most first; sent as "place:goal" once per goal."""

    def __init__(self, label: object, *, goals: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.goals = goals
        self.sent: list[str] | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.sent = valuelist
        self.data = "".join(sorted(self.places, key=self.places.__getitem__))

    def pre_validate(self, form: Any) -> None:
        if sorted(self.places) != sorted(self.goals) or len({*self.places.values()}) != len(
            self.goals
        ):
            raise ValidationError(
                _("Give every row a place of its own, from 1 to %(last)s", last=len(self.goals))
            )

    @property
    def places(self) -> dict[str, int]:
        """Places, from 1, of the goals that have one."""
        if self.sent is None:
            return {goal: place for place, goal in enumerate(self.data or "", 1)}
        given = (one.partition(":") for one in self.sent)
        return {
            goal: int(place)
            for place, _colon, goal in given
            if goal and goal in self.goals and place in "1234" and place
        }

    def iter_choices(self) -> Iterator[Row]:
        places = self.places
        for goal in sorted(self.goals, key=lambda one: places.get(one, len(self.goals) + 1)):
            yield Row(goal, str(GOALS[goal]))


def _slider(label: object, hint: object) -> IntegerRangeField:
    return IntegerRangeField(
        label,
        description=hint,
        validators=[InputRequired(_NO_WEIGHT), NumberRange(0, MOST, _NO_WEIGHT)],
        invalid_value_message=_NO_WEIGHT,
    )


class RulesForm(VersionedForm):
    """`theirs` holds, by field, what somebody else stored while this was open."""

    ministry = _slider(_l("Ministry"), _l("Every group gets people of every ministry."))
    seniority = _slider(_l("Seniority"), _l("Every group gets executives, heads and officers."))
    language = _slider(_l("Language"), _l("Every group gets readers of Thai and of English."))
    roles = _slider(
        _l("Role of the agency"), _l("Every group gets agencies of every role that may join it.")
    )
    gender = _slider(
        _l("Gender, by title"),
        _l("Every group gets women and men, as far as titles such as Mr and Ms tell."),
    )
    first_order = OrderField(_l("First split"), goals="PBS")
    rerun_order = OrderField(_l("After a publication"), goals="PDBS")

    sliders: tuple[str, ...] = ("ministry", "seniority", "language", "roles", "gender")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: dict[str, str] = {}
        self.form_errors: list[str] = []
        if self.is_submitted() and not self.version.raw_data:
            self.version.data = None  # who does not say what was looked at has seen nothing

    def values(self) -> dict[str, Any]:
        names = (*self.sliders, "first_order", "rerun_order")
        return {name: self[name].data for name in names}

    def show_theirs(self, values: Mapping[str, Any], version: int) -> None:
        """Keeps what was chosen, notes what is stored now, and lets the next send replace it."""
        for name, value in values.items():
            if self[name].data != value:
                words = weight_in_words if name in self.sliders else order_in_words
                self.theirs[name] = words(value)
        self.version.raw_data, self.version.data = None, version
        self.form_errors = [*self.form_errors, str(CHANGED)]


def rules_form(attributes: Iterable[tuple[str, str, str]], **kwargs: Any) -> RulesForm:
    """With a slider for each attribute: its key, its name and a hint. One that was not sent, as it
    was made since, stays as it is."""
    named = list(attributes)
    fields: dict[str, Any] = {
        key: IntegerRangeField(
            name, description=hint, validators=[NumberRange(0, MOST, _NO_WEIGHT)],
            invalid_value_message=_NO_WEIGHT,
        )
        for key, name, hint in named
    }  # fmt: skip
    fields["sliders"] = (*RulesForm.sliders, *(key for key, _name, _hint in named))
    made: RulesForm = type("MadeRulesForm", (RulesForm,), fields)(**kwargs)
    return made


class PairForm(BaseForm):
    """Two people, typed or chosen from the list."""

    first = StringField(
        _l("First person"), filters=[tidy], validators=[DataRequired(_l("Choose a person"))],
        render_kw={"list": "people", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    second = StringField(
        _l("Second person"), filters=[tidy], validators=[DataRequired(_l("Choose a person"))],
        render_kw={"list": "people", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    kind = RadioField(
        _l("They sit"),
        choices=[
            SelectChoice(PairKind.TOGETHER.value, _l("in one group")),
            SelectChoice(PairKind.APART.value, _l("in different groups")),
        ],
        default=PairKind.TOGETHER.value,
        invalid_choice_message=_l("Choose one of these"),
        validators=[InputRequired(_l("Choose one of these"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[str] = []

    def refuse(self, error: WorkshopError) -> None:
        """Puts a broken rule on the field it belongs to, or above the form."""
        if error.field and error.field in self:
            self[error.field].errors = [*self[error.field].errors, str(error)]
        else:
            self.form_errors = [*self.form_errors, str(error)]

"""Forms about themes, and the one that asks why a comment is hidden."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from workshop.forms import BaseForm, VersionedForm, tidy
from workshop.i18n import _l

LONGEST_NAME, LONGEST_REASON = 80, 300
NEEDS_NAME = _l("Enter a name for the theme, a few words")
TOO_LONG = _l("Shorten it to %(max)d characters at most")
NEEDS_OTHER = _l("Choose the theme it is merged into")


class PutForm(BaseForm):
    """A theme by its name; an unknown name makes one."""

    name = StringField(
        _l("Theme"),
        filters=[tidy],
        validators=[DataRequired(NEEDS_NAME), Length(max=LONGEST_NAME, message=TOO_LONG)],
    )


class RenameForm(VersionedForm):
    name = StringField(
        _l("Name of the theme"),
        filters=[tidy],
        validators=[DataRequired(NEEDS_NAME), Length(max=LONGEST_NAME, message=TOO_LONG)],
        render_kw={"maxlength": LONGEST_NAME},
    )


class MergeForm(BaseForm):
    into = SelectField(
        _l("Merge into"),
        coerce=int,
        validate_choice=True,
        invalid_value_message=NEEDS_OTHER,
        invalid_choice_message=NEEDS_OTHER,
        description=_l("All its comments and notes go there, and this theme ends."),
    )


class HideForm(BaseForm):
    because = StringField(
        _l("Why is it hidden?"),
        filters=[tidy],
        description=_l("For example: names a person. It can be shown again at any time."),
        validators=[
            DataRequired(_l("Give a reason, a few words")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
        render_kw={"maxlength": LONGEST_REASON},
    )

"""Forms of staff: signing in, choosing a password, one's own details."""

from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length

from workshop.accounts.passwords import LONGEST, SHORTEST
from workshop.forms import BaseForm, Choices, lower, tidy
from workshop.i18n import _l

MOST_TYPED = 60
_SIX_DIGITS = _l("Enter the six digits that the app shows")
_EITHER = _l("Enter the six digits of the app, or a recovery code")
EMAIL_CHECKS = [
    InputRequired(_l("Enter your email address")),
    Length(max=254, message=_l("Enter an email address of at most 254 characters")),
]


class SignInForm(BaseForm):
    email = EmailField(
        _l("Email address"),
        filters=[tidy, lower],
        validators=EMAIL_CHECKS,
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password")),
            Length(max=LONGEST, message=_l("A password has at most 200 characters")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenForm(BaseForm):
    email = EmailField(
        _l("Email address"),
        filters=[tidy, lower],
        description=_l("If there is an account, a link for a new password is sent there."),
        validators=[
            *EMAIL_CHECKS,
            Email(_l("Enter an email address like name@agency.go.th")),
        ],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )


class NewPassword(BaseForm):
    """A password typed twice."""

    password = PasswordField(
        _l("New password"),
        description=_l("At least 10 characters. A few words in a row are good."),
        validators=[
            InputRequired(_l("Enter a new password")),
            Length(min=SHORTEST, message=_l("Enter at least 10 characters")),
            Length(max=LONGEST, message=_l("A password has at most 200 characters")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _l("New password again"),
        validators=[EqualTo("password", _l("Enter the same password twice"))],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPassword):
    current = PasswordField(
        _l("Current password"),
        validators=[InputRequired(_l("Enter your current password"))],
        render_kw={"autocomplete": "current-password"},
    )


class JoinForm(NewPassword):
    """First use of a link: who one is, and a password."""

    name = StringField(
        _l("Name"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter your name")),
            Length(max=120, message=_l("Enter a name of at most 120 characters")),
        ],
        render_kw={"autocomplete": "name"},
    )


class SetupForm(JoinForm):
    email = EmailField(
        _l("Email address"),
        filters=[tidy, lower],
        validators=[
            *EMAIL_CHECKS,
            Email(_l("Enter an email address like name@agency.go.th")),
        ],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )


class PasswordForm(BaseForm):
    """Before something changes that would keep others out."""

    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password")),
            Length(max=LONGEST, message=_l("A password has at most 200 characters")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(BaseForm):
    """What an app shows, six digits."""

    code = StringField(
        _l("Code from the app"),
        filters=[tidy],
        validators=[
            InputRequired(_SIX_DIGITS),
            Length(max=MOST_TYPED, message=_SIX_DIGITS),
        ],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class EitherCodeForm(CodeForm):
    """What an app shows, or one of the recovery codes."""

    code = StringField(
        _l("Code"),
        filters=[tidy],
        description=_l("The six digits that the app shows, or a recovery code."),
        validators=[
            InputRequired(_EITHER),
            Length(max=MOST_TYPED, message=_EITHER),
        ],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class ProvenForm(EitherCodeForm, PasswordForm):
    """Both steps at once."""


class AcceptForm(BaseForm):
    """An account that exists only has to say yes."""


class DetailsForm(BaseForm):
    name = StringField(
        _l("Name"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter your name")),
            Length(max=120, message=_l("Enter a name of at most 120 characters")),
        ],
        render_kw={"autocomplete": "name"},
    )
    language = RadioField(
        _l("Language"),
        choices=Choices.LANGUAGE,
        validators=[InputRequired(_l("Choose a language"))],
    )

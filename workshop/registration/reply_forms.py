"""The registration form as whoever was invited fills it in."""

from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from workshop.i18n import _l
from workshop.registration.forms import RegistrationForm

SELF, SUBSTITUTE = "self", "substitute"


class ReplyForm(RegistrationForm):
    """Filled in from the invitation; asks who comes when another name was typed than invited."""

    who = RadioField(
        _l("Is this you, or somebody who comes in your place?"),
        choices=[
            SelectChoice(SELF, _l("It is me; the invitation spells my name differently")),
            SelectChoice(SUBSTITUTE, _l("Somebody else comes in place of the person invited")),
        ],
        validate_choice=False,
    )

    def answered_who(self) -> bool:
        return self.who.data in (SELF, SUBSTITUTE)

    def ask_who(self) -> None:
        """Put the question; the form is sent again with the answer."""
        self.who.errors = [_l("Choose one, so that the list of those who come is right")]


class SubstituteForm(RegistrationForm):
    """For somebody who comes in the place of the one invited: the agency stays as invited."""

    kept_agency: str

    def __init__(self, *args: Any, agency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_agency = agency
        if agency:
            self.agency.data = agency
            self.agency.description = _l("As invited.")
            self.agency.render_kw = {**(self.agency.render_kw or {}), "readonly": True}

    def same_as_invited(self) -> None:
        """Refuse the very person who was invited."""
        self.first_name.errors = [
            _l("This is the person invited. Choose “I will come” instead, or enter another name")
        ]

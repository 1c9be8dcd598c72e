"""Forms in which somebody else may come than the person invited or registered."""

from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from workshop.i18n import _l
from workshop.registration.forms import PersonForm, RegistrationForm

SELF, SUBSTITUTE = "self", "substitute"


def _who(same: object, other: object) -> RadioField:
    return RadioField(
        _l("Is this you, or somebody who comes in your place?"),
        choices=[SelectChoice(SELF, same), SelectChoice(SUBSTITUTE, other)],
        validate_choice=False,
    )


class AsksWho:
    """Asks who comes, once another name was typed than is known."""

    who: RadioField

    def answered_who(self) -> bool:
        return self.who.data in (SELF, SUBSTITUTE)

    def ask_who(self) -> None:
        """Put the question; the form is sent again with the answer."""
        self.who.errors = [_l("Choose one, so that the list of those who come is right")]


class ReplyForm(AsksWho, RegistrationForm):
    """Filled in from the invitation; asks who comes when another name was typed than invited."""

    who = _who(
        _l("It is me; the invitation spells my name differently"),
        _l("Somebody else comes in place of the person invited"),
    )


class ChangeForm(AsksWho, PersonForm):
    """What somebody said about themselves; asks who comes once first and last name are others."""

    who = _who(
        _l("It is me; only the spelling of my name changes"),
        _l("Somebody else comes in my place"),
    )


class SubstituteForm(RegistrationForm):
    """For somebody who comes in another's place: the agency stays."""

    kept_agency: str

    def __init__(
        self, *args: Any, agency: str, described: object = _l("As invited."), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept_agency = agency
        if agency:
            self.agency.data = agency
            self.agency.description = described
            self.agency.render_kw = {**(self.agency.render_kw or {}), "readonly": True}

    def same_as_invited(self) -> None:
        """Refuse the very person who was invited."""
        self.first_name.errors = [
            _l("This is the person invited. Choose “I will come” instead, or enter another name")
        ]

    def same_as_registered(self) -> None:
        """Refuse the very person whose seat it is."""
        self.first_name.errors = [
            _l("This is the name that is registered. Enter that of whoever comes instead")
        ]

"""What the views of visitors and participants share."""

from typing import Any

from flask import current_app, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from workshop import db, presence
from workshop.domain.names import OFFERED
from workshop.i18n import _, _l, plain
from workshop.keys import Keys
from workshop.models import Person, Workshop
from workshop.registration import consents, reading
from workshop.registration.forms import PersonForm, RegistrationForm
from workshop.registration.guesses import Caller
from workshop.registration.letters import Letters
from workshop.settings import Settings

NEWER_LINK = _l("This link was replaced by a newer one. Use the newest you were sent, or have it"
                " sent again; if that fails, ask the organiser.")  # fmt: skip


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def keys() -> Keys:
    found: Keys = current_app.extensions["workshop.keys"]
    return found


def letters() -> Letters:
    return Letters(settings(), keys())


def caller(workshop: Workshop) -> Caller:
    """Who guesses: the browser by the secret its forms carry, and its address."""
    return Caller.of(
        keys(), workshop, browser=str(session.get("csrf_token", "")),
        address=request.remote_addr or "",
    )  # fmt: skip


def personal(template: str, status: int = 200, **values: Any) -> Response:
    """A page about one person: no browser, proxy or history keeps it."""
    return unkept(make_response(render_template(template, **values), status))


def unkept(answer: ResponseReturnValue) -> Response:
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


def offer(form: PersonForm, workshop: Workshop) -> dict[str, Any]:
    """What a form about a person offers to choose from; gives the values its page needs."""
    roles = reading.role_choices(db.session(), workshop.id)
    form.roles.choices = roles.choices
    if isinstance(form, RegistrationForm):
        form.ask_photographs(plain(consents.words(db.session(), workshop.id), "text"))
    return {"marks": roles.letters, "prefixes": OFFERED, "meals": meals()}


def meals() -> list[str]:
    """Suggestions for lunch; anything else may be typed."""
    return [_("Vegetarian"), _("Vegan (jay)"), _("Halal"), _("No seafood"), _("No nuts")]


def why_no_longer(person: Person) -> Any:
    """What somebody reads whose link leads nowhere any more."""
    return presence.REPLACED if presence.is_replaced(db.session(), person) else NEWER_LINK

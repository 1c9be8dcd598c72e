"""What is said of people whom no mail reaches, after something was told by mail."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from workshop.i18n import _, ngettext
from workshop.models import Workshop
from workshop.people.listing import UNREACHED


def unreached(workshop: Workshop, count: int, *, group: str = "") -> Markup:
    """How many they are, with a link to them; nothing where there is nobody. group: its code."""
    if not count:
        return Markup("")
    asked: dict[str, Any] = {"group": group} if group else {}
    said = ngettext(
        "%(num)s person cannot be reached by mail: there is no address, or mail does not arrive.",
        "%(num)s people cannot be reached by mail: there is no address, or mail does not arrive.",
        count,
    )
    to = url_for("people.listing", w=workshop.slug, status=UNREACHED, **asked)
    return Markup('{} <a href="{}">{}</a>').format(said, to, _("Show who"))

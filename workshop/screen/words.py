"""Texts for a room that reads two languages: the page's own first, the other one beneath."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from workshop.i18n import language, local, speak

NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Both:
    """A text, and the same in the other language, marked as such; "" where there is none."""

    main: Markup
    other: Markup = NOTHING


def in_both(thing: Any, name: str) -> Both:
    """What organisers wrote, see i18n.local."""
    other = _other_language()
    text = getattr(thing, f"{name}_{other}", "") or ""
    if not getattr(thing, f"{name}_{language()}", ""):
        text = ""  # it stands in for the empty one already
    return Both(local(thing, name), _marked(text, other))


def said(text: object) -> Both:
    """A lazy text of ours."""
    mine, other = language(), _other_language()
    main = escape(str(text))
    speak(other)
    try:
        spoken = str(text)
    finally:
        speak(mine)
    return Both(main, _marked(spoken, other))


def _marked(text: str, code: str) -> Markup:
    return Markup('<span lang="{}">{}</span>').format(code, text) if text else NOTHING


def _other_language() -> str:
    return "en" if language() == "th" else "th"

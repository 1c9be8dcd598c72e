"""Letters in a workshop's own words: which text holds, and what its placeholders stand for.

The usual texts are the files in `templates/mail/`. Rendered with `Unfilled` things they show
their placeholders instead of values: that is what an organiser starts from.
"""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from workshop import i18n
from workshop.domain import letters
from workshop.domain.terms import LetterKind, PersonStatus
from workshop.i18n import _
from workshop.models import MessageTemplate, Workshop


class Unfilled(str):
    """A thing whose every text is a placeholder; itself the placeholder of its name."""

    __slots__ = ("names",)
    names: Mapping[str, str]

    def __new__(cls, own: str, /, **names: str) -> "Unfilled":
        made = super().__new__(cls, f"{{{own}}}")
        made.names = {part: f"{{{stands}}}" for part, stands in names.items()}
        return made

    def __getattr__(self, name: str) -> str:
        return self.names.get(name.removesuffix("_th").removesuffix("_en"), "")


def kind_of(template: str, values: Mapping[str, Any]) -> LetterKind | None:
    """Which letter a template with these values is; None for those that keep their words.

    A cancellation by an organiser is none: own words are written for who cancels, and are wrong
    for who is cancelled.
    """
    if template == "registered" and values["person"].status == PersonStatus.WAITLISTED:
        return LetterKind.WAITLISTED
    if template == "placed" and values["moved"]:
        return LetterKind.MOVED
    keeps = template not in set(LetterKind) or values.get("by_organiser")
    return None if keeps else LetterKind(template)


def own_text(workshop: Any, kind: LetterKind | None) -> tuple[str, str] | None:
    """Subject and body in the workshop's own words, in the language spoken; None without any."""
    session = object_session(workshop) if isinstance(workshop, Workshop) else None
    if session is None or kind is None:
        return None
    row = session.execute(
        sa.select(MessageTemplate.subject, MessageTemplate.body).where(
            MessageTemplate.workshop_id == workshop.id,
            MessageTemplate.kind == kind,
            MessageTemplate.language == i18n.language(),
        )
    ).first()
    return (row[0], row[1]) if row else None


def filled(text: tuple[str, str], values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body with this person's values."""
    known = spelled(values)
    return letters.fill(text[0], known).replace("\n", " "), f"{letters.fill(text[1], known)}\n"


def spelled(values: Mapping[str, Any]) -> dict[str, str]:
    """What each placeholder stands for; empty where there is nothing to say."""
    workshop, group = values["workshop"], values.get("group")
    return {
        **{name: str(values.get(name) or "") for name in PLAIN},
        "title": i18n.plain(workshop, "title"),
        "when": when(workshop),
        "where": i18n.plain(workshop, "venue"),
        "map": workshop.map_url,
        "album": workshop.album_url,
        "contact": contact(workshop),
        "letter": group.letter if group else "",
        "group": i18n.plain(group, "name") if group else "",
        "room": i18n.plain(group, "room") if group else "",
        "links": links(values.get("people", ())),
    }


PLAIN = (
    "name",
    "agency",
    "link",
    "code",
    "page",
    "until",
    "report",
    "table",
    "reason",
    "note",
    "former",
    "lost_table",
)
"""Placeholders that are values of the letter as they are."""


def when(workshop: Any) -> str:
    """Day and times in words."""
    if isinstance(workshop, Unfilled):
        return "{when}"
    times = i18n.clock_range(workshop.starts, workshop.ends)
    return f"{i18n.day(workshop.date)}{' ' if i18n.language() == 'th' else ', '}{times}"


def contact(workshop: Any) -> str:
    """Whom to ask, and how; empty when no way is given."""
    if isinstance(workshop, Unfilled):
        return "{contact}"
    if not (workshop.contact_email or workshop.contact_phone):
        return ""
    parts = (i18n.plain(workshop, "contact_name"), workshop.contact_email, workshop.contact_phone)
    return ", ".join(filter(None, parts))


def links(people: Any) -> str:
    """Name, link and code of each; people: mappings with `name`, `link` and `code`."""
    if isinstance(people, Unfilled):
        return "{links}"
    return "\n\n".join(
        f"{one['name']}\n{one['link']}\n{_('Your code at the door: %(code)s', code=one['code'])}"
        for one in people
    )


def unfilled(kind: LetterKind) -> dict[str, Any]:
    """Values with which a usual text shows its placeholders."""
    status = PersonStatus.WAITLISTED if kind is LetterKind.WAITLISTED else PersonStatus.CONFIRMED
    return {
        **{name: f"{{{name}}}" for name in (*PLAIN, "album")},
        "workshop": Unfilled("title", title="title", venue="where", map_url="map",
                             album_url="album"),
        "group": Unfilled("group", name="group", room="room", letter="letter"),
        "person": SimpleNamespace(status=status),
        "people": Unfilled("links"),
        "moved": kind is LetterKind.MOVED,
    }  # fmt: skip

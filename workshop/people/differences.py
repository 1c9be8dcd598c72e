"""What somebody changed about a person, for the history: short, and no more than it needs."""

from workshop.people.wording import FIELDS, LANGUAGE_NAMES
from workshop.registration.details import PersonDetails

ONLY_NAMED = frozenset({"email", "phone", "dietary", "access_needs"})
"""Ways to reach somebody, and what tells of health or belief: that they changed, not how."""
_LONGEST = 60


def differences(before: PersonDetails, after: PersonDetails) -> str:
    """ "position: A → B; phone", in the order of the form and in words of the language in use."""
    old, new = before.as_json(), after.as_json()
    return "; ".join(_said(name, old[name], new[name]) for name in new if old[name] != new[name])


def _said(name: str, old: object, new: object) -> str:
    title = str(FIELDS["agency" if name == "agency_name" else name])
    if name in ONLY_NAMED:
        return title
    return f"{title}: {_shown(name, old)} → {_shown(name, new)}"


def _shown(name: str, value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = str(LANGUAGE_NAMES.get(str(value), value)) if name == "language" else str(value)
    return (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…") or "–"

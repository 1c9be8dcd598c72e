"""What somebody says about themselves, as typed and tidied; the same for form, change and mail."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from workshop.domain.contacts import phone_key
from workshop.domain.names import name_key


class Described(Protocol):
    """Anybody with a name and ways to reach them."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...


@dataclass(frozen=True)
class PersonDetails:
    """Every field of the registration form; `roles` are codes of agency roles, sorted."""

    first_name: str
    last_name: str
    agency_name: str
    prefix: str = ""
    position: str = ""
    ministry: str = ""
    roles: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    dietary: str = ""
    access_needs: str = ""
    language: str = "th"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "roles": list(self.roles)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "PersonDetails":
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        return cls(**{**values, "roles": tuple(values.get("roles", ()))})

    def fingerprint(self) -> bytes:
        """The same for the same content, 32 bytes."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).digest()


COLUMNS = tuple(field.name for field in fields(PersonDetails) if field.name != "roles")
"""Names that are columns of a person as well."""


ONLY_NAMED = frozenset({"email", "phone", "dietary", "access_needs"})
"""Ways to reach somebody, and what tells of health or belief: that they changed, not how."""
_LONGEST = 60


def differences(before: PersonDetails, after: PersonDetails) -> str:
    """What somebody changed, for the history: "position: A → B; phone".

    Short, and no more than a history needs. Names of fields and languages stand as the program
    knows them; whoever reads the history finds them in their own language.
    """
    old, new = before.as_json(), after.as_json()
    return "; ".join(
        name if name in ONLY_NAMED else f"{name}: {_shown(old[name])} → {_shown(new[name])}"
        for name in new
        if old[name] != new[name]
    )


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…") or "–"


def same_person(one: Described, other: Described) -> bool:
    """The same name and e-mail, or, where one of them gave no e-mail, the same name and phone."""
    if name_key(one.first_name, one.last_name) != name_key(other.first_name, other.last_name):
        return False
    if one.email and other.email:
        return one.email == other.email
    return bool(phone_key(one.phone)) and phone_key(one.phone) == phone_key(other.phone)


def with_prefix(person: Any) -> str:
    """Prefix and first name as given: Thai prefixes are joined to the name, others get a space."""
    joint = "" if person.prefix and is_thai(person.prefix[0]) else " "
    return f"{person.prefix}{joint}{person.first_name}".strip()


def full_name(person: Any) -> str:
    """The whole name as given, with its prefix."""
    return f"{with_prefix(person)} {person.last_name}"


def is_thai(character: str) -> bool:
    return "\u0e00" <= character <= "\u0e7f"

"""What a device sends: each scan is read for itself, so a bad one never costs the others."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from workshop.domain.contacts import read_phone
from workshop.domain.names import tidy
from workshop.domain.terms import LANGUAGES, ArrivalKind
from workshop.errors import WorkshopError
from workshop.i18n import _, _l
from workshop.person_fields import LENGTHS
from workshop.registration.details import PersonDetails

MOST_SCANS = 500
MOST_DEVICE, MOST_CODE = 40, 2000
"""Characters."""
MOST_ROWS = 2**31 - 1
WALK_IN, SUBSTITUTE = "walk_in", "substitute"

NO_NUMBER = _l("This scan has no number of its own. Scan the badge again.")
NO_TIME = _l("This scan has no time that can be read. Scan the badge again.")
NO_KIND = _l("A scan is either “in” or “undo”. Scan the badge again.")
NO_NAME = _l("First name, last name or agency cannot be read. Add the person again.")
NOBODY = _l("This scan names neither a code nor a person. Scan the badge again.")


@dataclass(frozen=True)
class Typed:
    """One scan: a code, link or token as it was read, or the number of a person on the list.

    told: when it was made by the device's clock; None: now.
    """

    id: str
    kind: ArrivalKind = ArrivalKind.IN
    code: str = ""
    person: int | None = None
    told: dt.datetime | None = None


@dataclass(frozen=True)
class Late:
    """A walk-in or a substitute whom a device recorded while it had no network.

    absent: in whose place they come, None for a walk-in. others: numbers of people of the same
    name whom the desk took for somebody else. told: as of a scan.
    """

    id: str
    details: PersonDetails
    absent: int | None
    others: frozenset[int]
    told: dt.datetime


@dataclass(frozen=True)
class Refused:
    """A scan that cannot be used, and why in a sentence; `id` as it was sent, for the answer."""

    id: str
    sentence: str


@dataclass(frozen=True)
class Batch:
    """What one device sent; `sent_at` is what its clock said then, if it told."""

    device: str
    sent_at: dt.datetime | None
    scans: list[Typed | Late | Refused]


def read_batch(sent: Any) -> Batch:
    """Raises WorkshopError when it is no list of scans at all or too long a one."""
    scans = sent.get("scans") if isinstance(sent, dict) else None
    if not isinstance(scans, list):
        raise WorkshopError(_("No scans came with this. Reload the page and send again."))
    if len(scans) > MOST_SCANS:
        raise WorkshopError(
            _("These are more than %(most)s scans. Send them in several parts.", most=MOST_SCANS)
        )
    return Batch(
        device=read_device(sent.get("device")),
        sent_at=_moment(sent.get("sent_at")),
        scans=[_scan(one) for one in scans],
    )


def read_device(value: Any) -> str:
    """What a device calls itself, made fit to be shown."""
    return tidy(value[: 4 * MOST_DEVICE])[:MOST_DEVICE] if isinstance(value, str) else ""


def read_id(value: Any) -> str | None:
    """A random number (UUID) in its one spelling; None for anything else."""
    if not isinstance(value, str) or len(value) > MOST_DEVICE:
        return None
    try:
        return str(uuid.UUID(value))
    except ValueError:
        return None


def read_person(value: Any) -> int | None:
    """The number of a row; None for anything a database could not look up."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 10:
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= MOST_ROWS else None


def _scan(one: Any) -> Typed | Late | Refused:
    if not isinstance(one, dict):
        return Refused("", str(NO_NUMBER))
    number = read_id(one.get("id"))
    if number is None:
        return Refused(_shown(one.get("id")), str(NO_NUMBER))
    if (told := _moment(one.get("at"))) is None:
        return Refused(number, str(NO_TIME))
    kinds = {kind.value: kind for kind in ArrivalKind}
    asked = one.get("kind", ArrivalKind.IN.value)
    if asked in (WALK_IN, SUBSTITUTE):
        return _late(one, number, told)
    if not isinstance(asked, str) or asked not in kinds:
        return Refused(number, str(NO_KIND))
    code, person = one.get("code"), read_person(one.get("person"))
    if person is None and not (isinstance(code, str) and code.strip()):
        return Refused(number, str(NOBODY))
    text = code[: MOST_CODE + 1] if isinstance(code, str) else ""
    return Typed(id=number, kind=kinds[asked], code=text, person=person, told=told)


def _late(one: dict[str, Any], number: str, told: dt.datetime) -> Late | Refused:
    typed = {name: _line(one.get(name), most) for name, most in LENGTHS.items()}
    absent = read_person(one.get("absent")) if one["kind"] == SUBSTITUTE else None
    where = typed["agency"] if one["kind"] == WALK_IN else absent
    if not (typed["first_name"] and typed["last_name"] and where):
        return Refused(number, str(NO_NAME))
    said = one.get("language")
    others = one.get("others")
    numbers = map(read_person, others if isinstance(others, list) else ())
    return Late(
        id=number,
        details=PersonDetails(
            first_name=typed["first_name"], last_name=typed["last_name"],
            agency_name="" if absent else typed["agency"], prefix=typed["prefix"],
            position=typed["position"], phone=read_phone(typed["phone"]).value,
            dietary=typed["dietary"],
            language=said if isinstance(said, str) and said in LANGUAGES else LANGUAGES[0],
        ),
        absent=absent,
        others=frozenset(number for number in numbers if number),
        told=told,
    )  # fmt: skip


def _line(value: Any, most: int) -> str:
    """One line of text; empty when it is none, or longer than the form lets anybody type."""
    text = tidy(value) if isinstance(value, str) and len(value) <= 4 * most else ""
    return text if len(text) <= most else ""


def _moment(value: Any) -> dt.datetime | None:
    """An aware moment; None for anything else."""
    if not isinstance(value, str) or len(value) > MOST_DEVICE:
        return None
    try:
        moment = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return moment if dt.datetime.fromisoformat(value).tzinfo else None


def _shown(value: Any) -> str:
    """What was sent as the number of a scan, cut and without characters nobody can show."""
    return tidy(value[:MOST_DEVICE]) if isinstance(value, str) else ""

"""Mails that came back: which address failed, why, and which of our mails it was.

Source: RFC 3464 (delivery status notifications) within RFC 6522 (multipart/report).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

MOST_BYTES = 1024 * 1024
MOST_PARTS = 50
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{3,118}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Failure:
    """An address that a server gave up on; `address` in lower case, `reason` in its words."""

    address: str
    reason: str


@dataclass(frozen=True)
class Report:
    """What a mail that came back says. delayed: the server has not given up yet."""

    failures: tuple[Failure, ...] = ()
    message_id: str = ""
    delayed: bool = False


def read_report(data: bytes) -> Report | None:
    """The report in a mail, None when it is none; at most the first MOST_BYTES are looked at."""
    data = data[:MOST_BYTES].lstrip()
    try:
        parts = list(_parts(message_from_bytes(data, policy=policy.compat32)))
        fields = [one for part in parts for one in _status(part)]
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return None  # the library's own ways to fail on what is no mail
    failures = [_failure(one) for one in fields if _word(one, "Action") == "failed"]
    known = tuple(dict.fromkeys(one for one in failures if one.address))
    delayed = any(_word(one, "Action") == "delayed" for one in fields)
    if not known and not delayed:
        return None
    return Report(known, _original(data, parts), delayed and not known)


def _parts(mail: Message) -> Iterator[Message]:
    """At most so many parts, however deep they nest."""
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _status(part: Message) -> list[Message]:
    """The blocks of a delivery status: one about the mail, one for each address."""
    if part.get_content_type() != "message/delivery-status":
        return []
    blocks = part.get_payload()
    return [one for one in blocks if isinstance(one, Message)] if isinstance(blocks, list) else []


def _failure(fields: Message) -> Failure:
    whom = _word(fields, "Final-Recipient") or _word(fields, "Original-Recipient")
    address = parseaddr(whom.rpartition(";")[2].strip())[1].lower()
    said = " ".join((_word(fields, "Status"), _text(fields, "Diagnostic-Code")))
    return Failure(address if "@" in address else "", " ".join(said.split())[:300])


def _word(fields: Message, name: str) -> str:
    return _text(fields, name).strip().lower()


def _text(fields: Message, name: str) -> str:
    value = str(fields.get(name, ""))[:1000]
    return value.encode("ascii", "replace").decode()


def _original(data: bytes, parts: list[Message]) -> str:
    """The id of the mail that came back, from the copy that goes along with the report."""
    own = str(parts[0].get("Message-ID", "")).strip() if parts else ""
    found = _MESSAGE_ID.findall(data.decode("ascii", "replace"))
    return next((one for one in reversed(found) if one != own), "")

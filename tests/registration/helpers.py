"""What somebody types into the registration form."""

import re
import uuid
from typing import Any

import sqlalchemy as sa

from workshop.models import Message, Person, ProposedChange, SeatOffer


def typed(**overrides: Any) -> dict[str, Any]:
    """A whole form as it is sent; None leaves a field out."""
    values = {
        "submission_id": str(uuid.uuid4()), "prefix": "นาย", "first_name": "เอกชัย",
        "last_name": "ตั้งรบ", "position": "นักวิเคราะห์นโยบายและแผน",
        "agency": "สำนักงานสถิติแห่งชาติ", "ministry": "กระทรวงเทคโนโลยีสารสนเทศ", "roles": [],
        "email": "ekachai.t@nso.example", "phone": "082 252 7365", "dietary": "เจ",
        "access_needs": "", "language": "th", "consent": "y", **overrides,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


def stored(session: Any, wanted: Any) -> list[Any]:
    """What is stored now; no reading transaction stays open behind it."""
    session.rollback()
    session.expire_all()
    found = list(session.scalars(wanted))
    session.commit()
    return found


def people(session: Any) -> list[Person]:
    return stored(session, sa.select(Person).order_by(Person.id))


def changes(session: Any) -> list[ProposedChange]:
    return stored(session, sa.select(ProposedChange).order_by(ProposedChange.id))


def offers(session: Any) -> list[SeatOffer]:
    return stored(session, sa.select(SeatOffer).order_by(SeatOffer.id))


def letters(session: Any, kind: str = "") -> list[Message]:
    wanted = sa.select(Message).where(Message.kind.startswith(f"registration.{kind}"))
    return stored(session, wanted.order_by(Message.id))


def link_in(body: str) -> str:
    """The path of the personal link in a mail."""
    return re.search(r"http://localhost(/me/\S+)", body)[1]


def confirm_in(body: str) -> str:
    return re.search(r"http://localhost(/w/\S+/confirm/\S+)", body)[1]

"""The audit trail: who did what to what, when. Nothing about an answer is ever recorded."""

import datetime as dt

from sqlalchemy.orm import Session

from workshop.models import AuditEntry

TIMED_WORK = "timed work"


def record(
    session: Session,
    *,
    workshop_id: int | None,
    actor: str,
    what: str,
    subject: str = "",
    now: dt.datetime,
) -> None:
    """Written in the same transaction as the change itself.

    actor: an e-mail address of staff, `participant`, `command line` or TIMED_WORK; what: a short
    key such as `person.cancelled`; subject: what it was done to, at most 300 characters.
    """
    session.add(
        AuditEntry(
            workshop_id=workshop_id, at=now, actor=actor[:254], what=what, subject=subject[:300]
        )
    )

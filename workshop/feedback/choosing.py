"""Two answers of one person to one form: both are kept, and their writer says which one counts.

Somebody who answers from a phone and from a laptop, or from two tabs, may send the second answer
without having seen the first. No clock decides then. What came in last counts until its writer
chooses; choosing makes the other one the newest again, as a revision of its own.
"""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.feedback import filing
from workshop.feedback.filing import Filed, Sent
from workshop.models import ResponseRevision

_REVISION: Any = ResponseRevision.__table__


def bring_back(
    session: Session, sent: Sent, filed: Filed, number: int, *, now: dt.datetime
) -> None:
    """Make revision `number` of this answer count again.

    sent: whose it is; what it holds itself is not filed. Raises ClosedError as `filing.store` does.
    """
    content, may_quote, version, source, keyed_by = (
        session.connection().execute(_AT_NUMBER, {"response": filed.id, "number": number}).one()
    )
    earlier = replace(
        sent, submission_id=str(uuid.uuid4()), content=content, may_quote=may_quote,
        form_version=version, source=source, keyed_by=keyed_by, may_replace=True,
    )  # fmt: skip
    filing.store(session, earlier, now=now)


_AT_NUMBER = sa.select(
    _REVISION.c.content,
    _REVISION.c.may_quote,
    _REVISION.c.form_version,
    _REVISION.c.source,
    _REVISION.c.keyed_by,
).where(
    _REVISION.c.response_id == sa.bindparam("response"),
    _REVISION.c.number == sa.bindparam("number"),
)

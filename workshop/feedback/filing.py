"""Filing answers: under a keyed hash, every revision kept, released in batches.

Nothing here knows a person or a time. By group, a response carries form, group, form version,
source and content; its author is an HMAC whose key lies outside the database.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import disclosure
from workshop.domain.answers import Answer, content_hash
from workshop.domain.terms import AnswerMode, Source, WorkshopState
from workshop.errors import ClosedError
from workshop.i18n import _l
from workshop.keys import fingerprint
from workshop.models import FormOpening, Response, ResponseRevision, Workshop

KEY_BYTES = 16
_lot = SystemRandom()


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent for one form; `content` maps question version ids to values.

    author: see keys.author_key.  person_id: kept only where answers carry names.
    """

    workshop_id: int
    form_id: int
    form_version: int
    group_id: int
    author: bytes
    person_id: int
    submission_id: str
    content: Mapping[str, Answer]
    source: Source = Source.PHONE


@dataclass(frozen=True, slots=True)
class Filed:
    """What is known of a person's answers on a form without reading them."""

    id: bytes
    form_id: int
    group_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the workshop and the form's opening say at the moment of filing."""

    named: bool
    k: int
    is_open: bool


def submission_hash(submission_id: str) -> bytes:
    """Under what a submission's random id is kept; ids that differ in case only are one."""
    return fingerprint(str(uuid.UUID(submission_id)))


def filed_under(
    session: Session, *, workshop_id: int, authors: Iterable[bytes]
) -> dict[int, Filed]:
    """By form id, the responses filed under these authors."""
    rows = session.execute(_FILED, {"workshop": workshop_id, "authors": list(authors)})
    return {row.form_id: Filed(*row) for row in rows}


def sent_here(
    session: Session, filed: Filed, submission_id: str
) -> tuple[int, dict[str, Any] | None]:
    """Number and content of the newest revision sent under this id; (0, None) if there is none."""
    row = session.execute(
        _SENT_HERE, {"response": filed.id, "submission": submission_hash(submission_id)}
    ).first()
    return (row[0], row[1]) if row else (0, None)


def store(session: Session, sent: Sent) -> bool:
    """File what was sent; False when exactly this was filed before, and nothing changed.

    Call inside a writing transaction that writes nothing about the person. Raises ClosedError
    when the group may not answer the form now. The same id with other content is a new revision.
    """
    terms = _terms(session, sent)
    filed = session.execute(_FILED, {"workshop": sent.workshop_id, "authors": [sent.author]})
    row = filed.first()
    response = Filed(*row) if row else None
    if response is not None and _is_repeated(session, response, sent):
        return False
    if not terms.is_open:
        raise ClosedError(_l("This form is closed. What was typed is below; nothing was changed."))
    _write(session, sent, response, terms)
    if not terms.named:
        _release_batches(session, sent.form_id, sent.group_id, k=terms.k)
    return True


def release_on_close(
    session: Session, *, form_id: int, group_id: int, k: int, named: bool, reopened: bool
) -> int:
    """Release what a closing may release; gives the number of people still held back.

    reopened: it had been closed before this closing.
    """
    waiting, total, released = session.execute(_COUNTS, {"form": form_id, "group": group_id}).one()
    if named:
        return 0
    number = disclosure.on_close(
        pending=waiting, total=total, released=released, k=k, reopened=reopened
    )
    if number:
        _release(session, form_id, group_id, number)
    return int(waiting - number)


def _terms(session: Session, sent: Sent) -> _Terms:
    """Read under lock, so that closing and releasing never overlap with filing."""
    mode, k, state = session.execute(_WORKSHOP, {"workshop": sent.workshop_id}).one()
    is_open = session.scalar(_OPENING, {"form": sent.form_id, "group": sent.group_id})
    return _Terms(
        named=mode is AnswerMode.NAMED,
        k=k,
        is_open=bool(is_open) and state is WorkshopState.OPEN,
    )


def _is_repeated(session: Session, response: Filed, sent: Sent) -> bool:
    found = session.execute(
        _REPEATED,
        {
            "response": response.id,
            "submission": submission_hash(sent.submission_id),
            "content": content_hash(sent.content),
        },
    )
    return found.first() is not None


def _write(session: Session, sent: Sent, response: Filed | None, terms: _Terms) -> None:
    number = response.revision + 1 if response else 1
    response_id = response.id if response else secrets.token_bytes(KEY_BYTES)
    counts = {"revision": number, "released": number} if terms.named else {"revision": number}
    if response:
        session.execute(_RESPONSES.update().where(_RESPONSES.c.id == response_id).values(counts))
    else:
        session.execute(
            _RESPONSES.insert().values(
                id=response_id,
                workshop_id=sent.workshop_id,
                form_id=sent.form_id,
                group_id=sent.group_id,
                author=sent.author,
                person_id=sent.person_id if terms.named else None,
                **counts,
            )
        )
    session.execute(
        _REVISIONS.insert().values(
            id=secrets.token_bytes(KEY_BYTES),
            workshop_id=sent.workshop_id,
            response_id=response_id,
            number=number,
            submission_hash=submission_hash(sent.submission_id),
            content_hash=content_hash(sent.content),
            form_version=sent.form_version,
            source=sent.source,
            content=dict(sent.content),
        )
    )


def _release_batches(session: Session, form_id: int, group_id: int, *, k: int) -> None:
    waiting = session.execute(_COUNTS, {"form": form_id, "group": group_id}).one()[0]
    number = disclosure.batch(waiting, k)
    if number:
        _release(session, form_id, group_id, number)


def _release(session: Session, form_id: int, group_id: int, number: int) -> None:
    """Release that many of the waiting ones, drawn by lot."""
    waiting = session.scalars(_WAITING, {"form": form_id, "group": group_id}).all()
    drawn = _lot.sample(sorted(waiting), number)
    session.execute(
        _RESPONSES.update().where(_RESPONSES.c.id.in_(drawn)).values(released=_RESPONSES.c.revision)
    )
    session.execute(
        _OPENINGS.update()
        .where(_OPENINGS.c.form_id == form_id, _OPENINGS.c.group_id == group_id)
        .values(release_serial=_OPENINGS.c.release_serial + 1)
    )


_RESPONSES: Any = Response.__table__
_REVISIONS: Any = ResponseRevision.__table__
_OPENINGS: Any = FormOpening.__table__
_OF_FORM_AND_GROUP = (
    Response.form_id == sa.bindparam("form"),
    Response.group_id == sa.bindparam("group"),
)
_IS_WAITING = Response.released < Response.revision

_FILED = sa.select(Response.id, Response.form_id, Response.group_id, Response.revision).where(
    Response.workshop_id == sa.bindparam("workshop"),
    Response.author.in_(sa.bindparam("authors", expanding=True)),
)
_SENT_HERE = (
    sa.select(ResponseRevision.number, ResponseRevision.content)
    .where(
        ResponseRevision.response_id == sa.bindparam("response"),
        ResponseRevision.submission_hash == sa.bindparam("submission"),
    )
    .order_by(ResponseRevision.number.desc())
    .limit(1)
)
_REPEATED = sa.select(ResponseRevision.id).where(
    ResponseRevision.response_id == sa.bindparam("response"),
    ResponseRevision.submission_hash == sa.bindparam("submission"),
    ResponseRevision.content_hash == sa.bindparam("content"),
)
_WORKSHOP = (
    sa.select(Workshop.answer_mode, Workshop.disclosure_k, Workshop.state)
    .where(Workshop.id == sa.bindparam("workshop"))
    .with_for_update(read=True)  # the mode is fixed at the first answer
)
_OPENING = (
    sa.select(FormOpening.is_open)
    .where(
        FormOpening.form_id == sa.bindparam("form"),
        FormOpening.group_id == sa.bindparam("group"),
    )
    .with_for_update()
)
_COUNTS = sa.select(
    sa.func.count().filter(_IS_WAITING),
    sa.func.count(),
    sa.func.count().filter(Response.released > 0),
).where(*_OF_FORM_AND_GROUP)
_WAITING = sa.select(Response.id).where(*_OF_FORM_AND_GROUP, _IS_WAITING)

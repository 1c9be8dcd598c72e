"""Filing answers: under a keyed hash, every revision kept; when they are released: releasing.

Nothing that is stored knows a person or a time. By group, a response carries form, group, form
version, source and content; its author is an HMAC whose key lies outside the database.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import phases
from workshop.domain.answers import Answer, content_hash
from workshop.domain.terms import AnswerMode, Source, WorkshopState
from workshop.errors import ClosedError, ConflictError
from workshop.feedback import releasing
from workshop.i18n import _l
from workshop.keys import fingerprint
from workshop.models import FormOpening, Response, ResponseRevision, Workshop

KEY_BYTES = 16
AUTHOR_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent for one form; `content` maps question version ids to values.

    author: see keys.author_key.  person_id: kept only where answers carry names; 0 for nobody.
    keyed_by: who typed it in from paper.  may_replace: also what came another way, see store.
    may_quote: whether its writer allows the comments in it to be quoted.  based_on: the revision
    that was the newest when its writer began, 0 for none; None where nobody says so.
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
    keyed_by: str = ""
    may_replace: bool = False
    may_quote: bool = False
    based_on: int | None = None


class Outcome(IntEnum):
    """What became of something sent; REPEATED is false, since nothing changed.

    OVER_ANOTHER: it is the newest now, over an answer that its writer had not seen. Both are kept.
    """

    REPEATED = 0
    FILED = 1
    OVER_ANOTHER = 2


@dataclass(frozen=True, slots=True)
class Filed:
    """What is known of a person's answers on a form without reading them."""

    id: bytes
    form_id: int
    group_id: int
    revision: int


class WouldReplaceError(ConflictError):
    """Somebody's answer came in another way before; `source` is how."""

    def __init__(self, source: str) -> None:
        super().__init__(_l("This person has answered already."))
        self.source = Source(source)


def submission_hash(submission_id: str) -> bytes:
    """Under what a submission's random id is kept; ids that differ in case only are one."""
    return fingerprint(str(uuid.UUID(submission_id)))


def filed_under(
    session: Session, *, workshop_id: int, authors: Iterable[bytes]
) -> dict[int, Filed]:
    """By form id, the responses filed under these authors."""
    values: dict[str, object] = {f"author{n}": author for n, author in enumerate(authors)}
    query = _filed(len(values))
    rows = session.connection().execute(query, {"workshop": workshop_id, **values})
    return {row[1]: Filed(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class SentHere:
    """A revision, for the browser that sent it."""

    number: int
    content: dict[str, Any]
    may_quote: bool


def sent_here(session: Session, filed: Filed, submission_id: str) -> SentHere | None:
    """The newest revision sent under this id; None if there is none."""
    row = (
        session.connection()
        .execute(_SENT_HERE, {"response": filed.id, "submission": submission_hash(submission_id)})
        .first()
    )
    return SentHere(*row) if row else None


def store(session: Session, sent: Sent, *, now: dt.datetime) -> Outcome:
    """File what was sent; nothing changes when exactly this was filed before.

    Call inside a writing transaction that writes nothing about the person. Raises ClosedError
    when the group may not answer the form now, or its time is over (see phases). The same id with
    other content is a new revision. Raises WouldReplaceError when a phone would replace what was
    keyed in from paper, or paper any answer, unless that is meant (`may_replace`).
    """
    database = session.connection()
    submission = submission_hash(sent.submission_id)
    content = content_hash(sent.content, may_quote=sent.may_quote)
    _hold(database, sent)
    found = database.execute(
        _EARLIER,
        {
            "workshop": sent.workshop_id,
            "form": sent.form_id,
            "group": sent.group_id,
            "author": sent.author,
            "submission": submission,
            "content": content,
        },
    ).one()
    if found.is_repeated:
        return _repeated(database, sent, found)
    if not found.is_open or phases.takes_no_more(found.closes_at, now):
        raise ClosedError(_l("This form is closed."))
    if _would_replace(sent, found):
        raise WouldReplaceError(found.newest_source)
    named = found.answer_mode == AnswerMode.NAMED
    number = (found.revision or 0) + 1
    response_id = found.id or secrets.token_bytes(KEY_BYTES)
    _write_response(database, sent, response_id, number, named=named)
    hashes = {"submission_hash": submission, "content_hash": content}
    _write_revision(database, sent, response_id, number, hashes)
    if not named:
        place = {"form": sent.form_id, "group": sent.group_id}
        waiting = found.waiting + (found.released == found.revision)  # new, or revised by this
        releasing.batch(database, place, waiting, k=found.k, returning=bool(found.released))
    is_over = _is_outdated(sent, found) and found.newest_content != content
    return Outcome.OVER_ANOTHER if is_over else Outcome.FILED


def forget_authors(session: Session, *, workshop_id: int) -> None:
    """For good: whoever kept a copy of the answer key finds nobody's answers with it either."""
    database = session.connection()
    ids = database.execute(_OF_WORKSHOP, {"workshop": workshop_id}).scalars().all()
    if ids:
        fresh = [{"response": one, "nobody": secrets.token_bytes(AUTHOR_BYTES)} for one in ids]
        database.execute(_FORGOTTEN, fresh)


def _would_replace(sent: Sent, found: Any) -> bool:
    """A correction under the same id replaces nothing but itself."""
    if (
        not found.id
        or sent.may_replace
        or found.newest_submission == submission_hash(sent.submission_id)
    ):
        return False
    return Source.PAPER in (sent.source, found.newest_source)


def _is_outdated(sent: Sent, found: Any) -> bool:
    """Whether an answer came in since its writer began, other than under the same id."""
    return bool(
        found.id
        and sent.based_on not in (None, found.revision)
        and not sent.may_replace
        and found.newest_submission != submission_hash(sent.submission_id)
    )


def _repeated(database: sa.Connection, sent: Sent, found: Any) -> Outcome:
    """The first reply may never have arrived: what it told of another answer is told again."""
    submission = submission_hash(sent.submission_id)
    before = found.revision - 1
    if found.newest_submission != submission or sent.based_on is None or sent.based_on >= before:
        return Outcome.REPEATED
    place = {"response": found.id, "number": before}
    is_own = database.scalar(_SUBMISSION_AT, place) == submission
    return Outcome.REPEATED if is_own else Outcome.OVER_ANOTHER


def _hold(database: sa.Connection, sent: Sent) -> None:
    """Keeps the workshop's mode and the form's opening as they are until this is filed.

    The workshop is held first, so that its mode stays as it is until the first answer is in;
    then the opening, so that closing and releasing never overlap with filing.
    """
    if database.dialect.name == "sqlite":
        return  # its writers wait for each other anyway
    values = {"workshop": sent.workshop_id, "form": sent.form_id, "group": sent.group_id}
    database.execute(_HOLD_WORKSHOP, values)
    database.execute(_HOLD_OPENING, values)


def _write_response(
    database: sa.Connection,
    sent: Sent,
    response_id: bytes,
    number: int,
    *,
    named: bool,
) -> None:
    """Named answers are released at once; others when their turn comes."""
    if number == 1:
        values = {
            "id": response_id,
            "workshop_id": sent.workshop_id,
            "form_id": sent.form_id,
            "group_id": sent.group_id,
            "author": sent.author,
            "person_id": (sent.person_id or None) if named else None,
            "revision": number,
            "released": number if named else 0,
        }
        database.execute(_NEW_RESPONSE, values)
    else:
        revised = _REVISED_NAMED if named else _REVISED
        database.execute(revised, {"response": response_id, "number": number})


def _write_revision(
    database: sa.Connection, sent: Sent, response_id: bytes, number: int, hashes: dict[str, bytes]
) -> None:
    values = {
        "id": secrets.token_bytes(KEY_BYTES),
        "workshop_id": sent.workshop_id,
        "response_id": response_id,
        "number": number,
        **hashes,
        "form_version": sent.form_version,
        "source": sent.source,
        "keyed_by": sent.keyed_by,
        "may_quote": sent.may_quote,
        "content": dict(sent.content),
    }
    database.execute(_NEW_REVISION, values)


_RESPONSE: Any = Response.__table__
_REVISION: Any = ResponseRevision.__table__
_OPENING: Any = FormOpening.__table__
_WORKSHOP: Any = Workshop.__table__

_HOLD_WORKSHOP = (
    sa.select(_WORKSHOP.c.id)
    .where(_WORKSHOP.c.id == sa.bindparam("workshop"))
    .with_for_update(read=True)
)
_HOLD_OPENING = (
    sa.select(_OPENING.c.is_open)
    .where(_OPENING.c.form_id == sa.bindparam("form"), _OPENING.c.group_id == sa.bindparam("group"))
    .with_for_update()
)


@lru_cache(maxsize=64)
def _filed(number: int) -> Any:
    """The query for that many authors."""
    authors: list[Any] = [sa.bindparam(f"author{n}") for n in range(number)]
    return sa.select(
        _RESPONSE.c.id, _RESPONSE.c.form_id, _RESPONSE.c.group_id, _RESPONSE.c.revision
    ).where(_RESPONSE.c.workshop_id == sa.bindparam("workshop"), _RESPONSE.c.author.in_(authors))


_OWN = _RESPONSE.alias("own")
_NEWEST = _REVISION.alias("newest")
_EARLIER = (
    sa.select(
        sa.type_coerce(_WORKSHOP.c.answer_mode, sa.String).label("answer_mode"),
        _WORKSHOP.c.disclosure_k.label("k"),
        sa.and_(
            _OPENING.c.is_open.is_(True),
            _WORKSHOP.c.state == sa.literal_column(f"'{WorkshopState.OPEN}'"),
        ).label("is_open"),
        _OPENING.c.closes_at,
        releasing.waiting_like(_OWN).scalar_subquery().label("waiting"),
        _OWN.c.id,
        _OWN.c.revision,
        _OWN.c.released,
        sa.type_coerce(_NEWEST.c.source, sa.String).label("newest_source"),
        _NEWEST.c.submission_hash.label("newest_submission"),
        _NEWEST.c.content_hash.label("newest_content"),
        sa.select(_REVISION.c.number)
        .where(
            _REVISION.c.response_id == _OWN.c.id,
            _REVISION.c.submission_hash == sa.bindparam("submission"),
            _REVISION.c.content_hash == sa.bindparam("content"),
        )
        .exists()
        .label("is_repeated"),
    )
    .select_from(
        _WORKSHOP.outerjoin(
            _OPENING,
            sa.and_(
                _OPENING.c.form_id == sa.bindparam("form"),
                _OPENING.c.group_id == sa.bindparam("group"),
            ),
        )
        .outerjoin(
            _OWN,
            sa.and_(_OWN.c.workshop_id == _WORKSHOP.c.id, _OWN.c.author == sa.bindparam("author")),
        )
        .outerjoin(
            _NEWEST,
            sa.and_(_NEWEST.c.response_id == _OWN.c.id, _NEWEST.c.number == _OWN.c.revision),
        )
    )
    .where(_WORKSHOP.c.id == sa.bindparam("workshop"))
)
_SENT_HERE = (
    sa.select(_REVISION.c.number, _REVISION.c.content, _REVISION.c.may_quote)
    .where(
        _REVISION.c.response_id == sa.bindparam("response"),
        _REVISION.c.submission_hash == sa.bindparam("submission"),
    )
    .order_by(_REVISION.c.number.desc())
    .limit(1)
)
_SUBMISSION_AT = sa.select(_REVISION.c.submission_hash).where(
    _REVISION.c.response_id == sa.bindparam("response"),
    _REVISION.c.number == sa.bindparam("number"),
)
_NEW_RESPONSE = _RESPONSE.insert()
_NEW_REVISION = _REVISION.insert()
_OF_RESPONSE = _RESPONSE.update().where(_RESPONSE.c.id == sa.bindparam("response"))
_REVISED = _OF_RESPONSE.values(revision=sa.bindparam("number"))
_REVISED_NAMED = _OF_RESPONSE.values(
    revision=sa.bindparam("number"), released=sa.bindparam("number")
)
_OF_WORKSHOP = sa.select(_RESPONSE.c.id).where(_RESPONSE.c.workshop_id == sa.bindparam("workshop"))
_FORGOTTEN = _OF_RESPONSE.values(author=sa.bindparam("nobody"))

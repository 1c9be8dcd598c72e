"""Releasing answers by group to the outputs, drawn by lot; how many and when: domain.disclosure."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import disclosure
from workshop.models import FormOpening, Response

_lot = SystemRandom()
Place = Mapping[str, int]
"""A form in a group: {"form": id, "group": id}."""


def batch(database: sa.Connection, place: Place, waiting: int, *, k: int, returning: bool) -> None:
    """Release some of those who wait at an open form, once they are enough.

    waiting: how many there are of whom something is released already (returning), or nothing.
    """
    if number := disclosure.batch(waiting, k):
        _release(database, place, number, _RETURNING if returning else _NEW)


def on_close(
    session: Session, *, form_id: int, group_id: int, k: int, named: bool, reopened: bool
) -> int:
    """Release what a closing may release; gives the number of people still held back.

    reopened: it had been closed before this closing.
    """
    database = session.connection()
    place = {"form": form_id, "group": group_id}
    waiting, total, released = database.execute(_COUNTS, place).one()
    if named:
        return 0
    number = disclosure.on_close(
        pending=waiting, total=total, released=released, k=k, reopened=reopened
    )
    if number:
        _release(database, place, number, _WAITING)
    return int(waiting - number)


def waiting_like(own: Any) -> sa.Select[int]:
    """How many wait as `own` does: something of theirs is released already, or nothing is.

    own: a row of responses, empty for somebody who is new.
    """
    is_returning = sa.func.coalesce(own.c.released, 0) > 0
    return (
        sa.select(sa.func.count())
        .select_from(_RESPONSE)
        .where(*_HERE, _IS_WAITING, (_RESPONSE.c.released > 0) == is_returning)
    )


def _release(database: sa.Connection, place: Place, number: int, waiting: sa.Select[Any]) -> None:
    """Release that many of the `waiting` ones."""
    drawn = _lot.sample(sorted(database.execute(waiting, place).scalars()), number)
    database.execute(
        _RESPONSE.update().where(_RESPONSE.c.id.in_(drawn)).values(released=_RESPONSE.c.revision)
    )
    database.execute(_RELEASED_ONCE_MORE, place)


_RESPONSE: Any = Response.__table__
_OPENING: Any = FormOpening.__table__
_HERE = (
    _RESPONSE.c.form_id == sa.bindparam("form"),
    _RESPONSE.c.group_id == sa.bindparam("group"),
)
_IS_WAITING = _RESPONSE.c.released < _RESPONSE.c.revision
_WAITING = sa.select(_RESPONSE.c.id).where(*_HERE, _IS_WAITING)
_NEW = _WAITING.where(_RESPONSE.c.released == 0)
_RETURNING = _WAITING.where(_RESPONSE.c.released > 0)
_COUNTS = sa.select(
    sa.func.count().filter(_IS_WAITING),
    sa.func.count(),
    sa.func.count().filter(_RESPONSE.c.released > 0),
).where(*_HERE)
_RELEASED_ONCE_MORE = (
    _OPENING.update()
    .where(_OPENING.c.form_id == sa.bindparam("form"), _OPENING.c.group_id == sa.bindparam("group"))
    .values(release_serial=_OPENING.c.release_serial + 1)
)

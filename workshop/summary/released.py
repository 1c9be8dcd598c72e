"""The released answers, counted once per release and kept in memory by each process.

What is kept here is everything that was released; what of it may be shown is decided later, by
`summary.disclosed`, for the k that holds at that moment.
"""

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import statistics
from workshop.domain.answers import Answer
from workshop.domain.statistics import Tally
from workshop.domain.terms import QuestionKind, Source
from workshop.models import Response, ResponseRevision
from workshop.summary.standing import Standing
from workshop.summary.strands import TEXTS, Strand

MOST_CELLS = 512
LOOKED_BACK = 50
"""Revisions of an answer among which its words may have stood before."""
Key = tuple[int, int]
First = Mapping[tuple[bytes, str, str], bytes]
"""By answer, version of a question and words: the revision in which they stood first."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A text somebody wrote. `order` shuffles: it tells neither when it came nor what else the
    same person wrote; it stays while its writer revises other answers. person_id: only where
    answers carry names. may_quote: whether its writer allows it to be quoted, see
    disclosed.quotable.
    """

    order: bytes
    text: str
    source: Source
    person_id: int | None
    may_quote: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group answered on one form, as released, by id of a question's version.

    people: by version of the form and source.  asked: for a version of a written question, the
    versions of the form in which somebody answered it.
    """

    people: Mapping[tuple[int, Source], int]
    asked: Mapping[int, frozenset[int]]
    tallies: Mapping[int, Tally]
    values: Mapping[int, Sequence[tuple[Source, Answer]]]
    comments: Mapping[int, Sequence[Comment]]


class Cells:
    """The cells of one database, newest release only, least used ones forgotten."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[tuple[int, int, int], int, Cell]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, standing: Standing) -> Cell | None:
        """None when the release changed since, or the form's questions did."""
        key = (standing.form_id, standing.group_id)
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[:2] != (standing.stamp, standing.version):
                return None
            self._kept.move_to_end(key)
            return found[2]

    def put(self, standing: Standing, cell: Cell) -> None:
        key = (standing.form_id, standing.group_id)
        with self._lock:
            self._kept[key] = (standing.stamp, standing.version, cell)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_CELLS:
                self._kept.popitem(last=False)


_databases: WeakKeyDictionary[Any, Cells] = WeakKeyDictionary()


def cells(
    session: Session,
    *,
    workshop_id: int,
    standings: Iterable[Standing],
    strands: Iterable[Strand],
) -> dict[Key, Cell]:
    """By (form, group) what is released there, for all these forms and groups of one workshop.

    At most two queries, however many answers there are; none when nothing was released since the
    last call in this process.
    """
    kept = _databases.setdefault(session.get_bind(), Cells())
    found: dict[Key, Cell] = {}
    missing: dict[Key, Standing] = {}
    for standing in standings:
        key = (standing.form_id, standing.group_id)
        cell = kept.get(standing)
        if cell is None:
            missing[key] = standing
        else:
            found[key] = cell
    if missing:
        loaded = _load(session, workshop_id, missing.keys(), strands)
        for key, standing in missing.items():
            found[key] = loaded[key]
            kept.put(standing, loaded[key])
    return found


class _Sheaf:
    """Answers of one cell while they are read."""

    def __init__(self) -> None:
        self.people: Counter[tuple[int, Source]] = Counter()
        self.asked: dict[int, set[int]] = {}
        self.values: dict[int, list[tuple[Source, Answer]]] = {}
        self.comments: dict[int, list[Comment]] = {}

    def add(
        self, row: sa.Row[Any], kinds: Mapping[str, tuple[int, QuestionKind]], first: First
    ) -> None:
        self.people[row.form_version, row.source] += 1
        for name, answer in row.content.items():
            version, kind = kinds.get(name, (0, None))
            if kind in TEXTS:
                text = str(answer)
                since = first.get((row.response_id, name, text), row.id)
                order = hashlib.blake2b(since, digest_size=8, salt=version.to_bytes(16)).digest()
                comment = Comment(order, text, row.source, row.person_id, row.may_quote)
                self.comments.setdefault(version, []).append(comment)
                self.asked.setdefault(version, set()).add(row.form_version)
            elif kind is not None:
                self.values.setdefault(version, []).append((row.source, answer))

    def cell(self, strands: Mapping[int, Strand]) -> Cell:
        return Cell(
            people=dict(self.people),
            asked={version: frozenset(forms) for version, forms in self.asked.items()},
            tallies={
                version: tally(strands[version], [answer for _, answer in given])
                for version, given in self.values.items()
            },
            values=self.values,
            comments={
                version: sorted(given, key=lambda comment: comment.order)
                for version, given in self.comments.items()
            },
        )


def tally(strand: Strand, answers: Sequence[Any]) -> Tally:
    """Count answers to one question that is not a text."""
    if strand.kind is QuestionKind.SCALE:
        return statistics.scale(answers)
    if strand.kind is QuestionKind.SINGLE:
        return statistics.single(answers, strand.option_keys)
    if strand.kind is QuestionKind.MULTIPLE:
        return statistics.multiple(answers, strand.option_keys)
    return statistics.ranking(answers, strand.option_keys)


def _load(
    session: Session, workshop_id: int, keys: Iterable[Key], strands: Iterable[Strand]
) -> dict[Key, Cell]:
    by_version = {version: strand for strand in strands for version in strand.versions}
    kinds = {str(version): (version, strand.kind) for version, strand in by_version.items()}
    sheaves = {key: _Sheaf() for key in keys}
    where = {
        "workshop": workshop_id,
        "forms": sorted({form_id for form_id, _ in sheaves}),
        "groups": sorted({group_id for _, group_id in sheaves}),
    }
    rows = session.execute(_RELEASED, where).all()
    first = _first(session, where) if any(row.released > 1 for row in rows) else {}
    for row in rows:
        sheaf = sheaves.get((row.form_id, row.group_id))
        if sheaf is not None:
            sheaf.add(row, kinds, first)
    return {key: sheaf.cell(by_version) for key, sheaf in sheaves.items()}


def _first(session: Session, where: Mapping[str, Any]) -> First:
    """What staff did to a comment stays with it while its writer leaves its words alone."""
    first: dict[tuple[bytes, str, str], bytes] = {}
    for response_id, revision_id, content in session.execute(_BEFORE, where):
        for name, answer in content.items():
            if isinstance(answer, str):
                first.setdefault((response_id, name, answer), revision_id)
    return first


_HERE = (
    Response.workshop_id == sa.bindparam("workshop"),
    Response.form_id.in_(sa.bindparam("forms", expanding=True)),
    Response.group_id.in_(sa.bindparam("groups", expanding=True)),
)
_BEFORE = (
    sa.select(ResponseRevision.response_id, ResponseRevision.id, ResponseRevision.content)
    .join(Response, ResponseRevision.response_id == Response.id)
    .where(
        *_HERE,
        Response.released > 1,
        ResponseRevision.number < Response.released,
        ResponseRevision.number >= Response.released - LOOKED_BACK,
    )
    .order_by(ResponseRevision.number)
)
_RELEASED = (
    sa.select(
        Response.form_id,
        Response.group_id,
        Response.person_id,
        Response.released,
        ResponseRevision.response_id,
        ResponseRevision.id,
        ResponseRevision.form_version,
        ResponseRevision.source,
        ResponseRevision.may_quote,
        ResponseRevision.content,
    )
    .join(
        ResponseRevision,
        sa.and_(
            ResponseRevision.response_id == Response.id,
            ResponseRevision.number == Response.released,
        ),
    )
    .where(*_HERE, Response.released > 0)
)

"""What lists of every kind share: how one is opened, laid out, and known again."""

import datetime as dt
import gc
import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from workshop import attributes
from workshop.domain.intake import Refused
from workshop.domain.intake.attributes import MOST
from workshop.domain.intake.layout import Corrections, Layout
from workshop.domain.intake.preview import Listed, Preview, Sort, lay_out
from workshop.domain.intake.sheets import Sheet, read_sheets
from workshop.errors import WorkshopError
from workshop.models import StagedImport, StagedInvitees, Workshop
from workshop.people import layouts
from workshop.people.service import By
from workshop.people.wording import sentence

SEALED = (
    "sheet", "row", "prefix", "first_name", "last_name", "position", "agency", "agency_id",
    "ministry", "roles", "email", "phone", "dietary", "access_needs", "language", "replied",
    "kept",
)  # fmt: skip


class Understand(Protocol):
    def __call__(
        self, session: Session, workshop: Workshop, layout: Layout, *, now: dt.datetime
    ) -> Listed: ...


class Look(Protocol):
    def __call__(self, session: Session, workshop: Workshop, listed: Listed) -> Preview: ...


class Apply(Protocol):
    def __call__(
        self, session: Session, workshop: Workshop, listed: Listed, *, filename: str, by: By,
        expected: str | None = None,
    ) -> Preview: ...  # fmt: skip


@dataclass(frozen=True)
class ListKind:
    """Lists of people, or of those to invite.

    name: what is said of columns is remembered apart under it. table: where an upload waits.
    ask: the sentence where no column says who is meant. stale: the one where what is stored has
    changed since the preview. The functions read a layout, say what storing would do, and store.
    """

    name: str
    table: type[StagedImport] | type[StagedInvitees]
    sort: Sort
    ask: Any
    stale: Any
    understand: Understand
    look: Look
    apply: Apply


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile: thousands of rows are made, all of which live on."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def opened(data: bytes) -> list[Sheet]:
    """The sheets of a file; raises WorkshopError with the sentence when it is no such list."""
    with _in_words():
        sheets = read_sheets(data)
        lay_out(sheets)
    return sheets


def read(
    session: Session,
    workshop: Workshop,
    kind: ListKind,
    sheets: list[Sheet],
    *,
    now: dt.datetime,
    chosen: Collection[str] = (),
    corrections: Corrections | None = None,
) -> Listed:
    """Every row as somebody; raises WorkshopError when there is nobody.

    chosen: names of sheets, all with people when empty. corrections: what an organiser said the
    columns hold; else what was said of such headings before counts. Raises it also when more
    columns would be kept than a workshop can have attributes.
    """
    kept = attributes.numbers(session, workshop.id) if kind.name == layouts.PEOPLE else {}
    with _in_words():
        layout = lay_out(sheets, chosen, corrections, kept)
        signatures = {block.signature for block in layout.blocks}
        before = layouts.remembered(session, workshop, kind.name, signatures)
        said = {**before, **(corrections or {})}
        if before and said != (corrections or {}):
            layout = lay_out(sheets, chosen, said, kept)
    if len({*kept.values()}) + len(layout.kept - kept.keys()) > MOST:
        raise WorkshopError(attributes.TOO_MANY)
    return kind.understand(session, workshop, layout, now=now)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise WorkshopError(sentence(refused.message), field="file") from refused


def seal(seen: Preview) -> str:
    """Tells whether two previews would do the same; shown with one, asked for when storing."""
    parts = [
        (
            outcome.kind.value,
            outcome.person_id,
            sorted(outcome.changes.items()),
            [getattr(outcome.candidate, name) for name in SEALED],
        )
        for outcome in seen.classified.outcomes
    ]
    text = repr((parts, seen.seated, seen.waitlisted))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

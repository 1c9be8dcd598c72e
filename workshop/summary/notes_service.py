"""Notes: points made in the room, typed by staff of the group; no speaker, never an answer."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import NoteKind
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _l
from workshop.models import FeedbackForm, FocusGroup, Note, NoteTheme, Theme
from workshop.summary.place import By, Place, hold

GONE = _l("This note is no longer here. Go back to the list.")
CHANGED = _l(
    "Somebody changed this note in the meantime. Both texts are below: saving keeps yours."
)
DELETED = _l(
    "Somebody deleted this note in the meantime. Your text is below; the list can bring it back."
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a note says."""

    kind: NoteKind
    text: str

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(f"{self.kind}\0{self.text}".encode()).digest()


class ChangedNoteError(ConflictError):
    """The note is not what was looked at; carries what is stored now."""

    def __init__(self, stored: Note) -> None:
        super().__init__(DELETED if stored.deleted_at else CHANGED)
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Reported:
    """A note where all groups are told of: strategy number, group code, themes by name."""

    number: int
    group: str
    kind: NoteKind
    text: str
    starred: bool
    themes: tuple[str, ...]


def notes(session: Session, place: Place) -> list[Note]:
    """The newest first."""
    return list(
        session.scalars(
            sa.select(Note)
            .where(
                Note.workshop_id == place.workshop_id,
                Note.form_id == place.form_id,
                Note.group_id == place.group_id,
                Note.deleted_at.is_(None),
            )
            .order_by(Note.id.desc())
        )
    )


def note(session: Session, place: Place, number: int) -> Note:
    """One note of this place, deleted or not; raises NotFoundError for any other."""
    found = maybe(session, place, number)
    if found is None:
        raise NotFoundError(GONE)
    return found


def maybe(session: Session, place: Place, number: int) -> Note | None:
    """The same, or None."""
    return session.scalar(
        sa.select(Note)
        .where(
            Note.workshop_id == place.workshop_id,
            Note.form_id == place.form_id,
            Note.group_id == place.group_id,
            Note.id == number,
        )
        .execution_options(populate_existing=True)
    )


def add(session: Session, place: Place, content: Content, *, submission_id: str, by: By) -> Note:
    """Keeps a point under the id its form was sent with.

    The same id and content again, however often: one note. The same id with other content, typed
    on while the reply was lost, revises it; had somebody changed it by then, it is a second note.
    """
    hold(session, place.workshop_id)
    own = _submission(place, submission_id)
    stored = _sent(session, place, own)
    if stored is None:
        return _new(session, place, content, own, by)
    if stored.content_hash == content.hash:
        return stored
    if stored.content_hash == Content(stored.kind, stored.text).hash and not stored.deleted_at:
        _fill(stored, content)
        stored.content_hash = content.hash
        by.record(session, place.workshop_id, "note.changed", place)
        return stored
    beside = _submission(place, submission_id, content.hash)
    return _sent(session, place, beside) or _new(session, place, content, beside, by)


def change(
    session: Session, place: Place, number: int, content: Content, *, version: int | None, by: By
) -> None:
    """Raises ChangedNoteError unless `version` is the one that is stored: nothing is lost."""
    hold(session, place.workshop_id)
    stored = note(session, place, number)
    if stored.version != version or stored.deleted_at:
        raise ChangedNoteError(stored)
    _fill(stored, content)
    by.record(session, place.workshop_id, "note.changed", place)


def delete(session: Session, place: Place, number: int, *, by: By) -> None:
    """Takes it off every page and file; `restore` brings it back. Twice is once."""
    hold(session, place.workshop_id)
    stored = note(session, place, number)
    if stored.deleted_at is None:
        stored.deleted_at = by.now
        by.record(session, place.workshop_id, "note.deleted", place)


def restore(session: Session, place: Place, number: int, *, by: By) -> None:
    """Undoes `delete`."""
    hold(session, place.workshop_id)
    stored = note(session, place, number)
    if stored.deleted_at is not None:
        stored.deleted_at = None
        by.record(session, place.workshop_id, "note.restored", place)


def star(session: Session, place: Place, number: int, *, on: bool) -> None:
    """Marks it to be found again."""
    hold(session, place.workshop_id)
    note(session, place, number).starred = on


def reported(session: Session, workshop_id: int) -> list[Reported]:
    """Every note of a workshop by strategy, group and moment, the overall form last."""
    rows = session.execute(
        sa.select(Note, FeedbackForm.number, FocusGroup.code)
        .join(FeedbackForm, FeedbackForm.id == Note.form_id)
        .join(FocusGroup, FocusGroup.id == Note.group_id)
        .where(Note.workshop_id == workshop_id, Note.deleted_at.is_(None))
        .order_by(FeedbackForm.number == 0, FeedbackForm.number, *FocusGroup.by_letter(), Note.id)
    ).all()
    themes = _themes_of(session, workshop_id) if rows else {}
    return [
        Reported(number, code, row.kind, row.text, row.starred, tuple(themes.get(row.id, ())))
        for row, number, code in rows
    ]


def _themes_of(session: Session, workshop_id: int) -> Mapping[int, Iterable[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(NoteTheme.note_id, Theme.name)
        .join(Theme, Theme.id == NoteTheme.theme_id)
        .where(NoteTheme.workshop_id == workshop_id)
        .order_by(Theme.id)
    )
    for note_id, name in rows:
        found.setdefault(note_id, []).append(name)
    return found


def _submission(place: Place, submission_id: str, *more: bytes) -> bytes:
    """Only hashed, and of one place: an id says nothing of what else was sent under it."""
    parts = (f"note {place.form_id} {place.group_id}".encode(), uuid.UUID(submission_id).bytes)
    return hashlib.sha256(b"".join((*parts, *more))).digest()


def _sent(session: Session, place: Place, own: bytes) -> Note | None:
    return session.scalar(
        sa.select(Note).where(Note.workshop_id == place.workshop_id, Note.submission_hash == own)
    )


def _new(session: Session, place: Place, content: Content, own: bytes, by: By) -> Note:
    made = Note(
        workshop_id=place.workshop_id, form_id=place.form_id, group_id=place.group_id,
        kind=content.kind, text=content.text, submission_hash=own, content_hash=content.hash,
        created_at=by.now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    by.record(session, place.workshop_id, "note.added", place)
    return made


def _fill(stored: Note, content: Content) -> None:
    stored.kind, stored.text = content.kind, content.text
    stored.version += 1

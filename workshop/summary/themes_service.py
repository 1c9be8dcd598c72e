"""Themes on comments and notes, stars, and comments taken off the pages.

Themes belong to the workshop: the desks of all groups see the same ones. Only released comments
carry any (`domain.disclosure` decides which those are), and every number here is of those.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _, _l
from workshop.models import CommentMark, CommentTheme, Note, NoteTheme, Theme
from workshop.summary import notes_service
from workshop.summary.place import By, Place, Point, hold

MOST_THEMES = 100
GONE = _l("This theme is no longer here: somebody merged or deleted it. Choose another one.")
TAKEN = _l("There is a theme of this name already. Merge the two instead.")
IN_USE = _l("This theme is in use. Merge it into another one, or take it off first.")
CHANGED = _l("Somebody renamed this theme in the meantime. Look at its name and send again.")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the staff made of one form's comments and notes in one group."""

    themes: Sequence[Theme] = ()
    on_comments: Mapping[bytes, Set[int]] = field(default_factory=dict)
    on_notes: Mapping[int, Set[int]] = field(default_factory=dict)
    starred: frozenset[bytes] = frozenset()
    hidden: Mapping[bytes, str] = field(default_factory=dict)

    def of_comment(self, comment: bytes) -> list[Theme]:
        """In the order of the list of themes."""
        here = self.on_comments.get(comment, ())
        return [theme for theme in self.themes if theme.id in here]

    def of_note(self, number: int) -> list[Theme]:
        here = self.on_notes.get(number, ())
        return [theme for theme in self.themes if theme.id in here]


def themes(session: Session, workshop_id: int) -> list[Theme]:
    """In the order they were made, so that a number key keeps its theme."""
    listed = sa.select(Theme).where(Theme.workshop_id == workshop_id).order_by(Theme.id)
    return list(session.scalars(listed))


def theme(session: Session, workshop_id: int, number: int) -> Theme:
    """One theme of this workshop; raises NotFoundError for any other."""
    found = session.scalar(
        sa.select(Theme).where(Theme.workshop_id == workshop_id, Theme.id == number)
    )
    if found is None:
        raise NotFoundError(GONE)
    return found


def marks(session: Session, place: Place) -> Marks:
    """Four queries, whatever the number of comments."""
    on_comments: dict[bytes, set[int]] = defaultdict(set)
    for comment, theme_id in session.execute(
        sa.select(CommentTheme.comment, CommentTheme.theme_id).where(*_of(CommentTheme, place))
    ):
        on_comments[comment].add(theme_id)
    on_notes: dict[int, set[int]] = defaultdict(set)
    for note_id, theme_id in session.execute(
        sa.select(NoteTheme.note_id, NoteTheme.theme_id)
        .join(Note, Note.id == NoteTheme.note_id)
        .where(*_of(Note, place))
    ):
        on_notes[note_id].add(theme_id)
    found = session.scalars(sa.select(CommentMark).where(*_of(CommentMark, place))).all()
    return Marks(
        themes=themes(session, place.workshop_id),
        on_comments=on_comments,
        on_notes=on_notes,
        starred=frozenset(one.comment for one in found if one.starred),
        hidden={one.comment: one.hidden_because for one in found if one.hidden_because},
    )


def put(
    session: Session, place: Place, point: Point, *, by: By, name: str = "", number: int = 0
) -> Theme:
    """Puts a theme on a comment or a note: the one of this number, or of this name.

    A name that no theme has makes one. Twice is once.
    """
    hold(session, place.workshop_id)
    chosen = _named(session, place, name, by) if name else theme(session, place.workshop_id, number)
    if session.get(*_link(point, chosen.id)) is None:
        session.add(_linked(session, place, point, chosen.id))
        session.flush()
    return chosen


def take_off(session: Session, place: Place, point: Point, *, number: int) -> None:
    """Undoes `put`; a theme that is not on it is no mistake."""
    hold(session, place.workshop_id)
    if point.note:
        notes_service.note(session, place, point.note)  # of this group, or not found
        of_point: tuple[sa.ColumnElement[bool], ...] = (NoteTheme.note_id == point.note,)
        session.execute(sa.delete(NoteTheme).where(NoteTheme.theme_id == number, *of_point))
        return
    of_point = (*_of(CommentTheme, place), CommentTheme.comment == point.comment)
    session.execute(sa.delete(CommentTheme).where(CommentTheme.theme_id == number, *of_point))


def star(session: Session, place: Place, point: Point, *, on: bool) -> None:
    """Marks a comment or a note to be found again."""
    if point.note:
        notes_service.star(session, place, point.note, on=on)
        return
    hold(session, place.workshop_id)
    _mark(session, place, point).starred = on


def hide(session: Session, place: Place, point: Point, *, because: str | None, by: By) -> None:
    """Takes a comment off every page and the projector, for a reason; None undoes it.

    Files keep it: the numbers of the report reconcile with them.
    """
    hold(session, place.workshop_id)
    mark = _mark(session, place, point)
    if mark.hidden_because == because:
        return
    mark.hidden_because = because
    by.record(session, place.workshop_id, "comment.hidden" if because else "comment.shown", place)


def rename(
    session: Session, workshop_id: int, number: int, *, name: str, version: int | None, by: By
) -> None:
    """Raises ConflictError where the name is another theme's, or somebody renamed it first."""
    hold(session, workshop_id)
    found = theme(session, workshop_id, number)
    if found.version != version:
        raise ConflictError(CHANGED, field="name")
    other = _with_key(session, workshop_id, name)
    if other is not None and other.id != number:
        raise ConflictError(TAKEN, field="name")
    found.name, found.name_key, found.version = name, key_of(name), found.version + 1
    by.record(session, workshop_id, "theme.renamed", name)


def merge(session: Session, workshop_id: int, number: int, *, into: int, by: By) -> None:
    """Everything that carries the theme carries the other one instead; it is gone."""
    hold(session, workshop_id)
    gone, other = theme(session, workshop_id, number), theme(session, workshop_id, into)
    if number == into:
        raise WorkshopError(_("Choose another theme to merge it into."), field="into")
    for model, column in ((CommentTheme, CommentTheme.comment), (NoteTheme, NoteTheme.note_id)):
        there = sa.select(column).where(model.theme_id == into)
        session.execute(
            sa.update(model)
            .where(model.theme_id == number, column.not_in(there))
            .values(theme_id=into)
            .execution_options(synchronize_session=False)
        )
    by.record(session, workshop_id, "theme.merged", f"{gone.name} → {other.name}")
    session.execute(sa.delete(Theme).where(Theme.id == number))  # what is left of it goes too


def delete(session: Session, workshop_id: int, number: int, *, by: By) -> None:
    """Only a theme that nothing carries; raises ConflictError."""
    hold(session, workshop_id)
    found = theme(session, workshop_id, number)
    if in_use(session, number):
        raise ConflictError(IN_USE)
    by.record(session, workshop_id, "theme.deleted", found.name)
    session.delete(found)


def in_use(session: Session, number: int) -> bool:
    """Whether anything carries the theme, in whatever group."""
    return any(
        session.scalar(sa.select(sa.exists().where(model.theme_id == number)))
        for model in (CommentTheme, NoteTheme)
    )


def hidden(session: Session, workshop_id: int) -> frozenset[bytes]:
    """The comments of a workshop that no page and no projector shows; files hold them all."""
    return frozenset(reasons(session, workshop_id))


def reasons(session: Session, workshop_id: int) -> dict[bytes, str]:
    """The same comments with why each is hidden."""
    rows = session.execute(
        sa.select(CommentMark.comment, CommentMark.hidden_because).where(
            CommentMark.workshop_id == workshop_id, CommentMark.hidden_because.is_not(None)
        )
    )
    return {comment: because or "" for comment, because in rows}


def carried(session: Session, workshop_id: int) -> dict[bytes, set[int]]:
    """By comment, the numbers of its themes, over all forms and groups."""
    found: dict[bytes, set[int]] = defaultdict(set)
    rows = session.execute(
        sa.select(CommentTheme.comment, CommentTheme.theme_id).where(
            CommentTheme.workshop_id == workshop_id
        )
    )
    for comment, theme_id in rows:
        found[comment].add(theme_id)
    return found


def counted(comments: Iterable[bytes], on: Mapping[bytes, Set[int]]) -> tuple[Counter[int], int]:
    """Of these comments, how many carry each theme, and how many carry none."""
    counts: Counter[int] = Counter()
    none = 0
    for comment in comments:
        here = on.get(comment)
        if here:
            counts.update(here)
        else:
            none += 1
    return counts, none


def key_of(name: str) -> str:
    """Equal exactly for names that people take for the same."""
    return unicodedata.normalize("NFKC", name).casefold()[:240]


def _of(
    model: type[CommentTheme | CommentMark | Note], place: Place
) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        model.workshop_id == place.workshop_id,
        model.form_id == place.form_id,
        model.group_id == place.group_id,
    )


def _with_key(session: Session, workshop_id: int, name: str) -> Theme | None:
    return session.scalar(
        sa.select(Theme).where(Theme.workshop_id == workshop_id, Theme.name_key == key_of(name))
    )


def _named(session: Session, place: Place, name: str, by: By) -> Theme:
    found = _with_key(session, place.workshop_id, name)
    if found is not None:
        return found
    here = sa.select(sa.func.count()).where(Theme.workshop_id == place.workshop_id)
    if (session.scalar(here) or 0) >= MOST_THEMES:
        raise WorkshopError(
            _("There are %(num)s themes already. Merge some first.", num=MOST_THEMES), field="name"
        )
    made = Theme(workshop_id=place.workshop_id, name=name, name_key=key_of(name))
    session.add(made)
    session.flush()
    by.record(session, place.workshop_id, "theme.added", name)
    return made


def _link(point: Point, number: int) -> tuple[type[CommentTheme | NoteTheme], object]:
    """What to ask the session for."""
    if point.note:
        return NoteTheme, {"theme_id": number, "note_id": point.note}
    return CommentTheme, {"theme_id": number, "comment": point.comment}


def _linked(session: Session, place: Place, point: Point, number: int) -> CommentTheme | NoteTheme:
    if point.note:
        notes_service.note(session, place, point.note)  # of this group, or not found
        return NoteTheme(workshop_id=place.workshop_id, theme_id=number, note_id=point.note)
    return CommentTheme(
        workshop_id=place.workshop_id, theme_id=number, comment=point.comment,
        form_id=place.form_id, group_id=place.group_id,
    )  # fmt: skip


def _mark(session: Session, place: Place, point: Point) -> CommentMark:
    key = {"form_id": place.form_id, "group_id": place.group_id, "comment": point.comment}
    found = session.get(CommentMark, key, populate_existing=True)
    if found is None:
        found = CommentMark(workshop_id=place.workshop_id, starred=False, **key)
        session.add(found)
    return found

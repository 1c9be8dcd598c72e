"""The desk of one strategy in one group as a page: figures, comments, notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, render_template, url_for

from workshop import db, freshness
from workshop.access import current_account
from workshop.clock import now
from workshop.models import FocusGroup, Note, Workshop
from workshop.summary import (
    notes_service,
    pages,
    place,
    report_backs_service,
    service,
    themes_service,
)
from workshop.summary.notes_forms import NoteForm
from workshop.summary.pages import StrategyPage, ThemeRow, Wanted
from workshop.summary.pictures import title_of
from workshop.summary.place import By, Place, Point
from workshop.summary.service import Desk, Summary
from workshop.summary.standing import Standing
from workshop.summary.themes_service import Marks
from workshop.summary.wording import KINDS

NOTES, NEW_NOTE = "notes", "new-note"
FIRST_NOTES = 5
"""Shown at once; the others one press away."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a request at the desk is about."""

    workshop: Workshop
    group: FocusGroup
    desk: Desk
    standing: Standing

    @classmethod
    def of(cls, workshop: Workshop, group: FocusGroup, number: int) -> "Table":
        """A form that is put to the group; any other is answered 404."""
        desk = service.desk(db.session(), workshop_id=workshop.id, group_id=group.id)
        standing = desk.on(number)
        if standing is None:
            abort(404)
        return cls(workshop, group, desk, standing)

    @property
    def place(self) -> Place:
        return Place(
            self.workshop.id, self.standing.form_id, self.group.id, self.group.code,
            self.standing.number,
        )  # fmt: skip

    def address(self, endpoint: str = "summary.strategy", **values: Any) -> str:
        return url_for(
            endpoint, w=self.workshop.slug, g=self.group.code, n=self.standing.number, **values
        )

    def tag(self, wanted: Wanted, *, live: bool) -> str:
        """See freshness.tag."""
        made_at_desk = place.version(db.session(), self.workshop.id)
        return freshness.tag(
            self.standing.number, self.workshop.id, self.workshop.version, self.group.id,
            self.group.version, self.desk, service.k_of(self.workshop), wanted, made_at_desk,
            live=live,
        )  # fmt: skip

    def summary(self) -> Summary:
        return service.summary(db.session(), self.workshop, self.standing)


def by() -> By:
    """Who is signed in, and this moment."""
    account = current_account()
    return By(account.email if account else "", now())


def show_part(table: Table, wanted: Wanted) -> str:
    """What a page that is open asks for every few seconds: its figures."""
    marks = themes_service.marks(db.session(), table.place)
    page = _page(table, table.summary(), wanted, marks)
    return render_template("summary/_strategy.html", group=table.group, page=page)


def show_themes(table: Table, wanted: Wanted) -> str:
    """The list of themes, asked for as often."""
    marks = themes_service.marks(db.session(), table.place)
    notes = notes_service.notes(db.session(), table.place)
    return render_template(
        "summary/_themes.html", workshop=table.workshop, group=table.group,
        themes=_themes(table, table.summary(), marks, notes, wanted),
    )  # fmt: skip


def show_strategy(table: Table, wanted: Wanted, *, form: NoteForm | None = None) -> str:
    """form: a note that was refused, to be shown with what was typed."""
    marks = themes_service.marks(db.session(), table.place)
    notes = notes_service.notes(db.session(), table.place)
    summary = table.summary()
    page = _page(table, summary, wanted, marks)
    form = form or NoteForm(formdata=None)
    form.fresh_id()
    return render_template(
        "summary/strategy.html",
        workshop=table.workshop,
        group=table.group,
        desk=table.desk,
        page=page,
        live_etag=freshness.quoted(table.tag(page.watched, live=True)),
        form=form,
        kinds=dict(KINDS),
        notes=pages.notes_found(notes, wanted, marks),
        marks=marks,
        taken=report_backs_service.taken(db.session(), table.place),
        themes=_themes(table, summary, marks, notes, wanted),
        themes_url=table.address("summary.desk_themes", **wanted.filters),
        themes_etag=freshness.quoted(
            table.tag(replace(wanted, page=1, seen=None, undo=""), live=True)
        ),
        wanted=wanted,
        kept=wanted.filters,
        first_notes=FIRST_NOTES,
        undo=_undone(table, wanted, marks),
        number=table.standing.number,
    )


def show_aside(table: Table) -> str:
    """What a device may keep of it: the form for notes, the same for everybody at this desk."""
    return render_template(
        "summary/aside.html", workshop=table.workshop, group=table.group, desk=table.desk,
        page_title=title_of(table.standing), number=table.standing.number, aside=True,
        form=NoteForm(formdata=None),
    )  # fmt: skip


def _page(table: Table, summary: Summary, wanted: Wanted, marks: Marks) -> StrategyPage:
    return pages.strategy_page(
        table.workshop, table.desk, summary, wanted, marks, address=table.address
    )


def _themes(
    table: Table, summary: Summary, marks: Marks, notes: Sequence[Note], wanted: Wanted
) -> list[ThemeRow]:
    numbers = [note.id for note in notes]
    return pages.theme_rows(summary, marks, numbers, wanted, address=table.address)


def _undone(table: Table, wanted: Wanted, marks: Marks) -> Point | None:
    """The note that was just deleted or the comment that was just hidden, while it still is."""
    point = Point.read(wanted.undo)
    if point is None:
        return None
    if point.comment:
        return point if point.comment in marks.hidden else None
    found = notes_service.maybe(db.session(), table.place, point.note)
    return point if found is not None and found.deleted_at else None

"""Two desks at the same moment, on both databases."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop import db
from workshop.domain.terms import NoteKind
from workshop.models import Note, NoteTheme, Theme
from workshop.summary import notes_service as notes
from workshop.summary import themes_service as themes
from workshop.summary.place import By, Place, Point

MOMENT = dt.datetime(2026, 7, 23, 4, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.slow


@ON_BOTH_DATABASES
def test_the_first_notes_and_themes_of_many_desks_are_all_kept_once(app, session):
    """Nothing was stored before, so the lock itself has to be made in the race."""
    workshop = make.make_workshop()
    make.make_strategy(workshop, 1)
    group = make.make_group(workshop, "policy")
    form = make.form_of(workshop, 1)
    place = Place(workshop.id, form.id, group.id, "policy", 1)
    by, same = By("staff@example.go.th", MOMENT), str(uuid.uuid4())

    def at_a_desk(text: str) -> None:
        with app.app_context(), db.transaction() as writing:
            content = notes.Content(NoteKind.CONCERN, text)
            number = same if text == "same" else str(uuid.uuid4())
            note = notes.add(writing, place, content, submission_id=number, by=by)
            themes.put(writing, place, Point(note=note.id), name="Network", by=by)

    at_once(*[lambda text=text: at_a_desk(text) for text in ("same", "same", "same", "a", "b")])
    session.rollback()
    assert sorted(session.scalars(sa.select(Note.text))) == ["a", "b", "same"]
    assert session.scalars(sa.select(Theme.name)).all() == ["Network"]
    assert session.scalar(sa.select(sa.func.count()).select_from(NoteTheme)) == 3
    other = make.store(Theme(workshop_id=workshop.id, name="Net", name_key="net"))
    with app.app_context(), db.transaction() as writing:
        number = writing.scalar(sa.select(Theme.id).where(Theme.name == "Network"))
        themes.put(writing, place, Point(note=1), number=other.id, by=by)
        themes.merge(writing, workshop.id, number, into=other.id, by=by)
    session.rollback()
    assert session.scalars(sa.select(Theme.name)).all() == ["Net"]
    assert session.scalar(sa.select(sa.func.count()).select_from(NoteTheme)) == 3

"""The names of these days' workshops are read before anybody searches."""

import datetime as dt
import weakref

import pytest
import sqlalchemy as sa

from workshop.arrival import index
from workshop.arrival.jobs import keep_names_ready
from workshop.clock import now
from workshop.domain.terms import WorkshopState


@pytest.mark.parametrize(
    ("days", "state", "read"),
    [
        (0, WorkshopState.OPEN, 1),
        (1, WorkshopState.OPEN, 1),
        (9, WorkshopState.OPEN, 0),
        (0, WorkshopState.CLOSED, 0),
    ],
)
def test_a_search_on_the_day_finds_the_names_read(door, app, monkeypatch, days, state, read):
    monkeypatch.setattr(index, "_kept", weakref.WeakKeyDictionary())  # the server just started
    workshop = door.session.merge(door.workshop)
    workshop.date, workshop.state = now().date() + dt.timedelta(days=days), state
    door.session.commit()
    with app.app_context():
        assert keep_names_ready(app, now()) == read
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    engine = door.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    door.browser.get(f"{door.path}/search?q=ตั้งรบ")
    sa.event.remove(engine, "before_cursor_execute", note)
    names = [one for one in asked if one.startswith("SELECT person.id, person.first_name")]
    assert len(names) == 1 - read

"""A form closes by itself at its time: nothing comes in after it, whenever the work is done."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.feedback.helpers import new_id, revisions
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop import db, timed
from workshop.clock import now
from workshop.domain.phases import GRACE
from workshop.domain.terms import Role
from workshop.feedback import opening
from workshop.local_clock import local_time
from workshop.models import AuditEntry, FormOpening, Response, Workshop

SECOND = dt.timedelta(seconds=1)
IN_TIME = dt.timedelta(minutes=10)


@pytest.fixture
def organiser(room, browser):
    return browser.sign_in(make.make_account(room.workshop, Role.ORGANISER))


def place(session, room, number=1):
    session.rollback()
    session.expire_all()
    form = make.form_of(room.workshop, number)
    return session.get(FormOpening, (form.id, room.a.id))


def closes(session, room, moment):
    found = place(session, room)
    found.is_open, found.closes_at = True, moment
    session.commit()


def ask(organiser, room, **data):
    path = f"/organise/{room.workshop.slug}/forms"
    organiser.get(f"{path}?lang=en")
    return organiser.post(path, {"form": "1", "group": "policy", "is_open": "1", **data})


def test_the_time_is_asked_for_in_exactly_one_way(room, organiser, session):
    closes(session, room, None)
    for typed in ({"minutes": "5", "until": "10:00"}, {"minutes": "", "until": ""}):
        refused = ask(organiser, room, time="set", **typed)
        assert refused.status_code == 422
        assert "either minutes or a time" in refused.text
    assert place(session, room).closes_at is None
    assert ask(organiser, room, time="set", minutes="๑๐").status_code == 303
    assert place(session, room).closes_at is not None


def test_an_organiser_sets_prolongs_and_takes_back_the_time(room, organiser, session):
    """And opens for one group, or all, in minutes or until a time of the workshop's own clock."""
    room.workshop.clock_shift = 90  # its minutes begin halfway through ours
    session.commit()
    before = now()
    assert ask(organiser, room, time="set", minutes="10").status_code == 303
    set_to = place(session, room).closes_at
    assert local_time(room.workshop, set_to).second == 0
    assert before + IN_TIME <= set_to <= now() + IN_TIME + dt.timedelta(minutes=1)
    page = organiser.get(f"/organise/{room.workshop.slug}/forms?lang=en").text
    told = f"open until {local_time(room.workshop, set_to):%H:%M}"
    assert told in page
    for path in ("", "1"):
        assert told in organiser.get(f"/facilitate/{room.workshop.slug}/policy/{path}").text

    ask(organiser, room, time="more")
    assert place(session, room).closes_at == set_to + dt.timedelta(minutes=5)
    ask(organiser, room)  # opening what is open leaves its time
    assert place(session, room).closes_at is not None
    ask(organiser, room, time="none")
    assert (place(session, room).is_open, place(session, room).closes_at) == (True, None)
    assert ask(organiser, room, time="more").status_code == 409

    closes(session, room, now() - SECOND)
    page = organiser.get(f"/organise/{room.workshop.slug}/forms", headers={"X-Live": "1"})
    ask(organiser, room)  # what is over by now is opened anew, without a time
    assert (place(session, room).is_open, place(session, room).closes_at) == (True, None)
    seen = {"X-Live": "1", "If-None-Match": page.headers["ETag"]}
    answer = organiser.get(f"/organise/{room.workshop.slug}/forms", headers=seen)
    assert (answer.status_code, answer.text) == (200, "")

    ask(organiser, room, group="", time="set", minutes="600")
    session.rollback()
    rows = session.scalars(
        sa.select(FormOpening.closes_at).where(FormOpening.closes_at.is_not(None))
    )
    assert len(rows.all()) == 2, "both groups, of this form alone"
    ask(organiser, room, is_open="0")
    assert (place(session, room).is_open, place(session, room).closes_at) == (False, None)
    deeds = session.scalars(sa.select(AuditEntry.what).where(AuditEntry.what.like("form.%"))).all()
    wanted = "timed prolonged untimed opened timed closed"
    assert deeds == [f"form.{one}" for one in wanted.split()]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"minutes": "0"}, "Enter 1 to 600 minutes"),
        ({"until": "25:00"}, "Enter a time like 14:30"),
        ({"until": "00:00"}, "That time has passed. Enter a later one."),
        ({"until": "\x00๑"}, "Enter a time like 14:30"),
        ({"is_open": "2"}, "Choose to open or to close a form"),
        ({"time": "x"}, "Choose to open or to close a form"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_what_was_typed(
    room, organiser, session, data, sentence
):
    answer = ask(organiser, room, **{"time": "set", **data})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{data[name]}"' in answer.text for name in ("minutes",) if name in data)
    assert place(session, room).closes_at is None


def test_nothing_comes_in_after_the_time_though_nobody_worked_it_off(room, browser, session):
    """What is under way is taken for some seconds; a page that is asked for is closed at once."""
    pim = browser.be(room.pim)
    pim.get(room.path())
    closes(session, room, now() - SECOND)
    assert "This form is closed" not in pim.get(room.path(2)).text
    assert "data-draft-closed" in pim.get(room.path()).text
    assert pim.post(room.path(), room.answers(new_id())).status_code == 303

    closes(session, room, now() - GRACE)
    late = pim.post(room.path(), room.answers(new_id(), long_text="มาช้า"))
    assert late.status_code == 409
    assert "มาช้า" in late.text
    assert len(revisions(session)) == 1


def test_at_its_time_it_is_closed_and_released_as_by_hand(room, app, session):
    form = make.form_of(room.workshop, 1)
    make.answer(room.workshop, 1, room.a, [{}] * 7)
    session.execute(sa.update(Response).values(released=0))
    session.commit()
    ends = now() + IN_TIME
    closes(session, room, ends)
    timed.do_jobs(app, now=ends + GRACE - SECOND)
    assert place(session, room).is_open
    for _ in range(2):
        timed.do_jobs(app, now=ends + GRACE)
    row = place(session, room)
    assert (row.is_open, row.closings, row.closes_at) == (False, 1, None)
    waiting = sa.select(sa.func.count()).where(Response.released < Response.revision)
    assert session.scalar(waiting.where(Response.form_id == form.id)) == 0
    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "form.closed")).all()
    assert (entry.actor, entry.subject) == ("timed work", "strategy 1, policy")


def test_pages_follow_an_opening_and_a_time_and_cost_nothing_meanwhile(room, browser, session):
    pim = browser.be(room.pim)
    address = f"/w/{room.workshop.slug}/feedback/live"

    def asks(path, etag=""):
        return pim.get(path, headers={"X-Live": "1", "If-None-Match": etag})

    def is_fresh(path, before):
        assert asks(path, before.headers["ETag"]).status_code == 304
        session.rollback()
        return before.headers["ETag"]

    part = asks(f"{address}?form=1&lang=en")
    own = asks(f"/w/{room.workshop.slug}/me/seat")
    assert "data-ends" not in part.text
    seen = is_fresh(f"{address}?form=1", part), is_fresh(f"/w/{room.workshop.slug}/me/seat", own)

    closes(session, room, now() + dt.timedelta(minutes=11, seconds=30))
    told = asks(f"{address}?form=1", seen[0])
    assert "in 12 minutes" in told.text
    assert "csrf_token" not in told.text
    assert asks(f"/w/{room.workshop.slug}/me/seat", seen[1]).status_code == 200
    for path in ("feedback", "me"):
        assert "open until" in pim.get(f"/w/{room.workshop.slug}/{path}?lang=en").text

    closes(session, room, now() - SECOND)  # nothing was written since, as far as the page knows
    ended = asks(f"{address}?form=1", told.headers["ETag"])
    assert "This form is closed. What you typed stays on this phone." in ended.text
    assert asks(address, told.headers["ETag"]).status_code == 200


@ON_BOTH_DATABASES
def test_a_time_prolonged_while_it_is_worked_off_is_closed_or_prolonged_never_both(
    room, app, session
):
    """Each side is asked five times at once; a form that was given more time stays open."""
    workshop_id = room.workshop.id
    ends = now() + IN_TIME
    closes(session, room, ends)
    due = ends + GRACE

    def prolong():
        own_database = app.extensions[db.EXTENSION]
        try:
            with db.open_session(own_database) as own, own_database.writing(own):
                workshop = own.get_one(Workshop, workshop_id)
                opening.change_time(
                    own, workshop, form=1, group="policy", more=IN_TIME, actor="orn", now=due
                )
        except opening.ConflictError:
            return "closed by then"
        return "prolonged"

    def work_off():
        timed.do_jobs(app, now=due)

    replies = at_once(work_off, prolong, work_off, work_off)
    row = place(session, room)
    entries = session.scalars(
        sa.select(AuditEntry.what).where(AuditEntry.what.like("form.%"))
    ).all()
    if replies[1] == "prolonged":
        assert (row.is_open, row.closings, entries) == (True, 0, ["form.prolonged"])
        assert row.closes_at > due
    else:
        assert (row.is_open, row.closings, entries) == (False, 1, ["form.closed"])

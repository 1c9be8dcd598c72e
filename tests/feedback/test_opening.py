"""Organisers open and close forms; closing and filing release answers in batches of at least k."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop import db, i18n
from workshop.cli import main
from workshop.clock import now
from workshop.domain.terms import AnswerMode, Role, WorkshopState
from workshop.errors import ConflictError, NotFoundError
from workshop.feedback import filing, opening, service
from workshop.feedback.commands import forms as forms_command
from workshop.feedback.filing import Sent
from workshop.keys import author_key
from workshop.local_clock import local_time
from workshop.models import AuditEntry, FormOpening, Response

K = 5


@pytest.fixture
def writing(app, session):
    """A writing transaction, as a request has one."""
    return lambda: app.extensions[db.EXTENSION].writing(session)


@pytest.fixture
def file(app, room, session, writing):
    """Files an answer of person number `n` (people need not exist: only their hash is kept)."""
    key = app.extensions["workshop.keys"].answer_key(room.workshop.uid)
    form_id = make.form_of(room.workshop, 1).id
    workshop_id, group_id = room.workshop.id, room.a.id

    def send(person_id, content=None):
        sent = Sent(
            workshop_id=workshop_id, form_id=form_id, form_version=1, group_id=group_id,
            author=author_key(key, person_id=person_id, form_id=form_id), person_id=person_id,
            submission_id=str(uuid.uuid4()), content=content or {"1": 3},
        )  # fmt: skip
        with writing():
            filing.store(session, sent, now=now())

    return send


def waiting(session):
    """Released and waiting people."""
    session.rollback()
    rows = session.execute(sa.select(Response.revision, Response.released)).all()
    return (
        sum(row.released == row.revision for row in rows),
        sum(row.released < row.revision for row in rows),
    )


def set_open(room, session, writing, *, is_open, form=1, group="policy"):
    with writing():
        return opening.set_open(
            session, room.workshop, form=form, group=group, is_open=is_open, actor="orn", now=now()
        )


def test_while_a_form_is_open_answers_come_out_in_batches_with_k_kept_back(file, session):
    seen = []
    for person in range(1, 22):
        file(person)
        released, left = waiting(session)
        seen.append(released)
        assert left >= min(K, person)
    assert seen == [0] * 9 + [5] * 5 + [10] * 5 + [15] * 2


def test_a_batch_is_drawn_by_lot_and_not_by_time(file, session):
    for person in range(1, 11):
        file(person)
    drawn = session.scalars(sa.select(Response.author).where(Response.released > 0)).all()
    assert len(drawn) == K


def test_revisions_wait_for_a_batch_and_the_released_revision_stays(file, session):
    for person in range(1, 11):
        file(person)
    for person in range(1, 11):
        file(person, {"1": 5})
    released, left = waiting(session)
    assert left >= K
    assert released + left == 10
    rows = session.execute(sa.select(Response.revision, Response.released)).all()
    assert all(row.revision == 2 and row.released in (0, 1, 2) for row in rows)


def test_closing_releases_the_rest_once_the_group_has_k(room, file, session, writing):
    for person in range(1, 8):
        file(person)
    set_open(room, session, writing, is_open=False)
    assert waiting(session) == (7, 0)


def test_closing_releases_nothing_of_a_group_below_k(room, file, session, writing):
    for person in range(1, K):
        file(person)
    set_open(room, session, writing, is_open=False)
    assert waiting(session) == (0, K - 1)


def test_after_a_reopening_fewer_than_k_late_answers_are_never_released(
    room, file, session, writing
):
    for person in range(1, 8):
        file(person)
    set_open(room, session, writing, is_open=False)
    set_open(room, session, writing, is_open=True)
    for person in range(8, 12):
        file(person)
    set_open(room, session, writing, is_open=False)
    assert waiting(session) == (7, 4)
    set_open(room, session, writing, is_open=True)
    file(12)
    set_open(room, session, writing, is_open=False)
    assert waiting(session) == (12, 0)


def test_named_answers_show_at_once(room, file, session):
    room.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    file(room.pim.id)
    assert waiting(session) == (1, 0)


def test_every_release_raises_the_serial_that_live_pages_go_by(room, file, session, writing):
    for person in range(1, 11):
        file(person)
    set_open(room, session, writing, is_open=False)
    session.expire_all()
    serial = session.scalar(
        sa.select(FormOpening.release_serial).where(
            FormOpening.form_id == make.form_of(room.workshop, 1).id,
            FormOpening.group_id == room.a.id,
        )
    )
    assert serial == 2


def test_who_answered_is_worked_out_and_not_stored(room, file, session, app):
    file(room.pim.id)
    key = app.extensions["workshop.keys"].answer_key(room.workshop.uid)
    form_id = make.form_of(room.workshop, 1).id
    asked = {"workshop_id": room.workshop.id, "form_id": form_id}
    people = [room.pim.id, room.pat.id, room.som.id]
    found = service.who_answered(session, **asked, answer_key=key, person_ids=people)
    assert found == {room.pim.id}
    other = service.who_answered(session, **asked, answer_key=b"x" * 32, person_ids=people)
    assert other == set()
    assert service.counts(session, workshop_id=room.workshop.id) == {(form_id, room.a.id): 1}


def test_organisers_are_told_who_is_missing_per_form_and_group(room, file, session, app):
    file(room.pim.id)
    key = app.extensions["workshop.keys"].answer_key(room.workshop.uid)
    found = service.missing(
        session, workshop_id=room.workshop.id, answer_key=key, group_id=room.a.id
    )
    names = {one.number: [person.first_name for person in one.people] for one in found}
    assert names == {1: ["แพท"], 2: ["พิม", "แพท"], 0: ["พิม", "แพท"]}


# the page and the command


@pytest.fixture
def organiser(room, browser):
    return browser.sign_in(make.make_account(room.workshop, Role.ORGANISER))


def is_open(session, room, number, group):
    session.rollback()
    row = session.get(FormOpening, (make.form_of(room.workshop, number).id, group.id))
    return bool(row and row.is_open)


def test_an_organiser_opens_a_form_for_one_group(room, organiser, session):
    path = f"/organise/{room.workshop.slug}/forms"
    page = organiser.get(path + "?lang=en")
    assert page.status_code == 200
    assert "Strategy 1" in page.text
    response = organiser.post(path, {"form": "1", "group": "user", "is_open": "1"})
    assert (response.status_code, response.location) == (303, path)
    assert is_open(session, room, 1, room.b)
    assert not is_open(session, room, 2, room.b)
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "form.opened")).all()
    assert [entry.subject for entry in entries] == ["strategy 1, user"]


def test_an_organiser_closes_a_form_for_all_groups(room, organiser, session):
    organiser.get(f"/organise/{room.workshop.slug}/forms")
    organiser.post(f"/organise/{room.workshop.slug}/forms", {"form": "2", "is_open": "0"})
    assert not is_open(session, room, 2, room.a)
    assert is_open(session, room, 1, room.a)


@pytest.mark.parametrize(
    "data", [{"form": "9", "is_open": "1"}, {"form": "1", "group": "none", "is_open": "1"}]
)
def test_what_does_not_exist_is_not_opened(room, organiser, session, data):
    organiser.get(f"/organise/{room.workshop.slug}/forms")
    response = organiser.post(f"/organise/{room.workshop.slug}/forms", data)
    assert response.status_code == 404
    assert not is_open(session, room, 1, room.b)


def test_facilitators_do_not_open_forms(room, browser):
    fah = make.make_account(room.workshop, Role.FACILITATOR, group=room.a)
    assert browser.sign_in(fah).get(f"/organise/{room.workshop.slug}/forms").status_code == 404


def test_the_command_opens_until_a_time(room, session, app, capsys):
    local = local_time(room.workshop, now())
    later = (local + dt.timedelta(minutes=30)).time() if local.hour < 23 else None

    def opened(ends):
        with app.app_context():
            i18n.speak("en")
            workshop = db.session().get(type(room.workshop), room.workshop.id)
            forms_command(workshop, number="2", group="user", is_open=None, ends=ends)
        session.rollback()
        row = session.get(FormOpening, (make.form_of(room.workshop, 2).id, room.b.id))
        told = f"open until {local_time(room.workshop, row.closes_at):%H:%M}"
        assert told in capsys.readouterr().out
        return row.closes_at - now()

    assert dt.timedelta(minutes=19) < opened(20) <= dt.timedelta(minutes=21)
    if later:
        assert dt.timedelta(minutes=28) < opened(later) <= dt.timedelta(minutes=30)
    for wrong in ("0", "601", "x"):
        with pytest.raises(SystemExit):
            main(["forms", "w", "--minutes", wrong])
    with pytest.raises(SystemExit):
        main(["forms", "w", "--close", "--until", "10:45"])


def test_page_and_command_say_of_how_many_by_who_came_as_all_pages_do(
    room, organiser, session, app, capsys
):
    """Pim and Pat have seats in policy, Som in user; only Pim comes."""
    make.answer(room.workshop, 1, room.a, [{}])
    slug, room_id = room.workshop.slug, room.workshop.id

    def told():
        with app.app_context():
            workshop = db.session().get(type(room.workshop), room_id)
            i18n.speak("en")
            forms_command(workshop, number="1", group="policy", is_open=None)
        words = capsys.readouterr().out.split()[-3:]
        assert " ".join(words) in organiser.get(f"/organise/{slug}/forms?lang=en").text
        for path in (
            f"/organise/{slug}/",
            f"/organise/{slug}/report",
            f"/facilitate/{slug}/policy/1",
        ):
            text = organiser.get(f"{path}?lang=en").text
            assert " ".join(words) in text or (words[0] == words[-1] and f"{words[0]}, all" in text)
        return " ".join(words)

    assert told() == "1 of 2", "all with a seat while nobody has arrived"
    room.pim.checked_in_at = now()
    session.commit()
    assert told() == "1 of 1", "who came, once somebody has"
    make.answer(room.workshop, 1, room.a, [{}])
    assert told() == "2 of 2", "never fewer than answered"


def test_the_command_sets_and_shows_what_is_open(room, app, session, capsys):
    with app.app_context():
        workshop = db.session().get(type(room.workshop), room.workshop.id)
        assert forms_command(workshop, number="overall", group="user", is_open=True) == 0
    shown = capsys.readouterr().out
    assert "user" in shown
    assert "policy" not in shown
    assert is_open(session, room, 0, room.b)
    with app.app_context():
        workshop = db.session().get(type(room.workshop), room.workshop.id)
        forms_command(workshop, number=None, group=None, is_open=False)
    assert not any(is_open(session, room, n, room.a) for n in (0, 1, 2))


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (WorkshopState.DRAFT, "Open the workshop first. People cannot see a draft."),
        (WorkshopState.CLOSED, "The workshop is closed for good."),
    ],
)
def test_no_form_is_opened_where_nobody_could_answer(room, organiser, app, session, state, why):
    room.workshop.state = state
    session.commit()
    path = f"/organise/{room.workshop.slug}/forms"
    organiser.get(f"{path}?lang=en")
    answer = organiser.post(path, {"form": "1", "group": "user", "is_open": "1"})
    assert answer.status_code == 409
    assert why in answer.text
    with app.app_context():
        workshop = db.session().get(type(room.workshop), room.workshop.id)
        with pytest.raises(ConflictError):
            forms_command(workshop, number="1", group="user", is_open=True)
    assert not is_open(session, room, 1, room.b)


@pytest.mark.parametrize(
    ("number", "group"), [("9", None), ("x", None), ("1", "none"), ("99999999999", None)]
)
@pytest.mark.parametrize("is_open", [None, True])
def test_the_command_refuses_what_does_not_exist(room, app, number, group, is_open):
    with app.app_context():
        workshop = db.session().get(type(room.workshop), room.workshop.id)
        with pytest.raises(NotFoundError):
            forms_command(workshop, number=number, group=group, is_open=is_open)

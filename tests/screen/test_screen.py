"""The projector and its remote control, as the room and two organisers see them."""

import datetime as dt
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop import clock
from workshop.domain.terms import AnswerMode, QuestionKind, Role, ScreenView
from workshop.local_clock import local_time
from workshop.models import AgendaItem, AuditEntry, Screen

LIVE = {"X-Live": "1"}
NOON = dt.datetime(2026, 7, 23, 5, 0, tzinfo=dt.UTC)
"""12:00 in Bangkok on the day of the workshop."""


@pytest.fixture
def hall(session, browsers):
    """A workshop of two groups with one strategy, two organisers and a projector."""

    class Hall:
        workshop = make.make_workshop(slug="ours")
        strategy = make.make_strategy(workshop, 1, title_en="Connecting", title_th="เชื่อมโยง")
        policy = make.make_group(workshop, "policy")
        user = make.make_group(workshop, "user")
        fit = make.make_question(workshop, 1, text_en="How well?", text_th="เพียงใด")
        wish = make.make_question(workshop, 1, QuestionKind.SINGLE, text_en="Which first?")
        text = make.make_question(workshop, 1, QuestionKind.LONG_TEXT)
        orn = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
        too = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
        projector = browsers()

        @classmethod
        def tap(cls, **data):
            if not cls.orn.token:
                cls.orn.get("/organise/ours/screen")
            where = "/open" if "is_open" in data else "" if "show" in data else "/countdown"
            return cls.orn.post(f"/organise/ours/screen{where}?lang=en", data)

        @classmethod
        def screen(cls, path="?lang=en", **headers):
            return cls.projector.get(f"/w/ours/screen{path}", headers=headers)

        @classmethod
        def figure(cls):
            """The button of the first scale."""
            page = cls.orn.get("/organise/ours/screen?lang=en").text
            return re.findall(r'value="(figures\.1\.\d+)"', page)[0]

    return Hall


def test_a_screen_is_found_once_it_is_opened_and_closed_again(hall, session):
    waiting = hall.screen()
    assert waiting.status_code == 404
    assert "The screen is not open yet" in waiting.text
    assert (
        'data-screen="/w/ours/screen?lang=en"' in waiting.text
    )  # it waits there, and starts by itself
    assert hall.orn.get("/w/ours/screen").status_code == 404  # a signed-in projector is dark too
    preview = hall.orn.get("/w/ours/screen?preview=1&lang=en")
    assert (preview.status_code, "nobody else sees this" in preview.text) == (200, True)
    assert "data-keeps" not in preview.text  # a device keeps what the room saw, never a preview
    assert hall.screen("?preview=1").status_code == 404

    assert hall.tap(is_open="1").status_code == 303
    page = hall.screen()
    assert page.status_code == 200
    assert "Strategy workshop" in page.text
    assert 'lang="th">ประชุมยุทธศาสตร์' in page.text
    assert "localhost/w/ours/join" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "csrf_token" not in page.text
    worker = hall.projector.get(re.search(r'data-worker="([^"]+)"', page.text)[1])
    assert worker.headers["Service-Worker-Allowed"] == "/w/ours/screen"

    hall.tap(is_open="0")
    assert hall.screen(**LIVE).status_code == 404
    deeds = session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert deeds == ["screen.opened", "screen.closed"]


def test_whoever_steers_is_told_where_the_screen_needs_the_network(hall, app):
    settings = app.config["SETTINGS"]
    for address in ("http://hall.example", "https://hall.example", "http://127.0.0.1:8000"):
        app.config["SETTINGS"] = replace(settings, base_url=address)
        page = hall.orn.get("/organise/ours/screen?lang=en").text
        says = "closed or loaded anew, it needs the network" in page
        assert says is (address == "http://hall.example"), address


def test_the_screen_follows_the_last_tap_and_costs_a_304_until_then(hall, session):
    hall.tap(is_open="1")
    first = hall.screen(**LIVE)
    tag = {**LIVE, "If-None-Match": first.headers["ETag"]}
    unchanged = hall.screen(**tag)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert abs(int(unchanged.headers["X-Now"]) / 1000 - clock.now().timestamp()) < 60

    hall.tap(show="blank")
    other = hall.too.get("/organise/ours/screen?lang=en")
    assert re.search(r'value="blank" aria-pressed="true"', other.text)
    tapped = hall.too.post("/organise/ours/screen", {"show": "progress.1"})  # the last tap wins
    assert tapped.headers["Location"].endswith("/organise/ours/screen#form-1")
    followed = hall.screen(**tag)
    assert followed.status_code == 200
    assert "Answers so far" in followed.text
    assert "<html" not in followed.text
    assert session.scalars(sa.select(Screen.view)).one() is ScreenView.PROGRESS
    part = hall.orn.get("/organise/ours/screen?lang=en", headers=LIVE)
    assert "1 Connecting · Answers so far" in part.text
    assert "csrf_token" not in part.text


def test_now_and_next_stand_in_both_languages_on_the_workshops_own_clock(
    hall, session, monkeypatch
):
    own = {"workshop_id": hall.workshop.id}
    for starts, th, en in ((9, "เปิดงาน", "Opening"), (13, "กลุ่มย่อย", "Groups")):
        make.store(AgendaItem(**own, starts=dt.time(starts), title_th=th, title_en=en))
    hall.workshop.clock_shift = -2 * 3600  # a rehearsal: it is ten o'clock
    session.commit()
    monkeypatch.setattr("workshop.screen.views.now", lambda: NOON)
    hall.tap(is_open="1")
    hall.tap(show="now")
    page = hall.screen("?lang=th").text
    assert "10.00\u00a0น." in page
    assert re.search(r'<h1>เปิดงาน</h1><p class="second"><span lang="en">Opening</span>', page)
    assert re.search(r"13\.00.*กลุ่มย่อย.*Groups", page, re.DOTALL)

    hall.tap(minutes="5")
    left = hall.screen(**LIVE).text
    assert f'data-ends="{int(NOON.timestamp() + 300) * 1000}"' in left
    assert re.search(r"data-number>5<", left)
    hall.tap(until="10:45")
    assert hall.tap(minutes="").status_code == 422
    assert f'data-ends="{int(NOON.timestamp() + 2700) * 1000}"' in hall.screen(**LIVE).text
    monkeypatch.setattr("workshop.screen.views.now", lambda: NOON + dt.timedelta(minutes=44.5))
    assert re.search(r'countdown last".*data-number>30<', hall.screen(**LIVE).text, re.DOTALL)


def test_answers_so_far_are_counted_at_once_and_figures_only_as_released(hall, session):
    people = [make.make_person(hall.workshop, checked_in_at=make.MOMENT) for _ in range(9)]
    make.place(hall.workshop, dict.fromkeys(people, hall.policy))
    make.open_form(hall.workshop, 1, hall.policy)
    hall.tap(is_open="1")
    key = hall.figure()
    make.answer(hall.workshop, 1, hall.policy, [{hall.fit: 4}] * 6)
    make.answer(hall.workshop, 1, hall.policy, [{hall.fit: 1}] * 2, released=False)
    make.answer(hall.workshop, 1, hall.user, [{hall.fit: 5}] * 4)
    hall.tap(show="progress.1")
    counts = hall.screen(**LIVE)
    assert "<b>8</b> of 9" in counts.text

    hall.tap(show=key)
    figure = hall.screen(**LIVE)
    assert "<h1>How well?</h1>" in figure.text
    assert "เพียงใด" in figure.text
    assert "Of 6 answers: 1: 0, 2: 0, 3: 0, 4: 6, 5: 0." in figure.text
    assert "Fewer than 5 answers, so not shown" in figure.text  # of the group of four
    assert "without B" in figure.text  # nor is it in the sum
    assert "5: 4." not in figure.text
    assert "waits" in figure.text or "wait for the next batch" in figure.text
    tag = {**LIVE, "If-None-Match": figure.headers["ETag"]}
    assert hall.screen(**tag).status_code == 304
    make.answer(hall.workshop, 1, hall.policy, [{hall.fit: 5}], released=False)
    again = hall.screen(**tag)
    assert "Of 6 answers" in again.text
    assert "9 answers" not in again.text


def test_named_answers_of_few_people_stay_off_the_screen_as_well(hall, session):
    hall.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    make.answer(hall.workshop, 1, hall.policy, [{hall.fit: 2}] * 3)
    hall.tap(is_open="1")
    hall.tap(show=hall.figure())
    page = hall.screen().text
    assert "Fewer than 5 answers, so not shown" in page
    assert "Of 3 answers" not in page


def test_a_picture_whose_question_is_gone_gives_way_to_now_and_next(hall, session):
    hall.tap(is_open="1")
    hall.tap(show=hall.figure())
    session.execute(sa.update(Screen).values(question=999_999))
    session.commit()
    assert "v-now" in hall.screen().text


REFUSED = (
    ({"show": "figures.1.999999"}, "no longer there to be shown"),
    ({"show": "progress.7"}, "no longer there to be shown"),
    ({"show": "countdown"}, "no longer there to be shown"),
    ({"show": "now.1"}, "no longer there to be shown"),
    ({"show": "progress.-1"}, "no longer there to be shown"),
    ({"show": "welcome\x00\ud800" + "9" * 9000}, "no longer there to be shown"),
    ({"minutes": "0"}, "Enter 1 to 600 minutes"),
    ({"minutes": "9" * 400}, "Enter 1 to 600 minutes"),
    ({"minutes": ""}, "Enter how many minutes, or until when"),
    ({"until": "25:00"}, "Enter a time like 14:30"),
    ({"until": "00:00"}, "That time has passed"),
    ({"is_open": "maybe"}, "Choose to open or to close the screen"),
)


def test_a_tap_that_means_nothing_says_why_and_changes_nothing(hall, session, monkeypatch):
    monkeypatch.setattr("workshop.screen.views.now", lambda: NOON)
    for data, sentence in REFUSED:
        given = {name: value.encode("utf-8", "surrogatepass") for name, value in data.items()}
        answer = hall.tap(**given)
        assert (answer.status_code, sentence in answer.text) == (422, True), data
    assert not session.scalars(sa.select(Screen)).all()


def test_the_countdown_to_a_closing_follows_the_time_of_the_form(hall, session):
    """As the desk does; without a time there is nothing to count to, and once closed it is up."""
    hall.tap(is_open="1")
    assert hall.tap(show="countdown.1").status_code == 422
    openings = [make.open_form(hall.workshop, 1, group) for group in (hall.policy, hall.user)]

    def until(*times):
        for opening, time in zip(openings, times, strict=True):
            opening.closes_at = time
        session.commit()

    soon = clock.now() + dt.timedelta(minutes=7)
    until(soon, soon)
    assert hall.tap(show="countdown.1").status_code == 303
    picture = hall.screen(**LIVE)
    assert f'data-ends="{int(soon.timestamp() * 1000)}"' in picture.text
    told = f"{local_time(hall.workshop, soon):%H:%M}"
    assert f"Closes at {told}." in picture.text
    later = soon + dt.timedelta(minutes=5)
    until(soon, later)
    assert re.search(rf"A until {told} · B until \d\d:\d\d", hall.screen(**LIVE).text)
    until(later, later)
    prolonged = hall.screen(**{**LIVE, "If-None-Match": picture.headers["ETag"]})
    assert f'data-ends="{int(later.timestamp() * 1000)}"' in prolonged.text
    until(None, None)
    assert "v-now" in hall.screen(**LIVE).text
    for opening in openings:
        opening.is_open = False
    session.commit()
    up = hall.screen(**LIVE).text
    assert "This form is closed." in up
    assert "data-left hidden" in up

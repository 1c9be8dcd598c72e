"""After the room: what one's group said, and the report once the organiser has published it."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import AnswerMode, PersonStatus, QuestionKind, Role, WorkshopState
from workshop.models import (
    AuditEntry,
    FormOpening,
    Question,
    ReportBack,
    Workshop,
)

SWITCH = "/organise/day/report/publish"


@pytest.fixture
def day(session):
    """Two groups of six who answered one strategy, now closed, and vote; and four people.

    Pim of policy, Pat of partner, Wan on the waiting list and Nui with a seat and no group.
    """

    class Day:
        workshop = make.make_workshop(slug="day")
        strategy = make.make_strategy(workshop, 1, title_en="Connecting")
        policy = make.make_group(workshop, "policy")
        partner = make.make_group(workshop, "partner")
        fit = make.make_question(workshop, 1, short_text_en="Meets the needs")
        good = make.make_question(workshop, 1, QuestionKind.LONG_TEXT, short_text_en="Good")
        statement = make.make_statement(workshop, "One portal for all").number
        pim = make.make_person(workshop, last_name="Family0")
        pat = make.make_person(workshop, last_name="Family1")
        nui = make.make_person(workshop, last_name="Family2")
        wan = make.make_person(workshop, status=PersonStatus.WAITLISTED)
        orn = make.make_account(workshop, Role.ORGANISER)

    make.place(Day.workshop, {Day.pim: Day.policy, Day.pat: Day.partner})
    for group in (Day.policy, Day.partner):
        said = [{Day.fit: 4, Day.good: f"{group.code} says {n}"} for n in range(6)]
        make.answer(Day.workshop, 1, group, said, may_quote=True)
        make.open_form(Day.workshop, 1, group, is_open=False)
        make.answer(Day.workshop, -Day.statement, group, [{_asked(session, Day): "agree"}] * 6)
        make.open_form(Day.workshop, -Day.statement, group)
    return Day


def _asked(session, day):
    form = make.form_of(day.workshop, -day.statement)
    return session.scalar(sa.select(Question).where(Question.form_id == form.id))


def approve(orn, code, own):
    """Approves the report-back of a group: its figures, one quotation and a line of its own."""
    page = f"/facilitate/day/{code}/1/report-back"
    text = orn.get(f"{page}?lang=en").text
    scale = re.search(r'name="key" value="(scale\.\d+)"', text)[1]
    quote = re.search(r'value="add:(quote\.[0-9a-f]+)"', text)[1]
    sent = {"key": [scale, quote, "own.1"], "version": 0, "act": "approve", "text.own.1": own}
    assert orn.post(page, sent).status_code == 303


def stored(session):
    session.rollback()
    session.expire_all()
    return session.scalar(sa.select(Workshop.report_published_at))


def test_people_find_what_their_group_said_once_it_is_approved(day, browsers, session):
    orn, pim, pat = browsers().sign_in(day.orn), browsers().be(day.pim), browsers().be(day.pat)
    before = pim.get("/w/day/me/seat").headers["ETag"]
    assert "What your group said" not in pim.get("/w/day/me?lang=en").text
    assert "Nothing yet" in pim.get("/w/day/said?lang=en").text
    approve(orn, "policy", "We ask for <b>one</b> standard")
    assert pim.get("/w/day/me/seat").headers["ETag"] != before  # the open page follows
    mine = pim.get("/w/day/me?lang=en").text
    assert re.search(r'href="/w/day/said#f1">Connecting<', mine)
    page = pim.get("/w/day/said?lang=en")
    for words in (
        "We ask for &lt;b&gt;one&lt;/b&gt; standard",
        "100\u00a0% gave 4 or 5",
        "6 answers",
    ):
        assert words in page.text
    quoted = re.findall(r"“(policy says \d)”", page.text)
    assert len(quoted) == 1
    assert page.text.count("policy says") == 1  # no comment but the quoted one
    assert "no-store" in page.headers["Cache-Control"]
    assert "one</b> standard" not in pat.get("/w/day/said?lang=en").text  # of another group
    assert "What your group said" not in pat.get("/w/day/me?lang=en").text
    assert browsers().be(day.nui).get("/w/day/said").status_code == 404
    assert browsers().get("/w/day/said").location == "/w/day/join"
    key = session.scalar(sa.select(ReportBack.items))[1]["key"].removeprefix("quote.")
    session.rollback()
    hidden = orn.post(f"/facilitate/day/policy/1/points/c{key}/hide", {"because": "names somebody"})
    assert hidden.status_code == 303
    assert quoted[0] not in pim.get("/w/day/said?lang=en").text  # hidden since
    session.execute(sa.update(FormOpening).values(release_serial=FormOpening.release_serial + 1))
    session.commit()
    assert "Nothing yet" in pim.get("/w/day/said?lang=en").text  # newer answers: approved anew


def test_the_organiser_publishes_and_takes_back_the_report(day, browsers, session):
    orn, pim = browsers().sign_in(day.orn), browsers().be(day.pim)
    approve(orn, "partner", "Partners want data")
    assert pim.get("/w/day/report").status_code == 404
    assert "Participants do not see this report yet" in orn.get("/organise/day/report?lang=en").text
    asked = orn.get(f"{SWITCH}?lang=en").text
    assert "Publish the report to the participants?" in asked
    assert "Partners want data" in asked
    assert stored(session) is None  # looking publishes nothing
    before = pim.get("/w/day/me/seat").headers["ETag"]
    for _twice in range(2):
        assert orn.post(SWITCH).location == "/organise/day/report"
    assert isinstance(stored(session), dt.datetime)
    assert "Participants can read the report since" in orn.get("/organise/day/report?lang=en").text
    assert pim.get("/w/day/me/seat").headers["ETag"] != before
    assert 'href="/w/day/report"' in pim.get("/w/day/me?lang=en").text

    page = pim.get("/w/day/report?lang=en").text
    assert "Partners want data" in page  # of another group: everybody reads all of it
    assert len(re.findall(r"(?:policy|partner) says", page)) == 1  # the quotation alone
    assert "Meets the needs" in page
    assert "1 statement is still being voted on" in page  # Pim has not voted
    assert "One portal for all" not in page
    for name in ("Family0", "Family1", "Family2", day.pim.first_name):
        assert name not in re.sub(r"<[^>]+>", "", page.split("<main")[1])
    assert "/organise/" not in page
    assert "/facilitate/" not in page
    assert browsers().be(day.nui).get("/w/day/report").status_code == 200
    wan = browsers().be(day.wan)
    assert wan.get("/w/day/report").status_code == 404
    assert "/w/day/report" not in wan.get("/w/day/me").text
    assert browsers().get("/w/day/report").location == "/w/day/join"

    session.execute(sa.update(Workshop).values(state=WorkshopState.CLOSED))
    session.commit()
    assert "Partners want data" in pim.get("/w/day/report?lang=en").text  # closed for good
    for _twice in range(2):
        assert orn.post("/organise/day/report/withdraw").status_code == 303
    assert stored(session) is None
    assert pim.get("/w/day/report").status_code == 404
    deeds = session.scalars(sa.select(AuditEntry.what).where(AuditEntry.what.like("report.%")))
    assert deeds.all() == ["report.published", "report.unpublished"]
    assert "Report published to the participants" in orn.get("/organise/day/history?lang=en").text


def test_results_of_a_statement_wait_for_ones_vote_or_the_end_of_voting(day, browsers, session):
    browsers().sign_in(day.orn).post(SWITCH)
    pim, pat = browsers().be(day.pim), browsers().be(day.pat)
    slip = f"/w/day/agreement/{day.statement}"
    hidden = re.findall(r'name="(form|form_version|seen)" value="(\d+)"', pim.get(slip).text)
    assert pim.post(slip, {**dict(hidden), "vote": "disagree"}).status_code == 303
    voted, not_voted = (one.get("/w/day/report?lang=en").text for one in (pim, pat))
    assert re.search(r"What all groups share.*One portal for all", voted, re.DOTALL)
    assert "still being voted on" not in voted
    assert "1 statement is still being voted on" in not_voted
    assert "One portal for all" not in not_voted
    session.execute(sa.update(FormOpening).values(is_open=False, closings=1))
    session.commit()
    assert "One portal for all" in pat.get("/w/day/report?lang=en").text
    for address in ("/w/day/agreement", slip):  # whoever has not voted cannot any more
        page = pat.get(f"{address}?lang=en").text
        assert re.search(r"[Vv]oting (on this statement )?is closed", page)
        assert "agree 6" in page


def test_closed_voting_shows_nothing_before_the_report_is_published(day, browsers, session):
    session.execute(sa.update(FormOpening).values(is_open=False, closings=1))
    session.commit()
    pat = browsers().be(day.pat)
    for address in ("/w/day/agreement", f"/w/day/agreement/{day.statement}"):
        assert "agree 6" not in pat.get(f"{address}?lang=en").text


def test_answers_with_names_reach_participants_as_they_reach_the_projector(browsers):
    workshop = make.make_workshop(slug="day", answer_mode=AnswerMode.NAMED)
    make.make_strategy(workshop, 1)
    group = make.make_group(workshop, "policy")
    fit = make.make_question(workshop, 1, short_text_en="Meets the needs")
    pim = make.make_person(workshop)
    make.place(workshop, {pim: group})
    make.answer(workshop, 1, group, [{fit: 5}] * 3)
    make.open_form(workshop, 1, group, is_open=False)
    orn = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
    page = "/facilitate/day/policy/1/report-back"
    key = re.search(r'name="key" value="(scale\.\d+)"', orn.get(page).text)[1]
    sent = {"key": [key, "own.1"], "version": 0, "act": "approve"}
    words = {f"text.{key}": "All three are content", "text.own.1": "We ask"}
    assert orn.post(page, {**sent, **words}).status_code == 303
    assert orn.post(SWITCH).status_code == 303
    phone = browsers().be(pim)
    for address in ("/w/day/said", "/w/day/report"):
        text = phone.get(f"{address}?lang=en").text
        assert "We ask" in text
        assert "All three are content" not in text  # about three people
        assert "100\u00a0%" not in text

"""Report-backs: they draft themselves, are edited, sorted, approved, and told."""

import io
import re

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from tests import factories as make
from workshop.domain.terms import AnswerMode, QuestionKind, Role
from workshop.models import (
    AuditEntry,
    CommentMark,
    FormOpening,
    ReportBack,
    ResponseRevision,
    Theme,
)

SPLIT = [1, 1, 2, 5, 5, 4]
HIGH = [5, 5, 5, 4, 4, 4]


@pytest.fixture
def room(session):
    """Two groups of six; the first is divided, the second is content; all comments differ."""

    class Room:
        workshop = make.make_workshop()
        strategy = make.make_strategy(workshop, 1, title_en="Connecting")
        policy = make.make_group(workshop, "policy")
        partner = make.make_group(workshop, "partner")
        fit = make.make_question(workshop, 1, short_text_en="Meets the needs")
        good = make.make_question(workshop, 1, QuestionKind.LONG_TEXT, short_text_en="Good")
        fah = make.make_account(workshop, Role.FACILITATOR, group=policy)
        orn = make.make_account(workshop, Role.ORGANISER)
        desk = f"/facilitate/{workshop.slug}/policy/1"
        page = f"{desk}/report-back"
        form = make.form_of(workshop, 1)

    for group, points in ((Room.policy, SPLIT), (Room.partner, HIGH)):
        said = [{Room.fit: point, Room.good: f"{group.code} {n}"} for n, point in enumerate(points)]
        make.answer(Room.workshop, 1, group, said)
        make.open_form(Room.workshop, 1, group)
    revisions = session.scalars(sa.select(ResponseRevision)).all()
    for one in revisions:
        one.may_quote = not any(str(text).endswith(" 5") for text in one.content.values())
    session.commit()
    return Room


def close(session, room):
    session.rollback()
    session.execute(sa.update(FormOpening).values(is_open=False, closings=1))
    session.commit()


def point(browser, room, text):
    """The comment that says this, as the desk names it."""
    found = re.findall(
        r'id="(c[0-9a-f]{16})" .*?<p class="says"[^>]*>(.*?)</p>', browser.get(room.desk).text, re.S
    )
    return next(key for key, says in found if says == text)


def lines(browser, room):
    """The lines on the page, by key, in their order."""
    page = browser.get(f"{room.page}?lang=en").text
    form = page.split('id="more"')[0]
    found = re.findall(
        r'name="key" value="([^"]+)">.*?(?:<textarea[^>]*>|<p class="says"[^>]*>)(.*?)</',
        form,
        re.S,
    )
    return dict(found)


def send(browser, room, act, keys=None, version=0, **texts):
    now = lines(browser, room) if keys is None else dict.fromkeys(keys, "")
    typed = {f"text.{key}": text for key, text in now.items() if not key.startswith("quote.")}
    typed |= {f"text.{key.replace('_', '.')}": text for key, text in texts.items() if key != "new"}
    sent = {"key": list(now), "version": version, "act": act, **typed, "new": texts.get("new", "")}
    return browser.post(f"{room.page}?lang=en", sent)


def test_it_drafts_itself_from_counts_themes_and_consented_quotations(browser, room, session):
    browser.sign_in(room.fah)
    quoted, silent = point(browser, room, "policy 0"), point(browser, room, "policy 5")
    for key in (quoted, silent):
        browser.post(f"{room.desk}/points/{key}/themes", {"name": "Standards"})
        browser.post(f"{room.desk}/points/{key}/star", {"on": "1"})
    strand = re.search(r'"scale\.(\d+)"', browser.get(room.page).text)[1]
    theme = session.scalar(sa.select(Theme.id))
    assert lines(browser, room) == {
        f"scale.{strand}": "Meets the needs: 50\u00a0% gave 4 or 5, median 3",
        f"differs.{strand}": "Meets the needs: 50\u00a0% gave 4 or 5 here, 100\u00a0% in the other"
        " groups",
        f"split.{strand}": "Meets the needs divides the group: 3 gave 1 or 2, 3 gave 4 or 5",
        f"theme.{theme}": "Standards: in 2 of 6 comments",
        f"quote.{quoted[1:]}": "“policy 0”",
    }
    page = browser.get(f"{room.page}?lang=en").text
    assert "6 answers here, 6 in the other groups" in page
    assert "policy 5" not in page  # its writer does not allow it, so it cannot even be added
    assert "It can be approved once the form is closed" in page
    assert session.scalars(sa.select(ReportBack)).all() == []  # looking stores nothing
    few = make.make_group(room.workshop, "user")
    make.answer(room.workshop, 1, few, [{room.fit: 1, room.good: "few"} for _ in range(4)])
    browser.sign_in(room.orn)
    hidden = browser.get(f"{room.page.replace('policy', 'user')}?lang=en").text
    assert "drafts itself" in hidden
    assert "few" not in re.sub(r"<[^>]+>", "", hidden.split("<main")[1])


def test_it_is_edited_sorted_approved_and_goes_into_the_report(browser, room, session):
    browser.sign_in(room.fah)
    quoted = point(browser, room, "policy 0")
    browser.post(f"{room.desk}/points/{quoted}/star", {"on": "1"})
    scale, differs, split, quote = lines(browser, room)
    answer = send(browser, room, f"up:{split}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"#{split.replace('.', '-')}")
    assert list(lines(browser, room)) == [scale, split, differs, quote]
    assert session.scalars(sa.select(ReportBack.items)).one()[0] == {"key": scale, "text": ""}
    assert send(browser, room, "save").status_code == 409  # of version 0, which is no more
    send(browser, room, f"remove:{differs}", version=1)
    send(browser, room, "write", version=2, new=" We ask for one <b>standard</b> ")
    assert list(lines(browser, room)) == [scale, split, quote, "own.1"]
    assert lines(browser, room)["own.1"] == "We ask for one &lt;b&gt;standard&lt;/b&gt;"
    refused = send(browser, room, "save", version=3, own_1="x" * 601)
    assert (refused.status_code, "x" * 601 in refused.text) == (422, True)
    assert send(browser, room, "write", version=3).status_code == 422
    assert send(browser, room, "approve", version=3).status_code == 409  # still open
    close(session, room)
    browser.get(f"{room.page}?lang=en")
    texts = {"text." + scale: "Half of us are content"}
    sent = {"key": [scale, split, quote, "own.1", "x.1"], "version": 3, "act": "approve",
            **texts, "text.own.1": "We ask", f"text.{quote}": "never said"}  # fmt: skip
    assert browser.post(room.page, sent).status_code == 303
    page = browser.get(f"{room.page}?lang=en").text
    assert "Without your words:" in page
    report = f"/organise/{room.workshop.slug}/report"
    browser.sign_in(room.orn)
    told = browser.get(f"{report}?lang=en").text.split('id="told"')[1].split("</section>")[0]
    for words in (
        "Half of us are content",
        "6 answers",
        "divides the group",
        "“policy 0”",
        "We ask",
    ):
        assert words in told
    assert "never said" not in told
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"{report}.xlsx").data))
    rows = book.get_sheet_by_name("report-backs").to_python()[1:]
    assert [(row[1], row[3]) for row in rows] == [
        ("policy", "figure"), ("policy", "split"), ("policy", "quote"), ("policy", "own")
    ]  # fmt: skip

    screen, steer = f"/w/{room.workshop.slug}/screen", f"/organise/{room.workshop.slug}/screen"
    browser.post(f"{steer}/open", {"is_open": "1"})
    shown = re.search(r'value="(report_back\.1\.\d+)"', browser.get(steer).text)[1]
    assert browser.post(steer, {"show": "report_back.1.99999"}).status_code == 422
    assert browser.post(steer, {"show": shown}).status_code == 303
    assert "Report-back · A · 1 Connecting" in browser.get(f"{steer}?lang=en").text
    wall = browser.get(f"{screen}?lang=en").text
    assert re.search(r"Half of us are content.*<svg.*50\s%.*“policy 0”.*We ask", wall, re.DOTALL)
    session.rollback()
    session.execute(sa.update(CommentMark).values(hidden_because="names a person"))
    session.commit()
    assert 'id="told"' in (page := browser.get(f"{report}?again=1").text)
    assert "policy 0" not in page  # hidden since: quoted nowhere
    assert "policy 0" not in browser.get(screen).text
    assert "Half of us" in browser.get(screen).text
    session.rollback()
    session.execute(sa.update(FormOpening).values(release_serial=FormOpening.release_serial + 1))
    session.commit()
    assert 'id="told"' not in browser.get(f"{report}?again=2").text  # newer answers: look again
    assert "Half of us" not in browser.get(screen).text
    assert "approve it again" in browser.get(f"{room.page}?lang=en").text
    send(browser, room, "withdraw", version=4)
    deeds = session.scalars(
        sa.select(AuditEntry.what).where(AuditEntry.what.like("report_back.%"))
    ).all()
    assert deeds[-2:] == ["report_back.approved", "report_back.withdrawn"]
    assert send(browser, room, "redraft", version=5).status_code == 303
    session.rollback()
    assert session.scalars(sa.select(ReportBack)).all() == []


def test_lines_nobody_touched_follow_the_answers_and_only_a_facilitator_approves(
    browser, browsers, room, session
):
    browser.sign_in(room.fah)
    page = browser.get(f"{room.page}?lang=en").text
    shown = dict(re.findall(r'name="was\.([^"]+)" value="([^"]+)"', page))
    scale = next(iter(shown))
    sent = {f"{part}.{key}": text for key, text in shown.items() for part in ("was", "text")}
    more = {room.fit: 5, room.good: "later"}
    make.answer(room.workshop, 1, room.policy, [more] * 6)
    close(session, room)
    keys = {"key": list(shown), "version": 0}
    assert browser.post(room.page, {**keys, **sent, "act": "save"}).status_code == 303
    session.rollback()
    assert {item["text"] for item in session.scalars(sa.select(ReportBack.items)).one()} == {""}
    assert lines(browser, room)[scale] != shown[scale]
    notes = browsers().sign_in(make.make_account(room.workshop, Role.NOTE_TAKER, group=room.policy))
    assert notes.post(room.page, {**keys, "version": 1, "act": "save"}).status_code == 303
    assert notes.post(room.page, {**keys, "version": 2, "act": "approve"}).status_code == 403
    assert "The facilitator approves it." in notes.get(f"{room.page}?lang=en").text
    gone = {"key": "scale.99999", "version": 2, "act": "approve"}
    assert browser.post(room.page, gone).status_code == 409  # nothing to tell is left


def test_a_quotation_is_taken_to_it_from_beside_the_comment(browser, room, session):
    browser.sign_in(room.fah)
    quoted, silent = point(browser, room, "policy 0"), point(browser, room, "policy 5")
    assert browser.get(room.desk).text.count('data-toggle="take"') == 5  # not for who said no
    take = f"{room.desk}/points/{quoted}/report-back"
    for _again in range(2):
        assert browser.post(take, {"on": "1"}).status_code == 303
    assert list(lines(browser, room))[-1] == f"quote.{quoted[1:]}"
    assert "In the report-back" in browser.get(f"{room.desk}?lang=en").text
    refused = browser.post(f"{room.desk}/points/{silent}/report-back?lang=en", {"on": "1"})
    assert (refused.status_code, "does not allow quoting" in refused.text) == (404, True)
    assert browser.post(take).status_code == 303
    assert f"quote.{quoted[1:]}" not in lines(browser, room)
    close(session, room)
    send(browser, room, "approve", version=2)
    refused = browser.post(f"{take}?lang=en", {"on": "1"})
    assert (refused.status_code, "Take the approval back" in refused.text) == (409, True)


def test_the_room_sees_a_figure_and_a_quotation_however_long_the_rest_is(browser, room, session):
    browser.sign_in(room.orn)
    scale = next(iter(lines(browser, room)))
    quote = f"quote.{point(browser, room, 'policy 0')[1:]}"
    close(session, room)
    own = [f"own.{n}" for n in range(1, 8)]
    texts = {f"text.{key}": f"{key} " + "and on " * 40 for key in own}
    sent = {"key": [*own, quote, scale], "version": 0, "act": "approve", **texts}
    assert browser.post(room.page, sent).status_code == 303
    steer = f"/organise/{room.workshop.slug}/screen"
    browser.post(f"{steer}/open", {"is_open": "1"})
    browser.post(steer, {"show": f"report_back.1.{room.policy.id}"})
    wall = browser.get(f"/w/{room.workshop.slug}/screen?lang=en").text
    assert "50\u00a0%" in wall.split('class="telling"')[0]
    told = wall.split('class="telling"')[1]
    assert re.search(r"own\.1 and on.*“policy 0”.*6 more lines in the report", told, re.DOTALL)
    assert "own.2" not in told


def test_wild_input_is_answered_with_a_page(browser, room):
    browser.sign_in(room.fah)
    for act, keys in (("up:scale.0", ["scale.1", "own.999999999"]), ("add:quote.zz", ["\x00"]),
                      ("add:" + "9" * 50, ["own.1"] * 90), ("", [])):  # fmt: skip
        sent = {"key": keys, "version": "x", "act": act, "text.own.1": "\x00 \u202e😀"}
        assert browser.post(room.page, sent).status_code in (303, 409)
        assert browser.get(room.page).status_code == 200


def test_named_answers_of_a_few_stay_off_the_screen_and_a_late_save_keeps_its_words(
    browsers, session
):
    workshop = make.make_workshop(answer_mode=AnswerMode.NAMED)
    make.make_strategy(workshop, 1)
    group = make.make_group(workshop, "policy")
    fit = make.make_question(workshop, 1, short_text_en="Meets the needs")
    fah = browsers().sign_in(make.make_account(workshop, Role.FACILITATOR, group=group))
    orn = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
    make.answer(workshop, 1, group, [{fit: 5}] * 3)
    page = f"/facilitate/{workshop.slug}/policy/1/report-back"
    key = re.search(r'name="key" value="(scale\.\d+)"', fah.get(page).text)[1]
    sent = {"key": [key], "version": 0, "act": "save", f"text.{key}": "All three are content"}
    assert fah.post(page, {**sent, "new": "We ask", "act": "approve"}).status_code == 303
    late = orn.post(page, {**sent, f"text.{key}": "Something else"})
    assert (late.status_code, "Something else" in late.text) == (409, True)
    steer = f"/organise/{workshop.slug}/screen"
    orn.post(f"{steer}/open", {"is_open": "1"})
    orn.post(steer, {"show": f"report_back.1.{group.id}"})
    wall = browsers().get(f"/w/{workshop.slug}/screen").text
    assert ("We ask" in wall, "All three" in wall) == (True, False)

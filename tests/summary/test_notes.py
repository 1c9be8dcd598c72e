"""Notes: what is said in the room, typed at the desk."""

import re
import uuid
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from tests import factories as make
from workshop.domain.terms import NoteKind, QuestionKind, Role
from workshop.models import AuditEntry, Note


@pytest.fixture
def room(session):
    """A group with its facilitator and note-taker, and a strategy that can be answered."""

    class Room:
        workshop = make.make_workshop()
        strategy = make.make_strategy(workshop, 1)
        policy = make.make_group(workshop, "policy")
        partner = make.make_group(workshop, "partner")
        fit = make.make_question(workshop, 1)
        good = make.make_question(workshop, 1, QuestionKind.LONG_TEXT, short_text_en="Good")
        fah = make.make_account(workshop, Role.FACILITATOR, group=policy)
        nok = make.make_account(workshop, Role.NOTE_TAKER, group=policy)
        fon = make.make_account(workshop, Role.FACILITATOR, group=partner)
        orn = make.make_account(workshop, Role.ORGANISER)
        desk = f"/facilitate/{workshop.slug}/policy/1"

    return Room


def typed(text="เครือข่ายช้า", kind="concern", number=None, **more):
    return {"submission_id": str(number or uuid.uuid4()), "kind": kind, "text": text, **more}


def at_desk(browser, room, account):
    browser.sign_in(account).get(room.desk)
    return browser


def stored(session):
    session.rollback()
    return session.scalars(sa.select(Note).order_by(Note.id)).all()


def test_a_note_taker_writes_down_points_that_change_and_come_back(browser, room, session):
    at_desk(browser, room, room.nok)
    for text in ("เครือข่ายช้า <b>มาก</b>", "เปิด API"):
        answer = browser.post(f"{room.desk}/notes?lang=en", typed(text))
        assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert page.index("เปิด API") < page.index("เครือข่ายช้า &lt;b&gt;มาก&lt;/b&gt;")  # newest first
    assert page.count(">said in the room<") == 2
    assert "Answered 0 of 0" in page  # no note counts as an answer
    found = browser.get(f"{room.desk}?find=api&lang=en").text  # in notes as well, in any case
    assert ("เปิด API" in found, "เครือข่ายช้า" in found) == (True, False)
    assert "No note to show with this search" in browser.get(f"{room.desk}?find=zz&lang=en").text
    first = stored(session)[0]
    one = f"{room.desk}/notes/{first.id}"
    assert "มาก&lt;/b&gt;</textarea>" in browser.get(one).text
    browser.post(one, {"kind": "strength", "text": "เร็วขึ้น", "version": 1})
    first = stored(session)[0]
    assert (first.kind, first.text, first.version) == (NoteKind.STRENGTH, "เร็วขึ้น", 2)
    undone = browser.post(f"{one}/delete").location
    page = browser.get(undone).text
    assert "เร็วขึ้น" not in page
    assert "The note is deleted." in page
    browser.post(f"{one}/restore")
    page = browser.get(undone).text
    assert "เร็วขึ้น" in page
    assert "The note is deleted." not in page
    session.rollback()
    deeds = session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert deeds == ["note.added", "note.added", "note.changed", "note.deleted", "note.restored"]


def test_two_people_never_overwrite_each_other_silently(browsers, room, session):
    nok, fah = at_desk(browsers(), room, room.nok), at_desk(browsers(), room, room.fah)
    nok.post(f"{room.desk}/notes?lang=en", typed("เดิม"))
    one = f"{room.desk}/notes/{stored(session)[0].id}?lang=en"
    fah.post(one, {"kind": "concern", "text": "ของฟ้า", "version": 1})
    refused = nok.post(one, {"kind": "concern", "text": "ของนก", "version": 1})
    assert refused.status_code == 409
    assert "ของนก</textarea>" in refused.text
    assert "ของฟ้า" in refused.text
    assert stored(session)[0].text == "ของฟ้า"
    assert re.search(r'name="version"[^>]*value="2"', refused.text)
    nok.post(one, {"kind": "concern", "text": "ของสองคน", "version": 2})
    assert stored(session)[0].text == "ของสองคน"
    fah.post(one.replace("?", "/delete?"))
    late = nok.post(one, {"kind": "concern", "text": "ยังอยู่", "version": 3})
    assert late.status_code == 409
    assert "ยังอยู่</textarea>" in late.text
    assert "Bring the stored note back" in late.text


def test_a_repeated_send_is_one_note_and_no_word_is_dropped(browser, room, session):
    at_desk(browser, room, room.nok)
    number = uuid.uuid4()
    for _ in range(10):
        assert browser.post(f"{room.desk}/notes", typed("ก", number=number)).status_code == 303
    assert [one.text for one in stored(session)] == ["ก"]
    for _ in range(2):
        browser.post(f"{room.desk}/notes", typed("ก ข", number=number))
    assert [one.text for one in stored(session)] == ["ก ข"]  # typed on: a revision
    one = f"{room.desk}/notes/{stored(session)[0].id}"
    browser.post(one, {"kind": "concern", "text": "โดยผู้อื่น", "version": 2})
    for _ in range(2):
        browser.post(f"{room.desk}/notes", typed("ก ข ค", number=number))
    assert [one.text for one in stored(session)] == ["โดยผู้อื่น", "ก ข ค"]
    gone = stored(session)[1]
    browser.post(f"{room.desk}/notes/{gone.id}/delete")
    browser.post(f"{room.desk}/notes", typed("ก ข ค", number=number))  # its reply was lost
    assert [one.deleted_at is None for one in stored(session)] == [True, False]


def test_what_opens_without_network_takes_notes_and_tells_nothing(browser, room):
    make.answer(room.workshop, 1, room.policy, [{room.fit: 4, room.good: "ความเห็นหนึ่ง"}] * 6)
    at_desk(browser, room, room.nok)
    browser.post(f"{room.desk}/notes", typed("พูดในห้อง"))
    whole = browser.get(f"{room.desk}?lang=en").text
    aside = browser.get(f"{room.desk}/aside?lang=en").text
    traces = (
        "ความเห็นหนึ่ง", "พูดในห้อง", "Answered 6", "Scores", 'data-notes-owner="staff-',
        "csrf_token\" type=\"hidden\" value=\"", "Sign out",
    )  # fmt: skip
    assert [one for one in traces if one not in whole] == []
    assert [one for one in traces if one in aside] == []
    assert 'name="text"' in aside
    worker = browser.get(re.search(r'data-notes-worker="([^"]+)"', whole)[1])
    scope = f"/facilitate/{room.workshop.slug}/policy/"
    assert worker.headers["Service-Worker-Allowed"] == scope


def test_what_is_wrong_with_a_note_is_said_and_the_text_kept(browser, room, session):
    at_desk(browser, room, room.nok)
    for sent, said in (
        (typed(" \n "), "Write down the point"),
        (typed("ดี", kind=""), "Choose what it is"),
        (typed("ดี", kind="praise"), "Choose what it is"),
        (typed("ย" * 2001), "Shorten it to 2000 characters at most"),
        (typed("ดี", number="7"), "This form has lost its number"),
    ):
        answer = browser.post(f"{room.desk}/notes?lang=en", sent)
        assert answer.status_code == 422, said
        assert said in answer.text
        assert sent["text"].strip() in answer.text
    assert not stored(session)
    assert 'name="submission_id"' in answer.text
    assert 'value="7"' not in answer.text
    browser.post(f"{room.desk}/notes", typed("\x00\u202e😀" + "x" * 1990))
    assert stored(session)[0].text == "\u202e😀" + "x" * 1990


def test_only_the_groups_own_staff_reach_its_notes(browsers, room, session):
    at_desk(browsers(), room, room.fah).post(f"{room.desk}/notes", typed("ของกลุ่มแรก"))
    number = stored(session)[0].id
    elsewhere = room.desk.replace("policy", "partner")
    fon = browsers().sign_in(room.fon)
    assert fon.get(f"{room.desk}/notes/{number}").status_code == 404
    assert "ของกลุ่มแรก" not in fon.get(elsewhere).text
    for deed in ("", "/delete", "/restore"):
        fon.get(elsewhere)
        sent = {"kind": "concern", "text": "x", "version": 1}
        assert fon.post(f"{elsewhere}/notes/{number}{deed}", sent).status_code == 404
    assert browsers().sign_in(room.orn).get(f"{room.desk}/notes/{number}").status_code == 200
    assert stored(session)[0].text == "ของกลุ่มแรก"


def test_notes_stand_in_the_report_beside_the_answers_and_never_among_them(browser, room):
    make.answer(room.workshop, 1, room.policy, [{room.fit: 4, room.good: "คำตอบ"}] * 6)
    report = f"/organise/{room.workshop.slug}/report"
    at_desk(browser, room, room.orn)
    before = [browser.get(f"{report}.{ending}?lang=en").data for ending in ("csv", "json")]
    browser.get(room.desk)
    browser.post(f"{room.desk}/notes", typed("=พูดในห้อง", kind="suggestion"))
    assert "=พูดในห้อง" in browser.get(f"{report}?lang=en").text
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get(f"{report}.xlsx").data))
    rows = book.get_sheet_by_name("notes").to_python()
    assert rows[1][:4] == [1, "policy", "suggestion", "=พูดในห้อง"]
    after = [browser.get(f"{report}.{ending}?lang=en").data for ending in ("csv", "json")]
    assert [sorted(one) for one in after] == [sorted(one) for one in before]

"""Themes, stars and hidden comments at the facilitator's desk."""

import html
import io
import re
import uuid

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from tests import factories as make
from workshop.domain.terms import QuestionKind, Role
from workshop.models import CommentMark, CommentTheme, NoteTheme, ResponseRevision, Theme


@pytest.fixture
def room(session):
    """Two groups with six answers each, a comment in every one."""

    class Room:
        workshop = make.make_workshop()
        strategy = make.make_strategy(workshop, 1)
        policy = make.make_group(workshop, "policy")
        partner = make.make_group(workshop, "partner")
        fit = make.make_question(workshop, 1)
        good = make.make_question(workshop, 1, QuestionKind.LONG_TEXT, short_text_en="Good")
        fah = make.make_account(workshop, Role.FACILITATOR, group=policy)
        fon = make.make_account(workshop, Role.FACILITATOR, group=partner)
        orn = make.make_account(workshop, Role.ORGANISER)
        desk = f"/facilitate/{workshop.slug}/policy/1"
        themes = f"/facilitate/{workshop.slug}/policy/themes"
        beside = f"/facilitate/{workshop.slug}/partner/1"

    for group, name in ((Room.policy, "ก"), (Room.partner, "ข")):
        said = [{Room.fit: 4, Room.good: f"{name}-{n} API"} for n in range(6)]
        Room.answers = make.answer(Room.workshop, 1, group, said)
    return Room


def keys(browser, desk, query=""):
    """The comments on a page, by what they say."""
    page = browser.get(f"{desk}?lang=en{query}").text
    found = re.findall(r'id="(c[0-9a-f]{16})" .*?<p class="says"[^>]*>(.*?)</p>', page, re.DOTALL)
    return {text: key for key, text in found}


def put(browser, desk, key, **sent):
    return browser.post(f"{desk}/points/{key}/themes", sent)


def links(session):
    session.rollback()
    return sorted(session.execute(sa.select(Theme.name, CommentTheme.comment).join(
        CommentTheme, CommentTheme.theme_id == Theme.id)))  # fmt: skip


def test_themes_are_made_in_place_shared_by_groups_renamed_and_merged(browsers, room, session):
    fah, fon = browsers().sign_in(room.fah), browsers().sign_in(room.fon)
    mine, theirs = keys(fah, room.desk), keys(fon, room.beside)
    one, two = mine["ก-1 API"], mine["ก-2 API"]
    answer = put(fah, room.desk, one, name=" Standards ")
    assert (answer.status_code, answer.location) == (303, f"{room.desk}#{one}")
    put(fon, room.beside, theirs["ข-1 API"], name="standards")  # the same one
    put(fah, room.desk, two, name="Network")
    network, standards = session.scalars(sa.select(Theme.id).order_by(Theme.name)).all()
    put(fah, room.desk, one, theme=network)
    assert put(fah, room.desk, one, theme=network).status_code == 303  # twice is once
    assert len(links(session)) == 4
    live = fon.get(f"{room.beside}/themes", headers={"X-Live": "1"})
    assert "Network" in live.text  # the other desk sees it
    assert "csrf" not in live.text
    part = re.search(
        r'data-live="([^"]+/themes)" data-live-etag="([^"]+)"', fon.get(room.beside).text
    )
    assert (part[1], html.unescape(part[2])) == (f"{room.beside}/themes", live.headers["ETag"])
    same = {"X-Live": "1", "If-None-Match": live.headers["ETag"]}
    assert fon.get(f"{room.beside}/themes", headers=same).status_code == 304
    assert keys(fah, room.desk, f"&theme={standards}") == {"ก-1 API": one}
    assert len(keys(fah, room.desk, "&theme=0")) == 4
    page = fah.get(f"{room.themes}?lang=en").text
    assert re.search(r"Network.*?>2 .*?33.%.*?>0 ", page, re.DOTALL)
    assert page.count("of 6</th>") == 2
    at = f"{room.themes}/{network}"
    refused = fah.post(at, {"name": "STANDARDS", "version": 1})
    assert refused.status_code == 409
    assert 'value="STANDARDS"' in refused.text
    assert fah.post(at, {"name": "Networks", "version": 1}).status_code == 303
    assert (
        fon.post(at.replace("policy", "partner"), {"name": "Net", "version": 1}).status_code == 409
    )
    assert fah.post(f"{at}/delete").status_code == 409  # in use
    assert fah.post(f"{at}/merge", {"into": network}).status_code == 422
    assert fah.post(f"{at}/merge", {"into": standards}).status_code == 303
    assert [name for name, _ in links(session)] == ["Standards"] * 3
    put(fah, room.desk, one, theme=standards, off=1)
    assert len(links(session)) == 2
    assert put(fah, room.desk, one, theme=network).status_code == 404  # merged away
    assert put(fah, room.desk, one, name=" ").status_code == 422


def test_a_star_and_hiding_with_a_reason_can_be_undone_and_files_keep_all(browser, room, session):
    browser.sign_in(room.orn)
    report = f"/organise/{room.workshop.slug}/report"
    found = keys(browser, room.desk)
    key, words = found["ก-3 API"], "ก-3 API"
    assert browser.post(f"{room.desk}/points/{key}/star", {"on": "1"}).status_code == 303
    assert keys(browser, room.desk, "&only=starred") == {words: key}
    for unseen in (" ", "\u200b"):
        refused = browser.post(f"{room.desk}/points/{key}/hide", {"because": unseen})
        assert refused.status_code == 422
        assert put(browser, room.desk, key, name=unseen).status_code == 422
    put(browser, room.desk, key, name="Names")
    hidden = browser.post(f"{room.desk}/points/{key}/hide", {"because": "names a person"})
    page = browser.get(hidden.location).text
    assert words not in page
    assert "1 comment is hidden" in page
    assert "5 comments" in page
    assert re.search(r"Names.*?>0<", page, re.DOTALL)
    page = browser.get(f"{report}?lang=en").text
    assert words not in page
    assert "1 comment is hidden" in page
    assert words in browser.get(f"{report}.csv").text
    assert browser.get(f"{report}.json").json["released"] == 12
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"{report}.xlsx").data))
    marked = book.get_sheet_by_name("hidden").to_python()[1:]
    assert [(row[1], row[3], row[4]) for row in marked] == [("policy", words, "names a person")]
    assert keys(browser, room.desk, "&only=hidden") == {words: key}
    assert browser.post(f"{room.desk}/points/{key}/show").status_code == 303
    assert words in browser.get(room.desk).text
    session.rollback()
    assert session.scalars(sa.select(CommentMark.hidden_because)).all() == [None]


def test_search_finds_words_in_any_case_and_says_when_there_are_none(browser, room):
    browser.sign_in(room.fah)
    assert set(keys(browser, room.desk, "&find=ก-4%20api")) == {"ก-4 API"}
    assert len(keys(browser, room.desk, "&find=api")) == 6
    for nothing in ("zzz", "%00%F0%9F%98%80", "x" * 500, "%5B%28"):
        page = browser.get(f"{room.desk}?find={nothing}&theme=x&only=y&lang=en")
        assert page.status_code == 200
    assert "No comment to show with this search" in page.text


def revise(room, session, **words):
    """The writer of the first comment there sends again; words: in place of others, or none."""
    response = room.answers[0]
    number = response.revision + 1
    before = session.scalar(
        sa.select(ResponseRevision).where(ResponseRevision.response_id == response.id)
    )
    content = {
        name: words["now"] if words and isinstance(answer, str) else answer
        for name, answer in before.content.items()
    }
    session.add(ResponseRevision(
        id=bytes([number]) * 16, workshop_id=room.workshop.id, response_id=response.id,
        number=number, submission_hash=bytes([number]) * 32, content_hash=b"c" * 32,
        form_version=1, content=content,
    ))  # fmt: skip
    response.revision = response.released = number
    session.commit()


def test_what_staff_did_to_a_comment_stays_while_its_words_stay(browser, room, session):
    browser.sign_in(room.fon)
    key = keys(browser, room.beside)["ข-0 API"]
    put(browser, room.beside, key, name="Old")
    browser.post(f"{room.beside}/points/{key}/hide", {"because": "names a person"})
    for _ in range(2):
        revise(room, session)
        assert "ข-0 API" not in keys(browser, room.beside)
        assert keys(browser, room.beside, "&only=hidden") == {"ข-0 API": key}
    revise(room, session, now="something else")
    assert keys(browser, room.beside)["something else"] != key
    revise(room, session)
    assert "ข-0 API" not in keys(browser, room.beside), "said again, it is the same comment"


def test_a_revised_comment_loses_its_themes_and_only_released_ones_take_any(browser, room, session):
    browser.sign_in(room.fon)
    key = keys(browser, room.beside)["ข-0 API"]
    put(browser, room.beside, key, name="Old")
    revise(room, session, now="ข-0 other")
    now = keys(browser, room.beside)["ข-0 other"]
    assert now != key
    assert not keys(browser, room.beside, f"&theme={session.scalar(sa.select(Theme.id))}")
    for gone in (key, "c" + "0" * 16):
        for deed in ("themes", "star", "show"):
            answer = browser.post(f"{room.beside}/points/{gone}/{deed}", {"name": "x"})
            assert answer.status_code == 404
    assert browser.post(f"{room.beside}/points/nonsense/star").status_code == 404


def test_nobody_reaches_into_another_groups_comments_or_notes(browsers, room, session):
    fah, fon = browsers().sign_in(room.fah), browsers().sign_in(room.fon)
    key = keys(fah, room.desk)["ก-0 API"]
    sent = {"submission_id": str(uuid.uuid4()), "kind": "concern", "text": "ในห้อง"}
    fah.post(f"{room.desk}/notes", sent)
    put(fah, room.desk, "n1", name="Network")
    put(fah, room.desk, key, name="Network")
    assert "Network" in fah.get(room.desk).text
    fon.get(room.beside)
    number = session.scalar(sa.select(Theme.id))
    for point in ("n1", key):
        assert put(fon, room.desk, point, theme=number, off=1).status_code == 404
        assert put(fon, room.beside, point, theme=number, off=1).status_code == 404
        assert fon.post(f"{room.beside}/points/{point}/star", {"on": 1}).status_code == 404
    assert len(links(session)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(NoteTheme)) == 1
    put(fah, room.desk, "n1", theme=number, off=1)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(NoteTheme)) == 0

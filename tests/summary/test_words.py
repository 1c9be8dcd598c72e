"""Words that stand out in a group, and comments alike, at the facilitator's desk."""

import re

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.clock import now
from workshop.domain.terms import QuestionKind, Role
from workshop.domain.words import parting
from workshop.models import CommentMark, CommentTheme, Theme
from workshop.summary.jobs import keep_words_ready

POLICY = ["budget law slow"] * 3 + ["budget law quick", "training", "nothing"]
PARTNER = ["network speed", "network cost", "licence", "people", "people", "people"]


@pytest.fixture
def room(session, monkeypatch):
    """Two groups with six comments each; texts are parted at their spaces, without a process."""
    monkeypatch.setattr(parting, "_parted", lambda texts, _names: [tuple(t.split()) for t in texts])

    class Room:
        workshop = make.make_workshop()
        strategy = make.make_strategy(workshop, 1)
        policy = make.make_group(workshop, "policy")
        partner = make.make_group(workshop, "partner")
        good = make.make_question(workshop, 1, QuestionKind.LONG_TEXT, short_text_en="Good")
        fah = make.make_account(workshop, Role.FACILITATOR, group=policy)
        desk = f"/facilitate/{workshop.slug}/policy/1"
        words = f"{desk}/words"

    make.answer(Room.workshop, 1, Room.policy, [{Room.good: text} for text in POLICY])
    return Room


def say_beside(room, texts):
    make.answer(room.workshop, 1, room.partner, [{room.good: text} for text in texts])


def listed(text):
    """The words of the table with (times here, comments here, times elsewhere)."""
    rows = re.findall(r'<tr><th scope="row"><a [^>]*>(\w+)</a></th>(.*?)</tr>', text, re.DOTALL)
    return {word: [int(n) for n in re.findall(r">(\d+)</td>", row)][:3] for word, row in rows}


def test_words_that_stand_out_are_counted_in_shown_comments_alone(browser, room, session):
    browser.sign_in(room.fah)
    say_beside(room, PARTNER[:4])  # fewer than k: neither shown nor counted
    text = browser.get(f"{room.words}?lang=en").text
    assert "0 words of 0 comments of the other groups" in text
    assert "licence" not in text
    make.answer(room.workshop, 1, room.partner, [{room.good: text} for text in PARTNER])
    answer = browser.get(f"{room.words}?lang=en")
    assert listed(answer.text) == {"budget": [4, 4, 0], "law": [4, 4, 0], "slow": [3, 3, 0]}
    assert "14 words of 6 comments here" in answer.text
    same = {"If-None-Match": answer.headers["ETag"]}
    assert browser.get(f"{room.words}?lang=en", headers=same).status_code == 304
    for comment in re.findall(r'name="point" value="c(\w+)"', answer.text)[1:]:
        session.add(CommentMark(
            workshop_id=room.workshop.id, form_id=make.form_of(room.workshop, 1).id,
            group_id=room.policy.id, comment=bytes.fromhex(comment), hidden_because="x",
        ))  # fmt: skip
    session.commit()
    assert listed(browser.get(f"{room.words}?lang=en&again=1").text) == {}  # one is left


def test_one_theme_goes_on_all_comments_alike_at_once(browser, room, session):
    browser.sign_in(room.fah)
    page = browser.get(f"{room.words}?lang=en").text
    points = re.findall(r'name="point" value="(c\w+)"', page)
    assert len(points) == 4
    refused = browser.post(room.words, {"name": " ", "point": points[:2], "part": points[0]})
    assert refused.status_code == 422
    assert refused.text.count(" checked") == 2
    gone = browser.post(room.words, {"name": "Money", "point": ["c" + "0" * 16, "n1", "x"]})
    assert gone.status_code == 422
    sent = {"name": "Money", "point": [*points, points[0], "c" + "0" * 16]}
    answer = browser.post(room.words, sent)
    assert (answer.status_code, answer.location) == (303, room.words)
    assert "The theme is on 4 comments now." in browser.get(f"{room.words}?lang=en").text
    session.rollback()
    assert session.scalars(sa.select(Theme.name)).all() == ["Money"]
    assert session.scalar(sa.select(sa.func.count()).select_from(CommentTheme)) == 4
    say_beside(room, PARTNER * 2)
    assert browser.post(room.words, {"name": "training", "word": "training"}).status_code == 422
    assert browser.post(room.words, {"name": "slow", "word": "slow"}).status_code == 303
    assert "The theme is on 3 comments now." in browser.get(f"{room.words}?lang=en").text


def test_a_page_says_so_while_texts_cannot_be_taken_apart(browser, room, monkeypatch):
    def broken(_texts, _names):
        raise parting.UnpartedError

    monkeypatch.setattr(parting, "_parted", broken)
    browser.sign_in(room.fah)
    assert "cannot be worked out right now" in browser.get(f"{room.words}?lang=en").text
    assert browser.get(f"{room.desk}?lang=en").status_code == 200


def test_new_comments_are_taken_apart_before_anybody_looks(app, browser, room, monkeypatch):
    asked = []
    monkeypatch.setattr(
        parting, "_parted", lambda texts, _names: asked.extend(texts) or [(t,) for t in texts]
    )
    with app.app_context():
        assert keep_words_ready(app, now()) == 1
        assert sorted(asked) == sorted(set(POLICY))
        assert keep_words_ready(app, now()) == 0
    say_beside(room, PARTNER)
    with app.app_context():
        assert keep_words_ready(app, now()) == 1
    asked.clear()
    browser.sign_in(room.fah)
    assert browser.get(room.words).status_code == 200
    assert asked == []

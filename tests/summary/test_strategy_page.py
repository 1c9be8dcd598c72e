"""The facilitator's page of one strategy."""

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop import db
from workshop.domain.terms import AnswerMode, QuestionKind, Role

SCALE, LONG = QuestionKind.SCALE, QuestionKind.LONG_TEXT


@pytest.fixture
def room(session):
    """A workshop of two groups, one strategy with a scale and two written questions."""

    class Room:
        workshop = make.make_workshop()
        strategy = make.make_strategy(workshop, 1, title_en="Connecting")
        policy = make.make_group(workshop, "policy")
        partner = make.make_group(workshop, "partner")
        fit = make.make_question(workshop, 1, short_text_en="Meets the needs")
        good = make.make_question(workshop, 1, LONG, short_text_en="Strength", text_en="Good?")
        bad = make.make_question(workshop, 1, LONG, short_text_en="Concern", text_en="Bad?")
        fah = make.make_account(workshop, Role.FACILITATOR, group=policy)
        orn = make.make_account(workshop, Role.ORGANISER)

    return Room


def people(room, *points):
    return [{room.fit: point} for point in points]


def page(browser, room, path="1", account=None, **headers):
    browser.sign_in(account or room.fah)
    url = f"/facilitate/{room.workshop.slug}/policy/{path}"
    url += "&lang=en" if "?" in url else "?lang=en"
    return browser.get(url, headers=headers)


def test_a_facilitator_sees_the_figures_of_the_group_with_their_counts(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 2, 3, 4, 4, 5, "na", "dk"))
    text = page(browser, room).text
    assert "Connecting" in text
    assert "From 7 answers" in text
    assert "Of 5 answers: 1: 0, 2: 1, 3: 1, 4: 2, 5: 1." in text
    assert '<td class="num apart" data-label="Not relevant">1</td>' in text
    assert '<td class="num" data-label="Don’t know">1</td>' in text


def test_fewer_than_k_answers_are_not_shown(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 1, 1, 1, 1))
    text = page(browser, room).text
    assert "Fewer than 5 answers, so not shown" in text
    assert "Of 4 answers" not in text


def test_a_question_that_few_answered_is_hidden_beside_shown_ones(browser, room):
    other = make.make_question(room.workshop, 1, short_text_en="Ready")
    answers = people(room, 4, 4, 4, 4, 4, 5)
    for one in answers[:4]:
        one[other] = 1
    make.answer(room.workshop, 1, room.policy, answers)
    text = page(browser, room).text
    assert "Of 6 answers: 1: 0, 2: 0, 3: 0, 4: 5, 5: 1." in text
    assert "Fewer than 5 answers, so not shown" in text
    assert "1: 4," not in text


def test_answers_that_wait_are_counted_but_not_shown(browser, room):
    make.open_form(room.workshop, 1, room.policy)
    make.answer(room.workshop, 1, room.policy, people(room, *[4] * 15))
    make.answer(room.workshop, 1, room.policy, people(room, *[1] * 6), released=False)
    text = page(browser, room).text
    assert "Answered 21 of 21" in text
    assert "From 15 answers; 6 wait for the next batch" in text
    assert "Of 15 answers: 1: 0, 2: 0, 3: 0, 4: 15, 5: 0." in text
    assert 'href="#why"' in text


def test_comments_are_shown_as_text_and_filtered_by_question(browser, room):
    answers = people(room, 3, 3, 3, 3, 3)
    answers[0][room.good] = "<script>alert(1)</script> ดีมาก"
    answers[1][room.bad] = "เครือข่ายช้า"
    make.answer(room.workshop, 1, room.policy, answers)
    text = page(browser, room).text
    assert "2 comments" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ดีมาก" in text
    chosen = make._newest(room.bad)
    text = page(browser, room, f"1?question={chosen}").text
    assert "1 comment<" in text
    assert "เครือข่ายช้า" in text
    assert "ดีมาก" not in text


def test_the_other_groups_and_workshops_words_never_appear(browser, room, session):
    make.answer(room.workshop, 1, room.partner, [{room.fit: 1, room.good: "กลุ่มอื่น"}] * 6)
    elsewhere = make.make_workshop()
    make.make_strategy(elsewhere, 1)
    there = make.make_group(elsewhere, "policy")
    question = make.make_question(elsewhere, 1, LONG)
    make.answer(elsewhere, 1, there, [{question: "งานอื่น"}] * 6)
    make.answer(room.workshop, 1, room.policy, [{room.fit: 5, room.good: "กลุ่มนี้"}] * 6)
    kai = make.make_account(elsewhere, Role.ORGANISER)
    browser.sign_in(kai)
    assert "งานอื่น" in browser.get(f"/facilitate/{elsewhere.slug}/policy/1").text
    text = page(browser, room).text
    assert "กลุ่มนี้" in text
    assert "กลุ่มอื่น" not in text
    assert "งานอื่น" not in text


def test_a_facilitator_is_not_told_who_said_it_where_answers_carry_names(browser, room, session):
    room.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    person = make.make_person(room.workshop, first_name="สมศรี")
    make.answer(room.workshop, 1, room.policy, [{room.fit: 5, room.good: "คำพูด"}], persons=[person])
    text = page(browser, room).text
    assert "คำพูด" in text
    assert "Of 1 answers: 1: 0, 2: 0, 3: 0, 4: 0, 5: 1." in text
    assert "สมศรี" not in text


def test_comments_come_in_pages_that_together_hold_each_once(browser, room):
    answers = [{room.fit: 3, room.good: f"ความเห็น-{n}-"} for n in range(45)]
    make.answer(room.workshop, 1, room.policy, answers)
    texts = [page(browser, room, f"1?page={n}").text for n in (1, 2, 3)]
    assert "See 25 more" in texts[0]
    assert "See 5 more" in texts[1]
    assert 'rel="next"' not in texts[2]
    for n in range(45):
        assert sum(text.count(f"ความเห็น-{n}-") for text in texts) == 1


def test_the_order_of_comments_tells_neither_when_nor_with_what_they_came(browser, room):
    answers = [{room.fit: 3, room.good: f"ก-{n:02}-", room.bad: f"ข-{n:02}-"} for n in range(20)]
    make.answer(room.workshop, 1, room.policy, answers)

    def order(question, sign):
        text = page(browser, room, f"1?question={make._newest(question)}").text
        return sorted(range(20), key=lambda n: text.index(f"{sign}-{n:02}-"))

    good, bad = order(room.good, "ก"), order(room.bad, "ข")
    assert good != list(range(20))
    assert good != bad


def test_nonsense_in_the_address_is_as_if_it_were_not_there(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 3, 3, 3, 3, 3))
    for query in ("page=0", "page=-1", "page=99999999999999999999", "question=x", "seen=%00"):
        assert page(browser, room, f"1?{query}").status_code == 200


def test_a_strategy_that_is_not_there_is_not_found(browser, room):
    assert page(browser, room, "7").status_code == 404


def test_the_live_part_is_small_and_holds_no_token(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 3, 3, 3, 3, 3))
    part = page(browser, room, **{"X-Live": "1"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "csrf_token" not in part.text
    assert "Answered 5 of 5" in part.text
    assert part.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language", "X-Live"} <= set(part.vary)


def test_an_unchanged_page_costs_a_304_and_a_new_answer_does_not(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 3, 3, 3, 3, 3))
    for headers in ({}, {"X-Live": "1"}):
        first = page(browser, room, **headers)
        again = page(browser, room, **headers, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.text) == (304, "")
        make.answer(room.workshop, 1, room.policy, people(room, 1), released=False)
        later = page(browser, room, **headers, **{"If-None-Match": first.headers["ETag"]})
        assert later.status_code == 200


def test_a_page_in_another_language_or_for_another_role_is_another_page(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 3, 3, 3, 3, 3))
    first = page(browser, room).headers["ETag"]
    thai = browser.get(
        f"/facilitate/{room.workshop.slug}/policy/1?lang=th", headers={"If-None-Match": first}
    )
    assert thai.status_code == 200
    assert page(browser, room, account=room.orn, **{"If-None-Match": first}).status_code == 200


def test_new_comments_wait_behind_a_sentence(browser, room):
    make.answer(room.workshop, 1, room.policy, [{room.fit: 3, room.good: "หนึ่ง"}] * 5)
    part = page(browser, room, "1?seen=3", **{"X-Live": "1"}).text
    assert "2 new comments" in part
    assert "new comment" not in page(browser, room, "1?seen=5", **{"X-Live": "1"}).text


def test_the_page_knows_the_tag_of_its_live_part(browser, room):
    make.answer(room.workshop, 1, room.policy, people(room, 3, 3, 3, 3, 3))
    text = page(browser, room).text
    url = text.split('data-live="')[1].split('"')[0].replace("&amp;", "&")
    tag = text.split('data-live-etag="')[1].split('"')[0].replace("&#34;", '"')
    part = browser.get(url, headers={"X-Live": "1", "If-None-Match": tag})
    assert part.status_code == 304


@pytest.mark.parametrize("number", [10, 200])
def test_the_number_of_queries_does_not_grow_with_the_answers(browser, room, app, number):
    make.answer(
        room.workshop, 1, room.policy, [{room.fit: 3, room.good: "ดี", room.bad: "ช้า"}] * number
    )
    seen = []
    engine = app.extensions[db.EXTENSION].engine
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    first = page(browser, room)
    cold, seen[:] = len(seen), []
    page(browser, room)
    warm, seen[:] = len(seen), []
    page(browser, room, **{"If-None-Match": first.headers["ETag"]})
    assert (cold, warm, len(seen)) == (16, 13, 4)  # three fetch and authorise; counts are kept

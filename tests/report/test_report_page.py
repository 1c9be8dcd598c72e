"""The organiser's results."""

import re
import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop import db
from workshop.domain.terms import AnswerMode, QuestionKind, Role
from workshop.keys import author_key

LONG = QuestionKind.LONG_TEXT


def page(browser, day, query="", account=None, **headers):
    browser.sign_in(account or day.orn)
    url = f"/organise/{day.workshop.slug}/report?lang=en{query}"
    return browser.get(url, headers=headers)


def test_the_matrix_shows_n_median_and_share_by_strategy_and_group(browser, day):
    policy, partner, _ = day.groups
    make.answer(day.workshop, 1, policy, [{day.fit[0]: p} for p in (3, 4, 4, 5, 5, "na")])
    make.answer(day.workshop, 1, partner, [{day.fit[0]: p} for p in (1, 1, 2, 2, 3)])
    whole = make.make_question(day.workshop, 0, short_text_en="Heard")
    make.answer(day.workshop, 0, policy, [{whole: 4}] * 5)
    text = page(browser, day).text
    assert 'aria-label="Heard, Overall questions, A"' in text
    assert "n 6 · median 4 · 4–5: 80\u00a0% of 5" in text
    assert "n 5 · median 2 · 4–5: 0\u00a0% of 5" in text
    assert "n 11 · median 3 · 4–5: 40\u00a0% of 10" in text
    assert "80\u00a0% of 5 (" in text, "and in the table of numbers"
    assert "</svg>1 lowest</span>" in text, "the key of the colours"
    assert "without C" in text


def test_a_small_group_is_hidden_and_left_out_of_every_sum(browser, day):
    policy, partner, _ = day.groups
    make.answer(day.workshop, 1, policy, [{day.fit[0]: 4}] * 6)
    make.answer(day.workshop, 1, partner, [{day.fit[0]: 1, day.say[0]: "เสียงเดียว"}] * 4)
    text = page(browser, day).text
    assert "Fewer than 5 answers, so not shown" in text
    assert "n 10" not in text
    assert "Of 10 answers" not in text
    assert "เสียงเดียว" not in text
    assert "4 of 4" in text, "the count of answers is always live"


def test_a_group_whose_answers_all_wait_is_not_called_too_small(browser, day):
    for group in day.groups:
        make.open_form(day.workshop, 1, group)
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 8, released=False)
    text = page(browser, day).text
    assert "8 of 8" in text
    assert "Shown once 10 people have answered" in text
    assert "n 8" not in text


def test_choices_and_rankings_are_counted_by_group(browser, day):
    policy, partner, _ = day.groups
    make.answer(day.workshop, 1, policy, [{day.rank: list("bacd")}] * 5)
    make.answer(day.workshop, 2, partner, [{day.pick: ["a", "b"]}] * 3 + [{day.pick: ["b"]}] * 3)
    text = page(browser, day).text
    assert "Choice b: mean place 1" in text
    assert "Choice b: 6" in text
    assert "several choices possible" in text


def test_comments_are_filtered_by_strategy_group_and_question(browser, day):
    policy, partner, _ = day.groups
    other = make.make_question(day.workshop, 1, LONG, short_text_en="Concern", text_en="Bad?")
    make.answer(
        day.workshop, 1, policy, [{day.say[0]: "หนึ่งนโยบาย", other: "กังวลนโยบาย"}] + [{}] * 5
    )
    make.answer(day.workshop, 1, partner, [{day.say[0]: "หนึ่งพันธมิตร"}] + [{}] * 5)
    make.answer(day.workshop, 2, policy, [{day.say[1]: "สองนโยบาย"}] + [{}] * 5)
    words = {"หนึ่งนโยบาย", "กังวลนโยบาย", "หนึ่งพันธมิตร", "สองนโยบาย"}

    def found(query):
        text = page(browser, day, query).text
        return {word for word in words if word in text}

    strength = min(make._newest(question) for question in day.say)
    assert found("") == words
    assert found("&strategy=2") == {"สองนโยบาย"}
    assert found("&group=partner") == {"หนึ่งพันธมิตร"}
    assert found(f"&question={strength}") == words - {"กังวลนโยบาย"}
    assert found(f"&question={strength}&strategy=1&group=policy") == {"หนึ่งนโยบาย"}
    assert found("&group=nobody") == set()
    assert "No comment to show with these filters" in page(browser, day, "&group=nobody").text


def test_names_stand_beside_comments_only_where_answers_carry_names(browser, day, session):
    person = make.make_person(day.workshop, first_name="สมศรี", last_name="ใจงาม")
    make.answer(day.workshop, 1, day.groups[0], [{day.say[0]: "คำพูด"}] * 6, persons=[person] * 6)
    assert "สมศรี" not in page(browser, day).text
    day.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    assert "นางสาวสมศรี ใจงาม" in page(browser, day).text


def test_the_organiser_sees_who_is_missing_until_the_workshop_is_closed(browser, day, session, app):
    keys = app.extensions["workshop.keys"]
    early = make.make_person(day.workshop, first_name="กานดา", last_name="ตอบแล้ว")
    lands = make.make_agency(day.workshop, name_th="กรมที่ดิน", name_en="Department of Lands")
    late = make.make_person(day.workshop, agency=lands, first_name="ขวัญ", last_name="ยังไม่ตอบ")
    make.place(day.workshop, {early: day.groups[0], late: day.groups[0]})
    for number in (0, 1, 2):
        (response,) = make.answer(day.workshop, number, day.groups[0], [{}])
        response.author = author_key(
            keys.answer_key(day.workshop.uid),
            person_id=early.id,
            form_id=make.form_of(day.workshop, number).id,
        )
    session.commit()
    text = page(browser, day).text
    assert "ขวัญ ยังไม่ตอบ" in text
    assert "1, 2, Overall" in text
    assert "<td>Department of Lands</td>" in text
    assert "กานดา" not in text
    assert "Not here yet" not in text, "nobody has arrived, so the counts are of everybody"
    early.checked_in_at = make.MOMENT
    session.commit()
    text = page(browser, day).text
    assert "1 of 1" in text
    assert "1 person, 1 not here yet" in text
    assert text.count('href="#missing"') == 2, "from the contents and from the counts"
    assert re.search(r"ขวัญ ยังไม่ตอบ</span> <span class=\"tag hollow\">Not here yet", text)
    keys.destroy_answer_key(day.workshop.uid)
    text = page(browser, day).text
    assert "ขวัญ" not in text
    assert "only the counts above remain" in text


def test_the_live_part_says_when_there_are_newer_figures(browser, day, session):
    make.open_form(day.workshop, 1, day.groups[0])
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 6)
    text = page(browser, day).text
    url = text.split('data-live="')[1].split('"')[0].replace("&amp;", "&")
    tag = text.split('data-live-etag="')[1].split('"')[0].replace("&#34;", '"')
    assert browser.get(url, headers={"X-Live": "1", "If-None-Match": tag}).status_code == 304
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 2, released=False)
    part = browser.get(url, headers={"X-Live": "1", "If-None-Match": tag})
    assert "8 of 8" in part.text
    assert "newer figures" not in part.text
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 5)
    part = browser.get(url, headers={"X-Live": "1"})
    assert "newer figures" in part.text
    assert "csrf_token" not in part.text


def test_it_says_why_a_source_may_be_empty_where_one_may_be(browser, day, session):
    text = page(browser, day).text
    assert "“source” is left empty" in text
    assert "By phone and on paper" in text
    day.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    assert "“source” is left empty" not in page(browser, day).text


def test_an_unchanged_page_costs_a_304_and_any_change_does_not(browser, day, session):
    make.open_form(day.workshop, 1, day.groups[0])
    person = make.make_person(day.workshop, first_name="กานดา")
    make.place(day.workshop, {person: day.groups[0]})
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 6)

    def again(etag, query=""):
        path = f"/organise/{day.workshop.slug}/report?lang=en{query}"
        return browser.get(path, headers={"If-None-Match": etag})

    def called():
        person.first_name = "ขวัญ"
        session.commit()

    etag = page(browser, day).headers["ETag"]
    assert (again(etag).status_code, again(etag).text) == (304, "")
    assert again(etag, "&group=none").status_code == 200
    for change in (
        called,
        lambda: make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}], released=False),
        lambda: browser.post(
            f"/facilitate/{day.workshop.slug}/{day.groups[0].code}/1/notes",
            {"kind": "concern", "text": "พูดในห้อง", "submission_id": str(uuid.uuid4())},
        ),
    ):
        change()
        page_now = again(etag)
        assert page_now.status_code == 200
        etag = page_now.headers["ETag"]
    assert again(etag).status_code == 304
    browser.client.delete_cookie("session")
    assert again(etag).status_code == 303


def test_only_the_workshops_organisers_get_in(browser, day):
    other = make.make_workshop()
    kai = make.make_account(other, Role.ORGANISER)
    fah = make.make_account(day.workshop, Role.FACILITATOR, group=day.groups[0])
    for account in (kai, fah):
        assert page(browser, day, account=account).status_code == 404


def test_an_empty_workshop_says_what_will_be_here(browser, session):
    workshop = make.make_workshop()
    browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    response = browser.get(f"/organise/{workshop.slug}/report?lang=en")
    assert response.status_code == 200
    assert "Figures will be here" in response.text


@pytest.mark.parametrize("number", [10, 100])
def test_the_number_of_queries_does_not_grow_with_the_answers(browser, day, app, number):
    make.place(day.workshop, {make.make_person(day.workshop): day.groups[0]})
    for group in day.groups:
        make.answer(day.workshop, 1, group, [{day.fit[0]: 4, day.say[0]: "ดี"}] * number)
    seen = []
    engine = app.extensions[db.EXTENSION].engine
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    page(browser, day)
    cold, seen[:] = len(seen), []
    page(browser, day)
    assert (cold, len(seen)) == (21, 18)

"""Every number in the report can be recomputed from the export, and nothing else."""

import csv
import io
import json
import random
import re
from collections import Counter
from statistics import median

import pytest
from python_calamine import CalamineWorkbook

from tests import factories as make
from workshop.domain.terms import AnswerMode, Source


@pytest.fixture
def answered(day):
    """Answers of three groups; the last is too small to be shown."""
    chance = random.Random(2557)
    for group, people in zip(day.groups, (15, 9, 3), strict=True):
        make.answer(
            day.workshop, 1, group,
            [
                {
                    day.fit[0]: chance.choice([1, 2, 3, 4, 5, "na", "dk"]),
                    day.rank: chance.sample("abcd", 4),
                    **({day.say[0]: f"ความเห็น {group.code} {n}"} if n % 2 else {}),
                }
                for n in range(people)
            ],
        )  # fmt: skip
        make.answer(
            day.workshop, 2, group,
            [{day.fit[1]: 4, day.pick: chance.sample("abcd", 2)} for _ in range(people)],
        )  # fmt: skip
        make.answer(
            day.workshop, 0, group, [{day.start: chance.choice("abcd")} for _ in range(people)]
        )
    return day


def fetch(browser, day, ending, **kwargs):
    browser.sign_in(day.orn)
    response = browser.get(f"/organise/{day.workshop.slug}/report.{ending}?lang=en", **kwargs)
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return response.data


def about_file(browser, day):
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetch(browser, day, "xlsx")))
    return dict(book.get_sheet_by_name("about").to_python()[1:])


def rows(browser, day):
    text = fetch(browser, day, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def recomputed(figure, answers):
    """A figure's numbers from the answers alone, written anew."""
    mine = [
        answer["value"]
        for answer in answers
        if (answer["strategy"], answer["question"]) == (figure["strategy"], figure["question"])
        and answer["group"] in figure["groups"]
    ]
    made = {"answers": len(mine)}
    if figure["type"] == "scale":
        points = [value for value in mine if value not in {"na", "dk"}]
        counts = Counter(str(value) for value in mine)
        made["counts"] = {key: counts[key] for key in ("1", "2", "3", "4", "5", "na", "dk")}
        made["rated"] = len(points)
        made["median"] = median(points) if points else None
        share = sum(value >= 4 for value in points) / len(points) if points else None
        made["top_two_share"] = None if share is None else round(share, 4)
    elif figure["type"] in ("single", "multiple"):
        chosen = Counter(
            one for value in mine for one in (value if isinstance(value, list) else [value])
        )
        made["counts"] = {key: chosen[key] for key in figure["counts"]}
        made["shares"] = {key: round(chosen[key] / len(mine), 4) for key in figure["counts"]}
    elif figure["type"] == "ranking":
        for key in figure["places"]:
            places = [value.index(key) + 1 for value in mine]
            made.setdefault("mean_place", {})[key] = round(sum(places) / len(places), 4)
            made.setdefault("points", {})[key] = sum(len(figure["places"]) - p for p in places)
    return made


def test_every_number_of_the_figures_comes_out_of_the_answers_again(browser, answered):
    whole = json.loads(fetch(browser, answered, "json"))
    assert list(whole) == ["k", "released", "held_back", "figures", "answers"]
    kinds = Counter(figure["type"] for figure in whole["figures"])
    assert set(kinds) == {"scale", "single", "multiple", "ranking", "long_text"}
    for figure in whole["figures"]:
        for name, value in recomputed(figure, whole["answers"]).items():
            assert figure[name] == value, (figure["question"], figure["group"], name)


def test_the_csv_has_exactly_its_columns_and_no_ids_or_times(browser, answered):
    found = rows(browser, answered)
    assert list(found[0]) == ["strategy", "group", "question", "type", "source", "value"]
    assert {row["group"] for row in found} == {"policy", "partner"}
    assert {row["type"] for row in found} == {
        "scale", "single", "multiple", "ranking", "long_text",
    }  # fmt: skip
    assert not re.search(r"[0-9a-f]{16}|\d\d:\d\d", str(found))


def test_the_csv_and_the_json_say_the_same(browser, answered):
    whole = json.loads(fetch(browser, answered, "json"))

    def flat(answer):
        value = answer["value"]
        joined = " | ".join(value) if isinstance(value, list) else str(value)
        return (*(str(answer[name]) for name in list(answer)[:-1]), joined)

    table = Counter(tuple(row.values()) for row in rows(browser, answered))
    assert Counter(map(flat, whole["answers"])) == table


def test_answers_come_shuffled_each_time(browser, answered):
    first, second = rows(browser, answered), rows(browser, answered)
    assert first != second
    assert sorted(map(str, first)) == sorted(map(str, second))


def test_a_small_group_is_in_no_file(browser, answered):
    for ending in ("csv", "json"):
        assert "ความเห็น user" not in fetch(browser, answered, ending).decode()
    whole = json.loads(fetch(browser, answered, "json"))
    assert not any("user" in figure["groups"] for figure in whole["figures"])


def test_waiting_answers_and_earlier_revisions_are_in_no_file(browser, answered):
    make.answer(
        answered.workshop, 1, answered.groups[0],
        [{answered.say[0]: "ยังไม่ถึงรอบ"}] * 3, released=False,
    )  # fmt: skip
    whole = json.loads(fetch(browser, answered, "json"))
    assert "ยังไม่ถึงรอบ" not in str(whole)
    assert (whole["k"], whole["released"], whole["held_back"]) == (5, 3 * (15 + 9 + 3), 3)


def test_the_workbook_opens_with_thai_intact_and_figures_beside_answers(browser, answered):
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetch(browser, answered, "xlsx")))
    assert book.sheet_names == ["figures", "answers", "notes", "report-backs", "hidden", "about"]
    answers = book.get_sheet_by_name("answers").to_python()
    assert answers[0] == ["strategy", "group", "question", "type", "source", "value"]
    assert any(row[5] == "ความเห็น policy 1" for row in answers)
    assert len(answers) - 1 == len(rows(browser, answered))


def test_no_text_becomes_a_formula(browser, day):
    make.answer(day.workshop, 1, day.groups[0], [{day.say[0]: '=HYPERLINK("http://x")'}] * 5)
    assert b"\n1,policy,Good?,long_text,phone,\"'=HYPERLINK" in fetch(browser, day, "csv").replace(
        b"\r\n", b"\n"
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetch(browser, day, "xlsx")))
    values = [row[5] for row in book.get_sheet_by_name("answers").to_python()[1:]]
    assert values == ['=HYPERLINK("http://x")'] * 5


def test_one_paper_answer_among_phones_has_no_source(browser, day):
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 9)
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 1}], source=Source.PAPER)
    assert {row["source"] for row in rows(browser, day)} == {""}
    about = about_file(browser, day)
    (why,) = (words for words in about if "“source” is left empty" in words)
    assert "fewer than 5 people answered by phone" in why
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 1}] * 4, source=Source.PAPER)
    assert Counter(row["source"] for row in rows(browser, day)) == {"phone": 9, "paper": 5}


def test_how_many_wrote_on_paper_is_told_only_of_enough_people_on_every_form(browser, day):
    paper, phone = "Answers on paper, released or not", "Answers by phone, released or not"
    for form in (0, 1):
        make.answer(day.workshop, form, day.groups[0], [{}] * 9)
        make.answer(day.workshop, form, day.groups[1], [{}] * 3, source=Source.PAPER)
    about = about_file(browser, day)
    assert not {paper, phone} & about.keys(), "six papers, but perhaps of three people"
    assert any("it would tell who wrote on paper" in words for words in about)
    for form in (0, 1):
        make.answer(day.workshop, form, day.groups[2], [{}] * 2, source=Source.PAPER)
    about = about_file(browser, day)
    assert (about[paper], about[phone]) == (10, 18)
    assert not any("it would tell who wrote on paper" in words for words in about)


def test_questions_with_the_same_words_are_told_apart(browser, day):
    again = make.make_question(day.workshop, 1, text_en="How well does it fit")
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 5, again: 1}] * 5)
    found = {row["question"]: row["value"] for row in rows(browser, day)}
    assert found == {"How well does it fit": "5", "How well does it fit (2)": "1"}


def test_named_answers_are_exported_at_once_but_without_names(browser, day, session):
    day.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    person = make.make_person(day.workshop, first_name="สมศรี")
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}], persons=[person])
    whole = fetch(browser, day, "json").decode()
    assert json.loads(whole)["k"] == 1
    assert len(json.loads(whole)["answers"]) == 1
    assert "สมศรี" not in whole


@pytest.mark.parametrize("ending", ["doc", "exe"])
def test_another_ending_is_refused_with_a_sentence(browser, day, ending):
    browser.sign_in(day.orn)
    response = browser.get(f"/organise/{day.workshop.slug}/report.{ending}?lang=en")
    assert response.status_code == 404
    assert "pdf, docx, xlsx, csv or json" in response.text


def test_two_exports_differ_by_k_people_or_not_at_all(browser, day):
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 5)
    before = Counter(map(str, rows(browser, day)))
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 2}] * 4, released=False)
    assert Counter(map(str, rows(browser, day))) == before

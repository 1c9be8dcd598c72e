"""An answer stands under the words that its writer saw, on every page and in every file."""

import io
import json
from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from tests import factories as make
from tests.report.test_exports import fetch, recomputed, rows
from workshop.domain.terms import QuestionKind, Role, Source

OLD, NEW = "How well does it fit", "How well does it fit your agency"
THAI = {"text_th": "ตอบโจทย์หน่วยงานเพียงใด"}


@pytest.fixture
def pages(browser, day):
    """The texts of the facilitator's page on strategy 1 and of the report."""

    def fetch_pages(language="en", group="policy"):
        browser.sign_in(day.orn)
        slug = day.workshop.slug
        paths = (f"/facilitate/{slug}/{group}/1", f"/organise/{slug}/report")
        return [browser.get(f"{path}?lang={language}").text for path in paths]

    return fetch_pages


def whole(browser, day):
    return json.loads(fetch(browser, day, "json"))


def answers(day, question, *points, group=0, **kwargs):
    make.answer(
        day.workshop, 1, day.groups[group], [{question: point} for point in points], **kwargs
    )


def test_an_earlier_wording_is_a_row_and_a_figure_of_its_own(browser, day, pages):
    fit = day.fit[0]
    answers(day, fit, 1, 1, 1, 1, 1, 2)
    make.reword(fit, text_en=NEW, **THAI)
    answers(day, fit, 5, 5, 5, 5, 5)
    found = Counter((row["question"], row["value"]) for row in rows(browser, day))
    assert found == {(OLD, "1"): 5, (OLD, "2"): 1, (NEW, "5"): 5}
    scales = [f for f in whole(browser, day)["figures"] if f["type"] == "scale"]
    told = [(f["question"], f["wording"], f["answers"]) for f in scales]
    assert told == [(NEW, "", 5), (NEW, "", 5), *[(OLD, "earlier wording", 6)] * 2]
    for text in pages():
        assert text.index("Of 5 answers: 1: 0") < text.index("Of 6 answers: 1: 5, 2: 1")
        assert "earlier wording" in text
        assert OLD in text
        assert "Of 11 answers" not in text
    for text in pages("th"):
        assert "ถ้อยคำเดิม" in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetch(browser, day, "xlsx")))
    table = book.get_sheet_by_name("figures").to_python()
    assert {(row[1], row[-1]) for row in table if row[2] == "scale"} == {
        (NEW, ""),
        (OLD, "earlier wording"),
    }


@pytest.mark.parametrize(("early", "late"), [(4, 6), (6, 4), (4, 4)])
def test_each_wording_is_shown_only_with_k_people_of_its_own(browser, day, pages, early, late):
    fit, say = day.fit[0], day.say[0]

    def give(number, point, word):
        people = [{fit: point, say: f"{word}{n}"} for n in range(number)]
        make.answer(day.workshop, 1, day.groups[0], people)

    give(early, 1, "ก่อน")
    make.reword(fit, text_en=NEW, **THAI)
    make.reword(say, text_en="Strong points?", text_th="จุดแข็งคืออะไร")
    give(late, 5, "หลัง")
    outputs = [*pages(), fetch(browser, day, "csv").decode(), fetch(browser, day, "json").decode()]
    for text in outputs:
        assert ("ก่อน" in text) is (early >= 5)
        assert ("หลัง" in text) is (late >= 5)
    for text in pages():
        assert (f"Of {early} answers: 1: {early}" in text) is (early >= 5)
        assert ("earlier wording" in text) is (early >= 5)
        assert "Of 10 answers" not in text
    sums = Counter(f["answers"] for f in whole(browser, day)["figures"] if f["type"] == "scale")
    assert sums == Counter({n: 2 for n in (early, late) if n >= 5})


def test_a_wording_shown_in_one_group_shows_nothing_of_another(browser, day, pages):
    answers(day, day.fit[0], *[1] * 6)
    answers(day, day.fit[0], *[2] * 3, group=1)
    make.reword(day.fit[0], text_en=NEW)
    answers(day, day.fit[0], *[5] * 7, group=1)
    old = [f for f in whole(browser, day)["figures"] if f["wording"]]
    assert [(f["group"], f["groups"], f["answers"]) for f in old] == [
        ("policy", ["policy"], 6), (None, ["policy"], 6),
    ]  # fmt: skip
    desk, report = pages(group="partner")
    assert "earlier wording" not in desk
    assert "2: 3" not in desk + report


def test_versions_in_the_same_words_are_counted_together(browser, day, pages):
    fit = day.fit[0]
    answers(day, fit, 1, 1, 1)
    make.reword(fit, required=False)
    answers(day, fit, 2, 2)
    make.reword(fit, text_en=NEW)
    make.reword(fit, text_en=OLD)
    answers(day, fit, 3)
    (figure, _) = [f for f in whole(browser, day)["figures"] if f["type"] == "scale"]
    assert (figure["question"], figure["wording"], figure["answers"]) == (OLD, "", 6)
    assert all("Of 6 answers: 1: 3, 2: 2, 3: 1" in text for text in pages())
    assert not any("earlier wording" in text for text in pages())


def test_options_keep_the_words_that_were_chosen(browser, day):
    def choose(key):
        make.answer(day.workshop, 0, day.groups[0], [{day.start: key}] * 5)

    choose("a")
    words = [{"key": k, "th": f"อย่าง {k}", "en": f"Way {k}"} for k in "abcd"]
    make.reword(day.start, options=words)
    choose("a")
    found = Counter((row["question"], row["value"]) for row in rows(browser, day))
    assert found == {
        ("Start where?", "Way a"): 5,
        ("Start where? (earlier wording)", "Choice a"): 5,
    }
    text = browser.get(f"/organise/{day.workshop.slug}/report?lang=en").text
    assert text.index("Way a: 5") < text.index("Choice a: 5")


def test_another_scale_is_another_wording(browser, day):
    answers(day, day.fit[0], *[1] * 5)
    scale = [{"key": str(n), "th": f"ขั้น {n}", "en": f"Step {n}"} for n in range(1, 6)]
    make.reword(day.fit[0], options=scale)
    answers(day, day.fit[0], *[5] * 5)
    found = {row["question"]: row["value"] for row in rows(browser, day)}
    assert found == {OLD: "5", f"{OLD} (earlier wording)": "1"}


def test_every_number_of_every_wording_comes_out_of_the_answers_again(browser, day):
    def give():
        people = [{day.fit[0]: 1 + n % 5, day.rank: list("abcd"), day.say[0]: f"ก{n}"}
                  for n in range(7)]  # fmt: skip
        for group in day.groups[:2]:
            make.answer(day.workshop, 1, group, people)
            make.answer(day.workshop, 2, group, [{day.pick: ["a", "b"]}] * 6)

    give()
    words = [{"key": k, "th": f"อย่าง {k}", "en": f"Way {k}"} for k in "abcd"]
    make.reword(day.fit[0], text_en=NEW)
    make.reword(day.rank, options=words)
    make.reword(day.pick, text_en="Which of these?", options=words)
    make.reword(day.say[0], text_en="Strong points?")
    give()
    found = whole(browser, day)
    assert list(found) == ["k", "released", "held_back", "figures", "answers"]
    assert Counter(f["wording"] for f in found["figures"]) == {"": 13, "earlier wording": 11}
    for figure in found["figures"]:
        for name, value in recomputed(figure, found["answers"]).items():
            assert figure[name] == value, (figure["question"], figure["group"], name)
    behind = sum(f["answers"] for f in found["figures"] if f["group"])
    assert behind == len(found["answers"])


def test_the_source_is_told_for_each_wording_apart(browser, day):
    say = day.say[0]
    make.answer(day.workshop, 1, day.groups[0], [{say: "ก่อน"}] * 5)
    make.answer(day.workshop, 1, day.groups[0], [{say: "ก่อน"}] * 5, source=Source.PAPER)
    make.reword(say, text_en="Strong points?")
    make.answer(day.workshop, 1, day.groups[0], [{say: "หลัง"}] * 6)
    make.answer(day.workshop, 1, day.groups[0], [{say: "หลัง"}], source=Source.PAPER)
    found = Counter((row["value"], row["source"]) for row in rows(browser, day))
    assert found == {("ก่อน", "phone"): 5, ("ก่อน", "paper"): 5, ("หลัง", ""): 7}


def test_comments_are_filtered_by_the_words_they_answer(browser, day):
    say = day.say[0]
    make.answer(day.workshop, 1, day.groups[0], [{say: "คำเก่า"}] * 5)
    old = make._newest(say)
    make.reword(say, text_en="Strong points?", short_text_en="Strong")
    make.answer(day.workshop, 1, day.groups[0], [{say: "คำใหม่"}] * 5)
    browser.sign_in(make.make_account(day.workshop, Role.FACILITATOR, group=day.groups[0]))
    path = f"/facilitate/{day.workshop.slug}/policy/1?lang=en&question="
    text = browser.get(f"{path}{old}").text
    assert "Good? · earlier wording" in text
    assert "คำเก่า" in text
    assert "คำใหม่" not in text
    text = browser.get(f"{path}{make._newest(say)}").text
    assert "คำใหม่" in text
    assert "คำเก่า" not in text


@pytest.mark.parametrize("late", [1, 4, 5])
def test_a_written_question_added_later_hides_among_those_it_was_put_to(browser, day, pages, late):
    answers(day, day.fit[0], *[4] * 9)
    new = make.make_question(day.workshop, 1, QuestionKind.LONG_TEXT, text_en="Something new?")
    form = make.form_of(day.workshop, 1)
    form.version += 1
    people = [{day.fit[0]: 4, new: "คำของคนเดียว"}, *[{day.fit[0]: 4}] * (late - 1)]
    make.answer(day.workshop, 1, day.groups[0], people)
    outputs = [*pages(), fetch(browser, day, "csv").decode(), fetch(browser, day, "json").decode()]
    desk, _report, table, whole_file = outputs
    for text in (desk, table, whole_file):
        assert ("คำของคนเดียว" in text) is (late >= 5)

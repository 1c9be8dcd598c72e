"""Documents of shared sheets are read aloud in order, each person's own words in their place."""

import pytest

from tests import factories
from tests.documents.reading import by_both, read_aloud
from workshop.domain.terms import QuestionKind

pytestmark = pytest.mark.slow


def words(part):
    return [text for _kind, text in part]


def test_a_letter_is_read_in_order_with_the_name_and_code_of_its_invitee(printed, workshop):
    for first, language in (("สุนทรี", "th"), ("Ann", "en"), ("ก่อเกียรติ", "th")):
        factories.make_invitee(
            workshop, prefix="", first_name=first, last_name="Lee", position="อธิบดี",
            agency_name="กรม", language=language, short_code=f"{first[0]}Q7M2R"[-6:],
        )  # fmt: skip
    parts = read_aloud(printed("letters"))
    assert len(parts) == 3
    read = next(words(part) for part in parts if "สุนทรี Lee" in " ".join(words(part)))
    named = next(at for at, text in enumerate(read) if text.startswith("สุนทรี Lee"))
    asked, title, reply = (
        read.index("เรียน"),
        next(at for at, text in enumerate(read) if "ประชุมยุทธศาสตร์" in text),
        next(at for at, text in enumerate(read) if text == "ตอบรับโดยสแกนรหัสนี้"),
    )
    assert asked + 1 == named < title < reply
    english = next(part for part in parts if "Ann Lee" in " ".join(words(part)))
    assert ("/H1", "Invitation to a workshop") in english
    assert "สุนทรี" not in " ".join(words(english))


def test_forms_are_text_question_by_question_on_every_page(printed, workshop, people):
    """Each page's words are tagged there; extractors find the same ones."""
    factories.make_strategy(workshop, 1, title_th="ปรับแนวคิด", title_en="Transformation")
    for _ in range(3):
        for kind in (QuestionKind.SCALE, QuestionKind.RANKING, QuestionKind.LONG_TEXT):
            factories.make_question(workshop, 1, kind, text_th=f"ถาม {kind}", text_en=f"Q {kind}")
    document = printed("paper-forms")
    parts = read_aloud(document)
    assert [words(part)[0] for part in parts] == ["Group B", "กลุ่ม A", "กลุ่ม A"]
    for part, name in zip(parts, ("Ms Ann Lee", "นายกำธร ปิ่นทอง", "นางเก็จ น้ำใจ"), strict=True):
        read = words(part)
        assert read[1].startswith(name)
        heading = "Transformation" if "Ann" in name else "ปรับแนวคิด"
        assert ("/H1", heading) in part
        asked = [text for text in read if text.startswith(("ถาม scale", "Q scale"))]
        assert len(asked) == 3
        assert read.index(heading) < read.index(asked[0])
    first, other = (by_both(document, page) for page in (1, 2))
    assert "Ms Ann Lee" in first
    assert any(line.startswith("Q ranking") for line in first)
    assert not any("Lee" in line for line in other)
    assert "Strategy 1 · Transformation (continued)" in other
    assert not any("(continued)" in line for line in first)


def test_only_a_page_that_a_strategy_goes_on_to_says_so(printed, workshop, people):
    """Each of the two is high enough to leave the page where it begins, or to begin one."""
    for number in (1, 2):
        factories.make_strategy(workshop, number, title_th="ปรับแนวคิด", title_en="Transformation")
        for _ in range(4 + number):
            factories.make_question(workshop, number, QuestionKind.LONG_TEXT)
    document = printed("paper-forms", person=people[0].id)
    headings = [line for line in by_both(document) if line.startswith("ยุทธศาสตร์ ")]
    assert headings == ["ยุทธศาสตร์ 1", "ยุทธศาสตร์ 2", "ยุทธศาสตร์ 2 · ปรับแนวคิด (ต่อ)"]


def test_who_has_other_questions_gets_another_sheet(printed, workshop, people, groups):
    factories.make_strategy(workshop, 1)
    factories.make_question(workshop, 1, text_th="ถามทุกกลุ่ม", text_en="For all")
    factories.make_question(workshop, 1, text_th="ถาม 1", text_en="For one", group=groups[0])
    found = [" ".join(words(part)) for part in read_aloud(printed("paper-forms", language="th"))]
    assert ["ถาม 1" in one for one in found] == [False, True, True]
    assert all("ถามทุกกลุ่ม" in one for one in found)

"""What an organiser gets: every document, who is on it, in which language, all of it readable."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests import factories
from tests.documents.reading import by_both, facts, poppler_complains, text
from workshop.domain.terms import PersonStatus, QuestionKind
from workshop.models import Placement

pytestmark = pytest.mark.slow

PAGES = (
    ("badges", {}, 1),
    ("badges", {"size": "large"}, 1),
    ("sign-in", {}, 2),
    ("sign-in", {"by": "agency"}, 1),
    ("rosters", {}, 2),
    ("rosters", {"reasons": "with"}, 4),
    ("tent-cards", {}, 2),
    ("certificates", {}, 3),
    ("paper-forms", {}, 3),
)
"""What is printed for the three people of conftest.py, and how many pages of it."""


@pytest.fixture
def questions(workshop, groups):
    """A strategy with every kind of question; the short one is put to the second group only."""
    factories.make_strategy(workshop, 1, title_th="ปรับแนวคิด", title_en="Transformation")
    for kind in QuestionKind:
        factories.make_question(
            workshop, 1, kind, text_th=f"คำถามแบบ {kind}", text_en=f"Question of {kind}",
            group=groups[1] if kind is QuestionKind.SHORT_TEXT else None,
        )  # fmt: skip


def test_every_document_is_tagged_and_names_everybody_in_full(printed, people, questions):
    for name, options, pages in PAGES:
        document = printed(name, **options)
        found = facts(document)
        assert (found.pages, found.tagged, found.standard) == (pages, True, 1), name
        assert found.language == "th"
        assert poppler_complains(document) == ""
        assert found.title.endswith("· ประชุม 2557")
        assert {font.partition("-")[0] for font in found.fonts} == {"Sarabun"}
        words = "\n".join(by_both(document))
        for part in ("นางเก็จ", "น้ำใจ", "นายกำธร", "ปิ่นทอง", "Ms Ann", "Lee"):
            assert part in words, (name, part)


def test_one_group_is_printed_alone(printed, people):
    for name in ("badges", "tent-cards"):
        found = text(printed(name, group="two"))
        assert "Lee" in found
        assert "เก็จ" not in found


def test_who_waits_or_cancelled_is_on_none(printed, workshop, people):
    for status in (PersonStatus.WAITLISTED, PersonStatus.CANCELLED):
        factories.make_person(workshop, first_name=f"ไม่มา{status}", status=status)
    assert "ไม่มา" not in text(printed("badges"))


def test_a_badge_says_name_agency_group_room_table_and_code(printed, session, people, groups):
    people[0].short_code = "KQ7M2R"
    session.commit()
    found = by_both(printed("badges", person=people[0].id))
    for line in ("นางเก็จ", "น้ำใจ", "กรมทางหลวง", "KQ7 M2R", "กลุ่มที่ one", "ปาริชาต 7 · ชั้น 3"):
        assert line in found


def test_each_page_is_in_the_persons_own_language(printed, people):
    found = text(printed("certificates"))
    assert found.count("ขอรับรองว่า") == 2
    assert found.count("This is to certify that") == 1
    assert "Highways" in found
    assert "กรมทางหลวง" in found


def test_all_pages_are_in_one_language_when_asked(printed, people):
    said = {"th": "ขอรับรองว่า", "en": "This is to certify that"}
    for language, other in (("th", "en"), ("en", "th")):
        document = printed("certificates", language=language)
        assert text(document).count(said[language]) == 3
        assert said[other] not in text(document)
        assert facts(document).language == language


def test_thai_digits_hold_for_the_whole_document_but_not_for_codes(printed, session, people):
    people[0].short_code = "KQ7M2R"
    session.commit()
    found = text(printed("badges", digits="thai", language="th"))
    assert "ประชุม ๒๕๕๗" in found
    assert "ปาริชาต ๗ · ชั้น ๓" in found
    assert "KQ7 M2R" in found
    pages = text(printed("sign-in", digits="thai"))
    assert "หน้า ๑ จาก ๒" in pages
    assert not set("0123456789") & set(pages.replace("กลุ่มที่ one", ""))


def test_thai_digits_leave_what_people_are_called_alone(printed, session, people):
    people[0].last_name, people[0].agency_id = "Fill1", None
    people[0].agency_name, people[0].position = "กองพลที่ 9", "ผู้อำนวยการ 2"
    session.commit()
    for name in ("badges", "sign-in", "rosters", "tent-cards", "certificates"):
        found = text(printed(name, digits="thai", language="th"))
        assert "Fill1" in found, name
        assert "กองพลที่ 9" in found, name
    found = text(printed("sign-in", digits="thai", by="agency"))
    assert "กองพลที่ 9" in found
    assert "ผู้อำนวยการ 2" in found
    assert "๓ คน" in found


def test_english_pages_keep_arabic_digits(printed, people):
    found = text(printed("sign-in", digits="thai", language="en"))
    assert "Page 1 of 2" in found
    assert "๑" not in found


def test_lists_are_in_thai_order(printed, workshop, groups):
    names = ("ใจ", "กก", "เก", "ก้อง", "กอง")
    made = [factories.make_person(workshop, prefix="", first_name=name) for name in names]
    factories.place(workshop, dict.fromkeys(made, groups[0]))
    for name in ("rosters", "sign-in"):
        lines = [line.split()[0] for line in by_both(printed(name)) if line.endswith("ใจดี")]
        assert [line for line in lines if line in names] == ["กก", "กอง", "ก้อง", "เก", "ใจ"]


def test_a_list_by_agency_numbers_its_people_through(printed, people, workshop):
    factories.make_person(workshop, agency_name="กรมการแพทย์", first_name="อรุณี", last_name="ก่อ")
    found = by_both(printed("sign-in", by="agency"))
    assert found.index("กรมการแพทย์") < found.index("กรมทางหลวง")
    assert [line for line in found if line in "1234"] == ["1", "2", "3", "4"]


def test_the_sheet_of_a_group_leaves_room_for_signatures(printed, people):
    lines = by_both(printed("sign-in"), 1)
    assert "กลุ่มที่ one" in lines
    assert "ลายมือชื่อ" in lines
    assert not any("Lee" in line for line in lines)


def test_people_without_a_group_sign_on_a_sheet_of_their_own(printed, people, workshop):
    factories.make_person(workshop, first_name="สมัครช้า")
    document = printed("sign-in")
    assert facts(document).pages == 3
    assert "ยังไม่มีกลุ่ม" in text(document, 3)
    assert "สมัครช้า" in text(document, 3)
    assert "สมัครช้า" not in text(printed("rosters"))


def test_a_roster_ends_with_why_its_people_sit_there_when_asked(printed, people):
    with_reasons = printed("rosters", reasons="with", group="one")
    assert facts(with_reasons).pages == 2
    found = by_both(with_reasons, 2)
    assert "เหตุผลที่อยู่กลุ่มนี้" in found
    assert sum("หน่วยงานอยู่ในกลุ่มนี้" in line for line in found) == 2


def test_a_roster_of_a_large_group_goes_on_with_its_heading(printed, workshop, groups):
    made = [factories.make_person(workshop) for _ in range(52)]
    factories.place(workshop, dict.fromkeys(made, groups[0]))
    document = printed("rosters")
    assert facts(document).pages == 2
    found = [by_both(document, page) for page in (1, 2)]
    assert [sum("ใจดี" in line for line in lines) for lines in found] == [26, 26]
    for page, lines in enumerate(found, start=1):
        assert f"52 คน · หน้า {page} จาก 2" in lines
        assert "โต๊ะ" not in lines


def test_each_column_of_a_roster_has_its_heading(printed, workshop, groups, session):
    made = [factories.make_person(workshop) for _ in range(20)]
    factories.place(workshop, dict.fromkeys(made, groups[0]))
    session.execute(sa.update(Placement).values(table_number=3))
    session.commit()
    assert by_both(printed("rosters")).count("โต๊ะ") == 2


def test_certificates_are_for_those_who_arrived_once_somebody_has(
    printed, organiser, session, people
):
    page = "/organise/ours/documents?lang=en"
    assert "Nobody has arrived yet" in organiser.get(page).text
    people[1].checked_in_at = dt.datetime(2026, 7, 23, 2, tzinfo=dt.UTC)
    session.commit()
    assert "For the 1 person who arrived." in organiser.get(page).text
    found = text(printed("certificates"))
    assert "ปิ่นทอง" in found
    assert "น้ำใจ" not in found


def test_a_certificate_names_who_signs_it(printed, people):
    found = by_both(printed("certificates", signer="ดร.ศักดิ์ เสกขุนทด", signer_position="ผู้อำนวยการ"))
    assert found.count("ดร.ศักดิ์ เสกขุนทด") == 3
    assert found.count("ผู้อำนวยการ") == 3


def test_paper_forms_ask_every_kind_of_question_in_the_persons_language(printed, people, questions):
    thai = text(printed("paper-forms", person=people[0].id))
    for kind in set(QuestionKind) - {QuestionKind.SHORT_TEXT}:
        assert f"คำถามแบบ {kind}" in thai
    for words in ("ตัวเลือก a", "ระดับ 5", "ไม่เกี่ยวข้องกับหน่วยงานของเรา", "เขียน 1 หน้าข้อที่สำคัญที่สุด"):
        assert words in thai
    assert "คำถามแบบ short_text" not in thai
    english = text(printed("paper-forms", person=people[2].id))
    assert "Question of short_text" in english
    assert "คำถามแบบ" not in english


def test_what_organisers_say_of_choices_is_not_said_twice(printed, workshop, people):
    factories.make_strategy(workshop, 1)
    for kind in (QuestionKind.MULTIPLE, QuestionKind.RANKING):
        factories.make_question(workshop, 1, kind, hint_th="คิดถึงปีหน้า")
    found = by_both(printed("paper-forms", person=people[0].id))
    assert found.count("คิดถึงปีหน้า") == 2
    assert not any("เลือกได้มากกว่า 1 ข้อ" in line for line in found)
    assert sum("เขียน 1 หน้าข้อที่สำคัญที่สุด" in line for line in found) == 1


def test_the_name_is_on_the_slip_alone_and_the_code_on_every_page(
    printed, session, workshop, people, questions
):
    people[0].short_code = "KQ7M2R"
    session.commit()
    for _ in range(6):
        factories.make_question(workshop, 1, QuestionKind.LONG_TEXT)
    document = printed("paper-forms", person=people[0].id)
    pages = facts(document).pages
    assert pages >= 2
    first = by_both(document, 1)
    cut = next(at for at, line in enumerate(first) if "ตัดตรงนี้" in line)
    assert not any("เก็จ" in line for line in first[cut:])
    for page in range(1, pages + 1):
        assert "KQ7 M2R" in text(document, page)
        assert f"หน้า {page} จาก {pages}" in text(document, page)
        assert page == 1 or "เก็จ" not in text(document, page)


def test_forms_number_the_pages_of_each_person(printed, people, questions):
    document = printed("paper-forms", language="th")
    last = facts(document).pages // 3
    assert text(document).count(f"หน้า 1 จาก {last}") == 3


def test_letters_address_those_who_have_not_replied(printed, organiser, workshop, people):
    typed = {
        "prefix": "ดร.", "first_name": "สุนทรี", "last_name": "ฝั่งชล", "position": "อธิบดี",
        "agency": "กรมการแพทย์", "language": "th",
    }  # fmt: skip
    stored = organiser.post("/organise/ours/invitations/new", typed)
    assert stored.status_code == 303, stored.text
    document = printed("letters")
    found = by_both(document)
    assert facts(document).pages == 1
    for line in ("ดร.สุนทรี ฝั่งชล", "อธิบดี", "กรมการแพทย์", "ตอบรับโดยสแกนรหัสนี้"):
        assert line in found
    assert "http://localhost/w/ours/join" in found

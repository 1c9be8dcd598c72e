"""How senior a position is."""

import pytest

from workshop.domain.seniority import DEFAULT_RULES, seniority_of
from workshop.domain.terms import Seniority


@pytest.mark.parametrize(
    ("position", "level"),
    [
        ("รองอธิบดี", "executive"),
        ("ผู้ช่วยเลขาธิการ", "executive"),
        ("รองปลัดกระทรวง", "executive"),
        ("Deputy Director-General", "executive"),
        ("acting director general", "executive"),
        ("Chief Information Officer", "executive"),
        ("ผู้อำนวยการศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร", "head"),
        ("หัวหน้ากลุ่มนักวิชาการคอมพิวเตอร์", "head"),
        ("Director, Planning Bureau", "head"),
        ("นักวิชาการคอมพิวเตอร์ชำนาญการพิเศษ", "officer"),
        ("นักวิเคราะห์นโยบายและแผน สำนักงานปลัดกระทรวง", "officer"),
        ("เลขานุการอธิบดี", "officer"),
        ("Information Officer", "officer"),
        ("headquarters", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_default_table_knows_usual_positions(position, level):
    assert seniority_of(position) is Seniority(level)


def test_of_two_rules_at_the_same_place_the_upper_one_counts():
    rules = (("ผู้อำนวยการ", Seniority.EXECUTIVE), ("ผู้อำนวยการสำนัก", Seniority.HEAD))
    assert seniority_of("ผู้อำนวยการสำนัก", rules) is Seniority.EXECUTIVE
    assert seniority_of("ผู้อำนวยการสำนัก", rules[::-1]) is Seniority.HEAD


def test_an_empty_table_knows_nothing():
    assert seniority_of("อธิบดี", ()) is Seniority.UNKNOWN


def test_no_pattern_stands_in_the_default_table_twice():
    patterns = [pattern for pattern, _ in DEFAULT_RULES]
    assert len(patterns) == len(set(patterns))

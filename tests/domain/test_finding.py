"""People are found by what somebody at the door types, and the best fit comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.finding import MOST, Entry, find, spelled, words_of
from workshop.domain.names import tidy

EKACHAI = Entry.of(
    1, first="เอกชัย", last="ตั้งรบ", prefix="ว่าที่ร้อยตรี", code="KQ7M4R", phone="0822527365 x12",
    agencies=("สำนักงานสถิติแห่งชาติ", "National Statistical Office", "สสช.", "NSO"),
)  # fmt: skip
BOONEK = Entry.of(
    2, first="บุญเอก", last="นิลเสนา", prefix="นาย", code="AC4D6E", phone="025550199",
    agencies=("สำนักงาน ก.พ.", "Office of the Civil Service Commission", "ก.พ."),
)  # fmt: skip
JOSE = Entry.of(
    3, first="José", last="Nam Petch", prefix="Dr.", code="QQ4466", phone="+66891112222",
    agencies=("Department of Highways", "ศูนย์ฤๅษีดัดตน"),
)  # fmt: skip
PEOPLE = [EKACHAI, BOONEK, JOSE]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("เอกชัย", [1]),
        ("เอกชัยตั้งรบ", [1]),  # without a space
        ("ตั้งรบเอกชัย", [1]),
        ("ตั้งรบ เอก", [1]),  # in any order, in parts
        ("ตังรบ", [1]),  # without its tone mark
        ("ตั๊งรบ", [1]),  # with another one
        ("ว่าที่ร้อยตรีเอกชัย", [1]),
        ("ว่าที่ ร.ต. เอกชัย ตั้งรบ", [1]),  # with another spelling of the prefix
        ("นายบุญเอก", [2]),
        ("เอก", [1, 2]),  # the start of a name before its inside
        ("สถิติ", [1]),
        ("สสช", [1]),
        ("สสช.", [1]),
        ("กพ", [2]),
        ("ก.พ.", [2]),
        ("nso", [1]),
        ("NSO ตั้งรบ", [1]),
        ("civil service", [2]),
        ("365", [1]),
        ("7365", [1]),
        ("๗๓๖๕", [1]),
        ("082 252 7365", [1]),
        ("+66 82 252 7365", [1]),
        ("089-111-2222", [3]),
        ("65", []),  # two digits fit too many
        ("822", []),  # digits at the end count, not in the middle
        ("KQ7 M4R", [1]),  # in two halves, as the badge prints it
        ("kq7 m4x", []),
        ("kq7m4r", [1]),
        ("KQ7", [1]),
        ("q7m", []),
        ("jose", [3]),
        ("JOSÉ", [3]),
        ("petch nam", [3]),
        ("ฤๅษี", [3]),
        ("ฤาษี", [3]),  # with the vowel most people type
        ("น้ำ", []),  # ำ is a vowel: not the า of "นาย" or of "สำนักงาน" spelled short
        ("สำนักงานสถิติ", [1]),
        ("ส\u0e4dานักงานสถิติ", [1]),  # typed as two marks
        ("สานักงานสถิติ", []),
        ("ใครไม่รู้", []),
        ("", []),
        ("  .  ", []),
        ("\x00\ud800\u202e", []),
    ],
)
def test_what_is_typed_finds_whom_it_fits(typed, found):
    assert list(find(PEOPLE, typed).ids) == found


def test_half_a_code_and_a_name_fit_together():
    assert words_of("KQ7 ตั้งรบ") == ["kq7", "ตังรบ"]
    assert find([EKACHAI], "KQ7 ตั้งรบ").ids == (1,)


def test_a_whole_name_stands_before_its_start_and_its_inside():
    people = [
        Entry.of(1, first="สมชาย", last="ใจกว้าง"),
        Entry.of(2, first="ใจ", last="สุข"),
        Entry.of(3, first="มานะ", last="ตั้งใจ"),
        Entry.of(4, first="ดี", last="มี", agencies=("ใจ",)),
    ]
    assert find(people, "ใจ").ids == (2, 4, 1, 3)


def test_equals_keep_their_order_and_only_the_best_are_given():
    people = [Entry.of(n, first="สมชาย", last=f"คน{n}") for n in range(1, 100)]
    found = find(people, "สมชาย")
    assert found.ids == tuple(range(1, MOST + 1))
    assert found.total == 99


def test_the_key_of_a_device_without_network_holds_no_whole_telephone_number():
    assert EKACHAI.key.split("|") == [
        "เอกชัย", "ตังรบ", "วาทีรอยตรี", "kq7m4r", "7365",
        "สำนักงานสถิติแหงชาติ", "nationalstatisticaloffice", "สสช", "nso",
    ]  # fmt: skip
    assert "0822527365" not in EKACHAI.key


@given(st.text(max_size=60))
def test_any_text_can_be_typed(text):
    found = find(PEOPLE, text)
    assert found.total >= len(found.ids)
    assert "|" not in spelled(text)


@given(st.text(alphabet="กขคงตั้รบเอชย์ๆ aé.-", max_size=20))
def test_a_name_is_found_by_itself_however_it_is_spelled(name):
    """Spelling is compared letter by letter, so what was typed finds itself."""
    entry = Entry.of(1, first=tidy(f"น{name}"), last="ใจดี")
    if " " not in name and "|" not in name:
        assert find([entry], f"ใจดี น{name}").ids == (1,)

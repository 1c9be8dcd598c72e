"""Names, as people type them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workshop.domain.names import (
    in_thai_order,
    name_key,
    prefix_key,
    split_full_name,
    split_prefix,
    tidy,
)


@pytest.mark.parametrize(
    ("typed", "prefix", "name"),
    [
        ("นางสโรชา", "นาง", "สโรชา"),
        ("นายสมชาย", "นาย", "สมชาย"),
        ("นางสาว ราณี", "นางสาว", "ราณี"),
        ("น.ส.มาลี", "น.ส.", "มาลี"),
        ("ดร.อรุณี", "ดร.", "อรุณี"),
        ("รศ.ดร.สมชาย", "รศ.ดร.", "สมชาย"),
        ("ว่าที่ร้อยตรีหญิงสมใจ", "ว่าที่ร้อยตรีหญิง", "สมใจ"),
        ("ว่าที่ ร.ต. เอกชัย", "ว่าที่ ร.ต.", "เอกชัย"),
        ("พ.ต.ท.หญิง มาลี", "พ.ต.ท.หญิง", "มาลี"),
        ("ม.ร.ว.สุดา", "ม.ร.ว.", "สุดา"),
        ("Mr.John", "Mr.", "John"),
        ("Assoc. Prof. Dr. Jane", "Assoc. Prof. Dr.", "Jane"),
    ],
)
def test_a_prefix_joined_to_the_name_is_parted(typed, prefix, name):
    assert split_prefix(typed) == (prefix, name)


@pytest.mark.parametrize(
    "name", ["นายิกา", "ดรุณี", "คุณากร", "คุณวุฒิ", "พลอย", "ศศิธร", "รศนา", "Drew", "Missy", "นาย"]
)
def test_a_name_that_only_begins_like_a_prefix_stays_whole(name):
    assert split_prefix(name) == ("", name)


def test_a_prefix_said_twice_is_kept_once():
    assert split_prefix("นางสโรชา", "นาง") == ("นาง", "สโรชา")
    assert split_prefix("Mr. John", "Mr") == ("Mr", "John")
    assert split_prefix("ดร.สมชาย", "นาย") == ("นาย ดร.", "สมชาย")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("นายสมชาย  ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("นาย สมชาย ใจ ดี", ("นาย", "สมชาย", "ใจ ดี")),
        ("Jaidee, Somchai", ("", "Somchai", "Jaidee")),
        ("สมชาย", ("", "สมชาย", "")),
    ],
)
def test_a_full_name_is_parted_into_first_and_last(typed, expected):
    assert split_full_name(typed) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำ", "น\u0e4d\u0e49า"),  # sara am typed as two marks
        ("แก้ว", "เเก้ว"),  # two เ
        ("ปั๊ม", "ปั๊\u0e4aม"),  # the tone typed twice
        ("ที่", "ท\u0e48\u0e35"),  # the tone typed before its vowel
        ("สมชาย", "สม\u200bชาย"),
        ("สโรชา", "นางสโรชา"),
        ("Ｊｏｈｎ", "john"),
        ("O’Neil", "o'neil"),
    ],
)
def test_two_spellings_that_look_alike_are_one_name(one, other):
    assert name_key(one, "ใจดี") == name_key(other, "ใจ ดี")


@pytest.mark.parametrize(("one", "other"), [("วีร์สุดา", "วีสุดา"), ("กิ่งแก้ว", "กิ่งแก้วา"), ("ปา", "ป่า")])
def test_different_names_stay_different(one, other):
    assert name_key(one, "ใจดี") != name_key(other, "ใจดี")


def test_first_and_last_name_are_not_run_together():
    assert name_key("กา", "ขา") != name_key("กาข", "า")


def test_prefixes_spelled_differently_are_one():
    assert prefix_key("น.ส.") == prefix_key("นางสาว")
    assert prefix_key("Mr") == prefix_key("MR.")
    assert prefix_key("นาย") != prefix_key("นาง")


def test_names_are_sorted_as_in_a_thai_dictionary():
    names = ["ไก่", "หมู", "เกิด", "กาล", "วัว", "Bob", "alice"]
    assert in_thai_order(names, str) == ["alice", "Bob", "กาล", "เกิด", "ไก่", "วัว", "หมู"]


@given(st.text(max_size=200) | st.text("นเ\u0e31\u0e34\u0e48\u0e49\u0e4d\u0e3a า", max_size=12))
@example("น\u0e31\u0e49\u0e49\u0e31a")
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_has_a_key_and_a_name_is_never_lost(first, last):
    assert len(name_key(first, last)) <= 260
    _, name = split_prefix(first)
    assert bool(name) == bool(tidy(first))

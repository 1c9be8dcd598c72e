"""From a messy list to what each row would do."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.intake.messy import (
    AGENCIES,
    DIRECTORY,
    HEADINGS,
    MESSY,
    ROLES,
    text,
    workbook,
)
from workshop.domain.intake.matching import Kind, Known
from workshop.domain.intake.preview import Preview, preview, read_list
from workshop.domain.intake.refusal import Refused
from workshop.domain.messages import Say
from workshop.domain.terms import PersonStatus

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 6, 1)


def see(rows, known=(), free=100):
    data = rows if isinstance(rows, bytes) else workbook(rows)
    return preview(read_list(data, DIRECTORY, ROLES, today=TODAY), known, free=free)


def stored(seen: Preview, known=()):
    """The people after the preview was applied."""
    people = {person.id: person for person in known}
    for number, entry in enumerate(seen.classified.entries, start=len(people) + 1):
        values = {f.name: getattr(entry.values, f.name) for f in dataclasses.fields(entry.values)}
        number = entry.person_id or number
        people[number] = Known(**{**values, "id": number, "row": 0})
    return list(people.values())


def kinds(seen: Preview):
    return {outcome.candidate.row: outcome.kind.value for outcome in seen.classified.outcomes}


def said(seen: Preview, row: int):
    (outcome,) = [one for one in seen.classified.outcomes if one.candidate.row == row]
    return [note.key for note in outcome.notes]


def one(seen: Preview, row: int):
    return next(o.candidate for o in seen.classified.outcomes if o.candidate.row == row)


def test_every_row_of_a_messy_list_is_understood_or_named():
    seen = see(MESSY)
    assert kinds(seen) == {
        4: "new", 5: "new", 6: "new", 9: "new", 10: "problem", 11: "same", 12: "problem",
    }  # fmt: skip
    assert [(row, words) for _, row, words in seen.listed.skipped] == [(13, "กลุ่มที่สอง")]


def test_what_was_done_to_a_row_is_noted_with_it():
    seen = see(MESSY)
    assert said(seen, 4) == [Say.PHONE_ZERO_ADDED, Say.EMAIL_LOWERED, Say.AGENCY_RECOGNISED]
    assert said(seen, 5) == [Say.PHONE_THAI_DIGITS, Say.EMAIL_REPAIRED, Say.AGENCY_BY_MINISTRY]
    assert said(seen, 6) == [Say.PREFIX_SPLIT, Say.PHONE_EXTENSION, Say.AGENCY_RECOGNISED]
    assert said(seen, 9) == [Say.AGENCY_AMBIGUOUS]
    assert said(seen, 10) == [Say.NO_LAST_NAME, Say.AGENCY_RECOGNISED]
    assert said(seen, 11) == [Say.SAME_AS_ROW]  # which has an agency
    assert said(seen, 12)[0] is Say.SAME_NAME_ONLY


def test_values_come_in_right():
    seen = see(MESSY)
    first, third = one(seen, 4), one(seen, 6)
    assert (first.agency_id, first.ministry) == (1, "กระทรวงคมนาคม")
    assert (first.phone, first.email, first.dietary) == ("0822527365", "a@example.go.th", "เจ")
    assert (third.prefix, third.first_name, third.agency_id) == ("นาง", "สโรชา", 3)
    assert (third.phone, third.dietary) == ("0896230742 x12", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_the_same_list_as_text_says_the_same(encoding):
    assert kinds(see(text(MESSY).encode(encoding))) == kinds(see(MESSY))


def test_a_second_import_changes_nothing():
    once = stored(see(MESSY))
    again = see(MESSY, once)
    assert again.classified.entries == []
    assert again.counts == {Kind.NEW: 0, Kind.CHANGED: 0, Kind.SAME: 5, Kind.PROBLEM: 2}


ANN = Known(
    row=0, id=1, prefix="นาย", first_name="กรพนธ์", last_name="ถนัดการยนต์", agency="กรมทางหลวง",
    agency_id=1, email="a@example.go.th", phone="0822527365 x4", position="หัวหน้า", dietary="เจ",
)  # fmt: skip


def row_of(given=None, /, **cells):
    names = dict(zip(HEADINGS, HEADINGS, strict=True))
    values = {"ชื่อ": "กรพนธ์", "นามสกุล": "ถนัดการยนต์", **(given or {}), **cells}
    return [HEADINGS, [values.get(name, "") for name in names]]


@pytest.mark.parametrize(
    "cells",
    [
        {"หน่วยงาน": "ทล."},
        {"อีเมล": "A@example.go.th"},
        {"โทรศัพท์": "822527365"},
        {"โทรศัพท์": "๐๘๒-๒๕๒-๗๓๖๕", "หน่วยงาน": "-", "อาหาร": ""},
        {"ชื่อ": "นายกรพนธ์", "นามสกุล": "ถนัด การยนต์", "หน่วยงาน": "กรมทางหลวง"},
        {"ชื่อ": "กร\u200bพนธ์", "หน่วยงาน": "กรมทางหลวง", "ตำแหน่ง": "หัวหน้า"},
    ],
)
def test_same_name_and_one_more_thing_is_the_same_person(cells):
    seen = see(row_of(**cells), [ANN])
    assert kinds(seen) == {2: "same"}
    assert seen.classified.entries == []
    assert not {Say.NO_CONTACT, Say.NO_AGENCY} & {*said(seen, 2)}


@pytest.mark.parametrize(
    "cells", [{}, {"หน่วยงาน": "กรมที่ดิน"}, {"โทรศัพท์": "0811111111", "อีเมล": "x@example.com"}]
)
def test_the_same_name_alone_is_a_question_stored_neither_way(cells):
    seen = see(row_of(**cells), [ANN])
    assert kinds(seen) == {2: "problem"}
    assert seen.classified.entries == []


def test_an_email_alone_never_makes_two_people_one():
    seen = see(row_of(ชื่อ="สมหญิง", อีเมล="a@example.go.th"), [ANN])
    assert kinds(seen) == {2: "new"}


def test_what_is_new_changes_and_empty_cells_never_erase():
    cells = {"อีเมล": "a@example.go.th", "ตำแหน่ง": "ผู้อำนวยการ", "หน่วยงาน": "กรมที่ดิน"}
    seen = see(row_of(**cells), [ANN])
    (entry,) = seen.classified.entries
    assert set(entry.fields) == {"position", "agency", "ministry"}
    assert (entry.values.agency_id, entry.values.dietary) == (4, "เจ")
    assert entry.values.phone == "0822527365 x4"
    (outcome,) = seen.classified.outcomes
    assert outcome.changes["position"] == ("หัวหน้า", "ผู้อำนวยการ")


def test_a_second_row_about_somebody_new_adds_what_the_first_lacks():
    rows = [
        *row_of({"หน่วยงาน": "ทล.", "ตำแหน่ง": "หัวหน้า"}),
        row_of({"หน่วยงาน": "ทล.", "โทรศัพท์": "0811111111", "ตำแหน่ง": "อธิบดี"})[1],
    ]
    seen = see(rows)
    assert kinds(seen) == {2: "new", 3: "changed"}
    (entry,) = seen.classified.entries
    assert (entry.values.phone, entry.values.position) == ("0811111111", "หัวหน้า")
    assert Say.DIFFERS_FROM_ROW in said(seen, 3)
    assert see(rows, stored(seen)).classified.entries == []


def test_a_row_that_a_later_row_explains_is_no_question():
    rows = [
        *row_of(หน่วยงาน="ทล."),
        row_of(โทรศัพท์="0811111111")[1],
        row_of(หน่วยงาน="ทล.", โทรศัพท์="0811111111")[1],
    ]
    assert kinds(see(rows)) == {2: "new", 3: "same", 4: "changed"}


def test_two_people_of_one_name_are_told_apart_by_telephone():
    other = dataclasses.replace(ANN, id=2, email="b@example.go.th", phone="0899999999")
    seen = see(row_of(หน่วยงาน="ทล.", โทรศัพท์="0899999999"), [ANN, other])
    assert [outcome.person_id for outcome in seen.classified.outcomes] == [2]
    assert kinds(see(row_of(หน่วยงาน="ทล."), [ANN, other])) == {2: "problem"}


def test_an_agency_settled_by_hand_is_not_undone_by_the_next_import():
    known = dataclasses.replace(ANN, agency="กรมการแพทย์", agency_id=2, email="", phone="")
    assert kinds(see(row_of(หน่วยงาน="กพ."), [known])) == {2: "same"}
    known = dataclasses.replace(known, email="a@example.go.th")
    seen = see(row_of(หน่วยงาน="หน่วยใหม่", อีเมล="a@example.go.th"), [known])
    assert kinds(seen) == {2: "same"}
    assert Say.AGENCY_KEPT in said(seen, 2)


def test_somebody_who_cancelled_is_left_alone():
    gone = dataclasses.replace(ANN, status=PersonStatus.CANCELLED)
    seen = see(row_of({"หน่วยงาน": "ทล.", "ตำแหน่ง": "อธิบดี"}), [gone])
    assert kinds(seen) == {2: "same"}
    assert said(seen, 2)[0] is Say.IS_CANCELLED
    assert seen.classified.entries == []


def test_people_beyond_capacity_are_counted_for_the_waiting_list():
    seen = see(MESSY, free=1)
    assert (seen.seated, seen.waitlisted) == (1, 3)


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["Name", "Surname", "Organisation", "E-mail"], ["สมชาย", "ใจดี", "ทล.", "a@b.com"]),
        (["E-MAIL ADDRESS", "Full name", "หน่วยงาน"], ["a@b.com", "นายสมชาย ใจดี", "ทล."]),
        (["เมล์", "ชื่อ - สกุล", "", "", "สังกัด"], ["a@b.com", "นาย", "สมชาย", "ใจดี", "ทล."]),
        (["ชื่อ", "สังกัด", "email"], ["นายสมชาย ใจดี", "ทล.", "a@b.com"]),
        (["ชื่อ*", "ชื่อสกุล", "หน่วยงาน (ต้นสังกัด)", "อีเมล (ถ้ามี)"], ["สมชาย", "ใจดี", "ทล.", "a@b.com"]),
    ],
)
def test_headings_may_be_in_any_order_and_language(headings, cells):
    candidate = one(see([["หัวเรื่อง"], headings, cells]), 3)
    assert (candidate.first_name, candidate.last_name) == ("สมชาย", "ใจดี")
    assert (candidate.agency_id, candidate.email) == (1, "a@b.com")


def test_headings_in_two_rows_are_read_together():
    rows = [
        ["ชื่อ-สกุล", "หน่วยงาน", "การติดต่อ", ""],
        ["", "", "โทร", "อีเมล"],
        ["สมชาย ใจดี", "ทล.", "0811111111", "a@b.com"],
    ]
    assert one(see(rows), 3).phone == "0811111111"


def test_people_on_several_sheets_are_named_with_their_sheet():
    data = workbook(row_of(หน่วยงาน="ทล."), ใบสอง=row_of(ชื่อ="สมหญิง"))
    seen = see(data)
    assert [(o.candidate.sheet, o.candidate.row) for o in seen.classified.outcomes] == [
        ("ตอบรับ", 2), ("ใบสอง", 2),
    ]  # fmt: skip


def test_a_role_that_only_repeats_the_agencys_own_is_not_kept():
    rows = [
        ["ชื่อ", "นามสกุล", "หน่วยงาน", "roles"],
        ["ก", "ข", "ทล.", "user"],
        ["ค", "ง", "ทล.", "user|กำหนดนโยบาย"],
        ["จ", "ฉ", "", "x"],
    ]
    seen = see(rows)
    assert [one(seen, row).roles for row in (2, 3, 4)] == [(), ("user", "policy"), ()]
    assert Say.ROLE_UNKNOWN in said(seen, 4)


def test_what_no_form_takes_stops_its_row_only():
    long, piled = row_of(ชื่อ="ก" * 5_000)[1], row_of(ชื่อ="ส\u0301\u0302\u0303\u0306\u0307\u0308")[1]
    seen = see([*row_of(หน่วยงาน="ทล."), long, row_of(ชื่อ="สมหญิง")[1], piled])
    assert kinds(seen) == {2: "new", 3: "problem", 4: "new", 5: "problem"}
    assert said(seen, 3)[0] is Say.TOO_LONG
    assert said(seen, 5)[0] is Say.PILED_MARKS


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([["a"], ["c"]], Say.NO_HEADER),
        ([["a", "b"], ["c", "d"]], Say.NO_NAME_COLUMN),
        ([["หน่วยงาน", "โทรศัพท์", "อีเมล"], ["x", "y", "z"]], Say.NO_NAME_COLUMN),
        ([HEADINGS], Say.NO_PEOPLE),
    ],
)
def test_a_list_without_people_is_refused_with_the_reason(rows, key):
    with pytest.raises(Refused) as refused:
        see(rows)
    assert refused.value.message.key is key


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["-", "รวม", "ชื่อ", "กรพนธ์", "ถนัดการยนต์", "ทล.", "a@b.com"]),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=12), max_size=12))
def test_any_rows_get_one_outcome_each_and_a_second_import_changes_nothing(rows):
    data = text([HEADINGS, *rows]).encode("utf-8", "replace")
    try:
        seen = see(data)
    except Refused:
        return
    assert sum(seen.counts.values()) == len(seen.listed.candidates)
    assert see(data, stored(seen)).classified.entries == []


def test_the_agencies_of_these_tests_are_told_apart():
    assert len({agency.id for agency in AGENCIES}) == 4

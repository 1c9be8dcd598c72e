"""Reading lists of those to invite: people, offices, agencies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.agencies import AgencyEntry, Directory
from workshop.domain.intake import Refused
from workshop.domain.intake.matching import Kind, Known
from workshop.domain.intake.preview import lay_out
from workshop.domain.intake.sheets import read_sheets
from workshop.domain.invitees import compare, understand_invitees
from workshop.domain.messages import Say

LANDS = AgencyEntry(1, "กรมที่ดิน", "Department of Lands", ("ทด.",), "กระทรวงมหาดไทย")
DIRECTORY = Directory([LANDS])


def read(*rows, heads="คำนำหน้า,ชื่อ,นามสกุล,ตำแหน่ง,หน่วยงาน,อีเมล"):
    return listed("\n".join([heads, *rows]).encode())


def listed(data):
    return understand_invitees(lay_out(read_sheets(data)), DIRECTORY)


def known(listed):
    """The rows as they are stored."""
    return [
        Known(row=0, id=number, **{
            name: getattr(row, name)
            for name in ("prefix", "first_name", "last_name", "position", "agency", "agency_id",
                         "ministry", "email", "phone", "language")
        })
        for number, row in enumerate(listed.candidates, start=1) if not row.problems
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "name", "position"),
    [
        ("นาย,สมชาย,ใจดี,ผู้อำนวยการ,ทด.,", "สมชาย ใจดี", "ผู้อำนวยการ"),
        (",,,อธิบดี,ทด.,", " ", "อธิบดี"),
        (",ผู้อำนวยการสำนักบริหาร,,,ทด.,", " ", "ผู้อำนวยการสำนักบริหาร"),
        (",Director of,Planning,,ทด.,", " ", "Director of Planning"),
        ("นาย,ปลัด,ใจดี,,ทด.,", "ปลัด ใจดี", ""),
    ],
)
def test_a_name_is_told_from_an_office(row, name, position):
    (found,) = read(row).candidates
    assert f"{found.first_name} {found.last_name}" == name
    assert found.position == position
    assert (found.agency, found.agency_id) == ("กรมที่ดิน", 1)
    assert not found.problems


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",สมชาย,,,ทด.,", Say.NO_LAST_NAME),
        (",,ใจดี,,ทด.,", Say.NO_FIRST_NAME),
        ("นาย,,,,,a@example.go.th", Say.NO_FIRST_NAME),
        (f",สมชาย,ใจดี,{'x' * 201},ทด.,", Say.TOO_LONG),
    ],
)
def test_what_names_nobody_is_a_problem_of_its_row(row, problem):
    seen = compare(read(row, "นาย,สมหมาย,ใจดี,,ทด.,"), [])
    assert [one.kind for one in seen.classified.outcomes] == [Kind.PROBLEM, Kind.NEW]
    assert problem in {note.key for note in seen.classified.outcomes[0].notes}
    assert seen.classified.outcomes[0].candidate.row == 2


def test_a_list_of_offices_needs_no_column_of_names():
    listed = read("อธิบดี,ทด.,dg@lands.example", heads="ตำแหน่ง,หน่วยงาน,อีเมล")
    assert [(one.position, one.agency_id, one.email) for one in listed.candidates] == [
        ("อธิบดี", 1, "dg@lands.example")
    ]


def test_the_same_office_of_two_agencies_is_two_invitations():
    seen = compare(read(",,,อธิบดี,ทด.,", ",,,อธิบดี,กรมอื่น,", ",,,อธิบดี,ทด.,"), [])
    assert [one.kind for one in seen.classified.outcomes] == [Kind.NEW, Kind.NEW, Kind.SAME]
    assert {(one.values.first_name, one.values.position) for one in seen.classified.entries} == {
        ("", "อธิบดี")
    }


def test_what_is_stored_is_the_same_and_a_new_address_is_a_change():
    listed = read("นาย,สมชาย,ใจดี,,ทด.,a@example.go.th", ",,,อธิบดี,ทด.,b@example.go.th")
    again = compare(listed, known(listed))
    assert again.classified.count(Kind.SAME) == 2
    newer = read(",,,อธิบดี,ทด.,c@example.go.th")
    (outcome,) = compare(newer, known(listed)).classified.outcomes
    assert outcome.kind is Kind.CHANGED
    assert outcome.changes == {"email": ("b@example.go.th", "c@example.go.th")}
    assert outcome.person_id == 2


CELL = st.text(
    st.sampled_from("กขคงจดนายนางสาวผู้อำนวยการ อธิบดี ทด.@abc019-/\u200b\u0e49 "), max_size=14
)


@pytest.mark.slow
@given(st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_a_second_import_changes_nothing(rows):
    try:
        listed = read(*(",".join(cells) for cells in rows))
    except Refused:
        return
    first = compare(listed, [])
    assert len(first.classified.outcomes) == len(listed.candidates)
    stored = [
        Known(row=0, id=number, **{
            name: getattr(entry.values, name)
            for name in ("prefix", "first_name", "last_name", "position", "agency", "agency_id",
                         "ministry", "email", "phone", "language")
        })
        for number, entry in enumerate(first.classified.entries, start=1)
    ]  # fmt: skip
    for one in stored:
        assert bool(one.first_name) == bool(one.last_name)
        assert one.first_name or one.position or one.agency
    second = compare(listed, stored)
    assert not second.classified.entries
    assert second.classified.count(Kind.NEW) == second.classified.count(Kind.CHANGED) == 0


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_list_or_a_refusal(data):
    try:
        found = listed(data)
    except Refused:
        return
    compare(found, [])

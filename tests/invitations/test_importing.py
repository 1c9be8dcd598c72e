"""Lists of those to invite: read as they come, looked at first, stored once."""

import io
import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.domain.intake.messy import workbook, written
from tests.people.test_columns import columns, correct
from tests.people.test_importing import look, upload
from workshop.models import ListLayout, StagedInvitees

SEAL = re.compile(r'name="seal"[^>]*value="(\w+)"')
ROWS = [
    ["รายชื่อผู้ที่จะเชิญ"],
    ["ที่", "ชื่อ-สกุล", "ตำแหน่ง", "หน่วยงาน", "อีเมล"],
    [1, "นายสมชาย ใจดี", "ผู้อำนวยการ", "ทล.", "SOMCHAI@example.go.th"],
    [2, "", "อธิบดี", "กรมที่ดิน", "dg@lands.example"],
    [3, "ผู้อำนวยการกองแผนงาน", "", "กรมที่ดิน", "plan@lands.example"],
    [4, "มานะ", "", "กรมที่ดิน", ""],
    [5, "นางสาวมานี มีนา", "", "หน่วยงานใหม่", "not an address"],
]


def bring(scene, rows=None, **form):
    data = {"file": (io.BytesIO(written(rows or ROWS)), "list.csv"), **form}
    return scene.orn.post(scene.at("/import"), data, content_type="multipart/form-data")


def store(scene):
    page = scene.orn.get(scene.at("/import")).text
    return scene.orn.post(scene.at("/import/apply"), {"seal": SEAL.search(page)[1]})


def test_the_preview_names_each_problem_with_its_row_and_stores_nothing(scene):
    assert bring(scene).status_code == 303
    page = scene.orn.get(scene.at("/import")).text
    assert "Store 4 rows" in page
    assert "There is no last name. Add it in the file." in page
    assert "is no email address; left out." in page
    assert not scene.invitees()


def test_names_offices_and_agencies_are_told_apart(scene):
    bring(scene)
    assert store(scene).status_code == 303
    made = {(one.first_name, one.position, one.agency_name) for one in scene.invitees()}
    assert made == {
        ("สมชาย", "ผู้อำนวยการ", "กรมทางหลวง"),
        ("", "อธิบดี", "กรมที่ดิน"),
        ("", "ผู้อำนวยการกองแผนงาน", "กรมที่ดิน"),
        ("มานี", "", "หน่วยงานใหม่"),
    }
    assert {one.source.value for one in scene.invitees()} == {"import"}
    assert all(one.sent_at is None for one in scene.invitees())
    assert scene.deeds() == ["invitation.imported"]


def test_a_second_import_of_the_same_list_changes_nothing(scene):
    bring(scene)
    store(scene)
    before = [one.version for one in scene.invitees()]
    bring(scene)
    page = scene.orn.get(scene.at("/import")).text
    assert "There is nothing to store." in page
    assert [one.version for one in scene.invitees()] == before


def test_a_newer_list_changes_what_differs_and_erases_nothing(scene):
    bring(scene)
    store(scene)
    newer = [ROWS[1], [1, "นายสมชาย ใจดี", "อธิบดี", "กรมทางหลวง", ""],
             [2, "", "อธิบดี", "กรมที่ดิน", "new@lands.example"]]  # fmt: skip
    bring(scene, newer)
    page = scene.orn.get(scene.at("/import")).text
    assert "Store 2 rows" in page
    store(scene)
    by_name = {one.first_name or one.position: one for one in scene.invitees()}
    assert len(by_name) == 4
    assert by_name["สมชาย"].position == "อธิบดี"
    assert by_name["สมชาย"].email == "somchai@example.go.th"
    assert by_name["อธิบดี"].email == "new@lands.example"


def test_rows_pasted_from_a_spreadsheet_are_read(scene):
    text = "ชื่อ-สกุล\tหน่วยงาน\tอีเมล\r\nนายสมชาย ใจดี\tทล.\ts@example.go.th\r\n"
    assert scene.orn.post(scene.at("/import"), {"pasted": text}).status_code == 303
    assert store(scene).status_code == 303
    assert [one.email for one in scene.invitees()] == ["s@example.go.th"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Choose a file, or paste the rows below"),
        ({"pasted": "   "}, "Choose a file, or paste the rows below"),
        ({"pasted": "hello"}, "There is no list in it."),
        ({"pasted": "ชื่อ\tนามสกุล\tหน่วยงาน"}, "There is nobody below the headings."),
        ({"pasted": "x" * 500_001}, "That is too long to paste. Choose a file."),
        ({"file": (io.BytesIO(b"%PDF-1.7 no list"), "a.pdf")}, "This is no list of people."),
        ({"file": (io.BytesIO(b""), "a.xlsx")}, "The file is empty."),
    ],
)
def test_what_is_no_list_is_answered_with_a_sentence(scene, form, sentence):
    answer = scene.orn.post(scene.at("/import"), form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text
    if form.get("pasted", "").strip() in ("hello",):
        assert "hello</textarea>" in answer.text


@pytest.mark.parametrize("text", ["\0\0\0", "\ud800,\udfff", "🙂\t\u202e\n" * 50, "a,b\n" * 9])
def test_any_text_ends_in_a_preview_or_a_sentence(scene, text):
    answer = scene.orn.post(scene.at("/import"), {"pasted": text.encode("utf-8", "surrogatepass")})
    assert answer.status_code in (303, 422)
    assert scene.orn.get(scene.at("/import")).status_code == 200


def test_what_was_stored_meanwhile_is_looked_at_again(scene):
    bring(scene)
    page = scene.orn.get(scene.at("/import")).text
    factories.make_invitee(
        scene.workshop, agency=scene.highways, first_name="สมชาย", last_name="ใจดี"
    )
    answer = scene.orn.post(scene.at("/import/apply"), {"seal": SEAL.search(page)[1]})
    assert answer.status_code == 409
    assert "The invitations have changed since this preview" in answer.text
    assert len(scene.invitees()) == 1


def test_a_list_can_be_dropped(scene):
    bring(scene)
    assert scene.orn.post(scene.at("/import/discard")).status_code == 303
    assert "Look at it first" in scene.orn.get(scene.at("/import")).text
    assert scene.orn.post(scene.at("/import/apply"), {"seal": ""}).status_code == 303
    assert not scene.invitees()


def test_whoever_registered_before_is_recognised_by_the_import(scene):
    person = factories.make_person(
        scene.workshop, agency=scene.highways, first_name="สมชาย", last_name="ใจดี",
        name_key="สมชาย|ใจดี",
    )  # fmt: skip
    bring(scene)
    store(scene)
    replied = [one for one in scene.invitees() if one.person_id]
    assert [(one.first_name, one.person_id) for one in replied] == [("สมชาย", person.id)]


@pytest.mark.slow
def test_columns_and_sheets_are_corrected_and_remembered_apart_from_those_of_people(scene, session):
    rows = [["ชื่อ", "นามสกุล", "รุ่น", "ตำแหน่ง", "อาหาร"], ["สมชาย", "ใจดี", "อธิบดี", "รุ่น 1", "เจ"]]
    data = workbook(rows, other=[["ตำแหน่ง", "หน่วยงาน", "ที่"], ["ปลัดกระทรวง", "ทล.", "1"]])
    upload(scene, data)
    page = look(scene)
    assert "2 of 2 sheets" in page
    assert 'value="dietary"' not in page  # nothing that only people have is offered
    assert correct(scene, page, {}, sheets="ตอบรับ").status_code == 303
    page = look(scene)
    assert "1 of 2 sheets" in page
    refused = correct(scene, page, {0: "", 1: "", 3: ""})
    assert refused.status_code == 422
    assert "Choose the column of the name, the position or the agency." in refused.text
    assert correct(scene, page, {2: "position", 3: ""}).status_code == 303
    assert store(scene).status_code == 303
    assert [one.position for one in scene.invitees()] == ["อธิบดี"]
    upload(scene, written([rows[0], ["มานี", "มีนา", "หัวหน้า", "รุ่น 2", ""]]))
    assert "As said before for these headings" in look(scene)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(ListLayout.id))) == 1
    scene.orn.post(f"/organise/{scene.workshop.slug}/people/import", {
        "file": (io.BytesIO(written(rows)), "people.csv")
    }, content_type="multipart/form-data")  # fmt: skip
    page = scene.orn.get(f"/organise/{scene.workshop.slug}/people/import").text
    assert columns(page)
    assert "As said before for these headings" not in page


@pytest.mark.slow
def test_an_upload_of_an_older_version_and_an_emptied_one_are_still_answered(scene, session):
    for content, status, says in (
        (workbook(ROWS), 200, "Store 4 rows"), (b"", 422, "The file is empty."),
    ):  # fmt: skip
        bring(scene)
        session.execute(sa.update(StagedInvitees).values(content=content))
        session.commit()
        answer = scene.orn.get(scene.at("/import"))
        assert answer.status_code == status
        assert says in answer.text

"""Lists in other layouts than ours: sheets, headings in other words, columns said otherwise."""

import datetime as dt

import pytest

from tests.domain.intake.messy import DIRECTORY, HEADINGS, MESSY, OLD, ROLES, spreadsheet, workbook
from workshop.domain.agencies import Directory
from workshop.domain.intake.columns import Column, signature
from workshop.domain.intake.layout import find_people
from workshop.domain.intake.preview import lay_out, understand
from workshop.domain.intake.refusal import Refused
from workshop.domain.intake.sheets import Sheet, pack, read_sheets, unpack
from workshop.domain.messages import Say

TODAY = dt.date(2014, 7, 10)


def listed(rows, directory=DIRECTORY, **how):
    sheets = rows if isinstance(rows[0], Sheet) else [Sheet("", rows)]
    return understand(lay_out(sheets, **how), directory, ROLES, today=TODAY)


def meanings(rows):
    """What the columns of the first headings are taken for, by heading."""
    (block, *_) = find_people([Sheet("", rows)]).blocks
    return {guess.heading: guess.meant for guess in block.guesses}


def test_headings_in_other_words_and_another_order_are_understood():
    headings = [
        "หมายเลขโทรศัพท์มือถือที่ติดต่อได้", "E-mail address (ถ้ามี)", "ชื่อ - นามสกุล ผู้เข้าร่วมประชุม", "ที่",
        "ตำแหน่งปัจจุบัน", "ชื่อหน่วยงานต้นสังกัด", "วันที่ตอบรับเข้าร่วม", "โทรศัพท์ผู้ประสานงาน", "ตำแหน่ง",
    ]  # fmt: skip
    row = [
        "0812345678", "a@example.go.th", "นางสาวกรพนธ์ ใจดี", "1", "ผอ.", "ทล.", "3 ก.ค. 57",
        "029999999", "ผอ.กอง",
    ]  # fmt: skip
    assert meanings([headings, row]) == {
        headings[0]: Column.PHONE, headings[1]: Column.EMAIL, headings[2]: Column.FULL_NAME,
        headings[3]: Column.NUMBER, headings[4]: None, headings[5]: Column.AGENCY,
        headings[6]: Column.REPLIED, headings[7]: None, headings[8]: Column.POSITION,
    }  # fmt: skip
    (person,) = listed([headings, row]).candidates
    assert (person.prefix, person.first_name, person.last_name) == ("นางสาว", "กรพนธ์", "ใจดี")
    assert (person.agency_id, person.replied) == (1, dt.date(2014, 7, 3))


def test_one_heading_may_stand_over_prefix_first_and_last_name():
    rows = [["ที่", "ชื่อ-สกุล", "", "", "สังกัด"], ["1", "นาย", "กรพนธ์", "ใจดี", "ทล."]]
    (person,) = listed(rows).candidates
    assert (person.prefix, person.first_name, person.last_name) == ("นาย", "กรพนธ์", "ใจดี")


@pytest.mark.parametrize(
    ("typed", "agency", "ministry"),
    [
        ("กรมทางหลวง/กระทรวงคมนาคม", "กรมทางหลวง", "กระทรวงคมนาคม"),
        ("กระทรวงคมนาคม / ทล.", "กรมทางหลวง", "กระทรวงคมนาคม"),
        ("กองแผนงาน/กรมทางหลวง/กระทรวงคมนาคม", "กรมทางหลวง", "กระทรวงคมนาคม"),
        ("กรมอื่น (กระทรวงการคลัง)", "กรมอื่น", "กระทรวงการคลัง"),
        ("กรมอื่น สังกัดกระทรวงการคลัง", "กรมอื่น", "กระทรวงการคลัง"),
        ("กพ./กระทรวงสาธารณสุข", "กรมการแพทย์", "กระทรวงสาธารณสุข"),
        ("ศูนย์ A/B", "ศูนย์ A/B", ""),
        ("กระทรวงการคลัง", "กระทรวงการคลัง", ""),
        ("กระทรวงหนึ่ง/กระทรวงสอง", "กระทรวงหนึ่ง/กระทรวงสอง", ""),
    ],
)
def test_the_ministry_may_stand_behind_a_slash(typed, agency, ministry):
    (person,) = listed([["ชื่อ", "นามสกุล", "สังกัด"], ["ก", "ข", typed]]).candidates
    assert (person.agency, person.ministry) == (agency, ministry)
    assert (Say.MINISTRY_PARTED in [note.key for note in person.notes]) == bool(ministry)


def test_a_name_of_the_list_is_never_parted():
    entries = [*DIRECTORY.entries.values()]
    entries[0] = type(entries[0])(1, "ศูนย์ถนน/กระทรวงคมนาคม")
    rows = [["ชื่อ", "นามสกุล", "สังกัด"], ["ก", "ข", "ศูนย์ถนน/กระทรวงคมนาคม"]]
    (person,) = listed(rows, Directory(entries)).candidates
    assert person.agency_id == 1


def test_headings_nobody_knows_are_guessed_by_what_stands_below():
    rows = [
        ["รายชื่อ"], ["ผู้แทน", "ติดต่อ", "ทางจดหมาย", "x"],
        ["นายกรพนธ์ ใจดี", "0812345678", "a@example.go.th", "y"],
        ["นางราณี มนุษย์", "0812345679", "b@example.go.th", "z"],
    ]  # fmt: skip
    found = listed(rows)
    assert [person.first_name for person in found.candidates] == ["กรพนธ์", "ราณี"]
    assert found.candidates[0].email == "a@example.go.th"
    assert found.unknown_headings == ("x",)


def test_without_a_column_of_names_there_is_nobody_until_somebody_says_which():
    rows = [["x", "y"], ["กรพนธ์ ใจดี", "a@example.go.th"], ["ราณี มนุษย์", "b@example.go.th"]]
    found = listed(rows)
    assert not found.has_names
    assert found.candidates == []
    said = {found.blocks[0].signature: {0: Column.FULL_NAME, 1: Column.EMAIL}}
    again = listed(rows, corrections=said)
    assert [person.last_name for person in again.candidates] == ["ใจดี", "มนุษย์"]
    assert again.blocks[0].corrected


def test_what_a_column_holds_can_be_said_otherwise():
    rows = [HEADINGS, *MESSY[3:5]]
    key = signature(HEADINGS)
    guessed = dict(enumerate(
        [Column.NUMBER, Column.PREFIX, Column.FIRST_NAME, Column.LAST_NAME, Column.AGENCY, None,
         Column.MINISTRY, Column.PHONE, Column.EMAIL, Column.ACCESS_NEEDS]
    ))  # fmt: skip
    text = [[str(cell) for cell in row] for row in rows]
    people = listed(text, corrections={key: guessed}).candidates
    assert [person.agency for person in people] == ["นักวิชาการ", "หัวหน้า"]
    assert [person.position for person in people] == ["", ""]
    assert people[0].access_needs == "เจ"
    assert listed(text, corrections={"else": guessed}).candidates[0].position == "นักวิชาการ"


def test_samples_and_places_of_columns_are_shown():
    rows = [["หัวเรื่อง"], ["ชื่อ", "นามสกุล", "รุ่น"], ["ก", "ข", "1"], ["ค", "ง", "2"], ["จ", "ฉ", "2"]]
    (block,) = listed(rows).blocks
    assert (block.row, block.corrected) == (2, False)
    assert [(one.heading, one.samples, one.meant) for one in block.guesses] == [
        ("ชื่อ", ("ก", "ค", "จ"), Column.FIRST_NAME), ("นามสกุล", ("ข", "ง", "ฉ"), Column.LAST_NAME),
        ("รุ่น", ("1", "2"), None),
    ]  # fmt: skip


@pytest.mark.slow
def test_sheets_with_people_are_read_and_others_named():
    plain = [["ชื่อ", "นามสกุล"], ["ก", "ข"]]
    data = workbook(plain, วาระ=[["09.00", "เปิดประชุม"]], เพิ่มเติม=[plain[0], ["ค", "ง"]])
    sheets = read_sheets(data)
    found = listed(sheets)
    assert [(one.name, one.people, one.chosen) for one in found.sheets] == [
        ("ตอบรับ", 1, True), ("วาระ", 0, False), ("เพิ่มเติม", 1, True),
    ]  # fmt: skip
    assert [(person.sheet, person.row) for person in found.candidates] == [
        ("ตอบรับ", 2), ("เพิ่มเติม", 2),
    ]  # fmt: skip
    assert len(found.blocks) == 1
    only = listed(sheets, chosen=["เพิ่มเติม"])
    assert [person.first_name for person in only.candidates] == ["ค"]
    with pytest.raises(Refused) as refused:
        lay_out(sheets, ["วาระ"])
    assert refused.value.message.key is Say.NO_HEADER


@pytest.mark.slow
def test_an_old_workbook_is_read_with_its_dates():
    sheets = read_sheets(OLD.read_bytes())
    assert [sheet.name for sheet in sheets] == ["ตอบรับ", "วันที่"]
    assert sheets[0].rows[3][:4] == ["1", "นาย", "กรพนธ์", "ถนัดการยนต์"]
    people = listed(sheets, chosen=["วันที่"]).candidates
    assert [(one.first_name, one.replied) for one in people] == [
        ("สมชาย", dt.date(2014, 7, 3)), ("สมหญิง", dt.date(2014, 7, 1)),
    ]  # fmt: skip
    assert people[0].ministry == "กระทรวงคมนาคม"


@pytest.mark.slow
def test_an_open_document_is_read_and_one_with_macros_refused():
    (sheet,) = read_sheets(spreadsheet(MESSY))
    assert sheet.rows[3][2:4] == ["กรพนธ์", "ถนัดการยนต์"]
    with pytest.raises(Refused) as refused:
        read_sheets(spreadsheet(MESSY, ("Basic/Standard/Module1.xml", "<x/>")))
    assert refused.value.message.key is Say.FILE_HAS_MACROS


def test_dates_to_come_and_texts_that_are_none_are_left_out_with_a_note():
    rows = [["ชื่อ", "นามสกุล", "วันที่ตอบรับ"], ["ก", "ข", "31/12/2557"], ["ค", "ง", "เมื่อวาน"]]
    first, second = listed(rows).candidates
    assert (first.replied, second.replied) == (None, None)
    assert Say.DATE_IN_FUTURE in [note.key for note in first.notes]
    assert Say.DATE_UNREADABLE in [note.key for note in second.notes]


@pytest.mark.slow
def test_what_was_read_is_kept_as_it_was():
    sheets = read_sheets(workbook(MESSY, two=[["a\ud800"[:1], "ก"]]))
    assert unpack(pack(sheets)) == sheets

"""Which sheets are read and what their columns hold: shown, corrected, remembered, offered."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.domain.intake.messy import HEADINGS, MESSY, OLD, workbook, written
from tests.people.conftest import fresh
from tests.people.test_importing import SEAL, look, people, store, upload
from tests.planning.reading import filled
from workshop import i18n
from workshop.domain.terms import Role
from workshop.errors import WorkshopError
from workshop.models import ListLayout, Membership, StagedImport
from workshop.people import commands, staging

ROWS = [["ชื่อ", "นามสกุล", "รุ่น", "ตำแหน่ง"], ["กรพนธ์", "ใจดี", "ผู้อำนวยการ", "รุ่นที่ 1"]]
SELECT = re.compile(r'<select name="(column_\w+_(\d+))"')


def columns(page):
    """The names of the selects by the place of their column."""
    return {int(place): name for name, place in SELECT.findall(page)}


def correct(scene, page, values, **fields):
    """Sends the section of columns as it stands, with other values at some places."""
    names = columns(page)
    sent = filled(page, names[min(names)])
    changed = {names[place]: value for place, value in values.items()}
    return scene.orn.post(scene.at("/import/columns"), {**sent, **changed, **fields})


def test_the_guess_is_shown_with_heading_and_values(scene):
    upload(scene, written(ROWS))
    page = look(scene)
    assert "Headings in row 1" in page
    assert re.search(r'<th scope="row">รุ่น</th><td class="samples"><span>ผู้อำนวยการ</span>', page)
    assert re.search(r'_3" id=[^>]*>.*?<option value="position" selected>', page, re.S)
    assert re.search(r'<details class="sheet list-columns" open>', page)  # a heading nobody knows


def test_a_corrected_column_changes_the_preview_and_what_is_stored(scene, session):
    upload(scene, written(ROWS))
    assert correct(scene, look(scene), {2: "position", 3: ""}).status_code == 303
    page = look(scene)
    assert "As said before for these headings" in page
    store(scene, page)
    assert [person.position for person in people(session)] == ["ผู้อำนวยการ"]


def test_what_was_said_is_remembered_once_the_list_is_stored(scene, session):
    upload(scene, written(ROWS))
    correct(scene, look(scene), {2: "position", 3: ""})
    assert session.scalars(sa.select(ListLayout)).all() == []
    store(scene, look(scene))
    upload(scene, written([ROWS[0], ["ราณี", "มนุษย์", "หัวหน้า", "2"]]), "next.xlsx")
    page = look(scene)
    assert "As said before for these headings" in page
    store(scene, page)
    assert [person.position for person in people(session)] == ["ผู้อำนวยการ", "หัวหน้า"]
    (layout,) = session.scalars(sa.select(ListLayout)).all()
    assert layout.columns["2"] == "position"


def test_another_workshop_of_the_same_organiser_is_offered_it(scene, session, browsers):
    upload(scene, written(ROWS))
    correct(scene, look(scene), {2: "position", 3: ""})
    store(scene, look(scene))
    other = factories.make_workshop(title_en="Next year")
    mine = session.scalars(sa.select(Membership.account_id)).one()
    factories.store(Membership(workshop_id=other.id, account_id=mine, role=Role.ORGANISER))
    stranger = browsers().sign_in(factories.make_account(other, Role.ORGANISER))
    elsewhere = f"/organise/{other.slug}/people/import"
    scene.workshop, first = other, scene.workshop
    upload(scene, written(ROWS))
    page = look(scene)
    assert f"In “{first.title_en}” these columns were read otherwise" in page
    assert scene.orn.post(f"{elsewhere}/offered", {}).status_code == 303
    store(scene, look(scene))
    fresh(session)
    assert people(session)[-1].position == "ผู้อำนวยการ"
    scene.orn = stranger
    factories.store(ListLayout(
        workshop_id=first.id, signature="x" * 64, columns={}, stored_at=factories.MOMENT
    ))  # fmt: skip
    upload(scene, written([["ชื่อ", "นามสกุล", "รุ่น", "ตำแหน่ง", "x"], ["ก", "ข", "1", "2", "3"]]))
    assert "were read otherwise" not in look(scene)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({2: "position"}, "“Position” is chosen twice"),
        ({0: "", 1: ""}, "Choose “First name” or “Full name” for the column of names"),
        ({2: "no such thing"}, "Not a valid choice"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_at_its_column_and_kept(scene, session, values, says):
    upload(scene, written(ROWS))
    refused = correct(scene, look(scene), values)
    assert refused.status_code == 422
    assert says in refused.text
    assert 'aria-invalid="true"' in refused.text
    if "" in values.values():
        assert re.search(r'_1" id=[^>]*>\s*<option value="" selected>', refused.text)
    fresh(session)
    assert session.scalars(sa.select(StagedImport.columns)).one() == {}


@pytest.mark.slow
def test_sheets_can_be_chosen_and_those_with_people_come_first(scene, session):
    data = workbook([["09.00", "เปิดประชุม"]], two=MESSY, three=[HEADINGS, MESSY[3]])
    upload(scene, data)
    page = look(scene)
    assert page.index('value="two"') < page.index('value="three"') < page.index('value="ตอบรับ"')
    assert "2 of 3 sheets" in page
    assert correct(scene, page, {}, sheets="three").status_code == 303
    assert "1 of 3 sheets" in look(scene)
    store(scene, look(scene))
    assert [person.first_name for person in people(session)] == ["กรพนธ์"]


@pytest.mark.slow
def test_a_sheet_without_people_and_no_sheet_are_refused_with_a_sentence(scene):
    upload(scene, workbook([["09.00", "เปิดประชุม"]], two=MESSY))
    for chosen, says in (("ตอบรับ", "There is no list in it"), ([], "at least one sheet")):
        refused = correct(scene, look(scene), {}, sheets=chosen)
        assert refused.status_code == 422
        assert says in refused.text
    assert "1 of 2 sheets" in look(scene)


def test_a_list_without_a_column_of_names_asks_which_it_is(scene, session):
    upload(
        scene, written([["x", "y"], ["กรพนธ์ ใจดี", "a@example.go.th"], ["ราณี มนุษย์", "b@b.go.th"]])
    )
    page = look(scene)
    assert "No heading says where the names are" in page
    assert not SEAL.search(page)
    assert correct(scene, page, {0: "full_name"}).status_code == 303
    store(scene, look(scene))
    assert [person.last_name for person in people(session)] == ["ใจดี", "มนุษย์"]


def test_a_list_without_headings_is_read_by_its_columns_and_that_is_remembered(scene, session):
    bare = [["1", "นาย", "กรพนธ์", "ใจดี", "รุ่นที่ 4", "ทล.", "a@example.go.th"],
            ["2", "นาง", "ราณี", "มนุษย์", "รุ่นที่ 5", "ทด.", "b@example.go.th"]]  # fmt: skip
    upload(scene, written(bare))
    page = look(scene)
    assert "The list has no headings" in page
    assert "Columns without headings" in page
    assert re.search(r'<th scope="row">Column C</th><td class="samples"><span>กรพนธ์</span>', page)
    for place, guessed in enumerate(
        ["number", "prefix", "first_name", "last_name", None, None, "email"]
    ):
        chosen = re.search(rf'_{place}" id=[^>]*>.*?</select>', page, re.S).group()
        assert re.findall(r'value="(\w+)" selected', chosen) == ([guessed] if guessed else [])
    assert correct(scene, page, {5: "agency"}).status_code == 303
    assert "As said before for lists like this one" in look(scene)
    store(scene, look(scene))
    assert [one.agency_id for one in people(session)] == [scene.highways.id, scene.lands.id]
    more = ["3", "นาย", "สมชาย", "กล้าหาญ", "", "ทล.", "c@example.go.th"]
    upload(scene, written([more, [*more[:2], "มานี", *more[3:]]]), "next.csv")
    page = look(scene)
    assert "As said before for lists like this one" in page
    assert "The list has no headings" not in page


def test_a_preview_under_other_columns_is_not_what_is_stored(scene, session):
    upload(scene, written(ROWS))
    before = look(scene)
    correct(scene, before, {2: "position", 3: ""})
    assert store(scene, before).status_code == 409
    assert people(session) == []


@pytest.mark.slow
def test_seats_go_to_those_who_replied_first(scene, session):
    scene.workshop.capacity = 1
    session.commit()
    upload(scene, OLD.read_bytes(), "old.xls")
    page = look(scene)
    correct(scene, page, {}, sheets="วันที่")
    store(scene, look(scene))
    first, second = people(session)
    assert (first.first_name, first.status.value) == ("สมหญิง", "confirmed")
    assert first.registered_at == dt.datetime(2014, 6, 30, 17, tzinfo=dt.UTC)  # in Bangkok
    assert (second.first_name, second.status.value) == ("สมชาย", "waitlisted")
    assert second.registered_at.year > 2014


@pytest.mark.slow
def test_the_command_takes_sheets_and_columns(scene, session, app, tmp_path, capsys):
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(ROWS, two=MESSY))
    with app.app_context():
        i18n.speak("en")
        said = {"sheets": ["ตอบรับ"], "columns": ["รุ่น=position", "ตำแหน่ง="]}
        commands.import_people(scene.workshop, file, apply=True, **said)
        assert capsys.readouterr().out.splitlines()[-1] == "new 1, changed 0, same 0, problem 0"
        assert [person.position for person in people(session)] == ["ผู้อำนวยการ"]
        commands.import_people(scene.workshop, file, apply=False, sheets=["ตอบรับ"])
        assert capsys.readouterr().out.splitlines()[-1] == "new 0, changed 0, same 0, problem 1"
        file.write_bytes(written([["ใจดี", "กรพนธ์", "x"], ["มนุษย์", "ราณี", "y"]]))
        with pytest.raises(WorkshopError, match=r"--map A=full_name. There are A \(ใจดี\), B"):
            commands.import_people(scene.workshop, file, apply=True)
        said = ["a=last_name", "B=first_name", "C=position"]
        commands.import_people(scene.workshop, file, apply=True, columns=said)
        assert "(ใจดี)" not in capsys.readouterr().out
        file.write_bytes(workbook(ROWS, two=MESSY))
        for wrong, says in (
            ({"sheets": ["x"]}, "There is no sheet x"), ({"columns": ["x=position"]}, "headed x"),
            ({"columns": ["ชื่อ=x"]}, "x is no field"), ({"columns": ["ชื่อ"]}, "is no field"),
            ({"sheets": ["ตอบรับ"], "columns": ["ชื่อ="]}, "No column holds names"),
        ):  # fmt: skip
            with pytest.raises(WorkshopError, match=says):
                commands.import_people(scene.workshop, file, apply=True, **wrong)


def test_an_upload_that_is_dropped_while_it_is_stored_is_said_so(scene, session, monkeypatch):
    upload(scene, written(ROWS))
    page = look(scene)
    read = staging.read

    def dropped_meanwhile(*args, **kwargs):
        listed = read(*args, **kwargs)
        session.execute(sa.delete(StagedImport))
        session.commit()
        return listed

    monkeypatch.setattr(staging, "read", dropped_meanwhile)
    answer = store(scene, page)
    assert answer.status_code == 409
    assert "has changed since this preview" in answer.text
    assert people(session) == []

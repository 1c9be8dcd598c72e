"""What leaves the list: a workbook, a CSV, the personal links."""

import csv
import io

import pytest
import python_calamine as calamine

from tests import factories
from tests.people.test_importing import counts, look, upload
from workshop.errors import SettingsError
from workshop.links import token_of
from workshop.people import commands

HOSTILE = "=HYPERLINK(1)"


@pytest.fixture
def people(scene):
    ann = factories.make_person(
        scene.workshop, agency=scene.highways, first_name="ปั๊ม", last_name="กู้ญู", name_key="ปั๊ม|กู้ญู",
        phone="0822527365 x12", dietary=HOSTILE, position="อธิบดี",
    )  # fmt: skip
    bow = factories.make_person(scene.workshop, agency_name="อื่น", first_name="ราณี")
    factories.place(scene.workshop, {ann: scene.policy})
    return ann, bow


def read_csv(response):
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_the_csv_keeps_thai_and_holds_no_formula(scene, people):
    rows = read_csv(scene.orn.get(f"{scene.at()}.csv"))
    assert [row["First name"] for row in rows] == ["ปั๊ม", "ราณี"]
    assert rows[0]["Phone"] == "082 252 7365 ext. 12"
    assert rows[0]["Food"] == "'" + HOSTILE
    assert (rows[0]["Agency"], rows[0]["Group"]) == ("Department of Highways", "A")
    assert (rows[0]["Roles"], rows[0]["Status"]) == ("Uses services", "Has a seat")


def test_the_workbook_holds_the_same_as_text(scene, people):
    data = scene.orn.get(f"{scene.at()}.xlsx?lang=th").data
    rows = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    headings, first, *_ = rows.to_python()
    row = dict(zip(headings, first, strict=True))
    assert row["ชื่อ"] == "ปั๊ม"
    assert row["อาหาร"] == HOSTILE
    assert row["โทรศัพท์"] == "082 252 7365 ต่อ 12"


def test_an_export_holds_what_was_searched_for(scene, people):
    rows = read_csv(scene.orn.get(f"{scene.at()}.csv", query_string={"q": "ราณี"}))
    assert [row["First name"] for row in rows] == ["ราณี"]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_can_be_imported_again_and_changes_nothing(scene, people, ending, language):
    data = scene.orn.get(f"{scene.at()}.{ending}?lang={language}").data
    upload(scene, data, f"people.{ending}")
    assert counts(look(scene)) == [0, 0, 2, 0]


def test_links_are_listed_for_printing(scene, people, app, settings, capsys):
    with app.app_context():
        commands.links(scene.workshop, settings)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == ["id", "name", "group", "status", "code", "link"]
    token = token_of(app.extensions["workshop.keys"], people[0])
    assert rows[0]["link"] == f"http://localhost/me/{token}"
    assert (rows[0]["group"], rows[0]["status"]) == ("policy", "confirmed")
    assert rows[1]["group"] == ""


def test_links_are_refused_while_the_address_is_not_known(scene, people, app, settings):
    from dataclasses import replace

    with app.app_context(), pytest.raises(SettingsError, match="WORKSHOP_BASE_URL"):
        commands.links(scene.workshop, replace(settings, base_url=None))

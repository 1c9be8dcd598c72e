"""Columns that nothing else fits are kept beside people, where an organiser says so."""

import csv
import io
import json
import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.domain.intake.messy import written
from tests.people.test_columns import correct
from tests.people.test_importing import counts, look, people, store, upload
from tests.planning.reading import filled
from workshop import attributes
from workshop.domain.intake.attributes import MOST, key_of
from workshop.errors import WorkshopError
from workshop.models import Attribute, AuditEntry, Person
from workshop.people import commands

REGION = "จังหวัด/ภาค"
HEADS = ["ชื่อ", "นามสกุล", "หน่วยงาน", REGION, "Batch"]
ROWS = [HEADS, ["กรพนธ์", "ใจดี", "ทล.", "ภาคเหนือ", "1"], ["ราณี", "มนุษย์", "ทด.", "-", "2"]]


def bring(scene, rows, name="ตอบรับ.xlsx", **kept):
    upload(scene, written(rows), name)
    page = look(scene)
    if kept:
        places = {rows[0].index(heading): said for heading, said in kept.items()}
        assert correct(scene, page, places).status_code == 303
        page = look(scene)
    return page


def known(session):
    """By first name, what is known of people, by the name of the attribute."""
    found = people(session)
    defined = attributes.defined(session, found[0].workshop_id)
    names = {one.id: one.name_en or one.name_th for one in defined}
    return {
        one.first_name: {
            names[key]: value for key, value in attributes.of_person(session, one).items()
        }
        for one in found
    }


def test_a_kept_column_is_stored_and_known_again_in_the_next_list(scene, session):
    page = bring(scene, ROWS, **{REGION: "kept"})
    assert "Columns with other headings:</b>" not in page
    store(scene, page)
    assert f"Kept beside people: {REGION}." in scene.orn.get(scene.at()).text
    assert known(session) == {"กรพนธ์": {REGION: "ภาคเหนือ"}, "ราณี": {}}
    (defined,) = session.scalars(sa.select(Attribute)).all()
    assert (defined.name_th, defined.name_en, defined.weight) == (REGION, "", 0)
    assert counts(bring(scene, ROWS)) == [0, 0, 2, 0]
    other = [["นามสกุล", "ชื่อ", "หน่วยงาน", " จังหวัด - ภาค "],
             ["ใจดี", "กรพนธ์", "ทล.", "ภาคใต้"], ["ใจดี", "กรพนธ์", "ทล.", "ภาคกลาง"],
             ["มนุษย์", "ราณี", "ทด.", "x" * 201], ["ใหม่", "สโรชา", "ทด.", "ภาคเหนือ"]]  # fmt: skip
    page = bring(scene, other, "other.xlsx")
    assert counts(page) == [1, 1, 1, 1]
    assert re.search(r"<b>จังหวัด - ภาค</b> <s>ภาคเหนือ</s> → ภาคใต้", page)
    assert "จังหวัด - ภาค differs from row 2, which counts." in page
    assert "จังหวัด - ภาค is longer than 200 characters. Shorten it in the file." in page
    store(scene, page)
    assert known(session) == {
        "กรพนธ์": {REGION: "ภาคใต้"}, "ราณี": {}, "สโรชา": {REGION: "ภาคเหนือ"},
    }  # fmt: skip


def test_the_list_and_its_export_are_narrowed_to_a_value(scene, session):
    store(scene, bring(scene, ROWS, **{REGION: "kept"}))
    page = scene.orn.get(scene.at("?lang=en")).text
    keys = dict(re.findall(r'<option value="([^"]+)">(ภาคเหนือ|Not known)<', page))
    assert sorted(keys.values()) == ["Not known", "ภาคเหนือ"]
    for key, shown in keys.items():
        found, other = ("ราณี", "กรพนธ์") if shown == "Not known" else ("กรพนธ์", "ราณี")
        narrowed = scene.orn.get(scene.at(), query_string={"value": key, "lang": "en"}).text
        assert (found in narrowed, other in narrowed) == (True, False)
        assert f'<option value="{key}" selected>' in narrowed
        table = scene.orn.get(scene.at(".csv"), query_string={"value": key}).text
        assert (found in table, other in table) == (True, False)
    for key in ("0:-", "x", "9" * 30 + ":a", ":"):
        assert "0 people found" in scene.orn.get(scene.at(f"?lang=en&value={key}")).text


def test_two_columns_of_one_heading_too_many_and_none_are_refused_in_words(scene, session):
    upload(scene, written([[*HEADS, "batch"], [*ROWS[1], "3"]]))
    refused = correct(scene, look(scene), {4: "kept", 5: "kept"})
    assert refused.status_code == 422
    assert "“batch” is chosen twice. Choose it for one column." in refused.text
    for number in range(MOST):
        factories.store(Attribute(
            workshop_id=scene.workshop.id, name_en=f"More {number}", heading_key=f"more{number}"
        ))  # fmt: skip
    refused = correct(scene, look(scene), {4: "kept"})
    assert refused.status_code == 422
    assert f"At most {MOST} columns can be kept beside people" in refused.text
    upload(scene, written([["1", "นาย", "กรพนธ์", "ใจดี", "ทล.", "x"]]))
    assert 'value="kept"' not in look(scene)


def test_the_command_line_keeps_columns_too(app, scene, session, tmp_path, capsys):
    file = tmp_path / "list.csv"
    text = io.StringIO()
    csv.writer(text).writerows(ROWS)
    file.write_text(text.getvalue(), "utf-8")
    with app.app_context():
        commands.import_people(scene.workshop, file, apply=True, columns=[f"{REGION}=kept"])
        assert "left out: column Batch" in capsys.readouterr().out
        file.write_text(text.getvalue().replace("ภาคเหนือ", "ภาคใต้"), "utf-8")
        commands.import_people(scene.workshop, file, apply=False)
        assert f"{REGION}: ภาคเหนือ -> ภาคใต้" in capsys.readouterr().out
        file.write_text("นาย,กรพนธ์,ใจดี,x\nนาง,ราณี,มนุษย์,y\n", "utf-8")
        with pytest.raises(WorkshopError, match="Column D has no heading to keep it under"):
            commands.import_people(
                scene.workshop, file, apply=True,
                columns=["B=first_name", "C=last_name", "D=kept"],
            )  # fmt: skip
    assert known(session)["กรพนธ์"] == {REGION: "ภาคเหนือ"}


@pytest.mark.parametrize("heading", ['{ั"ัฯ/', "ß–(x)", "½ั.ััฯ", "ก" * 500, "A\x00\u202eB"])
def test_the_key_of_a_heading_is_its_own_key(heading):
    assert key_of(key_of(heading)) == key_of(heading) != ""
    assert len(key_of(heading)) <= 120


def test_what_is_known_is_corrected_exported_and_shown_to_whom_it_is_about(
    scene, session, browsers
):
    store(scene, bring(scene, ROWS, **{REGION: "kept", "Batch": "kept"}))
    person = people(session)[0]
    page = scene.orn.get(scene.at(f"/{person.id}")).text
    assert '<option value="ภาคเหนือ">' in page
    form = filled(page, "first_name")
    (region,) = [name for name, value in form.items() if value == "ภาคเหนือ"]
    (batch,) = [name for name in form if name.startswith("attribute_") and name != region]
    refused = scene.orn.post(scene.at(f"/{person.id}"), {**form, region: "x" * 201})
    assert refused.status_code == 422
    assert "Enter at most 200 characters" in refused.text
    wild = "ภาคใต้\x00\u202e 🌊"
    assert scene.orn.post(scene.at(f"/{person.id}"), {**form, region: wild, batch: ""}).location
    assert known(session)["กรพนธ์"] == {REGION: "ภาคใต้ 🌊"}
    older = scene.orn.post(scene.at(f"/{person.id}"), {**form, region: "ภาคกลาง"})
    assert older.status_code == 409
    assert "<b>Stored now:</b> ภาคใต้ 🌊" in older.text
    rows = list(csv.DictReader(io.StringIO(scene.orn.get(scene.at(".csv")).text.lstrip("\ufeff"))))
    assert [(row[REGION], row["Batch"]) for row in rows] == [("ภาคใต้ 🌊", ""), ("", "2")]
    said = session.scalars(sa.select(AuditEntry.subject).order_by(AuditEntry.id.desc())).first()
    assert said.endswith(f" · {REGION}; Batch")
    pim = browsers().be(session.get(Person, person.id))
    assert "ภาคใต้ 🌊" in pim.get(f"/w/{scene.workshop.slug}/me/data").text
    told = json.loads(pim.get(f"/w/{scene.workshop.slug}/me/data.json").text)
    assert told["attributes"] == [{"name": REGION, "value": "ภาคใต้ 🌊"}]
    assert f"{REGION}, Batch" in scene.orn.get(f"/organise/{scene.workshop.slug}/privacy").text


def test_attributes_are_named_ordered_and_deleted_and_never_share_a_name(scene, session):
    store(scene, bring(scene, ROWS, **{REGION: "kept", "Batch": "kept"}))
    base = f"/organise/{scene.workshop.slug}/attributes"
    region, batch = session.scalars(sa.select(Attribute).order_by(Attribute.id))
    page = scene.orn.get(f"{base}/{region.id}").text
    form = filled(page, "name_en")
    refused = scene.orn.post(f"{base}/{region.id}", {**form, "name_en": " BATCH:"})
    assert (refused.status_code, "Another attribute has this name" in refused.text) == (422, True)
    assert scene.orn.post(f"{base}/{region.id}", {**form, "name_en": "Region"}).status_code == 303
    assert scene.orn.post(f"{base}/{region.id}", form).status_code == 409
    assert scene.orn.post(f"{base}/new", {"name_en": "Size", "position": "0"}).status_code == 303
    page = scene.orn.get(base).text
    assert page.index("Region") < page.index("Size") < page.index("Batch")
    assert "known of 2 people" in page
    again = [["ชื่อ", "นามสกุล", "หน่วยงาน", "REGION"], ["กรพนธ์", "ใจดี", "ทล.", "ภาคเหนือ"]]
    assert counts(bring(scene, again)) == [0, 0, 1, 0]
    asked = scene.orn.get(f"{base}/{batch.id}/delete").text
    assert "It is known of 2 people" in asked
    scene.orn.post(f"{base}/{batch.id}/delete", filled(asked, "version"))
    assert known(session) == {"กรพนธ์": {"Region": "ภาคเหนือ"}, "ราณี": {}}


def test_whatever_a_heading_or_a_value_says_no_page_breaks(scene, session):
    nasty = "<b>%(name)s {{ 7 * 7 }}\u202e 🌊 " + "ก่่่่" * 200
    heads = ["ชื่อ", "นามสกุล", "หน่วยงาน", "อีเมล", nasty, " ; · : "]
    rows = [heads, ["กรพนธ์", "ใจดี", "ทล.", "a@b.go.th", "=1+1", "%s"]]
    page = bring(scene, rows, **{nasty: "kept", " ; · : ": "kept"})
    store(scene, page)
    person = people(session)[0]
    for row in attributes.defined(session, scene.workshop.id):
        row.weight = 1
    session.commit()
    base = f"/organise/{scene.workshop.slug}"
    pages = ("/attributes", "/assignment/rules", f"/people/{person.id}", "/privacy", "/history",
             "/people", "/people.xlsx", "/people.csv")  # fmt: skip
    for path in pages:
        shown = scene.orn.get(f"{base}{path}")
        assert shown.status_code == 200
        assert b"<b>%(name)s" not in shown.data or path.endswith(".csv")
    assert "'=1+1" in scene.orn.get(f"{base}/people.csv").text
    form = filled(scene.orn.get(f"{base}/people/{person.id}").text, "first_name")
    longest = {name: "x" * 1_000_000 for name in form if name.startswith("attribute_")}
    assert scene.orn.post(f"{base}/people/{person.id}", {**form, **longest}).status_code == 422

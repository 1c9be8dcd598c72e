"""Agenda, groups, strategies, agencies, their roles and the seniority table."""

import io
import re

import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from workshop.domain.group_letters import LETTERS
from workshop.domain.terms import Role, Seniority
from workshop.models import (
    Agency,
    AgencyRole,
    AgencyRoleLink,
    AgendaItem,
    AuditEntry,
    FeedbackForm,
    FocusGroup,
    GroupRole,
    Invitee,
    Person,
    Strategy,
)

BASE = "/organise/plan"


def all_of(session, model):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(model).order_by(*model.__table__.primary_key)).all()


def actions(session):
    return [entry.what for entry in all_of(session, AuditEntry)]


def test_an_agenda_item_is_added_changed_and_deleted(organiser, session):
    values = {"starts": "09:20", "ends": "10:45", "title_th": "ผลงาน", "title_en": "Results"}
    assert change(organiser, f"{BASE}/agenda/new", **values, kind="groups").status_code == 303
    (item,) = all_of(session, AgendaItem)
    assert (f"{item.starts:%H:%M}", item.kind, item.title_th) == ("09:20", "groups", "ผลงาน")
    page = f"{BASE}/agenda/{item.id}"
    assert change(organiser, page, ends="", place_en="Hall").status_code == 303
    (item,) = all_of(session, AgendaItem)
    assert (item.ends, item.place_en, item.version) == (None, "Hall", 2)
    asked = organiser.get(f"{page}/delete").text
    assert "Delete “Results”?" in asked
    assert change(organiser, f"{page}/delete").status_code == 303
    assert all_of(session, AgendaItem) == []
    assert actions(session) == ["agenda.added", "agenda.changed", "agenda.deleted"]


def test_an_agenda_item_ends_after_it_starts(organiser, session):
    values = {"starts": "10:00", "ends": "09:00", "title_en": "Talk"}
    refused = change(organiser, f"{BASE}/agenda/new", **values)
    assert refused.status_code == 422
    assert "Enter an end after the start" in refused.text
    refused = change(organiser, f"{BASE}/agenda/new", starts="10:00", title_th="ที่" + "่" * 40)
    assert refused.status_code == 422
    assert "Too many marks stand on one letter" in refused.text
    assert all_of(session, AgendaItem) == []


def test_times_that_may_be_a_slip_are_stored_with_a_hint(organiser, workshop, session):
    for starts, ends, title in (
        ("09:30", "10:00", "First"), ("09:45", "10:15", "Second"), ("10:15", "", "Third"),
        ("23:00", "23:30", "Late"),
    ):  # fmt: skip
        values = {"starts": starts, "ends": ends, "title_en": title}
        assert change(organiser, f"{BASE}/agenda/new", **values).status_code == 303
    page = organiser.get(f"{BASE}/agenda").text
    assert page.count("Outside the day, which is") == 1
    assert page.count("At the same time as “First”") == 1
    assert page.count("At the same time as “Second”") == 1
    assert page.count("At the same time as") == 2


def test_groups_get_the_next_letter(organiser, workshop, session):
    role = make.make_role(workshop)
    values = {"name_en": "Policy", "code": "Policy", "seats_min": "5", "seats_max": "20"}
    assert change(organiser, f"{BASE}/groups/new", **values, roles=str(role.id)).status_code == 303
    values |= {"code": "partner", "name_en": "Partner"}
    change(organiser, f"{BASE}/groups/new", **values)
    first, second = all_of(session, FocusGroup)
    assert (first.letter, first.code, second.letter) == ("A", "policy", "B")
    assert [one.role_id for one in all_of(session, GroupRole)] == [role.id]
    change(organiser, f"{BASE}/groups/{first.id}/delete")
    change(organiser, f"{BASE}/groups/new", **{**values, "code": "user"})
    assert [one.letter for one in all_of(session, FocusGroup)] == ["B", "A"]


def test_after_z_groups_get_two_letters_and_stand_behind_it(organiser, workshop, session):
    for letter in LETTERS[:26]:
        make.store(
            FocusGroup(workshop_id=workshop.id, code=f"g-{letter.lower()}", letter=letter,
                       name_en=f"Group {letter}", seats_min=0, seats_max=9)
        )  # fmt: skip
    values = {
        "code": "next",
        "name_th": "กลุ่มถัดไป",
        "name_en": "",
        "seats_min": "0",
        "seats_max": "9",
    }
    assert change(organiser, f"{BASE}/groups/new", **values).status_code == 303
    page = organiser.get(f"{BASE}/groups?lang=en").text
    shown = list(dict.fromkeys(re.findall(r'aria-label="Group ([A-Z]+)"', page)))
    assert shown == [*LETTERS[:26], "AA"]


def test_a_group_is_refused_with_a_sentence_at_its_field(organiser, workshop, session):
    make.make_group(workshop, "policy")
    values = {"name_en": "Policy", "code": "policy", "seats_min": "5", "seats_max": "20"}
    for changed, sentence in (
        ({}, "Another group has this code"),
        ({"code": "a b"}, "Use small letters"),
        ({"code": ""}, "Enter a code such as policy"),
        ({"code": "new", "seats_max": "4"}, "Enter at least as many seats"),
        ({"code": "new", "seats_min": "-1"}, "Enter a whole number from 0"),
        ({"code": "new", "roles": "999"}, "Choose one of these"),
    ):
        refused = change(organiser, f"{BASE}/groups/new", **{**values, **changed})
        assert refused.status_code == 422, changed
        assert sentence in refused.text, changed
    assert len(all_of(session, FocusGroup)) == 1


def test_a_group_with_people_answers_team_or_questions_stays(organiser, workshop, session):
    placed, led, asked = (make.make_group(workshop, code) for code in ("a", "b", "c"))
    make.place(workshop, {make.make_person(workshop): placed})
    make.make_account(workshop, Role.FACILITATOR, group=led)
    make.make_question(workshop, 0, group=asked)
    for group, sentence in (
        (placed, "Move them on the board first"),
        (led, "Remove them from the team first"),
        (asked, "Delete or change the question first"),
    ):
        refused = change(organiser, f"{BASE}/groups/{group.id}/delete")
        assert refused.status_code == 409
        assert sentence in refused.text
    assert len(all_of(session, FocusGroup)) == 3


def test_a_strategy_brings_its_form_and_takes_it_along(organiser, workshop, session):
    assert 'value="1"' in organiser.get(f"{BASE}/strategies/new").text
    change(organiser, f"{BASE}/strategies/new", title_th="เชื่อมโยง", description_en="Link agencies")
    (strategy,) = all_of(session, Strategy)
    forms = {form.number: form.strategy_id for form in all_of(session, FeedbackForm)}
    assert forms == {0: None, 1: strategy.id}
    change(organiser, f"{BASE}/strategies/{strategy.id}", number="3")
    assert {form.number for form in all_of(session, FeedbackForm)} == {0, 3}
    change(organiser, f"{BASE}/strategies/{strategy.id}/delete")
    assert [form.number for form in all_of(session, FeedbackForm)] == [0]


def test_two_strategies_never_share_a_number(organiser, workshop, session):
    make.make_strategy(workshop, 1)
    refused = change(organiser, f"{BASE}/strategies/new", title_en="Second", number="1")
    assert refused.status_code == 422
    assert "Another strategy has this number" in refused.text


def test_an_agency_is_added_found_and_changed(organiser, workshop, session):
    role = make.make_role(workshop)
    values = {"name_th": "กรมบัญชีกลาง", "name_en": "Comptroller", "ministry_th": "กระทรวงการคลัง"}
    values["abbreviations"] = "บก., CGD ,บก."
    change(organiser, f"{BASE}/agencies/new", **values, roles=str(role.id))
    (agency,) = all_of(session, Agency)
    assert agency.abbreviations == ["บก.", "CGD"]
    assert [one.role_id for one in all_of(session, AgencyRoleLink)] == [role.id]
    assert "กรมบัญชีกลาง" in organiser.get(f"{BASE}/agencies?q=cgd&lang=th").text
    assert "กรมบัญชีกลาง" not in organiser.get(f"{BASE}/agencies?q=zzz").text
    organiser.get("/organise/?lang=en")
    change(organiser, f"{BASE}/agencies/{agency.id}", abbreviations="")
    (agency,) = all_of(session, Agency)
    assert (agency.abbreviations, agency.version) == ([], 2)


def test_people_who_typed_a_new_agency_belong_to_it(organiser, workshop, session):
    make.make_person(workshop, agency_name="กรมบัญชีกลาง")
    for typed in ("กรม บัญชีกลาง", "CGD", "กรมบัญชี"):
        make.make_invitee(workshop, agency_name=typed, version=1)
    change(organiser, f"{BASE}/agencies/new", name_th="กรมบัญชีกลาง", abbreviations="CGD")
    (agency,), (person,) = all_of(session, Agency), all_of(session, Person)
    assert person.agency_id == agency.id
    assert [(one.agency_id, one.agency_name, one.version) for one in all_of(session, Invitee)] == [
        (agency.id, "กรมบัญชีกลาง", 2), (agency.id, "กรมบัญชีกลาง", 2), (None, "กรมบัญชี", 1),
    ]  # fmt: skip


def test_an_agency_that_is_nearly_there_already_is_asked_about_before_it_is_stored(
    organiser, workshop, session
):
    known = make.make_agency(workshop, name_th="กรมบัญชีกลาง", name_en="Comptroller General")
    asked = change(organiser, f"{BASE}/agencies/new", name_th="กรมบัญชีกลา")
    assert asked.status_code == 409
    assert "Is it one of these?" in asked.text
    assert f"/agencies/{known.id}" in asked.text
    assert 'value="กรมบัญชีกลา"' in asked.text
    assert len(all_of(session, Agency)) == 1
    sent = filled(asked.text)
    assert organiser.post(f"{BASE}/agencies/new", sent).status_code == 303
    assert len(all_of(session, Agency)) == 2
    again = organiser.post(f"{BASE}/agencies/new", {**sent, "name_th": "กรมบัญชีกล"})
    assert again.status_code == 409  # the other one was not looked at
    listed = {"rows": "name_th\nกรมบัญชีกลาก\nกรมอุทยาน", "step": "look"}
    page = organiser.post(f"{BASE}/agencies/import", listed).text
    assert page.count("Nearly the name of “") == 1


def test_a_damaged_row_of_a_list_of_agencies_is_named_and_the_others_stored(
    organiser, workshop, session
):
    page = f"{BASE}/agencies/import"
    organiser.get(page)
    rows = 'name_th,name_en\nกรมหนึ่ง,One\n"กรมสอง,Two\nกรมสาม,Three\n'.encode() + b"\xa1x,Four\n"
    upload = {"rows": "", "file": (io.BytesIO(rows), "list.csv"), "step": "look"}
    seen = organiser.post(page, upload, content_type="multipart/form-data").text
    assert 'A double quote (") in this row does not close' in seen
    assert "Some characters of this row could not be read" in seen
    assert "Store 2 rows" in seen
    organiser.post(page, {"rows": filled(seen, "rows")["rows"], "step": "store"})
    assert [one.name_th for one in all_of(session, Agency)] == ["กรมหนึ่ง", "กรมสาม"]


def test_an_agency_with_people_stays(organiser, workshop, session):
    agency = make.make_agency(workshop)
    make.make_person(workshop, agency=agency)
    refused = change(organiser, f"{BASE}/agencies/{agency.id}/delete")
    assert refused.status_code == 409
    assert "People or invitees belong to this agency" in refused.text
    assert len(all_of(session, Agency)) == 1


def test_a_role_is_added_changed_and_kept_while_used(organiser, workshop, session):
    change(organiser, f"{BASE}/agencies/roles/new", name_en="Sets policy", code="policy")
    (role,) = all_of(session, AgencyRole)
    change(organiser, f"{BASE}/agencies/roles/{role.id}", name_th="กำหนดนโยบาย")
    (role,) = all_of(session, AgencyRole)
    assert (role.code, role.name_th) == ("policy", "กำหนดนโยบาย")
    make.make_agency(workshop, roles=(role,))
    refused = change(organiser, f"{BASE}/agencies/roles/{role.id}/delete")
    assert refused.status_code == 409
    assert "Agencies have this role" in refused.text


def test_the_seniority_table_works_out_everybody_anew(organiser, workshop, session):
    make.make_person(workshop, position="ผู้ช่วยงานพิเศษ")
    page = f"{BASE}/agencies/seniority"
    assert "อธิบดี" in filled(organiser.get(page).text)["executive"]
    response = change(organiser, page, "executive", head="ผู้ช่วยงาน\r\nหัวหน้า", officer="")
    assert response.status_code == 303
    (person,) = all_of(session, Person)
    assert person.seniority is Seniority.HEAD
    assert "1 person has another level" in organiser.get(page).text


def test_a_word_stands_in_one_level_only(organiser, workshop):
    page = f"{BASE}/agencies/seniority"
    refused = change(organiser, page, executive="หัวหน้า", head="หัวหน้า", officer="")
    assert refused.status_code == 422
    assert "stands in two lists" in refused.text


LIST = (
    "ชื่อหน่วยงาน\tname_en\tตัวย่อ\tกระทรวง\tบทบาท\n"
    "กรมหนึ่ง\tDepartment One\tกห.\tกระทรวงการคลัง\tpolicy\n"
    "กรมสอง\t\t\t\tกำหนดนโยบาย\n"
    "กรมสาม\t\t\t\tnobody knows\n"
    "\tDepartment One\t\t\t\n"
)


def test_a_list_of_agencies_is_looked_at_before_it_is_stored(organiser, workshop, session):
    make.make_role(workshop)
    page = f"{BASE}/agencies/import"
    seen = change(organiser, page, "rows", rows=LIST)
    assert seen.status_code == 200
    assert "There is no role “nobody knows”" in seen.text
    assert "This agency stands in the list twice" in seen.text
    assert "Store 2 rows" in seen.text
    assert all_of(session, Agency) == []
    assert organiser.post(page, {"rows": LIST, "step": "store"}).status_code == 303
    assert [one.name_th for one in all_of(session, Agency)] == ["กรมหนึ่ง", "กรมสอง"]
    assert len(all_of(session, AgencyRoleLink)) == 2
    again = organiser.post(page, {"rows": LIST, "step": "look"})
    assert "Store" not in again.text.split("What would be stored")[0].split("<form")[-1]
    organiser.post(page, {"rows": LIST, "step": "store"})
    assert [one.version for one in all_of(session, Agency)] == [1, 1]
    crossed = {"rows": "name_th\tname_en\nกรมสอง\tDepartment One\n"}
    seen = organiser.post(page, {**crossed, "step": "look"})
    assert "two agencies of the list, “กรมสอง” and “Department One”" in seen.text
    organiser.post(page, {**crossed, "step": "store"})
    assert [one.version for one in all_of(session, Agency)] == [1, 1]


def test_a_file_of_agencies_is_read(organiser, workshop, session):
    organiser.get(f"{BASE}/agencies/import")
    upload = (io.BytesIO("name_th,name_en\nกรมหนึ่ง,One\n".encode("utf-8-sig")), "list.csv")
    seen = organiser.post(
        f"{BASE}/agencies/import", {"rows": "", "file": upload}, content_type="multipart/form-data"
    )
    assert seen.status_code == 200
    kept = filled(seen.text, "rows")["rows"]
    assert kept == "name_th\tname_en\nกรมหนึ่ง\tOne"


def test_what_is_no_list_is_refused_with_a_sentence(organiser, workshop):
    page = f"{BASE}/agencies/import"
    for rows, sentence in (
        ("", "Paste rows or choose a file"),
        ("something\nelse", "No column is headed with a name"),
        ("%PDF-1.7", "cannot be read as a list"),
    ):
        refused = change(organiser, page, "rows", rows=rows)
        assert refused.status_code == 422
        assert sentence in refused.text

"""Two entries of the list that are one agency become one, and nothing is lost on the way."""

from functools import partial

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop.domain.terms import PersonStatus
from workshop.models import (
    Agency,
    AgencyAlias,
    AgencyRoleLink,
    AuditEntry,
    Base,
    Invitee,
    Person,
)
from workshop.planning import agency_references
from workshop.registration import seats

BASE = "/organise/plan/agencies"


def stored(session, model):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(model).order_by(*model.__table__.primary_key)).all()


@pytest.fixture
def two(workshop):
    """The same agency twice, and a role that both have beside one that only the second has."""
    both, second = make.make_role(workshop, "policy"), make.make_role(workshop, "user")
    kept = make.make_agency(
        workshop, roles=(both,), name_th="กรมสรรพากร", name_en="Revenue Department",
        abbreviations=["สก."], ministry_th="กระทรวงการคลัง",
    )  # fmt: skip
    lost = make.make_agency(
        workshop, roles=(both, second), name_th="กรมสรรพกร", name_en="", ministry_th="",
        ministry_en="", abbreviations=["สก", "RD"],
    )  # fmt: skip
    return lost, kept


def make_invitee(workshop, **values):
    return make.store(Invitee(
        **{"workshop_id": workshop.id, "short_code": "AAAAAA", "created_at": make.MOMENT, **values}
    ))  # fmt: skip


@ON_BOTH_DATABASES
def test_everything_goes_over_and_the_old_name_matches_from_then_on(
    organiser, workshop, session, two
):
    lost, kept = two
    make.make_person(workshop, agency=lost)
    make_invitee(workshop, agency_id=lost.id, agency_name=lost.name_th)
    page = organiser.get(f"{BASE}/{lost.id}").text
    assert f"/agencies/{lost.id}/merge?id={kept.id}" in page
    asked = organiser.get(f"{BASE}/{lost.id}/merge?id={kept.id}").text
    assert "1 person goes over" in asked
    assert "1 invitee goes over" in asked
    merged = change(organiser, f"{BASE}/{lost.id}/merge?id={kept.id}")
    assert merged.status_code == 303
    (agency,), (person,), (invitee,) = (stored(session, m) for m in (Agency, Person, Invitee))
    assert (person.agency_id, person.agency_name, person.version) == (kept.id, "กรมสรรพากร", 2)
    assert person.ministry == "กระทรวงการคลัง"
    assert (invitee.agency_id, invitee.agency_name) == (kept.id, "กรมสรรพากร")
    assert agency.abbreviations == ["สก.", "RD"]
    assert len(stored(session, AgencyRoleLink)) == 2
    assert [alias.name for alias in stored(session, AgencyAlias)] == ["กรมสรรพกร"]
    assert seats.directory(session, workshop.id).match("กรม สรรพกร").entry.id == kept.id
    entry = stored(session, AuditEntry)[-1]
    assert (entry.what, entry.subject) == ("agency.merged", "กรมสรรพกร → กรมสรรพากร: 2")


def test_the_other_one_is_found_by_a_name_that_is_typed(organiser, workshop, two):
    lost, kept = two
    thai = organiser.get(f"{BASE}/{lost.id}/merge?lang=th").text
    assert '<span lang="en">Revenue Department</span> · กระทรวงการคลัง' in thai
    assert '<option value="กรมสรรพากร" lang="en">Revenue Department</option>' in thai
    english = organiser.get(f"{BASE}/{lost.id}/merge?id={kept.id}&lang=en").text
    assert 'Merge “<span lang="th">กรมสรรพกร</span>” into “Revenue Department”?</h1>' in english
    asked = organiser.get(f"{BASE}/{lost.id}/merge?into=revenue%20department")
    assert "Merge “" in asked.text
    assert "This cannot be undone" in asked.text
    for text, sentence in (
        ("nobody", "No agency of the list has exactly this name"),
        ("กรมสรรพกร", "This is the agency itself"),
    ):
        refused = organiser.get(f"{BASE}/{lost.id}/merge", query_string={"into": text})
        assert refused.status_code == 422
        assert sentence in refused.text
        assert f'value="{text}"' in refused.text
    assert organiser.get(f"{BASE}/{lost.id}/merge?id={lost.id}").status_code == 422
    assert organiser.get(f"{BASE}/{lost.id}/merge?id=99999").status_code == 404


@pytest.mark.parametrize("which", [0, 1])
def test_what_changed_meanwhile_is_looked_at_again(organiser, session, two, which):
    lost, kept = two
    address = f"{BASE}/{lost.id}/merge?id={kept.id}"
    organiser.get(address)
    two[which].abbreviations = ["XX"]
    two[which].version += 1
    session.commit()
    refused = change_without_looking(organiser, address)
    assert refused.status_code == 409
    assert len(stored(session, Agency)) == 2
    assert change(organiser, address).status_code == 303
    assert len(stored(session, Agency)) == 1


def change_without_looking(organiser, address):
    """Sends a version that is not the stored one."""
    return organiser.post(address, {"version": "1"})


def test_two_with_one_name_in_common_become_one_with_both(organiser, workshop, session):
    named = {"ministry_th": "", "ministry_en": "", "abbreviations": []}
    lost = make.make_agency(workshop, name_th="กรมใหม่", name_en="New Department", **named)
    kept = make.make_agency(workshop, name_th="", name_en="New Department", **named)
    assert change(organiser, f"{BASE}/{lost.id}/merge?id={kept.id}").status_code == 303
    (agency,) = stored(session, Agency)
    assert (agency.id, agency.name_th, agency.name_en) == (kept.id, "กรมใหม่", "New Department")


def test_an_agency_of_another_workshop_cannot_be_reached(organiser, workshop, session, two):
    stranger = make.make_agency(make.make_workshop())
    lost, _kept = two
    assert organiser.get(f"{BASE}/{lost.id}/merge?id={stranger.id}").status_code == 404
    assert organiser.post(f"{BASE}/{lost.id}/merge?id={stranger.id}", {}).status_code == 404


def test_everybody_who_is_cancelled_goes_over_too(organiser, workshop, session, two):
    lost, kept = two
    make.make_person(workshop, agency=lost, status=PersonStatus.CANCELLED)
    change(organiser, f"{BASE}/{lost.id}/merge?id={kept.id}")
    assert [person.agency_id for person in stored(session, Person)] == [kept.id]


def test_every_reference_of_the_schema_is_found():
    """Whoever adds a table that points to an agency finds it merged, or this test asks why not."""
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "agency" and key.column.name == "id"
    }
    assert {table.name for table, _column in agency_references.references()} == pointing
    assert pointing >= {"person", "agency_role_link", "agency_alias", "invitee"}
    free = {table.name for table, column in agency_references.references() if column.nullable}
    assert {table.name for table, _column in agency_references.belonging()} == free
    doubled = {
        table.name
        for table, column in agency_references.references()
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint) and column.name in constraint.columns
    }
    assert not doubled, "merging has to decide which of two such rows stays"


def test_an_agency_with_invitees_stays(organiser, workshop, session):
    agency = make.make_agency(workshop)
    make_invitee(workshop, agency_id=agency.id, agency_name=agency.name_th)
    refused = change(organiser, f"{BASE}/{agency.id}/delete")
    assert refused.status_code == 409
    assert "People or invitees belong to this agency" in refused.text


def test_other_names_can_be_seen_changed_and_searched(organiser, workshop, session):
    values = {"name_th": "สำนักงานพัฒนารัฐบาลดิจิทัล", "aliases": "สรอ.\r\nEGA\r\n\r\nEGA"}
    assert change(organiser, f"{BASE}/new", **values).status_code == 303
    (agency,) = stored(session, Agency)
    assert [alias.name for alias in stored(session, AgencyAlias)] == ["สรอ.", "EGA"]
    assert "สำนักงานพัฒนารัฐบาลดิจิทัล" in organiser.get(f"{BASE}?q=ega").text
    change(organiser, f"{BASE}/{agency.id}", aliases="EGA")
    assert [alias.name for alias in stored(session, AgencyAlias)] == ["EGA"]
    make.make_person(workshop, agency_name="EGA")
    change(organiser, f"{BASE}/{agency.id}", name_en="Digital Government")
    assert [person.agency_id for person in stored(session, Person)] == [agency.id]


@ON_BOTH_DATABASES
def test_two_organisers_who_merge_either_way_at_once_never_lose_both(
    organiser, browsers, orn, workshop, session, two
):
    lost, kept = two
    make.make_person(workshop, agency=lost)
    other = browsers().sign_in(orn)
    ways = [
        (organiser, f"{BASE}/{lost.id}/merge?id={kept.id}"),
        (other, f"{BASE}/{kept.id}/merge?id={lost.id}"),
    ]
    sent = [filled(browser.get(address).text) for browser, address in ways]
    session.rollback()
    answers = at_once(*(
        partial(browser.post, address, values)
        for (browser, address), values in zip(ways, sent, strict=True)
    ))  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [303, 404]
    (agency,), (person,) = stored(session, Agency), stored(session, Person)
    assert person.agency_id == agency.id


def test_a_name_of_another_agency_is_not_taken_from_it(organiser, workshop, session, two):
    lost, kept = two
    make_invitee(workshop, agency_name="ศูนย์ข้อมูลกลาง")
    assert change(organiser, f"{BASE}/{kept.id}", aliases="ศูนย์ข้อมูลกลาง").status_code == 303
    (invited,) = stored(session, Invitee)
    assert (invited.agency_id, invited.version) == (kept.id, 2)
    for page in (f"{BASE}/{lost.id}", f"{BASE}/new"):
        refused = change(organiser, f"{page}?lang=en", name_th="อื่น", aliases="ศูนย์ข้อมูลกลาง")
        assert refused.status_code == 422
        assert f"already means {kept.name_th}. Take it off there first" in refused.text
    assert [alias.agency_id for alias in stored(session, AgencyAlias)] == [kept.id]


def test_a_long_list_has_pages(organiser, workshop):
    for number in range(101):
        make.make_agency(workshop, name_th=f"หน่วยงานที่ {number:03}", name_en="")
    first = organiser.get(f"{BASE}?lang=en").text
    assert "101 agencies" in first
    assert ("หน่วยงานที่ 099" in first, "หน่วยงานที่ 100" in first) == (True, False)
    assert "หน่วยงานที่ 100" in organiser.get(f"{BASE}?page=2").text
    assert "Page 2 of 2" in organiser.get(f"{BASE}?page=99999&lang=en").text

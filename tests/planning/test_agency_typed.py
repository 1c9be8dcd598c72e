"""Agencies that people typed are collected, and matched once for all."""

import re

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import filled
from tests.planning.test_agency_merge import make_invitee, stored
from tests.postgres import ON_BOTH_DATABASES
from workshop.models import Agency, AgencyAlias, AuditEntry, Person
from workshop.registration import seats

PAGE = "/organise/plan/agencies/typed"
FIELD = re.compile(r'name="(match_\w+)"')


@pytest.fixture
def revenue(workshop):
    return make.make_agency(
        workshop, name_th="กรมสรรพากร", name_en="Revenue Department", abbreviations=["สก."],
        ministry_th="กระทรวงการคลัง", ministry_en="Ministry of Finance",
    )  # fmt: skip


def decide(organiser, **values):
    """Sends the page with the first name's select or other field filled in."""
    page = organiser.get(PAGE).text
    match = FIELD.search(page)[1]
    sent = {
        match if name == "match" else match.replace("match", name): v for name, v in values.items()
    }
    return organiser.post(PAGE, {**filled(page, match), **sent})


def test_names_are_collected_with_how_many_typed_them_and_what_they_may_mean(
    organiser, workshop, revenue
):
    for name in ("กรมสรรพกร", "กรมสรรพกร", "กรม สรรพกร", "สมาคมธนาคารไทย"):
        make.make_person(workshop, agency_name=name)
    make_invitee(workshop, agency_name="กรมสรรพกร", first_name="ก", last_name="ข")
    page = organiser.get(PAGE).text
    assert page.index("กรมสรรพกร") < page.index("สมาคมธนาคารไทย")
    assert re.search(r'data-label="People and invitees">4<', page)
    assert "Also:</span>" in page or "Also: กรม สรรพกร" in re.sub(r"<[^>]+>", "", page)
    offer = "Revenue Department (กรมสรรพากร, Ministry of Finance)"
    assert f'<option value="{revenue.id}">{offer}</option>' in page
    assert '<option value="Revenue Department" lang="th">กรมสรรพากร</option>' in page
    assert "2 names that people typed" in organiser.get("/organise/plan/agencies").text


@ON_BOTH_DATABASES
def test_one_decision_counts_for_everybody_and_for_whoever_types_it_later(
    organiser, workshop, session, revenue
):
    for name in ("กรมสรรพกร", "กรม สรรพกร"):
        make.make_person(workshop, agency_name=name)
    make_invitee(workshop, agency_name="กรมสรรพกร", first_name="ก", last_name="ข")
    assert decide(organiser, match=str(revenue.id)).status_code == 303
    assert "3 entries belong" in organiser.get(PAGE).text
    people = stored(session, Person)
    assert [(one.agency_id, one.agency_name) for one in people] == [(revenue.id, "กรมสรรพากร")] * 2
    assert [one.ministry for one in people] == ["กระทรวงการคลัง"] * 2
    late = make.make_person(workshop, agency_name="กรมสรรพกร")
    seats.classify(session, workshop.id, [late])
    assert late.agency_id == revenue.id
    entry = stored(session, AuditEntry)[-1]
    assert (entry.what, entry.subject) == ("agency.matched", "กรมสรรพกร → กรมสรรพากร: 3")


def test_a_name_can_be_put_into_the_list(organiser, workshop, session):
    make.make_person(workshop, agency_name="สมาคมธนาคารไทย", ministry="กระทรวงการคลัง")
    assert decide(organiser, match="new").status_code == 303
    (agency,), (person,) = stored(session, Agency), stored(session, Person)
    assert (agency.name_th, agency.ministry_th) == ("สมาคมธนาคารไทย", "กระทรวงการคลัง")
    assert person.agency_id == agency.id
    assert stored(session, AgencyAlias) == []
    assert "Everybody belongs to an agency of the list" in organiser.get(PAGE).text


def test_another_agency_can_be_named_and_must_be_of_the_list(organiser, workshop, session, revenue):
    make.make_person(workshop, agency_name="ภาษีกรม")
    refused = decide(organiser, other="ไม่มีจริง")
    assert refused.status_code == 422
    assert "No agency of the list has exactly this name" in refused.text
    assert 'value="ไม่มีจริง"' in refused.text
    assert decide(organiser, other="สก").status_code == 303
    assert [person.agency_id for person in stored(session, Person)] == [revenue.id]


def test_names_beyond_the_first_page_are_reached_and_matched_whatever_moved_meanwhile(
    organiser, workshop, session
):
    for number in range(101):
        make.make_person(workshop, agency_name=f"สมาคมที่ {number:03}")
    assert FIELD.search(organiser.get(PAGE).text)
    second = organiser.get(f"{PAGE}?page=2").text
    assert "Page 2 of 2" in second
    (match,) = set(FIELD.findall(second))
    for _twice in range(2):
        make.make_person(workshop, agency_name="สมาคมที่ 100")  # it is on the first page by now
    sent = {**filled(second, match), match: "new"}
    assert organiser.post(f"{PAGE}?page=2", sent).status_code == 303
    assert sum(one.agency_id is not None for one in stored(session, Person)) == 3
    assert "Page 1 of 1" not in organiser.get(f"{PAGE}?page=2").text
    assert organiser.get(f"{PAGE}?page=0").status_code == 200


def test_nothing_chosen_changes_nothing(organiser, workshop, session, revenue):
    make.make_person(workshop, agency_name="กรมสรรพกร")
    assert decide(organiser).status_code == 303
    assert "Nothing was chosen" in organiser.get(PAGE).text
    assert stored(session, Person)[0].agency_id is None


def test_a_name_somebody_else_has_matched_meanwhile_is_passed_over(
    organiser, browsers, orn, workshop, session, revenue
):
    make.make_person(workshop, agency_name="กรมสรรพกร")
    other = browsers().sign_in(orn)
    pages = [browser.get(f"{PAGE}?lang=en").text for browser in (organiser, other)]
    match = FIELD.search(pages[0])[1]
    for browser, page in zip((organiser, other), pages, strict=True):
        sent = {**filled(page, match), match: str(revenue.id)}
        assert browser.post(PAGE, sent).status_code == 303
    assert [entry.what for entry in stored(session, AuditEntry)] == ["agency.matched"]


def test_an_agency_of_another_workshop_is_no_choice(organiser, workshop, session):
    stranger = make.make_agency(make.make_workshop())
    make.make_person(workshop, agency_name="กรมสรรพกร")
    assert decide(organiser, match=str(stranger.id)).status_code == 422
    sent = {"name": "กรมสรรพกร", "agency": str(stranger.id)}
    assert organiser.post(PAGE, sent).status_code == 404
    assert stored(session, Person)[0].agency_id is None


def test_other_workshops_keep_their_names(organiser, workshop, session, revenue):
    elsewhere = make.make_workshop()
    make.make_person(elsewhere, agency_name="กรมสรรพกร")
    make.make_person(workshop, agency_name="กรมสรรพกร")
    decide(organiser, match=str(revenue.id))
    found = session.scalar(sa.select(Person.agency_id).where(Person.workshop_id == elsewhere.id))
    assert found is None


def test_hostile_names_are_shown_as_text(organiser, workshop, session):
    for name in ("<script>alert(1)</script>", "{{7*7}}", "\u202eกลับ", "😀" * 50, "…", "'\"ฯ"):
        make.make_person(workshop, agency_name=name)
    page = organiser.get(PAGE)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "49" not in re.findall(r'<th scope="row">([^<]*)', page.text)
    assert decide(organiser, match="new").status_code == 303

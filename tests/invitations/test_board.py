"""What organisers do with those they invite."""

import csv
import io

import pytest

from tests import factories
from tests.registration.helpers import people
from workshop.domain.terms import FlagSource, InvitedBy, PersonStatus
from workshop.invitations import service
from workshop.invitations.mailing import Mailer
from workshop.models import AddressFlag
from workshop.registration.letters import Letters


def typed(**overrides):
    return {
        "prefix": "นาย", "first_name": "สมชาย", "last_name": "ใจดี", "position": "ผู้อำนวยการ",
        "agency": "ทล.", "ministry": "", "email": "Somchai@Example.go.th", "phone": "0822527365",
        "language": "th", "note": "", **overrides,
    }  # fmt: skip


def test_the_board_starts_with_one_sentence_and_the_way_in(scene):
    page = scene.orn.get(scene.at()).text
    assert "Nobody is invited yet" in page
    assert "also while public registration is closed" in page


def test_somebody_typed_in_is_matched_to_the_list_of_agencies(scene):
    assert scene.orn.post(scene.at("/new"), typed()).status_code == 303
    (made,) = scene.invitees()
    assert (made.agency_id, made.agency_name) == (scene.highways.id, "กรมทางหลวง")
    assert (made.email, made.sent_at, made.ministry) == (
        "somchai@example.go.th", None, "กระทรวงคมนาคม",
    )  # fmt: skip
    assert "Not sent yet" in scene.orn.get(scene.at()).text
    assert scene.deeds() == ["invitation.added"]


def test_a_name_with_a_way_to_reach_it_needs_no_agency(scene):
    reached = typed(agency="", position="", phone="")
    assert scene.orn.post(scene.at("/new"), reached).status_code == 303


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last_name": ""}, "Enter a last name, or leave both names empty"),
        ({"first_name": ""}, "Enter a first name, or leave both names empty"),
        (
            {"first_name": "", "last_name": "", "position": "", "agency": ""},
            "Enter a name, an office or an agency",
        ),
        (
            {"agency": "", "position": "", "email": "", "phone": ""},
            "Enter the agency: a name alone reaches nobody and may be anybody",
        ),
        ({"email": "somchai at work"}, "Enter an email address like name@agency.go.th"),
        ({"phone": "tomorrow"}, "Enter a phone number like 082 252 7365"),
        ({"note": "x" * 501}, "Enter at most 500 characters"),
        ({"position": "x" * 1_000_000}, "Enter at most 200 characters"),
    ],
)
def test_each_mistake_is_named_and_what_was_typed_is_kept(scene, change, sentence):
    answer = scene.orn.post(scene.at("/new"), typed(**change))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="กรมทางหลวง"' in answer.text or typed(**change)["agency"] in answer.text
    assert not scene.invitees()


@pytest.mark.parametrize("text", ["a\0b", "\ud800x", "\u202eabc", "🙂 office", "<b>x</b>"])
def test_any_text_is_taken_and_shown(scene, text):
    sent = {
        name: value.encode("utf-8", "surrogatepass")
        for name, value in typed(first_name="", last_name="", position=text).items()
    }
    assert scene.orn.post(scene.at("/new"), sent).status_code == 303
    assert scene.orn.get(scene.at()).status_code == 200
    assert "<b>x</b>" not in scene.orn.get(scene.at()).text


def test_an_office_and_an_agency_can_be_invited_without_a_name(scene):
    office = typed(first_name="", last_name="", prefix="", position="อธิบดี", agency="กรมที่ดิน")
    assert scene.orn.post(scene.at("/new"), office).status_code == 303
    assert scene.orn.post(scene.at("/new"), {**office, "position": ""}).status_code == 303
    page = scene.orn.get(scene.at()).text
    assert ">อธิบดี</a>" in page
    assert ">กรมที่ดิน</a>" in page


def test_the_same_name_or_office_is_asked_about_first(scene):
    office = typed(first_name="", last_name="", prefix="", position="อธิบดี", agency="ทด.")
    for form in (typed(), office):
        scene.orn.post(scene.at("/new"), form)
        answer = scene.orn.post(scene.at("/new"), form)
        assert answer.status_code == 409
        assert "already on the list" in answer.text
        assert scene.orn.post(scene.at("/new"), {**form, "anyway": "yes"}).status_code == 303
    assert len(scene.invitees()) == 4


def test_a_change_stored_meanwhile_is_shown_beside_what_was_typed(scene):
    one = factories.make_invitee(scene.workshop, agency=scene.highways)
    path = scene.at(f"/{one.id}")
    form = typed(agency="กรมทางหลวง", version=1)
    assert scene.orn.post(path, {**form, "position": "อธิบดี"}).status_code == 303
    answer = scene.orn.post(path, {**form, "position": "รองอธิบดี"})
    assert answer.status_code == 409
    assert 'value="รองอธิบดี"' in answer.text
    assert "Stored now:" in answer.text
    assert scene.now(one).position == "อธิบดี"
    assert scene.deeds() == ["invitation.changed"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("สมชาย", True), ("สมชายใจดี", True), ("ทล", True), ("highways", True), ("0822", True),
     ("คมนาคม", True), ("somchai@", True), ("ที่ดิน", False), ("xyzzy", False)],
)  # fmt: skip
def test_people_are_found_by_what_one_remembers(scene, asked, found):
    scene.orn.post(scene.at("/new"), typed())
    scene.orn.get(scene.at())  # shows the message that it was stored
    page = scene.orn.get(scene.at(), query_string={"q": asked}).text
    assert ("นายสมชาย ใจดี" in page) is found
    assert ("No invitation fits" in page) is not found


def test_filters_show_those_of_one_kind(scene):
    person = factories.make_person(scene.workshop)
    gone = factories.make_person(scene.workshop, status=PersonStatus.CANCELLED)
    made = {
        "not_sent": factories.make_invitee(scene.workshop, sent_at=None, sent_by=None),
        "silent": factories.make_invitee(scene.workshop, email="bad@example.go.th"),
        "coming": factories.make_invitee(
            scene.workshop, person_id=person.id, replied_at=factories.MOMENT
        ),
        "cancelled": factories.make_invitee(
            scene.workshop, person_id=gone.id, replied_at=factories.MOMENT
        ),
        "declined": factories.make_invitee(scene.workshop, declined_at=factories.MOMENT),
        "withdrawn": factories.make_invitee(scene.workshop, withdrawn_at=factories.MOMENT),
    }
    factories.store(
        AddressFlag(
            workshop_id=scene.workshop.id, address="bad@example.go.th",
            source=FlagSource.BY_HAND, flagged_at=factories.MOMENT,
        )
    )  # fmt: skip
    made["bounced"] = made["silent"]
    for state, invitee in made.items():
        page = scene.orn.get(scene.at(), query_string={"state": state}).text
        names = {one.first_name for one in made.values() if one.first_name in page}
        assert names == {invitee.first_name}, state


def test_withdrawing_stops_the_link_and_inviting_again_makes_a_new_one(scene, guest):
    one = factories.make_invitee(scene.workshop)
    old = scene.link(one)
    assert scene.orn.post(scene.at(f"/{one.id}/withdraw")).status_code == 303
    assert "This invitation was withdrawn" in guest().get(old).text
    assert scene.orn.post(scene.at(f"/{one.id}/again")).status_code == 303
    after = scene.now(one)
    assert (after.withdrawn_at, after.sent_at, after.link_version) == (None, None, 2)
    assert "A newer invitation replaced this link" in guest().get(old).text
    assert "I will come" in guest().get(scene.link(after)).text
    assert scene.deeds() == ["invitation.withdrawn", "invitation.restored"]


def test_an_invitation_somebody_comes_on_is_not_withdrawn(scene):
    person = factories.make_person(scene.workshop)
    one = factories.make_invitee(scene.workshop, person_id=person.id, replied_at=factories.MOMENT)
    scene.orn.post(scene.at(f"/{one.id}/withdraw"))
    assert "Cancel the registration" in scene.orn.get(scene.at(f"/{one.id}")).text
    assert scene.now(one).withdrawn_at is None


def test_a_new_link_replaces_the_old_one(scene, guest):
    one = factories.make_invitee(scene.workshop)
    old = scene.link(one)
    scene.orn.post(scene.at(f"/{one.id}/renew"))
    assert guest().get(old).status_code == 404
    assert guest().get(scene.link(scene.now(one))).status_code == 200


def test_a_refusal_by_telephone_is_noted_and_taken_back(scene):
    one = factories.make_invitee(scene.workshop)
    assert scene.orn.post(scene.at(f"/{one.id}/declined"), {"reason": "away"}).status_code == 303
    assert scene.now(one).decline_reason == "away"
    refused = scene.orn.post(scene.at(f"/{one.id}/declined"), {"reason": "x" * 501})
    assert refused.status_code == 422
    scene.orn.post(scene.at(f"/{one.id}/undecline"))
    assert scene.now(one).declined_at is None
    assert scene.orn.post(scene.at(f"/{one.id}/nonsense")).status_code == 404


def test_the_page_of_an_invitation_has_its_link_as_qr_code_and_code(scene):
    one = factories.make_invitee(scene.workshop)
    page = scene.orn.get(scene.at(f"/{one.id}")).text
    assert f"http://localhost{scene.link(one)}" in page
    assert "QR code of the invitation" in page
    assert f"{one.short_code[:3]} {one.short_code[3:]}" in page


def test_an_invitation_of_another_workshop_is_not_found(scene):
    other = factories.make_workshop()
    theirs = factories.make_invitee(other)
    assert scene.orn.get(scene.at(f"/{theirs.id}")).status_code == 404
    for action in ("withdraw", "renew", "write", "declined", "is/1/yes"):
        assert scene.orn.post(scene.at(f"/{theirs.id}/{action}")).status_code == 404


def test_coverage_says_which_agencies_will_be_there(scene):
    comes = factories.make_person(scene.workshop, agency=scene.highways)
    factories.make_invitee(
        scene.workshop, agency=scene.highways, person_id=comes.id, replied_at=factories.MOMENT
    )
    factories.make_invitee(scene.workshop, agency=scene.highways, declined_at=factories.MOMENT)
    factories.make_invitee(scene.workshop, agency=scene.lands)
    factories.make_invitee(scene.workshop, agency_name="สำนักงานอื่น", declined_at=factories.MOMENT)
    page = scene.orn.get(scene.at("/coverage")).text
    assert page.index("Department of Highways") < page.index("1 comes · 1 declined")
    assert page.index("Ministry of Interior") < page.index("Department of Lands")
    assert "1 without a reaction" in page
    assert page.index("Without a ministry") < page.index("สำนักงานอื่น")
    assert "1 of 3" in scene.orn.get(scene.at()).text


def test_an_agency_whose_people_registered_by_themselves_is_present(scene):
    factories.make_invitee(scene.workshop, agency=scene.lands)
    factories.make_person(scene.workshop, agency=scene.lands)
    page = scene.orn.get(scene.at("/coverage")).text
    assert "1 comes · 1 without a reaction" in page


def test_the_export_says_who_came_for_whom_and_can_be_read_in_again(scene):
    person = factories.make_person(scene.workshop, agency=scene.highways)
    factories.make_invitee(
        scene.workshop, agency=scene.highways, person_id=person.id, replied_at=factories.MOMENT,
        is_substitute=True,
    )  # fmt: skip
    factories.make_invitee(scene.workshop, first_name="", last_name="", prefix="", name_key="")
    answer = scene.orn.get(scene.at(".csv"))
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0]["Who comes"].endswith("ใจดี")
    assert rows[0]["In their place"] == "Yes"
    assert scene.orn.get(scene.at(".xlsx")).status_code == 200
    scene.orn.post(scene.at("/import"), {"pasted": answer.data.decode("utf-8-sig")})
    assert "There is nothing to store." in scene.orn.get(scene.at("/import")).text


def test_the_person_page_and_the_peoples_export_say_for_whom_somebody_comes(scene):
    person = factories.make_person(scene.workshop, agency=scene.highways)
    factories.make_invitee(
        scene.workshop, agency=scene.highways, first_name="อภิชาติ", last_name="ทองดี",
        person_id=person.id, replied_at=factories.MOMENT, is_substitute=True,
    )  # fmt: skip
    page = scene.orn.get(f"/organise/{scene.workshop.slug}/people/{person.id}").text
    assert "in place of นายอภิชาติ ทองดี" in page
    answer = scene.orn.get(f"/organise/{scene.workshop.slug}/people.csv")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row["Comes in place of"] == "นายอภิชาติ ทองดี"


def test_letters_are_for_those_who_have_not_reacted(scene, app):
    asked = factories.make_invitee(
        scene.workshop, agency=scene.highways, first_name="", last_name="", prefix="",
        position="อธิบดี", sent_at=None, sent_by=None,
    )  # fmt: skip
    factories.make_invitee(scene.workshop, declined_at=factories.MOMENT)
    factories.make_invitee(scene.workshop, withdrawn_at=factories.MOMENT)
    mailer = Mailer(Letters(app.config["SETTINGS"], app.extensions["workshop.keys"]))
    with app.test_request_context():
        (letter,) = service.letters(scene.session, scene.workshop, mailer)
    assert letter.name == "อธิบดี"
    assert letter.lines == ("กรมทางหลวง", "กระทรวงคมนาคม")
    assert letter.link == f"http://localhost{scene.link(asked)}"
    assert letter.code.replace(" ", "") == asked.short_code
    assert letter.join == f"http://localhost/w/{scene.workshop.slug}/join"


def test_deleting_a_workshop_takes_its_invitations_along(scene):
    person = factories.make_person(scene.workshop)
    factories.make_invitee(scene.workshop, person_id=person.id, replied_at=factories.MOMENT)
    scene.session.delete(scene.session.merge(scene.workshop))
    scene.session.commit()
    assert not scene.invitees()
    assert not people(scene.session)


def test_an_invitation_sent_on_paper_says_so(scene):
    one = factories.make_invitee(scene.workshop, sent_by=InvitedBy.LETTER)
    assert "on paper" in scene.orn.get(scene.at(f"/{one.id}")).text

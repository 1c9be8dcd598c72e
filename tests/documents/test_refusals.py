"""What cannot be printed is refused with a sentence that says what to do, as does the page."""

import dataclasses

import pytest

from tests import factories
from workshop.domain.terms import Role

ALL = ("badges", "sign-in", "rosters", "tent-cards", "certificates", "paper-forms", "letters")


@pytest.fixture
def without_address(app):
    """The operator has not said what the public address is."""
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], base_url=None)


def refused(response, sentence):
    assert response.status_code == 422
    assert response.mimetype == "text/html"
    assert sentence in response.text


def test_without_people_there_is_a_sentence_and_no_empty_paper(fetch, workshop):
    for name in ALL:
        sentence = "No invitation waits" if name == "letters" else "Nobody has a seat yet"
        refused(fetch(name, lang="en"), sentence)


def test_lists_by_group_wait_for_a_published_plan(fetch, workshop, groups):
    factories.make_person(workshop)
    for name in ("rosters", "sign-in"):
        refused(fetch(name, lang="en"), "ublish a plan on the assignment page first.")
        refused(fetch(name, lang="th", language="en"), "ในหน้าจัดกลุ่มก่อน")


def test_badges_and_a_list_by_agency_need_no_plan(printed, workshop, groups):
    factories.make_person(workshop)
    assert printed("badges").startswith(b"%PDF-")
    assert printed("sign-in", by="agency").startswith(b"%PDF-")


def test_without_a_public_address_codes_are_printed_alone(fetch, printed, people, without_address):
    for name in ("badges", "paper-forms"):
        refused(fetch(name, lang="en"), "Set WORKSHOP_BASE_URL, or print the codes alone.")
    assert printed("badges", codes="code").startswith(b"%PDF-")


def test_letters_lead_nowhere_without_a_public_address(fetch, people, without_address):
    refused(fetch("letters", lang="en"), "The public address is not set (WORKSHOP_BASE_URL)")


def test_forms_on_paper_need_questions(fetch, people):
    refused(fetch("paper-forms", lang="en"), "There are no questions yet.")


def test_a_group_without_people_is_said_to_be_so(fetch, people, workshop):
    factories.make_group(workshop, "three")
    refused(fetch("badges", group="three", lang="en"), "Choose another group.")


def test_nonsense_finds_nobody_or_is_not_heard(fetch, people):
    for options in (
        {"group": "\x00"}, {"group": "é" * 5000}, {"person": "9" * 4000}, {"person": "-1"},
        {"person": "๑"},
    ):  # fmt: skip
        assert fetch("tent-cards", **options).status_code in (200, 422)


def test_unknown_choices_are_as_if_not_made(printed, people):
    document = printed("tent-cards", language="xx", digits="roman", size="huge", codes="\x00")
    assert document.startswith(b"%PDF-")


def test_an_unknown_document_is_not_found(fetch, people):
    assert fetch("invoices").status_code == 404


def test_people_of_another_workshop_are_not_printed(fetch, people):
    stranger = factories.make_person(factories.make_workshop(slug="theirs"))
    refused(fetch("badges", person=stranger.id, lang="en"), "Nobody with a seat fits")


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.NOTE_TAKER, Role.DOOR, None])
def test_only_organisers_print(browsers, workshop, groups, people, role):
    group = groups[0] if role in (Role.FACILITATOR, Role.NOTE_TAKER) else None
    other = factories.make_workshop(slug="theirs")
    account = factories.make_account(
        workshop if role else other, role or Role.ORGANISER, group=group
    )
    browser = browsers().sign_in(account)
    for path in ("", "/badges.pdf", "/letters.pdf"):
        assert browser.get(f"/organise/ours/documents{path}").status_code == 404


def test_a_stranger_is_asked_to_sign_in(browsers, workshop, people):
    response = browsers().get("/organise/ours/documents/badges.pdf")
    assert response.status_code == 303
    assert response.location.startswith("/login")


def test_the_page_offers_every_document(organiser, workshop, people):
    page = organiser.get("/organise/ours/documents?lang=en").text
    for name in ALL:
        assert f'formaction="/organise/ours/documents/{name}.pdf"' in page
    assert "3 badges to cut out" in page
    assert "have no groups yet" not in page


def test_the_page_says_what_comes_first(organiser, workshop, without_address):
    page = "/organise/ours/documents?lang=en"
    assert "Import the list of replies" in organiser.get(page).text
    factories.make_person(workshop)
    found = organiser.get(page).text
    assert "People have no groups yet." in found
    assert "QR codes cannot be printed" in found
    assert "QR code and short code" not in found


def test_the_day_leads_to_what_is_ready(organiser, workshop, people):
    day = organiser.get("/organise/ours/?lang=en").text
    for name in ("badges", "sign-in", "rosters", "tent-cards", "paper-forms"):
        assert f'href="/organise/ours/documents/{name}.pdf"' in day

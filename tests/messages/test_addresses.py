"""Addresses that do not work: learned from reports, told by hand, shown where people are."""

import io

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import MOMENT, make_account, make_invitee, make_person, make_workshop
from workshop import mail
from workshop.domain.bounces import read_report
from workshop.domain.terms import FlagSource, MessageState, Role
from workshop.models import AddressFlag, Message

REPORT = b"""From: mailer-daemon@relay.example
To: workshop@agency.go.th
Message-ID: <report-1@relay.example>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

I am sorry.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; PIM@example.go.th
Action: %(action)s
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--cut
Content-Type: message/rfc822

From: workshop@agency.go.th
Message-ID: %(id)s
Subject: hello

text
--cut--
"""


def report(action=b"failed", message_id=b"<our-mail@agency.go.th>"):
    return REPORT % {b"action": action, b"id": message_id}


@pytest.fixture
def workshop(session):
    return make_workshop()


@pytest.fixture
def orn(browser, workshop):
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    browser.get(f"/organise/{workshop.slug}/messages/addresses")
    return browser


def at(workshop, *more):
    return "/".join((f"/organise/{workshop.slug}/messages/addresses", *more)) + "?lang=en"


def flags(session):
    session.rollback()
    return session.scalars(sa.select(AddressFlag)).all()


def upload(orn, workshop, data):
    return orn.post(
        at(workshop, "report"),
        {"file": (io.BytesIO(data), "back.eml")},
        content_type="multipart/form-data",
    )


def test_a_report_says_which_address_failed_and_of_which_mail():
    found = read_report(report())
    assert [one.address for one in found.failures] == ["pim@example.go.th"]
    assert "No such user" in found.failures[0].reason
    assert found.message_id == "<our-mail@agency.go.th>"


@given(st.binary(max_size=400), st.integers(0, len(REPORT)))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_report_or_none(noise, place):
    whole = report()
    for data in (noise, whole[:place] + noise + whole[place:], whole[:place]):
        found = read_report(data)
        assert found is None or all("@" in one.address for one in found.failures)


def test_an_uploaded_report_marks_the_address_and_the_message(orn, session, workshop):
    person = make_person(workshop, email="pim@example.go.th", language="en")
    message = mail.enqueue(
        session, workshop_id=workshop.id, kind="test", recipient=person.email, subject="hello",
        body="text", language="en", now=MOMENT,
    )  # fmt: skip
    message.state, message.message_id = MessageState.SENT, "<our-mail@agency.go.th>"
    session.commit()
    assert upload(orn, workshop, report()).status_code == 303
    [flag] = flags(session)
    assert (flag.address, flag.source) == ("pim@example.go.th", FlagSource.REPORT)
    session.expire_all()
    assert session.scalars(sa.select(Message)).one().state is MessageState.BOUNCED
    assert upload(orn, workshop, report()).status_code == 303
    assert len(flags(session)) == 1


def test_a_pasted_report_does_the_same(orn, session, workshop):
    make_person(workshop, email="pim@example.go.th")
    pasted = report().decode().replace("\n", "\r\n")
    assert orn.post(at(workshop, "report"), {"pasted": pasted}).status_code == 303
    assert len(flags(session)) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (report(), "an address that nobody of this workshop has"),
        (report(action=b"delayed"), "only that the mail is delayed"),
        (b"Subject: hello\n\nhow are you", "no report of a mail server"),
        (b"\x00\xff" * 1000, "no report of a mail server"),
        (b"", "Choose the file, or paste"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(orn, session, workshop, data, sentence):
    answer = upload(orn, workshop, data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not flags(session)


def test_what_is_too_long_for_a_report_is_refused(orn, session, workshop):
    answer = orn.post(at(workshop, "report"), {"pasted": "x" * (1024 * 1024 + 1)})
    assert answer.status_code == 422
    assert "longer than 1 MB" in answer.text


def test_an_address_is_marked_by_hand_shown_with_the_person_and_works_again(orn, session, workshop):
    person = make_person(workshop, email="pim@example.go.th")
    guest = make_invitee(workshop, email="pim@example.go.th")
    make_invitee(workshop, email="pim@example.go.th", person_id=person.id, replied_at=MOMENT,
                 first_name="Already", last_name="Replied")  # fmt: skip
    marked = orn.post(at(workshop, "mark"), {"address": "PIM@example.go.th", "reason": "phoned"})
    assert marked.status_code == 303
    page = orn.get(at(workshop)).text
    assert "phoned" in page
    assert f"people/{person.id}" in page
    assert f"invitations/{guest.id}" in page
    assert "Already Replied" not in page
    assert "marked by hand" in page
    listed = orn.get(f"/organise/{workshop.slug}/people?lang=en").text
    assert "Address does not work" in listed
    own = orn.get(f"/organise/{workshop.slug}/people/{person.id}?lang=en").text
    assert "Mail to this address does not arrive" in own
    [flag] = flags(session)
    assert orn.post(at(workshop, str(flag.id), "works")).status_code == 303
    assert not flags(session)
    assert "Address does not work" not in orn.get(f"/organise/{workshop.slug}/people?lang=en").text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter the address"),
        ("ไม่มี@", "Enter an email address like"),
        ("a\x00b", "Enter an email address like"),
        ("x" * 100_000, "Enter an email address like"),
        ("stranger@example.go.th", "Nobody of this workshop has the address"),
    ],
)
def test_only_addresses_of_the_workshop_can_be_marked(orn, session, workshop, address, sentence):
    answer = orn.post(at(workshop, "mark"), {"address": address, "reason": "x"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not flags(session)


def test_another_workshops_flags_are_out_of_reach(orn, session, workshop):
    other = make_workshop()
    flag = AddressFlag(
        workshop_id=other.id, address="a@example.go.th", source=FlagSource.BY_HAND,
        flagged_at=MOMENT,
    )  # fmt: skip
    session.add(flag)
    session.commit()
    assert "a@example.go.th" not in orn.get(at(workshop)).text
    assert orn.post(at(workshop, str(flag.id), "works")).status_code == 404

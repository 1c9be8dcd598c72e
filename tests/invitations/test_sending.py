"""Nothing is sent unseen, nothing twice, nothing that leads nowhere."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from tests import factories
from workshop import db
from workshop.domain.terms import FlagSource, InvitedBy, MessageState, WorkshopState
from workshop.messages.delivery_service import deliver_due
from workshop.models import AddressFlag

SEAL = re.compile(r'name="seal"[^>]*value="(\w+)"')


def waiting(scene, **overrides):
    return factories.make_invitee(scene.workshop, sent_at=None, sent_by=None, **overrides)


def looked_at(scene, what="send"):
    page = scene.orn.get(scene.at(f"/{what}"))
    assert page.status_code == 200
    found = SEAL.search(page.text)
    return page.text, {"seal": found[1] if found else ""}


def test_the_count_is_shown_before_and_each_gets_one_mail_in_their_language(scene):
    thai, english = waiting(scene), waiting(scene, language="en", agency=scene.highways)
    paper = waiting(scene, email="")
    page, form = looked_at(scene)
    assert "2 people get an invitation." in page
    assert "1 cannot be reached by mail" in page
    assert not scene.mails()
    assert scene.orn.post(scene.at("/send"), form).status_code == 303
    first, second = sorted(scene.mails(), key=lambda mail: mail.recipient)
    assert [first.kind, first.recipient] == ["invitation", thai.email]
    assert f"http://localhost{scene.link(thai)}" in first.body
    assert f"http://localhost{scene.link(english)}" in second.body
    assert "ขอเชิญ" in first.subject
    assert "Invitation" in second.subject
    assert "Department of Highways" in second.body
    assert scene.now(thai).sent_by is InvitedBy.MAIL
    assert scene.now(paper).sent_at is None
    assert scene.deeds() == ["invitation.sent", "invitation.sent"]


@pytest.mark.parametrize("what", ["send", "remind", "printed"])
def test_a_button_pressed_twice_sends_once_and_says_the_same(scene, what):
    for _number in range(2):
        factories.make_invitee(scene.workshop) if what == "remind" else waiting(scene)
    _page, form = looked_at(scene, what)
    first, second = (scene.orn.post(scene.at(f"/{what}"), form) for _press in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(scene.mails()) == (0 if what == "printed" else 2)
    assert len(scene.deeds()) == 2


def test_a_list_sent_by_mail_is_not_taken_for_one_sent_on_paper(scene):
    waiting(scene)
    _page, form = looked_at(scene)
    assert scene.orn.post(scene.at("/send"), form).status_code == 303
    again = scene.orn.post(scene.at("/printed"), form)
    assert again.status_code == 409
    assert "not the list you looked at any more" in again.text


def test_somebody_added_meanwhile_gets_nothing_unseen(scene):
    waiting(scene)
    _page, form = looked_at(scene)
    waiting(scene)
    answer = scene.orn.post(scene.at("/send"), form)
    assert answer.status_code == 409
    assert "2 people get an invitation." in answer.text
    assert not scene.mails()


def test_only_those_without_a_reaction_are_reminded_and_only_once(scene):
    silent = factories.make_invitee(scene.workshop)
    factories.make_invitee(scene.workshop, declined_at=factories.MOMENT)
    factories.make_invitee(scene.workshop, withdrawn_at=factories.MOMENT)
    person = factories.make_person(scene.workshop)
    factories.make_invitee(scene.workshop, person_id=person.id, replied_at=factories.MOMENT)
    waiting(scene)
    factories.make_invitee(scene.workshop, email="", phone="0822527365")
    earlier = dt.datetime(2026, 6, 20, 3, tzinfo=dt.UTC)
    factories.make_invitee(scene.workshop, reminded_at=earlier)
    page, form = looked_at(scene, "remind")
    assert "1 of 3 who have not reacted gets a reminder." in page
    assert "1 cannot be reached by mail" in page
    assert "1 was reminded before" in page
    assert "20 Jun 2569" in page
    assert scene.orn.post(scene.at("/remind"), form).status_code == 303
    (mail,) = scene.mails()
    assert (mail.kind, mail.recipient) == ("invitation.reminder", silent.email)
    assert scene.now(silent).reminded_at is not None
    page, _form = looked_at(scene, "remind")
    assert "There is nobody to remind" in page
    assert scene.deeds() == ["invitation.reminded"]


def test_whoever_was_invited_within_a_day_is_left_out_of_remind_all(scene):
    old = factories.make_invitee(scene.workshop, sent_at=_later() - dt.timedelta(hours=25))
    fresh = factories.make_invitee(scene.workshop, sent_at=_later() - dt.timedelta(hours=23))
    page, form = looked_at(scene, "remind")
    assert "1 of 2 who have not reacted gets a reminder." in page
    assert "1 person was invited within the last 24 hours and is left out" in page
    assert scene.orn.post(scene.at("/remind"), form).status_code == 303
    assert [mail.recipient for mail in scene.mails()] == [old.email]
    page, form = looked_at(scene, "remind")
    assert not form["seal"]
    assert "There is nobody to remind at present" in page
    scene.orn.post(scene.at(f"/{fresh.id}/write"))
    assert scene.mails()[-1].recipient == fresh.email


def test_a_second_reminder_is_sent_only_from_the_persons_page(scene):
    silent = factories.make_invitee(scene.workshop, reminded_at=factories.MOMENT)
    assert "Remind again" in scene.orn.get(scene.at(f"/{silent.id}")).text
    assert scene.orn.post(scene.at(f"/{silent.id}/write")).status_code == 303
    assert [mail.kind for mail in scene.mails()] == ["invitation.reminder"]


def test_one_invitation_can_be_sent_by_itself(scene):
    one, _other = waiting(scene), waiting(scene)
    scene.orn.post(scene.at(f"/{one.id}/write"))
    assert [mail.recipient for mail in scene.mails()] == [one.email]
    assert scene.now(one).sent_at is not None


def test_letters_in_the_post_are_noted_and_no_mail_goes_out(scene):
    one = waiting(scene, email="")
    page, form = looked_at(scene, "printed")
    assert "1 invitation is noted as sent on paper." in page
    assert scene.orn.post(scene.at("/printed"), form).status_code == 303
    assert scene.now(one).sent_by is InvitedBy.LETTER
    assert not scene.mails()


def test_an_address_that_bounced_is_left_out(scene):
    bad = waiting(scene)
    factories.store(
        AddressFlag(
            workshop_id=scene.workshop.id, address=bad.email, source=FlagSource.BY_HAND,
            flagged_at=factories.MOMENT,
        )
    )  # fmt: skip
    page, _form = looked_at(scene)
    assert "There is nothing to send" in page
    assert "1 cannot be reached by mail" in page
    assert "Mail does not arrive" in page


@pytest.mark.parametrize("what", ["send", "remind"])
def test_without_a_public_address_no_mail_is_sent_and_the_pages_say_so(scene, app, what):
    one = factories.make_invitee(scene.workshop) if what == "remind" else waiting(scene)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=None)
    assert "WORKSHOP_BASE_URL" in scene.orn.get(scene.at()).text
    page = scene.orn.get(scene.at(f"/{what}")).text
    assert "WORKSHOP_BASE_URL" in page
    assert 'name="seal"' not in page
    assert scene.orn.post(scene.at(f"/{what}"), {"seal": "x"}).status_code == 422
    scene.orn.post(scene.at(f"/{one.id}/write"))
    assert "WORKSHOP_BASE_URL" in scene.orn.get(scene.at(f"/{one.id}")).text
    assert not scene.mails()


def test_nothing_is_sent_while_nobody_could_open_it(scene):
    waiting(scene)
    scene.workshop.state = WorkshopState.DRAFT
    scene.session.commit()
    page, form = looked_at(scene)
    assert "The workshop is not open" in page
    assert scene.orn.post(scene.at("/send"), {"seal": "x", **form}).status_code == 422
    assert not scene.mails()


def test_the_link_is_taken_out_of_a_mail_once_it_is_sent(scene, app):
    waiting(scene)
    _page, form = looked_at(scene)
    scene.orn.post(scene.at("/send"), form)
    deliver_due(app.extensions[db.EXTENSION], app.config["SETTINGS"], now=_later())
    (mail,) = scene.mails()
    assert mail.state is MessageState.SENT
    assert "/i/…" in mail.body
    assert not re.search(r"/i/[\w-]{16,}", mail.body)


def test_no_header_is_added_through_a_name(scene):
    waiting(scene, first_name="a\r\nBcc: x@example.go.th", last_name="b")
    _page, form = looked_at(scene)
    scene.orn.post(scene.at("/send"), form)
    (mail,) = scene.mails()
    assert "\n" not in mail.subject


def _later():
    from workshop.clock import now

    return now()

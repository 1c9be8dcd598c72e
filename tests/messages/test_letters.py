"""Letters in own words: written, tried, refused with a sentence, put back, sent."""

import pytest
import sqlalchemy as sa

from tests.factories import MOMENT, make_account, make_group, make_person, make_workshop, place
from workshop.domain.terms import LetterKind, PersonStatus, Role
from workshop.links import personal_link
from workshop.models import AuditEntry, Message, MessageTemplate
from workshop.registration.letters import Letters


@pytest.fixture
def workshop(session):
    return make_workshop(contact_email="ask@agency.go.th", contact_phone="02 000 0000")


@pytest.fixture
def orn(browser, workshop):
    browser.sign_in(make_account(workshop, Role.ORGANISER, email="orn@agency.go.th"))
    return browser


def path(workshop, kind="registered", language="en"):
    return f"/organise/{workshop.slug}/messages/letters/{kind}/{language}"


def version(page):
    return page.text.split('name="version"')[1].split('value="')[1].split('"')[0]


def save(orn, workshop, *, kind="registered", language="en", **typed):
    seen = version(orn.get(f"{path(workshop, kind, language)}?lang=en"))
    form = {"subject": "Hello", "body": "Dear {name}", "version": seen, **typed}
    return orn.post(f"{path(workshop, kind, language)}?lang=en", form)


def stored(session):
    session.rollback()
    return session.scalars(sa.select(MessageTemplate)).all()


@pytest.mark.parametrize("kind", list(LetterKind))
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_letter_starts_from_its_usual_words_and_these_can_be_stored(
    orn, session, workshop, kind, language
):
    page = orn.get(f"{path(workshop, kind, language)}?lang=en")
    assert page.status_code == 200
    assert "usual words" in page.text
    area = page.text.split("<textarea")[1].split("</textarea>")[0]
    assert "{" in area
    assert "Ms Pimjai Example" in page.text or kind is LetterKind.LINKS
    subject = page.text.split('id="subject"')[1].split('value="')[1].split('"')[0]
    answer = orn.post(
        path(workshop, kind, language),
        {"subject": subject + " !", "body": area.split(">", 1)[1], "version": version(page)},
    )
    assert answer.status_code == 303
    [row] = stored(session)
    assert (row.kind, row.language) == (kind, language)


def test_own_words_reach_people_in_their_language_with_their_values(app, orn, session, workshop):
    save(orn, workshop, subject="See you, {name}", body="{title}\n{link}\n{code}\nMap: {map}")
    with app.app_context():
        letters = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
        english = make_person(workshop, language="en", first_name="{code}", last_name="Ng")
        thai = make_person(workshop, language="th")
        for person in (english, thai):
            letters.registered(session, workshop, person, now=MOMENT)
        session.commit()
        link = personal_link(letters.settings, letters.keys, english)
    first, second = session.scalars(sa.select(Message).order_by(Message.id))
    code = f"{english.short_code[:3]} {english.short_code[3:]}"
    assert first.subject == "See you, นางสาว{code} Ng"  # what people are called is never filled in
    assert first.body == f"Strategy workshop\n{link}\n{code}\n"
    assert second.subject.startswith("ลงทะเบียนแล้ว")


def test_waiting_and_moved_people_have_letters_of_their_own(app, orn, session, workshop):
    save(orn, workshop, kind="waitlisted", body="You wait, {name}")
    with app.app_context():
        letters = Letters(app.config["SETTINGS"], app.extensions["workshop.keys"])
        for status in (PersonStatus.WAITLISTED, PersonStatus.CONFIRMED):
            person = make_person(workshop, language="en", status=status)
            letters.registered(session, workshop, person, now=MOMENT)
        session.commit()
    bodies = session.scalars(sa.select(Message.body).order_by(Message.id)).all()
    assert bodies[0].startswith("You wait")
    assert "You can change or cancel" in bodies[1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"body": "Dear {nmae}"},
            "{nmae} is no placeholder of this letter. It knows {name}, {title}",
        ),
        ({"body": "Dear {table}"}, "{table} is no placeholder of this letter"),
        ({"subject": "Hello {link"}, "A curly bracket stands alone at {link"),
        ({"body": "name}"}, "A curly bracket stands alone at }"),
        ({"body": "{{ config }}"}, "{{ config }} is no placeholder of this letter"),
        ({"subject": "{{7*7}} {name}"}, "{{7*7}} is no placeholder of this letter"),
        ({"body": "{name.__class__} {name!r}"}, "{name.__class__}, {name!r} are no placeholders"),
        ({"body": "{{name}}, {0} and {7*7}"}, "{{name}}, {0}, {7*7} are no placeholders"),
        ({"body": "a { b"}, "A curly bracket stands alone at { b"),
        ({"body": "a {} b"}, "A curly bracket stands alone at {}"),
        ({"subject": "Hello\r\nBcc: x@y.th"}, "A subject is one line"),
        ({"subject": " "}, "Enter a subject"),
        ({"body": "\x00 \n"}, "Enter a text"),
        ({"subject": "x" * 301}, "Shorten this to at most 300"),
        ({"body": "x" * 1_000_000}, "Shorten this to at most 20000"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_what_was_typed(
    orn, session, workshop, typed, sentence
):
    answer = save(orn, workshop, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text.replace("&#39;", "'")
    assert not stored(session)


def test_a_letter_that_is_sent_for_its_link_keeps_it(orn, session, workshop):
    answer = save(orn, workshop, kind="invitation", body="Dear {name}, come!")
    assert answer.status_code == 422
    assert "Put {link} into the text" in answer.text
    assert save(orn, workshop, kind="invitation", body="Come! {link}").status_code == 303
    assert [row.kind for row in stored(session)] == [LetterKind.INVITATION]


@pytest.mark.parametrize("odd", ["\ufffd", "‮evil", "😀" * 50, "a\u2028Bcc: x@y.th", "\x00"])
def test_odd_characters_do_no_harm(orn, session, workshop, odd):
    answer = save(orn, workshop, subject=f"Hello {odd}", body=f"Dear {odd} {{name}}")
    assert answer.status_code == 303
    [row] = stored(session)
    assert "\n" not in row.subject
    assert orn.get(path(workshop)).status_code == 200


def test_a_preview_shows_what_was_typed_and_stores_nothing(orn, session, workshop):
    answer = save(orn, workshop, body="Typed just now for {name}", action="preview")
    assert answer.status_code == 200
    assert "Typed just now for Ms Pimjai Example" in answer.text
    assert "not saved yet" in answer.text
    assert not stored(session)
    assert save(orn, workshop, body="{oops}", action="preview").status_code == 422


def test_two_organisers_do_not_overwrite_each_other(orn, session, workshop):
    seen = version(orn.get(path(workshop)))
    save(orn, workshop, body="The first {name}")
    form = {"subject": "Hello", "body": "The second {name}", "version": seen}
    answer = orn.post(f"{path(workshop)}?lang=en", form)
    assert answer.status_code == 409
    assert "The first {name}" in answer.text
    assert "The second {name}" in answer.text
    assert [row.body for row in stored(session)] == ["The first {name}"]
    form["version"] = version(answer)
    assert orn.post(path(workshop), form).status_code == 303
    assert [row.body for row in stored(session)] == ["The second {name}"]


def test_the_usual_words_come_back(orn, session, workshop):
    save(orn, workshop, body="Own {name}")
    page = orn.get(f"{path(workshop)}?lang=en")
    stale = orn.post(f"{path(workshop)}/reset", {"version": "1"}, follow_redirects=True)
    assert stale.status_code == 200
    assert len(stored(session)) == 1
    reset = page.text.split("/reset")[1].split('name="version" value="')[1].split('"')[0]
    assert orn.post(f"{path(workshop)}/reset", {"version": reset}).status_code == 303
    assert not stored(session)
    deeds = session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert deeds == ["letter.changed", "letter.reset"]


def test_a_test_mail_goes_to_oneself_and_opens_nobodys_page(app, orn, session, workshop):
    group = make_group(workshop, "policy")
    place(workshop, {make_person(workshop): group})
    orn.get(path(workshop))
    assert orn.post(f"{path(workshop, 'placed')}/try").status_code == 303
    session.rollback()
    [message] = session.scalars(sa.select(Message)).all()
    assert message.recipient == "orn@agency.go.th"
    assert message.subject.startswith("Test: Your group is A")
    assert "/me/" not in message.body
    assert message.qr_link == f"http://localhost/w/{workshop.slug}/"


def test_an_unknown_letter_is_not_there(orn, workshop):
    orn.get(path(workshop))
    assert orn.get(path(workshop, "nothing")).status_code == 404
    assert orn.get(path(workshop, "registered", "fr")).status_code == 404
    assert orn.post(f"{path(workshop, 'nothing')}/try").status_code == 404

"""Settings, states, notice versions, documents."""

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled, multipart
from workshop.domain.terms import AnswerMode, PersonStatus, Source, WorkshopState
from workshop.keys import AnswerKeyDestroyed
from workshop.models import (
    Document,
    FormOpening,
    Message,
    PrivacyNotice,
    Response,
    ResponseRevision,
    SeatOffer,
    Workshop,
)

SETTINGS = "/organise/plan/settings"


def stored(session, workshop):
    session.rollback()
    session.expire_all()
    return session.get_one(Workshop, workshop.id)


def answer(session, workshop):
    """One answer on the overall form."""
    group, form = make.make_group(workshop), make.form_of(workshop, 0)
    make.store(
        Response(id=b"r" * 16, workshop_id=workshop.id, form_id=form.id, group_id=group.id,
                 author=b"a" * 32)
    )  # fmt: skip
    make.store(
        ResponseRevision(id=b"v" * 16, workshop_id=workshop.id, response_id=b"r" * 16, number=1,
                         submission_hash=b"s", content_hash=b"c", form_version=1,
                         source=Source.PHONE, content={})
    )  # fmt: skip
    return group, form


def test_every_setting_is_stored(organiser, workshop, session):
    values = {
        "title_th": "ชื่อใหม่", "title_en": "New title", "summary_th": "สรุป", "summary_en": "Summary",
        "date": "2026-09-01", "starts": "08:00", "ends": "17:30", "venue_th": "ห้องใหญ่",
        "venue_en": "Hall", "map_url": "https://maps.example.org/x", "capacity": "80",
        "registration_opens_at": "2026-08-01T09:00", "registration_closes_at": "2026-08-30T18:00",
        "contact_name_th": "อร", "contact_name_en": "Orn", "contact_phone": "02 000 0000",
        "contact_email": "Orn@Example.go.th",
        "default_language": "en", "album_url": "https://photos.example.org/a", "disclosure_k": "7",
    }  # fmt: skip
    assert change(organiser, SETTINGS, **values).status_code == 303
    now = stored(session, workshop)
    for name in ("title_th", "summary_en", "venue_th", "map_url", "album_url", "contact_name_th",
                 "contact_name_en", "contact_phone"):  # fmt: skip
        assert getattr(now, name) == values[name]
    assert (now.capacity, now.disclosure_k, now.default_language) == (80, 7, "en")
    assert now.contact_email == "orn@example.go.th"
    assert now.registration_opens_at.isoformat() == "2026-08-01T02:00:00+00:00"
    assert now.version == 2
    page = organiser.get(SETTINGS).text
    assert 'value="2026-08-01T09:00"' in page


def test_another_notice_is_a_new_version_and_the_old_one_stays(organiser, workshop, session):
    change(organiser, SETTINGS, notice_en="What is kept from now on")
    change(organiser, SETTINGS, title_en="The notice stays")
    session.rollback()
    notices = session.scalars(
        sa.select(PrivacyNotice).where(PrivacyNotice.workshop_id == workshop.id)
    ).all()
    assert [(one.number, one.text_en) for one in notices] == [
        (1, "What is kept"),
        (2, "What is kept from now on"),
    ]


def test_what_people_were_told_holds_once_somebody_answered(organiser, workshop, session):
    answer(session, workshop)
    refused = change(organiser, SETTINGS, answer_mode="named")
    assert refused.status_code == 422
    assert "were told how their answers are kept" in refused.text
    refused = change(organiser, SETTINGS, disclosure_k="4")
    assert refused.status_code == 422
    assert "It can only rise" in refused.text
    assert stored(session, workshop).answer_mode is AnswerMode.BY_GROUP
    assert change(organiser, SETTINGS, disclosure_k="6").status_code == 303
    assert stored(session, workshop).disclosure_k == 6


def test_the_answer_mode_can_change_before_the_first_answer(organiser, workshop, session):
    assert change(organiser, SETTINGS, answer_mode="named").status_code == 303
    assert stored(session, workshop).answer_mode is AnswerMode.NAMED


def test_seats_that_are_taken_cannot_be_taken_away(organiser, workshop, session):
    for _number in range(3):
        make.make_person(workshop)
    refused = change(organiser, SETTINGS, capacity="2")
    assert refused.status_code == 422
    assert "3 people have a seat" in refused.text
    assert stored(session, workshop).capacity == 100


def test_more_seats_are_offered_to_who_waits_and_they_are_told(organiser, session, workshop):
    workshop.capacity = 1
    session.commit()
    make.make_person(workshop)
    waits = make.make_person(workshop, status=PersonStatus.WAITLISTED)
    assert change(organiser, SETTINGS, capacity="2").status_code == 303
    session.rollback()
    session.expire_all()
    assert session.scalars(sa.select(SeatOffer.person_id)).all() == [waits.id]
    assert waits.email in set(session.scalars(sa.select(Message.recipient)))


def test_the_address_stays_once_the_workshop_is_open(organiser, workshop, session):
    refused = change(organiser, SETTINGS, slug="other")
    assert refused.status_code == 422
    assert "in links and on paper" in refused.text
    assert stored(session, workshop).slug == "plan"


def test_a_draft_may_change_its_address(organiser, workshop, session):
    workshop.state = WorkshopState.DRAFT
    session.commit()
    response = change(organiser, SETTINGS, slug="other")
    assert response.location.endswith("/organise/other/settings")


def test_a_draft_is_opened_and_hidden_again(organiser, browsers, workshop, session):
    workshop.state, workshop.registration_open = WorkshopState.DRAFT, False
    session.commit()
    assert browsers().get("/w/plan/").status_code == 404
    organiser.get(SETTINGS)
    organiser.post(f"{SETTINGS}/state", {"state": "open"})
    assert stored(session, workshop).state is WorkshopState.OPEN
    organiser.post(f"{SETTINGS}/state", {"state": "draft"})
    assert stored(session, workshop).state is WorkshopState.DRAFT


def test_a_workshop_with_people_cannot_be_hidden(organiser, workshop, session):
    make.make_person(workshop)
    organiser.get(SETTINGS)
    organiser.post(f"{SETTINGS}/state", {"state": "draft"})
    assert stored(session, workshop).state is WorkshopState.OPEN
    assert "It cannot be hidden again" in organiser.get(SETTINGS).text


def test_registration_is_opened_and_closed(organiser, workshop, session):
    organiser.get(SETTINGS)
    organiser.post(f"{SETTINGS}/registration", {"open": "n"})
    assert not stored(session, workshop).registration_open
    organiser.post(f"{SETTINGS}/registration", {"open": "y"})
    assert stored(session, workshop).registration_open


def test_a_draft_takes_no_registrations(organiser, workshop, session):
    workshop.state, workshop.registration_open = WorkshopState.DRAFT, False
    session.commit()
    organiser.get(SETTINGS)
    organiser.post(f"{SETTINGS}/registration", {"open": "y"})
    assert not stored(session, workshop).registration_open
    assert "Open the workshop first" in organiser.get(SETTINGS).text


def test_closing_for_good_destroys_the_key_and_closes_everything(app, organiser, workshop, session):
    group, form = answer(session, workshop)
    make.open_form(workshop, 0, group)
    close = f"{SETTINGS}/close"
    page = organiser.get(close).text
    assert "This is final" in page
    unsure = organiser.post(close, {"version": filled(page)["version"]})
    assert unsure.status_code == 422
    assert "Tick the box" in unsure.text
    keys = app.extensions["workshop.keys"]
    assert keys.answer_key(workshop.uid)
    assert change(organiser, close, sure="y").status_code == 303
    now = stored(session, workshop)
    assert (now.state, now.registration_open) == (WorkshopState.CLOSED, False)
    opening = session.get_one(FormOpening, (form.id, group.id))
    assert not opening.is_open
    with pytest.raises(AnswerKeyDestroyed):
        keys.answer_key(workshop.uid)
    organiser.get(SETTINGS)
    organiser.post(f"{SETTINGS}/state", {"state": "open"})
    assert stored(session, workshop).state is WorkshopState.CLOSED
    assert change(organiser, SETTINGS, album_url="https://photos.example.org").status_code == 303


def send_file(organiser, name, content):
    address = f"{SETTINGS}/documents/new"
    page = organiser.get(address).text
    fields = {"csrf_token": organiser.token, **filled(page), "title_en": "Slides"}
    return organiser.client.post(address, **multipart(fields, "file", name, content))


def test_a_document_is_stored_and_deleted(organiser, workshop, session):
    assert send_file(organiser, "../แผน ปี.pdf", b"%PDF-1.7 slides").status_code == 303
    session.rollback()
    (document,) = session.scalars(sa.select(Document)).all()
    assert (document.filename, document.media_type) == ("แผน ปี.pdf", "application/pdf")
    assert (document.content, document.size) == (b"%PDF-1.7 slides", 15)
    assert "แผน ปี.pdf" in organiser.get(SETTINGS).text
    assert change(organiser, f"{SETTINGS}/documents/{document.id}/delete").status_code == 303
    session.rollback()
    assert session.scalars(sa.select(Document)).all() == []


def test_files_that_cannot_be_taken_are_refused_with_a_sentence(organiser, workshop, session):
    for name, content, sentence in (
        ("page.html", b"<script>", "Choose a PDF"),
        ("page.pdf", b"<script>", "Choose a PDF"),
        ("page.pdf", b"", "The file is empty"),
        ("page.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024), "The file has 10.1 MB; at most 10 MB"),
        ("page.pdf", b"%PDF-" + b"x" * (12 * 1024 * 1024), "The file has 12.1 MB; at most 10 MB"),
    ):
        response = send_file(organiser, name, content)
        assert response.status_code == 422
        assert sentence in response.text
        assert 'value="Slides"' in response.text
    session.rollback()
    assert session.scalars(sa.select(Document)).all() == []

"""A list goes in: looked at first, stored once, and a second time nothing changes."""

import io
import re

import pytest
import sqlalchemy as sa

from tests import factories
from tests.domain.intake.messy import HEADINGS, MESSY, text, workbook, written
from tests.people.conftest import fresh
from workshop import db, i18n
from workshop.clock import now
from workshop.domain.terms import PersonSource, PersonStatus
from workshop.errors import WorkshopError
from workshop.models import AuditEntry, Person, PersonRole, StagedImport
from workshop.people import commands, importing, lists
from workshop.people.service import By

SEAL = re.compile(r'name="seal"[^>]*value="([^"]+)"')


def upload(scene, data, name="ตอบรับ.xlsx"):
    page = scene.at("/import")
    scene.orn.get(page)
    return scene.orn.post(
        page, {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )


def look(scene):
    return scene.orn.get(scene.at("/import")).text


def store(scene, page):
    return scene.orn.post(scene.at("/import/apply"), {"seal": SEAL.search(page)[1]})


def counts(page):
    return [int(re.sub(r"<[^>]+>", "", n)) for n in re.findall(r'<dd class="big">(.*?)</dd>', page)]


def people(session):
    fresh(session)
    return list(session.scalars(sa.select(Person).order_by(Person.id)))


@pytest.mark.slow
def test_nothing_is_stored_before_it_was_looked_at(scene, session):
    assert upload(scene, workbook(MESSY)).status_code == 303
    page = look(scene)
    assert counts(page) == [4, 0, 1, 2]
    assert "There is no last name" in page
    assert "The leading zero was missing; read as 082 252 7365" in page
    assert people(session) == []


@pytest.mark.parametrize(("lang", "name"), [("en", "Department of Highways"), ("th", "กรมทางหลวง")])
def test_the_preview_names_agencies_in_the_language_it_is_read_in(scene, lang, name):
    upload(scene, "ชื่อ,นามสกุล,หน่วยงาน,อีเมล\nพิม,ใจดี,ทล.,a@example.go.th\n".encode(), "list.csv")
    page = scene.orn.get(scene.at(f"/import?lang={lang}")).text
    assert re.search(rf"“ทล\.” \S+ ?{name}", page)


def test_what_was_looked_at_is_stored_once(scene, session):
    upload(scene, written(MESSY))
    page = look(scene)
    assert store(scene, page).status_code == 303
    stored = people(session)
    assert [person.first_name for person in stored] == ["กรพนธ์", "ราณี", "สโรชา", "ไชยภพ"]
    first = stored[0]
    assert (first.agency_id, first.email, first.phone) == (
        scene.highways.id, "a@example.go.th", "0822527365",
    )  # fmt: skip
    assert first.source is PersonSource.IMPORT
    assert len({person.short_code for person in stored}) == 4
    assert store(scene, page).location == scene.at()
    assert len(people(session)) == 4
    assert session.scalars(sa.select(AuditEntry.what)).all() == ["people.imported"]
    assert session.scalars(sa.select(StagedImport.content)).all() == [b""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_a_second_import_changes_nothing(scene, session, encoding):
    upload(scene, written(MESSY))
    store(scene, look(scene))
    versions = [(person.id, person.version) for person in people(session)]
    upload(scene, text(MESSY).encode(encoding), "again.csv")
    page = look(scene)
    assert counts(page) == [0, 0, 5, 2]
    assert "There is nothing to store" in page
    assert [(person.id, person.version) for person in people(session)] == versions


def test_people_beyond_capacity_wait_and_the_preview_says_so(scene, session):
    scene.workshop.capacity = 3
    session.commit()
    upload(scene, written(MESSY))
    page = look(scene)
    assert "3 take a seat and 1 goes onto the waiting list" in page
    store(scene, page)
    assert [person.status for person in people(session)].count(PersonStatus.WAITLISTED) == 1


def test_a_list_that_changed_since_the_preview_is_shown_again(scene, session):
    upload(scene, written(MESSY))
    page = look(scene)
    factories.make_person(
        scene.workshop,
        first_name="กรพนธ์",
        last_name="ถนัดการยนต์",
        name_key="กรพนธ์|ถนัดการยนต์",
        email="a@example.go.th",
    )
    response = store(scene, page)
    assert response.status_code == 409
    assert "has changed since this preview" in response.text
    assert len(people(session)) == 1
    assert store(scene, response.text).status_code == 303
    assert len(people(session)) == 4


def test_storing_without_a_word_of_a_preview_stores_nothing_and_shows_it(scene, session):
    upload(scene, written(MESSY))
    response = scene.orn.post(scene.at("/import/apply"))
    assert response.status_code == 422
    assert "Look at this one, then store it with its button." in response.text
    assert "has changed since this preview" not in response.text
    assert people(session) == []
    assert store(scene, response.text).status_code == 303
    assert len(people(session)) == 4


def test_a_row_changes_what_is_new_and_erases_nothing(scene, session):
    person = factories.make_person(
        scene.workshop, agency=scene.highways, first_name="กรพนธ์", last_name="ถนัดการยนต์",
        name_key="กรพนธ์|ถนัดการยนต์", dietary="เจ", phone="0811111111",
    )  # fmt: skip
    rows = [
        [*HEADINGS, "roles"],
        ["", "นาย", "กรพนธ์", "ถนัดการยนต์", "อธิบดี", "ทล.", "", "", "-", "", "policy"],
    ]
    upload(scene, written(rows))
    page = look(scene)
    assert counts(page) == [0, 1, 0, 0]
    store(scene, page)
    fresh(session)
    assert (person.position, person.dietary, person.phone) == ("อธิบดี", "เจ", "0811111111")
    assert (person.seniority.value, person.version) == ("executive", 2)
    assert session.scalar(sa.select(sa.func.count()).select_from(PersonRole)) == 1


def test_an_upload_can_be_dropped(scene, session):
    upload(scene, written(MESSY))
    scene.orn.post(scene.at("/import/discard"))
    assert "Look at it first" in look(scene)
    assert session.scalars(sa.select(StagedImport)).all() == []


def test_another_organiser_does_not_see_the_upload(scene, session, browsers):
    upload(scene, written(MESSY))
    other = browsers().sign_in(factories.make_account(scene.workshop, "organiser"))
    assert "Look at it first" in other.get(scene.at("/import?lang=en")).text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7", "This is no list of people"),
        (b"PK\x03\x04x", "The file cannot be opened"),
        (b"a\nb\n", "There is no list in it"),
        (text([HEADINGS]).encode(), "There is nobody below the headings"),
    ],
)
def test_a_file_that_is_no_list_is_refused_next_to_its_field(scene, session, data, says):
    response = upload(scene, data)
    assert response.status_code == 422
    assert says in response.text
    assert 'id="file-error"' in response.text
    assert session.scalars(sa.select(StagedImport)).all() == []


def test_without_a_file_the_form_says_so(scene):
    scene.orn.get(scene.at("/import"))
    response = scene.orn.post(scene.at("/import"), {})
    assert response.status_code == 422
    assert "Choose a file" in response.text


def test_a_hostile_list_is_shown_and_stored_as_text(scene, session):
    bad = ["<script>alert(1)</script>", "{{7*7}}", "=cmd|' /C calc'!A0"]
    upload(scene, text([["ชื่อ", "นามสกุล", "หน่วยงาน"], bad]).encode(), "<b>.csv")
    page = look(scene)
    assert "<script>alert" not in page
    assert "<b>.csv" not in page
    store(scene, page)
    (person,) = people(session)
    assert [person.first_name, person.last_name, person.agency_name] == bad


@pytest.mark.slow
def test_the_command_shows_the_same_preview_and_stores_only_with_apply(
    scene, session, app, tmp_path, capsys, monkeypatch
):
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(MESSY))
    with app.app_context():
        i18n.speak("en")
        assert commands.import_people(scene.workshop, file, apply=False) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "new 4, changed 0, same 1, problem 2"
        assert people(session) == []
        commands.import_people(scene.workshop, file, apply=True)
        assert len(people(session)) == 4
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(commands, "LONG", 0)  # as if it took a while
        commands.import_people(scene.workshop, file, apply=True)
        written = capsys.readouterr()
        assert written.out.splitlines()[-1] == "new 0, changed 0, same 5, problem 2"
        assert written.err.splitlines()[::2] == ["Reading list.xlsx", "Storing 7 rows"]
        file.write_bytes(b"%PDF")
        with pytest.raises(WorkshopError, match="no list of people"):
            commands.import_people(scene.workshop, file, apply=True)


def test_a_long_list_takes_as_many_questions_to_the_database_as_a_short_one(scene, session, app):
    def questions(size):
        rows = [[f"คน{n}", f"สกุล{size}", f"p{n}x{size}@example.com"] for n in range(size)]
        data = text([["ชื่อ", "นามสกุล", "อีเมล"], *rows]).encode()
        listed = lists.read(
            session, scene.workshop, importing.PEOPLE, lists.opened(data), now=now()
        )
        session.rollback()
        asked = []
        engine = app.extensions[db.EXTENSION].engine

        def note(_connection, _cursor, statement, *_):
            asked.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        with app.app_context(), db.transaction() as writing:
            importing.apply(writing, scene.workshop, listed, filename="x", by=By("x", now()))
        sa.event.remove(engine, "before_cursor_execute", note)
        return sum(not statement.startswith("INSERT") for statement in asked)

    assert questions(600) <= questions(20) + 4

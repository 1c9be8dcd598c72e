"""Whatever is typed is stored and shown as text, or refused with a sentence; never a failure."""

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from workshop.domain.terms import QuestionKind
from workshop.models import AgendaItem, Workshop

NASTY = (
    "null\0byte", "lone \ud800 surrogate".encode("utf-8", "surrogatepass"), "\u202etfel ot thgir",
    "ก่่่่่่้้้้้", "👩‍👩‍👧‍👦", "=cmd|' /C calc'!A0", "{{ 7 * 7 }}{% raw %}", "<script>alert(1)</script>",
    "%(what)s %s", "' OR 1=1 --", "\u2028\u2029\v", "x" * 1_000_000,
)  # fmt: skip
PAGES = (
    ("settings", "title_en"), ("agenda/new", "title_en"), ("groups/new", "name_en"),
    ("strategies/new", "title_en"), ("agencies/new", "name_en"), ("agencies/new", "abbreviations"),
    ("agencies/roles/new", "name_en"), ("attributes/new", "name_en"),
    ("agencies/seniority", "head"),
    ("questions/new?form=0&kind=single", "options-0-en"),
)  # fmt: skip


@pytest.mark.slow
def test_nasty_text_never_breaks_a_page(organiser, workshop):
    for number, (path, field) in enumerate(PAGES):
        for text in NASTY if number == 0 else NASTY[number % 3 : -1 : 3]:
            values = {"starts": "09:00", "code": "c", "text_en": "Q", "options-1-en": "B",
                      "seats_min": "1", "seats_max": "2", field: text}  # fmt: skip
            response = change(organiser, f"/organise/plan/{path}", **values)
            assert response.status_code in (303, 422), (path, text[:20])
            assert b"<script>alert(1)" not in response.data
    for path in ("settings", "agenda", "groups", "strategies", "agencies", "questions", ""):
        page = organiser.get(f"/organise/plan/{path}")
        assert page.status_code == 200
        assert b"<script>alert(1)" not in page.data


def test_template_and_format_snippets_are_text(organiser, session):
    for text in ("{{ 7 * 7 }}", "%(what)s 100 %", "<b>bold</b>"):
        values = {"starts": "09:00", "title_en": text}
        assert change(organiser, "/organise/plan/agenda/new", **values).status_code == 303
    session.rollback()
    titles = set(session.scalars(sa.select(AgendaItem.title_en)))
    assert titles == {"{{ 7 * 7 }}", "%(what)s 100 %", "<b>bold</b>"}
    page = organiser.get("/organise/plan/agenda").text
    assert "{{ 7 * 7 }}" in page
    assert "&lt;b&gt;bold" in page
    for item in session.scalars(sa.select(AgendaItem)).all():
        assert organiser.get(f"/organise/plan/agenda/{item.id}/delete").status_code == 200


def test_numbers_beyond_reason_are_refused(organiser, workshop, session):
    for text in ("9" * 5000, "-1", "1e9", "๑๒๓456789", "NaN", ""):
        refused = change(organiser, "/organise/plan/settings", capacity=text)
        assert refused.status_code == 422, text[:20]
    session.rollback()
    assert session.get_one(Workshop, workshop.id).capacity == 100


def test_thai_digits_are_numbers(organiser, workshop, session):
    assert change(organiser, "/organise/plan/settings", capacity="๑๒๐").status_code == 303
    session.rollback()
    session.expire_all()
    assert session.get_one(Workshop, workshop.id).capacity == 120


def test_broken_and_missing_fields_are_refused_not_failed(organiser, workshop):
    question = make.make_question(workshop, 0, QuestionKind.SINGLE)
    organiser.get("/organise/plan/settings")
    for path in ("settings", f"questions/{question.id}", "agenda/new", "groups/new",
                 "agencies/seniority", "team", "agencies/import"):  # fmt: skip
        empty = organiser.post(f"/organise/plan/{path}", {})
        assert empty.status_code in (409, 422), path
        odd = organiser.post(
            f"/organise/plan/{path}",
            {"version": "x" * 50, "options-999999999-en": "a", "group": "\0", "roles": "a"},
        )
        assert odd.status_code in (409, 422), path
    broken = organiser.client.post(
        "/organise/plan/settings/documents/new", data=b"--x\r\nnonsense",
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert broken.status_code in (400, 422)


def test_long_texts_are_kept_as_typed_when_refused(organiser, workshop):
    refused = change(organiser, "/organise/plan/settings", summary_th="ก" * 4001)
    assert refused.status_code == 422
    assert "at most 4000 characters; it has 4001" in refused.text
    assert filled(refused.text)["summary_th"] == "ก" * 4001

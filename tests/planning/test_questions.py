"""Questions: what was answered never changes, keys stay, one wording follows another."""

import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from workshop.domain.terms import QuestionKind, Source, WorkshopState
from workshop.models import FeedbackForm, Question, QuestionVersion, Response, ResponseRevision

BASE = "/organise/plan/questions"


def all_of(session, model):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(model).order_by(*model.__table__.primary_key)).all()


def form_version(session, number=0):
    session.rollback()
    session.expire_all()
    query = sa.select(FeedbackForm.version).where(FeedbackForm.number == number)
    return session.scalars(query).one()


def answered(workshop, question, value):
    """Somebody answered the question's form."""
    group = make.make_group(workshop)
    own = {"workshop_id": workshop.id}
    make.store(Response(**own, id=b"r" * 16, form_id=question.form_id, group_id=group.id,
                        author=b"a" * 32))  # fmt: skip
    make.store(ResponseRevision(**own, id=b"v" * 16, response_id=b"r" * 16, number=1,
                                submission_hash=b"s", content_hash=b"c", form_version=1,
                                source=Source.PHONE, content=value))  # fmt: skip


def test_every_kind_of_question_can_be_written(organiser, workshop, session):
    make.make_strategy(workshop, 1)
    for kind in QuestionKind:
        values = {"text_th": f"คำถาม {kind}", "short_text_en": kind.value, "hint_en": "Think first"}
        if kind is QuestionKind.SCALE:
            values |= {"options-0-en": "Not at all", "options-4-en": "Very well"}
        elif "text" not in kind:
            values |= {"options-0-th": "หนึ่ง", "options-0-en": "One", "options-2-en": "Two"}
        response = change(organiser, f"{BASE}/new?form=1&kind={kind}", **values)
        assert response.status_code == 303, kind
    versions = {one.kind: one for one in all_of(session, QuestionVersion)}
    assert set(versions) == set(QuestionKind)
    assert [one["key"] for one in versions[QuestionKind.SCALE].options] == list("12345")
    assert versions[QuestionKind.SCALE].options[4]["en"] == "Very well"
    assert versions[QuestionKind.SINGLE].options == [
        {"key": "o1", "th": "หนึ่ง", "en": "One"},
        {"key": "o2", "th": "", "en": "Two"},
    ]
    assert versions[QuestionKind.SHORT_TEXT].options == []
    assert [one.position for one in all_of(session, Question)] == list(range(6))
    assert form_version(session, 1) == 7


def test_each_mistake_in_a_question_is_named(organiser, workshop, session):
    for kind, values, sentence in (
        ("long_text", {}, "Enter the question in Thai or in English"),
        ("scale", {"text_en": "Q"}, "Say in words what 1 and 5 mean"),
        ("single", {"text_en": "Q", "options-0-en": "One"}, "at least two"),
        ("single", {"text_en": "Q", "options-0-en": "A", "options-1-en": "a"}, "the same"),
        ("single", {"text_en": "Q", "options-0-en": "x" * 201}, "at most 200 characters"),
        ("short_text", {"text_en": "x" * 501}, "at most 500 characters"),
        ("short_text", {"text_en": "Q", "group": "77"}, "Choose one of these"),
    ):
        refused = change(organiser, f"{BASE}/new?form=0&kind={kind}", **values)
        assert refused.status_code == 422, values
        assert sentence in refused.text, values
        if values.get("text_en"):
            assert filled(refused.text)["text_en"] == values["text_en"]
    assert all_of(session, Question) == []


def test_more_rows_are_offered_and_nothing_is_stored(organiser, workshop, session):
    values = {"text_en": "Which?", "options-0-en": "One", "more": "y"}
    page = change(organiser, f"{BASE}/new?form=0&kind=single", **values)
    assert page.status_code == 200
    sent = filled(page.text)
    assert (sent["text_en"], sent["options-0-en"], sent["options-5-en"]) == ("Which?", "One", "")
    assert all_of(session, Question) == []


def test_a_question_nobody_answered_is_changed_in_place(organiser, workshop, session):
    question = make.make_question(workshop, 0)
    assert change(organiser, f"{BASE}/{question.id}", text_en="Better words").status_code == 303
    (version,) = all_of(session, QuestionVersion)
    assert (version.number, version.text_en) == (1, "Better words")
    assert form_version(session) == 2
    assert "A change makes a new wording" not in organiser.get(f"{BASE}/{question.id}").text


def test_an_answered_question_gets_a_new_version_and_answers_stay(organiser, workshop, session):
    question = make.make_question(workshop, 0, QuestionKind.SINGLE)
    (first,) = all_of(session, QuestionVersion)
    before = (first.id, first.text_en, first.options)
    answered(workshop, question, {str(first.id): "b"})
    assert "A change makes a new wording" in organiser.get(f"{BASE}/{question.id}").text
    assert change(organiser, f"{BASE}/{question.id}").status_code == 303
    assert len(all_of(session, QuestionVersion)) == 1  # nothing was changed
    change(organiser, f"{BASE}/{question.id}", **{
        "text_en": "Other words", "options-0-en": "", "options-0-th": "", "options-1-en": "Renamed",
        "options-3-en": "Choice d",
    })  # fmt: skip
    old, new = all_of(session, QuestionVersion)
    assert (old.id, old.text_en, old.options) == before
    assert (new.number, new.text_en, new.question_id) == (2, "Other words", question.id)
    assert [one["key"] for one in new.options] == ["b", "c", "d"]
    assert new.options[0]["en"] == "Renamed"
    assert session.get_one(Question, question.id).version == 2
    (revision,) = all_of(session, ResponseRevision)
    assert revision.content == {str(before[0]): "b"}


def test_a_key_is_never_given_again(organiser, workshop, session):
    question = make.make_question(workshop, 0, QuestionKind.SINGLE)
    page = f"{BASE}/{question.id}"
    answered(workshop, question, {})
    added = {"options-4-key": "", "options-4-en": "New one"}
    change(organiser, page, **added)
    change(organiser, page, **{"options-4-en": "", "options-4-th": ""})
    change(organiser, page, **{**added, "options-4-en": "Newer one"})
    newest = all_of(session, QuestionVersion)[-1]
    assert [one["key"] for one in newest.options] == ["a", "b", "c", "d", "o2"]


def test_a_question_on_an_open_form_gets_a_new_version_at_once(organiser, workshop, session):
    question = make.make_question(workshop, 0)
    make.open_form(workshop, 0, make.make_group(workshop))
    change(organiser, f"{BASE}/{question.id}", text_en="Other words")
    assert [one.number for one in all_of(session, QuestionVersion)] == [1, 2]


def test_the_group_of_a_question_is_fixed_once_somebody_answered(organiser, workshop, session):
    question = make.make_question(workshop, 0)
    answered(workshop, question, {})
    group = make.make_group(workshop, "other")
    refused = change(organiser, f"{BASE}/{question.id}", group=str(group.id))
    assert refused.status_code == 409
    assert "Take this question away" in refused.text
    assert session.get_one(Question, question.id).group_id is None


def test_questions_move_up_and_down(organiser, workshop, session):
    first, second, third = (make.make_question(workshop, 0) for _ in range(3))
    organiser.get(BASE)
    organiser.post(f"{BASE}/{third.id}/move", {"to": "up"})
    organiser.post(f"{BASE}/{first.id}/move", {"to": "up"})
    organiser.post(f"{BASE}/{first.id}/move", {"to": "down"})
    order = sorted(all_of(session, Question), key=lambda one: one.position)
    assert [one.id for one in order] == [third.id, first.id, second.id]


def test_an_unanswered_question_is_deleted_an_answered_one_kept_apart(organiser, workshop, session):
    question = make.make_question(workshop, 0)
    change(organiser, f"{BASE}/{question.id}/remove")
    assert all_of(session, Question) == []
    question = make.make_question(workshop, 0)
    answered(workshop, question, {})
    change(organiser, f"{BASE}/{question.id}/remove")
    (kept,) = all_of(session, Question)
    assert kept.retired
    assert "1 question taken away" in organiser.get(BASE).text
    organiser.post(f"{BASE}/{question.id}/back")
    (kept,) = all_of(session, Question)
    assert not kept.retired


def test_a_closed_workshop_keeps_its_questions(organiser, workshop, session):
    question = make.make_question(workshop, 0)
    workshop.state = WorkshopState.CLOSED
    session.commit()
    refused = change(organiser, f"{BASE}/{question.id}", text_en="Too late")
    assert refused.status_code == 409
    assert "Its questions stay as they are" in refused.text
    assert all_of(session, QuestionVersion)[0].text_en == "How well does it fit"


def test_an_unknown_form_or_kind_is_no_page(organiser, workshop):
    assert organiser.get(f"{BASE}/new?form=9&kind=scale").status_code == 404
    assert organiser.get(f"{BASE}/new?form=0&kind=riddle").status_code == 404

"""Two organisers at the same thing: nobody overwrites what they have not seen."""

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from workshop.domain.terms import QuestionKind, Role
from workshop.models import (
    Agency,
    AgencyRole,
    AgendaItem,
    FocusGroup,
    QuestionVersion,
    SeniorityRule,
    Strategy,
    Workshop,
)

MEANWHILE = "Somebody else stored a change while this was open"


@pytest.fixture
def other(browsers, workshop, organiser):
    """A second organiser of the same workshop."""
    second = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
    second.get("/organise/?lang=en")
    return second


def things(workshop, session):
    """Every kind of thing: its page, a field, where it is stored."""
    own = {"workshop_id": workshop.id}
    item = make.store(AgendaItem(**own, starts=workshop.starts, title_en="Opening"))
    role = make.make_role(workshop)
    group, agency = make.make_group(workshop), make.make_agency(workshop)
    strategy = make.make_strategy(workshop, 1)
    question = make.make_question(workshop, 1, QuestionKind.SINGLE)
    version = session.scalars(sa.select(QuestionVersion)).one()
    return (
        ("settings", "title_en", Workshop, workshop.id),
        (f"agenda/{item.id}", "title_en", AgendaItem, item.id),
        (f"groups/{group.id}", "name_en", FocusGroup, group.id),
        (f"strategies/{strategy.id}", "title_en", Strategy, strategy.id),
        (f"agencies/{agency.id}", "name_en", Agency, agency.id),
        (f"agencies/roles/{role.id}", "name_en", AgencyRole, role.id),
        (f"questions/{question.id}", "text_en", QuestionVersion, version.id),
    )


def test_the_second_to_save_sees_what_the_first_stored(organiser, other, workshop, session):
    for path, field, model, number in things(workshop, session):
        address = f"/organise/plan/{path}"
        mine = {**filled(organiser.get(address).text), field: "Typed by me"}
        assert change(other, address, **{field: "Stored by the other"}).status_code == 303, path
        answer = organiser.post(address, mine)
        assert answer.status_code == 409, path
        assert MEANWHILE in answer.text, path
        assert "Stored now:</b> Stored by the other" in answer.text, path
        kept = filled(answer.text)
        assert kept[field] == "Typed by me", path
        session.rollback()
        session.expire_all()
        assert getattr(session.get_one(model, number), field) == "Stored by the other", path
        assert organiser.post(address, kept).status_code == 303, path
        session.rollback()
        session.expire_all()
        assert getattr(session.get_one(model, number), field) == "Typed by me", path


def test_options_changed_by_two_are_shown_too(organiser, other, workshop, session):
    question = make.make_question(workshop, 0, QuestionKind.SINGLE)
    address = f"/organise/plan/questions/{question.id}"
    mine = {**filled(organiser.get(address).text), "options-0-en": "Mine"}
    change(other, address, **{"options-1-en": "Theirs"})
    answer = organiser.post(address, mine)
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert filled(answer.text)["options-0-en"] == "Mine"


def test_two_at_the_seniority_table_do_not_overwrite_each_other(
    organiser, other, workshop, session
):
    address = "/organise/plan/agencies/seniority"
    mine = {**filled(organiser.get(address).text), "officer": "นักทดลอง"}
    change(other, address, head="หัวหน้า")
    answer = organiser.post(address, mine)
    assert answer.status_code == 409
    assert MEANWHILE in answer.text
    session.rollback()
    patterns = set(session.scalars(sa.select(SeniorityRule.pattern)))
    assert "นักทดลอง" not in patterns


def test_what_was_changed_meanwhile_is_not_deleted(organiser, other, workshop, session):
    for path, field, model, number in things(workshop, session)[1:]:
        ending = "remove" if path.startswith("questions") else "delete"
        address = f"/organise/plan/{path}/{ending}"
        mine = filled(organiser.get(address).text)
        change(other, f"/organise/plan/{path}", **{field: "Changed by the other"})
        answer = organiser.post(address, mine)
        assert answer.status_code == 409, path
        assert "Look at it again, then decide" in answer.text, path
        session.rollback()
        assert session.get(model, number) is not None


def test_what_was_typed_into_something_deleted_meanwhile_is_shown(
    organiser, other, workshop, session
):
    typed = "Typed by me"
    for path, field, _model, _number in reversed(things(workshop, session)[1:]):
        address = f"/organise/plan/{path}"
        mine = {**filled(organiser.get(address).text), field: typed}
        ending = "remove" if path.startswith("questions") else "delete"
        change(other, f"{address}/{ending}")
        answer = organiser.post(address, mine)
        assert answer.status_code == 404, path
        assert "This was deleted in the meantime" in answer.text, path
        assert f">{typed}</dd>" in answer.text, path
        assert f'href="/organise/plan/{path.rpartition("/")[0]}"' in answer.text, path
        assert organiser.get(address).text.count("To the list") == 1, path

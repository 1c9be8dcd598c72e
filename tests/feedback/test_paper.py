"""Answers on paper: keyed in by staff, counted apart, never written over silently."""

import re
import uuid

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import AnswerMode, Role, Source
from workshop.models import Account, FeedbackForm, Placement, Response, ResponseRevision

CLOSED = "This form is closed for group A"


def new_id():
    return str(uuid.uuid4())


@pytest.fixture
def desk(room, browser):
    """The organiser at the desk with the papers."""
    account = make.make_account(room.workshop, Role.ORGANISER, email="keyer@example.go.th")
    return browser.sign_in(account)


def sheet(room, number=1, **where):
    query = "&".join(f"{key}={value}" for key, value in where.items())
    return f"/organise/{room.workshop.slug}/paper/{number}?lang=en&{query}"


def on_desk(room, desk, code=None):
    """The address of the first sheet of the paper with this code."""
    start = f"/organise/{room.workshop.slug}/paper"
    typed = {"code": code or room.pim.short_code, "group": "", "form": "1"}
    return desk.post(start, typed).location + "&lang=en"


def newest(session):
    session.rollback()
    rows = session.scalars(sa.select(ResponseRevision).order_by(ResponseRevision.number)).all()
    return [(row.number, row.source, row.keyed_by) for row in rows]


def test_a_code_leads_to_its_sheets_and_each_is_stored_as_paper(room, desk, session):
    start = f"/organise/{room.workshop.slug}/paper"
    spaced = f"{room.pim.short_code[:3]} {room.pim.short_code[3:].lower()}"
    response = desk.post(start, {"code": spaced, "group": "", "form": "1"})
    assert response.status_code == 303
    assert room.pim.short_code not in response.location.upper(), "no log or history has the code"
    page = desk.get(response.location + "&lang=en").text
    assert "พิม" not in page  # the slip with the name was torn off
    stored = desk.post(response.location, room.answers(new_id()))
    assert room.pim.short_code not in stored.location.upper()
    assert desk.get(stored.location).status_code == 200
    assert (stored.status_code, stored.location.split("?")[0]) == (303, f"{start}/2")
    assert newest(session) == [(1, Source.PAPER, "keyer@example.go.th")]
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.group_id == room.a.id


def test_a_sheet_outlives_the_sign_in_and_two_papers_lie_on_a_desk(room, desk, browsers, session):
    first, second = on_desk(room, desk), on_desk(room, desk, room.pat.short_code)
    assert first != second
    keyed = {**room.answers(new_id()), "code": room.pim.short_code}
    signed_in_again = browsers().sign_in(session.scalars(sa.select(Account)).one())
    signed_in_again.get(sheet(room, group="policy"))
    assert signed_in_again.post(first, keyed).status_code == 303
    assert len(newest(session)) == 1


def test_a_form_that_nobody_is_asked_is_no_page(room, desk):
    assert desk.get(sheet(room, number=99)).status_code == 404


def test_the_same_sheet_sent_twice_is_one_record(room, desk, session):
    answers = room.answers(new_id())
    for _time in range(2):
        assert desk.post(on_desk(room, desk), answers).status_code == 303
    assert len(newest(session)) == 1


def test_a_mistake_on_a_sheet_comes_back_with_what_was_keyed_in(room, desk, session):
    response = desk.post(on_desk(room, desk), room.answers(new_id(), scale=None))
    assert response.status_code == 422
    assert "Choose 1 to 5" in response.text
    assert "สองบรรทัด" in response.text
    assert newest(session) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "ZZZZZZ"}, "Nobody has this code"),
        ({"code": "\x00\ud800🙂"}, "Nobody has this code"),
        ({"code": ""}, "Enter the code on the paper"),
        ({"code": "", "group": "nothing"}, "Enter the code on the paper"),
    ],
)
def test_a_paper_that_is_nobodys_is_asked_about(room, desk, typed, sentence):
    start = f"/organise/{room.workshop.slug}/paper?lang=en"
    values = {key: value.encode("utf-8", "surrogatepass") for key, value in typed.items()}
    response = desk.post(start, {"group": "", "form": "1", **values})
    assert response.status_code == 422
    assert sentence in response.text


@pytest.mark.parametrize("where", [{}, {"paper": "ZZZZZZ"}, {"group": "nothing"}])
def test_an_address_that_leads_to_no_paper_leads_back_to_the_desk(room, desk, where):
    response = desk.get(sheet(room, **where))
    assert response.status_code == 303
    assert "notice error" in desk.get(response.location).text


def test_a_paper_without_a_code_is_filed_for_its_group_and_nobody(room, desk, session):
    room.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    for _sheet in range(2):
        desk.post(sheet(room, group="policy"), room.answers(new_id()))
    session.rollback()
    responses = session.scalars(sa.select(Response)).all()
    assert [(one.group_id, one.person_id) for one in responses] == [(room.a.id, None)] * 2
    assert responses[0].author != responses[1].author


def test_a_phone_does_not_silently_replace_the_paper(room, desk, browsers, session):
    desk.post(on_desk(room, desk), room.answers(new_id()))
    phone = browsers().be(room.pim)
    opened = phone.get(room.path() + "?lang=en").text
    assert "The form you filled in on paper is stored" in opened  # told before it is sent
    assert 'name="may_replace"' in opened
    assert "another phone" not in opened
    mine = room.answers(new_id(), long_text="ทีหลัง")
    refused = phone.post(room.path() + "?lang=en", mine)
    assert refused.status_code == 422
    assert "Tick the box if this one is to replace it" in refused.text
    assert "ทีหลัง" in refused.text
    assert len(newest(session)) == 1
    assert phone.post(room.path(), {**mine, "may_replace": "y"}).status_code == 303
    assert newest(session)[1] == (2, Source.PHONE, "")
    again = room.answers(new_id(), long_text="อีกครั้ง")
    assert phone.post(room.path(), again).status_code == 303  # the paper is behind it now


def test_paper_does_not_silently_replace_a_phone_or_another_paper(room, desk, browsers, session):
    browsers().be(room.pim).post(room.path(), room.answers(new_id()))
    address = on_desk(room, desk)
    keyed = room.answers(new_id(), long_text="จากกระดาษ")
    refused = desk.post(address, keyed)
    assert refused.status_code == 409
    assert "answered by phone" in refused.text
    assert "จากกระดาษ" in refused.text
    replaced = desk.post(address, {**keyed, "may_replace": "y"})
    assert (replaced.status_code, "/paper/2?paper=" in replaced.location) == (303, True)
    second = desk.post(address, room.answers(new_id()))
    assert second.status_code == 409
    assert "keyed in before" in second.text
    corrected = {**room.answers(keyed["submission_id"], long_text="แก้แล้ว")}
    assert desk.post(address, corrected).status_code == 303  # the same sheet, corrected
    assert [row[1] for row in newest(session)] == [Source.PHONE, Source.PAPER, Source.PAPER]
    listed = desk.get(f"/organise/{room.workshop.slug}/paper?lang=en").text
    assert re.search(r"Keyed in by.*@example.*1 sheet<", listed, re.DOTALL)


def test_a_closed_form_takes_no_paper_and_loses_no_text(room, desk, session):
    form = session.scalars(sa.select(FeedbackForm).where(FeedbackForm.number == 1)).one()
    session.execute(
        sa.text("UPDATE form_opening SET is_open = false WHERE form_id = :f"), {"f": form.id}
    )
    session.commit()
    assert CLOSED in desk.get(on_desk(room, desk)).text
    response = desk.post(on_desk(room, desk), room.answers(new_id()))
    assert response.status_code == 409
    assert CLOSED in response.text
    assert "สองบรรทัด" in response.text
    assert newest(session) == []


def test_phone_and_paper_add_up_to_the_answers(room, desk, browsers, session):
    browsers().be(room.pat).post(room.path(), room.answers(new_id()))
    desk.post(on_desk(room, desk), room.answers(new_id()))
    desk.post(sheet(room, group="policy"), room.answers(new_id()))
    page = desk.get(f"/organise/{room.workshop.slug}/paper?lang=en").text
    assert "1 by phone + 2 on paper = 3" in page
    openings = desk.get(f"/organise/{room.workshop.slug}/forms?lang=en").text
    assert re.search(r"\b3 of \d+", openings)
    browsers().be(room.pim).post(room.path(), {**room.answers(new_id()), "may_replace": "y"})
    page = desk.get(f"/organise/{room.workshop.slug}/paper?lang=en").text
    assert "2 by phone + 1 on paper = 3" in page


def test_nothing_about_the_person_is_written_when_paper_is_keyed_in(room, desk, session):
    tables = ("audit_entry", "message", "attempt")
    counts = [sa.text(f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608
    before = [session.scalar(count) for count in counts]
    desk.post(on_desk(room, desk), room.answers(new_id()))
    session.rollback()
    assert [session.scalar(count) for count in counts] == before


def test_a_code_from_another_group_than_the_chosen_one_is_asked_about(room, desk, session):
    start = f"/organise/{room.workshop.slug}/paper?lang=en"
    typed = {"code": room.som.short_code, "group": "policy", "form": "1"}
    response = desk.post(start, typed)
    assert response.status_code == 422
    assert "Whoever has this code is in group B, not in the chosen one" in response.text
    assert newest(session) == []


@pytest.fixture
def own_desk(room, browsers):
    """Staff of group A, by role."""

    def _signed_in(role=Role.FACILITATOR):
        account = make.make_account(room.workshop, role, group=room.a, email="group@example.go.th")
        return browsers().sign_in(account)

    return _signed_in


def own_start(room):
    return f"/facilitate/{room.workshop.slug}/policy/paper"


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.NOTE_TAKER])
def test_staff_of_a_group_key_in_its_papers(room, own_desk, session, role):
    staff, start = own_desk(role), own_start(room)
    assert f'href="{start}"' in staff.get(start.removesuffix("paper") + "?lang=en").text
    opened = staff.get(start + "?lang=en").text
    assert 'name="code"' in opened
    assert 'name="group"' not in opened
    sheet_of_pim = staff.post(start, {"code": room.pim.short_code, "form": "1"}).location
    assert sheet_of_pim.startswith(f"{start}/1?paper=")
    assert "พิม" not in staff.get(sheet_of_pim).text
    following = staff.post(sheet_of_pim, room.answers(new_id())).location
    assert following.startswith(f"{start}/2?paper=")
    assert newest(session) == [(1, Source.PAPER, "group@example.go.th")]
    (response,) = session.scalars(sa.select(Response)).all()
    assert response.group_id == room.a.id


def test_staff_of_a_group_cannot_make_up_papers_to_single_out_an_answer(room, own_desk, session):
    staff, start = own_desk(), own_start(room)
    assert "The organiser keys in papers that lost their code" in staff.get(start + "?lang=en").text
    refused = staff.post(start + "?lang=en", {"code": "", "group": "policy", "form": "1"})
    assert refused.status_code == 422
    assert "Enter the code on the paper" in refused.text
    assert staff.get(f"{start}/1?group=policy").location.endswith(start)
    assert staff.post(f"{start}/1?lang=en", room.answers(new_id())).status_code == 422
    assert newest(session) == []


def test_no_code_of_another_group_is_known_at_the_desk_of_a_group(room, own_desk, session):
    staff, start = own_desk(), own_start(room)
    pages = []
    for code in (room.som.short_code, "ZZZZZZ"):
        response = staff.post(start + "?lang=en", {"code": code, "form": "1"})
        assert response.status_code == 422
        assert "Nobody in group A has this code" in response.text
        pages.append(response.text.count("group B"))
        keyed = {**room.answers(new_id()), "code": code}
        assert staff.post(f"{start}/1?lang=en", keyed).status_code == 422
    assert pages == [0, 0]
    assert newest(session) == []


def test_an_answer_given_in_another_group_is_not_replaced_at_this_one(
    room, own_desk, browsers, session
):
    make.open_form(room.workshop, 1, room.b)
    session.commit()
    browsers().be(room.som).post(room.path(), room.answers(new_id()))
    session.execute(sa.update(Placement).values(group_id=room.a.id))
    session.commit()
    staff, start = own_desk(), own_start(room)
    refused = staff.post(start + "?lang=en", {"code": room.som.short_code, "form": "1"})
    assert refused.status_code == 422
    assert "There is no such form for this group" in refused.text
    assert len(newest(session)) == 1


def test_the_desk_of_another_group_and_the_organisers_stay_closed(room, own_desk):
    staff = own_desk()
    assert staff.get(f"/facilitate/{room.workshop.slug}/user/paper").status_code == 404
    assert staff.get(f"/organise/{room.workshop.slug}/paper").status_code == 404

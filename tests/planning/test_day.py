"""The organiser's day: now, people, answers, what needs care; live and cheap."""

import datetime as dt

from tests import factories as make
from workshop.domain.terms import MessageState, PersonStatus, Role, WorkshopState
from workshop.models import AgendaItem, Message, Response

DAY = "/organise/plan/"
ON_THE_DAY = dt.datetime(2026, 7, 23, 4, 10, tzinfo=dt.UTC)  # 11:10 in Bangkok


def at(session, workshop, moment=ON_THE_DAY):
    """Sets the workshop's own clock, ten seconds into the minute."""
    now = dt.datetime.now(dt.UTC)
    workshop.clock_shift = int((moment - now).total_seconds()) + 10
    session.commit()


def agenda(workshop):
    for starts, ends, title in (((9, 0), (9, 20), "Opening"), ((10, 45), (12, 0), "Groups meet"),
                                ((12, 0), (13, 0), "Lunch")):  # fmt: skip
        make.store(AgendaItem(workshop_id=workshop.id, starts=dt.time(*starts),
                              ends=dt.time(*ends), title_en=title))  # fmt: skip


def answers(workshop, group, form, number):
    for n in range(number):
        key = f"{group.id}-{form.id}-{n}".encode()
        make.store(Response(id=key.ljust(16), author=key.ljust(32), workshop_id=workshop.id,
                            form_id=form.id, group_id=group.id))  # fmt: skip


def room(workshop, code, people):
    """A group with so many people in the published plan."""
    group = make.make_group(workshop, code)
    return group, {make.make_person(workshop): group for _ in range(people)}


def test_the_band_says_what_is_on_and_what_is_next(organiser, workshop, session):
    at(session, workshop)
    agenda(workshop)
    page = organiser.get(DAY).text
    band = page.split('class="now-band"')[1].split("</section>")[0]
    assert "Groups meet" in band
    assert ">50</span> minutes" in band
    assert "Next, 12:00" in band
    assert "Lunch" in band


def test_before_the_day_the_band_counts_the_days(organiser, workshop, session):
    at(session, workshop, ON_THE_DAY - dt.timedelta(days=3))
    assert "3 days to go" in organiser.get(DAY).text
    at(session, workshop, ON_THE_DAY + dt.timedelta(days=1))
    assert "The programme is over" in organiser.get(DAY).text


def test_before_anybody_arrived_the_flower_shows_taken_and_free_seats(organiser, workshop, session):
    workshop.capacity = 5
    session.commit()
    for _number in range(3):
        make.make_person(workshop)
    make.make_person(workshop, status=PersonStatus.WAITLISTED)
    page = organiser.get(DAY).text
    flower = page.split('class="flower"')[1].split("</svg>")[0]
    assert "3 of 5 seats taken" in page
    assert flower.count("<circle") == 5
    assert "Hollow marks are free seats" in page
    assert "1 person waits for a seat" in page


def test_once_somebody_arrived_the_flower_shows_who_is_there(organiser, workshop, session):
    _group, placed = room(workshop, "policy", 3)
    make.place(workshop, placed)
    first = next(iter(placed))
    first.checked_in_at = make.MOMENT
    session.commit()
    page = organiser.get(DAY).text
    assert "1 of 3 have arrived" in page
    assert "Hollow marks are still missing" in page
    late = make.make_person(workshop)
    late.checked_in_at = make.MOMENT
    session.commit()
    page = " ".join(organiser.get(DAY).text.split())
    assert "2 of 4 have arrived" in page, "those without a group are here, too"
    table = page.split("<table")[1].split("</table>")[0]
    assert 'No group yet</th> <td class="num" data-label="Arrived">1 / 1</td>' in table
    assert "<b>2</b> / 4</td>" in table


def test_answers_are_counted_by_group_and_form(organiser, workshop, session):
    at(session, workshop)
    make.make_strategy(workshop, 1)
    make.make_strategy(workshop, 2)
    make.make_question(workshop, 1)
    make.make_question(workshop, 2)
    policy, one = room(workshop, "policy", 6)
    user, two = room(workshop, "user", 6)
    make.place(workshop, {**one, **two})
    for group in (policy, user):
        make.open_form(workshop, 1, group)
    answers(workshop, policy, make.form_of(workshop, 1), 6)
    answers(workshop, user, make.form_of(workshop, 1), 2)
    table = organiser.get(DAY).text.split("<table")[1].split("</table>")[0]
    assert "Strategy 1" in table
    assert "Strategy 2" not in table
    assert "6, all" in table
    assert "2 of 6" in table
    page = organiser.get(DAY).text
    assert "Not open yet: strategy 2." in page
    assert "Group B, strategy 1: 2 of 6 answered" in page
    assert "/facilitate/plan/user/" in page
    assert 'people?unanswered=1"' in page


def test_an_unchanged_day_costs_a_304_and_a_new_answer_shows(organiser, workshop, session):
    at(session, workshop)
    make.make_question(workshop, 0)
    group, placed = room(workshop, "policy", 2)
    make.place(workshop, placed)
    make.open_form(workshop, 0, group)
    live = {"X-Live": "1"}
    part = organiser.get(DAY, headers=live)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "csrf_token" not in part.text
    again = {**live, "If-None-Match": part.headers["ETag"]}
    assert organiser.get(DAY, headers=again).status_code == 304
    answers(workshop, group, make.form_of(workshop, 0), 1)
    changed = organiser.get(DAY, headers=again)
    assert changed.status_code == 200
    assert "1 of 2" in changed.text


def test_what_needs_care_names_its_page_and_is_at_most_five(organiser, workshop, session):
    at(session, workshop)
    make.store(
        Message(
            workshop_id=workshop.id, message_id="<1@x>", kind="x", subject="x", body="x",
            recipient="gone@example.go.th", state=MessageState.FAILED, created_at=make.MOMENT,
            due_at=make.MOMENT,
        )
    )  # fmt: skip
    make.make_group(workshop, "policy")
    make.make_person(workshop, agency_name="หน่วยงานลึกลับ")
    make.make_person(workshop, status=PersonStatus.WAITLISTED)
    page = organiser.get(DAY).text
    care = page.split("Needs care")[1].split("Programme")[0]
    assert "1 mail was not delivered" in care
    assert "gone@example.go.th" in care
    assert "/organise/plan/messages" in care
    assert "No form has questions" in care
    assert "1 person waits for a seat" in care
    assert "หน่วยงานลึกลับ" in care
    assert 1 < care.count("<li>") <= 5


def test_a_calm_day_says_so(organiser, workshop, session):
    at(session, workshop)
    make.make_question(workshop, 0)
    group = make.make_group(workshop)
    make.make_account(workshop, Role.FACILITATOR, group=group)
    make.open_form(workshop, 0, group)
    assert "Nothing at the moment." in organiser.get(DAY).text


def test_a_closed_workshop_keeps_its_day(organiser, workshop, session):
    workshop.state, workshop.registration_open = WorkshopState.CLOSED, False
    session.commit()
    page = organiser.get(DAY).text
    assert "The workshop is closed for good" in page
    assert "Nothing at the moment." in page

"""A change of room or group is on a person's page within a poll, and mailed to whom it concerns."""

import html
import re

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import FlagSource, Role
from workshop.models import AddressFlag, Message, Placement


@pytest.fixture
def day(session):
    workshop = make.make_workshop(slug="day")
    one, two = make.make_group(workshop, "one"), make.make_group(workshop, "two")
    pim = make.make_person(workshop, first_name="พิม", email="pim@example.go.th")
    pat = make.make_person(workshop, first_name="แพท", email="pat@example.go.th")
    make.place(workshop, {pim: one, pat: two})
    return workshop, one, two, pim, pat


def stamp(phone, **headers):
    return phone.get("/w/day/me/seat", headers=headers)


def change_room(browser, workshop, group, **changes):
    address = f"/organise/{workshop.slug}/groups/{group.id}"
    values = {
        "name_th": group.name_th, "name_en": group.name_en, "code": group.code,
        "room_th": group.room_th, "room_en": group.room_en, "floor": group.floor,
        "seats_min": group.seats_min, "seats_max": group.seats_max, "version": group.version,
    }  # fmt: skip
    return browser.post(f"{address}?lang=en", {**values, **changes})


def letters(session):
    session.rollback()
    query = sa.select(Message).where(Message.kind == "registration.room_changed")
    return {message.recipient: message for message in session.scalars(query)}


def test_a_new_room_changes_the_page_of_its_people_only(day, browser, browsers, session):
    workshop, one, _two, pim, pat = day
    hers, his = browsers().be(pim), browsers().be(pat)
    tags = [stamp(phone).headers["ETag"] for phone in (hers, his)]
    assert f'data-live-etag="{tags[0]}"' in hers.get("/w/day/me").text.replace("&#34;", '"')
    assert stamp(hers, **{"If-None-Match": tags[0]}).status_code == 304
    orn = browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    response = change_room(orn, workshop, one, room_th="ห้องกุหลาบ", room_en="Rose room")
    assert response.status_code == 303
    assert stamp(hers, **{"If-None-Match": tags[0]}).status_code == 200
    assert stamp(his, **{"If-None-Match": tags[1]}).status_code == 304
    assert "ห้องกุหลาบ" in hers.get("/w/day/me?lang=th").text


def test_a_new_room_is_mailed_to_those_who_sit_there_and_to_nobody_else(day, browser, session):
    workshop, one, _two, pim, _pat = day
    orn = browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    silent, bounced = (
        make.make_person(workshop, last_name=name, email=address, phone="0822527365")
        for name, address in (("เงียบ", ""), ("ตีกลับ", "gone@nso.go.th"))
    )
    plan = session.scalars(sa.select(Placement.plan_id).distinct()).one()
    for person in (silent, bounced):
        make.store(Placement(
            workshop_id=workshop.id, plan_id=plan, person_id=person.id, group_id=one.id
        ))  # fmt: skip
    make.store(AddressFlag(
        workshop_id=workshop.id, address=bounced.email, source=FlagSource.BY_HAND,
        flagged_at=make.MOMENT,
    ))  # fmt: skip
    change_room(orn, workshop, one, room_th="ห้องกุหลาบ", room_en="Rose room", floor="3")
    told = letters(session)
    assert set(told) == {pim.email}
    assert "ห้องกุหลาบ" in told[pim.email].body
    page = orn.get(f"/organise/{workshop.slug}/groups?lang=en").text
    assert "1 person of the group is told the new room" in page
    assert "2 people cannot be reached by mail" in page
    [listed] = re.findall(r'<a href="([^"]*status=unreached[^"]*)"', page)
    found = orn.get(html.unescape(listed)).text
    assert all(one.last_name in found for one in (silent, bounced))
    assert pim.last_name not in found


def test_another_change_of_the_group_mails_nobody(day, browser, session):
    workshop, one, *_rest = day
    orn = browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    assert change_room(orn, workshop, one, seats_max=one.seats_max + 1).status_code == 303
    assert letters(session) == {}


def test_somebody_moved_by_a_new_publication_sees_it_at_the_next_poll(day, browsers, session):
    _workshop, _one, two, pim, _pat = day
    phone = browsers().be(pim)
    tag = stamp(phone).headers["ETag"]
    moved = sa.update(Placement).where(Placement.person_id == pim.id).values(group_id=two.id)
    session.execute(moved)
    session.commit()
    assert stamp(phone, **{"If-None-Match": tag}).status_code == 200
    assert two.name_th in phone.get("/w/day/me?lang=th").text

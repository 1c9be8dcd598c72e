"""People who got a seat after the plan was published: the door gives them a group."""

from tests import factories
from tests.arrival.conftest import scanned
from tests.arrival.test_latecomers import people, place_of, walk_in
from tests.postgres import ON_BOTH_DATABASES
from workshop.domain.terms import PlanState, WorkshopState
from workshop.models import AuditEntry, Plan


def late(door, **values):
    return factories.make_person(door.workshop, agency=door.agency, **values)


def result(door, answer):
    """What the page says of the person who was scanned last."""
    page = door.browser.get(answer.location).text
    return page.split('id="result"', 1)[1].split("</section>", 1)[0]


@ON_BOTH_DATABASES
def test_a_scan_by_form_gives_somebody_without_a_group_one(door):
    mali = late(door)
    answer = door.browser.post(door.path, {"person_id": mali.id})
    assert "No group yet" not in result(door, answer)
    place = place_of(door, mali)
    assert place.group_id == door.groups["user"].id  # two already sit in the other group
    assert place.reason_th
    assert place.reason_en


def test_a_device_that_kept_its_scans_is_told_the_groups_with_the_answer(door):
    came = [late(door) for _ in range(5)]
    told = door.scan(*(scanned(one, minutes_ago=9 - at) for at, one in enumerate(came)))
    letters = [one["person"]["group"]["letter"] for one in told["results"]]
    policy, user = door.groups["policy"].letter, door.groups["user"].letter
    assert sorted(letters) == sorted([policy] * 2 + [user] * 3)  # four seats each, three taken
    again = door.scan(scanned(came[0]))["results"][0]
    assert (again["outcome"], again["person"]["group"]["letter"]) == ("already", letters[0])


def test_a_check_in_that_was_taken_back_gives_no_group(door):
    mali = late(door)
    first = scanned(mali, minutes_ago=2)
    door.scan(first, scanned(mali, kind="undo", minutes_ago=1))
    assert place_of(door, mali) is None


def test_without_a_published_plan_nobody_is_placed_at_the_door(door):
    door.session.query(Plan).one().state = PlanState.ARCHIVED
    door.session.commit()
    mali = late(door)
    told = door.scan(scanned(mali))["results"][0]
    assert (told["outcome"], told["person"]["group"]) == ("in", None)


def test_scans_that_reach_the_server_after_the_workshop_change_no_plan(door):
    mali = late(door)
    door.session.merge(door.workshop).state = WorkshopState.CLOSED
    door.session.commit()
    door.scan(scanned(mali))
    assert place_of(door, mali) is None


def test_those_who_have_a_group_keep_plan_and_place(door):
    version = door.session.query(Plan).one().version
    place = place_of(door, door.pim).group_id
    door.scan(scanned(door.pim), scanned(door.pat), scanned(door.tor))
    assert place_of(door, door.pim).group_id == place
    assert door.session.query(Plan).one().version == version


def from_a_full_group(door):
    """A walk-in whose agency may only join a group that is full."""
    role = factories.make_role(door.workshop, "partner")
    full = factories.make_group(door.workshop, "partner", roles=(role,), seats_max=1)
    harbour = factories.make_agency(
        door.workshop, name_th="กรมเจ้าท่า", abbreviations=["จท."], roles=(role,), name_en="Marine"
    )
    door.scan(scanned(factories.make_person(door.workshop, agency=harbour)))
    answer = walk_in(door, agency="จท.")
    *_others, mali = people(door)
    return answer, mali, full


def choose(door, person, group):
    return door.browser.post(f"{door.path}/place", {"person_id": person.id, "group_id": group.id})


@ON_BOTH_DATABASES
def test_a_full_group_is_named_and_those_with_room_are_one_button_each(door):
    answer, mali, full = from_a_full_group(door)
    page = result(door, answer)
    policy, user = door.groups["policy"], door.groups["user"]
    assert f"No seat is free in group {full.letter}." in page
    assert f"Group {policy.letter}, 2 free" in page
    assert f"Group {user.letter}, 3 free" in page
    assert "on the board" not in page
    assert choose(door, mali, user).status_code == 303
    place = place_of(door, mali)
    assert (place.group_id, place.pinned) == (user.id, True)
    assert place.reason_en == (
        f"Group {full.letter} was full, so the arrival desk gave a seat in group {user.letter}."
    )
    [noted] = [one for one in door.session.query(AuditEntry) if one.what == "arrival.placed"]
    assert noted.subject.endswith(f" · {user.letter} · {full.letter}")
    assert noted.actor == "dao@example.go.th"


def test_the_choice_is_still_there_when_the_person_is_found_later(door):
    _answer, mali, full = from_a_full_group(door)
    found = door.browser.get(f"{door.path}?q=มาลี").text
    later = f"{door.path}?shown={mali.id}&amp;outcome=already"
    assert later in found
    assert f"No seat is free in group {full.letter}." in door.browser.get(
        later.replace("&amp;", "&")
    ).text.split('id="recent"')[0]  # fmt: skip


def test_a_group_that_filled_up_is_refused_and_the_others_are_offered(door):
    _answer, mali, full = from_a_full_group(door)
    refused = choose(door, mali, full)
    assert refused.status_code == 422
    assert "This group is full by now. Choose another one." in refused.text
    assert "3 free" in refused.text
    assert place_of(door, mali) is None


def test_a_choice_made_twice_is_one_and_no_other_choice_moves_anybody(door):
    _answer, mali, _full = from_a_full_group(door)
    assert choose(door, mali, door.groups["user"]).status_code == 303
    assert choose(door, mali, door.groups["user"]).status_code == 303
    refused = choose(door, mali, door.groups["policy"])
    assert refused.status_code == 422
    assert "already sits in another group" in refused.text
    assert place_of(door, mali).group_id == door.groups["user"].id


def test_a_group_or_person_of_another_workshop_cannot_be_chosen(door):
    _answer, mali, _full = from_a_full_group(door)
    elsewhere = factories.make_workshop()
    assert choose(door, mali, factories.make_group(elsewhere)).status_code == 422
    assert choose(door, factories.make_person(elsewhere), door.groups["user"]).status_code == 404


def test_the_walk_in_page_promises_no_group(door):
    assert "a group where one has room" in door.browser.get(f"{door.path}/walk-in").text


def test_whoever_is_missing_is_checked_in_from_the_list_of_the_missing(door):
    missing = door.browser.get(door.path).text.split('id="missing"', 1)[1].split("</section>")[0]
    for one in (door.pim, door.pat, door.tor):
        assert f'form="scan" name="person_id" value="{one.id}"' in missing
    door.browser.post(door.path, {"person_id": door.pim.id})
    missing = door.browser.get(door.path).text.split('id="missing"', 1)[1].split("</section>")[0]
    assert f'name="person_id" value="{door.pim.id}"' not in missing
